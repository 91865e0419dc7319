//! The first programme beside its events: advice, matches, offices, businesses and gifts of firms,
//! and events of which only the heads were counted.

use enishi_domain::Decimal;
use enishi_domain::engagement::{CorrectionReason, Facet, Kind, Role};
use enishi_domain::money::Yen;
use jiff::ToSpan;
use jiff::civil::Date;

use super::Source;
use super::actuals::YearActuals;
use super::builder::{Builder, subject};
use super::firms::{Firm, LegalForm};
use super::people::{Spelling, date};
use super::random::{Stream, below, draw, pick};
use super::records::{Numbered, Party, Record, Shape, push, template};
use super::schedule::{Action, at};
use super::sign_ups::{EMPLOYMENT, SIDE_JOB, asks_only, heads_at_seminars, participants};
use super::tables::Form;

const PROGRAMME: &str = "1";
/// Where each year's matched firms begin; the years overlap.
const FIRMS_BEGIN: [u64; 5] = [0, 10, 20, 30, 45];
/// Firms that give money or open offices; they are of elsewhere.
const FIRST_OUTSIDER: u64 = 120;

/// Writes the year's tables of the first programme.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    write_advice(builder, year);
    write_matches(builder, year);
    write_offices(builder, year);
    write_corporate_gifts(builder, year);
    write_tallies(builder, year);
}

/// The n-th day of so many that are spread over the year.
pub(super) fn spread(year: &YearActuals, n: u64, of: u64) -> Date {
    let days = i64::try_from(n * 340 / of.max(1) + 12).unwrap_or(0);
    year.year.first_day().saturating_add(days.days())
}

/// A day after the year's end.
pub(super) fn after(year: &YearActuals, month: u64, of_month: u64) -> Date {
    let western = u64::try_from(year.year.western()).unwrap_or(2020);
    date(western + 1, month, of_month)
}

fn write_advice(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    let asking = participants(year).filter(|(k, _)| asks_only(*k) || k % 20 == 9);
    for (n, (k, who)) in (0..).zip(asking) {
        let spelling = builder.spelling(Source::Template, who, 90);
        let party = Party::Person(who, Shape::Full(spelling));
        let day = spread(year, k, year.participants);
        let record = Record::new(Kind::Consult, PROGRAMME, "複業相談窓口", day, party)
            .facet(Facet::Scheme, SIDE_JOB)
            .key(format!("S{}-{n:04}", year.year.short()));
        push(&mut table, &record);
    }
    builder.add(
        year.year,
        "advice",
        Source::Template,
        table,
        after(year, 4, 8),
    );
}

fn write_matches(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    let mut late = template(Form::Cp932);
    let begin = FIRMS_BEGIN[year.index as usize % 5];
    let forms = [
        LegalForm::InFull,
        LegalForm::OneCharacter,
        LegalForm::Bracketed,
        LegalForm::Spaced,
    ];
    let helpers: Vec<_> = participants(year).map(|(_, who)| who).collect();
    let agreed = |k: u64, day, form: LegalForm, numbered, serial: u64| {
        let party = Party::Firm(Firm(begin + k), form, numbered);
        let helper = *pick(&helpers, serial * 7);
        Record::new(Kind::MatchAgreed, PROGRAMME, "マッチング合宿", day, party)
            .facet(Facet::Scheme, SIDE_JOB)
            .role(Role::Counterparty)
            .with(
                Role::Subject,
                Party::Person(helper, Shape::Full(Spelling::Usual)),
            )
            .key(format!("M{}-{serial:04}", year.year.short()))
    };
    for k in 0..year.matched_firms {
        let day = spread(year, k, year.matched_firms);
        let form = forms[below(draw(Stream::Firm, begin + k) >> 9, 4) as usize];
        // The last firm's match became known after the year.
        let target = if k + 1 == year.matched_firms {
            &mut late
        } else {
            &mut table
        };
        push(target, &agreed(k, day, form, Numbered::Yes, k));
        let again = forms[(k % 4) as usize];
        let later = day.saturating_add(9.days());
        match k % 21 {
            2 | 11 => {
                push(&mut table, &agreed(k, later, again, Numbered::Yes, 100 + k));
            }
            20 => {
                push(&mut table, &agreed(k, later, again, Numbered::No, 100 + k));
            }
            _ => {}
        }
        if k % 7 == 3 {
            let party = Party::Firm(Firm(begin + k + 40), form, Numbered::Yes);
            let record = Record::new(Kind::MatchProposed, PROGRAMME, "マッチング合宿", day, party)
                .facet(Facet::Scheme, SIDE_JOB)
                .role(Role::Counterparty)
                .key(format!("M{}-{:04}", year.year.short(), 200 + k));
            push(&mut table, &record);
        }
    }
    let source = Source::Template;
    builder.add(year.year, "matches", source, table, after(year, 4, 9));
    builder.add(year.year, "matches-late", source, late, after(year, 4, 25));
}

fn write_offices(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    for n in 0..year.bases {
        let firm = Firm(FIRST_OUTSIDER + year.index * 8 + n);
        let party = Party::Firm(firm, LegalForm::InFull, Numbered::Yes);
        let day = spread(year, n, year.bases);
        let record = Record::new(Kind::BaseOpen, PROGRAMME, "ビジネス拠点", day, party)
            .facet(Facet::Scheme, SIDE_JOB)
            .key(format!("B{}-{n:03}", year.year.short()));
        push(&mut table, &record);
    }
    let starting = participants(year).filter(|(k, _)| asks_only(*k)).skip(1);
    for (n, (_, who)) in (0..year.businesses).zip(starting) {
        let party = Party::Person(who, Shape::Full(Spelling::Usual));
        let day = spread(year, n + 1, year.businesses + 1);
        let record = Record::new(Kind::BusinessStart, PROGRAMME, "ビジネス拠点", day, party)
            .facet(Facet::Scheme, SIDE_JOB)
            .key(format!("K{}-{n:03}", year.year.short()));
        push(&mut table, &record);
    }
    let stem = "offices";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 10));
}

/// The gifts of firms. The first was promised in the year before and booked in this one; the last
/// one's amount is put right twice, by a later file and after the year was frozen.
fn write_corporate_gifts(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Cp932);
    let mut late = template(Form::Xlsx);
    let first = year.year.first_day();
    for n in 0..year.corporate_gifts {
        let firm = Firm(FIRST_OUTSIDER + 50 + year.index * 6 + n);
        let party = Party::Firm(firm, LegalForm::InFull, Numbered::Yes);
        let (promised, paid) = if n == 0 {
            (
                first.saturating_sub(9.days()),
                first.saturating_add(3.days()),
            )
        } else {
            let day = spread(year, n, year.corporate_gifts);
            (day, day.saturating_add(12.days()))
        };
        let booked = paid.saturating_add(2.days());
        let gift = |yen| {
            Record::new(
                Kind::DonationCorporate,
                PROGRAMME,
                "企業版ふるさと納税",
                promised,
                party,
            )
            .money(yen, paid, booked)
            .key(format!("C{}-{n:03}", year.year.short()))
        };
        let yen = 300_000 + 100_000 * (n + year.index);
        if n + 1 == year.corporate_gifts {
            push(&mut table, &gift(yen / 10).note("金額は仮"));
            push(&mut late, &gift(yen));
        } else {
            push(&mut table, &gift(yen));
        }
    }
    let source = Source::Template;
    let file = builder.add(
        year.year,
        "corporate-gifts",
        source,
        table,
        after(year, 4, 11),
    );
    builder.add(
        year.year,
        "corporate-gifts-late",
        source,
        late,
        after(year, 4, 28),
    );
    let action = Action::Correct {
        row: subject(&file, 1 + year.corporate_gifts),
        amount: Yen(1_000_000),
        reason: CorrectionReason::EntryError,
        text: "寄附金額の入力誤り",
    };
    builder.step(at(after(year, 6, 20), 13, 30), action);
}

/// Events of which only the heads were counted, of the first and the fifth programme.
fn write_tallies(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    for n in 0..3 {
        let heads = 40 + below(draw(Stream::Choice, 77_000 + year.index * 10 + n), 160);
        let day = spread(year, n, 3);
        let record = Record::new(
            Kind::Tally,
            PROGRAMME,
            "複業フェア（名簿なし）",
            day,
            Party::Heads,
        )
        .facet(Facet::Scheme, SIDE_JOB)
        .quantity(Decimal::from(heads), "人")
        .key(format!("T{}-{n:03}", year.year.short()))
        .note("実人数は算出できません");
        push(&mut table, &record);
    }
    let seminar = spread(year, 9, 12);
    let heads = Decimal::from(heads_at_seminars(year));
    let record = Record::new(
        Kind::Tally,
        "5",
        "雇用促進セミナー（名簿なし）",
        seminar,
        Party::Heads,
    )
    .facet(Facet::Tag, EMPLOYMENT)
    .quantity(heads, "人")
    .key(format!("T{}-005", year.year.short()));
    push(&mut table, &record);
    let stem = "tallies";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 12));
}
