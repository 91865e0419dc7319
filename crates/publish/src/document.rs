//! What is rendered: a title and tables of cells, without any format's ways. A report builds it,
//! and every format follows. Deciding what stands in a table is a report's work, not done here.

use enishi_domain::Decimal;
use enishi_domain::finding::Severity;
use enishi_domain::interchange::Check;

/// A document to be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Lines under the title: what was read, and the counts.
    pub facts: Vec<String>,
    /// The first is the document's matter; csv holds it alone. The others explain it.
    pub tables: Vec<Table>,
    /// The same matter as data, where it has such a form.
    pub data: Option<Check>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The worksheet's name.
    pub name: String,
    /// What it holds, in a sentence.
    pub caption: String,
    /// The columns.
    pub columns: Vec<ColumnSpec>,
    /// The rows; each has one cell a column.
    pub rows: Vec<Row>,
    /// Whether cells of other tables point to these rows by number.
    pub purpose: Purpose,
}

/// What a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The document's matter.
    Matter,
    /// The findings: row n is what a [`Flag`] with number n points to.
    Findings,
    /// Anything else.
    Supplement,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its heading.
    pub header: String,
    /// In half-width characters.
    pub width: u16,
    /// How its cells stand.
    pub kind: ColumnKind,
    /// Where it is shown.
    pub reach: Reach,
    /// Whether cells of one group of rows are merged.
    pub merging: Merging,
}

/// How a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Running text.
    Text,
    /// The text that names its row.
    RowHeading,
    /// Amounts, set off by thousands.
    Amount,
    /// Numbers that only count or name: set plain.
    Code,
    /// Short words and marks, centred.
    Mark,
}

/// Where a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On screen and paper.
    Printed,
    /// Carried along, small, and not on paper.
    Carried,
    /// In csv only, where everything has to stand in one table.
    LongForm,
}

/// Whether a column's cells are merged over a group of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merging {
    /// One cell a row.
    Single,
    /// One cell a group; every row of the group holds the same.
    Grouped,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Rows of one group follow one another.
    pub group: usize,
    /// One a column.
    pub cells: Vec<Cell>,
    /// Where it is shown; never [`Reach::Carried`].
    pub reach: Reach,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// The findings about it.
    pub flags: Vec<Flag>,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// A text, shown exactly as it is.
    Text(String),
    /// A number.
    Number {
        /// With the digits to show.
        amount: Decimal,
        /// Shown behind it; empty for none.
        unit: String,
    },
}

/// A finding about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The row of the findings table, from 1.
    pub number: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The finding in one line.
    pub summary: String,
}

impl Content {
    /// A text; nothing for an empty one.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// A bare number.
    #[must_use]
    pub fn number(amount: impl Into<Decimal>) -> Self {
        Self::Number {
            amount: amount.into(),
            unit: String::new(),
        }
    }
}

impl Cell {
    /// A cell about which nothing is said.
    #[must_use]
    pub fn plain(content: Content) -> Self {
        Self {
            content,
            flags: Vec::new(),
        }
    }

    /// The gravest flag.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.flags.iter().map(|flag| flag.severity).min()
    }
}

impl ColumnSpec {
    /// A printed column of that heading and width.
    #[must_use]
    pub fn printed(header: &str, width: u16, kind: ColumnKind) -> Self {
        Self {
            header: header.to_owned(),
            width,
            kind,
            reach: Reach::Printed,
            merging: Merging::Single,
        }
    }
}

impl Table {
    /// The columns outside csv, by index.
    pub fn shown_columns(&self) -> impl Iterator<Item = (usize, &ColumnSpec)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.reach != Reach::LongForm)
    }

    /// The rows outside csv, group by group.
    #[must_use]
    pub fn shown_groups(&self) -> Vec<Vec<&Row>> {
        let mut groups: Vec<Vec<&Row>> = Vec::new();
        for row in self.rows.iter().filter(|row| row.reach != Reach::LongForm) {
            match groups.last_mut() {
                Some(group) if group.last().is_some_and(|last| last.group == row.group) => {
                    group.push(row);
                }
                _ => groups.push(vec![row]),
            }
        }
        groups
    }
}
