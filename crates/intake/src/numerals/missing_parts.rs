//! Parts that are printed without an amount: 「男:- 女:5人」. They are taken out before the others are
//! read, and stand among them again without an amount, so that 男 does not seem never printed.

use enishi_domain::figure::{Missing, Part, Quantity, Unit};

use super::missing_words::{reason_of_glyphs, stated_reason};
use super::words::{fold_part_label, is_generic, is_label};

/// A label and the word behind it.
pub(super) struct MissingPart {
    label: String,
    /// Where it stands in the text.
    at: usize,
    pub(super) reason: Missing,
}

/// A label that is longer is a sentence.
const LONGEST_LABEL: usize = 20;

/// The labels that nothing but a dash or such words follow, and the text without them; none where
/// there are none.
pub(super) fn take_out(folded: &str) -> Option<(String, Vec<MissingPart>)> {
    let may_hold_parts = folded.contains(':') || folded.contains('男') || folded.contains('女');
    if !may_hold_parts {
        return None;
    }
    let mut kept = String::with_capacity(folded.len());
    let mut missing = Vec::new();
    let mut pieces = pieces(folded).peekable();
    while let Some((at, piece)) = pieces.next() {
        let (label, inside) = label_and_rest(piece);
        let named = is_label(label) || (piece.contains(':') && may_be_label(label));
        let behind = if inside.is_empty() {
            pieces.peek().map_or("", |(_, next)| *next)
        } else {
            inside
        };
        let Some(reason) = reason_of(behind).filter(|_| named) else {
            kept.push_str(piece);
            kept.push(' ');
            continue;
        };
        if inside.is_empty() {
            pieces.next();
        }
        let label = fold_part_label(label);
        missing.push(MissingPart { label, at, reason });
    }
    (!missing.is_empty()).then_some((kept, missing))
}

/// Puts the missing parts among the others, in the order printed; none where the others are not
/// parts of one year too.
pub(super) fn put_back(
    mut parts: Vec<Part>,
    missing: Vec<MissingPart>,
    folded: &str,
) -> Option<Vec<Part>> {
    let divided = |part: &Part| part.label.is_some() && part.period.is_none();
    if !parts.iter().all(divided) {
        return None;
    }
    for MissingPart { label, at, .. } in missing {
        let same = |part: &Part| part.label.as_deref() == Some(label.as_str());
        if parts.iter().any(same) {
            return None;
        }
        let begins = |part: &Part| folded.find(part.label.as_deref().unwrap_or_default());
        let before = |part: &Part| begins(part).is_some_and(|start| start < at);
        let index = parts.iter().take_while(|part| before(part)).count();
        let part = Part {
            label: Some(label),
            quantity: Quantity::MISSING,
            unit: Unit::default(),
            qualifier: None,
            period: None,
        };
        parts.insert(index, part);
    }
    Some(parts)
}

/// What blanks and 、 divide, with where each stands.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let divides = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | ';' | '/');
    text.split(divides)
        .filter(|piece| !piece.is_empty())
        .map(move |piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
}

/// 「男:-」, 「男:」 and 「男-」.
fn label_and_rest(piece: &str) -> (&str, &str) {
    let dash = piece.find(['-', 'ー']).filter(|at| is_label(&piece[..*at]));
    match (piece.split_once(':'), dash) {
        (Some(parted), _) => parted,
        (None, Some(at)) => piece.split_at(at),
        (None, None) => (piece, ""),
    }
}

fn may_be_label(text: &str) -> bool {
    let short = (1..=LONGEST_LABEL).contains(&text.chars().count());
    let words = !text.contains(|c: char| c.is_ascii_digit());
    short && words && !is_generic(text) && !text.contains(':')
}

fn reason_of(text: &str) -> Option<Missing> {
    let short = (1..=LONGEST_LABEL).contains(&text.chars().count());
    let plain = short && !text.contains(|c: char| c.is_ascii_digit());
    plain.then(|| reason_of_glyphs(text).or_else(|| stated_reason(text)))?
}
