//! The office's jobs, one file each. Bytes come in and bytes go out: files, arguments and the
//! screen are the binary's.
//!
//! Read in this order: `check_sheet` (read, evaluate, lint), `convert_sheet` (write it again),
//! `compare_sheets` (last year's and this year's), `rate_programme` (the effect rating that a
//! rubric proposes), `list_findings` (as one table), `explain_rule` (the rules' pages),
//! `read_settings` (what an office declares), `error`.
//!
//! On the ledger: `office` (which ledger and city, who acts and when) with `definitions` (what is
//! defined of the city, year by year), `import_register` with
//! `report_refused`, `export_ledger` (the ledger in our own form), `review_parties`,
//! `dispose_parties`, `close_period`, `correct_engagement`, `measure_year`, `evaluate_year` (the
//! sheet of what was measured), `freeze_year`, `verify_ledger`, `back_up` with `sealed_file` (the
//! ledger as one file, encrypted), `demo` (an invented city and its registers), `run_demo` and
//! `demo_staff`.
//!
//! Of the office at work: `policy` (who may do what), `reach` (and with which rows), `reception`
//! (who comes in, and the counter that every job of the browser takes), `directory_login`,
//! `passwords`, `second_factor` with `one_time_codes` and `security_keys`, `own_sessions`,
//! `manage_staff`, `open_year` and `compare_years` (a new fiscal year, and what is new in it),
//! `edit_definition`, `year_course` (how far each programme's part of the sheet is),
//! `write_assessment`, `inquire` (the same in workbooks), `take_step`, `publish_year` (what
//! everybody may read of a year), `review_sheet` (the meeting and its remarks), `deposits` (files
//! that are handed over) with `keep_mapping`, `work_on_deposit` and `check_deposit`,
//! `take_in_sheet` (what a checked sheet states, into the definitions), `observe_series` (values of
//! statistics, pasted), `entry_form` with `record_engagement` (one engagement, typed),
//! `idempotency` (what a program sends twice and is done once), `show_year`, `show_today`,
//! `show_last_year`, `show_ledger`, `show_engagement`, `show_pairs`, `show_closings`,
//! `show_freezing`, `show_series`, `show_imports`, `show_publication`, `show_audit` and
//! `show_staff` (what the screens are filled with), and `warm_up` (what the first of them need).

mod access_error;
pub mod access_tokens;
pub mod back_up;
mod backup_error;
pub mod break_down;
pub mod change_definitions;
pub mod check_deposit;
pub mod check_sheet;
pub mod close_period;
pub mod compare_sheets;
pub mod compare_years;
pub mod convert_sheet;
pub mod correct_engagement;
mod definitions;
pub mod demo;
pub mod demo_staff;
mod deposit_error;
pub mod deposits;
pub mod directory_login;
pub mod dispose_parties;
mod divide_figures;
pub mod edit_definition;
pub mod entry_form;
pub mod error;
pub mod evaluate_year;
pub mod explain_rule;
pub mod export_ledger;
pub mod find_parties;
pub mod freeze_year;
pub mod idempotency;
pub mod import_register;
pub mod inquire;
mod inquiry_error;
pub mod keep_mapping;
mod ledger_form;
pub mod list_findings;
mod login_tries;
pub mod manage_staff;
pub mod measure_year;
pub mod observe_series;
pub mod office;
pub mod one_time_codes;
pub mod open_year;
pub mod own_sessions;
pub mod passwords;
pub mod policy;
pub mod publish_year;
pub mod rate_programme;
mod reach;
pub mod read_settings;
pub mod reception;
pub mod record_engagement;
pub mod report_refused;
pub mod review_parties;
pub mod review_sheet;
pub mod run_demo;
pub mod sealed_file;
pub mod second_factor;
pub mod security_keys;
pub mod show_audit;
pub mod show_closings;
pub mod show_engagement;
pub mod show_freezing;
pub mod show_imports;
pub mod show_last_year;
pub mod show_ledger;
pub mod show_pairs;
pub mod show_party;
pub mod show_publication;
pub mod show_series;
pub mod show_staff;
pub mod show_today;
pub mod show_year;
pub mod take_in_sheet;
pub mod take_step;
pub mod verify_ledger;
pub mod warm_up;
mod wording;
pub mod work_on_deposit;
pub mod write_assessment;
pub mod year_course;

pub use access_error::AccessError;
pub use backup_error::BackupError;
pub use definitions::check_files;
pub use deposit_error::DepositError;
pub use enishi_intake::IntakeError;
pub use enishi_intake::definitions::mapping::{Mapping, read_mapping};
pub use enishi_intake::definitions::wording as definition_wording;
pub use enishi_intake::definitions::{rubrics, settings};
pub use enishi_intake::formats::limits::LARGEST_FILE;
pub use enishi_intake::layouts::Layout;
pub use enishi_intake::registers::sources;
pub use enishi_intake::registers::{Given, RegisterError};
pub use enishi_lint::Language;
#[cfg(feature = "rehearsal")]
pub use enishi_store::rehearsal;
pub use enishi_store::{
    Assessment, AuditListed, BackupFault, BackupRead, BatchId, Damage, DisposalNote, EvidenceNote,
    Origin, PairLink, Signature, Statement, StoreError, WorkflowStep, file_of,
};
pub use error::DeskError;
pub use inquiry_error::InquiryError;
pub use wording::inquiries::{fate_en, fate_ja};
pub use wording::years::changed as changed_ja;
pub use wording::{numbers, register_finding, row_above};
