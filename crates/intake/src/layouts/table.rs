//! A grid under its heading: which rows are data, which texts stand in a row, and where programmes
//! begin. What the rows mean as KPIs is decided by the layouts.

mod sections;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Unit;
use enishi_domain::grid::{Cell, Grid, Place};
use enishi_domain::kpi::Printed;
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, Cost, Programme};

use super::Body;
use super::blocks::{self, Declared};
use super::departments::split_departments;
use super::heading::{Heading, HeadingColumn, find_heading_in_row, heading_at};
use crate::costs::read_yen;
use crate::definitions::settings::Settings;
use crate::findings;

/// A table with its heading, and the settings it is read under.
#[derive(Clone, Debug)]
pub struct Table<'g> {
    /// The grid it stands in.
    pub grid: &'g Grid,
    /// Its heading; a repeated one in the middle of the table may order the columns anew.
    pub heading: Heading,
    /// What the user declares.
    pub settings: &'g Settings,
    /// The worksheet's name, where the file has several.
    pub sheet: Option<String>,
    /// 「単位：千円」 above the table.
    pub money_unit: Option<Unit>,
    /// The year of every target and actual, where the headings name one throughout.
    pub only_year: Option<FiscalYear>,
    /// The sheet's year, as far as it is known before the rows are read.
    pub fiscal_year: Option<FiscalYear>,
}

/// What a row of the table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// It holds KPIs.
    Data,
    /// A heading again, perhaps with other columns.
    Heading(Heading),
    /// 合計
    Total,
    /// ※ 注
    Note,
    /// 「事業名：…」: the rows below are of another programme.
    Block(Vec<Declared>),
}

fn is_total(text: &str) -> bool {
    const WORDS: [&str; 6] = ["合計", "計", "総計", "合計額", "全体", "総合計"];
    let folded = fold_label(text);
    WORDS.contains(&folded.as_str()) || folded.starts_with("合計(") || folded.starts_with("総計(")
}

/// A text with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'g> {
    /// As it stands.
    pub text: &'g str,
    /// Where.
    pub place: Place,
}

impl Placed<'_> {
    /// As the sheet keeps it.
    #[must_use]
    pub fn printed(&self) -> Printed {
        Printed {
            text: self.text.trim().to_owned(),
            place: Some(self.place.clone()),
        }
    }
}

impl<'g> Table<'g> {
    /// The rows under the heading that hold something.
    pub fn rows(&self) -> Vec<u32> {
        self.grid
            .row_numbers()
            .filter(|row| *row > self.heading.bottom)
            .collect()
    }

    /// The place of the heading's first column.
    pub(crate) fn heading_place(&self) -> Option<Place> {
        let first = self.heading.columns.first()?;
        Some(self.place(self.heading.bottom, first))
    }

    /// Goes on under another heading. A year that all targets and actuals share is the sheet's, and
    /// says nothing of a single value.
    pub fn take_heading(&mut self, heading: Heading) {
        self.heading = heading;
        for column in &mut self.heading.columns {
            if column.period == self.only_year {
                column.period = None;
            }
        }
    }

    /// Takes a row that is no data, and says whether it is: only data is left to the layout.
    pub(crate) fn is_data(&mut self, row: u32, body: &mut Body) -> bool {
        match self.row_kind(row, &body.declared) {
            RowKind::Note => body.passed_over.row(self.grid, row, self.sheet.as_deref()),
            RowKind::Heading(heading) => self.take_heading(heading),
            RowKind::Total => match self.cost(row) {
                Some(cost) => body.cost_total = Some(cost),
                None => body.passed_over.row(self.grid, row, self.sheet.as_deref()),
            },
            RowKind::Block(lines) => body.go_on_with_block(lines),
            RowKind::Data => {
                self.pass_over_unheaded(row, body);
                return true;
            }
        }
        false
    }

    /// A cell over which no heading stands says something that nobody understands.
    fn pass_over_unheaded(&self, row: u32, body: &mut Body) {
        let columns = &self.heading.columns;
        for cell in self.grid.row(row) {
            let headed = columns.binary_search_by_key(&cell.column, |heading| heading.index);
            if headed.is_err() && !cell.text.trim().is_empty() {
                let sheet = self.sheet.as_deref();
                body.passed_over.cell(row, cell.column, cell.text, sheet);
            }
        }
    }

    /// What a row is, behind the lines of a block whose table is still to come.
    #[must_use]
    fn row_kind(&self, row: u32, declared: &[Declared]) -> RowKind {
        let mut cells = self
            .grid
            .row(row)
            .filter(|cell| !cell.text.trim().is_empty());
        let Some(first) = cells.next() else {
            return RowKind::Note;
        };
        let alone = cells.next().is_none();
        let text = first.text.trim();
        let begins_a_note = ["※", "注", "(注", "（注"]
            .iter()
            .any(|sign| text.starts_with(sign));
        let is_note =
            alone && (begins_a_note || self.is_section(&first) || self.heads_a_section(&first));
        if is_note || fold_label(text) == "小計" {
            return RowKind::Note;
        }
        // A KPI may be called 全体; a total is never marked.
        if is_total(text) && self.own(row, Column::Mark).is_none() {
            return RowKind::Total;
        }
        let names = &self.settings.columns;
        if let Some(heading) = find_heading_in_row(self.grid, row, names, &self.heading) {
            return RowKind::Heading(heading);
        }
        if self.heading.has(Column::ProgrammeName) {
            return RowKind::Data;
        }
        let below = |one: &Declared| one.place.as_ref().map(|place| place.row);
        let due = declared.iter().filter_map(below).next_back();
        let due = due.is_some_and(|declared| declared > self.heading.bottom);
        match blocks::in_row(self.grid, row, self.sheet.as_deref()) {
            Some(block) if due || blocks::begins(&block) => RowKind::Block(block),
            _ if due => match heading_at(self.grid, row, names) {
                Some(heading) => RowKind::Heading(heading),
                None if alone => RowKind::Note,
                None => RowKind::Data,
            },
            _ => RowKind::Data,
        }
    }

    /// 「基本目標1 …」 over most of the table's width heads the rows below it.
    fn is_section(&self, cell: &Cell<'_>) -> bool {
        let range = self.grid.merged_range(cell.row, cell.column);
        let width = range.map_or(1, |range| range.right - range.left + 1);
        width > 2 && width as usize * 2 >= self.heading.columns.len()
    }

    /// 「区分」 beside the KPI's name: which part of the KPI, 男 or 女, a row is about.
    #[must_use]
    pub fn part_column(&self) -> Option<&HeadingColumn> {
        let kpi = self.heading.first(Column::KpiName)?.index;
        let columns = &mut self.heading.columns.iter();
        columns.find(|heading| heading.divides && heading.index > kpi)
    }

    /// Whether the row goes on with the KPI of the row above: its KPI cell is merged from above, or
    /// blank beside a label such as 女.
    #[must_use]
    pub fn is_part_row(&self, row: u32) -> bool {
        let kpi = self.heading.first(Column::KpiName);
        let merged = kpi.is_some_and(|kpi| self.continues_above(row, kpi));
        let labelled = self
            .part_column()
            .is_some_and(|part| self.own_at(row, part).is_some());
        merged || labelled
    }

    /// The text in the row's own cell of that column; none where it is blank.
    #[must_use]
    pub fn own(&self, row: u32, column: Column) -> Option<Placed<'g>> {
        self.own_at(row, self.heading.first(column)?)
    }

    /// The same for one of several columns of a kind.
    #[must_use]
    pub fn own_at(&self, row: u32, heading: &HeadingColumn) -> Option<Placed<'g>> {
        let cell = self.grid.cell(row, heading.index)?;
        let blank = cell.text.trim().is_empty();
        (!blank).then(|| Placed {
            text: cell.text,
            place: self.place(row, heading),
        })
    }

    /// The text that covers the row in that column, its own or that of a merged range.
    #[must_use]
    pub fn covering(&self, row: u32, heading: &HeadingColumn) -> Option<Placed<'g>> {
        let text = self.grid.covering_text(row, heading.index)?;
        (!text.trim().is_empty()).then(|| Placed {
            text,
            place: self.place(row, heading),
        })
    }

    /// Whether the row's cell is covered by a merged range that begins above.
    #[must_use]
    pub fn continues_above(&self, row: u32, heading: &HeadingColumn) -> bool {
        self.grid
            .merged_range(row, heading.index)
            .is_some_and(|range| range.top < row)
    }

    /// The unit in the heading of the values: 「目標値（千人）」.
    #[must_use]
    pub fn value_unit(&self) -> Option<&Unit> {
        let values = [Column::Target, Column::Actual, Column::Baseline];
        let headings = values
            .into_iter()
            .flat_map(|column| self.heading.all(column));
        headings.filter_map(|heading| heading.unit.as_ref()).next()
    }

    /// The place of a cell, with its heading.
    #[must_use]
    pub fn place(&self, row: u32, heading: &HeadingColumn) -> Place {
        Place {
            row,
            column: heading.index,
            header: Some(heading.text.clone()),
            sheet: self.sheet.clone(),
        }
    }

    /// Whether the row begins another programme than the current one: it prints a number or a name
    /// that differs. Blank cells under a programme belong to it.
    #[must_use]
    pub fn begins_programme(&self, row: u32, current: Option<&Programme>) -> bool {
        let Some(current) = current else { return true };
        let no = self
            .own(row, Column::ProgrammeNo)
            .map(|placed| placed.text.trim());
        let name = self
            .own(row, Column::ProgrammeName)
            .map(|placed| placed.text.trim());
        if let Some(no) = no {
            let renamed = name.is_some() && name != current.name.as_ref().map(|n| n.text.as_str());
            return no != current.no || renamed;
        }
        name.is_some() && name != current.name.as_ref().map(|printed| printed.text.as_str())
    }

    /// Starts a programme from its row; where the table has no number column the ordinal serves.
    #[must_use]
    pub fn start_programme(&self, row: u32, ordinal: usize) -> Programme {
        let printed = |column| self.own(row, column).map(|placed| placed.printed());
        let no = match self.heading.first(Column::ProgrammeNo) {
            Some(heading) => self
                .own_at(row, heading)
                .map_or("", |placed| placed.text.trim())
                .to_owned(),
            None => ordinal.to_string(),
        };
        let mut place = Place::new(row, 1);
        place.sheet.clone_from(&self.sheet);
        Programme {
            no,
            name: printed(Column::ProgrammeName),
            overview: printed(Column::Overview),
            place: Some(place),
            ..Programme::default()
        }
    }

    /// Completes a programme with cost and departments, which may stand on any of its rows.
    pub(crate) fn complete_programme(&self, row: u32, body: &mut Body) {
        let Some(programme) = body.programmes.last_mut() else {
            return;
        };
        if programme.overview.is_none() {
            programme.overview = self
                .own(row, Column::Overview)
                .map(|placed| placed.printed());
        }
        if programme.cost_settled.is_none() {
            programme.cost_settled = self.cost(row);
        }
        if let Some(cell) = self.own(row, Column::Departments) {
            take_departments(body, &cell);
        }
    }

    /// The settled cost in a row.
    #[must_use]
    pub fn cost(&self, row: u32) -> Option<Cost> {
        let heading = self.heading.first(Column::CostSettled)?;
        let cell = self.own_at(row, heading)?;
        Some(self.cost_of(&cell, heading.unit.as_ref()))
    }

    /// A settled cost, in its own unit, that of its heading or that of the table.
    pub(crate) fn cost_of(&self, cell: &Placed<'_>, unit: Option<&Unit>) -> Cost {
        let unit = unit.or(self.money_unit.as_ref());
        Cost {
            printed: cell.printed(),
            yen: read_yen(cell.text, unit),
        }
    }

    /// The programme's remarks in a row: its remark columns, one under the other. Where there are
    /// several, each is headed as its column is, as a cause reads otherwise than an outlook.
    #[must_use]
    pub fn remarks(&self, row: u32) -> Option<Printed> {
        self.remarks_where(row, |_| true)
    }

    /// The same for some of the remark columns.
    #[must_use]
    pub fn remarks_where(
        &self,
        row: u32,
        counts: impl Fn(&HeadingColumn) -> bool,
    ) -> Option<Printed> {
        let several = self.heading.all(Column::Remarks).nth(1).is_some();
        let mut joined: Option<Printed> = None;
        for heading in self
            .heading
            .all(Column::Remarks)
            .filter(|heading| counts(heading))
        {
            let Some(cell) = self.own_at(row, heading) else {
                continue;
            };
            let mut printed = cell.printed();
            if several {
                printed.text = format!("【{}】{}", heading.text, printed.text);
            }
            match &mut joined {
                Some(joined) => {
                    joined.text.push('\n');
                    joined.text.push_str(&printed.text);
                }
                None => joined = Some(printed),
            }
        }
        joined
    }
}

/// Puts a row's remarks under those of the rows before it.
pub fn add_remarks(programme: &mut Programme, more: Option<Printed>) {
    match (&mut programme.remarks, more) {
        (Some(printed), Some(more)) => {
            printed.text.push('\n');
            printed.text.push_str(&more.text);
        }
        (remarks @ None, more @ Some(_)) => *remarks = more,
        (_, None) => {}
    }
}

/// Gives the current programme the departments of a cell that it does not have yet.
pub(crate) fn take_departments(body: &mut Body, cell: &Placed<'_>) {
    let Some(programme) = body.programmes.last_mut() else {
        return;
    };
    let departments = split_departments(cell.text);
    let new: Vec<String> = departments
        .names
        .into_iter()
        .filter(|name| !body.departments.contains(name))
        .collect();
    if departments.cut && !new.is_empty() {
        body.findings
            .push(findings::departments_split(programme, cell, &new));
    }
    body.departments.extend(new.iter().cloned());
    programme.departments.extend(new);
    programme
        .departments_printed
        .get_or_insert_with(|| cell.printed());
}
