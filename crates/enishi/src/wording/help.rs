//! The help, one page a command, in 80 columns and in both languages.

mod ledger;
mod office;
mod registers;
mod sheet;

use clap::{Arg, Command};
use enishi_desk::Language;

use super::Words;
use crate::terminal::{WIDTH, pad, wrap};

/// Where the explanation of a flag begins; a longer flag has a line of its own.
const FLAG: usize = 32;

/// A text in Japanese and in English.
type Bilingual = [&'static str; 2];

/// What an argument is called and what it means.
struct Entry {
    /// The commands that it is about; all where it is empty.
    of: &'static str,
    id: &'static str,
    /// What stands for its value.
    value: Bilingual,
    means: Bilingual,
}

const fn entry(of: &'static str, id: &'static str, value: Bilingual, means: Bilingual) -> Entry {
    Entry {
        of,
        id,
        value,
        means,
    }
}

/// The arguments of all commands; the more particular first.
fn all_entries() -> impl Iterator<Item = &'static Entry> {
    let of_office = office::ENTRIES.iter().chain(ledger::ENTRIES);
    of_office.chain(registers::ENTRIES).chain(sheet::ENTRIES)
}

/// The help on a command, or on the program as a whole.
pub fn page(program: &Command, command: Option<&str>, language: Language) -> String {
    let mut program = program.clone();
    program.build();
    let words = Words::of(language);
    let found = command.and_then(|name| program.find_subcommand(name));
    let shown = found.unwrap_or(&program);
    let name = found.map_or("", Command::get_name);
    let mut out = String::new();
    for line in wrap(about(name, words), WIDTH) {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
    for line in usage_lines(shown, name, words) {
        out.push_str(&format!("{line}\n"));
    }
    if found.is_none() {
        out.push_str(&format!("\n{}\n", words.pick("コマンド:", "Commands:")));
        for command in program.get_subcommands() {
            let name = command.get_name();
            out.push_str(&row(&format!("  {name}"), about(name, words), 11));
        }
    }
    let (positional, flags): (Vec<&Arg>, Vec<&Arg>) = arguments(shown)
        .into_iter()
        .partition(|argument| argument.is_positional());
    for (title, arguments) in [
        (words.pick("引数:", "Arguments:"), positional),
        (words.pick("オプション:", "Options:"), flags),
    ] {
        if !arguments.is_empty() {
            out.push_str(&format!("\n{title}\n"));
        }
        for argument in arguments {
            let means = described(name, argument.get_id().as_str())
                .map_or("", |entry| words.pick(entry.means[0], entry.means[1]));
            out.push_str(&row(&written(name, argument, words), means, FLAG));
        }
    }
    if found.is_none() {
        let codes = words.pick(
            "終了コード: 0 誤りなし、1 重大度「誤り」の指摘あり、2 使い方の誤り・読み書きの失敗",
            "Exit codes: 0 no errors; 1 findings of severity error; 2 wrong usage, or something \
             could not be read or written",
        );
        let more = words.pick(
            "各コマンドの説明: enishi コマンド --help",
            "More on a command: enishi COMMAND --help",
        );
        out.push('\n');
        for line in wrap(codes, WIDTH).into_iter().chain([more.to_owned()]) {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

/// What an argument's value is called: シート… for `sheets`.
pub fn value_name(command: &str, id: &str, language: Language) -> Option<&'static str> {
    let entry = described(command, id)?;
    Some(Words::of(language).pick(entry.value[0], entry.value[1]))
}

fn about(command: &str, words: Words) -> &'static str {
    let mut abouts = sheet::ABOUT
        .iter()
        .chain(ledger::ABOUT)
        .chain(office::ABOUT)
        .chain(registers::ABOUT);
    let found = abouts.find(|(name, _)| *name == command);
    found.map_or("", |(_, [japanese, english])| {
        words.pick(*japanese, *english)
    })
}

fn described(command: &str, id: &str) -> Option<&'static Entry> {
    let fits = |entry: &&Entry| entry.id == id && (entry.of == command || entry.of.is_empty());
    // What a command says of its own goes before what all share.
    all_entries().find(fits)
}

/// The commands of a command: those of `parties` or `staff`.
fn actions(command: &Command) -> impl Iterator<Item = &Command> {
    let actions = command.get_subcommands();
    actions.filter(|action| action.get_name() != "help" && command.get_name() != "enishi")
}

/// What a command or its commands take, each once; what several commands share last.
fn arguments(command: &Command) -> Vec<&Arg> {
    let mut found: Vec<&Arg> = Vec::new();
    for argument in actions(command)
        .chain([command])
        .flat_map(Command::get_arguments)
    {
        if !found.iter().any(|one| one.get_id() == argument.get_id()) {
            found.push(argument);
        }
    }
    let is_shared = |argument: &&Arg| {
        let entry = described(command.get_name(), argument.get_id().as_str());
        entry.is_some_and(|entry| entry.of.is_empty())
    };
    found.sort_by_key(is_shared);
    found
}

fn usage_lines(command: &Command, name: &str, words: Words) -> Vec<String> {
    let head = words.pick("使い方: enishi", "Usage: enishi");
    let tail = words.pick("[オプション]", "[OPTIONS]");
    if name.is_empty() {
        return vec![format!(
            "{head} {} {tail}",
            words.pick("コマンド", "COMMAND")
        )];
    }
    let begin = crate::terminal::width(head) + 1;
    let mut calls: Vec<String> = actions(command)
        .map(|action| {
            format!(
                "{name} {}{}",
                action.get_name(),
                required(action, name, words)
            )
        })
        .collect();
    if calls.is_empty() {
        calls.push(format!("{name}{}", required(command, name, words)));
    }
    let mut lines = Vec::new();
    for call in calls {
        let head = if lines.is_empty() { head } else { "enishi" };
        let head = " ".repeat(begin - 1 - crate::terminal::width(head)) + head;
        let line = format!("{head} {call}");
        if crate::terminal::width(&line) + 1 + crate::terminal::width(tail) <= WIDTH {
            lines.push(format!("{line} {tail}"));
        } else {
            lines.push(line);
            lines.push(" ".repeat(begin) + tail);
        }
    }
    lines
}

/// ` --programme 番号 --kind 種別`: what must be given; what may stand without a name is in brackets.
fn required(command: &Command, name: &str, words: Words) -> String {
    let arguments = command.get_arguments();
    let shown = arguments.filter(|one| one.is_required_set() || one.is_positional());
    shown
        .map(|argument| {
            let value = value(name, argument, words);
            match (argument.get_short(), argument.get_long()) {
                (Some(short), _) => format!(" -{short} {value}"),
                (None, Some(long)) => format!(" --{long} {value}"),
                (None, None) if argument.is_required_set() => format!(" {value}"),
                (None, None) => format!(" [{value}]"),
            }
        })
        .collect()
}

/// `  -o, --output ファイル`
fn written(command: &str, argument: &Arg, words: Words) -> String {
    let value = value(command, argument, words);
    let flag = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("--{long}"),
        (Some(short), None) => format!("-{short}"),
        (None, None) => String::new(),
    };
    format!("  {}", format!("{flag} {value}").trim())
}

fn value(command: &str, argument: &Arg, words: Words) -> &'static str {
    let entry = described(command, argument.get_id().as_str());
    entry.map_or("", |entry| words.pick(entry.value[0], entry.value[1]))
}

fn row(head: &str, text: &str, begin: usize) -> String {
    let blank = " ".repeat(begin);
    let mut lines = wrap(text, WIDTH - begin).into_iter();
    let mut out = if crate::terminal::width(head) + 2 > begin {
        format!("{head}\n")
    } else {
        let first = lines.next().unwrap_or_default();
        format!("{}{first}\n", pad(head, begin))
    };
    for line in lines {
        out.push_str(&format!("{blank}{line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::arguments::Arguments;

    #[test]
    fn every_argument_is_described_and_every_description_is_of_an_argument() {
        let mut program = Arguments::command();
        program.build();
        let mut described_ids = Vec::new();
        for command in program.get_subcommands().chain([&program]) {
            for argument in arguments(command) {
                let id = argument.get_id().as_str();
                assert!(described(command.get_name(), id).is_some(), "{id}");
                described_ids.push(id.to_owned());
            }
            assert!(command.get_name() == "enishi" || !about_is_empty(command.get_name()));
        }
        for entry in all_entries() {
            assert!(
                described_ids.iter().any(|id| id == entry.id),
                "{}",
                entry.id
            );
        }
    }

    fn about_is_empty(command: &str) -> bool {
        about(command, Words::of(Language::English)).is_empty()
    }

    #[test]
    fn help_keeps_to_80_columns() {
        let program = Arguments::command();
        let commands = program.get_subcommands().map(Command::get_name).map(Some);
        for command in commands.chain([None]) {
            for language in [Language::Japanese, Language::English] {
                for line in page(&program, command, language).lines() {
                    assert!(crate::terminal::width(line) <= WIDTH, "{line}");
                }
            }
        }
    }
}
