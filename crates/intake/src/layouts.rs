//! What a grid means: the layouts in which cities publish their evaluation sheets. A table is found
//! by its heading, wherever it stands; what is not understood is left over and said to be.

pub mod assignment;
pub mod declarations;
pub mod departments;
pub mod effect_table;
pub mod heading;
pub mod indicator_form;
pub mod kpi_builder;
pub mod lexicon;
pub mod long;
pub mod numbering;
pub mod own_form;
pub mod preamble;
pub mod size;
pub mod table;

use std::collections::BTreeSet;
use std::str::FromStr;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::Grid;
use enishi_domain::year_sheet::{Column, Cost, Programme, Unassigned, YearSheet};

use crate::definitions::settings::Settings;
use crate::error::IntakeError;
use crate::findings;
use heading::find_heading;
use preamble::{Preamble, read_preamble};
use size::Size;
use table::Table;

/// The columns that say something of a single KPI.
pub(crate) const VALUE_COLUMNS: [Column; 10] = [
    Column::Unit,
    Column::Direction,
    Column::Accumulation,
    Column::Baseline,
    Column::TargetMonth,
    Column::Target,
    Column::Actual,
    Column::Mark,
    Column::Rate,
    Column::Remarks,
];

/// 「様式」 the forms in which a sheet is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A programme a row, several KPIs in a cell.
    EffectTable,
    /// The national form with 指標①–⑤.
    IndicatorForm,
    /// One KPI a row.
    Long,
    /// What `enishi convert` writes.
    OwnForm,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::EffectTable,
        Self::IndicatorForm,
        Self::Long,
        Self::OwnForm,
    ];

    /// The name on the command line and in the JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EffectTable => "effect_table",
            Self::IndicatorForm => "indicator_form",
            Self::Long => "long",
            Self::OwnForm => "own_form",
        }
    }
}

/// The name is of no layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a layout: effect_table, indicator_form, long or own_form")]
pub struct UnknownLayout(pub String);

impl FromStr for Layout {
    type Err = UnknownLayout;

    fn from_str(name: &str) -> Result<Self, UnknownLayout> {
        let found = Self::ALL.into_iter().find(|layout| layout.name() == name);
        found.ok_or_else(|| UnknownLayout(name.to_owned()))
    }
}

/// A sheet and the layout it was read in.
#[derive(Clone, Debug)]
pub struct LaidOut {
    /// Of the first table.
    pub layout: Layout,
    /// All tables of the file together.
    pub sheet: YearSheet,
}

/// What one table holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub programmes: Vec<Programme>,
    pub unassigned: Vec<Unassigned>,
    pub cost_total: Option<Cost>,
    pub fiscal_year: Option<FiscalYear>,
    pub findings: Vec<Finding>,
    /// Of all tables so far.
    pub size: Size,
    /// Those of the current programme, to be asked quickly.
    pub departments: BTreeSet<String>,
}

impl Body {
    fn of_size(size: Size) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    fn begin_programme(&mut self, table: &Table<'_>, row: u32) -> Result<(), IntakeError> {
        self.size.add(1)?;
        let ordinal = self.programmes.len() + 1;
        self.programmes.push(table.start_programme(row, ordinal));
        self.departments.clear();
        Ok(())
    }
}

/// Reads every table of a file that is an evaluation sheet, in order, into one sheet.
///
/// # Errors
/// [`IntakeError::NoTable`] where no heading of KPIs with targets, actuals or marks is found,
/// [`IntakeError::TooMany`] where there is more of it than is kept.
pub fn read_year_sheet(
    grids: &[Grid],
    settings: &Settings,
) -> Result<Reading<LaidOut>, IntakeError> {
    if let Some(reading) = own_form::read(grids, settings)? {
        return Ok(reading);
    }
    // A hidden worksheet is an old copy more often than a part of the sheet.
    let visible: Vec<&Grid> = grids.iter().filter(|grid| !grid.hidden).collect();
    let candidates = if visible.is_empty() {
        grids.iter().collect()
    } else {
        visible
    };
    let several = grids.len() > 1;
    let mut laid_out: Option<LaidOut> = None;
    let mut found = Vec::new();
    let mut size = Size::default();
    for grid in candidates {
        let Some(heading) = find_heading(grid, &settings.columns) else {
            continue;
        };
        let preamble = read_preamble(grid, heading.top);
        let sheet = grid.name.clone().filter(|_| several);
        let read_before = laid_out.as_ref().map(|read| read.sheet.programmes.len());
        let mut table = Table {
            grid,
            heading,
            settings,
            sheet,
            programmes_before: read_before.unwrap_or_default(),
            money_unit: preamble.money_unit.clone(),
            only_year: None,
        };
        let year = table.heading.only_year();
        let said = settings.fiscal_year.or(preamble.fiscal_year);
        if year.is_some() && said.is_none_or(|said| Some(said) == year) {
            table.only_year = year;
            table.take_heading(table.heading.clone());
        }
        let layout = settings.layout.unwrap_or_else(|| layout_of(&table));
        if layout == Layout::IndicatorForm {
            indicator_form::settle(&mut table);
        }
        found.extend(findings::unread_columns(&table));
        let body = Body::of_size(size);
        let mut body = match layout {
            Layout::EffectTable => effect_table::read(table, body)?,
            Layout::IndicatorForm => indicator_form::read(table, body)?,
            Layout::Long | Layout::OwnForm => long::read(table, body)?,
        };
        size = body.size;
        body.fiscal_year = body.fiscal_year.or(year.filter(|_| said.is_none()));
        let into = laid_out.get_or_insert_with(|| LaidOut {
            layout,
            sheet: YearSheet::default(),
        });
        join(&mut into.sheet, preamble, body, &mut found);
    }
    let mut value = laid_out.ok_or(IntakeError::NoTable)?;
    value.sheet.fiscal_year = settings.fiscal_year.or(value.sheet.fiscal_year);
    value.sheet.municipality = settings.municipality.clone().or(value.sheet.municipality);
    Ok(Reading {
        value,
        findings: found,
    })
}

fn layout_of(table: &Table<'_>) -> Layout {
    if indicator_form::fits(table) {
        Layout::IndicatorForm
    } else if !table.heading.has(Column::FiscalYear)
        && !table.heading.has(Column::KpiNo)
        && effect_table::fits(table)
    {
        Layout::EffectTable
    } else {
        Layout::Long
    }
}

fn join(sheet: &mut YearSheet, preamble: Preamble, body: Body, found: &mut Vec<Finding>) {
    sheet.title = sheet.title.take().or(preamble.title);
    sheet.municipality = sheet.municipality.take().or(preamble.municipality);
    sheet.fiscal_year = sheet
        .fiscal_year
        .or(preamble.fiscal_year)
        .or(body.fiscal_year);
    // Totals of several tables are totals of a part each.
    let only = sheet.programmes.is_empty();
    sheet.cost_total = body.cost_total.filter(|_| only);
    sheet.programmes.extend(body.programmes);
    sheet.unassigned.extend(body.unassigned);
    found.extend(body.findings);
}
