//! The office's jobs, one file each. Bytes come in and bytes go out: files, arguments and the
//! screen are the binary's.
//!
//! Read in this order: `check_sheet` (read, evaluate, lint), `convert_sheet` (write it again),
//! `compare_sheets` (last year's and this year's), `rate_programme` (the effect rating that a
//! rubric proposes), `list_findings` (as one table), `explain_rule` (the rules' pages),
//! `read_settings` (what an office declares), `error`.
//!
//! On the ledger: `office` (which ledger and city, who acts and when), `import_register` with
//! `report_refused`, `review_parties`, `dispose_parties`, `close_period`, `correct_engagement`,
//! `measure_year`, `evaluate_year` (the sheet of what was measured), `freeze_year`,
//! `verify_ledger`, `demo` (an invented city and its registers) and `run_demo`.

pub mod check_sheet;
pub mod close_period;
pub mod compare_sheets;
pub mod convert_sheet;
pub mod correct_engagement;
pub mod demo;
pub mod dispose_parties;
pub mod error;
pub mod evaluate_year;
pub mod explain_rule;
pub mod freeze_year;
pub mod import_register;
pub mod list_findings;
pub mod measure_year;
pub mod office;
pub mod rate_programme;
pub mod read_settings;
pub mod report_refused;
pub mod review_parties;
pub mod run_demo;
pub mod verify_ledger;
mod wording;

pub use enishi_intake::definitions::mapping::{Mapping, read_mapping};
pub use enishi_intake::definitions::wording as definition_wording;
pub use enishi_intake::definitions::{rubrics, settings};
pub use enishi_intake::formats::limits::LARGEST_FILE;
pub use enishi_intake::layouts::Layout;
pub use enishi_intake::registers::Given;
pub use enishi_intake::registers::sources;
pub use enishi_lint::Language;
pub use enishi_store::{BatchId, Damage};
pub use error::DeskError;
pub use wording::register_finding;
