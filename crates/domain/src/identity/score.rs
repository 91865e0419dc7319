//! The weights of agreement, after Fellegi and Sunter: a level that is m times as frequent among
//! records of one party as u times among records of two is worth log2(m/u) bits. Fields that say
//! the same thing twice (a name and its reading; address, telephone and mail of one household) are
//! not added up, because a family would then be one person. Scores are whole hundredths of a bit.

use std::fmt;

use crate::party::PartyType;

use super::agreement::{Agreement, Field, Level};

/// 「照合点」 how much speaks for one party, in hundredths of a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub i32);

impl fmt::Display for Score {
    /// Prints `28.35`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (bits, hundredths) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        write!(f, "{sign}{bits}.{hundredths:02}")
    }
}

/// The two bounds between which a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// From here on a pair goes to the queue.
    pub lower: Score,
    /// From here on a pair may be one party without being asked.
    pub upper: Score,
}

/// Of persons. Among 600,000 known ones somebody agrees in 19 bits by chance, and a name with
/// nothing else is worth less than 17; one name in one house is worth 29.
pub const PERSON_THRESHOLDS: Thresholds = Thresholds {
    lower: Score(1_700),
    upper: Score(2_800),
};

/// Of organisations, of which there are some thousands and seldom two of one name: a name alone
/// goes to the queue.
pub const ORGANIZATION_THRESHOLDS: Thresholds = Thresholds {
    lower: Score(1_000),
    upper: Score(2_600),
};

/// How frequent a level is: in `matches` of 10,000 pairs of records of one party, and in one of
/// `chance` pairs of records of two. The figures are estimates of ours from how names, birthdays
/// and numbers are spread in Japan; the tests on seeded truth hold them to what they must do.
struct Frequency {
    matches: u64,
    chance: u64,
}

/// The weights of one type of party.
struct Weights {
    name_agrees: Frequency,
    kana_agrees: Frequency,
    given_agrees: Frequency,
    name_near: Frequency,
    birth_agrees: Frequency,
    birth_near: Frequency,
    address_agrees: Frequency,
    telephone_agrees: Frequency,
    mail_agrees: Frequency,
    town_agrees: Frequency,
}

/// A name in kanji is had by one in 20,000; readings are fewer. A birthday is one of 70 years.
/// Among a city's own people one in 500 lives in the same town.
const PERSON: Weights = Weights {
    name_agrees: frequency(9_000, 20_000),
    kana_agrees: frequency(9_200, 8_000),
    given_agrees: frequency(400, 250),
    name_near: frequency(300, 600),
    birth_agrees: frequency(9_700, 25_000),
    birth_near: frequency(200, 500),
    address_agrees: frequency(7_800, 40_000),
    telephone_agrees: frequency(7_500, 150_000),
    mail_agrees: frequency(7_000, 300_000),
    town_agrees: frequency(400, 500),
};

/// Offices share buildings and switchboards.
const ORGANIZATION: Weights = Weights {
    name_agrees: frequency(8_500, 20_000),
    kana_agrees: frequency(8_500, 8_000),
    given_agrees: frequency(1, 10_000),
    name_near: frequency(800, 400),
    birth_agrees: frequency(1, 10_000),
    birth_near: frequency(1, 10_000),
    address_agrees: frequency(8_000, 8_000),
    telephone_agrees: frequency(7_500, 40_000),
    mail_agrees: frequency(5_000, 40_000),
    town_agrees: frequency(800, 200),
};

/// What a level is worth that is found in so many of 10,000 pairs of one party, and in nearly all
/// pairs of two.
const NAME_DISAGREES: i32 = centibits(50, 9_900);
const BIRTH_DISAGREES: i32 = centibits(100, 9_980);
const ADDRESS_DISAGREES: i32 = centibits(1_800, 9_900);
const TELEPHONE_DISAGREES: i32 = centibits(2_500, 9_999);
const MAIL_DISAGREES: i32 = centibits(3_000, 9_999);

/// A reading that agrees beside a name that does: among namesakes in kanji most are read alike.
const READING_CONFIRMS: i32 = centibits(9_800, 6_000);
/// One of name and reading agrees, and the other does not.
const READING_CONTRADICTS: i32 = centibits(300, 4_000);
/// What each further contact of the same household adds, and each that is another takes.
const FURTHER_CONTACT: i32 = 150;
const OTHER_CONTACT: i32 = 100;
/// Somebody may move and take new numbers: all contacts together speak against no more than this.
const ALL_CONTACTS_DIFFER: i32 = -400;

/// 「照合点の内訳」 what the fields that say the same thing add together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScoreParts {
    /// The name and its reading.
    pub name: Score,
    /// The birthday.
    pub birth: Score,
    /// Address, telephone and mail.
    pub contact: Score,
}

impl Score {
    /// How much speaks for one party: the name, the birthday and the best of the contacts.
    #[must_use]
    pub fn of(agreement: &Agreement, party_type: PartyType) -> Self {
        let parts = ScoreParts::of(agreement, party_type);
        Self(parts.name.0 + parts.birth.0 + parts.contact.0)
    }
}

impl ScoreParts {
    /// What each part adds, or takes.
    #[must_use]
    pub fn of(agreement: &Agreement, party_type: PartyType) -> Self {
        let weights = weights(party_type);
        let birth = match agreement.level(Field::Birth) {
            Level::Agree => weights.birth_agrees.weight(),
            Level::Near => weights.birth_near.weight(),
            Level::Disagree => BIRTH_DISAGREES,
            Level::Missing => 0,
        };
        Self {
            name: Score(name_score(agreement, weights)),
            birth: Score(birth),
            contact: Score(contact_score(agreement, weights)),
        }
    }
}

/// The thresholds of a type of party.
#[must_use]
pub fn thresholds(party_type: PartyType) -> Thresholds {
    match party_type {
        PartyType::Organization => ORGANIZATION_THRESHOLDS,
        PartyType::Person | PartyType::Household | PartyType::Anonymous | PartyType::Aggregate => {
            PERSON_THRESHOLDS
        }
    }
}

fn weights(party_type: PartyType) -> &'static Weights {
    match party_type {
        PartyType::Organization => &ORGANIZATION,
        PartyType::Person | PartyType::Household | PartyType::Anonymous | PartyType::Aggregate => {
            &PERSON
        }
    }
}

fn name_score(agreement: &Agreement, weights: &Weights) -> i32 {
    let (name, kana) = (agreement.level(Field::Name), agreement.level(Field::Kana));
    match (name, kana) {
        (Level::Agree, Level::Agree) => weights.name_agrees.weight() + READING_CONFIRMS,
        (Level::Agree, Level::Disagree) => weights.name_agrees.weight() + READING_CONTRADICTS,
        (Level::Agree, Level::Near | Level::Missing) => weights.name_agrees.weight(),
        (Level::Disagree, Level::Agree) => weights.kana_agrees.weight() + READING_CONTRADICTS,
        (Level::Near | Level::Missing, Level::Agree) => weights.kana_agrees.weight(),
        (Level::Missing, Level::Missing) => 0,
        (Level::Near, _) | (_, Level::Near) => weights.name_near.weight(),
        _ if matches!(agreement.level(Field::Given), Level::Agree | Level::Near) => {
            weights.given_agrees.weight()
        }
        (Level::Disagree, _) | (_, Level::Disagree) => NAME_DISAGREES,
    }
}

fn contact_score(agreement: &Agreement, weights: &Weights) -> i32 {
    let contacts = [
        (Field::Address, &weights.address_agrees, ADDRESS_DISAGREES),
        (
            Field::Telephone,
            &weights.telephone_agrees,
            TELEPHONE_DISAGREES,
        ),
        (Field::Mail, &weights.mail_agrees, MAIL_DISAGREES),
    ];
    let (mut best, mut agreeing, mut differing, mut against) = (0, 0, 0, 0);
    for (field, agrees, disagrees) in contacts {
        match agreement.level(field) {
            Level::Agree => {
                best = best.max(agrees.weight());
                agreeing += 1;
            }
            Level::Disagree => {
                differing += 1;
                against += disagrees;
            }
            Level::Near | Level::Missing => {}
        }
    }
    let in_town =
        agreement.level(Field::Address) == Level::Near || agreement.agrees(Field::Postcode);
    if agreeing > 0 {
        best + FURTHER_CONTACT * (agreeing - 1) - OTHER_CONTACT * differing
    } else if in_town {
        weights.town_agrees.weight() + against.max(ALL_CONTACTS_DIFFER)
    } else {
        against.max(ALL_CONTACTS_DIFFER)
    }
}

impl Frequency {
    const fn weight(&self) -> i32 {
        centibits(self.matches * self.chance, 10_000)
    }
}

const fn frequency(matches: u64, chance: u64) -> Frequency {
    Frequency { matches, chance }
}

/// log2(m/u) in hundredths, in whole numbers: the same on every machine. The fraction comes digit
/// by binary digit from squaring what lies between 1 and 2.
const fn centibits(m: u64, u: u64) -> i32 {
    const ONE: u128 = 1 << 32;
    let mut mantissa = ((m as u128) << 32) / (u as u128);
    let mut whole = 0;
    while mantissa >= 2 * ONE {
        mantissa /= 2;
        whole += 1;
    }
    while mantissa < ONE {
        mantissa *= 2;
        whole -= 1;
    }
    let mut fraction = 0;
    let mut digit = 0;
    while digit < 12 {
        mantissa = mantissa * mantissa / ONE;
        fraction *= 2;
        if mantissa >= 2 * ONE {
            mantissa /= 2;
            fraction += 1;
        }
        digit += 1;
    }
    whole * 100 + (fraction * 100 + 2_048) / 4_096
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_logarithms() {
        for (m, u, hundredths) in [
            (1, 1, 0),
            (8, 1, 300),
            (1, 4, -200),
            (3, 1, 158),
            (10, 7, 51),
        ] {
            assert_eq!(centibits(m, u), hundredths, "{m}/{u}");
        }
        assert_eq!(Score(-1_205).to_string(), "-12.05");
    }

    #[test]
    fn scores_rank_what_is_known_of_a_person() {
        let score = |levels: &[(Field, Level)]| {
            let mut agreement = Agreement::default();
            for (field, level) in levels {
                agreement.set(*field, *level);
            }
            Score::of(&agreement, PartyType::Person)
        };
        let name = [(Field::Name, Level::Agree), (Field::Kana, Level::Agree)];
        let with = |more: &[(Field, Level)]| score(&[&name[..], more].concat());
        let Thresholds { lower, upper } = PERSON_THRESHOLDS;
        assert!(with(&[]) < lower, "a name alone is nothing");
        assert!(with(&[(Field::Address, Level::Agree)]) >= upper);
        assert!(with(&[(Field::Birth, Level::Agree)]) >= upper);
        let moved = with(&[
            (Field::Birth, Level::Agree),
            (Field::Address, Level::Disagree),
        ]);
        assert!(moved >= lower);
        let neighbour = with(&[(Field::Address, Level::Near)]);
        assert!((lower..upper).contains(&neighbour));
        let household = [
            (Field::Kana, Level::Disagree),
            (Field::Address, Level::Agree),
            (Field::Telephone, Level::Agree),
            (Field::Mail, Level::Agree),
        ];
        assert!(score(&household) < lower, "a couple is not asked about");
        let twins = [&household[..], &[(Field::Birth, Level::Agree)]].concat();
        assert!(score(&twins) >= lower);
    }
}
