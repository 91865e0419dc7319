//! Targets beside actuals as plain amounts in one unit, and values by year. Verdicts and rates are
//! `enishi-domain`'s; here stand only the numbers that rules look at.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Part, Qualifier, UnitKind, Value};
use enishi_domain::rate::Figures;
use enishi_domain::text::with_thousands;

use crate::sheet::Entry;

/// A target and an actual that can be compared.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The numbers, in the target's unit.
    pub figures: Figures,
    /// The target as read.
    pub target: &'a Part,
}

/// More parts than this in one value are no breakdown that a city prints; the rest is not paired,
/// so that a cell of a million numbers stays cheap.
pub const MOST_PARTS: usize = 100;

/// The comparable pairs of a KPI in the year that was evaluated, one a label.
#[must_use]
pub fn pairs<'a>(entry: &Entry<'a>) -> Vec<Pair<'a>> {
    let kpi = entry.kpi;
    let (Some(target), Some(actual)) = (kpi.target_value(), kpi.actual_value()) else {
        return Vec::new();
    };
    let period = entry.evaluation.period;
    let baseline = kpi.baseline_value().map_or(&[][..], Value::parts);
    let mut out = Vec::new();
    for target in of_year(target, period) {
        let same = |part: &&Part| part.label == target.label;
        let Some(actual) = of_year(actual, period).find(same) else {
            continue;
        };
        let baseline = baseline.iter().take(MOST_PARTS).find(same);
        out.extend(pair(target, actual, baseline));
    }
    out
}

fn pair<'a>(target: &'a Part, actual: &'a Part, baseline: Option<&Part>) -> Option<Pair<'a>> {
    if is_change(target) != is_change(actual) {
        return None;
    }
    let in_unit = |part: &Part| amount(part)?.checked_mul(part.unit.factor_to(&target.unit)?);
    let figures = Figures {
        baseline: baseline.and_then(in_unit),
        target: amount(target)?,
        actual: in_unit(actual)?,
    };
    Some(Pair { figures, target })
}

fn of_year(value: &Value, period: Option<FiscalYear>) -> impl Iterator<Item = &Part> {
    let in_year = move |part: &&Part| part.period.is_none() || part.period == period;
    let counted = value.parts().iter().filter(|part| !part.is_inner());
    counted.filter(in_year).take(MOST_PARTS)
}

fn is_change(part: &Part) -> bool {
    matches!(
        part.qualifier,
        Some(Qualifier::Increase | Qualifier::Decrease)
    )
}

/// The amount, 「5人減」 as −5; none for a range.
#[must_use]
pub fn amount(part: &Part) -> Option<Decimal> {
    let amount = part.quantity.amount()?;
    Some(if part.qualifier == Some(Qualifier::Decrease) {
        -amount
    } else {
        amount
    })
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
        "か所", "ヶ所", "カ所", "地区", "地域", "口", "個", "点", "隻", "頭", "匹", "羽",
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
