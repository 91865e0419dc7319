//! 「年度版」 a city's definitions year by year: what is defined for a year stays until another year is
//! opened with definitions of its own. So a sheet of R6 is measured, named and shown by what was
//! defined for R6, whatever became of it later.

use std::collections::BTreeMap;

use crate::calendar::FiscalYear;
use crate::kpi::KpiNo;
use crate::region::{ProgrammeDefinition, Region};

/// 「年度版」 the definitions of every year that was opened, over those that the city began with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editions {
    first: Region,
    opened: BTreeMap<FiscalYear, Region>,
}

impl Editions {
    /// What a city begins with, and what it defined for the years that it opened since.
    #[must_use]
    pub fn new(first: Region, opened: BTreeMap<FiscalYear, Region>) -> Self {
        Self { first, opened }
    }

    /// The definitions of a year, its departments called as they are called then.
    #[must_use]
    pub fn of(&self, year: FiscalYear) -> Region {
        let edition = self.opened.range(..=year).next_back();
        let edition = edition.map_or(&self.first, |(_, region)| region);
        edition.clone().named_in(year)
    }

    /// The years that were opened, the oldest first.
    pub fn opened(&self) -> impl Iterator<Item = FiscalYear> {
        self.opened.keys().copied()
    }

    /// Every edition, the oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Region> {
        std::iter::once(&self.first).chain(self.opened.values())
    }

    /// Every programme that there is or was, in the order of the sheet, each as it is defined in a
    /// year; as it was defined last where that year has none of its number.
    #[must_use]
    pub fn programmes(&self, year: FiscalYear) -> Vec<ProgrammeDefinition> {
        let mut found = self.of(year).programmes;
        for region in self.all().rev() {
            for programme in region.clone().named_in(year).programmes {
                if !found.iter().any(|known| known.no == programme.no) {
                    found.push(programme);
                }
            }
        }
        found.sort_by_cached_key(|programme| {
            let number = programme.no.parse().unwrap_or(u32::MAX);
            (number, programme.no.clone())
        });
        found
    }

    /// The same with one KPI only; none where no year has it.
    #[must_use]
    pub fn narrowed_to(mut self, programme: &str, no: KpiNo) -> Option<Self> {
        for region in std::iter::once(&mut self.first).chain(self.opened.values_mut()) {
            for known in &mut region.programmes {
                known
                    .kpis
                    .retain(|kpi| known.no == programme && kpi.no == no);
            }
            region.programmes.retain(|known| !known.kpis.is_empty());
        }
        let is_there = self.all().any(|region| !region.programmes.is_empty());
        is_there.then_some(self)
    }
}

#[cfg(test)]
mod tests;
