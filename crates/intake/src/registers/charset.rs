//! Which encoding a register is in, and one field of it as text. The whole file is checked for
//! UTF-8; which of the others it is, a part of it tells.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

use super::records::Field;
use crate::error::IntakeError;
use crate::formats::encoding::{change_of_encoding, decode, is_utf8};

/// How a field becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Other(&'static Encoding),
}

/// The bytes of a register with its charset.
pub(super) struct Chosen<'a> {
    /// Without BOM; decoded already where fields cannot be split as bytes.
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) charset: Charset,
    pub(super) name: &'static str,
    /// The beginning as text, cut at a line end.
    pub(super) head: String,
}

/// How much of a file tells its encoding and delimiter.
const SAMPLE: usize = 64 * 1024;

/// Chooses by BOM, by the name that is given, by strict UTF-8, by the lines that are not UTF-8.
/// What is usual decides only where those lines leave a choice.
pub(super) fn choose<'a>(
    bytes: &'a [u8],
    named: Option<&str>,
    usual: Option<&str>,
) -> Result<Chosen<'a>, IntakeError> {
    if let Some(body) = bytes.strip_prefix(b"\xef\xbb\xbf")
        && let Ok(text) = std::str::from_utf8(body)
    {
        return Ok(Chosen {
            bytes: Cow::Borrowed(body),
            charset: Charset::Utf8,
            name: "utf-8-bom",
            head: head_of(text).to_owned(),
        });
    }
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let utf8 = std::str::from_utf8(bytes);
    // Whatever a portal usually writes: what was saved again as UTF-8 is UTF-8, unless it is named.
    if named.is_none_or(is_utf8)
        && !is_wide
        && let Ok(text) = utf8
        && !bytes.contains(&0)
        && !bytes.contains(&0x1b)
    {
        return Ok(Chosen {
            bytes: Cow::Borrowed(bytes),
            charset: Charset::Utf8,
            name: "utf-8",
            head: head_of(text).to_owned(),
        });
    }
    let (start, sample) = if is_wide {
        (0, &bytes[..bytes.len().min(SAMPLE) & !1])
    } else {
        lines_from(bytes, utf8.err().map_or(0, |error| error.valid_up_to()))
    };
    if let (None, false, Err(error)) = (named, is_wide, utf8)
        && let Some(mixed) = change_of_encoding(bytes, error.valid_up_to())
    {
        return Err(mixed);
    }
    let encoding = match decode(sample, named) {
        Ok(decoded) => decoded.encoding,
        Err(error) => without_broken_lines(sample, named.or(usual), error)
            .map_err(|error| behind(error, &bytes[..start]))?,
    };
    let split = |encoding: &'static Encoding, name| {
        let (text, _) = encoding.decode_without_bom_handling(lines_from(bytes, 0).1);
        Chosen {
            bytes: Cow::Borrowed(bytes),
            charset: Charset::Other(encoding),
            name,
            head: head_of(&text).to_owned(),
        }
    };
    match encoding {
        "cp932" => Ok(split(SHIFT_JIS, "cp932")),
        "euc-jp" => Ok(split(EUC_JP, "euc-jp")),
        name => {
            let whole = decode(bytes, Some(name))?;
            let head = head_of(&whole.text).to_owned();
            Ok(Chosen {
                bytes: Cow::Owned(whole.text.into_owned().into_bytes()),
                charset: Charset::Utf8,
                name: whole.encoding,
                head,
            })
        }
    }
}

/// Most lines tell the encoding where a few are broken: those refuse their rows, not the file.
fn without_broken_lines(
    sample: &[u8],
    named: Option<&str>,
    error: IntakeError,
) -> Result<&'static str, IntakeError> {
    let IntakeError::UndecodableAs { encoding, .. } = error else {
        return Err(error);
    };
    let name = named.unwrap_or(encoding);
    let lines: Vec<&[u8]> = sample.split_inclusive(|byte| *byte == b'\n').collect();
    let whole: Vec<&[u8]> = lines
        .iter()
        .copied()
        .filter(|line| line.trim_ascii().is_empty() || decode(line, Some(name)).is_ok())
        .collect();
    if whole.len() * 2 < lines.len() {
        return Err(error);
    }
    let whole = whole.concat();
    Ok(decode(&whole, Some(name))?.encoding)
}

/// An error of a part of the bytes with its place behind what stands before the part.
fn behind(error: IntakeError, before: &[u8]) -> IntakeError {
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let mut error = error;
    if let IntakeError::UndecodableAs {
        byte_offset, line, ..
    }
    | IntakeError::CutOff { byte_offset, line }
    | IntakeError::MixedEncodings { byte_offset, line } = &mut error
    {
        *byte_offset += before.len();
        *line += lines;
    }
    error
}

/// The lines from the one on in which a byte stands, and where they begin.
fn lines_from(bytes: &[u8], at: usize) -> (usize, &[u8]) {
    let start = bytes[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let start = start.max(at.saturating_sub(SAMPLE));
    let rest = &bytes[start..];
    if rest.len() <= SAMPLE {
        return (start, rest);
    }
    let end = rest[..SAMPLE].iter().rposition(|byte| *byte == b'\n');
    (start, &rest[..end.map_or(SAMPLE, |newline| newline + 1)])
}

fn head_of(text: &str) -> &str {
    if text.len() <= SAMPLE {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(SAMPLE)];
    cut.rfind('\n').map_or(cut, |newline| &cut[..=newline])
}

impl Charset {
    /// Bytes as those of UTF-8; where they are no text, with a mark in their place.
    pub(super) fn decoded(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Other(encoding) if !bytes.is_ascii() => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                text.into_owned().into_bytes()
            }
            Self::Utf8 | Self::Other(_) => bytes,
        }
    }

    /// The field as text, blanks at its ends and control characters removed; none where its bytes
    /// are no text.
    pub(super) fn text<'a>(self, field: &Field<'a>) -> Option<Cow<'a, str>> {
        let decoded: Cow<'a, str> = match self {
            Self::Utf8 => Cow::Borrowed(std::str::from_utf8(field.bytes).ok()?),
            Self::Other(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(field.bytes)?
            }
        };
        let is_control = |c: char| c.is_control() && c != '\n';
        let needs_work = field.is_escaped || decoded.contains(is_control);
        if needs_work {
            let unescaped = if field.is_escaped {
                decoded.replace("\"\"", "\"")
            } else {
                decoded.into_owned()
            };
            let kept: String = unescaped.chars().filter(|c| !is_control(*c)).collect();
            return Some(Cow::Owned(kept.trim().to_owned()));
        }
        Some(match decoded {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let text = "氏名,金額\n髙橋 花子,1000\n";
        let (cp932, _, _) = SHIFT_JIS.encode(text);
        let (euc, _, _) = EUC_JP.encode("氏名,金額\n高橋花子,1000\n");
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let bom: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
        for (bytes, name) in [
            (text.as_bytes(), "utf-8"),
            (&bom, "utf-8-bom"),
            (&cp932, "cp932"),
            (&euc, "euc-jp"),
            (&wide, "utf-16le"),
        ] {
            let chosen = choose(bytes, None, None).expect("it is text");
            assert_eq!(chosen.name, name);
            assert!(chosen.head.starts_with("氏名,金額"), "{name}");
        }
    }

    #[test]
    fn a_change_of_encoding_is_told_with_its_line() {
        let mut bytes = "氏名,金額\n架空 花子,1\n".repeat(9_000).into_bytes();
        bytes.extend_from_slice(&SHIFT_JIS.encode("髙橋,1\n").0);
        bytes.extend_from_slice("架空 花子,1\n".as_bytes());
        let line = match choose(&bytes, None, None) {
            Err(IntakeError::MixedEncodings { line, .. }) => Some(line),
            Ok(_) | Err(_) => None,
        };
        assert_eq!(line, Some(18_001));
    }

    #[test]
    fn an_encoding_that_is_named_is_taken() {
        let (euc, _, _) = EUC_JP.encode("アイ,1\n");
        for (named, name) in [("euc-jp", "euc-jp"), ("cp932", "cp932")] {
            let chosen = choose(&euc, Some(named), None).expect("it is text in both");
            assert_eq!(chosen.name, name);
        }
        assert!(choose(&euc, Some("klingon"), None).is_err());
        // UTF-8 is no exception: what it would be read as is not what is in it.
        let text = "氏名,金額\n架空 花子,1\n".as_bytes();
        for named in ["cp932", "euc-jp", "utf-16le", "utf-16be", "iso-2022-jp"] {
            let head = choose(text, Some(named), None).map(|chosen| chosen.head);
            assert!(!head.is_ok_and(|head| head.contains("氏名")), "{named}");
        }
        for named in ["utf-8", "UTF8"] {
            assert!(choose(text, Some(named), None).is_ok(), "{named}");
        }
    }

    #[test]
    fn a_file_that_ends_within_a_character_is_cut_off() {
        let whole = "氏名,金額\n架空 花子,1\n架空 太郎".as_bytes();
        for missing in [1, 2] {
            let cut = choose(&whole[..whole.len() - missing], None, None);
            let byte_offset = whole.len() - 3;
            let line = 3;
            assert_eq!(cut.err(), Some(IntakeError::CutOff { byte_offset, line }));
        }
    }

    #[test]
    fn what_comes_late_in_the_file_still_tells() {
        let mut bytes = b"a,b\n".repeat(40_000);
        bytes.extend_from_slice(&SHIFT_JIS.encode("髙,﨑\n").0);
        assert_eq!(
            choose(&bytes, None, None).expect("it is text").name,
            "cp932"
        );
    }

    #[test]
    fn both_codes_of_a_variant_and_gaiji_are_read() {
        let charset = Charset::Other(SHIFT_JIS);
        for (bytes, text) in [
            (&b"\xfb\xfc"[..], "髙"),
            (&b"\xee\xe0"[..], "髙"),
            (&b"\x87\x40\x87\x8a"[..], "①㈱"),
            (&b"\xf0\x40"[..], "\u{e000}"),
            (&b"\x81\x40a\x00b\x81\x40"[..], "ab"),
        ] {
            assert_eq!(charset.text(&Field::plain(bytes)).as_deref(), Some(text));
        }
        assert_eq!(charset.text(&Field::plain(b"\x81")), None);
    }
}
