//! A record while it is read: its cells by a mapping's columns, and what is said of them.

use std::borrow::Cow;
use std::cell::RefCell;

use enishi_domain::finding::Finding;
use enishi_domain::text::fold_label;
use enishi_domain::words::{ClosedSet, from_plain_field};
use memchr::memchr;

use super::cells::{self, Day};
use super::charset::Charset;
use super::findings::At;
use super::heading::Binding;
use super::records::Field;
use crate::definitions::mapping::{Choice, Column};

/// What stands before the sums at the foot of a table.
const TOTALS: [&str; 6] = ["合計", "総合計", "総計", "小計", "計", "件数計"];
/// A record while it is read, and what is said of it.
pub(super) struct Record<'r, 'f> {
    pub(super) binding: &'r Binding,
    pub(super) fields: &'r [Field<'f>],
    pub(super) charset: Charset,
    pub(super) is_own_form: bool,
    pub(super) number: u64,
    pub(super) usual_length: usize,
    pub(super) findings: RefCell<Vec<Finding>>,
}

/// The row cannot be used; why stands among the findings.
pub(super) struct Refused;

impl<'r> Record<'r, '_> {
    /// Whether the record has the shape of the headings: this is its text, and what delimits it.
    pub(super) fn check_shape(&self, raw: &[u8], delimiter: u8) -> bool {
        if let Some(index) = self.fields.iter().position(|field| field.is_broken) {
            self.say_at(index, |at| at.quote_broken());
            return false;
        }
        let width = self.binding.headings.len();
        let filled = self.fields.iter().rposition(|field| !field.is_blank());
        let filled = filled.map_or(0, |last| last + 1);
        let is_longer = self.fields.len() > width && self.fields.len() != self.usual_length;
        let is_shorter = self.fields.len() <= self.binding.last_used();
        let is_shaped = filled <= width && !is_longer && !is_shorter;
        if memchr(b'\n', raw).is_some()
            && let Some((index, lines)) = self.swallowed(is_shaped.then_some(delimiter))
        {
            self.say_at(index, |at| at.quote_swallowed(lines));
            return false;
        }
        if filled > width || is_longer {
            let index = self.first_out_of_step();
            self.say_at(index, |at| at.row_length(self.fields.len(), width));
            return false;
        }
        if is_shorter {
            let index = self.fields.len() - 1;
            self.say_at(index, |at| at.row_length(self.fields.len(), width));
            return false;
        }
        true
    }

    /// The first field with line ends in it, and how many. In a record that has its shape all the
    /// same such a field is a text of several lines, unless it holds as many delimiters as the rows
    /// would that it takes in.
    fn swallowed(&self, delimiter: Option<u8>) -> Option<(usize, usize)> {
        let rows_of = self.binding.headings.len().saturating_sub(1);
        let count = |field: &Field<'_>, byte| field.bytes.iter().filter(|b| **b == byte).count();
        let mut fields = self.fields.iter().enumerate();
        fields.find_map(|(index, field)| {
            let lines = count(field, b'\n');
            let is_rows = delimiter
                .is_none_or(|delimiter| rows_of >= 2 && count(field, delimiter) == lines * rows_of);
            (lines > 0 && is_rows).then_some((index, lines))
        })
    }

    /// The first field under a heading of days or amounts that holds neither: the break lies before
    /// it. Else the last.
    fn first_out_of_step(&self) -> usize {
        let width = self.binding.headings.len();
        let is_out = |index: &usize| {
            let heading = self.binding.heading(*index).unwrap_or_default();
            let text = self.charset.text(&self.fields[*index]).unwrap_or_default();
            let is_day = heading.ends_with('日') || heading.ends_with("日時");
            let is_number = heading.ends_with("番号") && !text.is_ascii();
            let is_amount = heading.ends_with("金額") && !text.is_empty();
            let reads_as_day = cells::is_no_day(&text) || cells::day(&text).is_some();
            (is_day && !reads_as_day) || is_number || (is_amount && cells::yen(&text).is_none())
        };
        (0..width.min(self.fields.len()))
            .find(is_out)
            .unwrap_or(width - 1)
    }

    /// Whether the record is a sum at the foot of the table.
    pub(super) fn is_total(&self) -> bool {
        let first = self.fields.iter().find(|field| !field.is_blank());
        let text = first.and_then(|field| self.charset.text(field));
        text.is_some_and(|text| is_total_word(&text))
    }

    /// Whether the file has the column.
    pub(super) fn is_bound(&self, column: Column) -> bool {
        !self.binding.of(column).is_empty()
    }

    fn at(&self, index: usize) -> Cow<'r, str> {
        let Some(field) = self.fields.get(index) else {
            return Cow::Borrowed("");
        };
        let Some(text) = self.charset.text(field) else {
            self.say_at(index, |at| at.undecodable());
            return Cow::Borrowed("");
        };
        match text {
            Cow::Borrowed(text) if self.is_own_form => Cow::Borrowed(from_plain_field(text)),
            Cow::Owned(text) if self.is_own_form => Cow::Owned(from_plain_field(&text).to_owned()),
            text @ (Cow::Borrowed(_) | Cow::Owned(_)) => text,
        }
    }

    /// The cell of a column; empty where the file has none.
    pub(super) fn text(&self, column: Column) -> Cow<'r, str> {
        match self.binding.of(column).first() {
            Some(bound) => self.at(bound.index),
            None => Cow::Borrowed(""),
        }
    }

    /// The filled cells of a column with what their headings have in place of <…>.
    pub(super) fn cells(
        &self,
        column: Column,
    ) -> impl Iterator<Item = (Option<&'r str>, Cow<'r, str>)> {
        let bound = self.binding.of(column).iter();
        bound
            .map(|bound| (bound.captured.text.as_deref(), self.at(bound.index)))
            .filter(|(_, text)| !text.is_empty())
    }

    /// The day of a column; none where none is written.
    pub(super) fn day(&self, column: Option<Column>) -> Result<Option<Day>, Refused> {
        let Some(column) = column else {
            return Ok(None);
        };
        let text = self.text(column);
        if cells::is_no_day(&text) {
            return Ok(None);
        }
        let day = cells::day(&text);
        if day.is_none() {
            self.say(column, |at| at.day_unreadable(&text));
        }
        day.map(Some).ok_or(Refused)
    }

    /// The number of a column; none where none is written.
    pub(super) fn number<T>(
        &self,
        column: Option<Column>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refused> {
        let Some(column) = column else {
            return Ok(None);
        };
        let text = self.text(column);
        if matches!(text.as_ref(), "" | "-" | "－") {
            return Ok(None);
        }
        let number = read(&text);
        if number.is_none() {
            self.say(column, |at| at.number_unreadable(&text));
        }
        number.map(Some).ok_or(Refused)
    }

    /// The member of a closed set that a cell names; none for an empty one.
    pub(super) fn word<T: ClosedSet>(
        &self,
        what: &'static str,
        column: Column,
    ) -> Result<Option<T>, Refused> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let member = T::from_word(&text).or_else(|| T::from_code(&text));
        if member.is_none() {
            self.say(column, |at| at.word_unknown(what, &text));
        }
        member.map(Some).ok_or(Refused)
    }

    /// What a choice means for this record.
    pub(super) fn member<T: ClosedSet>(
        &self,
        what: &'static str,
        choice: &Choice<T>,
    ) -> Result<T, Refused> {
        let Choice::Column {
            column,
            values,
            otherwise,
        } = choice
        else {
            let Choice::Constant(member) = choice else {
                return Err(Refused);
            };
            return Ok(*member);
        };
        if values.is_empty() {
            let member = self.word(what, *column)?.or(*otherwise);
            return self.known(what, *column, member);
        }
        let cell = self.text(*column);
        let member = values.get(&fold_label(&cell)).copied();
        // Only what is left open is understood without being said; an unknown word is not.
        let member = member.or(otherwise.filter(|_| cell.is_empty()));
        self.known(what, *column, member)
    }

    fn known<T>(
        &self,
        what: &'static str,
        column: Column,
        member: Option<T>,
    ) -> Result<T, Refused> {
        if member.is_none() {
            let text = self.text(column);
            self.say(column, |at| at.word_unknown(what, &text));
        }
        member.ok_or(Refused)
    }

    /// The text of a choice.
    pub(super) fn words(&self, choice: &Choice<String>) -> String {
        match choice {
            Choice::Constant(text) => text.clone(),
            Choice::Column {
                column,
                values,
                otherwise,
            } => {
                let cell = self.text(*column);
                let meant = values.get(&fold_label(&cell)).cloned();
                let stated = (!cell.is_empty()).then(|| cell.into_owned());
                meant
                    .or(stated)
                    .or_else(|| otherwise.clone())
                    .unwrap_or_default()
            }
        }
    }

    /// Refuses a record of which a cell that was read is no text.
    pub(super) fn decoded(&self) -> Result<(), Refused> {
        let findings = self.findings.borrow();
        let is_broken = findings
            .iter()
            .any(|finding| finding.message == "undecodable");
        if is_broken { Err(Refused) } else { Ok(()) }
    }

    /// Says something about the cell of a column.
    pub(super) fn say(&self, column: Column, tell: impl FnOnce(At<'_>) -> Finding) {
        self.say_of(Some(column), tell);
    }

    pub(super) fn say_of(&self, column: Option<Column>, tell: impl FnOnce(At<'_>) -> Finding) {
        let bound = column.and_then(|column| self.binding.of(column).first());
        self.say_at(bound.map_or(0, |bound| bound.index), tell);
    }

    pub(super) fn say_at(&self, index: usize, tell: impl FnOnce(At<'_>) -> Finding) {
        let finding = tell(At {
            binding: self.binding,
            row: self.number,
            index,
        });
        let mut findings = self.findings.borrow_mut();
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// Whether a text stands before a sum.
pub(super) fn is_total_word(text: &str) -> bool {
    TOTALS.contains(&fold_label(text).as_str())
}
