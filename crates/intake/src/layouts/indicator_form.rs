//! 「実施結果報告」 the national form of 平成27年度 and after: 指標①–⑤ with 指標値, 単位, 目標年月 and
//! 実績値 — either a row for each 指標 under one programme, or side by side in the programme's row.

use enishi_domain::kpi::{Kpi, KpiNo};
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::assignment::Slice;
use super::heading::{HeadingColumn, indicator_prefix};
use super::kpi_builder::KpiBuilder;
use super::table::Table;
use super::{Body, VALUE_COLUMNS, long};
use crate::error::IntakeError;

/// The columns of one 指標 in a form that sets them side by side.
struct Group {
    no: KpiNo,
    columns: Vec<HeadingColumn>,
}

/// Whether the heading is the form's.
#[must_use]
pub(crate) fn fits(table: &Table<'_>) -> bool {
    table.heading.has(Column::TargetMonth)
        || number_column(table).is_some()
        || groups(table).len() > 1
}

/// Tells the column of 「指標①」 from that of the KPI's name, which one merged heading covers.
pub(crate) fn settle(table: &mut Table<'_>) {
    if let Some((number, name)) = number_column(table) {
        table.heading.columns[number].column = Column::KpiNo;
        table.heading.columns[name].column = Column::KpiName;
    }
}

/// Reads the rows under the heading.
pub(crate) fn read(table: Table<'_>, body: Body) -> Result<Body, IntakeError> {
    let groups = groups(&table);
    if groups.len() > 1 {
        read_side_by_side(table, &groups, body)
    } else {
        long::read(table, body)
    }
}

/// Where 「指標①」 stands in a column of its own, left of the KPI's name: both columns.
fn number_column(table: &Table<'_>) -> Option<(usize, usize)> {
    let columns = &table.heading.columns;
    let number = columns.iter().position(|h| h.column == Column::KpiName)?;
    let name = number + 1;
    if columns.get(name)?.column != Column::Unknown {
        return None;
    }
    let rows = table.rows().into_iter();
    let cells: Vec<_> = rows
        .filter_map(|row| table.own_at(row, &columns[number]))
        .collect();
    let numbered = cells
        .iter()
        .filter(|cell| indicator_no(cell.text).is_some())
        .count();
    (numbered > 0 && numbered * 2 >= cells.len()).then_some((number, name))
}

/// 「指標①」, 「指標1」, ① alone.
fn indicator_no(text: &str) -> Option<KpiNo> {
    let named = indicator_prefix(text).filter(|(_, rest)| rest.is_empty());
    named.map(|(no, _)| no).or_else(|| text.trim().parse().ok())
}

fn groups(table: &Table<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for heading in &table.heading.columns {
        let Some(no) = heading.kpi.filter(|_| heading.column != Column::Unknown) else {
            continue;
        };
        if groups.last().is_none_or(|group| group.no != no) {
            let columns = Vec::new();
            groups.push(Group { no, columns });
        }
        if let Some(group) = groups.last_mut() {
            group.columns.push(heading.clone());
        }
    }
    groups
}

fn read_side_by_side(
    mut table: Table<'_>,
    groups: &[Group],
    mut body: Body,
) -> Result<Body, IntakeError> {
    for row in table.rows() {
        // Its groups are those of its one heading.
        let heading = table.heading.clone();
        let is_data = table.is_data(row, &mut body);
        table.heading = heading;
        if !is_data {
            continue;
        }
        let table = &table;
        if body.begins_programme(table, row) {
            body.begin_programme(table, row)?;
        }
        table.complete_programme(row, &mut body);
        let Some(programme) = body.programmes.last_mut() else {
            continue;
        };
        programme.remarks = programme.remarks.take().or_else(|| table.remarks(row));
        let of_none = of_no_group(table, row, programme);
        body.size.add_left(of_none.len())?;
        body.unassigned.extend(of_none);
        for group in groups {
            if let Some(builder) = read_group(table, row, group) {
                body.size.add(1)?;
                body.add_kpi(builder, table)?;
            }
        }
    }
    Ok(body)
}

/// What stands in columns of values outside of the groups is nobody's for certain.
fn of_no_group(table: &Table<'_>, row: u32, programme: &Programme) -> Vec<Unassigned> {
    let columns = &table.heading.columns;
    let outside = columns.iter().filter(|heading| {
        heading.kpi.is_none()
            && heading.column != Column::Remarks
            && VALUE_COLUMNS.contains(&heading.column)
    });
    let cells = outside.filter_map(|heading| {
        let cell = table.own_at(row, heading)?;
        Some(long::left(programme, heading.column, cell))
    });
    cells.collect()
}

fn read_group(table: &Table<'_>, row: u32, group: &Group) -> Option<KpiBuilder> {
    let name = group
        .columns
        .iter()
        .find(|heading| heading.column == Column::KpiName)?;
    let name = table.own_at(row, name)?;
    let mut builder = KpiBuilder::new(Kpi::new(group.no, name.printed()));
    for heading in &group.columns {
        let text = table
            .own_at(row, heading)
            .map_or("", |cell| cell.text.trim());
        let place = table.place(row, heading);
        builder.take(heading.column, heading.period, &Slice::plain(text), &place);
    }
    Some(builder)
}
