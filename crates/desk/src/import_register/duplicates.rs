//! 「重複候補」 a row that would be new, but says the same of the same person or firm as a row that
//! stands already: a sign-up sent twice, one gift in the lists of two systems. It is recorded and
//! counted as every other row, and shown; whether it is one row too many, a person decides. Two
//! receipt numbers of one source are two rows, and rows that name nobody resemble nothing: twenty
//! answers 「あり」 of one survey are twenty answers.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::{CorrectionReason, EngagementId, LedgerRow, Operation};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::identity::keys::{Key, KeyKind, Keys};
use enishi_domain::party::PartyType;
use enishi_domain::register::{Draft, RegisterRow, RowOutcome, RowVerdict};
use enishi_domain::words::ClosedSet as _;
use enishi_store::Among;

use super::Input;
use super::judging::Judged;
use crate::error::DeskError;
use crate::office::{Office, Secret};

/// How many engagements are looked at at once.
const CHUNK: usize = 2_000;

/// A row that may be there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// Its row in the file, from 1.
    pub number: u64,
    /// What it was recorded as; none as long as nothing is recorded.
    pub engagements: Vec<EngagementId>,
    /// What it resembles.
    pub resembles: Resembled,
}

/// What a row resembles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resembled {
    /// A row above it in the file, by its number.
    Above(u64),
    /// What stands in the ledger.
    Recorded(Vec<EngagementId>),
}

/// What a row says of whom, as one keyed number that no file's own columns and numbers go into;
/// none where it names nobody. The keys are those of the row's parties, in its order.
pub(super) fn likeness(secret: &Secret, row: &RegisterRow, keys: &[Keys]) -> Option<i64> {
    let RowOutcome::Engagements(drafts, _) = &row.outcome else {
        return None;
    };
    let mut said = Vec::new();
    let mut keys = keys.iter();
    let mut is_named = false;
    for draft in drafts {
        add_facts(&mut said, draft);
        for (role, party) in &draft.parties {
            if party.party_type == PartyType::Aggregate {
                continue;
            }
            let named = keys.next().map(who).unwrap_or_default();
            is_named |= !named.is_empty();
            add(&mut said, role.code());
            for key in named {
                said.extend_from_slice(&key.to_le_bytes());
            }
        }
    }
    is_named.then(|| secret.digest(&[b"likeness", &said]).cast_signed())
}

fn add_facts(said: &mut Vec<u8>, draft: &Draft) {
    let engagement = &draft.engagement;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    add(said, engagement.kind.code());
    add(said, &text(&engagement.programme));
    add(said, &text(&engagement.activity));
    add(said, &engagement.occurred_on.to_string());
    add(said, engagement.precision.code());
    let amount = engagement.amount.map(|yen| yen.0.to_string());
    add(said, &text(&amount));
    let quantity = engagement.quantity.map(|many| many.normalize().to_string());
    add(said, &text(&quantity));
}

fn add(said: &mut Vec<u8>, text: &str) {
    said.extend_from_slice(&text.len().to_le_bytes());
    said.extend_from_slice(text.as_bytes());
}

/// By what somebody is taken for the same in the files of two systems: name and reading, of a firm
/// its name; where neither is there, an address of mail or a telephone.
fn who(keys: &Keys) -> Vec<i64> {
    let kinds: &[&[KeyKind]] = match keys.party_type {
        PartyType::Organization => &[&[KeyKind::Name], &[KeyKind::CorporateNumber]],
        PartyType::Person | PartyType::Household => &[
            &[KeyKind::Name, KeyKind::Kana],
            &[KeyKind::Mail],
            &[KeyKind::Telephone],
        ],
        PartyType::Anonymous | PartyType::Aggregate => &[],
    };
    let found = kinds.iter().map(|kinds| {
        let keys = kinds.iter().map(|kind| keys.get(*kind));
        keys.flatten().map(Key::to_integer).collect()
    });
    let mut found = found.filter(|keys: &Vec<i64>| !keys.is_empty());
    found.next().unwrap_or_default()
}

/// Marks the rows that would be new and resemble what stands in the ledger, of this source or
/// another of its purpose.
pub(super) async fn mark(
    office: &Office,
    input: &Input,
    judged: &mut Judged,
) -> Result<(), DeskError> {
    let mut wanted: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut among = Among::NotNumbered;
    for (at, row) in judged.rows.iter().enumerate() {
        if let (RowVerdict::New, Some(likeness)) = (row.verdict, row.likeness) {
            wanted.entry(likeness).or_default().push(at);
            if !row.is_numbered {
                among = Among::All;
            }
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let (purpose, source) = (&input.mapping.purpose, &input.mapping.id);
    let mut hits: BTreeMap<usize, Vec<EngagementId>> = BTreeMap::new();
    let rows = &judged.rows;
    let take = |alike: enishi_store::Alike<'_>| {
        for at in wanted.get(&alike.likeness).into_iter().flatten() {
            let are_two = alike.source == source && alike.is_numbered && rows[*at].is_numbered;
            if !are_two {
                hits.entry(*at).or_default().extend(alike.engagements()?);
            }
        }
        Ok(())
    };
    let store = &office.store;
    store.likenesses(purpose, source, among, take).await?;
    keep_standing(office, &mut hits).await?;
    for (at, engagements) in hits {
        let row = &mut judged.rows[at];
        row.verdict = RowVerdict::MaybeDuplicate;
        judged.duplicates.push(PossibleDuplicate {
            number: row.number,
            engagements: Vec::new(),
            resembles: Resembled::Recorded(engagements),
        });
    }
    judged.duplicates.sort_by_key(|one| one.number);
    Ok(())
}

/// A file that is there already and of which no row is known again: another programme, day or
/// source was said of it, and every row would count twice.
pub(super) async fn of_file(
    office: &Office,
    digest: &str,
    judged: &Judged,
) -> Result<Vec<Finding>, DeskError> {
    let is_added = |verdict| matches!(verdict, RowVerdict::New | RowVerdict::MaybeDuplicate);
    let is_known = |verdict| matches!(verdict, RowVerdict::Unchanged | RowVerdict::Updated);
    let rows = judged.rows.iter();
    let added = rows.clone().filter(|row| is_added(row.verdict)).count();
    if added == 0 || rows.clone().any(|row| is_known(row.verdict)) {
        return Ok(Vec::new());
    }
    let imports = office.store.imports_of_file(digest).await?;
    let told = imports.last().map(|batch| {
        let told = Finding::new("I18", Severity::Warning, "file_again");
        told.with("import", batch).with("rows", added)
    });
    Ok(told.into_iter().collect())
}

/// What an import took back when it was undone is resembled by nothing; what somebody took back by
/// hand is, as it would count again.
async fn keep_standing(
    office: &Office,
    hits: &mut BTreeMap<usize, Vec<EngagementId>>,
) -> Result<(), DeskError> {
    let mut ids: Vec<EngagementId> = hits.values().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut standing: BTreeMap<EngagementId, bool> = BTreeMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<LedgerRow> = office.store.engagements(ids).await?;
        // In the order of positions, so the last revision has the last word.
        standing.extend(rows.iter().map(|row| (row.id, stands(row))));
    }
    hits.retain(|_, ids| {
        ids.retain(|id| standing.get(id) == Some(&true));
        ids.sort_unstable();
        ids.dedup();
        !ids.is_empty()
    });
    Ok(())
}

fn stands(row: &LedgerRow) -> bool {
    let by_hand = row.batch.is_none() && row.reason != Some(CorrectionReason::ImportUndone);
    row.operation != Operation::Void || by_hand
}

/// Fills in what the rows were recorded as.
pub(super) async fn number(
    office: &Office,
    batch: enishi_store::BatchId,
    duplicates: &mut [PossibleDuplicate],
) -> Result<(), DeskError> {
    if duplicates.is_empty() {
        return Ok(());
    }
    let rows = office.store.import_rows(batch).await?;
    let mut rows = rows.into_iter().peekable();
    for one in duplicates {
        let number = i64::try_from(one.number).unwrap_or(i64::MAX);
        while rows.next_if(|row| row.number < number).is_some() {}
        if let Some(row) = rows.next_if(|row| row.number == number) {
            one.engagements = row.engagements;
        }
    }
    Ok(())
}
