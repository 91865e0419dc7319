//! 「訂正」 an engagement is said anew or taken back, with the reason. What was said before stays.

use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, Kind, LedgerRow, Operation, Position,
};
use enishi_domain::money::Yen;
use enishi_domain::words::ClosedSet as _;
use enishi_store::Work;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::office::Office;

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
    /// The end before the beginning.
    #[error("it would end on {1}, before it begins on {0}")]
    EndsBefore(Date, Date),
    /// A day that no register of ours reaches, or that is yet to come.
    #[error("{0} lies before 1900 or in the future")]
    Day(Date),
}

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
        office.programme(no)?;
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
    if said.quantity.is_some_and(|many| many.is_sign_negative()) {
        return Err(CorrectionFault::NegativeQuantity);
    }
    if kind == Kind::Tally && said.quantity.is_none() {
        return Err(CorrectionFault::NoQuantity(kind));
    }
    if let Some(ended) = said.ended_on
        && ended < said.occurred_on
    {
        return Err(CorrectionFault::EndsBefore(said.occurred_on, ended));
    }
    let days = |one: &Engagement| [Some(one.occurred_on), one.settled_on, one.recognized_on];
    let changed = days(said).into_iter().zip(days(stands));
    let changed = changed.filter(|(said, stood)| said != stood);
    let mut odd = changed
        .filter_map(|(day, _)| day)
        .filter(|day| *day < FIRST_DAY || *day > today);
    odd.next()
        .map_or(Ok(()), |day| Err(CorrectionFault::Day(day)))
}

async fn standing(office: &Office, id: EngagementId) -> Result<Engagement, DeskError> {
    use enishi_store::StoreError;
    let last = revisions(office, id).await?.pop();
    match last {
        Some(row) if row.operation == Operation::Void => {
            Err(DeskError::Store(StoreError::AlreadyVoid(id)))
        }
        Some(row) => Ok(row.engagement),
        None => Err(DeskError::Store(StoreError::NoSuchEngagement(id))),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    type Change = fn(&mut Engagement);

    fn said(stands: &Engagement, change: Change) -> Result<(), CorrectionFault> {
        let mut said = stands.clone();
        change(&mut said);
        check(stands, &said, date(2025, 5, 1))
    }

    #[test]
    fn a_gift_keeps_its_kind_and_has_an_amount() {
        let mut gift = Engagement::new(Kind::DonationFurusato, date(2024, 6, 1));
        gift.amount = Some(Yen(10_000));
        let (furusato, refund) = (Kind::DonationFurusato, Kind::DonationRefund);
        let amount = |yen| Err(CorrectionFault::Amount(furusato, Yen(yen)));
        let cases: [(Change, _); 6] = [
            (
                |one| one.amount = None,
                Err(CorrectionFault::NoAmount(furusato)),
            ),
            (|one| one.amount = Some(Yen(0)), amount(0)),
            (|one| one.amount = Some(Yen(-1)), amount(-1)),
            (|one| one.amount = Some(Yen(1)), Ok(())),
            (
                |one| one.kind = Kind::DonationRefund,
                Err(CorrectionFault::KindOfGift(furusato, refund)),
            ),
            (|one| one.activity = Some("春".to_owned()), Ok(())),
        ];
        for (change, expected) in cases {
            assert_eq!(said(&gift, change), expected);
        }
        let attended = Engagement::new(Kind::EventAttend, date(2024, 6, 1));
        let fault = CorrectionFault::KindOfGift(Kind::EventAttend, furusato);
        assert_eq!(
            said(&attended, |one| one.kind = Kind::DonationFurusato),
            Err(fault)
        );
        assert_eq!(said(&attended, |one| one.kind = Kind::EventNoShow), Ok(()));
        assert_eq!(said(&attended, |one| one.amount = Some(Yen(0))), Ok(()));
    }

    #[test]
    fn heads_are_counted_and_days_are_of_this_age() {
        let mut tally = Engagement::new(Kind::Tally, date(2024, 6, 1));
        tally.quantity = Some(30.into());
        let cases: [(Change, _); 6] = [
            (
                |one| one.quantity = None,
                Err(CorrectionFault::NoQuantity(Kind::Tally)),
            ),
            (
                |one| one.quantity = Some((-1).into()),
                Err(CorrectionFault::NegativeQuantity),
            ),
            (
                |one| one.ended_on = Some(date(2024, 5, 31)),
                Err(CorrectionFault::EndsBefore(
                    date(2024, 6, 1),
                    date(2024, 5, 31),
                )),
            ),
            (
                |one| one.settled_on = Some(date(1899, 12, 31)),
                Err(CorrectionFault::Day(date(1899, 12, 31))),
            ),
            (
                |one| one.occurred_on = date(2025, 5, 2),
                Err(CorrectionFault::Day(date(2025, 5, 2))),
            ),
            (|one| one.occurred_on = date(2025, 5, 1), Ok(())),
        ];
        for (change, expected) in cases {
            assert_eq!(said(&tally, change), expected);
        }
    }
}
