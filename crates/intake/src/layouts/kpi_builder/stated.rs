//! Which of the printed marks and rates is the KPI's, where several years have one each: that of
//! the year that is evaluated, as it is set beside what follows from that year's numbers.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::evaluate;
use enishi_domain::kpi::{Kpi, StatedMark, StatedRate};
use enishi_domain::verdict::StatedVerdict;

use super::Entry;
use crate::marks::read_mark;
use crate::numerals::read_value;

/// Gives the KPI its mark and rate, and gives back those of other years.
pub(super) fn settle(
    kpi: &mut Kpi,
    marks: Vec<Entry>,
    rates: Vec<Entry>,
    fiscal_year: Option<FiscalYear>,
) -> Vec<Entry> {
    let said = || marks.iter().chain(&rates);
    let year = said().any(|entry| entry.period.is_some()).then(|| {
        let latest = said().filter_map(|entry| entry.period).max();
        evaluate(kpi, fiscal_year).period.or(fiscal_year).or(latest)
    });
    let year = year.flatten();
    let (marks, mut others) = of_year(marks, year);
    let (rates, other_rates) = of_year(rates, year);
    others.extend(other_rates);
    kpi.stated = mark(&marks);
    kpi.stated_rate = rate(&rates);
    others
}

/// The entries of the year and the others. Where none names the year, one without a year is of it.
fn of_year(entries: Vec<Entry>, year: Option<FiscalYear>) -> (Vec<Entry>, Vec<Entry>) {
    let named = year.is_some() && entries.iter().any(|entry| entry.period == year);
    let wanted = if named { year } else { None };
    entries
        .into_iter()
        .partition(|entry| entry.period == wanted)
}

/// Marks of several parts say together only what all of them say.
fn mark(entries: &[Entry]) -> Option<StatedMark> {
    let verdict = |entry: &Entry| entry.repaired.unwrap_or_else(|| read_mark(&entry.text));
    let first = entries.first()?;
    let own = verdict(first);
    let agree = entries.iter().all(|entry| verdict(entry) == own);
    Some(StatedMark {
        text: joined(entries),
        verdict: if agree { own } else { StatedVerdict::Other },
        place: Some(first.place.clone()),
    })
}

fn rate(entries: &[Entry]) -> Option<StatedRate> {
    let first = entries.first()?;
    let text = joined(entries);
    Some(StatedRate {
        percent: read_value(&text).single_amount(),
        text,
        place: Some(first.place.clone()),
    })
}

fn joined(entries: &[Entry]) -> String {
    let texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    texts.join("　")
}
