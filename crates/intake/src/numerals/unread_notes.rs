//! Brackets beside an amount that hold other amounts and say nothing of the first: 「100人（累計300人）」.
//! They are no part of the value, and the caller is to say that they were passed over.

use enishi_domain::calendar::FiscalYear;

use super::notes::{Note, read_note};
use super::script::Script;
use super::tokens::{Measure, Token, lex};
use super::{is_too_long, unwrapped};

/// Whether amounts in some bracket of a value are not read.
pub(crate) fn has_unread_note(text: &str) -> bool {
    if is_too_long(text) || !text.contains(['(', '（']) {
        return false;
    }
    let script = Script::new(text);
    let tokens = lex(&script, unwrapped(&script).0);
    let mut before: Option<&Measure> = None;
    for token in &tokens {
        match (token, before) {
            (Token::Amount(measure), _) => before = Some(measure),
            (Token::Note(inner), Some(measure)) => {
                let inside = lex(&script, inner.clone());
                let amounts = inside.iter().any(|token| matches!(token, Token::Amount(_)));
                if amounts && is_passed_over(&read_note(&script, inner), measure) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

fn is_passed_over(note: &Note, measure: &Measure) -> bool {
    match note {
        Note::Other => true,
        Note::Inner(amount, unit) => {
            let one_unit = unit.is_unprinted() || *unit == measure.unit;
            let whole = unit.is_unprinted() && amount.scale() == 0;
            let year = i16::try_from(*amount).ok().and_then(FiscalYear::new);
            let is_year = whole && *amount > measure.amount && year.is_some();
            !(is_year || (one_unit && *amount <= measure.amount))
        }
        Note::Period(..) | Note::Qualifier(..) | Note::Label(_) | Note::Words(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_with_other_amounts_are_passed_over() {
        for (text, unread) in [
            ("100人（累計300人）", true),
            ("100（内訳：男50、女50）", true),
            ("R6 100人（R8 300人）", true),
            ("100人（目標値は5年間累計）", true),
            ("30人（60％）", true),
            ("40(12)", false),
            ("40人（うち市外12人）", false),
            ("100人（R6年度）", false),
            ("100（2024）", false),
            ("100人（暫定値）", false),
            ("100人（R7.4.1現在）", false),
            ("100人", false),
            ("（100人）", false),
        ] {
            assert_eq!(has_unread_note(text), unread, "{text}");
        }
    }
}
