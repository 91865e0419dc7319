//! The key of a reading: what sounds the same in two registers is one key, however its kana are
//! written. Not a reading of kanji.

use super::{fold_letters, is_destroyed, is_kanji, katakana, names};

/// The key of a person's フリガナ: katakana, ヂ as ジ, ヅ as ズ, ヴァ as バ, small as large, without
/// long vowels and blanks. A text with kanji is no reading and has no key.
#[must_use]
pub fn kana_key(kana: &str) -> Option<String> {
    if is_destroyed(kana) {
        return None;
    }
    let key = fold_reading(kana, &[]);
    (!key.is_empty() && !key.chars().any(is_kanji)).then_some(key)
}

/// The key of an organisation's フリガナ: カブシキガイシャ and its like left out.
#[must_use]
pub fn organization_kana_key(kana: &str) -> Option<String> {
    if is_destroyed(kana) {
        return None;
    }
    kana_key(&names::without_forms(&fold_reading(kana, &['(', ')'])))
}

/// Family and given name of a reading of two words.
#[must_use]
pub fn split_kana(kana: &str) -> Option<names::SplitName> {
    let mut words = kana.split_whitespace();
    let (family, given) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    Some(names::SplitName {
        family: kana_key(family)?,
        given: kana_key(given)?,
    })
}

/// Small katakana as large ones; all else as it is.
pub(super) fn large(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        other => other,
    }
}

fn fold_reading(kana: &str, also: &[char]) -> String {
    let letters: Vec<char> = fold_letters(kana, also).chars().map(katakana).collect();
    let mut key = String::new();
    let mut at = 0;
    while let Some(c) = letters.get(at) {
        let (sound, length) = match (c, letters.get(at + 1)) {
            ('ヴ', Some('ァ')) => ('バ', 2),
            ('ヴ', Some('ィ')) => ('ビ', 2),
            ('ヴ', Some('ェ')) => ('ベ', 2),
            ('ヴ', Some('ォ')) => ('ボ', 2),
            _ => (sound(*c), 1),
        };
        if sound != 'ー' {
            key.push(sound);
        }
        at += length;
    }
    key
}

/// Kana that sound alike.
fn sound(c: char) -> char {
    match c {
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヴ' => 'ブ',
        'ヷ' => 'バ',
        'ヸ' => 'ビ',
        'ヹ' => 'ベ',
        'ヺ' => 'ボ',
        'ヲ' => 'オ',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        other => large(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_sounds_the_same_is_one_key() {
        for (written, key) in [
            ("やまだ はなこ", "ヤマダハナコ"),
            ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダハナコ"),
            ("ヤマタ\u{3099}　ハナコ", "ヤマダハナコ"),
            ("ヤマタ゛ハナコ", "ヤマダハナコ"),
            ("ミヅキ", "ミズキ"),
            ("ヂュン", "ジユン"),
            ("エヴァ", "エバ"),
            ("ヴ", "ブ"),
            ("オーノ", "オノ"),
            ("シュンイチ", "シユンイチ"),
            ("ヰヲヱ", "イオエ"),
            ("オノ・マリ", "オノマリ"),
        ] {
            assert_eq!(kana_key(written).as_deref(), Some(key), "{written}");
        }
    }

    #[test]
    fn what_is_no_reading_has_no_key() {
        for written in ["", "　", "山田", "ヤマ?", "〓", "ー"] {
            assert_eq!(kana_key(written), None, "{written}");
        }
    }

    #[test]
    fn an_organisations_reading_loses_its_legal_form() {
        for written in [
            "カブシキガイシャ カクウスイサン",
            "カ）カクウスイサン",
            "カクウスイサン（カ",
        ] {
            let key = organization_kana_key(written);
            assert_eq!(key.as_deref(), Some("カクウスイサン"), "{written}");
        }
    }

    #[test]
    fn a_reading_of_two_words_is_split() {
        let split = split_kana("ヤマダ　ハナコ").expect("two words");
        assert_eq!(
            (split.family.as_str(), split.given.as_str()),
            ("ヤマダ", "ハナコ")
        );
        assert_eq!(split_kana("ヤマダハナコ"), None);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(kana in "[ぁ-んァ-ヺｦ-ﾟーヴァ ]{0,10}|\\PC{0,8}") {
            if let Some(key) = kana_key(&kana) {
                prop_assert_eq!(kana_key(&key), Some(key));
            }
            if let Some(key) = organization_kana_key(&kana) {
                prop_assert_eq!(organization_kana_key(&key), Some(key));
            }
        }
    }
}
