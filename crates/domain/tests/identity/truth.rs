//! A seeded town whose people are known: who is described twice in two registers, and how clerks,
//! marriages and moves change what is written. Names are put together from syllables and come from
//! no data.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use enishi_domain::identity::keys::KeyedHasher;
use enishi_domain::party::{Identifier, PartyType, Profile};
use enishi_domain::register::PartyDraft;
use jiff::civil::{Date, date};

use words::{
    FAMILY_FIRST, FAMILY_SECOND, GIVEN_FIRST, GIVEN_SECOND, GIVEN_TWINNED, TOWNS, TRADES, VARIANTS,
};

// The benchmark takes this file by its path, and then its modules stand beside it.
#[path = "words.rs"]
mod words;

/// The number of a person or a company that is the truth behind a description.
pub type Who = usize;

/// What is known, and the rows of a new file, each with the truth.
pub struct Town {
    pub known: Vec<(Who, PartyDraft)>,
    pub new: Vec<(Who, PartyDraft)>,
}

/// A hasher with a secret that is none.
pub struct Secret;

impl KeyedHasher for Secret {
    fn hash(&self, kind: &str, text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        ("secret", kind, text).hash(&mut hasher);
        hasher.finish()
    }
}

/// Random numbers that are the same on every machine (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ bits >> 31) % sides as u64).expect("less than the sides")
    }

    /// In so many of a hundred cases.
    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    /// The first ones more often than the last, as names are.
    fn pick_skewed<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.roll(of.len()).min(self.roll(of.len()));
        &of[at]
    }
}

#[derive(Clone)]
struct Person {
    family: (String, String),
    given: (String, String),
    birth: Date,
    city: usize,
    town: usize,
    numbers: (usize, usize, usize),
    telephone: usize,
    mail: usize,
}

/// What a register writes of a person.
#[derive(Clone, Copy)]
enum Register {
    /// No birthday; the mail not always.
    Donors,
    /// The reading, mail and telephone, sometimes the name.
    Event,
    /// Everything but the mail.
    Members,
}

/// A town of so many people, about half of whom come again in the new file, where as many are new.
pub fn town(seed: u64, people: usize) -> Town {
    let mut dice = Dice(seed);
    let mut persons = Vec::new();
    while persons.len() < people {
        add_household(&mut dice, &mut persons);
    }
    let mut town = Town {
        known: Vec::new(),
        new: Vec::new(),
    };
    for (who, person) in persons.iter().enumerate() {
        let register = *dice.pick(&[Register::Donors, Register::Event, Register::Members]);
        let is_known = dice.chance(70);
        if is_known {
            town.known
                .push((who, described(person, register, &mut dice)));
        }
        for _ in 0..dice.roll(3) {
            let later = grown(person, &mut dice);
            let register = *dice.pick(&[Register::Donors, Register::Event, Register::Members]);
            town.new.push((who, described(&later, register, &mut dice)));
        }
    }
    add_companies(&mut dice, persons.len(), people / 20, &mut town);
    town
}

/// One person, a couple that shares a mail address, twins, or a father and a son who are read
/// alike.
fn add_household(dice: &mut Dice, persons: &mut Vec<Person>) {
    let first = any_person(dice);
    let other = |dice: &mut Dice| Person {
        given: any_given(dice),
        birth: any_birth(dice),
        mail: dice.roll(1 << 40),
        ..first.clone()
    };
    match dice.roll(10) {
        0..=1 => {
            let mut second = other(dice);
            second.mail = first.mail;
            if second.given.1 != first.given.1 {
                persons.push(second);
            }
        }
        2 => {
            let mut twin = other(dice);
            twin.birth = first.birth;
            twin.mail = first.mail;
            // Many twins sound nearly alike.
            if dice.chance(50) {
                let (kanji, kana) = *dice.pick(GIVEN_SECOND);
                let head = first
                    .given
                    .0
                    .chars()
                    .next()
                    .map(String::from)
                    .unwrap_or_default();
                let reading = GIVEN_FIRST.iter().find(|word| word.0 == head);
                let reading = reading.map_or("", |word| word.1);
                twin.given = (head + kanji, reading.to_owned() + kana);
            }
            if twin.given != first.given && twin.given.1 != first.given.1 {
                persons.push(twin);
            }
        }
        3 => {
            let mut son = other(dice);
            let twinned = GIVEN_TWINNED
                .iter()
                .find(|(kanji, _)| first.given.0.starts_with(kanji));
            if let Some((kanji, another)) = twinned {
                son.given = (
                    first.given.0.replacen(kanji, another, 1),
                    first.given.1.clone(),
                );
                persons.push(son);
            }
        }
        _ => {}
    }
    persons.push(first);
}

fn any_person(dice: &mut Dice) -> Person {
    let (first, second) = (
        dice.pick_skewed(FAMILY_FIRST),
        dice.pick_skewed(FAMILY_SECOND),
    );
    Person {
        family: (
            format!("{}{}", first.0, second.0),
            format!("{}{}", first.1, second.1),
        ),
        given: any_given(dice),
        birth: any_birth(dice),
        city: dice.roll(200),
        town: dice.roll(TOWNS.len()),
        numbers: (1 + dice.roll(8), 1 + dice.roll(40), 1 + dice.roll(60)),
        telephone: dice.roll(900_000_000),
        mail: dice.roll(1 << 40),
    }
}

fn any_given(dice: &mut Dice) -> (String, String) {
    let (first, second) = (
        dice.pick_skewed(GIVEN_FIRST),
        dice.pick_skewed(GIVEN_SECOND),
    );
    (
        format!("{}{}", first.0, second.0),
        format!("{}{}", first.1, second.1),
    )
}

fn any_birth(dice: &mut Dice) -> Date {
    let day = |dice: &mut Dice, of: usize| i8::try_from(1 + dice.roll(of)).expect("a small number");
    let year = i16::try_from(1940 + dice.roll(70)).expect("a year");
    date(year, day(dice, 12), day(dice, 28))
}

/// The person some years on: moved, married, with another telephone or mail; seldom all of it.
fn grown(person: &Person, dice: &mut Dice) -> Person {
    let mut later = person.clone();
    match dice.roll(100) {
        0..=7 => {
            let moved = any_person(dice);
            (later.city, later.town, later.numbers) = (moved.city, moved.town, moved.numbers);
        }
        8..=10 => later.family = any_person(dice).family,
        11..=14 => later.telephone = dice.roll(900_000_000),
        15..=18 => later.mail = dice.roll(1 << 40),
        _ => {}
    }
    later
}

fn described(person: &Person, register: Register, dice: &mut Dice) -> PartyDraft {
    let (family, given) = (&person.family, &person.given);
    let gap = *dice.pick(&["", " ", "　"]);
    let name = with_variants(&format!("{}{gap}{}", family.0, given.0), dice);
    let kana = misread(&format!("{}{gap}{}", family.1, given.1), dice);
    let kana = other_kana(&kana, dice);
    let mail = format!("m{}@example.jp", person.mail);
    let mail = if dice.chance(20) {
        mail.to_uppercase()
    } else {
        mail
    };
    let home = address(person, dice);
    let empty = Profile::default();
    let telephone = telephone(person.telephone, dice);
    let profile = match register {
        Register::Donors => Profile {
            name: if dice.chance(1) {
                "〓".to_owned() + &name
            } else {
                name
            },
            kana,
            postcode: postcode(person, dice),
            address: home,
            telephone,
            mail: if dice.chance(70) { mail } else { String::new() },
            ..empty
        },
        Register::Event => Profile {
            name: if dice.chance(50) { name } else { kana.clone() },
            kana,
            telephone,
            mail,
            ..empty
        },
        Register::Members => Profile {
            name,
            kana,
            birth: Some(if dice.chance(2) {
                misdated(person.birth)
            } else {
                person.birth
            }),
            postcode: postcode(person, dice),
            address: home,
            telephone,
            ..empty
        },
    };
    PartyDraft {
        party_type: PartyType::Person,
        identifiers: vec![Identifier::new("portal:甲", dice.roll(1 << 60).to_string())],
        profile,
    }
}

fn with_variants(name: &str, dice: &mut Dice) -> String {
    let old = dice.chance(30);
    let variant = |c: char| {
        VARIANTS
            .iter()
            .find(|(new, _)| *new == c)
            .map_or(c, |pair| pair.1)
    };
    name.chars()
        .map(|c| if old { variant(c) } else { c })
        .collect()
}

/// A kana left out, doubled or changed about, in two of a hundred.
fn misread(kana: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = kana.chars().collect();
    if dice.chance(2) {
        let at = 1 + dice.roll(letters.len() - 2);
        match dice.roll(3) {
            0 => letters.swap(at, at + 1),
            1 => letters[at] = 'ン',
            _ => letters.insert(at, 'ウ'),
        }
    }
    letters.into_iter().collect()
}

/// Hiragana, half width with marks of their own, ヅ for ズ.
fn other_kana(kana: &str, dice: &mut Dice) -> String {
    match dice.roll(4) {
        0 => kana
            .chars()
            .map(|c| match c {
                '\u{30a1}'..='\u{30f6}' => char::from_u32(c as u32 - 0x60).expect("hiragana"),
                other => other,
            })
            .collect(),
        1 => kana
            .replace('ダ', "ﾀﾞ")
            .replace('タ', "ﾀ")
            .replace('カ', "ｶ")
            .replace('イ', "ｲ"),
        2 => kana.replace('ヅ', "ズ").replace('ダ', "タ\u{3099}"),
        _ => kana.to_owned(),
    }
}

fn misdated(birth: Date) -> Date {
    date(birth.year(), birth.month(), birth.day() % 28 + 1)
}

fn address(person: &Person, dice: &mut Dice) -> String {
    let (a, b, c) = person.numbers;
    let town = TOWNS[person.town];
    let house = match dice.roll(5) {
        0 => format!("{a}丁目{b}番{c}号"),
        1 => format!("{a}丁目{b}番地の{c}"),
        2 => format!("{a}ー{b}ー{c}"),
        3 => format!("{a}-{b}-{c} コーポ架空{}", 100 + c),
        _ => format!("{a}-{b}-{c}"),
    };
    let prefecture = if dice.chance(50) { "静岡県" } else { "" };
    format!("{prefecture}架空{}市{town}{house}", person.city)
}

fn postcode(person: &Person, dice: &mut Dice) -> String {
    let code = format!("{:03}{:04}", 400 + person.city, 1000 + person.town);
    match dice.roll(2) {
        0 => format!("〒{}-{}", &code[..3], &code[3..]),
        _ => code,
    }
}

fn telephone(number: usize, dice: &mut Dice) -> String {
    let digits = format!("0{number:09}");
    match dice.roll(3) {
        0 => format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        1 => digits
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).expect("wide"))
            .collect(),
        _ => digits,
    }
}

/// Companies under three legal forms, two of one name in one house among them.
fn add_companies(dice: &mut Dice, first: Who, companies: usize, town: &mut Town) {
    for who in first..first + companies {
        let (name, trade) = (dice.pick(FAMILY_FIRST), dice.pick(TRADES));
        let second = dice.pick(FAMILY_SECOND);
        let name = format!("{}{}{}", name.0, second.0, trade.0);
        let person = any_person(dice);
        let forms = [["㈱", "(株)", "株式会社"], ["㈲", "（有）", "有限会社"]];
        let form: &[&'static str; 3] = dice.pick(&forms);
        town.known
            .push((who, company(&name, form[dice.roll(3)], &person, dice)));
        town.new
            .push((who, company(&name, form[dice.roll(3)], &person, dice)));
        if dice.chance(3) {
            let other = if form == &forms[0] { "㈲" } else { "㈱" };
            town.new
                .push((who + companies, company(&name, other, &person, dice)));
        }
    }
}

fn company(name: &str, form: &str, at: &Person, dice: &mut Dice) -> PartyDraft {
    let name = with_variants(name, dice);
    let name = match dice.roll(3) {
        0 => format!("{form}{name}"),
        1 => format!("{form}　{name}"),
        _ => format!("{name}{form}"),
    };
    PartyDraft {
        party_type: PartyType::Organization,
        identifiers: Vec::new(),
        profile: Profile {
            name,
            address: address(at, dice),
            telephone: if dice.chance(70) {
                telephone(at.telephone, dice)
            } else {
                String::new()
            },
            ..Profile::default()
        },
    }
}
