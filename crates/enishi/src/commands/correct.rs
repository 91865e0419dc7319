//! `enishi correct`: says an engagement anew, takes it back, or says it again.

use std::collections::BTreeSet;

use enishi_desk::Language;
use enishi_desk::correct_engagement::{Reason, correct, restore, void};
use enishi_domain::Decimal;
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Facet, Kind};
use enishi_domain::money::Yen;
use enishi_domain::text::{fold_ascii, with_thousands};
use enishi_domain::words::ClosedSet as _;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger;
use crate::files::complain;
use crate::wording::Words;

/// Corrects, voids or restores.
pub fn run(arguments: &ledger::Correct, language: Language) -> u8 {
    let words = Words::of(language);
    let digits = arguments.engagement.trim_start_matches(['E', 'e']);
    let Ok(id) = digits.parse().map(EngagementId) else {
        complain(&words.no_engagement_number(&arguments.engagement));
        return FAILED;
    };
    let asked = arguments.reason.as_str();
    let code = CorrectionReason::from_code(asked).or_else(|| CorrectionReason::from_word(asked));
    let Some(code) = code.filter(|code| *code != CorrectionReason::ImportUndone) else {
        complain(&words.unknown_reason(asked));
        return FAILED;
    };
    let reason = Reason {
        code,
        text: arguments.note.clone(),
    };
    let changes = match changes(&arguments.set) {
        Ok(changes) => changes,
        Err(unusable) => {
            complain(&words.unusable_change(&unusable));
            return FAILED;
        }
    };
    if changes.is_empty() && !arguments.void && !arguments.restore {
        complain(&words.nothing_to_correct());
        return FAILED;
    }
    let done = match (arguments.void, arguments.restore) {
        (true, _) => Done::Voided,
        (false, true) => Done::Restored,
        (false, false) => Done::Corrected,
    };
    on_ledger(&arguments.ledger, language, async |office| {
        let position = if arguments.void {
            Some(void(office, id, &reason).await?)
        } else if arguments.restore {
            Some(restore(office, id, &reason).await?)
        } else {
            let apply = |engagement: &mut Engagement| {
                for change in changes {
                    change(engagement);
                }
            };
            correct(office, id, &reason, apply).await?
        };
        let json = json!({
            "format": "enishi.correct/1",
            "engagement": id.to_string(),
            "done": done.code(),
            "position": position.map(|position| position.0),
        });
        let human = match position {
            Some(_) => words.corrected(id, done),
            None => words.corrected_nothing(id),
        };
        Ok(Said::clean(human, json))
    })
}

/// What was done to an engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Corrected,
    Voided,
    Restored,
}

impl Done {
    fn code(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Voided => "voided",
            Self::Restored => "restored",
        }
    }
}

type Change = Box<dyn FnOnce(&mut Engagement)>;

/// Why `--set` cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum UnusableChange {
    /// It is not `FIELD=VALUE`.
    Form(String),
    /// There is no such field.
    Field(String),
    /// The field is given more than once.
    Twice(String),
    /// The field cannot be without a value.
    Empty(String),
    /// The value is not one of the field's.
    Value {
        field: String,
        value: String,
        takes: Takes,
    },
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Yen,
    Quantity,
    Day,
    Kind,
    Age,
}

/// All of `--set`, each field once.
fn changes(sets: &[String]) -> Result<Vec<Change>, UnusableChange> {
    let mut fields = BTreeSet::new();
    let mut changes = Vec::new();
    for set in sets {
        let form = || UnusableChange::Form(set.clone());
        let (field, value) = set.split_once('=').ok_or_else(form)?;
        let (field, value) = (field.trim(), value.trim());
        let facet = Facet::from_code(field).or_else(|| Facet::from_word(field));
        let name = facet.map_or(field, |facet| facet.code());
        if !fields.insert(name) {
            return Err(UnusableChange::Twice(field.to_owned()));
        }
        changes.push(change(field, facet, value)?);
    }
    Ok(changes)
}

/// An empty value takes the field away where it may be absent; whether it may be for this kind of
/// engagement, the desk knows.
fn change(field: &str, facet: Option<Facet>, value: &str) -> Result<Change, UnusableChange> {
    let text = (!value.is_empty()).then(|| value.to_owned());
    let given = text.as_deref();
    let wrong = |takes| UnusableChange::Value {
        field: field.to_owned(),
        value: value.to_owned(),
        takes,
    };
    let needed = || UnusableChange::Empty(field.to_owned());
    let day = || {
        let day = given.map(parse_day).transpose();
        day.map_err(|_| wrong(Takes::Day))
    };
    let change: Change = match field {
        "amount" => {
            let yen = given.map(|text| yen(text).ok_or_else(|| wrong(Takes::Yen)));
            let yen = yen.transpose()?;
            Box::new(move |engagement| engagement.amount = yen)
        }
        "quantity" => {
            let quantity = given.map(|n| Decimal::from_str_exact(&fold_ascii(n)));
            let quantity = quantity.transpose().map_err(|_| wrong(Takes::Quantity))?;
            Box::new(move |engagement| engagement.quantity = quantity)
        }
        "occurred_on" => {
            let day = day()?.ok_or_else(needed)?;
            Box::new(move |engagement| engagement.occurred_on = day)
        }
        "ended_on" => {
            let day = day()?;
            Box::new(move |engagement| engagement.ended_on = day)
        }
        "settled_on" => {
            let day = day()?;
            Box::new(move |engagement| engagement.settled_on = day)
        }
        "recognized_on" => {
            let day = day()?;
            Box::new(move |engagement| engagement.recognized_on = day)
        }
        "programme" => Box::new(move |engagement| engagement.programme = text),
        "activity" => Box::new(move |engagement| engagement.activity = text),
        "kind" => {
            let kind = given.ok_or_else(needed)?;
            let kind = Kind::from_code(kind).or_else(|| Kind::from_word(kind));
            let kind = kind.ok_or_else(|| wrong(Takes::Kind))?;
            Box::new(move |engagement| engagement.kind = kind)
        }
        "age" => {
            let age = given.map(|age| fold_ascii(age).parse()).transpose();
            let age = age.map_err(|_| wrong(Takes::Age))?;
            Box::new(move |engagement| engagement.age = age)
        }
        _ => {
            let facet = facet.ok_or_else(|| UnusableChange::Field(field.to_owned()))?;
            Box::new(move |engagement| {
                match text {
                    Some(text) => engagement.facets.insert(facet, text),
                    None => engagement.facets.remove(&facet),
                };
            })
        }
    };
    Ok(change)
}

/// Whole yen; commas stand between thousands and nowhere else.
fn yen(text: &str) -> Option<Yen> {
    let folded = fold_ascii(text);
    let digits = folded.replace(',', "");
    let yen = Yen(digits.parse().ok()?).plausible()?;
    let is_grouped = || with_thousands(&digits) == folded;
    (digits == folded || is_grouped()).then_some(yen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn set(text: &str) -> Result<Vec<Change>, UnusableChange> {
        let sets: Vec<String> = text.split(' ').map(str::to_owned).collect();
        changes(&sets)
    }

    #[test]
    fn fields_are_set_and_taken_away() {
        let mut engagement = Engagement::new(Kind::DonationFurusato, date(2024, 4, 1));
        let sets = "amount=12,000 occurred_on=R6.5.2 scheme=複業 settled_on=2024-06-01";
        for change in set(sets).unwrap_or_else(|error| panic!("{error:?}")) {
            change(&mut engagement);
        }
        assert_eq!(engagement.amount, Some(Yen(12_000)));
        assert_eq!(engagement.occurred_on, date(2024, 5, 2));
        assert_eq!(engagement.facets[&Facet::Scheme], "複業");
        for change in set("settled_on= 制度=").unwrap_or_else(|error| panic!("{error:?}")) {
            change(&mut engagement);
        }
        assert_eq!(engagement.settled_on, None);
        assert!(engagement.facets.is_empty());
    }

    #[test]
    fn what_is_wrong_with_which_field_is_told() {
        let value = |field: &str, value: &str, takes| UnusableChange::Value {
            field: field.to_owned(),
            value: value.to_owned(),
            takes,
        };
        let large = "9223372036854775807";
        for (text, expected) in [
            ("amount", UnusableChange::Form("amount".to_owned())),
            ("amount=many", value("amount", "many", Takes::Yen)),
            ("amount=1,2,3", value("amount", "1,2,3", Takes::Yen)),
            (
                &format!("amount={large}"),
                value("amount", large, Takes::Yen),
            ),
            ("quantity=x", value("quantity", "x", Takes::Quantity)),
            (
                "occurred_on=",
                UnusableChange::Empty("occurred_on".to_owned()),
            ),
            (
                "occurred_on=R6.13.1",
                value("occurred_on", "R6.13.1", Takes::Day),
            ),
            ("kind=hired", value("kind", "hired", Takes::Kind)),
            ("kind=", UnusableChange::Empty("kind".to_owned())),
            ("age=old", value("age", "old", Takes::Age)),
            ("name=x", UnusableChange::Field("name".to_owned())),
            (
                "amount=1 amount=2",
                UnusableChange::Twice("amount".to_owned()),
            ),
            ("scheme=a 制度=b", UnusableChange::Twice("制度".to_owned())),
        ] {
            assert_eq!(set(text).err(), Some(expected), "{text}");
        }
    }
}
