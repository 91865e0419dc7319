//! What 「実績の確定」 is filled with: each figure of a year as it is now and as it was frozen, and
//! which of them would be frozen. Whoever freezes says what they looked at.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::FigureStatus;

use crate::error::DeskError;
use crate::freeze_year::{
    FreezeOptions, FrozenYear, choose, digest, freeze_year, is_over, published,
};
use crate::measure_year::{measure_live, measure_year};
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::{this_year, years};

/// The figures of a year before they are frozen.
#[derive(Clone, Debug)]
pub struct FreezingPage {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// Whether the year is over; before, nothing of it is frozen.
    pub is_over: bool,
    /// The figures, in the order of the sheet.
    pub figures: Vec<FigureToFreeze>,
    /// What is looked at by whoever freezes what is complete and was not frozen yet.
    pub seen: String,
    /// What is looked at by whoever freezes all that is complete again.
    pub seen_again: String,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct FigureToFreeze {
    /// The number of its programme.
    pub programme: String,
    /// The number of the KPI.
    pub no: KpiNo,
    /// The KPI's name.
    pub name: String,
    /// What the ledger gives now.
    pub now: String,
    /// Of which year that is, where it is an earlier one: the last that a publisher brought out.
    pub of: Option<FiscalYear>,
    /// How far it is.
    pub status: FigureStatus,
    /// What it was frozen as.
    pub frozen: Option<String>,
    /// Whether it would be frozen.
    pub is_next: bool,
}

/// Shows what would be frozen. Where no year is asked for, of the last that is over.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_freezing(
    counter: &Counter,
    year: Option<FiscalYear>,
) -> Result<FreezingPage, DeskError> {
    counter.principal().ask(Action::Freeze, Object::Office)?;
    let mut known = years(&counter.office, None).into_iter();
    let over = known.find(|year| is_over(&counter.office, *year));
    let year = year.or(over);
    let year = year.unwrap_or_else(|| this_year(&counter.office));
    let office = &counter.office.in_year(year);
    let shown = measure_year(office, year, None).await?;
    let live = measure_live(office, year, Position::NOW).await?;
    let before = office.store.frozen_figures(year).await?;
    let again = FreezeOptions {
        again: Some(String::new()),
        ..FreezeOptions::default()
    };
    let published = published(office, year).await?;
    let stands = (before.as_slice(), &published);
    let next = choose(&office.region, &live, stands, &FreezeOptions::default())?;
    let all = choose(&office.region, &live, stands, &again)?;
    let is_next = |programme: &str, no| {
        let mut kept = next.kept.iter();
        kept.any(|(of, kpi, _)| of.no == programme && kpi.no == no)
    };
    let mut figures = Vec::new();
    let parts = office.region.programmes.iter();
    let parts = parts.zip(shown.programmes.iter().zip(&live.programmes));
    for (programme, (shown, live)) in parts {
        for (kpi, (shown, live)) in programme.kpis.iter().zip(shown.iter().zip(live)) {
            let periods = live.measurement.amounts.iter().map(|amount| amount.period);
            let said = shown.measurement.value(&shown.metric.unit).text;
            figures.push(FigureToFreeze {
                programme: programme.no.clone(),
                no: kpi.no,
                name: kpi.name.clone(),
                now: live.measurement.value(&live.metric.unit).text,
                of: periods.min().filter(|of| *of < year),
                status: shown.measurement.status,
                frozen: shown.is_frozen().then_some(said),
                is_next: is_next(&programme.no, kpi.no),
            });
        }
    }
    Ok(FreezingPage {
        year,
        years: years(office, Some(year)),
        is_over: is_over(office, year),
        figures,
        seen: digest(&next.kept),
        seen_again: digest(&all.kept),
    })
}

/// Freezes what somebody looked at: what is complete and was not frozen yet, or for a reason all
/// that is complete.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], and those of [`freeze_year`].
pub async fn freeze_seen(
    counter: &Counter,
    year: FiscalYear,
    seen: &str,
    again: Option<String>,
) -> Result<FrozenYear, DeskError> {
    counter.principal().ask(Action::Freeze, Object::Office)?;
    let options = FreezeOptions {
        provisional: false,
        again,
        seen: Some(seen.to_owned()),
    };
    freeze_year(&counter.office, year, &options).await
}
