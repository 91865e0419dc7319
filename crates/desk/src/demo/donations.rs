//! The sixth programme's gifts: the year's export, what comes after it, and what is paid back or
//! was entered twice.

use enishi_domain::engagement::{CorrectionReason, Kind};
use jiff::ToSpan;

use super::Source;
use super::actuals::YearActuals;
use super::builder::{Builder, subject};
use super::donor_ledger::{DonorLedger, receipt};
use super::gifts::{Export, GiftYear};
use super::matching::after;
use super::people::Spelling;
use super::records::{Party, Record, Shape, push, template};
use super::schedule::{Action, at};
use super::tables::Form;

const PROGRAMME: &str = "6";

/// Writes the year's donor ledgers and refunds.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    let size = builder.size;
    let main = DonorLedger::new(year, size, Export::Main);
    let late = DonorLedger::new(year, size, Export::Late);
    let gifts = GiftYear::new(year, size);
    let twice: Vec<u64> = gifts.entered_twice().collect();
    let rows: Vec<u64> = (2..)
        .zip(main.rows())
        .take(600)
        .filter(|(_, gift)| twice.contains(&gift.receipt))
        .map(|(row, _)| row)
        .collect();
    let file = builder.add_donors("furusato-ledger", main, after(year, 4, 15));
    builder.add_donors("furusato-ledger-late", late, after(year, 5, 7));
    for (n, row) in (0..).zip(rows) {
        let action = Action::Void {
            row: subject(&file, row),
            reason: CorrectionReason::Duplicate,
            text: "二重入力のため",
        };
        builder.step(at(after(year, 5, 9), 11, n), action);
    }
    write_refunds(builder, year, &gifts);
}

/// Gifts that were paid back in the year after; the gifts stay.
fn write_refunds(builder: &mut Builder, year: &YearActuals, gifts: &GiftYear) {
    let mut table = template(Form::Xlsx);
    for gift in gifts.refunded() {
        let day = after(year, 4, 20).saturating_add(2.days());
        let party = Party::Person(gift.who, Shape::Full(Spelling::Usual));
        let number = receipt(gifts.index, gift.receipt);
        let yen = gift.amount.0.unsigned_abs();
        let record = Record::new(Kind::DonationRefund, PROGRAMME, "ふるさと納税", day, party)
            .money(yen, day, day)
            .key(format!("返{number}"))
            .note("寄附者の申出による返金");
        push(&mut table, &record);
    }
    let stem = "refunds";
    builder.add(year.year, stem, Source::Template, table, after(year, 5, 10));
}
