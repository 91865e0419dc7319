//! The container round a workbook: truncated, encrypted, doubled, lying, or of another kind.

use zip::CompressionMethod;

use crate::error::IntakeError;
use crate::formats::workbook::budget::Limits;
use crate::formats::workbook::fixtures::{
    Parts, biff, biff_string, cells, compound, findings, read, read_limited, record, refusal,
    relationships, workbook,
};
use crate::formats::workbook::read_workbook;
use crate::formats::{Format, Hints};

const ROW: &str = "<row><c><v>1</v></c></row>";

fn damaged(bytes: &[u8]) -> &'static str {
    let IntakeError::Damaged { what } = refusal(read(bytes)) else {
        panic!("refused for something else than damage");
    };
    what
}

#[test]
fn what_the_bytes_are_decides_and_not_the_name() {
    let xlsx = Parts::xlsx_rows(ROW).zipped();
    let number = [&[0, 0, 0, 0, 0, 0], &1_f64.to_le_bytes()[..]].concat();
    let stream = biff(&[], &[record(0x0203, &number)]);
    let xls = compound("Workbook", &stream);
    for (bytes, format) in [
        (&xlsx, Format::Xls),
        (&xls, Format::Xlsx),
        (&stream, Format::Xls),
    ] {
        let reading = read_workbook(bytes, format, &Hints::default()).expect("a workbook");
        assert_eq!(cells(&reading), ["A1=1"]);
    }
    for text in [
        "事業,目標\n1,2\n",
        "<html><table><tr><td>1</td></tr></table></html>",
        "MIME-Version: 1.0\nContent-Type: multipart/related\n",
    ] {
        let read = read_workbook(text.as_bytes(), Format::Xls, &Hints::default());
        assert_eq!(refusal(read), IntakeError::NotAWorkbook);
    }
    assert_eq!(refusal(read(b"")), IntakeError::Empty);
}

#[test]
fn packages_of_another_kind_are_no_workbooks() {
    let document = Parts::none().with("word/document.xml", "<document/>");
    let binary = Parts::none()
        .with(
            "_rels/.rels",
            relationships(&[("officeDocument", "xl/workbook.bin")]),
        )
        .with("xl/workbook.bin", [0x83, 0x01, 0x00, 0xff]);
    let text = Parts::none().with("content.xml", "<office:text/>");
    let packed = Parts::none().with("inner.zip", Parts::xlsx_rows(ROW).zipped());
    let nested = (0..6).fold(packed, |inner, _| {
        Parts::none().with("inner.zip", inner.zipped())
    });
    for parts in [document, binary, text, nested] {
        assert_eq!(refusal(read(&parts.zipped())), IntakeError::NotAWorkbook);
    }
}

#[test]
fn what_is_under_a_password_says_so() {
    let package = compound("EncryptedPackage", &[7; 5_000]);
    let stream = biff(&[record(0x002f, &[1, 0, 1, 0])], &[]);
    let xls = compound("Workbook", &stream);
    let manifest = "<manifest><file-entry full-path=\"content.xml\"><encryption-data/>\
                    </file-entry></manifest>";
    let ods = Parts::ods("", "")
        .with("META-INF/manifest.xml", manifest)
        .zipped();
    let mut zip = Parts::xlsx_rows(ROW).zipped();
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        for at in 0..zip.len() - 40 {
            if zip[at..].starts_with(signature) {
                zip[at + flags] |= 1;
            }
        }
    }
    for bytes in [package, xls, ods, zip] {
        assert_eq!(refusal(read(&bytes)), IntakeError::Encrypted);
    }
}

#[test]
fn truncated_files_are_damaged() {
    let rows = "<row><c><v>1</v></c></row>".repeat(500);
    let xlsx = Parts::xlsx_rows(&rows).zipped();
    let number = [&[0, 0, 0, 0, 0, 0], &1_f64.to_le_bytes()[..]].concat();
    let xls = compound("Workbook", &biff(&[], &vec![record(0x0203, &number); 400]));
    for bytes in [xlsx, xls] {
        for length in [bytes.len() / 3, bytes.len() * 2 / 3, bytes.len() - 22] {
            damaged(&bytes[..length]);
        }
    }
    damaged(b"PK\x03\x04");
}

#[test]
fn a_worksheet_that_breaks_off_is_damaged() {
    let whole = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    for length in [20, 40, whole.len() - 1] {
        let parts = Parts::xlsx_rows("").with("xl/worksheets/sheet1.xml", &whole[..length]);
        damaged(&parts.zipped());
    }
}

#[test]
fn garbage_before_the_package_does_no_harm() {
    let bytes = [b"\0\0garbage".to_vec(), Parts::xlsx_rows(ROW).zipped()].concat();
    assert_eq!(cells(&read(&bytes).expect("a workbook")), ["A1=1"]);
}

#[test]
fn two_parts_of_one_name_are_refused() {
    let parts = Parts::xlsx_rows(ROW).with("xl/worksheets/sheet2.xml", "<worksheet/>");
    let mut bytes = parts.zipped();
    let name = b"xl/worksheets/sheet2.xml";
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at + 19] = b'1';
        }
    }
    assert_eq!(damaged(&bytes), "two parts of one name");
    let parts = Parts::xlsx_rows(ROW).with("XL\\Worksheets\\Sheet1.xml", "<worksheet/>");
    assert_eq!(damaged(&parts.zipped()), "two parts of one name");
}

#[test]
fn packages_of_too_many_parts_are_refused() {
    let mut parts = Parts::xlsx_rows(ROW);
    for index in 0..300 {
        parts = parts.with(&format!("x{index}"), "");
    }
    let limits = Limits {
        parts: 200,
        ..Limits::DEFAULT
    };
    let read = read_limited(&parts.zipped(), limits);
    let expected = IntakeError::Damaged {
        what: "too many parts",
    };
    assert_eq!(refusal(read), expected);
}

#[test]
fn sizes_and_sums_that_lie_are_found() {
    let bytes = Parts::xlsx_rows(ROW).zipped();
    let central: Vec<usize> = (0..bytes.len() - 40)
        .filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"))
        .collect();
    // Checksum, packed size, unpacked size and offset of every entry in the central directory.
    for field in [16, 20, 24, 42] {
        for lie in [[0xff_u8; 4], [0, 0, 0, 0x80], [1, 0, 0, 0]] {
            let mut lying = bytes.clone();
            for entry in &central {
                lying[entry + field..entry + field + 4].copy_from_slice(&lie);
            }
            if let Ok(reading) = read(&lying) {
                assert_eq!(cells(&reading), ["A1=1"], "{field} {lie:?}");
            }
        }
    }
}

#[test]
fn entries_that_overlap_are_read_as_what_they_hold() {
    let parts = Parts::xlsx_rows(ROW).with("xl/worksheets/sheet2.xml", "<worksheet/>");
    let mut bytes = parts.zipped();
    let entries: Vec<usize> = (0..bytes.len() - 40)
        .filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"))
        .collect();
    let (first, second) = (entries[3], entries[4]);
    for field in [16..28, 42..46] {
        bytes.copy_within(first + field.start..first + field.end, second + field.start);
    }
    assert_eq!(cells(&read(&bytes).expect("a workbook")), ["A1=1"]);
}

#[test]
fn names_that_point_elsewhere_do_no_harm() {
    let parts = Parts::xlsx_rows(ROW)
        .with("../../etc/passwd", "x")
        .with("/absolute", "x")
        .with("C:\\windows\\x", "x")
        .with("nul\0name", "x");
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let reading = read(&parts.zipped_by(method)).expect("a workbook");
        assert_eq!(cells(&reading), ["A1=1"]);
    }
}

#[test]
fn sheets_are_found_in_spite_of_their_relationships() {
    let rels = "xl/_rels/workbook.xml.rels";
    let whole = Parts::xlsx_rows(ROW);
    for parts in [
        whole.clone().without(rels),
        whole.clone().without("_rels/.rels"),
        whole.clone().with(
            rels,
            relationships(&[("worksheet", "/xl/worksheets/sheet1.xml")]),
        ),
        whole.clone().with(
            rels,
            relationships(&[("worksheet", "worksheets/missing.xml")]),
        ),
        whole.clone().with(
            rels,
            relationships(&[("worksheet", "..\\xl\\WORKSHEETS\\sheet1.xml")]),
        ),
    ] {
        assert_eq!(cells(&read(&parts.zipped()).expect("a workbook")), ["A1=1"]);
    }
    let circle = whole.with(rels, relationships(&[("worksheet", "workbook.xml")]));
    assert_eq!(damaged(&circle.zipped()), "no worksheet in it");
}

#[test]
fn a_sheet_that_is_missing_is_told_and_the_others_are_read() {
    let sheets = [("表", "", 1), ("失", "", 2)];
    let parts = Parts::xlsx_rows(ROW).with("xl/workbook.xml", workbook("", &sheets));
    let reading = read(&parts.zipped()).expect("a workbook");
    assert_eq!(cells(&reading), ["A1=1"]);
    assert_eq!(findings(&reading), ["R10 sheet_missing 失"]);
}

#[test]
fn only_the_sheet_that_is_asked_for_is_read() {
    let sheets = [("令和６年度", "", 1), ("令和5年度", "", 2)];
    let parts = Parts::xlsx_rows(ROW)
        .with("xl/workbook.xml", workbook("", &sheets))
        .with("xl/worksheets/sheet2.xml", "<broken");
    let ask = |name| {
        let hints = Hints {
            sheet: Some(name),
            ..Hints::default()
        };
        read_workbook(&parts.zipped(), Format::Xlsx, &hints)
    };
    let reading = ask("令和6年度").expect("a workbook");
    assert_eq!(reading.value[0].name.as_deref(), Some("令和６年度"));
    let missing = IntakeError::NoSuchSheet {
        name: "R7".to_owned(),
        available: "令和６年度, 令和5年度".to_owned(),
    };
    assert_eq!(refusal(ask("R7")), missing);
    for number in ["1", "１"] {
        let reading = ask(number).expect("a workbook");
        assert_eq!(
            reading.value[0].name.as_deref(),
            Some("令和６年度"),
            "{number}"
        );
    }
    for number in ["0", "3", "-1"] {
        assert!(matches!(
            refusal(ask(number)),
            IntakeError::NoSuchSheet { .. }
        ));
    }
}

#[test]
fn a_name_goes_before_a_number_in_every_kind_of_workbook() {
    let named = |name: &str| format!("<table:table table:name=\"{name}\"/>");
    let ods = |names: [&str; 2]| Parts::ods("", &names.map(named).concat()).zipped();
    for (names, sheet, expected) in [
        (["表", "裏"], "2", "裏"),
        (["2", "裏"], "2", "2"),
        (["表", "裏"], "表", "表"),
    ] {
        let hints = Hints {
            sheet: Some(sheet),
            ..Hints::default()
        };
        let reading = read_workbook(&ods(names), Format::Ods, &hints).expect("a workbook");
        let found: Vec<_> = reading
            .value
            .iter()
            .map(|grid| grid.name.as_deref())
            .collect();
        assert_eq!(found, [Some(expected)], "{names:?} {sheet}");
    }
}

#[test]
fn compound_files_whose_sectors_lie_are_damaged() {
    let text = record(0x0204, &[&[0; 6], &biff_string("い")[..]].concat());
    let bytes = compound("Workbook", &biff(&[], &[text]));
    assert_eq!(cells(&read(&bytes).expect("a workbook")), ["A1=い"]);
    // The first sector of the directory, of the stream, the size of the stream, the next sector of
    // the stream, a second listing of allocation sectors that goes in circles, the sector size.
    for lies in [
        &[(48, 0xffff_fff0_u32)][..],
        &[(512 + 512 + 128 + 116, 0xffff_fff0)],
        &[(512 + 512 + 128 + 120, 0x7fff_ffff)],
        &[(512 + 8, 2)],
        &[(512 + 8, 0xffff_fff0)],
        &[(68, 1), (72, 1)],
        &[(30, 0x0006_001f)],
        &[(76, 0x00ff_ffff)],
    ] {
        let mut lying = bytes.clone();
        for (at, value) in lies {
            lying[*at..*at + 4].copy_from_slice(&value.to_le_bytes());
        }
        damaged(&lying);
    }
}
