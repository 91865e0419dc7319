//! 「縁の様式」 what `enishi convert` writes, read back: see `enishi_domain::long_form` for the contract.
//! The printed texts are read again; only a number that was changed in its cell goes before them.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::figure::{Unit, Value};
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::{Grid, Place};
use enishi_domain::kpi::{
    Actual, Baseline, DirectionSource, Kpi, KpiNo, Printed, StatedMark, StatedRate, Target,
};
use enishi_domain::long_form::{LongColumn, RowKind};
use enishi_domain::money::Yen;
use enishi_domain::words::{
    ClosedSet, direction_from_word, from_plain_field, stated_verdict_from_mark, word_as_blank,
};
use enishi_domain::year_sheet::{Column, Cost, Programme, Unassigned, YearSheet};

use super::size::Size;
use super::{LaidOut, Layout};
use crate::definitions::settings::Settings;
use crate::error::IntakeError;
use crate::findings;
use crate::numerals::read_value;

/// The heading stands under a title and a line or two of counts.
const SEARCHED_ROWS: usize = 20;
/// Columns that no other layout has; a table with all of them is ours.
const OURS: [LongColumn; 4] = [
    LongColumn::RowKind,
    LongColumn::TargetPrinted,
    LongColumn::ActualPrinted,
    LongColumn::DirectionSource,
];

/// A table of ours within a grid.
struct OwnTable<'g> {
    grid: &'g Grid,
    heading: u32,
    columns: BTreeMap<LongColumn, u32>,
}

/// Reads the file if it holds a table of ours.
///
/// # Errors
/// [`IntakeError::TooMany`] where there is more of it than is kept.
pub fn read(grids: &[Grid], settings: &Settings) -> Result<Option<Reading<LaidOut>>, IntakeError> {
    let Some(matter) = grids.iter().find_map(|grid| find(grid, &OURS)) else {
        return Ok(None);
    };
    let mut size = Size::default();
    let mut sheet = YearSheet::default();
    let mut found = Vec::new();
    let mut order = String::new();
    for row in matter.rows() {
        let kind = matter
            .text(row, LongColumn::RowKind)
            .and_then(RowKind::from_word)
            .or_else(|| matter.text(row, LongColumn::KpiName).map(|_| RowKind::Kpi));
        if sheet.programmes.is_empty() && sheet.unassigned.is_empty() {
            sheet.title = matter.blank_or_text(row, LongColumn::Title);
            sheet.municipality = matter.blank_or_text(row, LongColumn::Municipality);
            let year = matter.text(row, LongColumn::FiscalYear);
            sheet.fiscal_year = year.and_then(|year| year.parse().ok());
        }
        match kind {
            Some(RowKind::Kpi | RowKind::Programme) => {
                let this = matter
                    .text(row, LongColumn::ProgrammeOrder)
                    .unwrap_or_default();
                // A row that someone added under a programme says nothing of its order.
                if sheet.programmes.is_empty() || (this != order && !this.is_empty()) {
                    this.clone_into(&mut order);
                    size.add(1)?;
                    sheet.programmes.push(matter.programme(row));
                }
                if kind == Some(RowKind::Kpi)
                    && let Some(programme) = sheet.programmes.last_mut()
                {
                    let kpi = matter.kpi(row, programme, &mut found);
                    size.add(1)?;
                    size.add_figures(&kpi)?;
                    programme.kpis.push(kpi);
                }
            }
            Some(RowKind::Unassigned) => {
                size.add_left(1)?;
                sheet.unassigned.push(matter.unassigned(row));
            }
            Some(RowKind::Sheet) | None => {}
        }
    }
    let apart = [LongColumn::UnassignedColumn, LongColumn::UnassignedText];
    let is_csv = matter.columns.contains_key(&LongColumn::UnassignedText);
    if !is_csv && let Some(table) = grids.iter().find_map(|grid| find(grid, &apart)) {
        let rows = table.rows();
        size.add_left(rows.len())?;
        sheet
            .unassigned
            .extend(rows.into_iter().map(|row| table.unassigned(row)));
    }
    sheet.fiscal_year = settings.fiscal_year.or(sheet.fiscal_year);
    sheet.municipality = settings.municipality.clone().or(sheet.municipality);
    let layout = Layout::OwnForm;
    Ok(Some(Reading {
        value: LaidOut { layout, sheet },
        findings: found,
    }))
}

fn find<'g>(grid: &'g Grid, wanted: &[LongColumn]) -> Option<OwnTable<'g>> {
    grid.row_numbers().take(SEARCHED_ROWS).find_map(|heading| {
        let named = grid.row(heading).filter_map(|cell| {
            LongColumn::from_word(cell.text.trim()).map(|column| (column, cell.column))
        });
        let columns: BTreeMap<LongColumn, u32> = named.collect();
        let ours = wanted.iter().all(|column| columns.contains_key(column));
        ours.then_some(OwnTable {
            grid,
            heading,
            columns,
        })
    })
}

impl OwnTable<'_> {
    fn rows(&self) -> Vec<u32> {
        self.grid
            .row_numbers()
            .filter(|row| *row > self.heading)
            .collect()
    }

    /// The text of a cell or of the merged range it lies in.
    fn text(&self, row: u32, column: LongColumn) -> Option<&str> {
        let index = *self.columns.get(&column)?;
        let text = self.grid.covering_text(row, index)?;
        // Only csv holds the unassigned texts in the same table.
        let is_csv = self.columns.contains_key(&LongColumn::UnassignedText);
        Some(
            if is_csv && self.columns.contains_key(&LongColumn::RowKind) {
                from_plain_field(text)
            } else {
                text
            },
        )
    }

    fn blank_or_text(&self, row: u32, column: LongColumn) -> Option<String> {
        word_as_blank(self.text(row, column)?).map(str::to_owned)
    }

    fn printed(&self, row: u32, column: LongColumn) -> Option<Printed> {
        let text = self.blank_or_text(row, column)?;
        Some(Printed {
            text,
            place: self.place(row, column),
        })
    }

    fn place(&self, row: u32, column: LongColumn) -> Option<Place> {
        let index = *self.columns.get(&column)?;
        Some(Place {
            header: Some(column.word().to_owned()),
            ..Place::new(row, index)
        })
    }

    fn programme(&self, row: u32) -> Programme {
        let departments = self.text(row, LongColumn::Departments).unwrap_or_default();
        let yen = self.text(row, LongColumn::CostYen).and_then(number);
        let yen = yen.and_then(|amount| i64::try_from(amount).ok()).map(Yen);
        let cost = self.printed(row, LongColumn::CostPrinted);
        // A cost entered in the number's cell alone prints itself.
        let cost = cost.or_else(|| yen.map(|yen| Printed::new(yen.to_string())));
        Programme {
            no: self
                .text(row, LongColumn::ProgrammeNo)
                .unwrap_or_default()
                .to_owned(),
            name: self.printed(row, LongColumn::ProgrammeName),
            overview: self.printed(row, LongColumn::Overview),
            cost_settled: cost.map(|printed| Cost { printed, yen }),
            departments_printed: self.printed(row, LongColumn::DepartmentsPrinted),
            departments: departments.lines().map(str::to_owned).collect(),
            remarks: self.printed(row, LongColumn::Remarks),
            kpis: Vec::new(),
            place: Some(Place::new(row, 1)),
        }
    }

    fn kpi(&self, row: u32, programme: &Programme, found: &mut Vec<Finding>) -> Kpi {
        let no = self
            .text(row, LongColumn::KpiNo)
            .and_then(|text| text.parse().ok());
        let next = u16::try_from(programme.kpis.len() + 1).unwrap_or(u16::MAX);
        let name = Printed {
            text: self
                .text(row, LongColumn::KpiName)
                .unwrap_or_default()
                .to_owned(),
            place: self.place(row, LongColumn::KpiName),
        };
        let unit = Unit::new(self.text(row, LongColumn::Unit).unwrap_or_default());
        let mut kpi = Kpi::new(no.unwrap_or(KpiNo::new(next)), name);
        let mut value = |number, printed| {
            let value = self.value(row, number, printed, &unit);
            if let Some((value, Some(finding))) = &value {
                found.push(finding.clone().of_programme(&programme.no).of_kpi(kpi.no));
                return Some(value.clone());
            }
            value.map(|(value, _)| value)
        };
        let baseline = value(LongColumn::Baseline, LongColumn::BaselinePrinted);
        let target = value(LongColumn::Target, LongColumn::TargetPrinted);
        let actual = value(LongColumn::Actual, LongColumn::ActualPrinted);
        kpi.baseline = baseline.map(Baseline);
        kpi.target = target.map(Target);
        kpi.actual = actual.map(Actual::Stated);
        kpi.unit = unit;
        self.declare(row, &mut kpi);
        kpi.stated = self.mark(row);
        kpi.stated_rate = self
            .blank_or_text(row, LongColumn::RatePrinted)
            .map(|text| StatedRate {
                percent: read_value(&text).single_amount(),
                text,
                place: self.place(row, LongColumn::RatePrinted),
            });
        kpi.remarks = self.printed(row, LongColumn::KpiRemarks);
        kpi
    }

    fn declare(&self, row: u32, kpi: &mut Kpi) {
        let direction = self
            .text(row, LongColumn::Direction)
            .and_then(direction_from_word);
        let source = self
            .text(row, LongColumn::DirectionSource)
            .and_then(DirectionSource::from_word);
        if let Some(direction) = direction {
            kpi.direction = direction;
            kpi.direction_source = source.unwrap_or(DirectionSource::Declared);
        }
        let kind = self.text(row, LongColumn::Accumulation);
        kpi.accumulation = kind
            .and_then(ClosedSet::from_word)
            .unwrap_or(kpi.accumulation);
        let formula = self.text(row, LongColumn::FormulaDeclared);
        kpi.formula = formula.and_then(|formula| formula.parse().ok());
    }

    fn mark(&self, row: u32) -> Option<StatedMark> {
        let text = self.blank_or_text(row, LongColumn::MarkPrinted);
        let shown = self.text(row, LongColumn::MarkStated);
        let verdict = shown.map_or(stated_verdict_from_mark(""), stated_verdict_from_mark);
        let text = text.or_else(|| shown.map(str::to_owned))?;
        Some(StatedMark {
            text,
            verdict,
            place: self.place(row, LongColumn::MarkPrinted),
        })
    }

    /// The printed text, read again; the number in the cell beside it where someone changed it.
    fn value(
        &self,
        row: u32,
        number_column: LongColumn,
        printed_column: LongColumn,
        unit: &Unit,
    ) -> Option<(Value, Option<Finding>)> {
        let shown = self.text(row, number_column).unwrap_or_default();
        let printed = self.blank_or_text(row, printed_column);
        let place = self.place(row, printed_column);
        let read = |text: &str, place| {
            let mut value = Value {
                place,
                ..read_value(text)
            };
            value.adopt_unit(unit);
            value
        };
        // The cell shows the number with the KPI's unit behind it, which is no scale of its own.
        let bare = shown.trim().strip_suffix(unit.as_str()).unwrap_or(shown);
        let entered = read(bare, self.place(row, number_column));
        let Some(text) = printed else {
            return (!shown.trim().is_empty()).then_some((entered, None));
        };
        let value = Value {
            text: text.clone(),
            ..read(&text, place.clone())
        };
        match (entered.single_amount(), value.single_amount()) {
            (Some(new), Some(old)) if new != old => {
                let finding = findings::number_changed(shown, &text, place);
                Some((entered, Some(finding)))
            }
            _ => Some((value, None)),
        }
    }

    fn unassigned(&self, row: u32) -> Unassigned {
        let number = |column| {
            self.text(row, column)
                .and_then(|text| text.trim().parse().ok())
        };
        let at = (
            number(LongColumn::PlaceRow),
            number(LongColumn::PlaceColumn),
        );
        let place = match at {
            (Some(row_there), Some(column)) => Some(Place {
                row: row_there,
                column,
                header: self.blank_or_text(row, LongColumn::PlaceHeader),
                sheet: self.blank_or_text(row, LongColumn::PlaceSheet),
            }),
            _ => None,
        };
        let column = self
            .text(row, LongColumn::UnassignedColumn)
            .and_then(Column::from_word);
        Unassigned {
            programme: self.blank_or_text(row, LongColumn::ProgrammeNo),
            column: column.unwrap_or(Column::Unknown),
            text: self
                .text(row, LongColumn::UnassignedText)
                .unwrap_or_default()
                .to_owned(),
            place,
        }
    }
}

fn number(text: &str) -> Option<Decimal> {
    read_value(text).single_amount()
}
