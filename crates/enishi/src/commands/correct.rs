//! `enishi correct`: says an engagement anew, or takes it back.

use enishi_desk::Language;
use enishi_desk::correct_engagement::{Reason, correct, void};
use enishi_domain::Decimal;
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Facet, Kind};
use enishi_domain::money::Yen;
use enishi_domain::words::ClosedSet as _;
use serde_json::json;

use super::on_ledger::{Said, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger;
use crate::files::complain;
use crate::wording::Words;

/// Corrects or voids.
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
    let mut changes = Vec::new();
    for set in &arguments.set {
        match change(set) {
            Some(change) => changes.push(change),
            None => {
                complain(&words.unknown_change(set));
                return FAILED;
            }
        }
    }
    if changes.is_empty() && !arguments.void {
        complain(&words.nothing_to_correct());
        return FAILED;
    }
    on_ledger(&arguments.ledger, language, async |office| {
        let position = if arguments.void {
            void(office, id, &reason).await?
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
            "voided": arguments.void,
            "position": position.0,
        });
        Ok(Said::clean(words.corrected(id, arguments.void), json))
    })
}

type Change = Box<dyn FnOnce(&mut Engagement)>;

/// `amount=12000`; an empty value takes the field away where it may be absent.
fn change(set: &str) -> Option<Change> {
    let (field, value) = set.split_once('=')?;
    let (field, value) = (field.trim(), value.trim().to_owned());
    let text = (!value.is_empty()).then(|| value.clone());
    let day = || match value.as_str() {
        "" => Some(None),
        day => parse_day(day).ok().map(Some),
    };
    let change: Change = match field {
        "amount" => {
            let yen = match text {
                Some(yen) => Some(Yen(yen.replace(',', "").parse().ok()?).plausible()?),
                None => None,
            };
            Box::new(move |engagement| engagement.amount = yen)
        }
        "quantity" => {
            let quantity = text.map(|n| Decimal::from_str_exact(&n)).transpose().ok()?;
            Box::new(move |engagement| engagement.quantity = quantity)
        }
        "occurred_on" => {
            let day = day()??;
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
            let kind = Kind::from_code(&value).or_else(|| Kind::from_word(&value))?;
            Box::new(move |engagement| engagement.kind = kind)
        }
        "age" => {
            let age = text.map(|age| age.parse()).transpose().ok()?;
            Box::new(move |engagement| engagement.age = age)
        }
        field => {
            let facet = Facet::from_code(field).or_else(|| Facet::from_word(field))?;
            Box::new(move |engagement| {
                match text {
                    Some(text) => engagement.facets.insert(facet, text),
                    None => engagement.facets.remove(&facet),
                };
            })
        }
    };
    Some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn fields_are_set_and_taken_away_and_others_refused() {
        let mut engagement = Engagement::new(Kind::DonationFurusato, date(2024, 4, 1));
        for set in [
            "amount=12,000",
            "occurred_on=R6.5.2",
            "scheme=複業",
            "settled_on=2024-06-01",
        ] {
            change(set).expect(set)(&mut engagement);
        }
        assert_eq!(engagement.amount, Some(Yen(12_000)));
        assert_eq!(engagement.occurred_on, date(2024, 5, 2));
        assert_eq!(engagement.facets[&Facet::Scheme], "複業");
        change("settled_on=").expect("may be absent")(&mut engagement);
        assert_eq!(engagement.settled_on, None);
        for refused in [
            "amount",
            "amount=many",
            "amount=9223372036854775807",
            "occurred_on=",
            "occurred_on=R6.13.1",
            "name=x",
        ] {
            assert!(change(refused).is_none(), "{refused}");
        }
    }
}
