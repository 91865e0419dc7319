//! 「推移」 bars of up to five years with a line of targets, drawn on the server: no script, printable,
//! the same in every browser. Bars begin at zero. Without numbers there is no picture.

use askama::Template;
use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::text::with_thousands;

use crate::wording::chart::{TARGET, WHOLE, trend_text, trend_title};

/// Height of the drawing, in its own units.
const HEIGHT: i64 = 160;
/// Width of a year.
const YEAR: i64 = 110;
/// Width of a bar.
const BAR: i64 = 56;
/// Where the drawing begins.
const LEFT: i64 = 12;
/// Room for the numbers above the bars.
const TOP: i64 = 28;

/// A picture, with everything in words besides.
#[derive(Template)]
#[template(path = "chart.html")]
pub struct Chart {
    id: String,
    title: String,
    text: String,
    width: i64,
    height: i64,
    base: i64,
    bars: Vec<Bar>,
    years: Vec<(i64, String)>,
    targets: Vec<Target>,
    target_word: &'static str,
    part: Option<String>,
}

/// What a picture shows of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// The year.
    pub year: FiscalYear,
    /// The target, as the city writes it.
    pub target: Option<String>,
    /// The target's amount where it is one exact number.
    pub target_amount: Option<Decimal>,
    /// The actual, `-` where there is none.
    pub actual: String,
    /// Its amounts, one for each part.
    pub amounts: Vec<(Option<String>, Decimal)>,
}

struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    middle: i64,
    label_y: i64,
    label: String,
}

struct Target {
    from: i64,
    to: i64,
    y: i64,
}

/// A picture for every part of a KPI (男, 女); none where no year has a number.
#[must_use]
pub fn charts(kpi: &str, trend: &[TrendPoint]) -> Vec<Chart> {
    let mut parts: Vec<Option<String>> = Vec::new();
    for (label, _) in trend.iter().flat_map(|year| &year.amounts) {
        if !parts.contains(label) {
            parts.push(label.clone());
        }
    }
    let is_divided = parts.len() > 1;
    let charts = parts.into_iter().zip(0..);
    charts
        .filter_map(|(part, n)| chart(kpi, trend, part.as_ref(), is_divided, n))
        .collect()
}

fn chart(
    kpi: &str,
    trend: &[TrendPoint],
    part: Option<&String>,
    is_divided: bool,
    n: usize,
) -> Option<Chart> {
    let amount = |year: &TrendPoint| {
        let mut amounts = year.amounts.iter();
        amounts
            .find(|(label, _)| label.as_ref() == part)
            .map(|(_, amount)| *amount)
    };
    // A target in words or of several parts is in the table beneath.
    let target = |year: &TrendPoint| year.target_amount.filter(|_| !is_divided);
    let all = trend
        .iter()
        .flat_map(|year| [amount(year), target(year)])
        .flatten();
    let highest = all.clone().max()?.max(Decimal::ZERO);
    let lowest = all.min()?.min(Decimal::ZERO);
    let span = highest - lowest;
    if span.is_zero() {
        return None;
    }
    let y_of = |value: Decimal| TOP + scaled(highest - value, span);
    let base = y_of(Decimal::ZERO);
    let (mut bars, mut targets, mut years) = (Vec::new(), Vec::new(), Vec::new());
    for (year, left) in trend.iter().zip((0..).map(|n| LEFT + n * YEAR)) {
        let middle = left + YEAR / 2;
        years.push((middle, year.year.short()));
        bars.extend(amount(year).map(|value| bar(middle, value, y_of(value), base)));
        targets.extend(target(year).map(|value| Target {
            from: middle - BAR / 2 - 8,
            to: middle + BAR / 2 + 8,
            y: y_of(value),
        }));
    }
    let points = trend.iter();
    let points: Vec<(String, String, Option<String>)> = points
        .map(|year| {
            (
                year.year.to_string(),
                year.actual.clone(),
                year.target.clone(),
            )
        })
        .collect();
    let width = LEFT * 2 + YEAR * i64::try_from(trend.len()).unwrap_or(1);
    Some(Chart {
        id: format!("chart-{n}"),
        title: trend_title(kpi),
        text: trend_text(&points),
        width,
        height: TOP + HEIGHT + 28,
        base,
        bars,
        years,
        targets,
        target_word: TARGET,
        part: is_divided.then(|| part.map_or(WHOLE, String::as_str).to_owned()),
    })
}

/// A bar from zero to a value, whose end is at `end`.
fn bar(middle: i64, value: Decimal, end: i64, base: i64) -> Bar {
    let (top, bottom) = (end.min(base), end.max(base));
    Bar {
        x: middle - BAR / 2,
        y: top,
        width: BAR,
        height: (bottom - top).max(1),
        middle,
        label_y: top - 6,
        label: with_thousands(&value.normalize().to_string()),
    }
}

/// A share of the drawing's height, in whole units.
fn scaled(value: Decimal, span: Decimal) -> i64 {
    let units = (value / span * Decimal::from(HEIGHT)).round();
    units.to_string().parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(western: i16, actual: Option<i64>, target: Option<i64>) -> TrendPoint {
        TrendPoint {
            year: FiscalYear::new(western).unwrap(),
            target: target.map(|n| format!("{n}社")),
            target_amount: target.map(Decimal::from),
            actual: actual.map_or("-".to_owned(), |n| format!("{n}社")),
            amounts: actual
                .map(|n| (None, Decimal::from(n)))
                .into_iter()
                .collect(),
        }
    }

    #[test]
    fn bars_stand_on_zero_and_a_missing_year_has_none() {
        let trend = [
            year(2022, Some(50), Some(100)),
            year(2023, None, Some(100)),
            year(2024, Some(0), None),
        ];
        let charts = charts("企業数", &trend);
        let [chart] = charts.as_slice() else {
            panic!("one picture");
        };
        assert_eq!(chart.bars.len(), 2, "nothing was measured in 2023");
        assert_eq!(chart.bars[0].y + chart.bars[0].height, chart.base);
        assert_eq!(chart.bars[0].height, HEIGHT / 2);
        assert_eq!(chart.bars[1].label, "0");
        assert_eq!(chart.targets.len(), 2);
        assert!(
            chart.text.contains("令和5年度は-、目標100社"),
            "{}",
            chart.text
        );
    }

    #[test]
    fn below_zero_goes_downwards_and_nothing_to_show_is_no_picture() {
        let trend = [year(2023, Some(-30), None), year(2024, Some(10), None)];
        let charts_found = charts("社会増", &trend);
        let bars = &charts_found[0].bars;
        assert_eq!(bars[0].y, charts_found[0].base);
        assert!(bars[1].y < charts_found[0].base);
        assert!(charts("無", &[year(2024, None, None)]).is_empty());
        assert!(charts("零", &[year(2024, Some(0), None)]).is_empty());
    }
}
