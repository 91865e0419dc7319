//! What a KPI declares of itself, and what its label lets one infer: unit, direction, kind. An
//! inference is called one; where there is none, 増加 is assumed and said to be so.

use enishi_domain::Decimal;
use enishi_domain::figure::{Qualifier, Quantity, Unit, UnitKind, Value};
use enishi_domain::kpi::{Accumulation, Direction, DirectionSource, Kpi};
use enishi_domain::label::{direction_of, direction_of_unit};
use enishi_domain::text::{fold_ascii, fold_label};

use crate::numerals::is_known_unit;

/// Words that may count something, but in a label's brackets say whose figure it is.
const OF_WHOM: &[&str] = &[
    "市",
    "県",
    "町",
    "村",
    "区",
    "国",
    "字",
    "会",
    "人口",
    "児童",
    "園児",
    "生徒",
    "再生",
    "指標",
    "活動",
    "計画",
    "調査",
    "学校",
    "法人",
    "個人",
    "家庭",
    "家族",
    "制度",
    "研修",
    "会社",
    "都道府県",
    "市町村",
    "市区町村",
];

/// Whether a word in brackets is a unit and not a remark.
#[must_use]
pub fn is_unit_word(text: &str) -> bool {
    let unit = Unit::new(text);
    match unit.kind() {
        UnitKind::Unprinted => false,
        UnitKind::People(_)
        | UnitKind::Cases
        | UnitKind::Companies
        | UnitKind::Share
        | UnitKind::Points
        | UnitKind::Money(_)
        | UnitKind::Area(_)
        | UnitKind::Years => true,
        UnitKind::Other(word) => {
            // 「件/年」 is a unit as 件 is.
            let (first, per) = word.split_once('/').unwrap_or((&word, ""));
            let counts = is_known_unit(first) && !OF_WHOM.contains(&first);
            counts && (per.is_empty() || is_known_unit(per))
        }
    }
}

/// The KPI's unit: the declared one, or the target's, the actual's, the baseline's, or the one in
/// the label's brackets. Parts that print none adopt it.
pub fn settle_unit(kpi: &mut Kpi, declared: Option<&str>) {
    let printed =
        |value: Option<&Value>| value.map(Value::unit).filter(|unit| !unit.is_unprinted());
    let unit = declared
        .map(Unit::new)
        .filter(|unit| !unit.is_unprinted())
        .or_else(|| printed(kpi.target_value()))
        .or_else(|| printed(kpi.actual_value()))
        .or_else(|| printed(kpi.baseline_value()))
        .or_else(|| unit_in_label(&kpi.name.text))
        .unwrap_or_default();
    if let Some(target) = &mut kpi.target {
        target.0.adopt_unit(&unit);
    }
    if let Some(actual) = &mut kpi.actual {
        actual.value_mut().adopt_unit(&unit);
    }
    if let Some(baseline) = &mut kpi.baseline {
        baseline.0.adopt_unit(&unit);
    }
    kpi.unit = unit;
}

fn unit_in_label(label: &str) -> Option<Unit> {
    let folded = fold_ascii(label);
    let (_, inside) = folded.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let inside = inside
        .trim()
        .trim_start_matches("単位")
        .trim_start_matches([':', '：'])
        .trim();
    is_unit_word(inside).then(|| Unit::new(inside))
}

/// A declared direction, as sheets and settings write it.
#[must_use]
pub fn read_direction(text: &str) -> Option<Direction> {
    let folded = fold_label(text);
    match folded.as_str() {
        "増加" | "増" | "上昇" | "向上" | "拡大" | "↑" | "up" => Some(Direction::Up),
        "減少" | "減" | "低下" | "削減" | "縮小" | "↓" | "down" => Some(Direction::Down),
        "範囲" | "range" => Some(Direction::Range),
        "維持" | "maintain" | "→" => Some(Direction::Maintain {
            tolerance: Decimal::ZERO,
        }),
        other => {
            let tolerance = other
                .strip_prefix("維持±")
                .or_else(|| other.strip_prefix("維持(±"))?;
            let tolerance = tolerance.trim_end_matches(')').parse().ok()?;
            Some(Direction::Maintain { tolerance })
        }
    }
}

/// A declared kind, as sheets and settings write it.
#[must_use]
pub fn read_accumulation(text: &str) -> Option<Accumulation> {
    match fold_label(text).as_str() {
        "単年度フロー" | "単年度" | "フロー" | "flow" => Some(Accumulation::Flow),
        "累計" | "累積" | "running_total" => Some(Accumulation::RunningTotal),
        "年度末ストック" | "年度末" | "ストック" | "stock" => {
            Some(Accumulation::Stock)
        }
        "比率" | "割合" | "ratio" => Some(Accumulation::Ratio),
        "増加分" | "increment" => Some(Accumulation::Increment),
        "調査値" | "調査" | "survey" => Some(Accumulation::Survey),
        "マイルストーン" | "milestone" => Some(Accumulation::Milestone),
        "未宣言" | "undeclared" => Some(Accumulation::Undeclared),
        _ => None,
    }
}

/// Infers the direction from the numbers (target against baseline, 以上, 以下, a range), or else from
/// the label; otherwise assumes 増加.
pub fn infer_direction(kpi: &mut Kpi) {
    let inferred = direction_of_unit(kpi)
        .or_else(|| from_figures(kpi))
        .or_else(|| direction_of(&kpi.name.text));
    (kpi.direction, kpi.direction_source) = match inferred {
        Some(direction) => (direction, DirectionSource::Inferred),
        None => (Direction::Up, DirectionSource::Assumed),
    };
}

fn from_figures(kpi: &Kpi) -> Option<Direction> {
    let target = kpi.target_value()?;
    let [part] = target.parts() else { return None };
    if let Quantity::Range { low, high } = part.quantity {
        return Some(match (low, high) {
            (Some(_), None) => Direction::Up,
            (None, Some(_)) => Direction::Down,
            _ => Direction::Range,
        });
    }
    // A target of 10%減 or 5人増 says which way without any baseline.
    match part.qualifier {
        Some(Qualifier::Decrease) => return Some(Direction::Down),
        Some(Qualifier::Increase) => return Some(Direction::Up),
        _ => {}
    }
    // 1億円 and 200百万円 are compared as money; what has no common unit says nothing.
    let baseline = kpi.baseline_value().and_then(|value| {
        let [before] = value.parts() else {
            return None;
        };
        let factor = before.unit.factor_to(&part.unit)?;
        before.quantity.amount()?.checked_mul(factor)
    });
    match (baseline, part.quantity.amount()) {
        (Some(baseline), Some(target)) if target > baseline => return Some(Direction::Up),
        (Some(baseline), Some(target)) if target < baseline => return Some(Direction::Down),
        _ => {}
    }
    match part.qualifier {
        Some(Qualifier::AtLeast) => Some(Direction::Up),
        Some(Qualifier::AtMost) => Some(Direction::Down),
        _ => None,
    }
}

/// Infers the kind from the label and unit where they say it; otherwise it stays undeclared.
#[must_use]
pub fn infer_accumulation(kpi: &Kpi) -> Accumulation {
    let label = fold_label(&kpi.name.text);
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["累計", "累積"]) {
        Accumulation::RunningTotal
    } else if has(&["増加数", "増加分", "増加額", "増加人数", "増加件数"]) {
        Accumulation::Increment
    } else if kpi.unit.kind() == UnitKind::Share {
        Accumulation::Ratio
    } else if has(&["年間", "単年度"]) {
        Accumulation::Flow
    } else {
        Accumulation::Undeclared
    }
}
