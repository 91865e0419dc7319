//! The built program as a user meets it: arguments in, text, files and exit codes out. What the
//! sheets mean is tested in the rooms that know it.
//!
//! Read in this order: `program` (how it is run), `usage` (the command line itself), `checking`,
//! `refusals` (files that cannot be read), `settings`, `converting`, `comparing`, `shapes` (JSON
//! and SARIF), `ledger`, `pairs`, `outputs`, `repeats`, `registers`, `faulty_registers` and
//! `definitions` (of regions), `inquiries` (workbooks for departments), `sessions` (whole
//! transcripts, which are documents).
//! What must hold whatever happens: `crashes` and `writers` (processes that are killed), `backups`
//! (and what is restored of them), `uploads` and `serving` (processes that read what came from a
//! browser), `floods`, `hanging` and `callers` (what is sent to take the office down, to hold it up
//! or to make it call out) and `faults` (disks that fail), on the `halls` of either database.

mod backups;
mod callers;
mod checking;
mod comparing;
mod converting;
mod crashes;
mod definitions;
mod directory;
mod faults;
mod faulty_registers;
mod floods;
mod halls;
mod hanging;
mod inquiries;
mod ledger;
mod outputs;
mod pairs;
mod program;
mod refusals;
mod registers;
mod repeats;
mod said_otherwise;
mod serving;
mod sessions;
mod settings;
mod shapes;
mod uploads;
mod usage;
mod verifying;
mod writers;
