//! What a bracket beside an amount says: a year, a qualifier, a label, an inner count, or nothing
//! that changes the amount.

use std::ops::Range;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Missing, Qualifier, Unit};

use super::missing_words::stated_reason;
use super::prefixes::Sign;
use super::script::Script;
use super::tokens::{Token, lex};
use super::words::{fold_part_label, is_generic, is_inner, is_label, whole_qualifier};

/// A bracket as it bears on its amount.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// （R6年度）
    Period(FiscalYear),
    /// （暫定）; with the reason that the same words would be for a zero: （集計中）.
    Qualifier(Qualifier, Option<Missing>),
    /// （男）
    Label(String),
    /// The 12 of `40(12)`.
    Inner(Decimal, Unit),
    /// Other words, folded.
    Words(String),
    /// Other numbers, a breakdown, a date: shown with the text, and no part of the amount.
    Other,
}

/// Reads what stands inside a bracket.
pub(crate) fn read_note(script: &Script<'_>, inner: &Range<usize>) -> Note {
    let inner = script.trimmed(inner.clone());
    let tokens = lex(script, inner.clone());
    let amounts = tokens
        .iter()
        .filter(|token| matches!(token, Token::Amount(_)));
    match amounts.count() {
        0 => words_note(script, &inner, &tokens),
        1 => inner_count(script, &tokens).unwrap_or(Note::Other),
        _ => Note::Other,
    }
}

fn words_note(script: &Script<'_>, inner: &Range<usize>, tokens: &[Token]) -> Note {
    if let Some(note) = period_note(script, tokens) {
        return note;
    }
    let words: String = script
        .slice(inner)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let reason = stated_reason(&words);
    if let Some(qualifier) = whole_qualifier(&words) {
        return Note::Qualifier(qualifier, reason);
    }
    if is_label(&words) {
        return Note::Label(fold_part_label(&words));
    }
    if words.is_empty() {
        return Note::Other;
    }
    Note::Words(fold_part_label(&words))
}

/// （R6年度）, （令和6年度末）, （R6実績）
fn period_note(script: &Script<'_>, tokens: &[Token]) -> Option<Note> {
    let mut year = None;
    for token in tokens {
        match token {
            Token::Moment(found) if year.is_none() => year = Some(*found),
            Token::Word(range) => {
                let word = script.slice(range);
                let companion = [
                    "末",
                    "中",
                    "分",
                    "時点",
                    "現在",
                    "末時点",
                    "末現在",
                    "見込",
                    "予定",
                ];
                if !companion.contains(&word) && !is_generic(word) {
                    return None;
                }
            }
            Token::Blank => {}
            _ => return None,
        }
    }
    Some(year?.map_or(Note::Other, Note::Period))
}

/// A number, with or without うち and unit, and nothing else; 「(+5)」 is a difference.
fn inner_count(script: &Script<'_>, tokens: &[Token]) -> Option<Note> {
    let mut count = None;
    for token in tokens {
        match token {
            Token::Amount(measure) if measure.sign == Sign::None && measure.bound.is_none() => {
                count = Some(Note::Inner(measure.amount, measure.unit.clone()));
            }
            Token::Word(range) if is_inner(script.slice(range)) || is_part(script.slice(range)) => {
            }
            Token::Blank | Token::Colon => {}
            _ => return None,
        }
    }
    count
}

/// 「うち女性」
fn is_part(words: &str) -> bool {
    words.strip_prefix("うち").is_some_and(is_label)
}
