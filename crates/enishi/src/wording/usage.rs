//! What is wrong with a command line, and the way out, in both languages.

use clap::error::{ContextKind, ErrorKind};
use enishi_desk::{Language, Layout};

use super::{Words, help};
use crate::terminal::one_line;

/// What is wrong, in words, and where the help is.
pub fn about(error: &clap::Error, command: Option<&str>, language: Language) -> String {
    let words = Words::of(language);
    let what = what(error, command.unwrap_or_default(), words);
    let asked = command.map_or_else(
        || "enishi --help".to_owned(),
        |name| format!("enishi {name} --help"),
    );
    words.pick(
        format!("{what}\n「{asked}」で使い方を確かめてください。"),
        format!("{what}\nsee `{asked}`"),
    )
}

/// That a command needs one of its actions.
pub fn without_action(command: &str, actions: &[&str], language: Language) -> String {
    let words = Words::of(language);
    let actions = actions.join(words.pick("、", ", "));
    words.pick(
        format!("「enishi {command}」の後に {actions} のいずれかを指定してください。\n"),
        format!("name one of {actions} behind `enishi {command}`\n"),
    )
}

fn what(error: &clap::Error, command: &str, words: Words) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let kind = error.kind();
    let value = one_line(&context(ContextKind::InvalidValue));
    let raw = context(ContextKind::InvalidArg);
    let names: Vec<String> = raw
        .split(", ")
        .map(|name| named(name, command, words))
        .collect();
    let argument = names.join(words.pick("」「", "`, `"));
    if kind == ErrorKind::UnknownArgument {
        words.pick(
            format!("「{argument}」という指定はありません。"),
            format!("there is no `{argument}`"),
        )
    } else if kind == ErrorKind::InvalidSubcommand {
        let name = one_line(&context(ContextKind::InvalidSubcommand));
        words.pick(
            format!(
                "「{name}」というコマンドはありません。\
                 「enishi --help」で一覧を確かめてください。"
            ),
            format!("there is no command `{name}`; see `enishi --help`"),
        )
    } else if kind == ErrorKind::InvalidValue || kind == ErrorKind::ValueValidation {
        let valid = valid_values(&argument, &context(ContextKind::ValidValue), words);
        if value.is_empty() {
            words.pick(
                format!("「{argument}」の値がありません。{valid}"),
                format!("`{argument}` lacks its value{valid}"),
            )
        } else {
            words.pick(
                format!("「{argument}」に「{value}」は使えません。{valid}"),
                format!("`{value}` is no value of `{argument}`{valid}"),
            )
        }
    } else if kind == ErrorKind::MissingRequiredArgument {
        words.pick(
            format!("「{argument}」の指定が必要です。"),
            format!("`{argument}` is missing"),
        )
    } else if kind == ErrorKind::ArgumentConflict {
        let prior = context(ContextKind::PriorArg);
        conflict((&raw, &argument), &prior, command, words)
    } else {
        words.pick(
            "コマンドの指定に誤りがあります。".to_owned(),
            "the command line is not understood".to_owned(),
        )
    }
}

/// That an argument is given twice, or beside one that excludes it.
fn conflict((raw, argument): (&str, &str), prior: &str, command: &str, words: Words) -> String {
    let others: Vec<String> = prior
        .split(", ")
        .filter(|other| !other.is_empty() && *other != raw)
        .map(|other| named(other, command, words))
        .collect();
    if others.is_empty() {
        return words.pick(
            format!("「{argument}」は一度だけ指定できます。"),
            format!("`{argument}` may be given only once"),
        );
    }
    words.pick(
        format!(
            "「{argument}」と「{}」は同時に指定できません。どちらかにしてください。",
            others.join("」「")
        ),
        format!(
            "`{argument}` cannot be given together with `{}`",
            others.join("`, `")
        ),
    )
}

/// An argument as the help calls it: clap says `<SHEETS>...`, `[PARTY]` or `--layout <LAYOUT>`.
fn named(raw: &str, command: &str, words: Words) -> String {
    let first = raw.split_whitespace().next().unwrap_or_default();
    let bare = first.trim_end_matches('.');
    let within = |open, close| bare.strip_prefix(open)?.strip_suffix(close);
    let id: Option<&str> = within('<', '>').or_else(|| within('[', ']'));
    let called =
        id.and_then(|id| help::value_name(command, &id.to_ascii_lowercase(), words.language));
    called.map_or_else(|| one_line(first), str::to_owned)
}

fn valid_values(argument: &str, listed: &str, words: Words) -> String {
    let values: Vec<&str> = match argument {
        "--layout" => Layout::ALL.iter().map(|layout| layout.name()).collect(),
        "--fiscal-year" => vec!["R6", "令和6年度", "2024"],
        _ => listed
            .split(", ")
            .filter(|value| !value.is_empty())
            .collect(),
    };
    if values.is_empty() {
        return String::new();
    }
    let (ja, en) = (values.join("、"), values.join(", "));
    if argument == "--fiscal-year" {
        return words.pick(
            format!("{ja} のように指定してください。"),
            format!("; write {en}"),
        );
    }
    words.pick(
        format!("使える値は {ja} です。"),
        format!("; it takes {en}"),
    )
}
