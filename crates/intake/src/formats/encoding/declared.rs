//! What a page or the user says about the encoding, and whether the bytes agree.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use enishi_domain::finding::{Finding, Severity};

use super::{Charset, UTF8_BOM};

/// A page declares its encoding near its beginning, or nowhere.
const HEAD: usize = 4 * 1024;

/// One finding where what is declared and what was read disagree. ASCII reads the same in all of
/// them, so that nothing is said of it.
pub fn disagreement(
    bytes: &[u8],
    used: Charset,
    named: Option<Charset>,
    text: &str,
) -> Option<Finding> {
    if text.is_ascii() {
        return None;
    }
    let mut declared = charsets(bytes);
    declared.extend(named);
    let other = declared
        .into_iter()
        .find(|charset| !charset.is_same_as(used))?;
    let finding = Finding::new("R04", Severity::Warning, "encodings_disagree");
    Some(
        finding
            .with("declared", other.name())
            .with("used", used.name()),
    )
}

/// The encodings that a page declares, in its order.
pub fn charsets(bytes: &[u8]) -> Vec<Charset> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = head.strip_prefix(UTF8_BOM).unwrap_or(head);
    if head.trim_ascii_start().first() != Some(&b'<') {
        return Vec::new();
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut found = Vec::new();
    for key in ["encoding=", "charset="] {
        for (at, _) in head.match_indices(key) {
            let value = head[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
            let is_label = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
            let label: String = value.chars().take_while(is_label).collect();
            found.extend(Encoding::for_label(label.as_bytes()).and_then(charset));
        }
    }
    found
}

fn charset(encoding: &'static Encoding) -> Option<Charset> {
    let known = [
        (UTF_8, Charset::Utf8),
        (SHIFT_JIS, Charset::Cp932),
        (EUC_JP, Charset::EucJp),
        (ISO_2022_JP, Charset::Iso2022Jp),
        (UTF_16LE, Charset::Utf16Le),
        (UTF_16BE, Charset::Utf16Be),
    ];
    known
        .into_iter()
        .find(|(known, _)| *known == encoding)
        .map(|(_, charset)| charset)
}
