//! Bytes to text, strictly: BOM, UTF-8, CP932, UTF-16 without BOM, EUC-JP, ISO-2022-JP. A byte that
//! does not fit is an error with its line, never a substitute character.

mod declared;
mod guess;

use std::borrow::Cow;

use encoding_rs::{DecoderResult, EUC_JP, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};
use enishi_domain::finding::{Finding, Severity};

use crate::error::{IntakeError, OtherFormat};
use crate::formats::limits::{LARGEST_TEXT, check_size};

/// A text and how it was encoded.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// Without BOM and without control characters other than tab and line ends.
    pub text: Cow<'a, str>,
    /// `utf-8`, `utf-8-bom`, `cp932`, `utf-16le`, `utf-16be`, `euc-jp` or `iso-2022-jp`.
    pub encoding: &'static str,
    /// What is amiss with the bytes.
    pub findings: Vec<Finding>,
}

/// 「文字コード」 the encodings that Japanese offices meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf8Bom,
    /// Windows-31J: Shift_JIS with the NEC and IBM extensions and 外字.
    Cp932,
    Utf16Le,
    Utf16Be,
    EucJp,
    Iso2022Jp,
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes by the encoding that is named, or else by the one that the bytes fit.
pub fn decode<'a>(bytes: &'a [u8], named: Option<&str>) -> Result<Decoded<'a>, IntakeError> {
    check_size(bytes, LARGEST_TEXT)?;
    let named = named.map(Charset::from_name).transpose()?;
    let charset = match (bom(bytes)?, named) {
        (Some(marked), _) => marked,
        (None, Some(named)) => named,
        (None, None) => guess::charset(bytes)?,
    };
    let text = decode_as(bytes, charset).map_err(|fault| fault.explain(bytes, charset))?;
    let mut findings: Vec<Finding> = declared::disagreement(bytes, charset, named, &text)
        .into_iter()
        .collect();
    let (text, dropped) = without_controls(text);
    if let Some(dropped) = dropped {
        // Bytes that are no text at all can pass for UTF-8 as long as they stay below 0x80.
        if dropped.count * 3 > text.chars().count() {
            return Err(IntakeError::Binary);
        }
        findings.push(dropped.finding());
    }
    if text.trim().is_empty() {
        return Err(IntakeError::Empty);
    }
    Ok(Decoded {
        text,
        encoding: charset.name(),
        findings,
    })
}

/// That bytes begin as UTF-8 and go on as something else, or the other way round, or end within a
/// character; none where there is no sign of it. The first byte that is not UTF-8 is known.
pub fn change_of_encoding(bytes: &[u8], not_utf8: usize) -> Option<IntakeError> {
    let before = &bytes[..guess::start_of_line(bytes, not_utf8)];
    let broken =
        || guess::cut_off(bytes, not_utf8).unwrap_or_else(|| guess::mixed(bytes, not_utf8));
    guess::has_utf8_line(before).then(broken)
}

/// Whether a name is one of UTF-8.
pub fn is_utf8(name: &str) -> bool {
    matches!(
        Charset::from_name(name),
        Ok(Charset::Utf8 | Charset::Utf8Bom)
    )
}

impl Charset {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Cp932 => "cp932",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::EucJp => "euc-jp",
            Self::Iso2022Jp => "iso-2022-jp",
        }
    }

    fn from_name(name: &str) -> Result<Self, IntakeError> {
        let folded: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        match folded.as_str() {
            "utf8" => Ok(Self::Utf8),
            "utf8bom" | "utf8sig" => Ok(Self::Utf8Bom),
            "cp932" | "windows31j" | "ms932" | "shiftjis" | "sjis" | "xsjis" => Ok(Self::Cp932),
            "utf16le" | "utf16" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            "eucjp" | "xeucjp" => Ok(Self::EucJp),
            "iso2022jp" | "jis" => Ok(Self::Iso2022Jp),
            _ => Err(IntakeError::UnknownEncoding(name.to_owned())),
        }
    }

    /// Whether both mean the same characters, BOM or not.
    fn is_same_as(self, other: Self) -> bool {
        let plain = |charset| match charset {
            Self::Utf8Bom => Self::Utf8,
            Self::Utf8
            | Self::Cp932
            | Self::Utf16Le
            | Self::Utf16Be
            | Self::EucJp
            | Self::Iso2022Jp => charset,
        };
        plain(self) == plain(other)
    }
}

fn bom(bytes: &[u8]) -> Result<Option<Charset>, IntakeError> {
    Ok(match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            return Err(IntakeError::Unsupported(OtherFormat::Utf32));
        }
        [0xef, 0xbb, 0xbf, ..] => Some(Charset::Utf8Bom),
        [0xff, 0xfe, ..] => Some(Charset::Utf16Le),
        [0xfe, 0xff, ..] => Some(Charset::Utf16Be),
        _ => None,
    })
}

/// Why the bytes are not text in the encoding that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The first byte that does not fit.
    At(usize),
    /// The text is larger than texts may be.
    TooLarge(usize),
}

impl Fault {
    fn explain(self, bytes: &[u8], charset: Charset) -> IntakeError {
        match self {
            Self::TooLarge(length) => IntakeError::TooLarge {
                bytes: length as u64,
                limit: LARGEST_TEXT as u64,
            },
            Self::At(_) if guess::is_binary(bytes) && bom(bytes) == Ok(None) => IntakeError::Binary,
            Self::At(byte_offset) => IntakeError::UndecodableAs {
                encoding: charset.name(),
                byte_offset,
                line: line_of(bytes, byte_offset),
            },
        }
    }
}

/// The line of a byte, from 1. Line ends are single bytes in every encoding but UTF-16, where the
/// count is right too, as one of the two bytes of a line end is the same.
fn line_of(bytes: &[u8], offset: usize) -> usize {
    let before = &bytes[..offset.min(bytes.len())];
    let count = |wanted: u8| before.iter().filter(|byte| **byte == wanted).count();
    let feeds = count(b'\n');
    1 + if feeds > 0 { feeds } else { count(b'\r') }
}

/// The text without its BOM.
fn decode_as(bytes: &[u8], charset: Charset) -> Result<Cow<'_, str>, Fault> {
    let strip = |mark: &'static [u8]| bytes.strip_prefix(mark).unwrap_or(bytes);
    match charset {
        Charset::Utf8 | Charset::Utf8Bom => {
            let body = strip(UTF8_BOM);
            let skipped = bytes.len() - body.len();
            std::str::from_utf8(body)
                .map(Cow::Borrowed)
                .map_err(|error| Fault::At(skipped + error.valid_up_to()))
        }
        Charset::Cp932 => decode_with(bytes, 0, SHIFT_JIS),
        Charset::Utf16Le => decode_with(bytes, bytes.len() - strip(b"\xff\xfe").len(), UTF_16LE),
        Charset::Utf16Be => decode_with(bytes, bytes.len() - strip(b"\xfe\xff").len(), UTF_16BE),
        Charset::EucJp => decode_with(bytes, 0, EUC_JP),
        Charset::Iso2022Jp => decode_with(bytes, 0, ISO_2022_JP),
    }
}

fn decode_with(
    bytes: &[u8],
    start: usize,
    encoding: &'static encoding_rs::Encoding,
) -> Result<Cow<'static, str>, Fault> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4 + 16);
    let mut read = start;
    loop {
        let rest = &bytes[read..];
        let (result, used) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        read += used;
        match result {
            DecoderResult::InputEmpty => return Ok(Cow::Owned(text)),
            DecoderResult::OutputFull if text.len() > LARGEST_TEXT => {
                return Err(Fault::TooLarge(text.len()));
            }
            DecoderResult::OutputFull => text.reserve((bytes.len() - read) / 2 + 64),
            DecoderResult::Malformed(bad, after) => {
                let back = usize::from(bad) + usize::from(after);
                return Err(Fault::At(read.saturating_sub(back)));
            }
        }
    }
}

/// Control characters that were left out of the text.
struct Dropped {
    count: usize,
    nul: usize,
    first_line: usize,
}

impl Dropped {
    fn finding(&self) -> Finding {
        let severity = Severity::Warning;
        Finding::new("R05", severity, "control_characters_dropped")
            .with("count", self.count)
            .with("nul", self.nul)
            .with("line", self.first_line)
    }
}

/// Controls other than tab and line ends mean nothing in a table; a NUL cannot even be stored by
/// PostgreSQL. A second BOM is what is left where files were glued together.
fn without_controls(text: Cow<'_, str>) -> (Cow<'_, str>, Option<Dropped>) {
    let is_dropped = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let second_bom = text.starts_with('\u{feff}');
    let Some(first) = text.find(is_dropped).or(second_bom.then_some(0)) else {
        return (text, None);
    };
    let mut dropped = Dropped {
        count: 0,
        nul: 0,
        first_line: line_of(text.as_bytes(), first),
    };
    let mut kept = String::with_capacity(text.len());
    let body = text.trim_start_matches('\u{feff}');
    dropped.count += text.chars().take_while(|c| *c == '\u{feff}').count();
    for c in body.chars() {
        if is_dropped(c) {
            dropped.count += 1;
            dropped.nul += usize::from(c == '\0');
        } else {
            kept.push(c);
        }
    }
    (Cow::Owned(kept), Some(dropped))
}

#[cfg(test)]
mod tests;
