//! The third and the fifth programme: firms that start up, services they launch, what students
//! answer, and who was hired.

use enishi_domain::engagement::{Facet, Kind};

use super::actuals::YearActuals;
use super::builder::Builder;
use super::firms::{Firm, LegalForm};
use super::matching::{after, spread};
use super::people::Spelling;
use super::records::{Numbered, Party, Record, Shape, push, template};
use super::tables::Form;
use super::{Source, Who};

const STARTUPS: &str = "3";
const EMPLOYMENT: &str = "5";
/// 区分 of a base that a startup opens.
const STARTUP: &str = "スタートアップ";
const FIRST_STARTUP: u64 = 160;
const FIRST_HIRED: u64 = 40_000;

/// Writes the year's tables of the third and the fifth programme.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    write_startups(builder, year);
    write_hires(builder, year);
}

fn write_startups(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    let key = |letter: char, n: u64| format!("{letter}{}-{n:03}", year.year.short());
    let firm = |n: u64, form| {
        let firm = Firm(FIRST_STARTUP + year.index * 4 + n);
        Party::Firm(firm, form, Numbered::Yes)
    };
    for n in 0..year.startups.unwrap_or(0) {
        let day = spread(year, n, 4);
        let opened = |form, day| {
            Record::new(
                Kind::BaseOpen,
                STARTUPS,
                "スタートアップ進出",
                day,
                firm(n, form),
            )
            .facet(Facet::Class, STARTUP)
        };
        push(&mut table, &opened(LegalForm::InFull, day).key(key('U', n)));
        if n == 1 {
            // A second office of the same firm is no second firm.
            let later = spread(year, n + 2, 4);
            let again = opened(LegalForm::OneCharacter, later);
            push(&mut table, &again.key(key('U', 20)));
        }
    }
    for n in 0..year.services {
        let day = spread(year, n + 1, 4);
        let party = firm(n, LegalForm::Bracketed);
        let record = Record::new(Kind::ServiceLaunch, STARTUPS, "共創サービス", day, party);
        push(&mut table, &record.key(key('V', n)));
    }
    if let Some(students) = year.students {
        for n in 0..students + 5 {
            // Asked without names, as surveys of students are.
            let answer = if n < students { "あり" } else { "なし" };
            let day = spread(year, 6, 12);
            let (kind, nobody) = (Kind::SurveyAnswer, Party::Anonymous);
            let record = Record::new(kind, STARTUPS, "学生アンケート", day, nobody)
                .facet(Facet::Topic, "起業関心")
                .facet(Facet::Answer, answer);
            push(&mut table, &record.key(key('A', n)));
        }
    }
    let stem = "startups";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 15));
}

/// The firms report whom they hired, and the job office once more, in kana.
fn write_hires(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Cp932);
    let mut late = template(Form::Xlsx);
    let hired = |k: u64, shape, n: u64| {
        let who = Who(FIRST_HIRED + year.index * 40 + k);
        let day = spread(year, k, year.hires);
        Record::new(
            Kind::Hire,
            EMPLOYMENT,
            "雇用報告",
            day,
            Party::Person(who, shape),
        )
        .key(format!("H{}-{n:03}", year.year.short()))
    };
    let usual = Shape::Full(Spelling::Usual);
    for k in 0..year.hires - 1 {
        push(&mut table, &hired(k, usual, k));
    }
    push(&mut late, &hired(year.hires - 1, usual, year.hires - 1));
    push(&mut late, &hired(1, Shape::KanaOnly, 30));
    let source = Source::Template;
    // In R5 the job office was later still, when the period was closed already.
    let late_on = if year.index == 3 { 21 } else { 13 };
    builder.add(year.year, "hires", source, table, after(year, 4, 16));
    builder.add(
        year.year,
        "hires-late",
        source,
        late,
        after(year, 5, late_on),
    );
}
