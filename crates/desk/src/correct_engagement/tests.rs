//! What a correction may make of an engagement.

use enishi_domain::Decimal;
use enishi_domain::figure::Unit;
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
    let cases: [(Change, _); 12] = [
        (
            |one| one.quantity = Some(Decimal::new(15, 1)),
            Err(CorrectionFault::PartOfHead),
        ),
        (
            |one| one.unit = Unit::new("ヘクタール"),
            Err(CorrectionFault::NotHeads),
        ),
        (
            |one| one.unit = Unit::new("千人"),
            Err(CorrectionFault::NotHeads),
        ),
        (
            |one| one.quantity = Some(Decimal::from(1_000_000_001)),
            Err(CorrectionFault::TooMany),
        ),
        (|one| one.unit = Unit::new("名"), Ok(())),
        (|one| one.unit = Unit::new("人"), Ok(())),
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
            Err(CorrectionFault::Day(DateBasis::Settled, date(1899, 12, 31))),
        ),
        (
            |one| one.occurred_on = date(2025, 5, 2),
            Err(CorrectionFault::Day(DateBasis::Occurred, date(2025, 5, 2))),
        ),
        (|one| one.occurred_on = date(2025, 5, 1), Ok(())),
    ];
    for (change, expected) in cases {
        assert_eq!(said(&tally, change), expected);
    }
}
