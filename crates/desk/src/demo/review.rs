//! 「名寄せの確認」 what the office decides on the parties of each file once it is imported: who was
//! seen before under another spelling or in another register, and who only looks like somebody.
//! What the strong keys find by themselves needs nobody's eyes.

use std::collections::BTreeMap;

use enishi_domain::identity::LinkVerdict;
use jiff::{SignedDuration, Timestamp};

use super::people::{Tie, tie};
use super::schedule::{Action, Step};
use super::{Content, RegisterFile, RowRef, Source, Who};

const SAME_WITHIN: &str = "氏名・カナ・電話番号の一致を電話で確認";
const SAME_ACROSS: &str = "本人に確認済み";
const CONSENT: &str = "申込書の同意欄（個人情報保護法69条2項1号、本人の同意）";
const COUPLE: &str = "同居の家族。メールアドレスを共用";
const TWINS: &str = "双子。生年月日と住所が同じ別人";
const NAMESAKE: &str = "同姓同名の別人。住所・電話番号が異なる";

/// Where somebody was seen first in a source, and whether that row says too little.
struct Sighting {
    row: RowRef,
    is_doubtful: bool,
}

/// The sightings so far.
type Seen = BTreeMap<(Source, Who), Sighting>;

/// Reviews files in the order in which they came, some a day after it.
pub(super) fn review_all<'a>(
    files: impl Iterator<Item = (Timestamp, &'a RegisterFile)>,
) -> Vec<Step> {
    let mut seen = Seen::new();
    let mut steps = Vec::new();
    for (imported, file) in files {
        let Content::Table(table) = &file.content else {
            continue;
        };
        let mut at = imported + SignedDuration::from_hours(28);
        for (row, role, who) in table.appearances() {
            let sighting = Sighting {
                row: RowRef {
                    file: file.name.clone(),
                    row,
                    role,
                },
                is_doubtful: table.is_doubtful(row),
            };
            if let Some(action) = decision(&seen, file.source, &sighting, who) {
                steps.push(Step { at, action });
                at += SignedDuration::from_secs(40);
            }
            seen.entry((file.source, who)).or_insert(sighting);
        }
    }
    steps
}

/// What the office decides on a row, if it has to.
fn decision(seen: &Seen, source: Source, here: &Sighting, who: Who) -> Option<Action> {
    if let Some(first) = seen.get(&(source, who)) {
        let needs_eyes = here.is_doubtful || first.is_doubtful;
        return needs_eyes.then(|| decide(first, here, LinkVerdict::Same, SAME_WITHIN, None));
    }
    let elsewhere = [Source::SignUps, Source::Template]
        .into_iter()
        .filter(|other| *other != source)
        .find_map(|other| seen.get(&(other, who)));
    if let Some(first) = elsewhere {
        let basis = Some(CONSENT);
        return Some(decide(first, here, LinkVerdict::Same, SAME_ACROSS, basis));
    }
    let (other, tie) = tie(who)?;
    let first = seen.get(&(source, other))?;
    let (verdict, reason) = match tie {
        Tie::Couple => (LinkVerdict::Household, COUPLE),
        Tie::Twins => (LinkVerdict::Different, TWINS),
        Tie::Namesake => (LinkVerdict::Different, NAMESAKE),
    };
    Some(decide(first, here, verdict, reason, None))
}

fn decide(
    first: &Sighting,
    here: &Sighting,
    verdict: LinkVerdict,
    reason: &'static str,
    basis: Option<&'static str>,
) -> Action {
    Action::Decide {
        a: first.row.clone(),
        b: here.row.clone(),
        verdict,
        reason,
        basis,
    }
}
