//! The mapping of a register: which column of a portal's file says what, as versioned TOML. The
//! built-in sources are written in the same language as a city's own. Headings are *patterns*, as
//! portals number their columns (返礼品{n}_名称) and name them after a city's choices (<使途> 金額).

pub mod pattern;
mod raw;
mod reading;

use std::collections::BTreeMap;

use enishi_domain::engagement::{Facet, Kind, Role};
use enishi_domain::party::PartyType;
use enishi_domain::register::Exclusion;

use super::fault::DefinitionError;
use pattern::Pattern;

/// 「取込みの対応表」 how the files of one source are read.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The source's name on the command line: `furusato-ledger`.
    pub id: String,
    /// Raised whenever the mapping changes.
    pub version: u32,
    /// 名称
    pub label: String,
    /// 利用目的, by its name in the region. A register without one is not read.
    pub purpose: String,
    /// Whose receipt numbers the rows bear: rows of two files with one number are one row.
    pub system: String,
    /// The encoding where the bytes leave a choice.
    pub encoding: Option<String>,
    /// The worksheet, where it is not the first that fits.
    pub sheet: Option<String>,
    /// Whether rows are compared with what is there and record nothing themselves.
    pub reconciles: bool,
    /// The mapping as it was written; kept with every import.
    pub text: String,
    pub(crate) columns: Vec<ColumnSpec>,
    pub(crate) row: RowSpec,
    pub(crate) parties: Vec<PartySpec>,
    pub(crate) exclusions: Vec<ExclusionSpec>,
    pub(crate) observation: Option<ObservationSpec>,
}

impl Mapping {
    /// Whether a receipt number names a row of its list only, and the list is told by what is said
    /// of all rows: the forms of two events count from 1, a member may be in two clubs.
    #[must_use]
    pub fn is_key_of_list(&self) -> bool {
        self.row.is_key_of_list
    }
}

/// The number of a column specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column(pub(crate) usize);

/// Which headings name a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnSpec {
    pub(crate) name: String,
    pub(crate) patterns: Vec<Pattern>,
    /// Without it the file is not this register.
    pub(crate) is_required: bool,
}

/// A value that is the same for all rows, or stands in a column.
#[derive(Clone, Debug)]
pub(crate) enum Choice<T> {
    Constant(T),
    Column {
        column: Column,
        /// By folded cell text; empty where the cell says it in the ledger's own words.
        values: BTreeMap<String, T>,
        otherwise: Option<T>,
    },
}

/// What makes the engagement of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowSpec {
    pub(crate) key: Option<Column>,
    /// Whether the number names a row of its list only.
    pub(crate) is_key_of_list: bool,
    pub(crate) kind: Option<Choice<Kind>>,
    pub(crate) programme: Option<Choice<String>>,
    pub(crate) activity: Option<Choice<String>>,
    pub(crate) facets: BTreeMap<Facet, Choice<String>>,
    /// The first that is filled in.
    pub(crate) occurred_on: Vec<Column>,
    pub(crate) precision: Option<Column>,
    pub(crate) settled_on: Option<Column>,
    pub(crate) recognized_on: Option<Column>,
    pub(crate) ended_on: Option<Column>,
    /// The last day that still counts; the end is the day after.
    pub(crate) last_on: Option<Column>,
    pub(crate) amount: Option<Column>,
    pub(crate) refund_kind: Option<Kind>,
    pub(crate) quantity: Option<Column>,
    pub(crate) unit: Option<Choice<String>>,
    pub(crate) age: Option<AgeSource>,
    /// How many came along without a name.
    pub(crate) companions: Option<Column>,
    /// How many came, the one who is named among them.
    pub(crate) heads: Option<Column>,
    pub(crate) attributes: BTreeMap<String, AttributeSource>,
    /// Columns whose heading names the attribute itself.
    pub(crate) attributes_each: Option<Column>,
}

/// Where an age comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AgeSource {
    /// A column that says it.
    Stated(Column),
    /// A birthday, from which it is computed on the day of the engagement.
    Birth(Column),
}

/// Where a documentary field comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AttributeSource {
    /// The cells of the column, joined.
    Cells(Column),
    /// What the headings of the filled cells have in place of <…>, joined.
    Headings(Column),
}

/// What makes a party of a row.
#[derive(Clone, Debug)]
pub(crate) struct PartySpec {
    pub(crate) role: Role,
    pub(crate) party_type: PartyTypeSource,
    pub(crate) name: Vec<Column>,
    pub(crate) kana: Vec<Column>,
    pub(crate) postcode: Option<Column>,
    pub(crate) address: Vec<Column>,
    pub(crate) telephone: Option<Column>,
    pub(crate) mail: Option<Column>,
    pub(crate) residence: Option<Column>,
    pub(crate) birth: Option<Column>,
    pub(crate) identifiers: Vec<IdentifierSpec>,
    /// Whether a row that says nothing of the party still has one.
    pub(crate) is_expected: bool,
}

/// What kind of party stands in a row.
#[derive(Clone, Debug)]
pub(crate) enum PartyTypeSource {
    Choice(Choice<PartyType>),
    /// 株式会社 and the like make an organisation, everything else is a person.
    ByName,
}

/// A number of a party.
#[derive(Clone, Debug)]
pub(crate) struct IdentifierSpec {
    /// Who gives the number; none where the heading says it in place of <…>.
    pub(crate) scheme: Option<String>,
    pub(crate) column: Column,
}

/// When a row does not count.
#[derive(Clone, Debug)]
pub(crate) struct ExclusionSpec {
    pub(crate) column: Column,
    pub(crate) when: When,
    /// Folded.
    pub(crate) values: Vec<String>,
    pub(crate) reason: Exclusion,
}

/// How an exclusion looks at its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Anything stands there but the values.
    Filled,
    /// Nothing stands there, or one of the values.
    Empty,
    /// One of the values stands there.
    Is,
    /// None of the values stands there; an empty cell is none of them.
    IsNot,
}

/// What makes an observation of a series.
#[derive(Clone, Debug)]
pub(crate) struct ObservationSpec {
    pub(crate) series: Column,
    pub(crate) definition: Option<Column>,
    pub(crate) part: Option<Column>,
    pub(crate) period: Column,
    pub(crate) value: Column,
    pub(crate) unit: Option<Column>,
    pub(crate) published_on: Option<Column>,
    pub(crate) release: Option<Column>,
    pub(crate) document: Option<Column>,
}

/// Reads a mapping; `file` is its name in messages.
///
/// # Errors
/// [`DefinitionError`], with line and column, for the first thing that cannot be used; among them a
/// mapping without 利用目的.
pub fn read_mapping(file: &str, text: &str) -> Result<Mapping, DefinitionError> {
    reading::read(file, text)
}

#[cfg(test)]
mod tests;
