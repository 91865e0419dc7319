//! 「縦持ち」 one KPI a row; years stand in columns or in a column of their own.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::{Kpi, KpiNo};
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::assignment::Slice;
use super::heading::HeadingColumn;
use super::kpi_builder::KpiBuilder;
use super::numbering::{Setting, split};
use super::table::{Placed, RowKind, Table, add_remarks};
use super::{Body, VALUE_COLUMNS};

/// Reads the rows under the heading.
#[must_use]
pub(crate) fn read(mut table: Table<'_>) -> Body {
    let mut body = Body::default();
    let years = years_in_column(&table);
    // One year throughout is the sheet's year, and says nothing of a single value.
    let by_year = years.len() > 1;
    body.fiscal_year = years.first().copied().filter(|_| !by_year);
    let mut builders: Vec<KpiBuilder> = Vec::new();
    for row in table.rows() {
        if row <= table.heading.bottom {
            continue;
        }
        match table.row_kind(row) {
            RowKind::Note => continue,
            RowKind::Heading(heading) => {
                table.take_heading(heading);
                continue;
            }
            RowKind::Total => {
                body.cost_total = table.cost(row).or(body.cost_total);
                continue;
            }
            RowKind::Data => {}
        }
        if table.begins_programme(row, body.programmes.last()) {
            finish(&table, &mut body, &mut builders);
            body.programmes
                .push(table.start_programme(row, body.programmes.len() + 1));
        }
        let Some(programme) = body.programmes.last_mut() else {
            continue;
        };
        table.complete_programme(row, programme, &mut body.findings);
        let year = by_year.then(|| year_of(&table, row)).flatten();
        read_row(
            &table,
            row,
            year,
            programme,
            &mut builders,
            &mut body.unassigned,
        );
    }
    finish(&table, &mut body, &mut builders);
    body
}

fn finish(table: &Table<'_>, body: &mut Body, builders: &mut Vec<KpiBuilder>) {
    if let Some(programme) = body.programmes.last_mut() {
        let finished = builders
            .drain(..)
            .map(|builder| builder.finish(&programme.no, table.settings));
        programme.kpis.extend(finished);
    }
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
    programme: &mut Programme,
    builders: &mut Vec<KpiBuilder>,
    unassigned: &mut Vec<Unassigned>,
) {
    if let Some(cell) = table.own(row, Column::KpiName) {
        let at = kpi_of(table, row, &cell, year, builders);
        read_values(table, row, year, programme, &mut builders[at], unassigned);
    } else if let Some(last) = builders.last_mut().filter(|_| table.is_part_row(row)) {
        read_values(table, row, year, programme, last, unassigned);
    } else {
        leave(table, row, programme, unassigned);
    }
}

/// The KPI that the row names: begun by an earlier row of another year, or a new one.
fn kpi_of(
    table: &Table<'_>,
    row: u32,
    cell: &Placed<'_>,
    year: Option<FiscalYear>,
    builders: &mut Vec<KpiBuilder>,
) -> usize {
    let (no, name) = number_and_name(table, row, cell, builders.len());
    let mut printed = cell.printed();
    name.clone_into(&mut printed.text);
    let unit = table.own(row, Column::Unit).map(|cell| cell.text.trim());
    same_kpi(builders, &printed.text, unit, year).unwrap_or_else(|| {
        builders.push(KpiBuilder::new(Kpi::new(no, printed)));
        builders.len() - 1
    })
}

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
            let cell = match column {
                // What a merged cell says of several KPIs' unit or kind, it says of each of them.
                Column::Unit | Column::Direction | Column::Accumulation | Column::TargetMonth => {
                    table.covering(row, heading)
                }
                _ => table.own_at(row, heading),
            };
            match column {
                // A remark over several KPIs is the programme's; a value over several is nobody's.
                Column::Remarks if several => continue,
                Column::Baseline
                | Column::Target
                | Column::Actual
                | Column::Mark
                | Column::Rate
                    if several =>
                {
                    unassigned.extend(cell.map(|cell| left(programme, column, cell)));
                    continue;
                }
                _ => {}
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

/// The KPI that an earlier row of another year began.
fn same_kpi(
    builders: &[KpiBuilder],
    name: &str,
    unit: Option<&str>,
    year: Option<FiscalYear>,
) -> Option<usize> {
    year?;
    let same = |builder: &KpiBuilder| {
        builder.kpi.name.text == name
            && builder.unit_declared().map(fold_label) == unit.map(fold_label)
            && !builder.has(Column::Actual, year)
            && !builder.has(Column::Target, year)
    };
    builders.iter().rposition(same)
}

/// Values in a row without a KPI belong to nobody for certain.
fn leave(table: &Table<'_>, row: u32, programme: &Programme, unassigned: &mut Vec<Unassigned>) {
    let columns = [
        Column::Baseline,
        Column::Target,
        Column::Actual,
        Column::Mark,
        Column::Rate,
    ];
    for column in columns {
        let cells = table
            .heading
            .all(column)
            .filter_map(|heading| table.own_at(row, heading));
        unassigned.extend(cells.map(|cell| left(programme, column, cell)));
    }
}

fn left(programme: &Programme, column: Column, cell: Placed<'_>) -> Unassigned {
    Unassigned {
        programme: Some(programme.no.clone()),
        column,
        text: cell.text.trim().to_owned(),
        place: Some(cell.place),
    }
}
