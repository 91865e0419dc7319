//! 「確定」 keeps a year's figures as they are: of which metric version, of what was known at which
//! position. Later corrections change the ledger and not these.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::{Amount, FigureStatus, Measurement};
use enishi_domain::metric::Metric;
use enishi_intake::definitions::wording::sentence;
use enishi_store::FrozenFigure;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::measure_year::measure_live;
use crate::office::Office;

/// Keeps the figures of a year as they are now. A year that was frozen before gets another edition;
/// the earlier one stays.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn freeze_year(office: &Office, year: FiscalYear) -> Result<Position, DeskError> {
    let measured = measure_live(office, year, Position::NOW).await?;
    let editions = office.store.frozen_figures(year).await?;
    let edition = editions.iter().map(|(_, figure)| &figure.edition);
    let count = edition.collect::<std::collections::BTreeSet<_>>().len();
    let edition = format!("{}-{}", year.short(), count + 1);
    let mut posting = office.begin("freeze", Some(edition.clone())).await?;
    let region = &office.region;
    for (programme, figures) in region.programmes.iter().zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let definition = sentence::definition_ja(&kpi.metric, None, &region.series);
            let metric = metric_digest(&kpi.metric, &definition);
            let id = format!("{}-{}", programme.no, kpi.no);
            posting.keep_metric(&metric, &id, &definition).await?;
            let amounts = amounts_json(&figure.amounts).to_string();
            posting
                .freeze(&FrozenFigure {
                    edition: edition.clone(),
                    programme: programme.no.clone(),
                    kpi: kpi.no.to_string(),
                    fiscal_year: year,
                    as_of: measured.as_of,
                    input_digest: input_digest(&metric, measured.as_of, figure, &amounts),
                    metric,
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

/// The last frozen figure of a KPI, and where it was looked at.
pub(crate) fn frozen(
    figures: &[(Position, FrozenFigure)],
    programme: &str,
    no: KpiNo,
    as_of: Position,
) -> Result<Option<(Measurement, Position)>, DeskError> {
    let no = no.to_string();
    let of_kpi = figures.iter().filter(|(position, figure)| {
        *position <= as_of && figure.programme == programme && figure.kpi == no
    });
    let Some((_, figure)) = of_kpi.max_by_key(|(position, _)| *position) else {
        return Ok(None);
    };
    let unreadable = || DeskError::FrozenUnreadable(format!("{programme}-{no}"));
    let measurement = Measurement {
        amounts: amounts_of(&figure.amounts).ok_or_else(unreadable)?,
        rows: figure.rows,
        distinct: figure.distinct,
        evidence: figure.evidence,
        status: match figure.reason {
            None => FigureStatus::Frozen,
            Some(_) => figure.status,
        },
        reason: figure.reason,
    };
    Ok(Some((measurement, figure.as_of)))
}

/// A metric is another as soon as its sentence or its rounding is.
fn metric_digest(metric: &Metric, definition: &str) -> String {
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
