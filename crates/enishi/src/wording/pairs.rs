//! The pairs of 名寄せ that wait for somebody, in both languages: what is written of both, how it
//! agrees, and of what the score is the sum. Personal: for the eye of whoever reviews, only here.

use enishi_desk::review_parties::Pair;
use enishi_domain::identity::agreement::Field;
use enishi_domain::identity::explanation::{Explanation, Reason};
use enishi_domain::identity::judgement::Step;
use enishi_domain::party::Profile;
use enishi_domain::words::ClosedSet as _;

use super::Words;
use crate::terminal::{WIDTH, one_line, wrap};

impl Words {
    pub fn pairs_waiting(self, count: usize) -> String {
        self.pick(
            format!("確認を待つ組 {count}件\n"),
            format!("{count} pairs wait for a decision\n"),
        )
    }

    /// Shows names: whoever reviews must see them.
    pub fn pair(self, pair: &Pair) -> String {
        let mut lines = Vec::new();
        for (party, profile) in [(pair.a, &pair.left), (pair.b, &pair.right)] {
            let told = profile.as_ref().map_or_else(
                || self.pick("（廃棄済み）", "(disposed of)").to_owned(),
                |profile| self.profile(profile),
            );
            lines.push(format!("{party}: {told}"));
        }
        if let Some(told) = &pair.explanation {
            lines.push(self.found_by(told));
            if told.step == Step::Scored {
                lines.push(self.score_parts(told));
            }
            let doubts = told.doubts.iter();
            let doubts = doubts.map(|doubt| self.pick(doubt.word(), doubt.code()));
            let doubts: Vec<&str> = doubts.collect();
            if !doubts.is_empty() {
                let doubts = doubts.join(self.pick("、", ", "));
                lines.push(self.pick(format!("確認の理由: {doubts}"), format!("why: {doubts}")));
            }
            lines.extend(told.reasons.iter().map(|reason| self.agreement(reason)));
        }
        let mut out = format!("\n{}  {}\n", pair.a, pair.b);
        for line in lines.iter().flat_map(|line| wrap(line, WIDTH - 2)) {
            out.push_str(&format!("  {line}\n"));
        }
        out
    }

    /// All that registers said last, on one line.
    fn profile(self, profile: &Profile) -> String {
        let birth = profile.birth.map(|day| day.to_string()).unwrap_or_default();
        let fields = [
            &profile.name,
            &profile.kana,
            &birth,
            &profile.postcode,
            &profile.address,
            &profile.telephone,
            &profile.mail,
        ];
        let told = fields.into_iter().filter(|field| !field.is_empty());
        let told: Vec<String> = told.map(|field| one_line(field)).collect();
        told.join(self.pick("／", " / "))
    }

    fn found_by(self, told: &Explanation) -> String {
        match told.step {
            Step::Scored => self.pick(told.summary.clone(), format!("score: {}", told.score)),
            Step::CorporateNumber
            | Step::Number
            | Step::MailAndKana
            | Step::TelephoneAndBirth
            | Step::KanaBirthAndPostcode => self.pick(
                told.summary.clone(),
                format!("found by: {}", told.step.code()),
            ),
        }
    }

    fn score_parts(self, told: &Explanation) -> String {
        let parts = &told.parts;
        self.pick(
            format!(
                "内訳: 氏名とフリガナ {}、生年月日 {}、連絡先 {}",
                parts.name, parts.birth, parts.contact
            ),
            format!(
                "of which name and reading {}, birthday {}, contacts {}",
                parts.name, parts.birth, parts.contact
            ),
        )
    }

    /// How a field agrees, with what is written on both sides; a number is kept as a key only.
    fn agreement(self, reason: &Reason) -> String {
        let (field, level) = (reason.field.code(), reason.level.code());
        let head = self.pick(
            format!("- {}", reason.sentence),
            format!("- {field}: {level}"),
        );
        let (left, right) = (one_line(&reason.left), one_line(&reason.right));
        match (left.as_str(), right.as_str()) {
            // Parts of a name are weighed by their reading, and stand in the name's own line.
            _ if matches!(reason.field, Field::Family | Field::Given) => head,
            ("", _) | (_, "") => head,
            (left, right) if left == right => format!("{head}: {left}"),
            (left, right) => format!("{head}: {left} ⇔ {right}"),
        }
    }
}
