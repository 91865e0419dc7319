//! Registers: the files of portals, forms and member lists, read row by row into what the ledger
//! will be asked to record. Nothing is matched or counted here, and nobody gets a number: rows go
//! to a callback as they are read, as a year of gifts has 726,000 of them with 60 columns each.
//!
//! Read in this order: `sources` (the mappings that ship), `table` (bytes to records, with
//! `charset` and `records`), `heading` (which column is which, and what to propose where one is
//! missing), `preview` (what one sees before anything is read), `my_number` (what is never read),
//! `returned` (refused rows that come back), `cells` (days and amounts), `record`, `rows` with
//! `parties`, `observations` and `overruled` (a record to a row of the register), `template` (our
//! own form, F9), `findings` and `wording`.
//!
//! Findings are I01 to I12, I15 and I17; R codes come from the readers of formats.

pub mod my_number;
pub mod preview;
pub mod returned;
pub mod sources;
pub mod template;
pub mod wording;

mod cells;
mod charset;
mod findings;
mod heading;
mod observations;
mod overruled;
mod parties;
mod record;
mod records;
mod rows;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Facet;
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::money::Yen;
use enishi_domain::register::{RegisterRow, RowOutcome};
use enishi_domain::statistics::Series;
use jiff::civil::Date;

use crate::definitions::mapping::Mapping;
use crate::error::IntakeError;
use crate::formats::{Format, Hints};
use charset::Charset;
use heading::Binding;
use my_number::Survey;
use records::Records;
use rows::RowReader;
use table::Table;

/// What the caller knows besides the file.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// 団体名, by which an address is 市内 or 市外.
    pub municipality: Option<&'a str>,
    /// The region's series, by which a statistics file is understood.
    pub series: &'a [Series],
    /// What is the same for the whole file and does not stand in it.
    pub given: Given,
    /// The day on which it is read; a later one is told.
    pub today: Option<Date>,
    /// Whether rows are to be compared with others, and so bring what their cells hold.
    pub compares: bool,
}

/// What the one who imports says of all rows: a sign-up form does not say which event it was for.
/// What is given goes before what the file says, and where the two differ, that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// 事業
    pub programme: Option<String>,
    /// 活動
    pub activity: Option<String>,
    /// 開催日
    pub occurred_on: Option<Date>,
    /// 制度, 目的 …
    pub facets: BTreeMap<Facet, String>,
}

/// 「読込みの要約」 what a register held, once every row was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What the file is.
    pub format: Format,
    /// How its text was encoded; none for workbooks.
    pub encoding: Option<&'static str>,
    /// The row of the headings, from 1.
    pub heading_row: u64,
    /// The headings.
    pub headings: Vec<String>,
    /// Headings that say nothing to the mapping.
    pub unread: Vec<String>,
    /// Headings whose columns were refused: マイナンバー.
    pub refused_columns: Vec<String>,
    /// Rows that make engagements or observations.
    pub read: u64,
    /// 対象外
    pub excluded: u64,
    /// エラー
    pub refused: u64,
    /// Records and yen by the year in which they occurred; also of a file that only reconciles.
    pub totals: BTreeMap<FiscalYear, Total>,
    charset: Charset,
    delimiter: u8,
}

impl Summary {
    /// The cells of a row as it was handed over, in text.
    #[must_use]
    pub fn cells(&self, raw: &[u8]) -> Vec<String> {
        let mut fields = Vec::new();
        Records::new(raw, self.delimiter).next_into(&mut fields);
        let texts = fields.iter().map(|field| self.charset.text(field));
        // What is no text in the file's encoding was said by a finding.
        texts
            .map(|text| text.map_or_else(String::new, Cow::into_owned))
            .collect()
    }
}

/// The sums of one year, to be compared with what another file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many records.
    pub records: u64,
    /// Their yen.
    pub amount: Yen,
}

/// Why a register was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// The file could not be read at all.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// No row has the headings that the mapping needs.
    #[error("the headings of `{source_label}` are not there: {}", .missing.join(", "))]
    UnknownHeading {
        /// What the mapping calls its source.
        source_label: String,
        /// For each column that is missing, its headings as the mapping knows them.
        missing: Vec<String>,
        /// The headings of the row that fits best.
        found: Vec<String>,
        /// The mapping with its headings changed for this file, as far as they can be guessed.
        proposal: String,
    },
    /// More than one worksheet is such a register, and nobody says which is meant.
    #[error("several worksheets are such a register: {}", .0.join(", "))]
    SeveralWorksheets(Vec<String>),
}

/// Reads a register and hands its rows over one by one, in the file's order. The callback may stop
/// the reading.
///
/// # Errors
/// [`RegisterError`], where the bytes are no table or the table is not that register. What is wrong
/// with single rows is never an error: they are handed over as refused.
pub fn read_register(
    bytes: &[u8],
    hints: &Hints<'_>,
    mapping: &Mapping,
    context: &Context<'_>,
    take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
) -> Result<Reading<Summary>, RegisterError> {
    let hints = Hints {
        sheet: hints.sheet.or(mapping.sheet.as_deref()),
        ..*hints
    };
    let usual = mapping.encoding.as_deref();
    table::with_tables(bytes, hints, usual, |tables| {
        let (table, binding) = heading::find(tables, mapping)?;
        Ok(read_table(table, binding, mapping, context, take))
    })
}

fn read_table(
    table: &Table<'_>,
    mut binding: Binding,
    mapping: &Mapping,
    context: &Context<'_>,
    take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
) -> Reading<Summary> {
    let mut findings: Vec<Finding> = table.findings.clone();
    let Survey {
        forbidden,
        doubted,
        usual_length,
    } = my_number::survey(table, &binding);
    findings.extend(findings::my_numbers(&forbidden, &binding));
    let refused_columns = binding.forbid(&forbidden);
    let mut summary = Summary {
        format: table.format,
        encoding: table.encoding,
        heading_row: binding.row,
        headings: binding.own_headings().to_vec(),
        charset: table.charset,
        delimiter: table.delimiter(),
        unread: binding.unread(),
        refused_columns,
        read: 0,
        excluded: 0,
        refused: 0,
        totals: BTreeMap::new(),
    };
    let seen = (usual_length, &doubted);
    let reader = RowReader::new(mapping, &binding, context, table, seen);
    table.for_each(&mut |number, fields, raw| {
        if number <= binding.row || fields.iter().all(records::Field::is_blank) {
            return ControlFlow::Continue(());
        }
        let (row, total) = reader.read(number, fields, raw);
        match &row.outcome {
            RowOutcome::Engagements(..) | RowOutcome::Observations(..) => summary.read += 1,
            RowOutcome::Excluded(_) => summary.excluded += 1,
            RowOutcome::Refused(_) => summary.refused += 1,
        }
        if let Some((year, amount)) = total {
            let total = summary.totals.entry(year).or_default();
            total.records += 1;
            total.amount = total.amount + amount;
        }
        take(row)
    });
    findings.extend(reader.findings());
    Reading {
        value: summary,
        findings,
    }
}

#[cfg(test)]
mod tests;
