//! 「確定」 keeps a year's figures as they are: of which metric version, of what was known at which
//! position. Later corrections change the ledger and not these.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::{Amount, FigureStatus, Measurement};
use enishi_domain::metric::Metric;
use enishi_domain::statistics::Series;
use enishi_intake::definitions::wording::sentence;
use enishi_store::FrozenFigure;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::measure_year::measure_by;
use crate::office::Office;

/// Keeps the figures of a year as they are now, measured by the definitions in force. A year that
/// was frozen before gets another edition; the earlier one stays.
///
/// # Errors
/// [`DeskError::YearNotOver`], [`DeskError::Store`].
pub async fn freeze_year(office: &Office, year: FiscalYear) -> Result<Position, DeskError> {
    if FiscalYear::of(office.today()).is_none_or(|current| current <= year) {
        return Err(DeskError::YearNotOver(year));
    }
    let as_of = office.position(None).await?;
    // Somebody may have given the city other definitions since the office was opened.
    let region = office.editions_at(as_of).await?.of(year);
    let measured = measure_by(office, &region, year, as_of).await?;
    let editions = office.store.frozen_figures(year).await?;
    let edition = editions.iter().map(|(_, figure)| &figure.edition);
    let count = edition.collect::<std::collections::BTreeSet<_>>().len();
    let edition = format!("{}-{}", year.short(), count + 1);
    let mut posting = office.begin("freeze", Some(edition.clone())).await?;
    for (programme, figures) in region.programmes.iter().zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
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
