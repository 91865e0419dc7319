//! Targets beside actuals as plain amounts in one unit, and values by year. Verdicts and rates are
//! `enishi-domain`'s; here stand only the numbers that rules look at.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::{self, Pair, signed};
use enishi_domain::figure::{Part, UnitKind, Value};
use enishi_domain::kpi::Accumulation;
use enishi_domain::text::with_thousands;

use crate::sheet::Entry;

/// More parts than this in one value are no breakdown that a city prints; the rest is not looked
/// at where each is compared with each, so that a cell of a million numbers stays cheap.
pub const MOST_PARTS: usize = 100;

/// The comparable pairs of a KPI in the year that was evaluated, one a part.
#[must_use]
pub fn pairs<'a>(entry: &Entry<'a>) -> Vec<Pair<'a>> {
    evaluation::pairs(entry.kpi, entry.evaluation.period)
}

/// The amount, 「5人減」 as −5; none for a range.
#[must_use]
pub fn amount(part: &Part) -> Option<Decimal> {
    Some(signed(part.quantity.amount()?, part))
}

/// An amount as a message shows it: `1,628`.
#[must_use]
pub fn shown(amount: Decimal) -> String {
    with_thousands(&amount.normalize().to_string())
}

/// The amounts of an undivided value by year, the earliest first; empty for a value of one year.
#[must_use]
pub fn by_year(value: &Value) -> Vec<(FiscalYear, Decimal)> {
    let undivided = value.parts().iter().filter(|part| part.label.is_none());
    let dated = undivided.filter_map(|part| Some((part.period?, amount(part)?)));
    let mut years: Vec<_> = dated.collect();
    years.sort_by_key(|(year, _)| *year);
    if years.len() < 2 {
        years.clear();
    }
    years
}

/// The first two years between which the actual of a running total takes such a step.
#[must_use]
pub fn running_step<'a>(
    entry: &Entry<'a>,
    is_taken: fn(Decimal, Decimal) -> bool,
) -> Option<(&'a Value, [FiscalYear; 2])> {
    if entry.kpi.accumulation != Accumulation::RunningTotal {
        return None;
    }
    let actual = entry.kpi.actual_value()?;
    let years = by_year(actual);
    let mut steps = years.windows(2);
    let step = steps.find(|step| is_taken(step[0].1, step[1].1))?;
    Some((actual, [step[0].0, step[1].0]))
}

/// The sum of the amounts by year beside the total that is printed with them: 「R5:10 R6:12 計22」.
#[must_use]
pub fn years_and_total(value: &Value) -> Option<(Decimal, Decimal)> {
    let years = by_year(value);
    let mut totals = value.parts().iter().filter(|part| part.is_total());
    let (Some(total), None) = (totals.next(), totals.next()) else {
        return None;
    };
    if years.is_empty() || total.period.is_some() {
        return None;
    }
    let mut amounts = years.iter().map(|(_, amount)| *amount);
    let sum = amounts.try_fold(Decimal::ZERO, Decimal::checked_add)?;
    Some((sum, amount(total)?))
}

/// Whether a unit counts whole things one by one: 人, 件, 社, 回 …
#[must_use]
pub fn counts_things(kind: &UnitKind) -> bool {
    const COUNTERS: &[&str] = &[
        "回", "団体", "組織", "世帯", "組", "戸", "棟", "店", "店舗", "校", "台", "冊", "箇所",
        "か所", "ヶ所", "カ所", "地区", "地域", "口", "個", "隻", "頭", "匹", "羽",
    ];
    match kind {
        // 12.3千人 has a fraction of a scale, not of a person.
        UnitKind::People(scale) => *scale == Decimal::ONE,
        UnitKind::Cases | UnitKind::Companies => true,
        UnitKind::Other(unit) => COUNTERS.contains(&unit.as_str()),
        UnitKind::Unprinted
        | UnitKind::Share
        | UnitKind::Points
        | UnitKind::Money(_)
        | UnitKind::Area(_)
        | UnitKind::Years => false,
    }
}
