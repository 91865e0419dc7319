//! 「効果検証シート」 a programme a row, with several KPIs in a cell: ①… ②… beside ①75社 ②750名.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::Finding;
use enishi_domain::grid::Place;
use enishi_domain::kpi::{Kpi, KpiNo, Printed};
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::assignment::{Assigned, Items, assign};
use super::kpi_builder::KpiBuilder;
use super::numbering::{Setting, Style, split};
use super::table::{Placed, Table, add_remarks};
use super::{Body, VALUE_COLUMNS};
use crate::error::IntakeError;
use crate::findings;

/// Reads the rows under the heading.
pub(crate) fn read(mut table: Table<'_>, mut body: Body) -> Result<Body, IntakeError> {
    for row in table.rows() {
        if row <= table.heading.bottom {
            continue;
        }
        if table.is_data(row, &mut body) {
            read_row(&table, row, &mut body)?;
        }
    }
    Ok(body)
}

/// Whether the rows hold KPIs by number: some KPI cell and some value or mark cell beside it are
/// both numbered, or have as many lines.
#[must_use]
pub(crate) fn fits(table: &Table<'_>) -> bool {
    table.rows().into_iter().any(|row| {
        let Some(names) = table.own(row, Column::KpiName) else {
            return false;
        };
        let named = Shape::of(names.text);
        let beside = |column: &Column| {
            table.heading.all(*column).any(|heading| {
                let cell = table.own_at(row, heading);
                cell.is_some_and(|cell| named.agrees(Shape::of(cell.text)))
            })
        };
        [Column::Target, Column::Actual, Column::Mark]
            .iter()
            .any(beside)
    })
}

/// How many items a cell seems to hold.
#[derive(Clone, Copy)]
struct Shape {
    numbered: usize,
    lines: usize,
}

impl Shape {
    fn of(text: &str) -> Self {
        let numbered = split(text.trim(), Setting::List, None);
        Self {
            numbered: numbered.map_or(0, |(_, cut)| cut.items.len()),
            lines: text.lines().filter(|line| !line.trim().is_empty()).count(),
        }
    }

    fn agrees(self, value: Self) -> bool {
        self.numbered > 0 && value.numbered > 0 || self.lines > 1 && self.lines == value.lines
    }
}

fn read_row(table: &Table<'_>, row: u32, body: &mut Body) -> Result<(), IntakeError> {
    if body.begins_programme(table, row) {
        body.begin_programme(table, row)?;
    }
    table.complete_programme(row, body);
    let Some(programme) = body.programmes.last_mut() else {
        return Ok(());
    };
    add_remarks(programme, table.remarks(row));
    let named = name_kpis(table, row, programme, &mut body.findings);
    body.size.add(named.kpis.len())?;
    let mut builders: Vec<KpiBuilder> = named
        .kpis
        .into_iter()
        .map(|kpi| KpiBuilder::new(kpi).with_heading_unit(table.value_unit()))
        .collect();
    let numbers: Vec<KpiNo> = builders.iter().map(|builder| builder.kpi.no).collect();
    let names: Vec<String> = builders
        .iter()
        .map(|builder| builder.kpi.name.text.clone())
        .collect();
    let items = Items {
        numbers: &numbers,
        names: &names,
        style: named.style,
    };
    for column in VALUE_COLUMNS {
        for heading in table.heading.all(column) {
            // A blank cell of the only KPI is its value; of several KPIs it is nobody's.
            let place = table.place(row, heading);
            let text = table.own_at(row, heading).map_or("", |cell| cell.text);
            let assigned = assign(text, column, items);
            let cell = Placed { text, place };
            body.findings.extend(report(&assigned, &cell, programme));
            body.size.add_left(assigned.left.len())?;
            body.unassigned
                .extend(left_over(&assigned, &cell, column, programme));
            give(
                &mut builders,
                &assigned,
                column,
                heading.period,
                &cell.place,
            );
        }
    }
    for builder in builders {
        body.add_kpi(builder, table)?;
    }
    Ok(())
}

/// The KPIs of a row, named and numbered.
struct Named {
    kpis: Vec<Kpi>,
    style: Option<Style>,
}

fn name_kpis(table: &Table<'_>, row: u32, programme: &Programme, out: &mut Vec<Finding>) -> Named {
    let Some(cell) = table.own(row, Column::KpiName) else {
        return Named {
            kpis: Vec::new(),
            style: None,
        };
    };
    let printed = |text: &str| Printed {
        text: text.to_owned(),
        place: Some(cell.place.clone()),
    };
    let text = cell.text.trim();
    if let Some((style, cut)) = split(text, Setting::List, None)
        && cut.before.is_empty()
    {
        if cut.out_of_order {
            out.push(findings::numbering_out_of_order(programme, &cell));
        }
        let kpis = cut
            .items
            .iter()
            .map(|item| Kpi::new(item.no, printed(item.text)))
            .collect();
        return Named {
            kpis,
            style: Some(style),
        };
    }
    let next = programme.kpis.last().map_or(0, |kpi| kpi.no.first);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let names = if is_bare_list(table, row, lines.len()) {
        lines
    } else {
        vec![text]
    };
    let numbers = (next.saturating_add(1)..).map(KpiNo::new);
    let kpis = numbers
        .zip(names)
        .map(|(no, name)| Kpi::new(no, printed(name)))
        .collect();
    Named { kpis, style: None }
}

/// Names without numbers are several only where a value cell beside them has as many lines.
fn is_bare_list(table: &Table<'_>, row: u32, lines: usize) -> bool {
    let as_many = |column: Column| {
        table.own(row, column).is_some_and(|cell| {
            cell.text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .count()
                == lines
        })
    };
    lines > 1
        && [Column::Target, Column::Actual, Column::Mark]
            .into_iter()
            .any(as_many)
}

fn report(assigned: &Assigned, cell: &Placed<'_>, programme: &Programme) -> Vec<Finding> {
    let disorder = assigned
        .out_of_order
        .then(|| findings::numbering_out_of_order(programme, cell));
    let repair = assigned
        .repaired
        .then(|| findings::marks_repaired(programme, cell, assigned));
    disorder.into_iter().chain(repair).collect()
}

fn left_over(
    assigned: &Assigned,
    cell: &Placed<'_>,
    column: Column,
    programme: &Programme,
) -> Vec<Unassigned> {
    let unassigned = |text: &String| Unassigned {
        programme: Some(programme.no.clone()),
        column,
        text: text.clone(),
        place: Some(cell.place.clone()),
    };
    assigned.left.iter().map(unassigned).collect()
}

fn give(
    builders: &mut [KpiBuilder],
    assigned: &Assigned,
    column: Column,
    period: Option<FiscalYear>,
    place: &Place,
) {
    for (builder, slice) in builders.iter_mut().zip(&assigned.slices) {
        if let Some(slice) = slice {
            builder.take(column, period, slice, place);
        }
    }
}
