//! Collects what the columns say of one KPI, year by year, and makes the KPI of it.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Unit, Value};
use enishi_domain::grid::Place;
use enishi_domain::kpi::{
    Actual, Baseline, DirectionSource, Kpi, Printed, StatedMark, StatedRate, Target,
};
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::Column;

use super::assignment::Slice;
use super::declarations;
use crate::definitions::settings::Settings;
use crate::marks::read_mark;
use crate::numerals::read_value;

/// A KPI in the making.
#[derive(Clone, Debug)]
pub struct KpiBuilder {
    /// Number and name are known from the start.
    pub kpi: Kpi,
    values: BTreeMap<Column, Vec<Entry>>,
    unit: Option<String>,
    heading_unit: Option<String>,
    direction: Option<String>,
    accumulation: Option<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    period: Option<FiscalYear>,
    label: Option<String>,
    text: String,
    place: Place,
}

impl KpiBuilder {
    /// Begins with number and name.
    #[must_use]
    pub fn new(kpi: Kpi) -> Self {
        Self {
            kpi,
            values: BTreeMap::new(),
            unit: None,
            heading_unit: None,
            direction: None,
            accumulation: None,
        }
    }

    /// Whether a value of that column and year was given already.
    #[must_use]
    pub fn has(&self, column: Column, period: Option<FiscalYear>) -> bool {
        let taken = |entries: &Vec<Entry>| entries.iter().any(|entry| entry.period == period);
        self.values.get(&column).is_some_and(taken)
    }

    /// Gives the unit in the heading of the values; a unit of the KPI's own goes before.
    #[must_use]
    pub fn with_heading_unit(mut self, unit: Option<&Unit>) -> Self {
        self.heading_unit = unit.map(|unit| unit.as_str().to_owned());
        self
    }

    /// Takes what a column says of the KPI.
    pub fn take(
        &mut self,
        column: Column,
        period: Option<FiscalYear>,
        slice: &Slice,
        place: &Place,
    ) {
        let text = slice.text.clone();
        let filled = (!text.is_empty()).then(|| text.clone());
        let here = Some(place.clone());
        match column {
            Column::Unit => self.unit = self.unit.take().or(filled),
            Column::Direction => self.direction = self.direction.take().or(filled),
            Column::Accumulation => self.accumulation = self.accumulation.take().or(filled),
            Column::Remarks => match (&mut self.kpi.remarks, filled) {
                (Some(printed), Some(text)) => {
                    printed.text.push('\n');
                    printed.text.push_str(&text);
                }
                (remarks @ None, Some(text)) => *remarks = Some(Printed { text, place: here }),
                (_, None) => {}
            },
            Column::Mark => {
                if let Some(text) = filled {
                    self.take_mark(text, slice, here);
                }
            }
            Column::Rate => {
                if let Some(text) = filled {
                    let text = after(self.kpi.stated_rate.as_ref().map(|r| &r.text), slice, text);
                    let percent = read_value(&text).single_amount();
                    self.kpi.stated_rate = Some(StatedRate {
                        text,
                        percent,
                        place: here,
                    });
                }
            }
            Column::Baseline | Column::Target | Column::Actual | Column::TargetMonth => {
                let entry = Entry {
                    period,
                    label: slice.label.clone(),
                    text,
                    place: place.clone(),
                };
                self.values.entry(column).or_default().push(entry);
            }
            Column::ProgrammeNo
            | Column::ProgrammeName
            | Column::Overview
            | Column::CostSettled
            | Column::KpiNo
            | Column::KpiName
            | Column::Departments
            | Column::FiscalYear
            | Column::Unknown => {}
        }
    }

    /// The mark of a sheet with years stands for the last one. Marks of several parts say together
    /// only what all of them say.
    fn take_mark(&mut self, text: String, slice: &Slice, place: Option<Place>) {
        let own = slice.repaired.unwrap_or_else(|| read_mark(&text));
        let before = self.kpi.stated.take().filter(|_| slice.label.is_some());
        let verdict = match &before {
            Some(before) if before.verdict != own => StatedVerdict::Other,
            Some(_) | None => own,
        };
        self.kpi.stated = Some(StatedMark {
            text: after(before.as_ref().map(|mark| &mark.text), slice, text),
            verdict,
            place: before.and_then(|mark| mark.place).or(place),
        });
    }

    /// Reads the values and settles unit, direction and kind.
    #[must_use]
    pub fn finish(mut self, programme: &str, settings: &Settings) -> Kpi {
        let month = self
            .values
            .remove(&Column::TargetMonth)
            .and_then(|entries| {
                entries
                    .into_iter()
                    .map(|entry| entry.text)
                    .find(|text| !text.trim().is_empty())
            });
        let target = self
            .value(Column::Target)
            .map(|value| with_month(value, month.as_deref()));
        let mut kpi = Kpi {
            baseline: self.value(Column::Baseline).map(Baseline),
            actual: self.value(Column::Actual).map(Actual::Stated),
            target: target.map(Target),
            ..self.kpi
        };
        let declared = settings.declaration(programme, &kpi);
        let unit = self.unit.as_deref().or(self.heading_unit.as_deref());
        declarations::settle_unit(&mut kpi, declared.unit.or(unit));
        kpi.accumulation = declared
            .accumulation
            .or_else(|| {
                self.accumulation
                    .as_deref()
                    .and_then(declarations::read_accumulation)
            })
            .unwrap_or_else(|| declarations::infer_accumulation(&kpi));
        let direction = declared.direction.or_else(|| {
            self.direction
                .as_deref()
                .and_then(declarations::read_direction)
        });
        match direction {
            Some(direction) => {
                kpi.direction = direction;
                kpi.direction_source = DirectionSource::Declared;
            }
            None => declarations::infer_direction(&mut kpi),
        }
        kpi
    }

    /// One value of all the column's years and parts. Years that stand in headings or in a column
    /// of their own, and labels of rows, are written into the text, so that text and parts say the
    /// same.
    fn value(&mut self, column: Column) -> Option<Value> {
        let entries = self.values.remove(&column)?;
        let filled: Vec<&Entry> = entries.iter().filter(|e| !e.text.is_empty()).collect();
        let first = filled.first().copied().or(entries.first())?;
        let place = Some(first.place.clone());
        let dated = entries.iter().any(|entry| entry.period.is_some());
        let text = if dated || filled.len() > 1 {
            let several = has_parts(&filled);
            let written = filled.iter().map(|entry| entry.written(several));
            written.collect::<Vec<_>>().join("　")
        } else {
            first.text.clone()
        };
        Some(Value {
            place,
            ..read_value(&text)
        })
    }
}

impl Entry {
    fn written(&self, several_parts: bool) -> String {
        let label = self
            .label
            .as_deref()
            .filter(|label| several_parts && !label.is_empty());
        let text = match label {
            Some(label) => format!("{label}：{}", self.text),
            None => self.text.clone(),
        };
        match self.period {
            Some(year) => format!("{}年度：{text}", year.western()),
            None => text,
        }
    }
}

/// Whether the rows of one year are parts; a label on the only row says no more than its heading.
fn has_parts(entries: &[&Entry]) -> bool {
    let again = |(at, entry): (usize, &&Entry)| {
        entries[..at]
            .iter()
            .any(|earlier| earlier.period == entry.period)
    };
    entries.iter().enumerate().any(again)
}

/// A text of a further part behind those of the parts before it.
fn after(before: Option<&String>, slice: &Slice, text: String) -> String {
    match (before, &slice.label) {
        (Some(before), Some(_)) => format!("{before}　{text}"),
        (Some(_), None) | (None, _) => text,
    }
}

/// 「目標年月」 belongs to the target: its fiscal year is the target's.
fn with_month(value: Value, month: Option<&str>) -> Value {
    let Some(month) = month.map(str::trim).filter(|_| value.missing().is_none()) else {
        return value;
    };
    let text = format!("{month} {}", value.text);
    let dated = read_value(&text);
    let readable = dated.parts().len() == value.parts().len()
        && dated.parts().iter().all(|part| part.period.is_some());
    if readable {
        Value {
            place: value.place,
            ..dated
        }
    } else {
        value
    }
}
