//! Formats by content, whatever the name says.

use super::{Container, container, text_format};
use crate::error::{IntakeError, OtherFormat};
use crate::formats::Format;

const PAGE: &str = "<!DOCTYPE html>\n<html><body><table><tr><td>a</table>";

#[test]
fn content_goes_before_the_name() {
    let cases = [
        (PAGE, "sheet.xls", Format::Html),
        (PAGE, "sheet.csv", Format::Html),
        ("<!-- saved -->\n<TABLE><tr><td>a", "x.csv", Format::Html),
        ("a\tb\n1\t2\n", "x.csv", Format::Tsv),
        ("a,b\n1,2\n", "x.tsv", Format::Csv),
        ("a,b\n1,2\n", "x.xlsx", Format::Csv),
        ("|a|b|\n|-|-|\n|1|2|\n", "x.txt", Format::Markdown),
        ("{ \"format\": 1 }", "x.txt", Format::Json),
        (" [{\"a\":1}]", "x.csv", Format::Json),
    ];
    for (text, name, expected) in cases {
        assert_eq!(
            text_format(text, Some(name)),
            Ok(expected),
            "{name}: {text}"
        );
    }
}

#[test]
fn the_name_decides_where_the_content_leaves_a_choice() {
    let cases = [
        ("事業名\n活性化\n", Some("x.csv"), Format::Csv),
        ("事業名\n活性化\n", Some("X.TSV"), Format::Tsv),
        ("事業名\n活性化\n", Some("x.csv.gz"), Format::Csv),
        ("事業名\n活性化\n", Some("x.txt"), Format::Text),
        ("事業名\n活性化\n", None, Format::Text),
        ("[参考],1\n[資料],2\n", None, Format::Csv),
        (
            "# 見出し\n<table><tr><td>a</table>",
            Some("x.md"),
            Format::Html,
        ),
        ("<項目>,値\n<件数>,3\n", None, Format::Csv),
        ("表題\na,b,c\n1,2,3\n", Some("x.csv"), Format::Csv),
    ];
    for (text, name, expected) in cases {
        assert_eq!(text_format(text, name), Ok(expected), "{name:?}: {text}");
    }
}

#[test]
fn workbooks_are_told_by_their_parts() {
    type Case = (
        &'static [u8],
        Option<&'static str>,
        Result<Format, IntakeError>,
    );
    let cases: [Case; 8] = [
        (
            b"PK\x03\x04....xl/workbook.xml",
            Some("x.csv"),
            Ok(Format::Xlsx),
        ),
        (
            b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            None,
            Ok(Format::Ods),
        ),
        (b"PK\x03\x04..[Content_Types].xml", None, Ok(Format::Xlsx)),
        (
            b"PK\x03\x04..photos/1.jpg",
            None,
            Err(IntakeError::NotAWorkbook),
        ),
        (
            b"junk PK\x01\x02xl/workbook.xml PK\x05\x06",
            None,
            Ok(Format::Xlsx),
        ),
        (
            b"PK\x03\x04..word/document.xml",
            Some("x.xlsx"),
            Err(IntakeError::Unsupported(OtherFormat::WordDocument)),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..B\0o\0o\0k\0",
            Some("x.xlsx"),
            Ok(Format::Xls),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
            None,
            Err(IntakeError::Encrypted),
        ),
    ];
    for (bytes, name, expected) in cases {
        assert_eq!(container(bytes, name), expected.map(Container::Workbook));
    }
}

#[test]
fn formats_that_are_not_read_are_named() {
    let cases: [(&[u8], OtherFormat); 4] = [
        (b"\n%PDF-1.7", OtherFormat::Pdf),
        (b"BZh91AY&SY....", OtherFormat::Bzip2),
        (b"\x89PNG\r\n\x1a\n", OtherFormat::Picture),
        (b"{\\rtf1", OtherFormat::RichText),
    ];
    for (bytes, other) in cases {
        assert_eq!(container(bytes, None), Err(IntakeError::Unsupported(other)));
    }
    assert_eq!(container(b"BZh, a text", None), Ok(Container::Text));
    let archive = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<table>";
    let workbook =
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    for (text, other) in [
        (archive, OtherFormat::WebArchive),
        (workbook, OtherFormat::XmlSpreadsheet),
    ] {
        assert_eq!(
            text_format(text, Some("x.xls")),
            Err(IntakeError::Unsupported(other))
        );
    }
}
