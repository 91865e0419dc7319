//! What two parties are compared by: keyed numbers of 64 bits, so that neither the index in memory
//! nor the tables of the store hold a name. Whoever knows the numbers and not the key learns
//! nothing but which of them are equal, and roughly how like two names are.

use std::num::NonZeroU64;

use jiff::civil::Date;

use crate::party::{PartyType, Profile};
use crate::register::PartyDraft;
use crate::text::{addresses, kana, names, numbers};

/// Turns a text into 64 bits that only the holder of a key can make: HMAC-SHA-256, cut. Whoever
/// calls may keep what was computed, as towns and postcodes come again and again.
pub trait KeyedHasher {
    /// The hash of a text that stands for one kind of thing, so that a telephone number that is
    /// written as a member's number has another hash.
    fn hash(&self, kind: &str, text: &str) -> u64;
}

/// 「照合キー」 one folded, keyed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(NonZeroU64);

impl Key {
    /// The key as a database keeps it, a signed integer that is never 0.
    #[must_use]
    pub fn to_integer(self) -> i64 {
        self.0.get().cast_signed()
    }

    /// The key that a database kept; none for 0.
    #[must_use]
    pub fn from_integer(kept: i64) -> Option<Self> {
        NonZeroU64::new(kept.cast_unsigned()).map(Self)
    }

    pub(crate) fn bits(self) -> u64 {
        self.0.get()
    }

    fn of_bits(bits: u64) -> Self {
        Self(NonZeroU64::new(bits).unwrap_or(NonZeroU64::MIN))
    }
}

/// 「照合キーの種類」 what a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// 氏名・名称, folded
    Name,
    /// The first letters of the name, some bits each, to find slips
    NameShape,
    /// 氏, where a blank divides the name
    FamilyName,
    /// 名
    GivenName,
    /// フリガナ, folded
    Kana,
    /// The first letters of the reading
    KanaShape,
    /// 氏 of the reading
    FamilyKana,
    /// 名 of the reading
    GivenKana,
    /// 生年月日, year, month and day beside each other
    Birth,
    /// 郵便番号
    Postcode,
    /// 市町村と町名
    Town,
    /// 町名と番地
    Address,
    /// 電話番号, its last nine digits
    Telephone,
    /// メール
    Mail,
    /// 法人番号
    CorporateNumber,
    /// 法人格
    LegalForm,
}

/// One number for all keys of a description: 128 bits over values that nobody without the secret
/// can choose, so that no two descriptions share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u64; 2]);

impl KeyKind {
    /// How many kinds there are.
    pub const COUNT: usize = Self::LegalForm as usize + 1;
}

/// 「照合キー一式」 everything that one party is compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keys {
    /// What the party is: only parties of one type are compared.
    pub party_type: PartyType,
    values: [Option<Key>; KeyKind::COUNT],
    /// Numbers that somebody gave, but for 法人番号; in ascending order.
    identifiers: Vec<Key>,
}

impl Keys {
    /// Keys of which nothing is known.
    #[must_use]
    pub fn empty(party_type: PartyType) -> Self {
        Self {
            party_type,
            values: [None; KeyKind::COUNT],
            identifiers: Vec::new(),
        }
    }

    /// Keys as a database kept them.
    #[must_use]
    pub fn from_kept(
        party_type: PartyType,
        values: impl IntoIterator<Item = (KeyKind, Key)>,
        identifiers: impl IntoIterator<Item = Key>,
    ) -> Self {
        let mut keys = Self::empty(party_type);
        for (kind, key) in values {
            keys.set(kind, Some(key));
        }
        keys.identifiers.extend(identifiers);
        keys.identifiers.sort_unstable();
        keys.identifiers.dedup();
        keys
    }

    /// The key of a kind.
    #[must_use]
    pub fn get(&self, kind: KeyKind) -> Option<Key> {
        self.values[kind as usize]
    }

    /// The keys of the numbers that somebody gave, in ascending order.
    #[must_use]
    pub fn identifiers(&self) -> &[Key] {
        &self.identifiers
    }

    /// How much is known: the number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.iter().flatten().count() + self.identifiers.len()
    }

    /// Whether nothing is known, so that nothing can match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both say the same of a party, but for the numbers it was given.
    pub(crate) fn describe_as(&self, other: &Self) -> bool {
        self.party_type == other.party_type && self.values == other.values
    }

    /// One number for all of it.
    pub(crate) fn digest(&self) -> u64 {
        let values = self.values.iter().map(|key| key.map_or(0, Key::bits));
        let all = values.chain(self.identifiers.iter().map(|key| key.bits()));
        all.fold(self.party_type as u64, |sum, bits| mixed(sum ^ bits))
    }

    /// Tells it from every other description.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let values = self.values.iter().map(|key| key.map_or(0, Key::bits));
        let all = values.chain(self.identifiers.iter().map(|key| key.bits()));
        let other = all.fold(!(self.party_type as u64), |sum, bits| {
            mixed(sum.rotate_left(29).wrapping_add(bits))
        });
        Fingerprint([other, self.digest()])
    }

    /// Adds the values that are there to a list, and gives the kinds they are of, a bit each; the
    /// numbers that somebody gave stand behind them.
    pub(crate) fn pack_into(&self, list: &mut Vec<u64>) -> u16 {
        let mut kinds = 0;
        for (kind, key) in self.values.iter().enumerate() {
            if let Some(key) = key {
                kinds |= 1 << kind;
                list.push(key.bits());
            }
        }
        list.extend(self.identifiers.iter().map(|key| key.bits()));
        kinds
    }

    /// The keys that were added to a list.
    pub(crate) fn unpack(party_type: PartyType, kinds: u16, list: &[u64]) -> Self {
        let mut keys = Self::empty(party_type);
        let mut list = list.iter().map(|bits| Key::of_bits(*bits));
        for (kind, key) in keys.values.iter_mut().enumerate() {
            if kinds & 1 << kind != 0 {
                *key = list.next();
            }
        }
        keys.identifiers.extend(list);
        keys
    }

    fn set(&mut self, kind: KeyKind, key: Option<Key>) {
        self.values[kind as usize] = key;
    }
}

/// Makes keys with one secret.
pub struct Keymaker<H> {
    hasher: H,
    /// For what has too few values or too many parts to be hashed one by one.
    seed: u64,
}

impl<H: KeyedHasher> Keymaker<H> {
    /// A maker of keys with a hasher that holds the secret.
    pub fn new(hasher: H) -> Self {
        let seed = hasher.hash("seed", "");
        Self { hasher, seed }
    }

    /// The keys of a party as one row describes it. What is destroyed, malformed or empty gives
    /// none.
    pub fn keys(&self, party: &PartyDraft) -> Keys {
        let mut keys = Keys::empty(party.party_type);
        let profile = &party.profile;
        match party.party_type {
            PartyType::Person | PartyType::Household => self.add_person(&mut keys, profile),
            PartyType::Organization => self.add_organization(&mut keys, profile),
            PartyType::Anonymous | PartyType::Aggregate => return keys,
        }
        self.add_contact(&mut keys, profile);
        for identifier in &party.identifiers {
            if identifier.scheme == crate::party::Identifier::CORPORATE_NUMBER {
                let number = numbers::corporate_number_key(&identifier.value);
                keys.set(KeyKind::CorporateNumber, self.hashed("corporate", number));
            } else if let Some(number) = numbers::number_key(&identifier.value) {
                let scheme = format!("number:{}", identifier.scheme);
                keys.identifiers.extend(self.hashed(&scheme, Some(number)));
            }
        }
        keys.identifiers.sort_unstable();
        keys.identifiers.dedup();
        keys
    }

    fn add_person(&self, keys: &mut Keys, profile: &Profile) {
        let name = names::person_name_key(&profile.name);
        let mut reading = (
            kana::kana_key(&profile.kana),
            kana::split_kana(&profile.kana),
        );
        // Sign-ups give the reading as the name: it is compared as what it is.
        let name = name.filter(|name| {
            let is_spelt = names::is_spelt(name);
            if !is_spelt && reading.0.is_none() {
                reading = (
                    kana::kana_key(&profile.name),
                    kana::split_kana(&profile.name),
                );
            }
            is_spelt
        });
        if name.is_some() {
            let split = names::split_name(&profile.name);
            self.set_split(keys, split, (KeyKind::FamilyName, KeyKind::GivenName));
        }
        let (kana, split) = reading;
        self.set_split(keys, split, (KeyKind::FamilyKana, KeyKind::GivenKana));
        self.set_written(keys, name, (KeyKind::Name, KeyKind::NameShape));
        self.set_written(keys, kana, (KeyKind::Kana, KeyKind::KanaShape));
        keys.set(
            KeyKind::Birth,
            profile.birth.and_then(|day| self.birth(day)),
        );
    }

    fn add_organization(&self, keys: &mut Keys, profile: &Profile) {
        let name = names::organization_name_key(&profile.name);
        let kana = kana::organization_kana_key(&profile.kana);
        self.set_written(keys, name, (KeyKind::Name, KeyKind::NameShape));
        self.set_written(keys, kana, (KeyKind::Kana, KeyKind::KanaShape));
        let form = names::legal_form(&profile.name).map(str::to_owned);
        keys.set(KeyKind::LegalForm, self.hashed("form", form));
    }

    fn add_contact(&self, keys: &mut Keys, profile: &Profile) {
        let postcode = numbers::postcode_key(&profile.postcode);
        keys.set(KeyKind::Postcode, self.hashed("postcode", postcode));
        let telephone = numbers::telephone_key(&profile.telephone);
        keys.set(KeyKind::Telephone, self.hashed("telephone", telephone));
        keys.set(
            KeyKind::Mail,
            self.hashed("mail", numbers::mail_key(&profile.mail)),
        );
        if let Some(address) = addresses::address_key(&profile.address) {
            let whole = address
                .numbers
                .map(|numbers| format!("{} {numbers}", address.town));
            keys.set(KeyKind::Address, self.hashed("address", whole));
            keys.set(KeyKind::Town, self.hashed("town", Some(address.town)));
        }
    }

    fn set_split(
        &self,
        keys: &mut Keys,
        split: Option<names::SplitName>,
        (family, given): (KeyKind, KeyKind),
    ) {
        if let Some(split) = split {
            keys.set(family, self.hashed("family", Some(split.family)));
            keys.set(given, self.hashed("given", Some(split.given)));
        }
    }

    fn set_written(
        &self,
        keys: &mut Keys,
        written: Option<String>,
        (whole, shape): (KeyKind, KeyKind),
    ) {
        keys.set(shape, written.as_deref().map(|text| self.shape(text)));
        keys.set(whole, self.hashed("written", written));
    }

    fn hashed(&self, kind: &str, text: Option<String>) -> Option<Key> {
        text.map(|text| Key::of_bits(self.hasher.hash(kind, &text)))
    }

    /// Six keyed bits for each of the first ten letters, in their order.
    fn shape(&self, text: &str) -> Key {
        let letter = |c: char| 1 + mixed(self.seed ^ u64::from(c)) % 63;
        let letters = text.chars().take(10).enumerate();
        Key::of_bits(letters.fold(0, |bits, (at, c)| bits | letter(c) << (6 * at)))
    }

    /// Twenty bits each of the keyed year, month and day, so that one slip can be told from another
    /// day. What spreadsheets show for 0 is no birthday.
    fn birth(&self, day: Date) -> Option<Key> {
        if day <= jiff::civil::date(1900, 1, 1) {
            return None;
        }
        let part = |number: i64| mixed(self.seed ^ mixed(number.cast_unsigned())) >> 44;
        let [year, month, day] = [day.year().into(), day.month().into(), day.day().into()];
        let bits = part(year) << 40 | part(month) << 20 | part(day);
        Some(Key::of_bits(bits | 1 << 63))
    }
}

/// Year, month and day of a birthday's key.
pub(crate) fn birth_parts(key: Key) -> [u64; 3] {
    let bits = key.bits();
    [40, 20, 0].map(|shift| bits >> shift & 0xf_ffff)
}

/// Whether one letter too many, too few, wrong or changed about with the next makes one name of the
/// other. Of two letters nothing would be left of the name.
pub(crate) fn is_one_slip(a: Key, b: Key) -> bool {
    let (a, b) = (a.bits(), b.bits());
    let (longer, shorter) = (letters(a).max(letters(b)), letters(a).min(letters(b)));
    if longer < 3 || longer - shorter > 1 {
        return false;
    }
    let before = (a ^ b).trailing_zeros() / 6;
    let rest_of_a = a.checked_shr(6 * before).unwrap_or(0);
    let rest_of_b = b.checked_shr(6 * before).unwrap_or(0);
    let (first_a, first_b) = (rest_of_a & 63, rest_of_b & 63);
    let (second_a, second_b) = (rest_of_a >> 6 & 63, rest_of_b >> 6 & 63);
    let is_changed_about = first_a == second_b && first_b == second_a;
    rest_of_a >> 6 == rest_of_b >> 6
        || rest_of_a >> 6 == rest_of_b
        || rest_of_a == rest_of_b >> 6
        || (is_changed_about && rest_of_a >> 12 == rest_of_b >> 12)
}

/// Whether two names end in the same two letters or more, as those of one given name do, and are
/// not too long to be seen whole.
pub(crate) fn ends_alike(a: Key, b: Key) -> bool {
    let (a, b) = (a.bits(), b.bits());
    let (long, other) = (letters(a), letters(b));
    let ending = |bits: u64, letters: u32| bits >> (6 * (letters - 2));
    (3..10).contains(&long) && (3..10).contains(&other) && ending(a, long) == ending(b, other)
}

fn letters(shape: u64) -> u32 {
    (64 - shape.leading_zeros()).div_ceil(6)
}

/// Spreads a number over 64 bits (the finaliser of MurmurHash3).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut bits = number ^ number >> 33;
    bits = bits.wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits ^= bits >> 33;
    bits = bits.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ bits >> 33
}

#[cfg(test)]
pub(in crate::identity) mod tests;
