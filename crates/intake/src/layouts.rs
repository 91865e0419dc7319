//! What a grid means: the layouts in which cities publish their evaluation sheets. A table is found
//! by its heading, wherever it stands; what is not understood is left over and said to be.

pub mod assignment;
mod blocks;
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
pub(crate) mod passed_over;
pub mod preamble;
pub mod size;
pub mod table;
mod years;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::{Grid, Place};
use enishi_domain::year_sheet::{Column, Cost, Programme, Unassigned, YearSheet};

use crate::definitions::settings::Settings;
use crate::error::IntakeError;
use crate::findings;
use blocks::Declared;
use heading::{Heading, bracketed_unit, find_heading};
use kpi_builder::KpiBuilder;
use passed_over::PassedOver;
use preamble::{Preamble, read_preamble};
use size::Size;
use table::{Table, take_departments};
use years::Years;

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

/// A grid of more rows is no block of lines about one programme.
const MOST_BLOCK_ROWS: usize = 20;

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
    /// What is told once, however many rows it is true of.
    pub repeated: Repeated,
    /// What stands in or around the table and was not used.
    pub passed_over: PassedOver,
    /// What the lines above the next rows say of their programme.
    pub declared: Vec<Declared>,
    /// The last number of a programme, printed or given.
    pub last_no: usize,
}

/// What many rows of a table may have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeated {
    /// Marks and rates of other years: how many, of which years, and the first one's place.
    pub other_years: (usize, BTreeSet<FiscalYear>, Option<Place>),
    /// Declarations that could not be read: how often, and the first one's place.
    pub unread: BTreeMap<(Column, String), (usize, Place)>,
    /// Values of which a bracket was passed over: how many, and the first one.
    pub unread_notes: (usize, Option<(String, Option<Place>)>),
}

impl Body {
    /// Completes a KPI of the current programme.
    fn add_kpi(&mut self, builder: KpiBuilder, table: &Table<'_>) -> Result<(), IntakeError> {
        let Some(programme) = self.programmes.last_mut() else {
            return Ok(());
        };
        let year = self.fiscal_year.or(table.fiscal_year);
        let finished = builder.finish(&programme.no, table.settings, year);
        self.size.add_figures(&finished.kpi)?;
        self.size.add_left(finished.of_other_years.len())?;
        for entry in finished.of_other_years {
            let (count, years, first) = &mut self.repeated.other_years;
            *count += 1;
            years.extend(entry.period);
            first.get_or_insert_with(|| entry.place.clone());
            // Of no column: a mark of another year is not one too many for the KPIs.
            self.unassigned.push(Unassigned {
                programme: Some(programme.no.clone()),
                column: Column::Unknown,
                text: format!("{}{}", finished.kpi.no.circled(), entry.written_out()),
                place: Some(entry.place),
            });
        }
        for (column, entry) in finished.unread {
            let key = (column, entry.text);
            let (count, _) = self.repeated.unread.entry(key).or_insert((0, entry.place));
            *count += 1;
        }
        for noted in finished.with_unread_notes {
            let (count, first) = &mut self.repeated.unread_notes;
            *count += 1;
            first.get_or_insert(noted);
        }
        programme.kpis.push(finished.kpi);
        Ok(())
    }

    fn begin_programme(&mut self, table: &Table<'_>, row: u32) -> Result<(), IntakeError> {
        self.size.add(1)?;
        let mut programme = table.start_programme(row, self.last_no + 1);
        let declared = std::mem::take(&mut self.declared);
        for one in &declared {
            blocks::fill(&mut programme, one);
        }
        // A number that is given must not be one that is printed.
        self.last_no = programme.no.parse().unwrap_or(0).max(self.last_no);
        self.programmes.push(programme);
        self.departments.clear();
        self.take_declared(table, &declared);
        Ok(())
    }

    /// Takes lines above the next rows; a block without rows is passed over.
    fn go_on_with_block(&mut self, lines: Vec<Declared>) {
        for one in blocks::go_on(&mut self.declared, lines) {
            self.passed_over.text(&one.text);
        }
    }

    /// Cost and departments of the lines above a programme's rows.
    fn take_declared(&mut self, table: &Table<'_>, declared: &[Declared]) {
        for one in declared {
            let cell = one.placed();
            if one.column == Column::Departments {
                take_departments(self, &cell);
            } else if one.column == Column::CostSettled
                && let Some(programme) = self.programmes.last_mut()
            {
                let unit = bracketed_unit(one.label());
                programme.cost_settled = Some(table.cost_of(&cell, unit.as_ref()));
            }
        }
    }

    /// Whether a row begins another programme: a block stands above it, or its cells say so.
    fn begins_programme(&self, table: &Table<'_>, row: u32) -> bool {
        !self.declared.is_empty() || table.begins_programme(row, self.programmes.last())
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
    let all_hidden = grids.iter().all(|grid| grid.hidden);
    let mut reader = Reader {
        settings,
        several: grids.len() > 1,
        size: Size::default(),
        last_no: 0,
        carried: Vec::new(),
        outside: PassedOver::default(),
        unread: Vec::new(),
        years: Years::of(grids, settings),
        of_other_years: Vec::new(),
        laid_out: None,
        found: Vec::new(),
    };
    for (grid, number) in grids.iter().zip(1..) {
        reader.take_texts(grid, &grid.above);
        let is_looked_at = all_hidden || !grid.hidden;
        if is_looked_at && reader.leave_other_year(grid, number) {
            continue;
        }
        let is_read = is_looked_at && reader.read_grid(grid)?;
        if !is_read && !grid.is_empty() {
            reader.leave_grid(grid, number);
        }
        reader.take_texts(grid, &grid.below);
    }
    let mut value = reader.laid_out.take().ok_or(IntakeError::NoTable)?;
    reader.tell_what_was_left();
    value.sheet.fiscal_year = settings.fiscal_year.or(value.sheet.fiscal_year);
    value.sheet.municipality = settings.municipality.clone().or(value.sheet.municipality);
    Ok(Reading {
        value,
        findings: reader.found,
    })
}

/// What was read so far of a file's tables.
struct Reader<'s> {
    settings: &'s Settings,
    /// Whether the file holds several tables, so that places name theirs.
    several: bool,
    size: Size,
    last_no: usize,
    /// Lines that say whose the next table is.
    carried: Vec<Declared>,
    /// Texts outside of all tables.
    outside: PassedOver,
    /// Worksheets and tables that hold no evaluation: their names or numbers.
    unread: Vec<String>,
    years: Years,
    /// Tables of other years than the one that is read, with their names or numbers.
    of_other_years: Vec<(FiscalYear, String)>,
    laid_out: Option<LaidOut>,
    found: Vec<Finding>,
}

impl<'s> Reader<'s> {
    /// Reads the table of a grid; false where it has none.
    fn read_grid(&mut self, grid: &Grid) -> Result<bool, IntakeError> {
        let Some(heading) = find_heading(grid, &self.settings.columns) else {
            return Ok(false);
        };
        let preamble = read_preamble(grid, heading.top);
        let mut table = self.table(grid, heading, &preamble);
        let year = table.heading.only_year();
        let said = self.settings.fiscal_year.or(preamble.fiscal_year);
        if year.is_some() && said.is_none_or(|said| Some(said) == year) {
            table.only_year = year;
            table.take_heading(table.heading.clone());
        }
        let layout = self.settings.layout.unwrap_or_else(|| layout_of(&table));
        if layout == Layout::IndicatorForm {
            indicator_form::settle(&mut table);
        }
        self.found.extend(findings::unread_columns(&table));
        let mut body = Body {
            size: self.size,
            last_no: self.last_no,
            ..Body::default()
        };
        self.take_surroundings(&table, &preamble, &mut body);
        let heading = table.heading_place();
        let mut body = match layout {
            Layout::EffectTable => effect_table::read(table, body)?,
            Layout::IndicatorForm => indicator_form::read(table, body)?,
            Layout::Long | Layout::OwnForm => long::read(table, body)?,
        };
        (self.size, self.last_no) = (body.size, body.last_no);
        if body.programmes.is_empty() {
            self.found.push(findings::no_rows(heading));
        }
        // Lines behind the table's last row may be of the next table.
        let rest = std::mem::take(&mut body.declared);
        self.carry(rest);
        let passed_over = std::mem::take(&mut body.passed_over);
        self.outside.add_texts(&passed_over);
        self.found.extend(findings::rows_passed_over(passed_over));
        let repeated = std::mem::take(&mut body.repeated);
        self.found.extend(findings::repeated(repeated));
        body.fiscal_year = body.fiscal_year.or(year.filter(|_| said.is_none()));
        let into = self.laid_out.get_or_insert_with(|| LaidOut {
            layout,
            sheet: YearSheet::default(),
        });
        join(&mut into.sheet, preamble, body, &mut self.found);
        Ok(true)
    }

    /// What stands above the table's heading: lines of a block, and what nobody reads.
    fn take_surroundings(&mut self, table: &Table<'_>, preamble: &Preamble, body: &mut Body) {
        let sheet = table.sheet.as_deref();
        let takes_blocks = !table.heading.has(Column::ProgrammeName);
        if takes_blocks {
            body.go_on_with_block(std::mem::take(&mut self.carried));
        }
        let above = table.grid.row_numbers();
        for row in above.take_while(|row| *row < table.heading.top) {
            let block = takes_blocks.then(|| blocks::in_row(table.grid, row, sheet));
            match block.flatten() {
                Some(lines) => body.go_on_with_block(lines),
                None if preamble.uses(table.grid, row) => {}
                None => body.passed_over.row(table.grid, row, sheet),
            }
        }
    }

    /// Texts between the tables: lines of a block, and what nobody reads.
    fn take_texts(&mut self, grid: &Grid, texts: &[String]) {
        let told = preamble::told_above(grid);
        for text in texts {
            match blocks::in_text(text, None) {
                Some(lines) => self.carry(lines),
                None if grid.name.as_deref() == Some(text) || told.contains(&text.as_str()) => {}
                None => self.outside.text(text),
            }
        }
    }

    fn carry(&mut self, lines: Vec<Declared>) {
        for one in blocks::go_on(&mut self.carried, lines) {
            self.outside.text(&one.text);
        }
    }

    /// Passes over the table of another year than the one that is read, and says whether it is one.
    fn leave_other_year(&mut self, grid: &Grid, number: usize) -> bool {
        let another = self.years.another(number - 1).filter(|_| !grid.is_empty());
        if let Some(year) = another
            && find_heading(grid, &self.settings.columns).is_some()
        {
            // Lines above it are its own, and not of the next table.
            for one in std::mem::take(&mut self.carried) {
                self.outside.text(&one.text);
            }
            let name = grid.name.clone().unwrap_or_else(|| number.to_string());
            self.of_other_years.push((year, name));
            self.take_texts(grid, &grid.below);
            return true;
        }
        false
    }

    /// A grid without a table may still say whose the next table is.
    fn leave_grid(&mut self, grid: &Grid, number: usize) {
        let rows: Vec<u32> = grid.row_numbers().take(MOST_BLOCK_ROWS + 1).collect();
        let block = |row: &u32| blocks::in_row(grid, *row, grid.name.as_deref());
        let blocks: Option<Vec<_>> = rows.iter().map(block).collect();
        match blocks.filter(|_| rows.len() <= MOST_BLOCK_ROWS && !grid.hidden) {
            Some(lines) => self.carry(lines.into_iter().flatten().collect()),
            None => {
                let name = grid.name.clone();
                self.unread.push(name.unwrap_or_else(|| number.to_string()));
            }
        }
    }

    fn tell_what_was_left(&mut self) {
        let carried = std::mem::take(&mut self.carried);
        for one in &carried {
            self.outside.text(&one.text);
        }
        let outside = std::mem::take(&mut self.outside);
        self.found.extend(findings::texts_passed_over(outside));
        self.found
            .extend(findings::tables_passed_over(&self.unread));
        let read = self.years.read;
        self.found
            .extend(findings::years_passed_over(read, &self.of_other_years));
    }

    fn table<'g>(&self, grid: &'g Grid, heading: Heading, preamble: &Preamble) -> Table<'g>
    where
        's: 'g,
    {
        let before = self.laid_out.as_ref().map(|read| &read.sheet);
        let fiscal_year = self
            .settings
            .fiscal_year
            .or(before.and_then(|sheet| sheet.fiscal_year))
            .or(preamble.fiscal_year)
            .or(heading.only_year());
        Table {
            grid,
            heading,
            settings: self.settings,
            sheet: grid.name.clone().filter(|_| self.several),
            money_unit: preamble.money_unit.clone(),
            only_year: None,
            fiscal_year,
        }
    }
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
