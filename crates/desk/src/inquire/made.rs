//! A line of the form as it is sent, and a cell of it as the worksheet 控え keeps it.

use enishi_domain::region::ProgrammeDefinition;
use enishi_publish::InquiryCell;
use enishi_store::Statement;

use super::{FIELDS, SHOWN};
use crate::year_course::ProgrammeCourse;

/// A line of the form.
pub(super) struct LineOf {
    programme: String,
    kpi: String,
    revision: i64,
    /// What stands in it.
    pub(super) cells: Vec<InquiryCell>,
}

impl LineOf {
    /// What is shown of a programme or KPI, and what it is asked for while its part is open.
    pub(super) fn new(
        shown: [String; SHOWN],
        (programme, kpi): (&ProgrammeDefinition, &str),
        course: &ProgrammeCourse,
        is_open: bool,
    ) -> Self {
        let statement = course.statement(kpi);
        let texts = texts(&statement).map(clean);
        let mut cells: Vec<InquiryCell> = shown
            .into_iter()
            .map(|text| InquiryCell::Shown(clean(&text)))
            .collect();
        cells.extend(texts.map(if is_open {
            InquiryCell::Asked
        } else {
            InquiryCell::Shown
        }));
        Self {
            programme: programme.no.clone(),
            kpi: kpi.to_owned(),
            revision: course.revision(kpi),
            cells,
        }
    }

    /// A cell that is asked for.
    pub(super) fn asked(&self, row: u32, column: usize, text: &str) -> Kept {
        Kept {
            programme: self.programme.clone(),
            kpi: self.kpi.clone(),
            field: FIELDS[column - SHOWN].to_owned(),
            revision: self.revision,
            ..Kept::locked(row, column, text)
        }
    }
}

/// A cell as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The row, from 1.
    pub(super) row: u32,
    /// The column, from 1.
    pub(super) column: u32,
    /// The programme's number, of what is asked for.
    pub(super) programme: String,
    /// The KPI's; empty for the programme as a whole.
    pub(super) kpi: String,
    /// Which of [`FIELDS`]; empty where nothing is asked for.
    pub(super) field: String,
    /// The revision of what was known.
    pub(super) revision: i64,
    /// What stood there.
    pub(super) text: String,
}

impl Kept {
    /// A cell that nobody changes; the column is counted from 0.
    pub(super) fn locked(row: u32, column: usize, text: &str) -> Self {
        Self {
            row,
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            programme: String::new(),
            kpi: String::new(),
            field: String::new(),
            revision: 0,
            text: text.to_owned(),
        }
    }

    /// As the worksheet has it.
    pub(super) fn row(&self) -> Vec<String> {
        vec![
            self.row.to_string(),
            self.column.to_string(),
            self.programme.clone(),
            self.kpi.clone(),
            self.field.clone(),
            self.revision.to_string(),
            self.text.clone(),
        ]
    }

    /// Reads what [`Kept::row`] wrote.
    pub(super) fn of(row: &[String]) -> Option<Self> {
        let [at, column, programme, kpi, field, revision, text] = row else {
            return None;
        };
        Some(Self {
            row: at.parse().ok()?,
            column: column.parse().ok()?,
            programme: programme.clone(),
            kpi: kpi.clone(),
            field: field.clone(),
            revision: revision.parse().ok()?,
            text: text.clone(),
        })
    }
}

/// A statement as the form asks for it.
pub(super) fn texts(statement: &Statement) -> [&str; 3] {
    [&statement.cause, &statement.improvement, &statement.outlook]
}

/// What a workbook gives back as it got it: nothing that XML cannot say, and no control characters
/// but line breaks.
pub(super) fn clean(text: &str) -> String {
    let is_kept =
        |c: &char| *c == '\n' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(is_kept).collect()
}
