//! What follows from how two parties agree: the four steps of 名寄せ for one pair. Which of several
//! candidates it is, is the matcher's affair.

use crate::party::PartyType;

use super::agreement::{Agreement, Field, Level};
use super::keys::Keys;
use super::score::{Score, thresholds};

/// 「名寄せの段階」 by what a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// 法人番号
    CorporateNumber,
    /// a number of one register
    Number,
    /// メールとフリガナ
    MailAndKana,
    /// 電話番号と生年月日
    TelephoneAndBirth,
    /// フリガナ、生年月日と郵便番号
    KanaBirthAndPostcode,
    /// 照合点
    Scored,
}

/// 「名寄せの判断」 what may be done with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// One party, without asking.
    Certain,
    /// Somebody has to look.
    Doubtful,
    /// Two parties.
    Unlike,
}

/// A pair, weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How its fields agree.
    pub agreement: Agreement,
    /// By what it was found.
    pub step: Step,
    /// How much speaks for it.
    pub score: Score,
    /// What may be done.
    pub certainty: Certainty,
}

/// Weighs two parties of one type. A field that speaks against an automatic decision sends the pair
/// to the queue, however much speaks for it: a family shares everything but given names and
/// birthdays.
#[must_use]
pub fn judge(a: &Keys, b: &Keys) -> Judgement {
    let agreement = Agreement::of(a, b);
    let party_type = a.party_type;
    let score = Score::of(&agreement, party_type);
    let bounds = thresholds(party_type);
    let judgement = |step, certainty| Judgement {
        agreement,
        step,
        score,
        certainty,
    };
    if party_type != b.party_type || agreement.disagrees(Field::CorporateNumber) {
        return judgement(Step::Scored, Certainty::Unlike);
    }
    if let Some(step) = exact_step(&agreement) {
        let certainty = if contradicts_number(&agreement) {
            Certainty::Doubtful
        } else {
            Certainty::Certain
        };
        return judgement(step, certainty);
    }
    if party_type != PartyType::Household {
        if let Some(step) = strong_step(&agreement, party_type) {
            return judgement(step, Certainty::Certain);
        }
        if score >= bounds.upper && may_be_automatic(&agreement, party_type) {
            return judgement(Step::Scored, Certainty::Certain);
        }
    }
    let certainty = if score >= bounds.lower {
        Certainty::Doubtful
    } else {
        Certainty::Unlike
    };
    judgement(Step::Scored, certainty)
}

fn exact_step(agreement: &Agreement) -> Option<Step> {
    if agreement.agrees(Field::CorporateNumber) {
        Some(Step::CorporateNumber)
    } else if agreement.agrees(Field::Number) {
        Some(Step::Number)
    } else {
        None
    }
}

/// A number that was handed on or mistyped: another birthday and another name.
fn contradicts_number(agreement: &Agreement) -> bool {
    let named_alike = [Field::Name, Field::Kana, Field::Given]
        .iter()
        .any(|field| matches!(agreement.level(*field), Level::Agree | Level::Near));
    agreement.disagrees(Field::Birth) && !named_alike
}

fn strong_step(agreement: &Agreement, party_type: PartyType) -> Option<Step> {
    let agrees = |field| agreement.agrees(field);
    let is_person = party_type == PartyType::Person;
    let birth_allows = agrees(Field::Birth) || agreement.is_missing(Field::Birth);
    // Father and son may share reading and mail; kanji tell them apart, and so do birthdays.
    let name_allows = agrees(Field::Name) || agreement.is_missing(Field::Name);
    let form_allows = !agreement.disagrees(Field::LegalForm);
    if agrees(Field::Mail) && agrees(Field::Kana) && birth_allows && name_allows && form_allows {
        return Some(Step::MailAndKana);
    }
    // Twins share the telephone as well, and a slip makes one reading of theirs the other.
    let is_named_alike = agrees(Field::Name)
        || (name_allows && (agrees(Field::Kana) || agrees(Field::Given)))
        || is_renamed(agreement);
    if !is_person || !agrees(Field::Birth) {
        None
    } else if agrees(Field::Telephone) && is_named_alike {
        Some(Step::TelephoneAndBirth)
    } else if agrees(Field::Kana) && agrees(Field::Postcode) && name_allows {
        Some(Step::KanaBirthAndPostcode)
    } else {
        None
    }
}

/// Another family name with one's own given name: somebody who married.
fn is_renamed(agreement: &Agreement) -> bool {
    agreement.agrees(Field::Given) && agreement.disagrees(Field::Family)
}

/// Whether what agrees is enough in kind, and not only in weight.
fn may_be_automatic(agreement: &Agreement, party_type: PartyType) -> bool {
    let agrees = |field| agreement.agrees(field);
    let has_contact = [Field::Address, Field::Telephone, Field::Mail]
        .iter()
        .any(|field| agrees(*field));
    if party_type == PartyType::Organization {
        let form_allows = !agreement.disagrees(Field::LegalForm);
        let kana_allows = !agreement.disagrees(Field::Kana);
        return agrees(Field::Name) && has_contact && form_allows && kana_allows;
    }
    let birth_allows = agrees(Field::Birth) || agreement.is_missing(Field::Birth);
    let same_kanji = agrees(Field::Name)
        && (!agreement.disagrees(Field::Kana) || agrees(Field::Birth))
        && (has_contact || (agrees(Field::Birth) && agrees(Field::Postcode)));
    let same_reading = agrees(Field::Kana) && agreement.is_missing(Field::Name);
    let same_person = agrees(Field::Birth) && has_contact;
    birth_allows && (same_kanji || (same_person && (same_reading || is_renamed(agreement))))
}

#[cfg(test)]
mod tests;
