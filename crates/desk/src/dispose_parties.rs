//! 「廃棄」 what is personal of a party goes: its profiles, its numbers, its raw rows. A record of it
//! stays in the audit (廃棄記録), and so does every figure: none rests on a name.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::identity::Identities;
use enishi_domain::party::PartyId;
use enishi_store::{Audit, Posting, StoreError};
use jiff::civil::Date;

use crate::error::DeskError;
use crate::office::Office;

/// How many parties one unit of work disposes of.
const CHUNK: usize = 500;

/// Disposes of a person or firm: of every party that was found to be the same. Gives how many.
///
/// # Errors
/// [`DeskError::Store`] where there is no such party.
pub async fn dispose_of_party(
    office: &Office,
    party: PartyId,
    reason: &str,
) -> Result<usize, DeskError> {
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
    let group: Vec<PartyId> = group.into_iter().collect();
    dispose(office, &group, reason).await?;
    office.store.wipe_disposed().await?;
    Ok(group.len())
}

/// Disposes of everybody whose 保存期間 is over: of whom nothing was recorded in the years that the
/// register's purpose keeps, counted from the end of the record's fiscal year. Gives how many.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn dispose_of_expired(office: &Office, today: Date) -> Result<usize, DeskError> {
    let mut count = 0;
    for purpose in &office.region.purposes {
        let Some(last_day) = last_expired_day(today, purpose.retention_years) else {
            continue;
        };
        let expired = office.store.expired_parties(&purpose.id, last_day).await?;
        for parties in expired.chunks(CHUNK) {
            dispose(office, parties, "retention").await?;
        }
        count += expired.len();
    }
    if count > 0 {
        office.store.wipe_disposed().await?;
    }
    Ok(count)
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
        action: "disposed".to_owned(),
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
