//! What stands in front of a number's digits: signs, a currency, ≥. Dashes between two numbers are
//! told apart by the lexer.

use enishi_domain::figure::Qualifier;

use super::scales::digits_len;
use super::tokens::Token;

/// The sign printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sign {
    #[default]
    None,
    Plus,
    Minus,
    /// ±
    Margin,
}

/// What may stand in front of the digits: signs, a currency, ≥.
#[derive(Debug, Default)]
pub(crate) struct Prefix {
    pub(crate) len: usize,
    pub(crate) sign: Sign,
    pub(crate) signs: usize,
    pub(crate) currency: Option<&'static str>,
    pub(crate) bound: Option<Qualifier>,
    /// A hyphen or 長音 came first, which is a sign only where nothing stands before it.
    begins_with_dash: bool,
}

impl Prefix {
    /// None where no number follows.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut prefix = Self::default();
        let mut blank_may_follow = false;
        for (at, c) in text.char_indices().take(8) {
            prefix.len = at;
            let point = c == '.' && digits_len(&text[at + 1..]) > 0;
            if c.is_ascii_digit() || point {
                return Some(prefix);
            }
            match c {
                '△' | '▲' | '▽' | '▼' | '-' | 'ー' | 'ｰ' => prefix.minus(at, c),
                '+' => prefix.sign = Sign::Plus,
                '±' => prefix.sign = Sign::Margin,
                '¥' => prefix.currency = Some("円"),
                '$' => prefix.currency = Some("ドル"),
                '≥' | '>' => prefix.bound = Some(Qualifier::AtLeast),
                '≤' | '<' => prefix.bound = Some(Qualifier::AtMost),
                ' ' if blank_may_follow => {}
                _ => return None,
            }
            blank_may_follow = !matches!(c, '-' | 'ー' | 'ｰ' | '+');
        }
        None
    }

    fn minus(&mut self, at: usize, c: char) {
        self.sign = Sign::Minus;
        self.signs += 1;
        self.begins_with_dash |= at == 0 && !matches!(c, '△' | '▲' | '▽' | '▼');
    }

    /// Whether the number may begin here: not glued to a letter (1e400), and a dash only where
    /// nothing could make it a hyphen.
    pub(crate) fn fits_behind(&self, before: Option<char>, token: Option<&Token>) -> bool {
        let Some(before) = before else {
            return true;
        };
        if self.len == 0 && (before.is_ascii_alphanumeric() || before == '_') {
            return false;
        }
        let after_word = matches!(token, Some(Token::Before(_) | Token::Note(_)));
        let open = before.is_whitespace() || "(:=,、・/~→;".contains(before);
        !self.begins_with_dash || open || after_word
    }
}
