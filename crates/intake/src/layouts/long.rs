//! 「縦持ち」 one KPI a row; years stand in columns or in a column of their own.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::{Kpi, KpiNo};
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::assignment::Slice;
use super::heading::HeadingColumn;
use super::kpi_builder::KpiBuilder;
use super::numbering::{Setting, split};
use super::table::{Placed, Table, add_remarks};
use super::{Body, VALUE_COLUMNS};
use crate::error::IntakeError;

/// Reads the rows under the heading.
pub(crate) fn read(mut table: Table<'_>, mut body: Body) -> Result<Body, IntakeError> {
    let years = years_in_column(&table);
    // One year throughout is the sheet's year, and says nothing of a single value.
    let by_year = years.len() > 1;
    body.fiscal_year = years.first().copied().filter(|_| !by_year);
    let mut builders = Builders::default();
    for row in table.rows() {
        if row <= table.heading.bottom {
            continue;
        }
        if !table.is_data(row, &mut body) {
            continue;
        }
        if body.begins_programme(&table, row) {
            builders.finish(&table, &mut body, 0)?;
            builders.finished = 0;
            body.begin_programme(&table, row)?;
        }
        table.complete_programme(row, &mut body);
        let year = by_year.then(|| year_of(&table, row)).flatten();
        read_row(&table, row, year, &mut body, &mut builders)?;
        // Without years no later row speaks of an earlier KPI than the last one.
        if !by_year {
            builders.finish(&table, &mut body, 1)?;
        }
    }
    builders.finish(&table, &mut body, 0)?;
    Ok(body)
}

fn year_of(table: &Table<'_>, row: u32) -> Option<FiscalYear> {
    table.own(row, Column::FiscalYear)?.text.parse().ok()
}

fn years_in_column(table: &Table<'_>) -> BTreeSet<FiscalYear> {
    if !table.heading.has(Column::FiscalYear) {
        return BTreeSet::new();
    }
    table
        .rows()
        .into_iter()
        .filter_map(|row| year_of(table, row))
        .collect()
}

fn read_row(
    table: &Table<'_>,
    row: u32,
    year: Option<FiscalYear>,
    body: &mut Body,
    builders: &mut Builders,
) -> Result<(), IntakeError> {
    let Some(programme) = body.programmes.last_mut() else {
        return Ok(());
    };
    let before = body.unassigned.len();
    if let Some(cell) = table.own(row, Column::KpiName) {
        let at = match builders.of_another_year(table, row, &cell, year) {
            Some(at) => at,
            None => {
                body.size.add(1)?;
                builders.begin(table, row, &cell, year)
            }
        };
        let builder = &mut builders.all[at];
        read_values(table, row, year, programme, builder, &mut body.unassigned);
    } else if let Some(last) = builders.all.last_mut().filter(|_| table.is_part_row(row)) {
        read_values(table, row, year, programme, last, &mut body.unassigned);
    } else {
        leave(table, row, programme, &mut body.unassigned);
    }
    body.size.add_left(body.unassigned.len() - before)
}

/// What a merged cell says of several KPIs' unit or kind, it says of each of them; a remark over
/// several KPIs is the programme's, and a value over several is nobody's.
const SHARED: [Column; 4] = [
    Column::Unit,
    Column::Direction,
    Column::Accumulation,
    Column::TargetMonth,
];

fn read_values(
    table: &Table<'_>,
    row: u32,
    year: Option<FiscalYear>,
    programme: &mut Programme,
    builder: &mut KpiBuilder,
    unassigned: &mut Vec<Unassigned>,
) {
    let part = table.part_column();
    let label = part.map(|part| table.own_at(row, part).map_or("", |cell| cell.text.trim()));
    for column in VALUE_COLUMNS {
        for heading in table.heading.all(column) {
            let several = covers_several(table, row, heading);
            let cell = if SHARED.contains(&column) {
                table.covering(row, heading)
            } else {
                table.own_at(row, heading)
            };
            if several && column == Column::Remarks {
                continue;
            }
            if several && !SHARED.contains(&column) {
                unassigned.extend(cell.map(|cell| left(programme, column, cell)));
                continue;
            }
            let slice = Slice {
                label: label.map(str::to_owned),
                ..Slice::plain(cell.map_or("", |cell| cell.text.trim()))
            };
            let period = heading.period.or(year);
            builder.take(column, period, &slice, &table.place(row, heading));
        }
    }
    let shared = table.remarks_where(row, |heading| covers_several(table, row, heading));
    add_remarks(programme, shared);
}

/// Whether the cell is merged over more rows than the KPI's own.
fn covers_several(table: &Table<'_>, row: u32, heading: &HeadingColumn) -> bool {
    let last = |heading: &HeadingColumn| {
        let range = table.grid.merged_range(row, heading.index);
        range.map_or(row, |range| range.bottom)
    };
    let own = table.heading.first(Column::KpiName).map_or(row, last);
    last(heading) > own
}

/// The number in its own column or at the name's beginning, or else the ordinal.
fn number_and_name<'g>(
    table: &Table<'_>,
    row: u32,
    cell: &Placed<'g>,
    before: usize,
) -> (KpiNo, &'g str) {
    let text = cell.text.trim();
    let printed = table.own(row, Column::KpiNo).and_then(|no| {
        no.text
            .trim()
            .trim_start_matches("指標")
            .trim_start_matches("KPI")
            .parse()
            .ok()
    });
    if let Some(no) = printed {
        return (no, text);
    }
    if let Some((_, cut)) = split(text, Setting::List, None)
        && let [item] = cut.items.as_slice()
        && cut.before.is_empty()
    {
        return (item.no, item.text);
    }
    (
        KpiNo::new(u16::try_from(before + 1).unwrap_or(u16::MAX)),
        text,
    )
}

/// The KPIs of the current programme in the making.
#[derive(Default)]
struct Builders {
    all: Vec<KpiBuilder>,
    /// How many KPIs of the programme are finished.
    finished: usize,
    /// By name and unit, where rows of other years may follow.
    named: BTreeMap<NameAndUnit, Namesakes>,
}

type NameAndUnit = (String, Option<String>);

/// KPIs of the same name and unit, and for each year those that may still lack it, the last on top.
#[derive(Default)]
struct Namesakes {
    all: Vec<usize>,
    lacking: BTreeMap<FiscalYear, (usize, Vec<usize>)>,
}

impl Builders {
    fn begin(
        &mut self,
        table: &Table<'_>,
        row: u32,
        cell: &Placed<'_>,
        year: Option<FiscalYear>,
    ) -> usize {
        let at = self.all.len();
        let (no, name) = number_and_name(table, row, cell, self.finished + at);
        let mut printed = cell.printed();
        name.clone_into(&mut printed.text);
        if year.is_some() {
            let key = name_and_unit(table, row, cell);
            self.named.entry(key).or_default().all.push(at);
        }
        let builder = KpiBuilder::new(Kpi::new(no, printed));
        self.all.push(builder.with_heading_unit(table.value_unit()));
        at
    }

    /// The last KPI of that name and unit whose rows so far are of other years.
    fn of_another_year(
        &mut self,
        table: &Table<'_>,
        row: u32,
        cell: &Placed<'_>,
        year: Option<FiscalYear>,
    ) -> Option<usize> {
        let year = year?;
        let namesakes = self.named.get_mut(&name_and_unit(table, row, cell))?;
        let (seen, lacking) = namesakes.lacking.entry(year).or_default();
        lacking.extend(&namesakes.all[*seen..]);
        *seen = namesakes.all.len();
        let has = |column, at: usize| self.all[at].has(column, Some(year));
        while let Some(at) = lacking.last().copied() {
            if !has(Column::Actual, at) && !has(Column::Target, at) {
                return Some(at);
            }
            lacking.pop();
        }
        None
    }

    /// Gives the KPIs to the programme, but for the last ones that later rows may add to.
    fn finish(
        &mut self,
        table: &Table<'_>,
        body: &mut Body,
        open: usize,
    ) -> Result<(), IntakeError> {
        self.named.clear();
        let complete = self.all.len().saturating_sub(open);
        for builder in self.all.drain(..complete) {
            body.add_kpi(builder, table)?;
        }
        self.finished += complete;
        Ok(())
    }
}

fn name_and_unit(table: &Table<'_>, row: u32, cell: &Placed<'_>) -> NameAndUnit {
    let unit = table.own(row, Column::Unit);
    (
        cell.text.trim().to_owned(),
        unit.map(|unit| fold_label(unit.text.trim())),
    )
}

/// What is said in a row without a KPI belongs to nobody for certain.
fn leave(table: &Table<'_>, row: u32, programme: &Programme, unassigned: &mut Vec<Unassigned>) {
    for column in VALUE_COLUMNS {
        let cells = table
            .heading
            .all(column)
            .filter_map(|heading| table.own_at(row, heading));
        unassigned.extend(cells.map(|cell| left(programme, column, cell)));
    }
}

/// A cell that is given to no KPI.
pub(super) fn left(programme: &Programme, column: Column, cell: Placed<'_>) -> Unassigned {
    Unassigned {
        programme: Some(programme.no.clone()),
        column,
        text: cell.text.trim().to_owned(),
        place: Some(cell.place),
    }
}
