//! Why a pair was proposed, for whoever decides: which fields agree, where they differ, and what
//! made the program ask. The words stand in `words`.

use crate::party::Profile;
use crate::text::differences::{Differences, differences};
use crate::words::ClosedSet;
use crate::words::identity::{ending_sentence, field_sentence, step_sentence};

use super::agreement::{Field, Level};
use super::judgement::{Certainty, Judgement, Step};
use super::score::{Score, ScoreParts, thresholds};
use crate::party::PartyType;

/// 「確認の理由」 why a pair that has much in common was not decided without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// A family: contact agrees, and the name does not.
    Household,
    /// The birthdays differ.
    BirthDiffers,
    /// The names differ in a character or two.
    NameNear,
    /// The reading agrees, and the characters do not.
    KanjiDiffer,
    /// The characters agree, and the reading does not.
    ReadingDiffers,
    /// There is only a reading, and no birthday.
    ReadingOnly,
    /// 株式会社 and 有限会社 of one name
    LegalFormDiffers,
    /// One number, two names and two birthdays.
    NumberContradicted,
    /// Two 法人番号, by what is known today: two corporations.
    CorporateNumberDiffers,
    /// Too little in common.
    LittleInCommon,
}

/// 「一致・不一致の内訳」 one field of a pair.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which field.
    pub field: Field,
    /// How it agrees.
    pub level: Level,
    /// In words: フリガナが一致
    pub sentence: String,
    /// As written on one side.
    pub left: String,
    /// As written on the other.
    pub right: String,
    /// The characters that differ.
    pub differences: Differences,
}

/// 「判定の説明」 what the screen of the queue says of a pair. Personal: it reaches no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Explanation {
    /// By what the pair was found, with its score.
    pub summary: String,
    /// By what the pair was found.
    pub step: Step,
    /// How much speaks for it.
    pub score: Score,
    /// Of what that is the sum.
    pub parts: ScoreParts,
    /// Each field that both have.
    pub reasons: Vec<Reason>,
    /// What made the program ask.
    pub doubts: Vec<Doubt>,
}

impl Explanation {
    /// The same without what is written of either: which fields agree tells nobody's name.
    #[must_use]
    pub fn without_names(mut self) -> Self {
        for reason in &mut self.reasons {
            reason.left.clear();
            reason.right.clear();
            reason.differences = Differences::default();
        }
        self
    }
}

/// Explains a judgement on two parties with what is written of them.
#[must_use]
pub fn explain(
    judgement: &Judgement,
    party_type: PartyType,
    left: &Profile,
    right: &Profile,
) -> Explanation {
    let fields = Field::ALL.iter().copied();
    let compared = fields.filter(|field| !judgement.agreement.is_missing(*field));
    let reasons = compared.map(|field| {
        let level = judgement.agreement.level(field);
        let (left, right) = (written(field, left), written(field, right));
        let differences = differences(&left, &right);
        let sentence = if field == Field::Given && party_type == PartyType::Organization {
            // An organisation has no given name; how its name ends is compared in place of it.
            ending_sentence(level)
        } else {
            field_sentence(field, level, left == right)
        };
        Reason {
            field,
            level,
            sentence,
            left,
            right,
            differences,
        }
    });
    let bounds = thresholds(party_type);
    Explanation {
        summary: step_sentence(judgement.step, judgement.score, bounds),
        step: judgement.step,
        score: judgement.score,
        parts: ScoreParts::of(&judgement.agreement, party_type),
        reasons: reasons.collect(),
        doubts: doubts(judgement),
    }
}

/// What made the program ask; nothing where it would not have. What was learned of either since may
/// make two of whom it had to ask.
#[must_use]
pub fn doubts(judgement: &Judgement) -> Vec<Doubt> {
    if judgement.agreement.disagrees(Field::CorporateNumber) {
        return vec![Doubt::CorporateNumberDiffers];
    }
    match judgement.certainty {
        Certainty::Certain => return Vec::new(),
        Certainty::Unlike => return vec![Doubt::LittleInCommon],
        Certainty::Doubtful => (),
    }
    if judgement.step != Step::Scored {
        return vec![Doubt::NumberContradicted];
    }
    let level = |field| judgement.agreement.level(field);
    let (name, kana) = (level(Field::Name), level(Field::Kana));
    let named = name == Level::Agree || kana == Level::Agree;
    let near = name == Level::Near || kana == Level::Near;
    let contact = [Field::Address, Field::Telephone, Field::Mail];
    let has_contact = contact.iter().any(|field| level(*field) == Level::Agree);
    let birth = level(Field::Birth);
    let found = [
        (
            Doubt::Household,
            !named && !near && has_contact && judgement.agreement.is_named(),
        ),
        (
            Doubt::BirthDiffers,
            matches!(birth, Level::Near | Level::Disagree),
        ),
        (Doubt::NameNear, near && !named),
        (
            Doubt::KanjiDiffer,
            kana == Level::Agree && matches!(name, Level::Near | Level::Disagree),
        ),
        (
            Doubt::ReadingDiffers,
            name == Level::Agree && kana == Level::Disagree,
        ),
        (
            Doubt::ReadingOnly,
            kana == Level::Agree && name == Level::Missing && birth == Level::Missing,
        ),
        (
            Doubt::LegalFormDiffers,
            level(Field::LegalForm) == Level::Disagree,
        ),
    ];
    let mut doubts: Vec<Doubt> = found
        .into_iter()
        .filter_map(|(doubt, holds)| holds.then_some(doubt))
        .collect();
    if doubts.is_empty() {
        doubts.push(Doubt::LittleInCommon);
    }
    doubts
}

/// A judgement in codes, as a link keeps its reasons: no name is in it.
#[must_use]
pub fn reason_codes(judgement: &Judgement) -> String {
    let mut codes = format!("{} {}", judgement.step.code(), judgement.score);
    for field in Field::ALL {
        if !judgement.agreement.is_missing(*field) {
            let level = judgement.agreement.level(*field);
            codes.push_str(&format!(" {}={}", field.code(), level.code()));
        }
    }
    codes
}

/// What the profile says of a field, where it has one of its own.
fn written(field: Field, profile: &Profile) -> String {
    let word = |text: &str, nth: usize| {
        let mut words = text.split_whitespace();
        words.nth(nth).map(str::to_owned).unwrap_or_default()
    };
    match field {
        Field::Name | Field::LegalForm => profile.name.clone(),
        Field::Kana => profile.kana.clone(),
        Field::Family => word(&profile.name, 0),
        Field::Given => word(&profile.name, 1),
        Field::Birth => profile.birth.map(|day| day.to_string()).unwrap_or_default(),
        Field::Postcode => profile.postcode.clone(),
        Field::Address => profile.address.clone(),
        Field::Telephone => profile.telephone.clone(),
        Field::Mail => profile.mail.clone(),
        Field::CorporateNumber | Field::Number => String::new(),
    }
}

#[cfg(test)]
mod tests;
