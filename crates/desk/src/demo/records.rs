//! Our own template: the table for what no portal exports. One row is one engagement with at most
//! one party; its columns are the fields of the ledger.

use enishi_domain::Decimal;
use enishi_domain::engagement::{Facet, Kind, Role};
use enishi_domain::party::PartyType;
use enishi_domain::words::ClosedSet;
use enishi_publish::PlainCell;
use jiff::civil::Date;

use super::Who;
use super::firms::{Firm, LegalForm};
use super::people::{Spelling, person};
use super::tables::{Form, Table, day, number, text};

/// The columns, in order.
pub(super) const COLUMNS: [&str; 30] = [
    "種別",
    "事業",
    "活動",
    "発生日",
    "終了日",
    "入金日",
    "調定日",
    "金額",
    "数量",
    "単位",
    "制度",
    "区分",
    "目的",
    "設問",
    "回答",
    "施設",
    "会",
    "役割",
    "相手方の種別",
    "名称",
    "フリガナ",
    "生年月日",
    "年齢",
    "郵便番号",
    "住所",
    "電話番号",
    "メール",
    "法人番号",
    "管理番号",
    "備考",
];

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

    /// Whether the row's party is written so that no strong key finds it.
    fn is_doubtful(&self) -> bool {
        match self.party {
            Party::Person(_, Shape::Full(spelling)) => spelling == Spelling::OtherMail,
            Party::Person(_, Shape::KanaOnly | Shape::AgeOnly) => true,
            // Nobody is counted once there.
            Party::Person(_, Shape::Counter) => false,
            Party::Firm(_, _, numbered) => numbered == Numbered::No,
            Party::Anonymous | Party::Heads => false,
        }
    }
}

/// An empty template.
pub(super) fn template(form: Form) -> Table {
    Table::new(form, "関わり", &COLUMNS)
}

/// Writes a row and gives its number.
pub(super) fn push(table: &mut Table, record: &Record) -> u64 {
    let mut cells = vec![
        text(record.kind.word()),
        text(record.programme),
        text(record.activity),
        day(Some(record.occurred)),
        day(record.ended),
        day(record.settled),
        day(record.recognized),
        record.amount.map_or(PlainCell::Empty, number),
    ];
    cells.push(
        record
            .quantity
            .map_or(PlainCell::Empty, |(amount, _)| PlainCell::Number(amount)),
    );
    cells.push(text(record.quantity.map_or("", |(_, unit)| unit)));
    for facet in Facet::ALL {
        let said = record.facets.iter().find(|(of, _)| of == facet);
        cells.push(text(said.map_or("", |(_, says)| says)));
    }
    cells.extend(party_cells(record));
    cells.push(text(&record.key));
    cells.push(text(record.note));
    let row = table.push(cells);
    match record.party {
        Party::Person(who, _) => table.tell(row, record.role, who),
        Party::Firm(firm, _, _) => table.tell(row, record.role, firm.who()),
        Party::Anonymous | Party::Heads => {}
    }
    if record.is_doubtful() {
        table.doubt(row);
    }
    row
}

/// From 役割 to 法人番号.
fn party_cells(record: &Record) -> Vec<PlainCell> {
    let role = text(record.role.word());
    let bare = |party_type: PartyType| {
        let mut cells = vec![role.clone(), text(party_type.word())];
        cells.resize(11, PlainCell::Empty);
        cells
    };
    match record.party {
        Party::Anonymous => bare(PartyType::Anonymous),
        Party::Heads => bare(PartyType::Aggregate),
        Party::Firm(firm, form, numbered) => {
            let corporate_number = match numbered {
                Numbered::Yes => firm.corporate_number(),
                Numbered::No => String::new(),
            };
            vec![
                role,
                text(PartyType::Organization.word()),
                text(&firm.name(form)),
                text(&firm.kana()),
                PlainCell::Empty,
                PlainCell::Empty,
                text(&firm.postcode()),
                text(&firm.address()),
                text(&firm.telephone()),
                PlainCell::Empty,
                text(&corporate_number),
            ]
        }
        Party::Person(who, shape) => {
            let mut cells = vec![role, text(PartyType::Person.word())];
            cells.extend(person_cells(who, shape, record.occurred));
            cells
        }
    }
}

/// From 名称 to 法人番号.
fn person_cells(who: Who, shape: Shape, occurred: Date) -> Vec<PlainCell> {
    let known = person(who);
    let none = || PlainCell::Empty;
    let born = || day(Some(known.birth));
    let postcode = || text(&known.home.postcode());
    let telephone = || text(&known.telephone());
    match shape {
        Shape::Full(spelling) => {
            let home = match spelling {
                Spelling::Moved => known.moved(who).home,
                Spelling::Usual | Spelling::Variant | Spelling::OtherMail => known.home,
            };
            vec![
                text(&known.name(spelling)),
                text(&known.kana()),
                born(),
                none(),
                text(&home.postcode()),
                text(&home.address()),
                telephone(),
                text(&known.mail(spelling)),
                none(),
            ]
        }
        Shape::KanaOnly => vec![
            text(&known.kana()),
            text(&known.kana()),
            born(),
            none(),
            postcode(),
            none(),
            none(),
            none(),
            none(),
        ],
        Shape::AgeOnly => vec![
            text(&known.name(Spelling::Usual)),
            text(&known.kana()),
            none(),
            number(age(known.birth, occurred)),
            postcode(),
            text(&known.home.address()),
            telephone(),
            none(),
            none(),
        ],
        Shape::Counter => vec![
            text(&known.name(Spelling::Usual)),
            text(&known.kana()),
            none(),
            none(),
            none(),
            none(),
            telephone(),
            none(),
            none(),
        ],
    }
}

/// Full years on a day.
pub(super) fn age(birth: Date, on: Date) -> u64 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    let years = i64::from(on.year()) - i64::from(birth.year()) - i64::from(!had_birthday);
    u64::try_from(years).unwrap_or(0)
}
