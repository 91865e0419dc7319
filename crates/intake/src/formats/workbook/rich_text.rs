//! The text of a string item: plain or in runs, without its furigana, escapes decoded.

use super::xml::{Token, Xml};
use crate::error::IntakeError;

/// Appends the text of the `si` or `is` that was opened last. Phonetic runs (ふりがな) are not text
/// of the cell: 焼津市 must not become 焼津市ヤイヅシ.
pub(super) fn read_into(
    text: &mut String,
    xml: &mut Xml<'_>,
    buffer: &mut Vec<u8>,
) -> Result<(), IntakeError> {
    let start = text.len();
    let outside = xml.depth() - 1;
    while xml.depth() > outside {
        if let Token::Open(tag) = xml.next(buffer)? {
            match tag.name() {
                "t" => xml.text_into(text, buffer)?,
                "rPh" | "rPr" | "phoneticPr" => xml.skip(buffer)?,
                _ => {}
            }
        }
    }
    decode_escapes(text, start);
    Ok(())
}

/// Decodes `_x000D_` escapes behind a position: what XML cannot say as a character. NUL and lone
/// surrogates, which a text cannot hold, stay escaped.
pub(super) fn decode_escapes(text: &mut String, start: usize) {
    if !text[start..].contains("_x") {
        return;
    }
    let encoded = text.split_off(start);
    let mut rest = encoded.as_str();
    while let Some(at) = rest.find("_x") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (decoded, length) = decoded_escape(rest).unwrap_or(('_', 1));
        text.push(decoded);
        rest = &rest[length..];
    }
    text.push_str(rest);
}

/// The character that an escape at the text's beginning stands for, and the escape's length.
fn decoded_escape(text: &str) -> Option<(char, usize)> {
    let unit = code_unit(text)?;
    if let Some(character) = char::from_u32(u32::from(unit)) {
        return (unit != 0).then_some((character, 7));
    }
    let second = code_unit(&text[7..])?;
    let pair = char::decode_utf16([unit, second]).next()?.ok()?;
    Some((pair, 14))
}

fn code_unit(text: &str) -> Option<u16> {
    let bytes = text.as_bytes().get(..7)?;
    let hex = bytes.starts_with(b"_x") && bytes[6] == b'_';
    if !hex || !bytes[2..6].iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(text.get(2..6)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_where_they_stand_for_a_character() {
        for (encoded, decoded) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_ alone", "_xD83D_ alone"),
            ("_x0000_", "_x0000_"),
            ("_xZZZZ_ _x12", "_xZZZZ_ _x12"),
            ("焼_x0041_津", "焼A津"),
            ("_x1_あ", "_x1_あ"),
        ] {
            let mut text = String::from("前");
            text.push_str(encoded);
            decode_escapes(&mut text, "前".len());
            assert_eq!(text, format!("前{decoded}"));
        }
    }
}
