//! Encoding to CP932 (windows-31j) without loss that nobody hears of. `encoding_rs` alone writes
//! `&#134071;` for 𠮷, which a reader takes for text; here it becomes 〓 and is reported.

use encoding_rs::SHIFT_JIS;

use crate::formats::Rendered;

/// 「げた記号」 stands where a character has no code, as printers set it.
const GETA: char = '〓';

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
}

/// Encodes records of fields that are already quoted.
pub(crate) fn encode_table(records: impl Iterator<Item = Vec<String>>) -> Rendered {
    let mut rendered = Rendered {
        bytes: Vec::new(),
        substitutions: Vec::new(),
    };
    for (row, record) in (1..).zip(records) {
        for (column, field) in (1..).zip(&record) {
            if column > 1 {
                rendered.bytes.push(b',');
            }
            for character in field.chars() {
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
        rendered.bytes.extend_from_slice(b"\r\n");
    }
    rendered
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
    use super::*;

    fn encoded(text: &str) -> (String, Vec<(char, Option<char>)>) {
        let rendered = encode_table([vec![text.to_owned()]].into_iter());
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
        ] {
            assert_eq!(encoded(text), (written.to_owned(), vec![substitution]));
        }
    }

    #[test]
    fn a_substitution_says_where_it_stands() {
        let records = vec![
            vec!["a".to_owned(), "b".to_owned()],
            vec!["c".to_owned(), "𠮷".to_owned()],
        ];
        let rendered = encode_table(records.into_iter());
        assert_eq!(&rendered.bytes, b"a,b\r\nc,\x81\xac\r\n");
        let [substitution] = rendered.substitutions.as_slice() else {
            panic!("one substitution");
        };
        assert_eq!((substitution.row, substitution.column), (2, 2));
        assert!(substitution.is_loss());
    }
}
