//! Our own template: the table for what no portal exports. One row is one engagement; its columns
//! are the fields of the ledger, those of a party behind the word of its role.

use enishi_domain::Decimal;
use enishi_domain::engagement::{Facet, Kind, Role};
use enishi_domain::party::PartyType;
use enishi_domain::words::ClosedSet;
use enishi_intake::registers::template::{attribute_heading, engagement_headings, party_headings};
use enishi_publish::PlainCell;
use jiff::civil::Date;

use super::Who;
use super::firms::{Firm, LegalForm};
use super::people::{Spelling, person};
use super::tables::{Form, Table, day, number, text};

/// The parts for which the table has columns.
const ROLES: [Role; 2] = [Role::Subject, Role::Counterparty];

/// The column of notes.
const NOTE: &str = "備考";

/// 法人番号, the one number that the city asks for.
const NUMBERS: [&str; 1] = ["corporate_number"];

/// One row of the template.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub kind: Kind,
    pub programme: &'static str,
    pub activity: &'static str,
    pub occurred: Date,
    pub ended: Option<Date>,
    pub settled: Option<Date>,
    pub recognized: Option<Date>,
    pub amount: Option<u64>,
    pub quantity: Option<(Decimal, &'static str)>,
    pub facets: Vec<(Facet, &'static str)>,
    pub role: Role,
    pub party: Party,
    /// Who else, in which part.
    pub other: Option<(Role, Party)>,
    pub key: String,
    pub note: &'static str,
}

/// Who stands in a row of the template.
#[derive(Clone, Copy, Debug)]
pub(super) enum Party {
    Person(Who, Shape),
    Firm(Firm, LegalForm, Numbered),
    Anonymous,
    Heads,
}

/// What a row tells of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// All, spelled in some way.
    Full(Spelling),
    /// The kana in the name's place, birthday and postcode; neither telephone nor mail.
    KanaOnly,
    /// The age, but not the birthday.
    AgeOnly,
    /// Name, kana and telephone, as a counter writes them.
    Counter,
}

/// Whether a firm's row has its 法人番号.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbered {
    Yes,
    No,
}

impl Record {
    pub(super) fn new(
        kind: Kind,
        programme: &'static str,
        activity: &'static str,
        occurred: Date,
        party: Party,
    ) -> Self {
        Self {
            kind,
            programme,
            activity,
            occurred,
            ended: None,
            settled: None,
            recognized: None,
            amount: None,
            quantity: None,
            facets: Vec::new(),
            role: Role::Subject,
            party,
            other: None,
            key: String::new(),
            note: "",
        }
    }

    pub(super) fn facet(mut self, facet: Facet, says: &'static str) -> Self {
        self.facets.push((facet, says));
        self
    }

    pub(super) fn key(mut self, key: String) -> Self {
        self.key = key;
        self
    }

    pub(super) fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    pub(super) fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    pub(super) fn with(mut self, role: Role, party: Party) -> Self {
        self.other = Some((role, party));
        self
    }

    pub(super) fn until(mut self, ended: Date) -> Self {
        self.ended = Some(ended);
        self
    }

    pub(super) fn quantity(mut self, amount: Decimal, unit: &'static str) -> Self {
        self.quantity = Some((amount, unit));
        self
    }

    /// Money, with the days on which it came and was booked.
    pub(super) fn money(mut self, yen: u64, settled: Date, recognized: Date) -> Self {
        self.amount = Some(yen);
        self.settled = Some(settled);
        self.recognized = Some(recognized);
        self
    }

    fn parties(&self) -> impl Iterator<Item = (Role, Party)> {
        std::iter::once((self.role, self.party)).chain(self.other)
    }

    /// 年齢, where a figure asks for it.
    fn age(&self) -> PlainCell {
        match (self.kind, self.party) {
            (Kind::FarmStart, Party::Person(who, _)) => {
                number(age(person(who).birth, self.occurred))
            }
            _ => PlainCell::Empty,
        }
    }
}

impl Party {
    /// Whether it is written so that no strong key finds it.
    fn is_doubtful(&self) -> bool {
        match self {
            Self::Person(_, Shape::Full(spelling)) => *spelling == Spelling::OtherMail,
            Self::Person(_, Shape::KanaOnly | Shape::AgeOnly) => true,
            // Nobody is counted once there.
            Self::Person(_, Shape::Counter) => false,
            Self::Firm(_, _, numbered) => *numbered == Numbered::No,
            Self::Anonymous | Self::Heads => false,
        }
    }

    fn who(&self) -> Option<Who> {
        match self {
            Self::Person(who, _) => Some(*who),
            Self::Firm(firm, _, _) => Some(firm.who()),
            Self::Anonymous | Self::Heads => None,
        }
    }
}

/// An empty template.
pub(super) fn template(form: Form) -> Table {
    let of_engagement = engagement_headings().iter();
    let mut header: Vec<String> = of_engagement.map(|name| (*name).to_owned()).collect();
    for role in ROLES {
        header.extend(party_headings(role, &NUMBERS));
    }
    header.push(attribute_heading(NOTE));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    Table::new(form, "関わり", &header)
}

/// Writes a row and gives its number.
pub(super) fn push(table: &mut Table, record: &Record) -> u64 {
    let quantity = record.quantity;
    let mut cells = vec![
        text(&record.key),
        text(record.kind.word()),
        text(record.programme),
        text(record.activity),
        day(Some(record.occurred)),
        // Every day is known exactly.
        PlainCell::Empty,
        day(record.ended),
        day(record.settled),
        day(record.recognized),
        record.amount.map_or(PlainCell::Empty, number),
        quantity.map_or(PlainCell::Empty, |(amount, _)| PlainCell::Number(amount)),
        text(quantity.map_or("", |(_, unit)| unit)),
        record.age(),
    ];
    for facet in Facet::ALL {
        let said = record.facets.iter().find(|(of, _)| of == facet);
        cells.push(text(said.map_or("", |(_, says)| says)));
    }
    for role in ROLES {
        let in_role = record.parties().find(|(of, _)| *of == role);
        let mut of_role = in_role.map_or_else(Vec::new, |(_, party)| party_cells(&party));
        of_role.resize(party_headings(role, &NUMBERS).len(), PlainCell::Empty);
        cells.extend(of_role);
    }
    cells.push(text(record.note));
    let row = table.push(cells);
    for (role, party) in record.parties() {
        if let Some(who) = party.who() {
            table.tell(row, role, who);
        }
        if party.is_doubtful() {
            table.doubt(row);
        }
    }
    row
}

/// From 種別 on.
fn party_cells(party: &Party) -> Vec<PlainCell> {
    match party {
        Party::Anonymous => vec![text(PartyType::Anonymous.word())],
        Party::Heads => vec![text(PartyType::Aggregate.word())],
        Party::Firm(firm, form, numbered) => {
            let corporate_number = match numbered {
                Numbered::Yes => firm.corporate_number(),
                Numbered::No => String::new(),
            };
            vec![
                text(PartyType::Organization.word()),
                text(&firm.name(*form)),
                text(&firm.kana()),
                PlainCell::Empty,
                text(&firm.postcode()),
                text(&firm.address()),
                text(&firm.telephone()),
                PlainCell::Empty,
                PlainCell::Empty,
                text(&corporate_number),
            ]
        }
        Party::Person(who, shape) => {
            let mut cells = vec![text(PartyType::Person.word())];
            cells.extend(person_cells(*who, *shape));
            cells
        }
    }
}

/// From 氏名・名称 to メール, as far as told.
fn person_cells(who: Who, shape: Shape) -> Vec<PlainCell> {
    let known = person(who);
    let none = || PlainCell::Empty;
    let born = || day(Some(known.birth));
    let name = || text(&known.name(Spelling::Usual));
    let kana = || text(&known.kana());
    let telephone = || text(&known.telephone());
    let home = known.home;
    match shape {
        Shape::Full(spelling) => {
            let home = match spelling {
                Spelling::Moved => known.moved(who).home,
                Spelling::Usual | Spelling::Variant | Spelling::OtherMail => home,
            };
            vec![
                text(&known.name(spelling)),
                kana(),
                born(),
                text(&home.postcode()),
                text(&home.address()),
                telephone(),
                text(&known.mail(spelling)),
            ]
        }
        Shape::KanaOnly => vec![kana(), kana(), born(), text(&home.postcode())],
        Shape::AgeOnly => {
            let (postcode, address) = (text(&home.postcode()), text(&home.address()));
            vec![name(), kana(), none(), postcode, address, telephone()]
        }
        Shape::Counter => vec![name(), kana(), none(), none(), none(), telephone()],
    }
}

/// Full years on a day.
pub(super) fn age(birth: Date, on: Date) -> u64 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    let years = i64::from(on.year()) - i64::from(birth.year()) - i64::from(!had_birthday);
    u64::try_from(years).unwrap_or(0)
}
