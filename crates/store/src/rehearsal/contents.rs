//! What a ledger holds, as a text that two ledgers share exactly where they hold the same: equal
//! but for numbers, recording times and hashes. A party is named by what is known and told of it,
//! an engagement by all its revisions, and the lines are sorted, so that the order in which rows
//! came does not matter either. Not held here: what is derived, which `verify` holds to the rest,
//! and the seals, which are hashes.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, LedgerRow, Position};
use enishi_domain::measure::Ledger;
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;
use sqlx::Row as _;

use crate::database::Store;
use crate::error::StoreError;
use crate::imports::BatchId;

/// What a ledger says: parties, engagements, decisions on who is who, closings, observations, kept
/// figures and definitions.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Unreadable`].
pub async fn contents(store: &Store) -> Result<String, StoreError> {
    let ledger = store.load().await?;
    let parties = parties(store, &ledger).await?;
    let engagements = engagements(&ledger, &parties);
    let mut lines = says(store, &ledger, &parties).await?;
    lines.extend(engagements.into_values());
    lines.sort_unstable();
    Ok(lines.join("\n"))
}

/// What a ledger says, and how it came about: imports with their rows, byte for byte, and the
/// audit.
///
/// # Errors
/// As [`contents`].
pub async fn history(store: &Store) -> Result<String, StoreError> {
    let ledger = store.load().await?;
    let parties = parties(store, &ledger).await?;
    let engagements = engagements(&ledger, &parties);
    let mut lines = says(store, &ledger, &parties).await?;
    lines.extend(imports(store, &engagements).await?);
    let audit = dumped(store, include_str!("../../sql/dump_audit.sql")).await?;
    lines.extend(audit.iter().map(|(by, what)| format!("audit {by} {what}")));
    lines.extend(engagements.into_values());
    lines.sort_unstable();
    Ok(lines.join("\n"))
}

/// The [`contents`] of the ledger at an address; empty where there is none.
///
/// # Errors
/// As [`contents`].
pub async fn contents_at(address: &str) -> Result<String, StoreError> {
    told_at(address, async |store| contents(store).await).await
}

/// The [`history`] of the ledger at an address; empty where there is none.
///
/// # Errors
/// As [`contents`].
pub async fn history_at(address: &str) -> Result<String, StoreError> {
    told_at(address, async |store| history(store).await).await
}

async fn told_at(
    address: &str,
    tell: impl AsyncFnOnce(&Store) -> Result<String, StoreError>,
) -> Result<String, StoreError> {
    match Store::open(address).await {
        Ok(store) => {
            let text = tell(&store).await;
            store.close().await;
            text
        }
        Err(StoreError::NoDatabase(_) | StoreError::NotALedger(_)) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Parties by number, each with what is known of it and a mark of what it took part in.
async fn parties(store: &Store, ledger: &Ledger) -> Result<BTreeMap<PartyId, String>, StoreError> {
    let mut known: BTreeMap<PartyId, Vec<String>> = BTreeMap::new();
    let types = dumped(store, include_str!("../../sql/dump_parties.sql")).await?;
    let profiles = dumped(store, include_str!("../../sql/dump_profiles.sql")).await?;
    for (party, says) in types.into_iter().chain(profiles) {
        known
            .entry(PartyId(number(&party)?))
            .or_default()
            .push(says);
    }
    let mut numbers: BTreeMap<PartyId, Vec<String>> = BTreeMap::new();
    let take = |party, identifier: enishi_domain::party::Identifier| {
        let of_party = numbers.entry(party).or_default();
        of_party.push(format!("{}={}", identifier.scheme, identifier.value));
    };
    store.identifiers(take).await?;
    let mut parts: HashMap<PartyId, Vec<String>> = HashMap::new();
    for row in &ledger.rows {
        for (role, party) in &row.engagement.parties {
            let part = format!("{} {}", role.code(), without_parties(row));
            parts.entry(*party).or_default().push(part);
        }
    }
    let mut named = BTreeMap::new();
    for (party, mut says) in known {
        let mut numbers = numbers.remove(&party).unwrap_or_default();
        numbers.sort_unstable();
        says.append(&mut numbers);
        let mut parts = parts.remove(&party).unwrap_or_default();
        parts.sort_unstable();
        named.insert(party, format!("{} #{}", says.join(" | "), mark(&parts)));
    }
    Ok(named)
}

/// Engagements by number, each with all its revisions.
fn engagements(
    ledger: &Ledger,
    parties: &BTreeMap<PartyId, String>,
) -> BTreeMap<EngagementId, String> {
    let mut told: BTreeMap<EngagementId, String> = BTreeMap::new();
    for row in &ledger.rows {
        let text = told
            .entry(row.id)
            .or_insert_with(|| "engagement".to_owned());
        text.push_str(" > ");
        text.push_str(&without_parties(row));
        for (role, party) in &row.engagement.parties {
            let name = parties.get(party).map_or("nobody", String::as_str);
            write!(text, " [{} {name}]", role.code()).expect("a text takes more");
        }
    }
    told
}

fn without_parties(row: &LedgerRow) -> String {
    let mut engagement = row.engagement.clone();
    engagement.parties.clear();
    let (operation, reason, text) = (row.operation, row.reason, &row.reason_text);
    format!("{operation:?} {engagement:?} {reason:?} {text:?}")
}

/// All but the engagements. Decisions on one pair stay in their order.
async fn says(
    store: &Store,
    ledger: &Ledger,
    parties: &BTreeMap<PartyId, String>,
) -> Result<Vec<String>, StoreError> {
    let mut lines: Vec<String> = parties.values().map(|p| format!("party {p}")).collect();
    let links = store.linked_pairs().await?;
    let mut pairs: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let name = |party: i64| {
        parties
            .get(&PartyId(party))
            .map_or("nobody", String::as_str)
    };
    for (a, b, decision) in links {
        let (a, b) = (name(a), name(b));
        pairs
            .entry((a.min(b), a.max(b)))
            .or_default()
            .push(decision);
    }
    for ((a, b), decisions) in pairs {
        lines.push(format!("pair [{a}] [{b}] {decisions:?}"));
    }
    for (n, closing) in ledger.closings.iter().enumerate() {
        let (programme, kind) = (&closing.programme, closing.kind.code());
        let year = closing.fiscal_year.western();
        let earlier = ledger.closings[..n].iter();
        let of_period = earlier.filter(|one| {
            (&one.programme, one.kind, one.fiscal_year)
                == (programme, closing.kind, closing.fiscal_year)
        });
        lines.push(format!(
            "closing {programme} {kind} {year} {}. {} {:?}",
            of_period.count() + 1,
            closing.is_closed,
            closing.reason
        ));
    }
    for one in &ledger.observations {
        let mut one = one.clone();
        one.position = Position::default();
        lines.push(format!("observation {one:?}"));
    }
    for (name, text) in store.definitions(Position::NOW).await? {
        lines.push(format!("definition {name} {text:?}"));
    }
    for year in (2000..2100).filter_map(FiscalYear::new) {
        for (_, mut figure) in store.frozen_figures(year).await? {
            figure.as_of = Position::default();
            figure.input_digest.clear();
            lines.push(format!("figure {figure:?}"));
        }
    }
    Ok(lines)
}

/// Imports with their states and rows; a row names its engagements by their marks.
async fn imports(
    store: &Store,
    engagements: &BTreeMap<EngagementId, String>,
) -> Result<Vec<String>, StoreError> {
    let mut states: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (batch, state) in dumped(store, include_str!("../../sql/dump_batch_states.sql")).await? {
        states.entry(batch).or_default().push(state);
    }
    let mut lines = Vec::new();
    for (id, says) in dumped(store, include_str!("../../sql/dump_batches.sql")).await? {
        let batch = BatchId(number(&id)?);
        lines.push(format!("import {says} {:?}", states.remove(&id)));
        for row in store.import_rows(batch).await? {
            let raw = store.raw_row(batch, row.number).await?;
            let raw = raw.map(|raw| String::from_utf8_lossy(&raw).into_owned());
            let of = row.engagements.iter().map(|id| engagements.get(id));
            let marks: Vec<String> = of.map(|text| mark(&[text])).collect();
            lines.push(format!(
                "row {says} {} {:?} {} {:?} {:?} {marks:?} {raw:?}",
                row.number, row.external_key, row.ordinal, row.verdict, row.issues
            ));
        }
    }
    Ok(lines)
}

impl Store {
    async fn linked_pairs(&self) -> Result<Vec<(i64, i64, String)>, StoreError> {
        let found = sqlx::query(include_str!("../../sql/dump_links.sql"))
            .fetch_all(&self.readers)
            .await?;
        let rows = found.iter();
        rows.map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
            .collect()
    }
}

/// Rows of a number or name and a text.
async fn dumped(
    store: &Store,
    statement: &'static str,
) -> Result<Vec<(String, String)>, StoreError> {
    let found = sqlx::query(statement).fetch_all(&store.readers).await?;
    let rows = found.iter().map(|row| {
        let first = match row.try_get::<i64, _>(0) {
            Ok(number) => number.to_string(),
            Err(_) => row.try_get(0)?,
        };
        Ok((first, row.try_get(1)?))
    });
    rows.collect()
}

fn number(text: &str) -> Result<i64, StoreError> {
    text.parse()
        .map_err(|_| crate::columns::unreadable("a number", text))
}

/// A short mark of a text, the same in every process.
fn mark(of: &[impl std::hash::Hash]) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
