//! The fourth programme: organisations that run their quarter, who joined one, and who moved in or
//! lives here and elsewhere.

use enishi_domain::engagement::{Facet, Kind};
use jiff::ToSpan;

use super::actuals::YearActuals;
use super::builder::Builder;
use super::firms::{Firm, LegalForm};
use super::matching::{after, spread};
use super::people::Spelling;
use super::records::{Numbered, Party, Record, Shape, push, template};
use super::tables::Form;
use super::{Source, Who};

const PROGRAMME: &str = "4";
/// 区分 of an organisation of the fourth programme.
const QUARTER: &str = "地域運営組織";
const FIRST_ORGANIZATION: u64 = 210;
const FIRST_JOINER: u64 = 60_000;
const FIRST_RESIDENT: u64 = 70_000;
const FIRST_LEAVER: u64 = 71_000;

/// Writes the year's table of the fourth programme.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    let mut table = template(Form::Xlsx);
    let key = |letter: char, n: u64| format!("{letter}{}-{n:03}", year.year.short());
    for n in 0..year.organizations {
        let firm = Firm(FIRST_ORGANIZATION + year.index + n);
        let party = Party::Firm(firm, LegalForm::InFull, Numbered::Yes);
        let day = spread(year, 4, 12);
        let record = Record::new(Kind::OrgActive, PROGRAMME, "地域運営組織", day, party)
            .facet(Facet::Class, QUARTER);
        push(&mut table, &record.key(key('O', n)));
    }
    for n in 0..year.joiners {
        let who = Who(FIRST_JOINER + year.index * 60 + n);
        let party = Party::Person(who, Shape::Full(Spelling::Usual));
        let day = spread(year, n, year.joiners);
        let record = Record::new(Kind::OrgJoin, PROGRAMME, "地域コミュニティ組織", day, party);
        push(&mut table, &record.key(key('J', n)));
    }
    let resident = |n: u64| Who(FIRST_RESIDENT + year.index * 20 + n);
    for n in 0..year.residents {
        let party = Party::Person(resident(n), Shape::Full(Spelling::Usual));
        let day = spread(year, n, 12);
        let record = if n % 3 == 0 {
            Record::new(Kind::ResidencyDual, PROGRAMME, "二拠点居住", day, party)
        } else {
            Record::new(Kind::ResidencyMoveIn, PROGRAMME, "移住相談", day, party)
        };
        push(&mut table, &record.key(key('R', n)));
    }
    // The first lived here and elsewhere, and moved in within the year: one person.
    let party = Party::Person(resident(0), Shape::Full(Spelling::Moved));
    let day = spread(year, 10, 12);
    let record = Record::new(Kind::ResidencyMoveIn, PROGRAMME, "移住相談", day, party);
    let row = push(&mut table, &record.key(key('R', 19)));
    table.doubt(row);
    for n in 0..2 {
        let who = Who(FIRST_LEAVER + year.index * 20 + n);
        let party = Party::Person(who, Shape::Full(Spelling::Usual));
        let day = spread(year, n, 3).saturating_add(2.days());
        let record = Record::new(Kind::ResidencyMoveOut, PROGRAMME, "転出届", day, party);
        push(&mut table, &record.key(key('Q', n)));
    }
    let stem = "community";
    builder.add(year.year, stem, Source::Template, table, after(year, 4, 17));
}
