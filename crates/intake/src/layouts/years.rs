//! A file that holds the sheets of several years: which of its tables are of the year that is read.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::grid::Grid;

use super::heading::find_heading;
use super::preamble::read_preamble;
use crate::definitions::settings::Settings;

/// The years of a file's tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Years {
    /// The one that is read; none where the tables are not of several years.
    pub(super) read: Option<FiscalYear>,
    /// Of each grid, where they are of several years.
    of_grids: Vec<Option<FiscalYear>>,
}

impl Years {
    /// Reads what the tables say of their years. The year asked for is read, or else the latest.
    pub(super) fn of(grids: &[Grid], settings: &Settings) -> Self {
        if grids.len() < 2 {
            return Self::default();
        }
        let stated: Vec<_> = grids.iter().map(|grid| stated(grid, settings)).collect();
        let years: BTreeSet<FiscalYear> = stated.iter().copied().flatten().collect();
        if years.len() < 2 {
            return Self::default();
        }
        let wanted = settings.fiscal_year.filter(|year| years.contains(year));
        // What names no year is of the year named before it.
        let mut last = stated.iter().copied().flatten().next();
        let of_grids = stated.into_iter().map(|year| {
            last = year.or(last);
            last
        });
        Self {
            of_grids: of_grids.collect(),
            read: wanted.or(years.last().copied()),
        }
    }

    /// The year of a grid, if it is not the one that is read.
    pub(super) fn another(&self, grid: usize) -> Option<FiscalYear> {
        let year = self.of_grids.get(grid).copied().flatten();
        year.filter(|year| self.read.is_some_and(|read| read != *year))
    }
}

fn stated(grid: &Grid, settings: &Settings) -> Option<FiscalYear> {
    let heading = find_heading(grid, &settings.columns)?;
    let preamble = read_preamble(grid, heading.top);
    preamble.fiscal_year.or(heading.only_year())
}
