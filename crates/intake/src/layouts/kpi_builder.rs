//! Collects what the columns say of one KPI, year by year, and makes the KPI of it.

use std::collections::BTreeMap;

mod stated;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Content, Missing, Unit, Value};
use enishi_domain::grid::Place;
use enishi_domain::kpi::{Actual, Baseline, DirectionSource, Kpi, Printed, Target};
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::Column;

use super::assignment::Slice;
use super::declarations;
use crate::definitions::settings::Settings;
use crate::numerals::{has_unread_note, missing_years, read_value};

/// A KPI in the making.
#[derive(Clone, Debug)]
pub struct KpiBuilder {
    /// Number and name are known from the start.
    pub kpi: Kpi,
    values: BTreeMap<Column, Vec<Entry>>,
    unit: Option<String>,
    heading_unit: Option<String>,
}

/// A KPI, and what was printed for it and is no part of it.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) kpi: Kpi,
    /// Marks and rates of other years than the evaluated one.
    pub(crate) of_other_years: Vec<Entry>,
    /// Declarations that could not be read, with their columns.
    pub(crate) unread: Vec<(Column, Entry)>,
    /// Values of which a bracket's amounts were passed over.
    pub(crate) with_unread_notes: Vec<(String, Option<Place>)>,
}

/// What one cell says of a KPI.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) period: Option<FiscalYear>,
    label: Option<String>,
    pub(crate) text: String,
    repaired: Option<StatedVerdict>,
    pub(crate) place: Place,
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
        let entry = Entry {
            period,
            label: slice.label.clone(),
            text,
            repaired: slice.repaired,
            place: place.clone(),
        };
        match column {
            Column::Unit => self.unit = self.unit.take().or(filled),
            Column::Remarks => match (&mut self.kpi.remarks, filled) {
                (Some(printed), Some(text)) => {
                    printed.text.push('\n');
                    printed.text.push_str(&text);
                }
                (remarks @ None, Some(text)) => {
                    let place = Some(entry.place);
                    *remarks = Some(Printed { text, place });
                }
                (_, None) => {}
            },
            Column::Direction
            | Column::Accumulation
            | Column::TargetMonth
            | Column::Mark
            | Column::Rate => {
                if filled.is_some() {
                    self.values.entry(column).or_default().push(entry);
                }
            }
            Column::Baseline | Column::Target | Column::Actual => {
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

    /// Reads the values and settles unit, direction and kind, and which year's mark is the KPI's.
    #[must_use]
    pub(crate) fn finish(
        mut self,
        programme: &str,
        settings: &Settings,
        fiscal_year: Option<FiscalYear>,
    ) -> Finished {
        let mut unread = Vec::new();
        let month = self.declared(Column::TargetMonth);
        let mut target = self.value(Column::Target);
        if let (Some(value), Some(month)) = (&mut target, month)
            && value.missing().is_none()
        {
            match with_month(value, month.text.trim()) {
                Some(dated) => *value = dated,
                None => unread.push((Column::TargetMonth, month)),
            }
        }
        let baseline = self.value(Column::Baseline).map(Baseline);
        let mut actual = self.value(Column::Actual);
        let undated = |value: &Value| value.parts().iter().all(|part| part.period.is_none());
        if target.as_ref().is_none_or(undated)
            && let Some(actual) = &mut actual
        {
            settle_missing_year(actual, fiscal_year);
        }
        let actual = actual.map(Actual::Stated);
        let (direction, kind) = (
            self.declared(Column::Direction),
            self.declared(Column::Accumulation),
        );
        let marks = self.values.remove(&Column::Mark).unwrap_or_default();
        let rates = self.values.remove(&Column::Rate).unwrap_or_default();
        let mut kpi = Kpi {
            baseline,
            actual,
            target: target.map(Target),
            ..self.kpi
        };
        let declared = settings.declaration(programme, &kpi);
        let unit = self.unit.as_deref().or(self.heading_unit.as_deref());
        declarations::settle_unit(&mut kpi, declared.unit.or(unit));
        kpi.accumulation = declared
            .accumulation
            .or_else(|| {
                let kind = (Column::Accumulation, kind?);
                read_or_keep(kind, declarations::read_accumulation, &mut unread)
            })
            .unwrap_or_else(|| declarations::infer_accumulation(&kpi));
        let direction = declared.direction.or_else(|| {
            let direction = (Column::Direction, direction?);
            read_or_keep(direction, declarations::read_direction, &mut unread)
        });
        match direction {
            Some(direction) => {
                kpi.direction = direction;
                kpi.direction_source = DirectionSource::Declared;
            }
            None => declarations::infer_direction(&mut kpi),
        }
        let of_other_years = stated::settle(&mut kpi, marks, rates, fiscal_year);
        let values = [kpi.baseline_value(), kpi.target_value(), kpi.actual_value()];
        let values = values.into_iter().flatten();
        let noted = values.filter(|v| v.missing().is_none() && has_unread_note(&v.text));
        Finished {
            with_unread_notes: noted.map(|v| (v.text.clone(), v.place.clone())).collect(),
            kpi,
            of_other_years,
            unread,
        }
    }

    /// The first text of a column that declares something; a dash declares nothing.
    fn declared(&mut self, column: Column) -> Option<Entry> {
        let entries = self.values.remove(&column)?;
        let says = |entry: &Entry| match read_value(&entry.text).missing() {
            Some(Missing::Blank | Missing::Dash) => false,
            Some(_) | None => true,
        };
        entries.into_iter().find(says)
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
    /// With its year and its part, as values of several years are written.
    pub(crate) fn written_out(&self) -> String {
        self.written(true)
    }

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

/// 「R5：105人 R6：集計中」 has no amount for R6: that of R5 is not to be compared in its place.
fn settle_missing_year(actual: &mut Value, evaluated: Option<FiscalYear>) {
    let periods = actual.parts().iter().map(|part| part.period);
    let Some(periods) = periods.collect::<Option<Vec<FiscalYear>>>() else {
        return;
    };
    let Some(last) = periods.iter().max() else {
        return;
    };
    let wanted = |year: FiscalYear| match evaluated {
        Some(evaluated) => year == evaluated && !periods.contains(&year),
        None => year > *last,
    };
    let mut missing = missing_years(&actual.text).into_iter().rev();
    if let Some((_, reason)) = missing.find(|(year, _)| wanted(*year)) {
        actual.content = Content::Missing(reason);
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

/// What a declaration says; one that cannot be read is kept, to be told.
fn read_or_keep<T>(
    said: (Column, Entry),
    read: impl Fn(&str) -> Option<T>,
    unread: &mut Vec<(Column, Entry)>,
) -> Option<T> {
    let declared = read(&said.1.text);
    if declared.is_none() {
        unread.push(said);
    }
    declared
}

/// 「目標年月」 belongs to the target: its fiscal year is the target's. None where it is no date.
fn with_month(value: &Value, month: &str) -> Option<Value> {
    let text = format!("{month} {}", value.text);
    let dated = read_value(&text);
    let readable = dated.parts().len() == value.parts().len()
        && dated.parts().iter().all(|part| part.period.is_some());
    readable.then(|| Value {
        place: value.place.clone(),
        ..dated
    })
}
