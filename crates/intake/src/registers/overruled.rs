//! Where rows say something else than what was said of all rows, and so are not heard: the days of
//! a list with a column of days, under one day for the whole list.

use std::cell::RefCell;
use std::collections::BTreeMap;

use enishi_domain::finding::Finding;

use super::findings::At;
use super::heading::Binding;
use super::record::Record;
use crate::definitions::mapping::Column;

/// How many rows are not heard, by the column in which they say it.
#[derive(Default)]
pub(super) struct Overruled(RefCell<BTreeMap<usize, Rows>>);

struct Rows {
    /// The first of them in the file.
    first: u64,
    count: u64,
}

impl Overruled {
    /// Notes that what the record says in the column is not heard.
    pub(super) fn note(&self, record: &Record<'_, '_>, column: Column) {
        let Some(bound) = record.binding.of(column).first() else {
            return;
        };
        let mut noted = self.0.borrow_mut();
        let rows = noted.entry(bound.index).or_insert(Rows {
            first: record.number,
            count: 0,
        });
        rows.count += 1;
    }

    /// One finding a column, at the first of its rows.
    pub(super) fn findings(&self, binding: &Binding) -> impl Iterator<Item = Finding> {
        let noted = self.0.take();
        noted.into_iter().map(move |(index, rows)| {
            let at = At {
                binding,
                row: rows.first,
                index,
            };
            at.overruled(rows.count)
        })
    }
}
