//! What becomes a key, and what does not.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use jiff::civil::date;

use super::*;
use crate::party::Identifier;
use crate::words::ClosedSet;

pub(in crate::identity) struct Secret(pub u64);

impl KeyedHasher for Secret {
    fn hash(&self, kind: &str, text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0, kind, text).hash(&mut hasher);
        hasher.finish()
    }
}

/// A person from `key=value` pairs, so that a test's case stands on one line.
pub(in crate::identity) fn draft(party_type: PartyType, described: &str) -> PartyDraft {
    let mut draft = PartyDraft {
        party_type,
        identifiers: Vec::new(),
        profile: Profile::default(),
    };
    for part in described.split(';').filter(|part| !part.trim().is_empty()) {
        let (field, value) = part.trim().split_once('=').expect("field=value");
        let value = value.to_owned();
        let profile = &mut draft.profile;
        match field {
            "name" => profile.name = value,
            "kana" => profile.kana = value,
            "birth" => profile.birth = Some(value.parse().expect("a date")),
            "post" => profile.postcode = value,
            "address" => profile.address = value,
            "tel" => profile.telephone = value,
            "mail" => profile.mail = value,
            scheme => draft.identifiers.push(Identifier::new(scheme, value)),
        }
    }
    draft
}

pub(in crate::identity) fn person(described: &str) -> Keys {
    Keymaker::new(Secret(7)).keys(&draft(PartyType::Person, described))
}

pub(in crate::identity) fn company(described: &str) -> Keys {
    Keymaker::new(Secret(7)).keys(&draft(PartyType::Organization, described))
}

#[test]
fn what_reads_the_same_has_the_same_keys() {
    for (one, other) in [
        (
            "name=髙橋 花子;kana=ﾀｶﾊｼ ﾊﾅｺ",
            "name=高橋　花子;kana=たかはし　はなこ",
        ),
        (
            "tel=054-000-1234;mail=A@Example.jp",
            "tel=０５４０００１２３４;mail=a@example.jp",
        ),
        (
            "address=焼津市本町2-16-32;post=4250000",
            "address=静岡県焼津市本町２丁目１６番３２号;post=〒425-0000",
        ),
        ("member:会=0012", "member:会= ００12"),
        ("name=タカハシ ハナコ", "name=ﾀｶﾊｼ ﾊﾅｺ;kana=タカハシ ハナコ"),
    ] {
        assert_eq!(person(one), person(other), "{one}");
        assert!(!person(one).is_empty(), "{one}");
    }
}

#[test]
fn a_reading_that_stands_for_the_name_is_compared_as_a_reading() {
    let keys = person("name=タカハシ ハナコ");
    assert_eq!(keys.get(KeyKind::Name), None);
    assert!(keys.get(KeyKind::Kana).is_some() && keys.get(KeyKind::GivenKana).is_some());
}

#[test]
fn what_is_destroyed_or_wrong_is_no_key() {
    for described in [
        "name=〓野 太郎",
        "kana=?",
        "birth=1900-01-01",
        "post=000",
        "tel=110",
        "mail=なし",
        "corporate_number=1234567890123",
        "address=不",
    ] {
        assert!(person(described).is_empty(), "{described}");
    }
    let draft = draft(PartyType::Anonymous, "name=架空 花子");
    assert!(Keymaker::new(Secret(1)).keys(&draft).is_empty());
}

#[test]
fn another_secret_makes_other_keys() {
    let draft = draft(
        PartyType::Person,
        "name=架空 花子;birth=1980-05-06;tel=054-000-1234",
    );
    let (one, other) = (
        Keymaker::new(Secret(1)).keys(&draft),
        Keymaker::new(Secret(2)).keys(&draft),
    );
    for kind in KeyKind::ALL {
        assert!(
            one.get(*kind).is_none() || one.get(*kind) != other.get(*kind),
            "{kind:?}"
        );
    }
}

#[test]
fn keys_come_back_from_where_they_were_kept() {
    let keys = person("name=架空 花子;kana=カクウ ハナコ;birth=1980-05-06;member:会=1;portal:甲=2");
    let kept = KeyKind::ALL.iter().filter_map(|kind| {
        let kept = keys.get(*kind)?.to_integer();
        Some((*kind, Key::from_integer(kept)?))
    });
    let again = Keys::from_kept(keys.party_type, kept, keys.identifiers().iter().copied());
    assert_eq!(again, keys);
}

#[test]
fn a_slip_keeps_a_name_alike() {
    let shape = |kana: &str| {
        person(&format!("kana={kana}"))
            .get(KeyKind::KanaShape)
            .unwrap()
    };
    for (one, other, is_slip) in [
        ("ヤマダハナコ", "ヤマダハナコ", true),
        ("ヤマダハナコ", "ヤマダハマコ", true),
        ("ヤマダハナコ", "ヤマダハコナ", true),
        ("ヤマダハナコ", "ヤマダナコ", true),
        ("ヤマダハナコ", "ヤマダハナココ", true),
        ("ヤマダハナコ", "マダハナコ", true),
        ("ヤマダハナコ", "ヤマダタロウ", false),
        ("ヤマダハナコ", "スズキイチロウ", false),
        ("アイウエオカキクケコ", "アイウエオカキクケサ", true),
        ("アイ", "アウ", false),
    ] {
        assert_eq!(
            is_one_slip(shape(one), shape(other)),
            is_slip,
            "{one} {other}"
        );
        assert_eq!(
            is_one_slip(shape(other), shape(one)),
            is_slip,
            "{other} {one}"
        );
    }
    let [one, other] = [date(1980, 5, 6), date(1980, 6, 5)]
        .map(|day| person(&format!("birth={day}")).get(KeyKind::Birth).unwrap());
    assert_eq!(birth_parts(one)[1], birth_parts(other)[2]);
}
