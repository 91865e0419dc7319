//! The second programme: who takes up farming, who enters it from another trade, leased land, and
//! the visits to the service centre, which has no receipt numbers.

use enishi_domain::Decimal;
use enishi_domain::engagement::{Facet, Kind};
use jiff::ToSpan;

use super::actuals::YearActuals;
use super::builder::Builder;
use super::firms::{Firm, LegalForm};
use super::matching::{after, spread};
use super::people::{FIRST_FARMER, Spelling, date};
use super::random::{Stream, below, draw};
use super::records::{Numbered, Party, Record, Shape, push, template};
use super::tables::Form;
use super::{Source, Who};

const PROGRAMME: &str = "2";
const CENTRE: &str = "農業・地域支援";
const FIRST_USER: u64 = 50_000;
const USERS: u64 = 260;
/// Visits of people who came twice on one day and are written the same twice.
const TWICE_A_DAY: u64 = 5;
/// Rows of the quarter before that the next quarter's export holds again.
const OVERLAP: u64 = 3;
/// Visits of the first quarter that were entered in the second.
const LATE: u64 = 12;
/// Heads on the two open days, for which nobody kept a list.
const OPEN_DAYS: [u64; 2] = [28, 34];

/// Writes the year's tables of the second programme.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    write_farmers(builder, year);
    if let Some(uses) = year.centre_uses {
        write_uses(builder, year, uses - OPEN_DAYS.iter().sum::<u64>());
        write_open_days(builder, year);
    }
}

fn write_farmers(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    let farmer = |k: u64| Who(FIRST_FARMER + year.index * 100 + k);
    let key = |letter: char, n: u64| format!("{letter}{}-{n:03}", year.year.short());
    let start = |k: u64, n: u64, shape| {
        let day = spread(year, n, 12);
        let party = Party::Person(farmer(k), shape);
        Record::new(Kind::FarmStart, PROGRAMME, "就農届", day, party).key(key('F', n))
    };
    for n in 0..year.young_farmers {
        push(&mut table, &start(n, n, Shape::Full(Spelling::Usual)));
    }
    // Two offices report the first one; the second writes kana only.
    push(&mut table, &start(0, 7, Shape::KanaOnly));
    for n in 0..3 {
        push(&mut table, &start(50 + n, 8 + n, Shape::AgeOnly));
    }
    for n in 0..year.farm_entries {
        let party = Party::Person(farmer(20 + n), Shape::Full(Spelling::Usual));
        let day = spread(year, n, 4);
        let record = Record::new(Kind::FarmEntry, PROGRAMME, "新規参入", day, party);
        push(&mut table, &record.key(key('E', n)));
    }
    for n in 0..4 {
        let firm = Firm(200 + n % 3);
        let party = Party::Firm(firm, LegalForm::Spaced, Numbered::Yes);
        let hectares = 30 + below(draw(Stream::Choice, 88_000 + year.index * 10 + n), 170);
        let hectares = i64::try_from(hectares).unwrap_or(0);
        let day = spread(year, n, 4);
        let until = day.saturating_add(3.years());
        let record = Record::new(Kind::FarmLease, PROGRAMME, "利用権設定", day, party)
            .until(until)
            .quantity(Decimal::new(hectares, 2), "ha")
            .key(key('L', n));
        push(&mut table, &record);
    }
    let stem = "farming";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 14));
}

/// Four quarterly exports that add up to the visits by name, repeated rows apart.
fn write_uses(builder: &mut Builder, year: &YearActuals, uses: u64) {
    let quarter = (uses - TWICE_A_DAY) / 4;
    let mut overlapping = Vec::new();
    for q in 0..4 {
        let mut table = template(Form::Cp932);
        let end = if q == 3 {
            uses - TWICE_A_DAY
        } else {
            (q + 1) * quarter
        };
        // The last visits of the first quarter come with the second.
        let begin = q * quarter - if q == 1 { LATE } else { 0 };
        let end = end - if q == 0 { LATE } else { 0 };
        for n in begin..end {
            push(&mut table, &visit(year, n, uses));
        }
        if q == 2 {
            for n in 0..TWICE_A_DAY {
                table.repeat(20 + n * 9);
            }
        }
        for n in overlapping.drain(..) {
            push(&mut table, &visit(year, n, uses));
        }
        overlapping.extend(begin..begin + OVERLAP);
        let stem = format!("centre-q{}", q + 1);
        let (month, of_year) = ([7, 10, 1, 4][q as usize], u64::from(q >= 2));
        let western = u64::try_from(year.year.western()).unwrap_or(2024);
        let imported = date(western + of_year, month, 11);
        builder.add(year.year, &stem, Source::Template, table, imported);
    }
}

fn write_open_days(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    for (n, heads) in (0..).zip(OPEN_DAYS) {
        let day = spread(year, n + 1, 3);
        let record = Record::new(Kind::Tally, PROGRAMME, "センター開放日", day, Party::Heads)
            .facet(Facet::Centre, CENTRE)
            .quantity(Decimal::from(heads), "人")
            .key(format!("T{}-{:03}", year.year.short(), 10 + n));
        push(&mut table, &record);
    }
    let stem = "centre-open-days";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 13));
}

/// The n-th visit. No visitor comes twice a day by chance: neighbours in the list differ.
fn visit(year: &YearActuals, n: u64, of: u64) -> Record {
    let user = Who(FIRST_USER + (n * 37 + below(draw(Stream::User, n / USERS), USERS)) % USERS);
    let day = year
        .year
        .first_day()
        .saturating_add(i64::try_from(n * 364 / of).unwrap_or(0).days());
    let party = if n % 90 == 44 {
        Party::Anonymous
    } else {
        Party::Person(user, Shape::Counter)
    };
    Record::new(
        Kind::ServiceUse,
        PROGRAMME,
        "窓口相談・作業受託",
        day,
        party,
    )
    .facet(Facet::Centre, CENTRE)
}
