//! The firms: a name of invented words, a 法人番号 with the right check digit and a registry office
//! that does not exist, and the ways in which lists write 株式会社.

use super::Who;
use super::random::{Stream, draw, place};
use super::words::{FIRM_BEGINNINGS, FIRM_ENDINGS, HOME_CITY, HOME_PREFECTURE, TOWNS};

/// Firms begin here; people stand below.
const FIRST_FIRM: u64 = 9_000_000;

/// A firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Firm(pub u64);

/// How a list writes a firm's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LegalForm {
    /// 株式会社 in full, before or behind as registered.
    InFull,
    /// ㈱ in one character.
    OneCharacter,
    /// (株) in ASCII brackets.
    Bracketed,
    /// （株） in full-width brackets, and a space.
    Spaced,
}

impl Firm {
    pub(super) fn who(self) -> Who {
        Who(FIRST_FIRM + self.0)
    }

    pub(super) fn name(self, form: LegalForm) -> String {
        let words = self.words(|(written, _)| written);
        let (mark, gap) = match form {
            LegalForm::InFull => ("株式会社", ""),
            LegalForm::OneCharacter => ("㈱", ""),
            LegalForm::Bracketed => ("(株)", ""),
            LegalForm::Spaced => ("（株）", "　"),
        };
        if self.0.is_multiple_of(3) {
            format!("{words}{gap}{mark}")
        } else {
            format!("{mark}{gap}{words}")
        }
    }

    pub(super) fn kana(self) -> String {
        self.words(|(_, kana)| kana)
    }

    fn words(self, of: impl Fn(&'static (&'static str, &'static str)) -> &'static str) -> String {
        let pairs = (FIRM_BEGINNINGS.len() * FIRM_ENDINGS.len()) as u64;
        // The step is prime to the number of pairs, so that no two firms share a name.
        let index = place(FIRM_BEGINNINGS.len() * FIRM_ENDINGS.len(), self.0 * 10);
        debug_assert!(self.0 < pairs, "more firms than names");
        let beginning = &FIRM_BEGINNINGS[index / FIRM_ENDINGS.len()];
        let ending = &FIRM_ENDINGS[index % FIRM_ENDINGS.len()];
        of(beginning).to_owned() + of(ending)
    }

    /// 法人番号: a check digit before twelve digits, which are the registry office (9999 is none),
    /// the kind and a serial number.
    pub(super) fn corporate_number(self) -> String {
        let body = 9999_0100_0000 + self.0;
        format!("{}{body:012}", check_digit(body))
    }

    pub(super) fn postcode(self) -> String {
        format!("000-{:04}", self.town())
    }

    pub(super) fn address(self) -> String {
        let number = 1 + draw(Stream::Firm, self.0) % 90;
        let town = TOWNS[self.town()];
        format!("{HOME_PREFECTURE}{HOME_CITY}{town}{number}番地")
    }

    pub(super) fn telephone(self) -> String {
        format!("000-9{:03}-0000", self.0)
    }

    fn town(self) -> usize {
        place(TOWNS.len(), draw(Stream::Firm, self.0) >> 20)
    }
}

/// 9 − (Σ Pn × Qn mod 9), the digits counted from the last, Qn 1 and 2 in turn: 法人番号の指定等に
/// 関する省令 2条.
pub(super) fn check_digit(body: u64) -> u64 {
    let mut rest = body;
    let mut sum = 0;
    for n in 1..=12 {
        let weight = if n % 2 == 1 { 1 } else { 2 };
        sum += rest % 10 * weight;
        rest /= 10;
    }
    9 - sum % 9
}
