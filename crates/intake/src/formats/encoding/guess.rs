//! Which encoding bytes without a BOM are in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::EUC_JP;

use super::{Charset, Fault, declared, decode_as, line_of};
use crate::error::IntakeError;

/// How much of the bytes the statistics look at.
const SAMPLE: usize = 64 * 1024;

/// The encoding that the bytes fit, tried in the order in which a wrong guess is least likely.
pub fn charset(bytes: &[u8]) -> Result<Charset, IntakeError> {
    if let Some(wide) = utf16(bytes) {
        return Ok(wide);
    }
    // ISO-2022-JP is plain ASCII with escapes, so that it passes for UTF-8.
    if has_jis_escape(bytes) && decode_as(bytes, Charset::Iso2022Jp).is_ok() {
        return Ok(Charset::Iso2022Jp);
    }
    let Err(fault) = decode_as(bytes, Charset::Utf8) else {
        return Ok(Charset::Utf8);
    };
    if let Fault::At(byte_offset) = fault
        && has_utf8_line(&bytes[..byte_offset])
        && let Some(cut_off) = cut_off(bytes, byte_offset)
    {
        return Err(cut_off);
    }
    if let Fault::At(byte_offset) = fault
        && has_utf8_line(bytes)
        && !is_binary(bytes)
    {
        return Err(mixed(bytes, byte_offset));
    }
    let stated = declared::charsets(bytes);
    if let Some(stated) = stated
        .into_iter()
        .find(|charset| decode_as(bytes, *charset).is_ok())
    {
        return Ok(stated);
    }
    two_byte(bytes).map_err(|fault| fault.explain(bytes, Charset::Cp932))
}

/// That UTF-8 ends within a character; none where more follows, or the end is no part of one.
pub fn cut_off(bytes: &[u8], not_utf8: usize) -> Option<IntakeError> {
    let end = std::str::from_utf8(&bytes[not_utf8..]).err()?;
    let is_cut = end.valid_up_to() == 0 && end.error_len().is_none();
    is_cut.then(|| IntakeError::CutOff {
        byte_offset: not_utf8,
        line: line_of(bytes, not_utf8),
    })
}

/// That the encoding changes, and where: at the first byte that is not UTF-8, or where the text
/// begins in another encoding, at the first line that is UTF-8.
pub fn mixed(bytes: &[u8], not_utf8: usize) -> IntakeError {
    let line_of_fault = start_of_line(bytes, not_utf8);
    let mut byte_offset = not_utf8;
    if !has_utf8_line(&bytes[..line_of_fault]) {
        let mut start = line_of_fault;
        for line in bytes[line_of_fault..].split_inclusive(|byte| *byte == b'\n') {
            if has_utf8_line(line) {
                byte_offset = start;
                break;
            }
            start += line.len();
        }
    }
    IntakeError::MixedEncodings {
        byte_offset,
        line: line_of(bytes, byte_offset),
    }
}

/// Where the line begins in which a byte stands.
pub fn start_of_line(bytes: &[u8], at: usize) -> usize {
    let newline = bytes[..at].iter().rposition(|byte| *byte == b'\n');
    newline.map_or(0, |newline| newline + 1)
}

/// CP932, or EUC-JP where the bytes fit it and read more like it. Many EUC-JP texts pass for CP932
/// as a row of half-width katakana.
fn two_byte(bytes: &[u8]) -> Result<Charset, Fault> {
    let cp932 = decode_as(bytes, Charset::Cp932).map(|_| ());
    let euc = decode_as(bytes, Charset::EucJp).map(|_| ());
    match (cp932, euc) {
        (Ok(()), Err(_)) => Ok(Charset::Cp932),
        (Err(_), Ok(())) => Ok(Charset::EucJp),
        (Err(fault), Err(_)) => Err(fault),
        (Ok(()), Ok(())) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
            let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
            let reads_as_euc = guess == EUC_JP;
            Ok(if reads_as_euc {
                Charset::EucJp
            } else {
                Charset::Cp932
            })
        }
    }
}

/// UTF-16 without BOM: tabs, line ends, digits and commas leave NULs on one side of the pairs only.
/// A stray NUL in another text does so too, but then the line ends are no pairs.
fn utf16(bytes: &[u8]) -> Option<Charset> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_nul = |side: usize| sample.iter().skip(side).step_by(2).map(|byte| *byte == 0);
    let nuls = |side: usize| is_nul(side).filter(|nul| *nul).count();
    let (high_first, low_first) = (nuls(0), nuls(1));
    let enough = |count: usize, other: usize| count > other * 20 && count * 50 >= sample.len();
    let charset = if enough(low_first, high_first) {
        Charset::Utf16Le
    } else if enough(high_first, low_first) {
        Charset::Utf16Be
    } else {
        return None;
    };
    let text = decode_as(bytes, charset).ok()?;
    let count = |is_counted: fn(char) -> bool| text.chars().filter(|c| is_counted(*c)).count();
    let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let paired = if feeds > 0 {
        count(|c| c == '\n') * 2 >= feeds
    } else {
        count(|c| matches!(c, '\r' | '\t' | ',')) > 0
            || high_first.max(low_first) * 4 > sample.len()
    };
    let controls = count(|c| c.is_control() && !c.is_whitespace());
    (paired && controls * 20 <= count(|_| true)).then_some(charset)
}

fn has_jis_escape(bytes: &[u8]) -> bool {
    let escapes: [&[u8]; 4] = [b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    escapes
        .iter()
        .any(|escape| memchr::memmem::find(bytes, escape).is_some())
}

/// Whether a line reads as Japanese in UTF-8: at least two kana, common kanji or full-width signs,
/// which CP932 bytes do not form by chance.
pub fn has_utf8_line(bytes: &[u8]) -> bool {
    bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(|line| {
        let japanese = |c: &char| {
            matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
        };
        std::str::from_utf8(line).is_ok_and(|text| text.chars().filter(japanese).count() >= 2)
    })
}

/// Whether the bytes hold more controls than a text that was damaged would.
pub fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_odd = |byte: &&u8| matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
    sample.iter().filter(is_odd).count() * 50 > sample.len()
}
