//! What is said about a register: one function a finding, so that codes, messages and arguments
//! stand in one place. No finding quotes a name, an address or a number of a person.

use std::collections::BTreeSet;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::Place;

use super::heading::Binding;

/// A cell of a row, for findings.
pub(super) struct At<'a> {
    pub(super) binding: &'a Binding,
    pub(super) row: u64,
    /// From 0.
    pub(super) index: usize,
}

impl At<'_> {
    fn place(&self) -> Place {
        let column = u32::try_from(self.index + 1).unwrap_or(u32::MAX);
        let mut place = Place::new(u32::try_from(self.row).unwrap_or(u32::MAX), column);
        place.header = self.binding.heading(self.index).map(str::to_owned);
        place
    }

    fn finding(&self, rule: &'static str, severity: Severity, message: &'static str) -> Finding {
        let heading = self.binding.heading(self.index).unwrap_or_default();
        Finding::new(rule, severity, message)
            .at(Some(self.place()))
            .with("heading", heading)
    }

    /// I01: more fields than headings, or fewer than are read.
    pub(super) fn row_length(&self, fields: usize, headings: usize) -> Finding {
        let message = if fields > headings {
            "row_longer"
        } else {
            "row_shorter"
        };
        self.finding("I01", Severity::Error, message)
            .with("fields", fields)
            .with("headings", headings)
    }

    /// I01: text behind a closing quote, or a quote that never closes.
    pub(super) fn quote_broken(&self) -> Finding {
        self.finding("I01", Severity::Error, "quote_broken")
    }

    /// I02: a day that cannot be read.
    pub(super) fn day_unreadable(&self, text: &str) -> Finding {
        self.finding("I02", Severity::Error, "day_unreadable")
            .with("text", excerpt(text))
    }

    /// I02: no day at all.
    pub(super) fn day_missing(&self) -> Finding {
        self.finding("I02", Severity::Error, "day_missing")
    }

    /// I02: the end before the beginning.
    pub(super) fn ends_before(&self) -> Finding {
        self.finding("I02", Severity::Error, "ends_before")
    }

    /// I02: a day before 1900, or one that is yet to come.
    pub(super) fn day_odd(&self, text: &str) -> Finding {
        self.finding("I02", Severity::Warning, "day_odd")
            .with("text", excerpt(text))
    }

    /// I03: a gift without its amount.
    pub(super) fn amount_missing(&self) -> Finding {
        self.finding("I03", Severity::Error, "amount_missing")
    }

    /// I03: a gift of less than nothing, or a refund of more.
    pub(super) fn amount_sign(&self) -> Finding {
        self.finding("I03", Severity::Error, "amount_sign")
    }

    /// I03: a head count with a part of a head.
    pub(super) fn quantity_part(&self) -> Finding {
        self.finding("I03", Severity::Error, "quantity_part")
    }

    /// I03: a head count of something else than heads.
    pub(super) fn unit_not_heads(&self) -> Finding {
        self.finding("I03", Severity::Error, "unit_not_heads")
    }

    /// I03: a gift of nothing.
    pub(super) fn amount_zero(&self) -> Finding {
        self.finding("I03", Severity::Warning, "amount_zero")
    }

    /// I17: rows that say something else than what was said of all of them.
    pub(super) fn overruled(&self, rows: u64) -> Finding {
        self.finding("I17", Severity::Warning, "overruled")
            .with("rows", rows)
    }

    /// I07: a My Number in place of another number.
    pub(super) fn my_number(&self) -> Finding {
        self.finding("I07", Severity::Error, "my_number_cell")
    }

    /// I15: a row that was refused before, and is as it was.
    pub(super) fn unmended(&self, reason: &str) -> Finding {
        self.finding("I15", Severity::Error, "unmended")
            .with("reason", reason)
    }

    /// I01: a quote that swallowed line ends.
    pub(super) fn quote_swallowed(&self, lines: usize) -> Finding {
        self.finding("I01", Severity::Error, "quote_swallowed")
            .with("lines", lines)
    }

    /// I03: an amount that cannot be read.
    pub(super) fn number_unreadable(&self, text: &str) -> Finding {
        self.finding("I03", Severity::Error, "number_unreadable")
            .with("text", excerpt(text))
    }

    /// I04: a word outside its closed set.
    pub(super) fn word_unknown(&self, what: &'static str, text: &str) -> Finding {
        self.finding("I04", Severity::Error, "word_unknown")
            .with("what", what)
            .with("text", excerpt(text))
    }

    /// I04: a residence of our own form in other words than its four.
    pub(super) fn residence_word(&self, text: &str) -> Finding {
        self.finding("I04", Severity::Error, "residence_word")
            .with("text", excerpt(text))
    }

    /// I04: a residence that is not understood.
    pub(super) fn residence_unknown(&self, text: &str) -> Finding {
        self.finding("I04", Severity::Warning, "residence_unknown")
            .with("text", excerpt(text))
    }

    /// I05: a name that came destroyed.
    pub(super) fn name_damaged(&self) -> Finding {
        self.finding("I05", Severity::Warning, "name_damaged")
    }

    /// I05: a name with 外字.
    pub(super) fn name_gaiji(&self) -> Finding {
        self.finding("I05", Severity::Warning, "name_gaiji")
    }

    /// I06: nothing by which anyone could be told from others.
    pub(super) fn name_missing(&self) -> Finding {
        self.finding("I06", Severity::Info, "name_missing")
    }

    /// I08: a 法人番号 whose check digit does not hold.
    pub(super) fn corporate_number(&self) -> Finding {
        self.finding("I08", Severity::Warning, "corporate_number")
    }

    /// I09: bytes that are no text.
    pub(super) fn undecodable(&self) -> Finding {
        self.finding("I09", Severity::Error, "undecodable")
    }

    /// I10: no receipt number where the register has them.
    pub(super) fn key_missing(&self) -> Finding {
        self.finding("I10", Severity::Warning, "key_missing")
    }

    /// I02: a year or a day of which nothing can be published yet.
    pub(super) fn day_ahead(&self, text: &str) -> Finding {
        self.finding("I02", Severity::Error, "day_ahead")
            .with("text", excerpt(text))
    }

    /// I11: a series that the region does not know.
    pub(super) fn series_unknown(&self, text: &str) -> Finding {
        self.finding("I11", Severity::Error, "series_unknown")
            .with("text", excerpt(text))
    }

    /// I11: a series of which it is not said, or not known, under which definition.
    pub(super) fn definition_unknown(&self, text: &str, known: &str) -> Finding {
        self.finding("I11", Severity::Error, "definition_unknown")
            .with("text", excerpt(text))
            .with("known", known)
    }

    /// I11: a value of a year that the definition no longer covers.
    pub(super) fn definition_ended(&self, definition: &str) -> Finding {
        self.finding("I11", Severity::Error, "definition_ended")
            .with("text", definition)
    }

    /// I12: a unit that is not the series'.
    pub(super) fn unit_differs(&self, text: &str, unit: &str) -> Finding {
        self.finding("I12", Severity::Error, "unit_differs")
            .with("text", excerpt(text))
            .with("unit", unit)
    }
}

/// I07: columns that are never read.
pub(super) fn my_numbers(columns: &BTreeSet<usize>, binding: &Binding) -> Vec<Finding> {
    let tell = |index: &usize| {
        let at = At {
            binding,
            row: binding.row,
            index: *index,
        };
        at.finding("I07", Severity::Error, "my_number")
    };
    columns.iter().map(tell).collect()
}

/// An excerpt is there to recognise the cell by.
fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}
