//! Sheets made by hand for the tests, laid out as the seed's ten columns: row 2 is the first
//! programme, column 5 its KPIs, 6 targets, 7 actuals, 8 marks, 9 remarks; 11 baselines, 12 rates.

use std::collections::BTreeSet;

use enishi_domain::Decimal;
use enishi_domain::background::Background;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::figure::{Content, Missing, Part, Quantity, Unit, Value};
use enishi_domain::grid::Place;
use enishi_domain::kpi::{Actual, Baseline, Kpi, KpiNo, Printed, StatedMark, StatedRate, Target};
use enishi_domain::money::Yen;
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::{Cost, Programme, YearSheet};

use crate::page;
use crate::rules::Rule;
use crate::sheet::Sheet;
use crate::wording::{Language, line};

/// A programme with KPIs given as name, target, actual and mark; an empty text is no entry.
pub fn programme(no: &str, kpis: &[[&str; 4]]) -> Programme {
    let numbered = kpis.iter().zip(1..);
    Programme {
        no: no.to_owned(),
        name: Some(Printed::new(format!("事業{no}"))),
        kpis: numbered.map(|(fields, n)| kpi(n, *fields)).collect(),
        ..Programme::default()
    }
}

/// One KPI given as name, target, actual and mark.
pub fn kpi(no: u16, [name, target, actual, mark]: [&str; 4]) -> Kpi {
    let entry = |text: &str| (!text.is_empty()).then(|| value(text));
    let mut kpi = Kpi::new(KpiNo::new(no), Printed::new(name));
    kpi.target = entry(target).map(Target);
    kpi.actual = entry(actual).map(Actual::Stated);
    kpi.stated = (!mark.is_empty()).then(|| StatedMark {
        text: mark.to_owned(),
        verdict: match mark {
            "○" | "〇" => StatedVerdict::Met,
            "×" | "✕" => StatedVerdict::Missed,
            "-" | "－" => StatedVerdict::Unmeasured,
            _ => StatedVerdict::Other,
        },
        place: None,
    });
    let units = [kpi.target_value(), kpi.actual_value()];
    let printed = units.into_iter().flatten().map(Value::unit);
    let printed: Vec<Unit> = printed.filter(|unit| !unit.is_unprinted()).collect();
    kpi.unit = printed.first().cloned().unwrap_or_default();
    kpi
}

/// A value of amounts with their units, each with a label or a year before a colon.
pub fn value(text: &str) -> Value {
    let content = match text {
        "空欄" => Content::Missing(Missing::Blank),
        "-" => Content::Missing(Missing::Dash),
        _ => {
            let tokens: Vec<&str> = if text.contains(':') {
                text.split(' ').collect()
            } else {
                vec![text]
            };
            let parts: Option<Vec<Part>> = tokens.into_iter().map(part).collect();
            parts.map_or(Content::Missing(Missing::Words), Content::Parts)
        }
    };
    let text = if text == "空欄" { "" } else { text };
    Value {
        text: text.to_owned(),
        content,
        place: None,
    }
}

fn part(token: &str) -> Option<Part> {
    let (label, amount) = token
        .split_once(':')
        .map_or((None, token), |(label, rest)| (Some(label), rest));
    let folded = enishi_domain::text::fold_ascii(amount).replace([',', ' '], "");
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let end = folded.find(|c| !is_number(c)).unwrap_or(folded.len());
    let number: Decimal = folded[..end].parse().ok()?;
    let period = label.and_then(|label| label.parse::<FiscalYear>().ok());
    Some(Part {
        label: label.filter(|_| period.is_none()).map(str::to_owned),
        quantity: Quantity::Exact(number),
        unit: Unit::new(&folded[end..]),
        qualifier: None,
        period,
    })
}

/// A baseline.
pub fn baseline(text: &str) -> Option<Baseline> {
    Some(Baseline(value(text)))
}

/// A settled cost.
pub fn cost(text: &str, yen: Option<i64>) -> Option<Cost> {
    Some(Cost {
        printed: Printed::new(text),
        yen: yen.map(Yen),
    })
}

/// A printed rate.
pub fn rate(text: &str) -> Option<StatedRate> {
    Some(StatedRate {
        text: text.to_owned(),
        percent: text.trim_end_matches('%').parse().ok(),
        place: None,
    })
}

/// A sheet in which every text stands in the column of its kind.
pub fn sheet(programmes: impl IntoIterator<Item = Programme>) -> YearSheet {
    let mut programmes: Vec<Programme> = programmes.into_iter().collect();
    for (programme, row) in programmes.iter_mut().zip(2..) {
        let at = |column| Some(Place::new(row, column));
        programme.place = at(1);
        let texts = [
            (&mut programme.name, 2),
            (&mut programme.overview, 3),
            (&mut programme.remarks, 9),
            (&mut programme.departments_printed, 10),
        ];
        for (text, column) in texts {
            if let Some(printed) = text {
                printed.place = at(column);
            }
        }
        if let Some(cost) = &mut programme.cost_settled {
            cost.printed.place = at(4);
        }
        programme.kpis.iter_mut().for_each(|kpi| place(kpi, row));
    }
    YearSheet {
        programmes,
        ..YearSheet::default()
    }
}

fn place(kpi: &mut Kpi, row: u32) {
    let at = |column| Some(Place::new(row, column));
    kpi.name.place = at(5);
    if let Some(Target(value)) = &mut kpi.target {
        value.place = at(6);
    }
    if let Some(actual) = &mut kpi.actual {
        actual.value_mut().place = at(7);
    }
    if let Some(mark) = &mut kpi.stated {
        mark.place = at(8);
    }
    if let Some(remarks) = &mut kpi.remarks {
        remarks.place = at(9);
    }
    if let Some(Baseline(value)) = &mut kpi.baseline {
        value.place = at(11);
    }
    if let Some(rate) = &mut kpi.stated_rate {
        rate.place = at(12);
    }
}

/// What one rule finds, in the order of a report, worded; and that its page knows these words.
pub fn lines(rule: &Rule, sheet: &YearSheet) -> Vec<String> {
    lines_knowing(rule, sheet, &Background::default())
}

/// The same, with what the office knows besides.
pub fn lines_knowing(rule: &Rule, sheet: &YearSheet, background: &Background) -> Vec<String> {
    let evaluation = evaluate_sheet(sheet);
    let mut findings = (rule.check)(&Sheet::new(sheet, &evaluation, background));
    crate::sort(&mut findings, sheet);
    for finding in &findings {
        let page = page::page(finding.rule).expect("the rule is listed");
        let template = page.message(finding.message);
        let template = template.unwrap_or_else(|| panic!("{}: no such words", finding.message));
        let given: BTreeSet<&str> = finding.arguments.iter().map(|(name, _)| *name).collect();
        for language in [Language::Japanese, Language::English] {
            let named = names(template.in_language(language));
            assert_eq!(named, given, "{} {}", finding.rule, finding.message);
        }
    }
    findings.iter().map(line).collect()
}

/// The {names} of a template.
pub fn names(template: &str) -> BTreeSet<&str> {
    let pieces = template.split('{').skip(1);
    pieces
        .filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
        .collect()
}
