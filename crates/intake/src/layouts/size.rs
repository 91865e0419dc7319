//! How much a sheet holds, counted while it is read, so that a file of a few bytes an item is
//! refused before its KPIs fill the memory.

use enishi_domain::figure::Value;
use enishi_domain::kpi::Kpi;

use crate::error::IntakeError;
use crate::formats::limits::{MOST_ITEMS, check_items};

/// What a programme or a KPI takes, where a figure or a text that is left over takes one.
const WEIGHT: usize = 4;

/// 「分量」 of a sheet, in items of about the same memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size(usize);

impl Size {
    /// Counts programmes or KPIs, before they are made.
    pub fn add(&mut self, count: usize) -> Result<(), IntakeError> {
        self.grow(count.saturating_mul(WEIGHT))
    }

    /// Counts texts that belong to no KPI.
    pub fn add_left(&mut self, count: usize) -> Result<(), IntakeError> {
        self.grow(count)
    }

    /// Counts the figures of a KPI that was counted itself before.
    pub fn add_figures(&mut self, kpi: &Kpi) -> Result<(), IntakeError> {
        let values = [kpi.baseline_value(), kpi.target_value(), kpi.actual_value()];
        let parts = values.into_iter().flatten().map(Value::parts);
        self.grow(parts.map(<[_]>::len).sum())
    }

    fn grow(&mut self, items: usize) -> Result<(), IntakeError> {
        self.0 = self.0.saturating_add(items).min(MOST_ITEMS + 1);
        check_items(self.0)
    }
}
