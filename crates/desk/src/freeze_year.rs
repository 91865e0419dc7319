//! 「確定」 keeps a year's figures as they are: of which metric version, of what was known at which
//! position. Later corrections change the ledger and not these.

use std::collections::BTreeSet;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::{Amount, FigureReason, FigureStatus, Measurement};
use enishi_domain::metric::Metric;
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition, Region};
use enishi_domain::statistics::Series;
use enishi_domain::workflow::Stage;
use enishi_intake::definitions::wording::sentence;
use enishi_store::FrozenFigure;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::measure_year::{MeasuredFigure, MeasuredRegion, measure_by};
use crate::office::Office;
use crate::year_course::courses;

/// What is frozen beyond figures that are complete and were not frozen yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreezeOptions {
    /// 暫定値 too, and what nobody has closed.
    pub provisional: bool,
    /// Figures that were frozen before, and why.
    pub again: Option<String>,
    /// The digest of what somebody looked at before; nothing is frozen that they did not see.
    pub seen: Option<String>,
}

/// What became of a year's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenYear {
    /// Where they were kept; none where none was.
    pub position: Option<Position>,
    /// How many were kept.
    pub kept: usize,
    /// Those that may still change, by programme and KPI.
    pub left: Vec<(String, KpiNo, FigureStatus)>,
}

/// Keeps the figures of a year as they are now, measured by the definitions in force. What was
/// frozen stays as it is, unless it is said why it is frozen again; then there is another edition,
/// and the earlier one stays too. What is not complete is left.
///
/// # Errors
/// [`DeskError::YearNotOver`], [`DeskError::FrozenPublished`], [`AccessError::Incomplete`] for an
/// empty reason, [`AccessError::Outdated`] where something changed since it was looked at,
/// [`DeskError::Store`].
pub async fn freeze_year(
    office: &Office,
    year: FiscalYear,
    options: &FreezeOptions,
) -> Result<FrozenYear, DeskError> {
    if !is_over(office, year) {
        return Err(DeskError::YearNotOver(year));
    }
    let again = options.again.as_deref().map(str::trim);
    if again == Some("") {
        return Err(AccessError::Incomplete.into());
    }
    let as_of = office.position(None).await?;
    // Somebody may have given the city other definitions since the office was opened.
    let region = office.editions_at(as_of).await?.of(year);
    let measured = measure_by(office, &region, year, as_of).await?;
    let before = office.store.frozen_figures(year).await?;
    let are_published = published(office, year).await?;
    let Choice { kept, left } = choose(&region, &measured, (&before, &are_published), options)?;
    if again.is_some() && kept.is_empty() && left.is_empty() && !are_published.is_empty() {
        let published = are_published.into_iter().collect();
        return Err(DeskError::FrozenPublished(year, published));
    }
    let is_seen = |seen: &String| *seen == digest(&kept);
    if !options.seen.as_ref().is_none_or(is_seen) {
        return Err(AccessError::Outdated.into());
    }
    let position = if kept.is_empty() {
        None
    } else {
        let editions = before.iter().map(|(_, figure)| &figure.edition);
        let count = editions.collect::<BTreeSet<_>>().len();
        let edition = format!("{}-{}", year.short(), count + 1);
        let known = before.iter().map(|(position, _)| *position);
        let last = known.filter(|position| *position <= as_of).max();
        let seen = (as_of, last.unwrap_or(Position(0)));
        Some(
            keep(
                office,
                &region,
                (edition, again),
                (year, seen),
                (&kept, &are_published),
            )
            .await?,
        )
    };
    Ok(FrozenYear {
        position,
        kept: kept.len(),
        left,
    })
}

/// Whether a year is over; before, nothing of it is frozen.
pub(crate) fn is_over(office: &Office, year: FiscalYear) -> bool {
    FiscalYear::of(office.today()).is_some_and(|current| year < current)
}

/// A KPI and its figure.
type Chosen<'m> = (
    &'m ProgrammeDefinition,
    &'m KpiDefinition,
    &'m MeasuredFigure,
);

/// What would be frozen, and what would be left.
pub(crate) struct Choice<'m> {
    /// Those that would be kept.
    pub(crate) kept: Vec<Chosen<'m>>,
    /// Those that may still change, by programme and KPI.
    pub(crate) left: Vec<(String, KpiNo, FigureStatus)>,
}

/// Chooses among a year's figures, as they are measured now. What residents see rests on the
/// figures that were frozen: those of a programme that is published stay until it is reopened.
pub(crate) fn choose<'m>(
    region: &'m Region,
    measured: &'m MeasuredRegion,
    (before, published): (&[(Position, FrozenFigure)], &BTreeSet<String>),
    options: &FreezeOptions,
) -> Result<Choice<'m>, DeskError> {
    let (mut kept, mut left) = (Vec::new(), Vec::new());
    for (programme, figures) in region.programmes.iter().zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let measurement = &figure.measurement;
            let was_frozen = frozen(before, &programme.no, kpi.no, measured.as_of)?.is_some();
            if was_frozen && (options.again.is_none() || published.contains(&programme.no)) {
                continue;
            }
            if options.provisional || is_complete(measurement) {
                kept.push((programme, kpi, figure));
            } else {
                left.push((programme.no.clone(), kpi.no, measurement.status));
            }
        }
    }
    Ok(Choice { kept, left })
}

/// By what it is known whether figures are those that somebody looked at: which, by which
/// definition, and what they say.
pub(crate) fn digest(figures: &[Chosen<'_>]) -> String {
    let mut hasher = Sha256::new();
    for (programme, kpi, figure) in figures {
        let said = figure.measurement.value(&figure.metric.unit).text;
        let line = (&programme.no, kpi.no.to_string(), &figure.version, said);
        hasher.update(format!("{line:?}\n"));
    }
    hexadecimal(&hasher.finalize())
}

/// Whether nothing more is to come: a figure of closed periods, and no figure for another reason
/// than that a period is open.
pub(crate) fn is_complete(figure: &Measurement) -> bool {
    figure.status != FigureStatus::Provisional && figure.reason != Some(FigureReason::NotClosed)
}

/// The programmes that are published.
pub(crate) async fn published(
    office: &Office,
    year: FiscalYear,
) -> Result<BTreeSet<String>, DeskError> {
    let courses = courses(office, year).await?.into_iter();
    let published = courses.filter(|(_, part)| part.course.stage() == Stage::Published);
    Ok(published.map(|(programme, _)| programme).collect())
}

async fn keep(
    office: &Office,
    region: &Region,
    (edition, again): (String, Option<&str>),
    (year, (as_of, last)): (FiscalYear, (Position, Position)),
    (kept, are_published): (&[Chosen<'_>], &BTreeSet<String>),
) -> Result<Position, DeskError> {
    let detail = match again {
        None => edition.clone(),
        Some(reason) => format!("{edition}: {reason}"),
    };
    let mut posting = office.begin("freeze", Some(detail)).await?;
    // Somebody else may have frozen or published since it was looked at, and cannot any more.
    let is_as_seen = posting.last_frozen(year).await? == last;
    if !is_as_seen || published(office, year).await? != *are_published {
        return Err(AccessError::Outdated.into());
    }
    for (programme, kpi, figure) in kept {
        let id = format!("{}-{}", programme.no, kpi.no);
        let definition = sentence::definition_ja(&kpi.metric, None, &region.series);
        let version = &figure.version;
        posting.keep_metric(version, &id, &definition).await?;
        let figure = &figure.measurement;
        let amounts = amounts_json(&figure.amounts).to_string();
        posting
            .freeze(&FrozenFigure {
                edition: edition.clone(),
                programme: programme.no.clone(),
                kpi: kpi.no.to_string(),
                fiscal_year: year,
                as_of,
                input_digest: input_digest(version, as_of, figure, &amounts),
                metric: version.clone(),
                amounts,
                rows: figure.rows,
                distinct: figure.distinct,
                evidence: figure.evidence,
                status: figure.status,
                reason: figure.reason,
            })
            .await?;
    }
    Ok(posting.commit().await?)
}

/// A frozen figure as it was kept.
pub(crate) struct Kept {
    /// The figure.
    pub(crate) measurement: Measurement,
    /// Where the ledger was looked at.
    pub(crate) as_of: Position,
    /// By what the version of its metric is known.
    pub(crate) version: String,
}

/// The last frozen figure of a KPI.
pub(crate) fn frozen(
    figures: &[(Position, FrozenFigure)],
    programme: &str,
    no: KpiNo,
    as_of: Position,
) -> Result<Option<Kept>, DeskError> {
    let no = no.to_string();
    let of_kpi = figures.iter().filter(|(position, figure)| {
        *position <= as_of && figure.programme == programme && figure.kpi == no
    });
    let last = of_kpi.max_by_key(|(position, _)| *position);
    last.map(|(_, figure)| kept(figure)).transpose()
}

/// A figure as the ledger keeps it.
pub(crate) fn kept(figure: &FrozenFigure) -> Result<Kept, DeskError> {
    let measurement = Measurement {
        amounts: amounts_of(&figure.amounts).ok_or_else(|| unreadable(figure))?,
        rows: figure.rows,
        distinct: figure.distinct,
        evidence: figure.evidence,
        status: match figure.reason {
            None => FigureStatus::Frozen,
            Some(_) => figure.status,
        },
        reason: figure.reason,
    };
    Ok(Kept {
        measurement,
        as_of: figure.as_of,
        version: figure.metric.clone(),
    })
}

/// A frozen figure that no version of the program writes.
pub(crate) fn unreadable(figure: &FrozenFigure) -> DeskError {
    DeskError::FrozenUnreadable(format!("{}-{}", figure.programme, figure.kpi))
}

/// A metric is another as soon as its sentence or its rounding is.
pub(crate) fn metric_digest(metric: &Metric, series: &[Series]) -> String {
    let definition = sentence::definition_ja(metric, None, series);
    let digits = metric
        .digits
        .map_or_else(String::new, |digits| digits.to_string());
    let text = format!(
        "{definition}\n{}\n{}\n{digits}",
        metric.unit, metric.divisor
    );
    hexadecimal(&Sha256::digest(text))
}

fn input_digest(metric: &str, as_of: Position, figure: &Measurement, amounts: &str) -> String {
    let Measurement {
        rows,
        distinct,
        evidence,
        ..
    } = figure;
    let text = format!(
        "{metric}\n{}\n{amounts}\n{rows:?}\n{distinct:?}\n{evidence}",
        as_of.0
    );
    hexadecimal(&Sha256::digest(text))
}

fn amounts_json(amounts: &[Amount]) -> Json {
    let entries = amounts.iter().map(|amount| {
        json!({
            "label": amount.label,
            "amount": amount.amount.to_string(),
            "period": amount.period.western(),
        })
    });
    entries.collect()
}

fn amounts_of(text: &str) -> Option<Vec<Amount>> {
    let entries: Vec<Json> = serde_json::from_str(text).ok()?;
    let amounts = entries.iter().map(|entry| {
        let period = i16::try_from(entry.get("period")?.as_i64()?).ok()?;
        Some(Amount {
            label: entry.get("label")?.as_str().map(str::to_owned),
            amount: Decimal::from_str_exact(entry.get("amount")?.as_str()?).ok()?,
            period: FiscalYear::new(period)?,
        })
    });
    amounts.collect()
}
