//! The binary: commands, arguments, files and the screen. The only room that reads arguments and
//! environment and that prints.
//!
//! Read in this order: `arguments` (what can be asked), `commands` (one file each), `files` (what
//! comes in and goes out), `terminal` (tables in full-width columns), `wording`.
//! Of the office in the browser: `workers` (a process for each task on an uploaded file) with
//! `confinement`.

mod arguments;
mod commands;
mod confinement;
mod files;
mod terminal;
mod wording;
mod workers;

use std::process::ExitCode;

use arguments::Command;

/// 0: nothing amiss.
const CLEAN: u8 = 0;
/// 1: at least one finding of severity error.
const FINDINGS: u8 = 1;
/// 2: wrong usage, or something could not be read or written.
const FAILED: u8 = 2;

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads arguments"
)]
fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    if arguments.len() == 2 && arguments[1] == workers::ARGUMENT {
        return ExitCode::from(commands::work::run());
    }
    let arguments = match arguments::parse(arguments) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let language = arguments.language.into();
    let code = match arguments.command {
        Command::Check(check) => commands::check::run(&check, language),
        Command::Convert(convert) => commands::convert::run(&convert, language),
        Command::Compare(compare) => commands::compare::run(&compare, language),
        Command::Explain(explain) => commands::explain::run(&explain, language),
        Command::Rules(rules) => commands::rules::run(&rules, language),
        Command::Init(init) => commands::init::run(&init, language),
        Command::Import(import) => commands::import::run(&import, language),
        Command::Export(export) => commands::export::run(&export, language),
        Command::Parties(parties) => commands::parties::run(&parties.action, language),
        Command::Close(close) => commands::close::run(&close, language),
        Command::Measure(measure) => commands::measure::run(&measure, language),
        Command::Evaluate(evaluate) => commands::evaluate::run(&evaluate, language),
        Command::Inquire(inquire) => commands::inquire::run(&inquire, language),
        Command::Freeze(freeze) => commands::freeze::run(&freeze, language),
        Command::Publish(publish) => commands::publish::run(&publish, language),
        Command::Public(public) => commands::public::run(&public, language),
        Command::Correct(correct) => commands::correct::run(&correct, language),
        Command::Verify(verify) => commands::verify::run(&verify, language),
        Command::Backup(backup) => commands::backup::run(&backup, language),
        Command::Restore(restore) => commands::restore::run(&restore, language),
        Command::Staff(staff) => commands::staff::run(&staff.action, language),
        Command::Serve(serve) => commands::serve::run(&serve, language),
        Command::Demo(demo) => commands::demo::run(&demo, language),
    };
    ExitCode::from(code)
}
