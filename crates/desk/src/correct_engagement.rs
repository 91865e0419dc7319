//! 「訂正」 an engagement is said anew or taken back, with the reason. What was said before stays.

use std::collections::BTreeMap;

use enishi_domain::engagement::{
    CorrectionReason, DateBasis, Engagement, EngagementId, Kind, LedgerRow, Operation, Position,
};
use enishi_domain::money::Yen;
use enishi_domain::words::ClosedSet as _;
use enishi_lint::Language;
use enishi_store::{Posting, StoreError, Work};
use jiff::civil::Date;

use crate::entry_form::{EntryField, Fault, own_fields, read, texts};
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;
use crate::show_engagement::reached;
use crate::wording;

/// Why, from the list and in the clerk's words; no personal data in these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// From the list.
    pub code: CorrectionReason,
    /// In words.
    pub text: Option<String>,
}

/// All revisions of an engagement, the oldest first.
///
/// # Errors
/// [`DeskError::Store`] where there is none.
pub async fn revisions(office: &Office, id: EngagementId) -> Result<Vec<LedgerRow>, DeskError> {
    Ok(office.store.engagement(id).await?)
}

/// Why a correction is not recorded: what it would say cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionFault {
    /// A gift is told apart by its receipt, and what is none has no receipt.
    #[error("`{}` cannot become `{}`: a gift keeps its kind", .0.code(), .1.code())]
    KindOfGift(Kind, Kind),
    /// A gift without its amount.
    #[error("`{}` needs an amount", .0.code())]
    NoAmount(Kind),
    /// An amount that the kind cannot have: only a refund is negative, and it is nothing else.
    #[error("`{}` cannot have the amount {}", .0.code(), .1.0)]
    Amount(Kind, Yen),
    /// A head count without heads.
    #[error("`{}` needs a quantity", .0.code())]
    NoQuantity(Kind),
    /// Fewer than none.
    #[error("a quantity is not negative")]
    NegativeQuantity,
    /// A part of a head.
    #[error("a head count is whole")]
    PartOfHead,
    /// A head count in another unit than heads.
    #[error("a head count is of persons, and has their unit or none")]
    NotHeads,
    /// More than anything here comes to.
    #[error("a quantity is at most {MOST}")]
    TooMany,
    /// The end before the beginning.
    #[error("it would end on {1}, before it begins on {0}")]
    EndsBefore(Date, Date),
    /// A day that no register of ours reaches, or that is yet to come.
    #[error("`{}` {} lies before 1900 or in the future", .0.code(), .1)]
    Day(DateBasis, Date),
}

/// More than this is a misprint, and further up no database keeps it.
const MOST: i64 = 1_000_000_000;

/// The first day that is taken for one: what lies before it is a misprint.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// Says an engagement anew: `change` makes of what stands what should have stood. Gives where it
/// was recorded; none where that is what stands already, and nothing was recorded.
///
/// # Errors
/// [`DeskError::Store`] where there is no such engagement, or it was taken back,
/// [`DeskError::UnknownProgramme`], [`DeskError::Correction`].
pub async fn correct(
    office: &Office,
    id: EngagementId,
    reason: &Reason,
    change: impl FnOnce(&mut Engagement),
) -> Result<Option<Position>, DeskError> {
    let stands = standing(office, id).await?;
    let mut engagement = stands.clone();
    change(&mut engagement);
    if engagement == stands {
        return Ok(None);
    }
    if let Some(no) = &engagement.programme
        && stands.programme.as_ref() != Some(no)
    {
        office.standing(no)?;
    }
    check(&stands, &engagement, office.today())?;
    let Reason { code, text } = reason.clone();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move {
            posting
                .correct(id, &engagement, code, text.as_deref())
                .await
        })
    });
    let (position, _) = office.submit("correct", id.to_string(), work).await?;
    Ok(Some(position))
}

/// Takes an engagement back.
///
/// # Errors
/// As [`correct`].
pub async fn void(
    office: &Office,
    id: EngagementId,
    reason: &Reason,
) -> Result<Position, DeskError> {
    let Reason { code, text } = reason.clone();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move { posting.void(id, code, text.as_deref()).await })
    });
    let (position, _) = office.submit("void", id.to_string(), work).await?;
    Ok(position)
}

/// Says again what was taken back.
///
/// # Errors
/// [`DeskError::Store`] where there is no such engagement, or it stands.
pub async fn restore(
    office: &Office,
    id: EngagementId,
    reason: &Reason,
) -> Result<Position, DeskError> {
    let mut posting = office.begin("restore", Some(id.to_string())).await?;
    // Nobody else writes from here on.
    let last = revisions(office, id).await?.pop();
    let last = last.ok_or(StoreError::NoSuchEngagement(id))?;
    let position = say_again(&mut posting, &last, reason).await?;
    posting.commit().await?;
    Ok(position)
}

/// A void keeps what it took back. The ledger has no list of reasons for this, so the word goes
/// before the clerk's own.
async fn say_again(
    posting: &mut Posting,
    last: &LedgerRow,
    reason: &Reason,
) -> Result<Position, DeskError> {
    let word = reason.code.word();
    let text = match &reason.text {
        Some(text) => format!("{word} {text}"),
        None => word.to_owned(),
    };
    let (id, said) = (last.id, &last.engagement);
    Ok(posting.reassert(id, said, Some(&text)).await?)
}

/// What a correction makes of an engagement must be possible; what a register brought as it is and
/// the correction leaves alone is not asked about.
fn check(stands: &Engagement, said: &Engagement, today: Date) -> Result<(), CorrectionFault> {
    let kind = said.kind;
    let is_gift = kind.is_donation();
    if kind != stands.kind && (is_gift || stands.kind.is_donation()) {
        return Err(CorrectionFault::KindOfGift(stands.kind, kind));
    }
    if said.amount != stands.amount {
        match said.amount {
            None if is_gift => return Err(CorrectionFault::NoAmount(kind)),
            None => {}
            Some(amount) => {
                let may_be = if kind == Kind::DonationRefund {
                    amount < Yen(0)
                } else {
                    amount > Yen(0) || (amount == Yen(0) && !is_gift)
                };
                if !may_be {
                    return Err(CorrectionFault::Amount(kind, amount));
                }
            }
        }
    }
    check_quantity(stands, said)?;
    if let Some(ended) = said.ended_on
        && ended < said.occurred_on
    {
        return Err(CorrectionFault::EndsBefore(said.occurred_on, ended));
    }
    let days = |one: &Engagement| {
        [
            (DateBasis::Occurred, Some(one.occurred_on)),
            (DateBasis::Settled, one.settled_on),
            (DateBasis::Recognized, one.recognized_on),
        ]
    };
    let changed = days(said).into_iter().zip(days(stands));
    let changed = changed.filter(|(said, stood)| said != stood);
    let mut odd = changed
        .filter_map(|((of, day), _)| Some((of, day?)))
        .filter(|(_, day)| *day < FIRST_DAY || *day > today);
    odd.next()
        .map_or(Ok(()), |(of, day)| Err(CorrectionFault::Day(of, day)))
}

/// How many it is: of heads whole ones, and of nothing else.
fn check_quantity(stands: &Engagement, said: &Engagement) -> Result<(), CorrectionFault> {
    let is_tally = said.kind == Kind::Tally;
    let Some(many) = said.quantity else {
        let fault = is_tally.then_some(CorrectionFault::NoQuantity(said.kind));
        return fault.map_or(Ok(()), Err);
    };
    if many.is_sign_negative() {
        return Err(CorrectionFault::NegativeQuantity);
    }
    let stood = (stands.kind, stands.quantity, &stands.unit);
    if stood == (said.kind, said.quantity, &said.unit) {
        return Ok(());
    }
    if many > MOST.into() {
        return Err(CorrectionFault::TooMany);
    }
    if is_tally && !many.fract().is_zero() {
        return Err(CorrectionFault::PartOfHead);
    }
    if is_tally && !said.unit.is_of_heads() {
        return Err(CorrectionFault::NotHeads);
    }
    Ok(())
}

async fn standing(office: &Office, id: EngagementId) -> Result<Engagement, DeskError> {
    Ok(standing_row(id, revisions(office, id).await?)?.engagement)
}

/// The last revision, unless it took the engagement back.
fn standing_row(id: EngagementId, mut rows: Vec<LedgerRow>) -> Result<LedgerRow, DeskError> {
    match rows.pop() {
        Some(row) if row.operation == Operation::Void => {
            Err(DeskError::Store(StoreError::AlreadyVoid(id)))
        }
        Some(row) => Ok(row),
        None => Err(DeskError::Store(StoreError::NoSuchEngagement(id))),
    }
}

/// What the screen of a correction is filled with.
#[derive(Clone, Debug)]
pub struct CorrectionScreen {
    /// What stands.
    pub row: LedgerRow,
    /// Its fields.
    pub fields: Vec<EntryField>,
    /// What stands in them, by heading.
    pub said: Vec<(String, String)>,
}

/// What became of a correction that somebody made on what a screen showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// It is recorded.
    Kept(Position),
    /// It says what stands.
    Unchanged,
    /// It has to be mended.
    Faulty(Vec<Fault>),
    /// Somebody else corrected it meanwhile, or took it back; nothing was recorded.
    Conflict,
}

/// Shows what can be corrected.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`] where there is none or it was taken
/// back.
pub async fn correction_screen(
    counter: &Counter,
    id: EngagementId,
) -> Result<CorrectionScreen, DeskError> {
    let row = standing_row(id, reached(counter, Action::Correct, id).await?)?;
    Ok(CorrectionScreen {
        fields: own_fields(&counter.office.region, &row.engagement),
        said: texts(&row.engagement),
        row,
    })
}

/// Says an engagement anew as it was typed under each heading, where still stands what was seen.
/// Who it is of, and what is only kept on record, stays.
///
/// # Errors
/// As [`correction_screen`].
pub async fn correct_typed(
    counter: &Counter,
    (id, seen): (EngagementId, Position),
    reason: &Reason,
    typed: &BTreeMap<String, String>,
) -> Result<Corrected, DeskError> {
    let office = &counter.office;
    let CorrectionScreen { row, fields, .. } = correction_screen(counter, id).await?;
    if row.position != seen {
        return Ok(Corrected::Conflict);
    }
    let said = match read(office, row.engagement.kind, &fields, typed)? {
        Ok(said) => said.draft.engagement,
        Err(faults) => return Ok(Corrected::Faulty(faults)),
    };
    let programme = said.programme.as_deref();
    let is_known = programme.is_none_or(|no| office.standing(no).is_ok());
    let is_moved = said.programme != row.engagement.programme;
    if is_moved && !(is_known && counter.may_with(Action::Correct, programme)) {
        return Ok(Corrected::Faulty(vec![wording::entry::other_programme()]));
    }
    let has_age = fields
        .iter()
        .any(|field| field.heading == wording::entry::AGE);
    let engagement = Engagement {
        parties: row.engagement.parties.clone(),
        attributes: row.engagement.attributes.clone(),
        age: if has_age {
            said.age
        } else {
            row.engagement.age
        },
        ..said
    };
    if engagement == row.engagement {
        return Ok(Corrected::Unchanged);
    }
    if let Err(fault) = check(&row.engagement, &engagement, office.today()) {
        return Ok(Corrected::Faulty(vec![told(fault)]));
    }
    let Some(mut posting) = begin_if_seen(office, "correct", (id, seen)).await? else {
        return Ok(Corrected::Conflict);
    };
    let text = reason.text.as_deref();
    let position = posting.correct(id, &engagement, reason.code, text).await?;
    posting.commit().await?;
    Ok(Corrected::Kept(position))
}

/// Takes an engagement back, where still stands what was seen.
///
/// # Errors
/// As [`correction_screen`].
pub async fn void_seen(
    counter: &Counter,
    (id, seen): (EngagementId, Position),
    reason: &Reason,
) -> Result<Corrected, DeskError> {
    let row = standing_row(id, reached(counter, Action::Correct, id).await?)?;
    if row.position != seen {
        return Ok(Corrected::Conflict);
    }
    let office = &counter.office;
    let Some(mut posting) = begin_if_seen(office, "void", (id, seen)).await? else {
        return Ok(Corrected::Conflict);
    };
    let text = reason.text.as_deref();
    let position = posting.void(id, reason.code, text).await?;
    posting.commit().await?;
    Ok(Corrected::Kept(position))
}

/// What took an engagement back, for whoever may say it again.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`] where there is none or it stands.
pub async fn taken_back(counter: &Counter, id: EngagementId) -> Result<LedgerRow, DeskError> {
    let last = reached(counter, Action::Correct, id).await?.pop();
    let last = last.ok_or(StoreError::NoSuchEngagement(id))?;
    if last.operation == Operation::Void {
        Ok(last)
    } else {
        Err(DeskError::Store(StoreError::NotVoid(id)))
    }
}

/// Says again what was taken back, where still stands what was seen.
///
/// # Errors
/// As [`taken_back`].
pub async fn restore_seen(
    counter: &Counter,
    (id, seen): (EngagementId, Position),
    reason: &Reason,
) -> Result<Corrected, DeskError> {
    let last = taken_back(counter, id).await?;
    if last.position != seen {
        return Ok(Corrected::Conflict);
    }
    let Some(mut posting) = begin_if_seen(&counter.office, "restore", (id, seen)).await? else {
        return Ok(Corrected::Conflict);
    };
    let position = say_again(&mut posting, &last, reason).await?;
    posting.commit().await?;
    Ok(Corrected::Kept(position))
}

/// What is wrong with a typed engagement that nothing was recorded of yet.
pub(crate) fn check_new(said: &Engagement, today: Date) -> Result<(), Fault> {
    let nothing = Engagement::new(said.kind, Date::MIN);
    check(&nothing, said, today).map_err(told)?;
    if lacks_amount(said) {
        return Err(wording::entry::no_amount());
    }
    Ok(())
}

/// A gift counts as 0 in every sum without its amount.
fn lacks_amount(said: &Engagement) -> bool {
    said.kind.is_donation() && said.amount.is_none()
}

/// What is wrong with an amount or a quantity that nothing was recorded of yet.
pub(crate) fn fault_of_new(said: &Engagement) -> Option<CorrectionFault> {
    let nothing = Engagement::new(said.kind, said.occurred_on);
    let fault = check(&nothing, said, Date::MAX).err();
    fault.or_else(|| lacks_amount(said).then_some(CorrectionFault::NoAmount(said.kind)))
}

fn told(fault: CorrectionFault) -> Fault {
    Fault {
        heading: wording::entry::heading_of(&fault).to_owned(),
        told: DeskError::Correction(fault).message(Language::Japanese),
    }
}

/// A unit of work in which nobody else writes; none where something else stands by then.
async fn begin_if_seen(
    office: &Office,
    action: &str,
    (id, seen): (EngagementId, Position),
) -> Result<Option<Posting>, DeskError> {
    let posting = office.begin(action, Some(id.to_string())).await?;
    let last = revisions(office, id).await?.pop();
    Ok(last.filter(|row| row.position == seen).map(|_| posting))
}

#[cfg(test)]
mod tests;
