//! 「縦持ち」 one KPI a row; years stand in columns or in a column of their own.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::{Kpi, KpiNo};
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::assignment::Slice;
use super::kpi_builder::KpiBuilder;
use super::numbering::{Setting, split};
use super::table::{Placed, RowKind, Table};
use super::{Body, VALUE_COLUMNS};
use crate::error::IntakeError;

/// Reads the rows under the heading.
#[must_use]
pub(crate) fn read(mut table: Table<'_>, mut body: Body) -> Result<Body, IntakeError> {
    let years = years_in_column(&table);
    // One year throughout is the sheet's year, and says nothing of a single value.
    let by_year = years.len() > 1;
    body.fiscal_year = years.first().copied().filter(|_| !by_year);
    let mut builders = Builders::default();
    for row in table.rows() {
        match table.row_kind(row) {
            RowKind::Note => continue,
            RowKind::Heading(heading) => {
                table.heading = heading;
                continue;
            }
            RowKind::Total => {
                body.cost_total = body.cost_total.take().or_else(|| table.cost(row));
                continue;
            }
            RowKind::Data => {}
        }
        if table.begins_programme(row, body.programmes.last()) {
            builders.finish(&table, &mut body)?;
            body.begin_programme(&table, row)?;
        }
        table.complete_programme(row, &mut body);
        let year = by_year.then(|| year_of(&table, row)).flatten();
        read_row(&table, row, year, &mut body, &mut builders)?;
        // Without years no later row speaks of the same KPI.
        if !by_year {
            builders.finish(&table, &mut body)?;
        }
    }
    builders.finish(&table, &mut body)?;
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
    let before = programme.kpis.len() + builders.all.len();
    let Some(cell) = table.own(row, Column::KpiName) else {
        let before = body.unassigned.len();
        leave(table, row, programme, &mut body.unassigned);
        return body.size.add_left(body.unassigned.len() - before);
    };
    let (no, name) = number_and_name(table, row, &cell, before);
    let mut printed = cell.printed();
    name.clone_into(&mut printed.text);
    let unit = table
        .own(row, Column::Unit)
        .map(|cell| cell.text.trim().to_owned());
    let at = match builders.of_another_year(&printed.text, unit.as_deref(), year) {
        Some(at) => at,
        None => {
            body.size.add(1)?;
            builders.begin(Kpi::new(no, printed), unit.as_deref(), year)
        }
    };
    for column in VALUE_COLUMNS {
        for heading in table.heading.all(column) {
            // A merged remark over the whole programme is the programme's.
            if column == Column::Remarks && is_programme_remark(table, row, heading.index) {
                if let Some(cell) = table.own_at(row, heading) {
                    programme.remarks = Some(cell.printed());
                }
                continue;
            }
            let text = table
                .own_at(row, heading)
                .map_or("", |cell| cell.text.trim());
            let slice = Slice {
                text: text.to_owned(),
                repaired: None,
            };
            let period = heading.period.or(year);
            builders.all[at].take(column, period, &slice, &table.place(row, heading));
        }
    }
    Ok(())
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
    /// By name and unit, where rows of other years may follow.
    named: BTreeMap<(String, Option<String>), Namesakes>,
}

/// KPIs of the same name and unit, and for each year those that may still lack it, the last on top.
#[derive(Default)]
struct Namesakes {
    all: Vec<usize>,
    lacking: BTreeMap<FiscalYear, (usize, Vec<usize>)>,
}

impl Builders {
    fn begin(&mut self, kpi: Kpi, unit: Option<&str>, year: Option<FiscalYear>) -> usize {
        let at = self.all.len();
        if year.is_some() {
            let key = (kpi.name.text.clone(), unit.map(fold_label));
            self.named.entry(key).or_default().all.push(at);
        }
        self.all.push(KpiBuilder::new(kpi));
        at
    }

    /// The last KPI of that name and unit whose rows so far are of other years.
    fn of_another_year(
        &mut self,
        name: &str,
        unit: Option<&str>,
        year: Option<FiscalYear>,
    ) -> Option<usize> {
        let year = year?;
        let key = (name.to_owned(), unit.map(fold_label));
        let namesakes = self.named.get_mut(&key)?;
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

    /// Gives the KPIs to the programme.
    fn finish(&mut self, table: &Table<'_>, body: &mut Body) -> Result<(), IntakeError> {
        self.named.clear();
        let Some(programme) = body.programmes.last_mut() else {
            return Ok(());
        };
        for builder in self.all.drain(..) {
            let kpi = builder.finish(&programme.no, table.settings);
            body.size.add_figures(&kpi)?;
            programme.kpis.push(kpi);
        }
        Ok(())
    }
}

fn is_programme_remark(table: &Table<'_>, row: u32, column: u32) -> bool {
    table
        .grid
        .merged_range(row, column)
        .is_some_and(|range| range.bottom > range.top)
}

/// Values in a row without a KPI belong to nobody for certain.
fn leave(table: &Table<'_>, row: u32, programme: &Programme, unassigned: &mut Vec<Unassigned>) {
    for column in [
        Column::Baseline,
        Column::Target,
        Column::Actual,
        Column::Mark,
    ] {
        for heading in table.heading.all(column) {
            let Some(cell) = table.own_at(row, heading) else {
                continue;
            };
            unassigned.push(Unassigned {
                programme: Some(programme.no.clone()),
                column,
                text: cell.text.trim().to_owned(),
                place: Some(cell.place),
            });
        }
    }
}
