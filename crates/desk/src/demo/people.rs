//! Who lives in the city or has to do with it. A person follows from a number: name, home, mail and
//! birthday, and how a register may spell them.

use jiff::civil::Date;

use super::Who;
use super::random::{Stream, below, draw, pick, place};
use super::words::{
    BUILDINGS, CITIES, GIVEN_BEGINNINGS, GIVEN_ENDINGS, HOME_CITY, HOME_PREFECTURE, MAIL_HOSTS,
    PREFECTURES, SURNAME_BEGINNINGS, SURNAME_ENDINGS, Syllable, TOWNS,
};

/// Donors begin here; everybody below stands in the smaller registers and has a name of their own.
pub(super) const FIRST_DONOR: u64 = 1_000_000;
/// 複業人材 and their families.
pub(super) const FIRST_PARTICIPANT: u64 = 1_000;

/// 就農者, a hundred a year; the first fifty take up farming before they are 35.
pub(super) const FIRST_FARMER: u64 = 20_000;

const SURNAMES: u64 = (SURNAME_BEGINNINGS.len() * SURNAME_ENDINGS.len()) as u64;
const GIVENS: u64 = (GIVEN_BEGINNINGS.len() * GIVEN_ENDINGS.len()) as u64;

/// A person, as numbers into the tables of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub surname: usize,
    pub given: usize,
    pub home: Home,
    /// 電話番号 behind 000-.
    pub telephone: u64,
    /// The number in the mail's name.
    pub mail: u64,
    pub birth: Date,
}

/// An address, as numbers into the tables of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// None in the town itself.
    pub elsewhere: Option<(usize, usize)>,
    pub town: usize,
    pub block: (u64, u64, u64),
    pub building: usize,
}

/// How a register writes somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As always.
    Usual,
    /// With the other form of a character: 髙 for 高.
    Variant,
    /// With the mail of another account.
    OtherMail,
    /// Living elsewhere since.
    Moved,
}

/// What two persons have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// A couple: surname, home, telephone and mail.
    Couple,
    /// Twins: surname, home, telephone and birthday.
    Twins,
    /// 同姓同名: the name and nothing else.
    Namesake,
}

/// The person of a number.
pub(super) fn person(who: Who) -> Person {
    let own = alone(who);
    let Some((other, tie)) = tie(who) else {
        return own;
    };
    let other = alone(other);
    match tie {
        Tie::Couple => Person {
            surname: other.surname,
            // Nobody could tell a couple of one given name apart.
            given: if own.given == other.given {
                (own.given + 1) % given_count()
            } else {
                own.given
            },
            home: other.home,
            telephone: other.telephone,
            mail: other.mail,
            ..own
        },
        Tie::Twins => Person {
            surname: other.surname,
            home: other.home,
            telephone: other.telephone,
            birth: other.birth,
            ..own
        },
        Tie::Namesake => Person {
            surname: other.surname,
            given: other.given,
            ..own
        },
    }
}

/// To whom somebody is tied, who is never tied in turn.
pub(super) fn tie(who: Who) -> Option<(Who, Tie)> {
    let Who(number) = who;
    if number >= FIRST_DONOR {
        return (number % 40 == 1).then_some((Who(number - 1), Tie::Couple));
    }
    if !(FIRST_PARTICIPANT..10_000).contains(&number) {
        return None;
    }
    match number % 60 {
        7 => Some((Who(number - 1), Tie::Couple)),
        23 if number % 120 == 23 => Some((Who(number - 1), Tie::Twins)),
        41 if number % 120 == 41 => Some((Who(number - 3), Tie::Namesake)),
        _ => None,
    }
}

fn alone(Who(number): Who) -> Person {
    // Below the donors no two share a name by chance: the step is prime to the number of names.
    let name = if number < FIRST_DONOR {
        number.wrapping_mul(1_000_003) % (SURNAMES * GIVENS)
    } else {
        draw(Stream::Name, number) % (SURNAMES * GIVENS)
    };
    Person {
        surname: place(SURNAMES as usize, name / GIVENS),
        given: place(GIVENS as usize, name % GIVENS),
        home: home(number, 0),
        telephone: below(number.wrapping_mul(7_654_321), 100_000_000),
        mail: number,
        birth: birth(number),
    }
}

fn birth(number: u64) -> Date {
    let drawn = draw(Stream::Birth, number);
    let year = match number {
        FIRST_FARMER..30_000 => {
            let (index, of_year) = (number % 10_000 / 100, number % 100);
            let age = if of_year < 50 {
                22 + of_year % 11
            } else {
                of_year
            };
            2020 + index - age
        }
        _ => 1948 + below(drawn, 56),
    };
    date(year, 1 + below(drawn >> 8, 12), 1 + below(drawn >> 16, 28))
}

/// A day that exists in every year; the year as a table's number.
pub(super) fn date(year: u64, month: u64, day: u64) -> Date {
    let small = |number: u64| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(1970);
    Date::new(year, small(month), small(day)).unwrap_or(Date::constant(1970, 1, 1))
}

/// Where somebody lives after so many moves.
fn home(number: u64, moves: u64) -> Home {
    let drawn = draw(Stream::Home, number.wrapping_add(moves << 48));
    let is_in_town = number < FIRST_DONOR && below(drawn >> 50, 3) == 0;
    let elsewhere = (
        place(PREFECTURES.len(), below(drawn, 256).min(drawn >> 8 & 255)),
        place(CITIES.len(), drawn >> 12),
    );
    Home {
        elsewhere: (!is_in_town).then_some(elsewhere),
        town: place(TOWNS.len(), drawn >> 18),
        block: (
            1 + below(drawn >> 24, 6),
            1 + below(drawn >> 30, 28),
            1 + below(drawn >> 38, 40),
        ),
        building: place(BUILDINGS.len(), drawn >> 46),
    }
}

impl Person {
    /// The person as a register meets them that spells them so.
    pub(super) fn moved(self, Who(number): Who) -> Self {
        Self {
            home: home(number, 1),
            ..self
        }
    }

    pub(super) fn name(&self, spelling: Spelling) -> String {
        let (surname, given) = (surname(self.surname), given(self.given));
        let written = |pair: [&'static Syllable; 2]| match spelling {
            Spelling::Variant => pair[0].variant.to_owned() + pair[1].variant,
            Spelling::Usual | Spelling::OtherMail | Spelling::Moved => {
                pair[0].usual.to_owned() + pair[1].usual
            }
        };
        format!("{}　{}", written(surname), written(given))
    }

    pub(super) fn kana(&self) -> String {
        let [a, b] = surname(self.surname);
        let [c, d] = given(self.given);
        format!("{}{}　{}{}", a.kana, b.kana, c.kana, d.kana)
    }

    pub(super) fn hiragana(&self) -> String {
        self.kana().chars().map(to_hiragana).collect()
    }

    pub(super) fn telephone(&self) -> String {
        let (first, last) = (self.telephone / 10_000, self.telephone % 10_000);
        format!("000-{first:04}-{last:04}")
    }

    pub(super) fn mail(&self, spelling: Spelling) -> String {
        let host = pick(MAIL_HOSTS, self.mail);
        match spelling {
            Spelling::OtherMail => format!("work{:07}@{host}", self.mail),
            Spelling::Usual | Spelling::Variant | Spelling::Moved => {
                format!("p{:07}@{host}", self.mail)
            }
        }
    }
}

impl Home {
    pub(super) fn prefecture(&self) -> &'static str {
        self.elsewhere
            .map_or(HOME_PREFECTURE, |(prefecture, _)| PREFECTURES[prefecture])
    }

    pub(super) fn city(&self) -> &'static str {
        self.elsewhere.map_or(HOME_CITY, |(_, city)| CITIES[city])
    }

    /// 000-, then city and town.
    pub(super) fn postcode(&self) -> String {
        format!("000-{:04}", self.postcode_number())
    }

    pub(super) fn postcode_number(&self) -> usize {
        let city = self
            .elsewhere
            .map_or(0, |(prefecture, city)| 1 + prefecture * CITIES.len() + city);
        city * TOWNS.len() + self.town
    }

    pub(super) fn street(&self) -> String {
        let (chome, ban, go) = self.block;
        format!("{}{chome}丁目{ban}番{go}号", TOWNS[self.town])
    }

    pub(super) fn address(&self) -> String {
        let building = BUILDINGS[self.building];
        let gap = if building.is_empty() { "" } else { "　" };
        let (prefecture, city) = (self.prefecture(), self.city());
        format!("{prefecture}{city}{}{gap}{building}", self.street())
    }
}

/// The two syllables of a surname.
pub(super) fn surname(index: usize) -> [&'static Syllable; 2] {
    [
        &SURNAME_BEGINNINGS[index / SURNAME_ENDINGS.len()],
        &SURNAME_ENDINGS[index % SURNAME_ENDINGS.len()],
    ]
}

/// The two syllables of a given name.
pub(super) fn given(index: usize) -> [&'static Syllable; 2] {
    [
        &GIVEN_BEGINNINGS[index / GIVEN_ENDINGS.len()],
        &GIVEN_ENDINGS[index % GIVEN_ENDINGS.len()],
    ]
}

pub(super) fn surname_count() -> usize {
    SURNAMES as usize
}

pub(super) fn given_count() -> usize {
    GIVENS as usize
}

fn to_hiragana(katakana: char) -> char {
    match katakana {
        'ァ'..='ヶ' => char::from_u32(katakana as u32 - 0x60).unwrap_or(katakana),
        other => other,
    }
}
