//! `enishi parties`: who is who.

use enishi_desk::dispose_parties::{dispose_of_expired, dispose_of_party};
use enishi_desk::import_register::Mode;
use enishi_desk::review_parties::{Pair as Waiting, PairDecision, decide, queue};
use enishi_desk::{DeskError, Language};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;
use serde_json::{Value as Json, json};

use super::on_ledger::{Said, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger::{Dispose, Pair, PartiesAction, Review};
use crate::files::complain;
use crate::wording::Words;

/// Shows the queue or decides on a pair.
pub fn run(action: &PartiesAction, language: Language) -> u8 {
    match action {
        PartiesAction::Review(review) => show(review, language),
        PartiesAction::Same(pair) => record(pair, LinkVerdict::Same, language),
        PartiesAction::Different(pair) => record(pair, LinkVerdict::Different, language),
        PartiesAction::Household(pair) => record(pair, LinkVerdict::Household, language),
        PartiesAction::Undo(pair) => record(pair, LinkVerdict::None, language),
        PartiesAction::Dispose(asked) => dispose(asked, language),
    }
}

fn show(review: &Review, language: Language) -> u8 {
    let words = Words::of(language);
    on_ledger(&review.ledger, language, async |office| {
        let (pairs, count) = queue(office, review.limit).await?;
        let mut human = words.pairs_waiting(count);
        for pair in &pairs {
            human.push_str(&words.pair(pair));
        }
        let listed: Vec<Json> = pairs.iter().map(entry).collect();
        let json = json!({"format": "enishi.parties/1", "waiting": count, "pairs": listed});
        Ok(Said::clean(human, json))
    })
}

/// How a pair agrees, and nothing of what is written of either: the output of a program ends in
/// files.
fn entry(pair: &Waiting) -> Json {
    let told = pair.explanation.as_ref();
    let score = told.map(|told| {
        let [sum, name, birth, contact] = [
            told.score,
            told.parts.name,
            told.parts.birth,
            told.parts.contact,
        ]
        .map(|score| score.to_string());
        json!({"sum": sum, "name": name, "birth": birth, "contact": contact})
    });
    let reasons = told.map_or(&[][..], |told| told.reasons.as_slice()).iter();
    let fields = reasons.map(|one| json!({"field": one.field.code(), "level": one.level.code()}));
    let doubts = told.map_or(&[][..], |told| told.doubts.as_slice()).iter();
    json!({
        "a": pair.a.to_string(),
        "b": pair.b.to_string(),
        "found_by": told.map(|told| told.step.code()),
        "score": score,
        "fields": fields.collect::<Vec<_>>(),
        "doubts": doubts.map(|doubt| doubt.code()).collect::<Vec<_>>(),
    })
}

fn record(pair: &Pair, verdict: LinkVerdict, language: Language) -> u8 {
    let words = Words::of(language);
    let (Some(a), Some(b)) = (party(&pair.a), party(&pair.b)) else {
        let texts = [&pair.a, &pair.b].into_iter();
        for text in texts.filter(|text| party(text).is_none()) {
            complain(&words.no_party_number(text));
        }
        return FAILED;
    };
    on_ledger(&pair.ledger, language, async |office| {
        let decision = PairDecision {
            a,
            b,
            verdict,
            basis: pair.basis.clone(),
        };
        let position = decide(office, &decision).await?;
        let human = match position {
            Some(_) => words.decided(a, b, verdict),
            None => words.decided_nothing(a, b, verdict),
        };
        let json = json!({
            "format": "enishi.decision/1",
            "a": a.to_string(),
            "b": b.to_string(),
            "verdict": verdict.code(),
            "changed": position.is_some(),
        });
        Ok::<_, DeskError>(Said::clean(human, json))
    })
}

fn dispose(asked: &Dispose, language: Language) -> u8 {
    let words = Words::of(language);
    let named = asked.party.as_deref().unwrap_or_default();
    let party = party(named);
    if party.is_none() && !asked.expired {
        complain(&words.no_party_number(named));
        return FAILED;
    }
    let reason = asked.reason.as_deref().unwrap_or_default();
    let mode = match asked.dry_run {
        true => Mode::DryRun,
        false => Mode::Commit,
    };
    on_ledger(&asked.ledger, language, async |office| {
        let disposal = match party {
            Some(party) => dispose_of_party(office, party, reason, mode).await?,
            None => dispose_of_expired(office, mode).await?,
        };
        let numbers = |parties: &[PartyId]| -> Vec<String> {
            parties.iter().map(ToString::to_string).collect()
        };
        let json = json!({
            "format": "enishi.dispose/1",
            "dry_run": asked.dry_run,
            "disposed": disposal.parties.len(),
            "parties": numbers(&disposal.parties),
            "disposed_before": numbers(&disposal.before),
        });
        Ok(Said::clean(words.disposed(&disposal, party, mode), json))
    })
}

/// `P12` or `12`
fn party(text: &str) -> Option<PartyId> {
    let digits = text.trim_start_matches(['P', 'p']);
    digits.parse().ok().map(PartyId)
}
