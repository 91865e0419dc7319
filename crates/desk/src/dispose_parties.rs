//! 「廃棄」 what is personal of a party goes: its profiles, its numbers, its raw rows. A record of it
//! stays in the audit (廃棄記録), and so does every figure: none rests on a name.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::identity::Identities;
use enishi_domain::party::PartyId;
use enishi_store::{Audit, Posting, StoreError};
use jiff::civil::Date;

use crate::access_error::said;
use crate::error::DeskError;
use crate::import_register::Mode;
use crate::office::Office;

/// How many parties one unit of work disposes of.
const CHUNK: usize = 500;

/// How many entries of the audit are read at once.
const AUDIT_PAGE: u32 = 10_000;

/// How the audit calls a 廃棄記録.
const DISPOSED: &str = "disposed";

/// What a disposal takes away, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disposal {
    /// Whose data goes, the smallest number first.
    pub parties: Vec<PartyId>,
    /// Who belongs to them and was disposed of before: nothing is left there.
    pub before: Vec<PartyId>,
}

/// Disposes of a person or firm: of every party that was found to be the same. Where all of them
/// were disposed of before, nothing is recorded, and what may have stayed in the files is wiped.
///
/// # Errors
/// [`DeskError::Store`] where there is no such party, [`AccessError::Incomplete`] for a blank
/// reason unless it is tried only.
///
/// [`AccessError::Incomplete`]: crate::AccessError::Incomplete
pub async fn dispose_of_party(
    office: &Office,
    party: PartyId,
    reason: &str,
    mode: Mode,
) -> Result<Disposal, DeskError> {
    let reason = match mode {
        Mode::DryRun => reason,
        Mode::Commit => said(reason)?,
    };
    let known = office.store.purpose_of(party).await?;
    known.ok_or(StoreError::NoSuchParty(party))?;
    let links = office.store.links().await?;
    let identities = Identities::as_of(&links, Position::NOW);
    let one = identities.canonical(party);
    let linked = links.iter().flat_map(|link| [link.a, link.b]);
    let mut group: BTreeSet<PartyId> = linked
        .filter(|other| identities.canonical(*other) == one)
        .collect();
    group.insert(party);
    let recorded = disposed_before(office).await?;
    let mut disposal = Disposal::default();
    for party in group {
        let is_gone =
            recorded.contains(&party.to_string()) && office.store.profile(party).await?.is_none();
        let list = match is_gone {
            true => &mut disposal.before,
            false => &mut disposal.parties,
        };
        list.push(party);
    }
    if mode == Mode::Commit {
        if !disposal.parties.is_empty() {
            dispose(office, &disposal.parties, reason).await?;
        }
        office.store.wipe_disposed().await?;
    }
    Ok(disposal)
}

/// Disposes of everybody whose 保存期間 is over: of whom nothing was recorded in the years that the
/// register's purpose keeps, counted from the end of the record's fiscal year.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn dispose_of_expired(office: &Office, mode: Mode) -> Result<Disposal, DeskError> {
    let today = office.today();
    let mut disposal = Disposal::default();
    for purpose in &office.region.purposes {
        let Some(last_day) = last_expired_day(today, purpose.retention_years) else {
            continue;
        };
        let expired = office.store.expired_parties(&purpose.id, last_day).await?;
        if mode == Mode::Commit {
            for parties in expired.chunks(CHUNK) {
                dispose(office, parties, "retention").await?;
            }
        }
        disposal.parties.extend(expired);
    }
    if mode == Mode::Commit && !disposal.parties.is_empty() {
        office.store.wipe_disposed().await?;
    }
    disposal.parties.sort_unstable();
    Ok(disposal)
}

/// Of whom there is a 廃棄記録, by number.
async fn disposed_before(office: &Office) -> Result<BTreeSet<String>, DeskError> {
    let mut disposed = BTreeSet::new();
    let mut from = Position(0);
    loop {
        let page = office.store.audit_from(from, AUDIT_PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(disposed);
        };
        from = Position(last.0 + 1);
        let entries = page.into_iter().map(|(_, entry)| entry);
        let entries = entries.filter(|entry| entry.action == DISPOSED);
        disposed.extend(entries.filter_map(|entry| entry.object));
    }
}

/// The last day whose records are no longer kept.
fn last_expired_day(today: Date, years: u16) -> Option<Date> {
    let this = FiscalYear::of(today)?.western();
    let kept = i16::try_from(years).ok()?;
    let expired = this.checked_sub(kept)?.checked_sub(1)?;
    FiscalYear::new(expired).map(FiscalYear::last_day)
}

async fn dispose(office: &Office, parties: &[PartyId], reason: &str) -> Result<(), DeskError> {
    let rows = office.store.raw_rows_of(parties).await?;
    let mut posting = office.begin("dispose", None).await?;
    for (batch, row) in rows {
        posting.dispose_of_raw_row(batch, row).await?;
    }
    for party in parties {
        posting.dispose_of_profile(*party).await?;
        record(office, &mut posting, *party, reason).await?;
    }
    posting.commit().await?;
    Ok(())
}

/// 廃棄記録: of whom by number, and why; no name.
async fn record(
    office: &Office,
    posting: &mut Posting,
    party: PartyId,
    reason: &str,
) -> Result<(), DeskError> {
    let entry = Audit {
        staff: office.staff,
        action: DISPOSED.to_owned(),
        object: Some(party.to_string()),
        detail: Some(reason.to_owned()),
    };
    posting.audit(&entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn records_are_kept_for_whole_fiscal_years() {
        for (today, years, last) in [
            (date(2026, 3, 31), 5, date(2020, 3, 31)),
            (date(2026, 4, 1), 5, date(2021, 3, 31)),
            (date(2026, 4, 1), 0, date(2026, 3, 31)),
        ] {
            assert_eq!(
                last_expired_day(today, years),
                Some(last),
                "{today} {years}"
            );
        }
    }
}
