//! Encoding to CP932 (windows-31j) without loss that nobody hears of. `encoding_rs` alone writes
//! `&#134071;` for 𠮷, which a reader takes for text; here it becomes 〓, or 吉 where the caller asks
//! for it, and is reported. Whoever wants neither writes UTF-8.

use encoding_rs::SHIFT_JIS;
use enishi_domain::text::names::variant;
use enishi_domain::text::voiced;

use crate::formats::Rendered;

/// 「げた記号」 stands where a character has no code, as printers set it.
const GETA: char = '〓';

/// 「外字の扱い」 what is written for a character that CP932 does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unencodable {
    /// 〓, so that everybody sees that a character is missing.
    #[default]
    Geta,
    /// The commoner character of the same name, 吉 for 𠮷; 〓 where there is none.
    Variant,
}

/// A character that was not written as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// What stands in the document.
    pub character: char,
    /// What was written: 〓 for what has no code, a look-alike, or nothing (variation selectors).
    pub replacement: Option<char>,
    /// The record, from 1 with the header.
    pub row: usize,
    /// The field, from 1.
    pub column: usize,
}

impl Substitution {
    /// Whether the character itself was lost, and not only its form.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.replacement == Some(GETA)
    }

    /// The commoner character of the same name that CP932 holds, for whoever is asked what to
    /// write.
    #[must_use]
    pub fn variant(&self) -> Option<char> {
        encodable_variant(self.character)
    }
}

/// Encodes a text as it stands. Substitutions give its line as the row and the character's place in
/// that line as the column.
#[must_use]
pub fn encode_text(text: &str) -> Rendered {
    let mut rendered = Rendered {
        bytes: Vec::with_capacity(text.len()),
        substitutions: Vec::new(),
    };
    for (row, line) in (1..).zip(text.split_inclusive('\n')) {
        for (column, character) in (1..).zip(line.chars()) {
            let replacement = encode(character, &mut rendered.bytes);
            if replacement != Some(character) {
                rendered.substitutions.push(Substitution {
                    character,
                    replacement,
                    row,
                    column,
                });
            }
        }
    }
    rendered
}

/// Encodes records of fields that are already quoted: comma between them, CRLF behind.
#[must_use]
pub fn encode_records(
    records: impl IntoIterator<Item = Vec<String>>,
    unencodable: Unencodable,
) -> Rendered {
    let mut rendered = Rendered {
        bytes: Vec::new(),
        substitutions: Vec::new(),
    };
    for (row, record) in (1..).zip(records) {
        for (column, field) in (1..).zip(&record) {
            if column > 1 {
                rendered.bytes.push(b',');
            }
            let mut report = |character, replacement| {
                rendered.substitutions.push(Substitution {
                    character,
                    replacement,
                    row,
                    column,
                });
            };
            encode_field(field, unencodable, &mut rendered.bytes, &mut report);
        }
        rendered.bytes.extend_from_slice(b"\r\n");
    }
    rendered
}

/// Writes a field and reports what was not written as it is.
fn encode_field(
    field: &str,
    unencodable: Unencodable,
    bytes: &mut Vec<u8>,
    report: &mut impl FnMut(char, Option<char>),
) {
    let mut characters = field.chars().peekable();
    while let Some(mut character) = characters.next() {
        while let Some(mark) = characters.next_if(|next| voiced(character, *next).is_some()) {
            character = voiced(character, mark).unwrap_or(character);
            report(mark, None);
        }
        let common = encodable_variant(character).filter(|_| unencodable == Unencodable::Variant);
        let replacement = match common {
            Some(common) => encode(common, bytes),
            None => encode(character, bytes),
        };
        if replacement != Some(character) {
            report(character, replacement);
        }
    }
}

/// The commoner character for one that has no code.
fn encodable_variant(character: char) -> Option<char> {
    let common = variant(character);
    let is_lost = |character| encode(character, &mut Vec::new()) == Some(GETA);
    (common != character && is_lost(character) && !is_lost(common)).then_some(common)
}

/// Writes one character and says as what.
fn encode(character: char, bytes: &mut Vec<u8>) -> Option<char> {
    if character.is_ascii() {
        bytes.push(character as u8);
        return Some(character);
    }
    let written = match character {
        // Variation selectors choose a glyph of the character before, and have no code.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return None,
        '〜' => '～',
        '‖' => '∥',
        '—' => '―',
        '−' => '－',
        '¢' => '￠',
        '£' => '￡',
        '¬' => '￢',
        // The WHATWG encoder would write these two as a backslash and a tilde.
        '¥' => '￥',
        '‾' => '￣',
        'ゔ' => 'ヴ',
        '\u{a0}' => ' ',
        other => other,
    };
    if let Some(pair) = private_use_pair(written) {
        bytes.extend_from_slice(&pair);
        return Some(written);
    }
    let mut buffer = [0; 4];
    let (encoded, _, unmappable) = SHIFT_JIS.encode(written.encode_utf8(&mut buffer));
    if unmappable {
        let (geta, _, _) = SHIFT_JIS.encode("〓");
        bytes.extend_from_slice(&geta);
        return Some(GETA);
    }
    bytes.extend_from_slice(&encoded);
    Some(written)
}

/// 「外字」 U+E000 to U+E757 are the user-defined rows F040 to F9FC, 188 a lead byte, as they were
/// decoded; WHATWG's encoder does not write them.
fn private_use_pair(character: char) -> Option<[u8; 2]> {
    let offset = (character as u32)
        .checked_sub(0xe000)
        .filter(|n| *n <= 0x757)?;
    let trail = offset % 188;
    let trail = if trail < 0x3f {
        trail + 0x40
    } else {
        trail + 0x41
    };
    Some([
        u8::try_from(0xf0 + offset / 188).ok()?,
        u8::try_from(trail).ok()?,
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(text: &str) -> (String, Vec<(char, Option<char>)>) {
        encoded_with(text, Unencodable::Geta)
    }

    fn encoded_with(text: &str, lost: Unencodable) -> (String, Vec<(char, Option<char>)>) {
        let rendered = encode_records([vec![text.to_owned()]], lost);
        let (decoded, _, broken) = SHIFT_JIS.decode(&rendered.bytes);
        assert!(!broken, "{text}");
        let substitutions = rendered.substitutions.iter();
        (
            decoded.trim_end().to_owned(),
            substitutions
                .map(|s| (s.character, s.replacement))
                .collect(),
        )
    }

    #[test]
    fn what_cp932_holds_is_written_as_it_is() {
        for text in [
            "髙﨑德",
            "①⑳㈱№",
            "～－∥―￥",
            "ヴ",
            "ｱｲｳ",
            "表ソ能",
            "\u{e000}\u{e757}",
            "a~\\",
        ] {
            assert_eq!(encoded(text), (text.to_owned(), vec![]));
        }
    }

    #[test]
    fn what_it_does_not_hold_is_replaced_and_reported() {
        for (text, written, substitution) in [
            ("𠮷", "〓", ('𠮷', Some('〓'))),
            ("𩸽", "〓", ('𩸽', Some('〓'))),
            ("葛\u{e0100}", "葛", ('\u{e0100}', None)),
            ("〜", "～", ('〜', Some('～'))),
            ("−", "－", ('−', Some('－'))),
            ("¥", "￥", ('¥', Some('￥'))),
            ("ゔ", "ヴ", ('ゔ', Some('ヴ'))),
            ("1\u{a0}2", "1 2", ('\u{a0}', Some(' '))),
            ("㉑", "〓", ('㉑', Some('〓'))),
            ("‖", "∥", ('‖', Some('∥'))),
            ("—", "―", ('—', Some('―'))),
            ("か\u{3099}", "が", ('\u{3099}', None)),
            ("ハ\u{309a}", "パ", ('\u{309a}', None)),
        ] {
            assert_eq!(encoded(text), (written.to_owned(), vec![substitution]));
        }
    }

    #[test]
    fn a_text_is_encoded_as_it_stands() {
        let rendered = encode_text("a,\"髙\"\r\n𠮷\n");
        assert_eq!(rendered.bytes, b"a,\"\xfb\xfc\"\r\n\x81\xac\n");
        let places: Vec<_> = rendered
            .substitutions
            .iter()
            .map(|s| (s.row, s.column))
            .collect();
        assert_eq!(places, [(2, 1)]);
    }

    #[test]
    fn names_come_back_with_a_list_of_what_changed() {
        let (text, substitutions) = encoded("髙﨑德𠮷葛\u{e0100}〜−①㈱");
        assert_eq!(text, "髙﨑德〓葛～－①㈱");
        assert!(!text.contains("&#"));
        let changed: Vec<char> = substitutions
            .iter()
            .map(|(character, _)| *character)
            .collect();
        assert_eq!(changed, ['𠮷', '\u{e0100}', '〜', '−']);
    }

    #[test]
    fn the_commoner_character_is_written_where_it_is_asked_for() {
        let lost = Unencodable::Variant;
        assert_eq!(
            encoded_with("𠮷野", lost),
            ("吉野".to_owned(), vec![('𠮷', Some('吉'))])
        );
        assert_eq!(
            encoded_with("𩸽", lost),
            ("〓".to_owned(), vec![('𩸽', Some('〓'))])
        );
        assert_eq!(encoded_with("髙邉", lost), ("髙邉".to_owned(), vec![]));
        let substitution = |character| Substitution {
            character,
            replacement: Some(GETA),
            row: 1,
            column: 1,
        };
        assert_eq!(substitution('𠮷').variant(), Some('吉'));
        assert_eq!(substitution('髙').variant(), None);
    }

    proptest! {
        #[test]
        fn no_number_of_a_character_gets_out(text in "[ -~]{0,4}\\PC{0,12}") {
            let (written, substitutions) = encoded(&text);
            prop_assert!(text.contains("&#") || !written.contains("&#"));
            if substitutions.is_empty() {
                prop_assert_eq!(written.as_str(), text.trim_end());
            }
        }
    }

    #[test]
    fn a_substitution_says_where_it_stands() {
        let records = vec![
            vec!["a".to_owned(), "b".to_owned()],
            vec!["c".to_owned(), "𠮷".to_owned()],
        ];
        let rendered = encode_records(records, Unencodable::Geta);
        assert_eq!(&rendered.bytes, b"a,b\r\nc,\x81\xac\r\n");
        let [substitution] = rendered.substitutions.as_slice() else {
            panic!("one substitution");
        };
        assert_eq!((substitution.row, substitution.column), (2, 2));
        assert!(substitution.is_loss());
    }
}
