//! 名寄せ against a town whose truth is known.

use std::collections::BTreeSet;

use enishi_domain::identity::Identities;
use enishi_domain::identity::explanation::reason_codes;
use enishi_domain::identity::keys::{Keymaker, Keys};
use enishi_domain::identity::matcher::{Decision, Matcher, Outcome, Subject};
use enishi_domain::party::PartyId;

use truth::{Secret, Town, Who, town};

mod truth;

/// What came of the rows that have somebody to be found, and of the others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    pairs: usize,
    joined: usize,
    queued: usize,
    false_merges: usize,
    strangers: usize,
    strangers_queued: usize,
}

impl Tally {
    /// Of 10,000 rows.
    fn share(&self, found: usize) -> usize {
        found * 10_000 / self.pairs.max(1)
    }
}

#[test]
fn whoever_is_known_is_found_and_nobody_is_taken_for_another() {
    for seed in [1, 2, 3] {
        let town = town(seed, 8_000);
        let (tally, wrong) = tally(&town, &decisions(&town));
        let joined = tally.share(tally.joined);
        let found = tally.share(tally.joined + tally.queued);
        assert_eq!(tally.false_merges, 0, "{seed}: {tally:?} {wrong:?}");
        assert!(
            found >= 9_800,
            "{seed}: found {found}, joined {joined}: {tally:?}"
        );
        assert!(
            joined >= 8_300,
            "{seed}: found {found}, joined {joined}: {tally:?}"
        );
        assert!(
            tally.strangers_queued * 5 < tally.strangers,
            "{seed}: {tally:?}"
        );
    }
}

#[test]
fn the_same_town_gives_the_same_decisions() {
    let (one, other) = (town(4, 2_000), town(4, 2_000));
    assert_eq!(decisions(&one), decisions(&other));
}

fn decisions(town: &Town) -> Vec<Decision> {
    let keymaker = Keymaker::new(Secret);
    let mut matcher = Matcher::new(Identities::default());
    let purpose = matcher.purpose("demo");
    for (party, (_, draft)) in (0..).zip(&town.known) {
        matcher.add_known(PartyId(party), purpose, &keymaker.keys(draft));
    }
    let rows: Vec<Keys> = town
        .new
        .iter()
        .map(|(_, draft)| keymaker.keys(draft))
        .collect();
    matcher.decide_all(&rows, purpose)
}

fn index(party: i64) -> usize {
    usize::try_from(party).expect("known ones are counted from 0")
}

/// A row has somebody to be found where its person is known, or where another row of the person was
/// decided before and stands for it.
fn tally(town: &Town, decisions: &[Decision]) -> (Tally, Vec<String>) {
    let behind = |subject: Subject| match subject {
        Subject::Known(PartyId(party)) => town.known[index(party)].0,
        Subject::Row(row) => town.new[row].0,
    };
    let mut met: BTreeSet<Who> = town.known.iter().map(|(who, _)| *who).collect();
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    for ((who, draft), decision) in town.new.iter().zip(decisions) {
        let is_found = decision
            .candidates
            .iter()
            .any(|c| behind(c.subject) == *who);
        match decision.outcome {
            Outcome::Same(subject) if behind(subject) != *who => {
                let judgement = decision.candidates[0].judgement;
                wrong.push(format!(
                    "{} {}",
                    draft.profile.name,
                    reason_codes(&judgement)
                ));
                tally.false_merges += 1;
            }
            Outcome::Same(_) => tally.joined += 1,
            Outcome::Ask if is_found => tally.queued += 1,
            // Whichever row of a new person is decided first is new, and rightly.
            Outcome::Ask | Outcome::New if met.insert(*who) => {
                tally.strangers += 1;
                tally.strangers_queued += usize::from(decision.outcome == Outcome::Ask);
                continue;
            }
            Outcome::Ask | Outcome::New => {}
        }
        tally.pairs += 1;
    }
    (tally, wrong)
}
