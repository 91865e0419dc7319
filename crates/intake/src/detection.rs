//! Which format a document is in: by its content first, by its name only where the content leaves
//! a choice. A workbook named .csv is a workbook, a page named .xls is a page.

use memchr::memmem;

use crate::error::{IntakeError, OtherFormat};
use crate::formats::Format;
use crate::formats::delimiter_of;
use crate::formats::has_pipe_table;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A workbook of that format.
    Workbook(Format),
    /// No known container: text, or nothing that is read here.
    Text,
}

/// How far into a text its nature shows.
const HEAD: usize = 64 * 1024;

/// Formats that are told by their first bytes, and are not read.
const OTHERS: [(&[u8], OtherFormat); 12] = [
    (b"BZh", OtherFormat::Bzip2),
    (b"\xfd7zXZ\0", OtherFormat::Xz),
    (b"\x28\xb5\x2f\xfd", OtherFormat::Zstandard),
    (b"7z\xbc\xaf\x27\x1c", OtherFormat::SevenZip),
    (b"Rar!\x1a\x07", OtherFormat::Rar),
    (b"{\\rtf", OtherFormat::RichText),
    (b"\x89PNG\r\n\x1a\n", OtherFormat::Picture),
    (b"\xff\xd8\xff", OtherFormat::Picture),
    (b"GIF87a", OtherFormat::Picture),
    (b"GIF89a", OtherFormat::Picture),
    (b"II*\0", OtherFormat::Picture),
    (b"MM\0*", OtherFormat::Picture),
];

/// Tells workbooks, and refuses the formats that are known and not read.
pub(crate) fn container(bytes: &[u8], name: Option<&str>) -> Result<Container, IntakeError> {
    if is_zip(bytes) {
        return zip_content(bytes, name).map(Container::Workbook);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound_file_content(bytes).map(Container::Workbook);
    }
    if memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some() {
        return Err(IntakeError::Unsupported(OtherFormat::Pdf));
    }
    match OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // `BZh` alone could begin a text; the digit and the block's mark after it could not.
        Some((_, OtherFormat::Bzip2)) if bytes.get(4..10) != Some(b"1AY&SY") => Ok(Container::Text),
        Some((_, other)) => Err(IntakeError::Unsupported(*other)),
        None => Ok(Container::Text),
    }
}

/// A zip file begins with an entry or, with something put before it, ends with its directory.
fn is_zip(bytes: &[u8]) -> bool {
    let magics: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    if magics.iter().any(|magic| bytes.starts_with(magic)) {
        return true;
    }
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    memmem::find(tail, b"PK\x05\x06").is_some() && memmem::find(bytes, b"PK\x01\x02").is_some()
}

/// Entry names stand uncompressed in a zip file; opening it is the workbook reader's work.
fn zip_content(bytes: &[u8], name: Option<&str>) -> Result<Format, IntakeError> {
    let holds = |part: &str| memmem::find(bytes, part.as_bytes()).is_some();
    if holds("application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    if holds("xl/workbook.bin") {
        return Err(IntakeError::Unsupported(OtherFormat::BinaryWorkbook));
    }
    if holds("xl/workbook") || holds("xl/worksheets/") {
        return Ok(Format::Xlsx);
    }
    if holds("word/document") || holds("application/vnd.oasis.opendocument.text") {
        return Err(IntakeError::Unsupported(OtherFormat::WordDocument));
    }
    if holds("ppt/presentation") || holds("application/vnd.oasis.opendocument.presentation") {
        return Err(IntakeError::Unsupported(OtherFormat::Presentation));
    }
    // A workbook cut off before its parts came, or one with parts of other names.
    match extension(name).as_deref() {
        Some("ods") => Ok(Format::Ods),
        Some("xlsx" | "xlsm") => Ok(Format::Xlsx),
        _ if holds("META-INF/manifest.xml") && holds("content.xml") => Ok(Format::Ods),
        _ if holds("[Content_Types].xml") => Ok(Format::Xlsx),
        _ => Err(IntakeError::NotAWorkbook),
    }
}

/// An OLE2 file holds an old workbook, an encrypted new one, or an old document.
fn compound_file_content(bytes: &[u8]) -> Result<Format, IntakeError> {
    let holds = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        return Err(IntakeError::Encrypted);
    }
    if holds("Workbook") || holds("Book") {
        return Ok(Format::Xls);
    }
    if holds("WordDocument") {
        return Err(IntakeError::Unsupported(OtherFormat::WordDocument));
    }
    if holds("PowerPoint Document") {
        return Err(IntakeError::Unsupported(OtherFormat::Presentation));
    }
    Ok(Format::Xls)
}

/// Tells the format of a decoded text.
pub(crate) fn text_format(text: &str, name: Option<&str>) -> Result<Format, IntakeError> {
    let extension = extension(name);
    let head = text[..text.floor_char_boundary(HEAD)].to_ascii_lowercase();
    let begins = head.trim_start();
    if begins.starts_with('<') {
        if let Some(format) = markup(begins, text)? {
            return Ok(format);
        }
    } else if (begins.starts_with("mime-version:") || begins.starts_with("from:"))
        && begins.contains("multipart/related")
    {
        return Err(IntakeError::Unsupported(OtherFormat::WebArchive));
    }
    if is_json(begins) || (extension.as_deref() == Some("json")) {
        return Ok(Format::Json);
    }
    if has_pipe_table(text) {
        return Ok(Format::Markdown);
    }
    let is_page_name = matches!(extension.as_deref(), Some("html" | "htm" | "xhtml" | "md"));
    if is_page_name && head.contains("<table") {
        return Ok(Format::Html);
    }
    Ok(delimited_or_plain(text, extension.as_deref()))
}

fn markup(head: &str, text: &str) -> Result<Option<Format>, IntakeError> {
    let marks = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<frameset",
    ];
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("<workbook") {
        return Err(IntakeError::Unsupported(OtherFormat::XmlSpreadsheet));
    }
    let is_page = marks.iter().any(|mark| head.contains(mark))
        || ["<table", "<TABLE"].iter().any(|mark| text.contains(mark));
    Ok(is_page.then_some(Format::Html))
}

/// `{"` or `[{` begin JSON; `[参考]` begins a title.
fn is_json(head: &str) -> bool {
    let after = |rest: &str| rest.trim_start().chars().next();
    match (head.chars().next(), head.get(1..).and_then(after)) {
        (Some('{'), next) => matches!(next, Some('"' | '}')),
        (Some('['), next) => matches!(next, Some('{' | '[' | '"')),
        _ => false,
    }
}

fn delimited_or_plain(text: &str, extension: Option<&str>) -> Format {
    let format = |delimiter: char| {
        if delimiter == '\t' {
            Format::Tsv
        } else {
            Format::Csv
        }
    };
    let found = delimiter_of(text);
    match extension {
        Some("csv") => found.map_or(Format::Csv, |found| format(found.delimiter)),
        Some("tsv" | "tab") => found.map_or(Format::Tsv, |found| format(found.delimiter)),
        _ => found
            .filter(|found| found.is_certain)
            .map_or(Format::Text, |found| format(found.delimiter)),
    }
}

/// The extension in lower case, that of the packed file where the name is `x.csv.gz`.
fn extension(name: Option<&str>) -> Option<String> {
    let lower = name?.to_lowercase();
    let inner = lower.strip_suffix(".gz").unwrap_or(&lower);
    inner
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_owned())
}

#[cfg(test)]
mod tests;
