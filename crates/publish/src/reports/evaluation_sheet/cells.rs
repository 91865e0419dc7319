//! What stands in each column of the table.

use enishi_domain::Decimal;
use enishi_domain::evaluation::PartEvaluation;
use enishi_domain::figure::{Part, Quantity, Value};
use enishi_domain::kpi::{Kpi, KpiNo, Printed};
use enishi_domain::long_form::LongColumn;
use enishi_domain::rate::Rate;
use enishi_domain::verdict::Verdict;
use enishi_domain::words::{ClosedSet, blank_as_word, direction_word, stated_mark, verdict_mark};
use enishi_domain::year_sheet::YearSheet;

use crate::document::Content;
use crate::wording;

use super::Subject;

pub(super) fn content(sheet: &YearSheet, subject: &Subject<'_>, column: LongColumn) -> Content {
    use LongColumn as C;
    let (programme, kpi, computed) = (subject.programme, subject.kpi, subject.computed);
    let (unassigned, cost) = (
        subject.unassigned,
        programme.and_then(|p| p.cost_settled.as_ref()),
    );
    let place = unassigned.and_then(|u| u.place.as_ref());
    let stated = kpi.and_then(|k| k.stated.as_ref());
    let rate = computed.and_then(|c| c.rate);
    match column {
        C::ProgrammeNo => programme_no(subject),
        C::ProgrammeName => printed(programme.and_then(|p| p.name.as_ref())),
        C::Overview => printed(programme.and_then(|p| p.overview.as_ref())),
        C::CostYen => number(cost.and_then(|c| c.yen).map(|yen| yen.0)),
        C::KpiNo => text(kpi.map(|k| number_of_kpi(k.no))),
        C::KpiName => text(kpi.map(|k| k.name.text.as_str())),
        C::Unit => text(kpi.map(|k| k.unit.as_str())),
        C::Baseline => value_cell(kpi, Kpi::baseline_value),
        C::Target => value_cell(kpi, Kpi::target_value),
        C::Actual => value_cell(kpi, Kpi::actual_value),
        C::MarkStated => text(stated.map(|m| stated_mark(m.verdict).unwrap_or(&m.text))),
        C::MarkComputed => text(computed.map(|c| verdict_mark(c.verdict))),
        C::Reason => text(computed.and_then(|c| reason(c.verdict))),
        C::Period => text(computed.and_then(|c| c.period).map(|year| year.to_string())),
        C::Rate => rate.map_or(Content::Empty, shown_rate),
        C::Formula => text(rate.map(|rate| {
            let beside = computed.and_then(|c| c.beside);
            formula(rate) + &beside.map_or_else(String::new, wording::beside)
        })),
        C::Evidence => text(
            kpi.and_then(|k| k.actual.as_ref()?.evidence())
                .map(wording::evidence),
        ),
        C::Remarks => printed(programme.and_then(|p| p.remarks.as_ref())),
        C::Departments => text(programme.map(|p| p.departments.join("\n"))),
        C::Direction => text(kpi.map(|k| direction_word(k.direction))),
        C::DirectionSource => text(kpi.map(|k| k.direction_source.word())),
        C::Accumulation => text(kpi.map(|k| k.accumulation.word())),
        C::FormulaDeclared => text(kpi.and_then(|k| k.formula).map(|f| f.to_string())),
        C::BaselinePrinted => value_text(kpi.and_then(Kpi::baseline_value)),
        C::TargetPrinted => value_text(kpi.and_then(Kpi::target_value)),
        C::ActualPrinted => value_text(kpi.and_then(Kpi::actual_value)),
        C::MarkPrinted => or_blank(stated.map(|mark| mark.text.as_str())),
        C::RatePrinted => {
            let stated_rate = kpi.and_then(|k| k.stated_rate.as_ref());
            or_blank(stated_rate.map(|rate| rate.text.as_str()))
        }
        C::CostPrinted => printed(cost.map(|c| &c.printed)),
        C::DepartmentsPrinted => printed(programme.and_then(|p| p.departments_printed.as_ref())),
        C::KpiRemarks => printed(kpi.and_then(|k| k.remarks.as_ref())),
        C::Parts => text(computed.map(|c| parts(&c.parts))),
        C::Title => or_blank(sheet.title.as_deref()),
        C::Municipality => or_blank(sheet.municipality.as_deref()),
        C::FiscalYear => text(sheet.fiscal_year.map(|year| year.to_string())),
        C::RowKind => text(Some(subject.kind.word())),
        C::ProgrammeOrder => number(subject.order.map(Decimal::from)),
        C::UnassignedColumn => text(unassigned.map(|u| u.column.word())),
        C::UnassignedText => text(unassigned.map(|u| u.text.as_str())),
        C::PlaceRow => number(place.map(|p| p.row)),
        C::PlaceColumn => number(place.map(|p| p.column)),
        C::PlaceHeader => or_blank(place.and_then(|p| p.header.as_deref())),
        C::PlaceSheet => or_blank(place.and_then(|p| p.sheet.as_deref())),
    }
}

fn programme_no(subject: &Subject<'_>) -> Content {
    let of_unassigned = subject.unassigned.and_then(|u| u.programme.as_deref());
    match (subject.programme, of_unassigned) {
        (Some(programme), _) => number_or_text(&programme.no),
        (None, Some("")) => or_blank(Some("")),
        (None, Some(no)) => number_or_text(no),
        (None, None) => Content::Empty,
    }
}

/// ① to ⑳ are in every Japanese encoding; the circled figures beyond are not.
pub(super) fn number_of_kpi(no: KpiNo) -> String {
    if (1..=20).contains(&no.first) {
        no.circled()
    } else {
        no.to_string()
    }
}

/// A number where the whole text is one, without a zero in front that a number would lose.
pub(super) fn number_or_text(text: &str) -> Content {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => Content::number(number),
        Ok(_) | Err(_) => Content::text(text),
    }
}

fn text(text: Option<impl Into<String>>) -> Content {
    text.map_or(Content::Empty, Content::text)
}

fn number(amount: Option<impl Into<Decimal>>) -> Content {
    amount.map_or(Content::Empty, Content::number)
}

fn or_blank(text: Option<&str>) -> Content {
    Content::text(blank_as_word(text))
}

fn printed(printed: Option<&Printed>) -> Content {
    or_blank(printed.map(|printed| printed.text.as_str()))
}

fn value_text(value: Option<&Value>) -> Content {
    or_blank(value.map(|value| value.text.as_str()))
}

/// A number only where it says everything: one undivided, unqualified amount in the KPI's unit.
fn value_cell(kpi: Option<&Kpi>, value_of: fn(&Kpi) -> Option<&Value>) -> Content {
    let Some((kpi, value)) = kpi.and_then(|kpi| Some((kpi, value_of(kpi)?))) else {
        return Content::Empty;
    };
    match value.parts() {
        [
            Part {
                label: None,
                quantity: Quantity::Exact(amount),
                unit,
                qualifier: None,
                period: None,
            },
        ] if *unit == kpi.unit => Content::Number {
            amount: *amount,
            unit: unit.to_string(),
        },
        _ => Content::text(wording::readable_value(value)),
    }
}

fn reason(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Met | Verdict::Missed => None,
        Verdict::Unmeasured(reason) => Some(reason.word()),
    }
}

fn shown_rate(rate: Rate) -> Content {
    let shown = rate.shown();
    Decimal::from_str_exact(&shown).map_or_else(|_| Content::text(shown), Content::number)
}

fn formula(rate: Rate) -> String {
    if rate.maintains {
        format!("{}{}", rate.formula, wording::MAINTAINED)
    } else {
        rate.formula.to_string()
    }
}

fn parts(parts: &[PartEvaluation]) -> String {
    let parts: Vec<String> = parts.iter().map(part).collect();
    parts.join("\n")
}

/// 「男 × 98.2％ F1」
fn part(part: &PartEvaluation) -> String {
    let mut text = part.label.clone().unwrap_or_default();
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(verdict_mark(part.verdict));
    if let Some(rate) = part.rate {
        text.push_str(&format!(" {}％ {}", rate.shown(), formula(rate)));
    }
    if let Some(reason) = reason(part.verdict) {
        text.push_str(&format!(" {reason}"));
    }
    text
}
