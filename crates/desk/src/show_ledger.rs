//! What the screens of the ledger are filled with: a page of rows, and one engagement with all its
//! revisions. Parties are numbers here; nothing of a person is in it.
//!
//! A page begins behind a position, so that the thousandth is as quick as the first.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, Kind, LedgerRow, Position};
use enishi_domain::party::{PartyId, PartyType};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::this_year;

/// How many rows a page holds.
const ROWS: u32 = 50;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// The year in which it happened; the latest with targets where none is named.
    pub year: Option<FiscalYear>,
    /// The programme's number.
    pub programme: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// Only what was recorded before this one.
    pub before: Option<Position>,
}

/// A page of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerPage {
    /// The year.
    pub year: FiscalYear,
    /// The programme it is limited to.
    pub programme: Option<String>,
    /// The programmes that the one who looks may choose.
    pub programmes: Vec<(String, Option<String>)>,
    /// Whether they may look at all of them at once.
    pub may_see_all: bool,
    /// The rows in force, the latest first.
    pub rows: Vec<LedgerRow>,
    /// Where the next page begins.
    pub next: Option<Position>,
}

/// One engagement.
#[derive(Clone, Debug)]
pub struct EngagementShown {
    /// All its revisions, the oldest first.
    pub revisions: Vec<LedgerRow>,
    /// What the parties of the last revision are.
    pub parties: Vec<(PartyId, PartyType)>,
}

/// Shows a page.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_ledger(
    counter: &Counter,
    filter: &LedgerFilter,
) -> Result<LedgerPage, DeskError> {
    let office = &counter.office;
    let action = Action::SeeLedger;
    let programme = counter.limited_to(action, filter.programme.as_deref())?;
    let programmes = counter.programmes_for(action).into_iter();
    let programmes = programmes.map(|programme| (programme.no.clone(), programme.name.clone()));
    let year = filter.year.unwrap_or_else(|| this_year(office));
    let page = office
        .store
        .ledger_page(year, programme.as_deref(), filter.kind, filter.before, ROWS)
        .await?;
    Ok(LedgerPage {
        year,
        programme,
        programmes: programmes.collect(),
        may_see_all: counter.principal().may(action, Object::Office),
        rows: page.rows,
        next: page.next,
    })
}

/// Shows one engagement.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`] where there is none.
pub async fn show_engagement(
    counter: &Counter,
    id: EngagementId,
) -> Result<EngagementShown, DeskError> {
    let office = &counter.office;
    let who = counter.principal();
    if !who.may_somewhere(Action::SeeLedger) {
        return Err(DeskError::Access(AccessError::Forbidden(Action::SeeLedger)));
    }
    let revisions = office.store.engagement(id).await?;
    // What another department recorded is not told from what is not there.
    let missing = || DeskError::Store(enishi_store::StoreError::NoSuchEngagement(id));
    let last = revisions.last().ok_or_else(missing)?;
    let programme = last.engagement.programme.as_deref();
    if !counter.may_with(Action::SeeLedger, programme) {
        return Err(missing());
    }
    let numbers: Vec<PartyId> = last.engagement.parties.iter().map(|(_, p)| *p).collect();
    let parties = office.store.party_types(&numbers).await?;
    Ok(EngagementShown { revisions, parties })
}
