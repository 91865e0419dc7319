//! The office's jobs, one file each. Bytes come in and bytes go out: files, arguments and the
//! screen are the binary's.
//!
//! Read in this order: `check_sheet` (read, evaluate, lint), `convert_sheet` (write it again),
//! `compare_sheets` (last year's and this year's), `rate_programme` (the effect rating that a
//! rubric proposes), `list_findings` (as one table), `explain_rule` (the rules' pages),
//! `read_settings` (what an office declares), `error`.
//!
//! On the ledger: `office` (which ledger and city, who acts and when), `import_register`,
//! `close_period`, `measure_year`, `evaluate_year` (the sheet of what was measured), `demo` (an
//! invented city and its registers).

pub mod check_sheet;
pub mod close_period;
pub mod compare_sheets;
pub mod convert_sheet;
pub mod demo;
pub mod error;
pub mod evaluate_year;
pub mod explain_rule;
pub mod import_register;
pub mod list_findings;
pub mod measure_year;
pub mod office;
pub mod rate_programme;
pub mod read_settings;
mod wording;

pub use enishi_intake::definitions::{rubrics, settings};
pub use enishi_intake::formats::limits::LARGEST_FILE;
pub use enishi_intake::layouts::Layout;
pub use enishi_lint::Language;
pub use error::DeskError;
