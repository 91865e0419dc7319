//! What stands in the cells of an xls.

use enishi_domain::grid::{CellKind, MergedRange};

use crate::error::IntakeError;
use crate::formats::workbook::budget::Limits;
use crate::formats::workbook::fixtures::{
    biff, biff_string, cells, compound, findings, read, read_limited, record, refusal,
};

/// Row, column and style in front of a cell's content.
fn at(row: u16, column: u16, style: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = [row, column, style].map(u16::to_le_bytes).concat();
    bytes.extend_from_slice(content);
    bytes
}

fn style(format: u16) -> Vec<u8> {
    record(
        0x00e0,
        &[0_u16.to_le_bytes(), format.to_le_bytes()].concat(),
    )
}

#[test]
fn each_record_gives_its_cell() {
    let format = [&200_u16.to_le_bytes()[..], &biff_string("[$-411]ge.m.d")].concat();
    let text = biff_string("あ");
    // Two strings, the second with a run of fonts and eight bytes of furigana behind it.
    let strings = [
        &[2, 0, 0, 0, 2, 0, 0, 0][..],
        &biff_string("一"),
        &[
            2, 0, 0x0c, 1, 0, 8, 0, 0, 0, b'a', b'b', 1, 0, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8,
        ],
    ];
    let globals = [
        record(0x041e, &format),
        style(0),
        style(10),
        style(200),
        record(0x00fc, &strings.concat()),
    ];
    let float = |number: f64| number.to_le_bytes();
    let packed = [0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 10, 0, 0, 0, 1, 0];
    let sheet = [
        record(0x0203, &at(0, 0, 0, &float(1.5))),
        record(0x0203, &at(0, 1, 1, &float(0.387))),
        record(0x0203, &at(0, 2, 2, &float(45_383.0))),
        record(0x00bd, &[&[1, 0][..], &packed[2..]].concat()),
        record(0x00fd, &at(2, 0, 0, &[1, 0, 0, 0])),
        record(0x00fd, &at(2, 1, 0, &[9, 0, 0, 0])),
        record(0x0204, &at(2, 2, 0, &text)),
        record(0x0205, &at(3, 0, 0, &[1, 0])),
        record(0x0205, &at(3, 1, 0, &[0x17, 1])),
        record(0x0006, &at(4, 0, 0, &[0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0])),
        record(0x0207, &text),
        record(0x0006, &at(4, 1, 0, &[1, 0, 1, 0, 0, 0, 0xff, 0xff, 0, 0])),
        record(
            0x0006,
            &at(4, 2, 0, &[2, 0, 0x2a, 0, 0, 0, 0xff, 0xff, 0, 0]),
        ),
        record(0x0006, &at(4, 3, 0, &[3, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0])),
        record(0x0006, &at(4, 4, 0, &float(7.0))),
    ];
    let reading = read(&compound("Workbook", &biff(&globals, &sheet))).expect("a workbook");
    let expected = [
        "A1=1.5",
        "B1=38.7%",
        "C1=2024-04-01",
        "A2=1",
        "B2=200%",
        "A3=ab",
        "C3=あ",
        "A4=TRUE",
        "B4=#REF!",
        "A5=あ",
        "B5=TRUE",
        "C5=#N/A",
        "E5=7",
    ];
    assert_eq!(cells(&reading), expected);
    let noted = [
        "R10 string_missing 9",
        "R08 error_value #REF!",
        "R08 error_value #N/A",
    ];
    assert_eq!(findings(&reading), noted);
    let kind = |row, column| reading.value[0].cell(row, column).map(|cell| cell.kind);
    assert_eq!(kind(1, 2), Some(CellKind::Number));
    assert_eq!(kind(1, 3), Some(CellKind::Date));
}

#[test]
fn ranges_and_what_is_hidden_are_read() {
    let merged = [1_u16, 0, 1, 0, 1].map(u16::to_le_bytes).concat();
    let mut row = [0; 16];
    row[12] = 0x20;
    let columns = [1_u16, 1, 2048, 0, 1, 0].map(u16::to_le_bytes).concat();
    let sheet = [
        record(0x0208, &row),
        record(0x007d, &columns),
        record(0x0204, &at(0, 1, 0, &biff_string("い"))),
        record(0x00e5, &merged),
    ];
    let reading = read(&compound("Workbook", &biff(&[], &sheet))).expect("a workbook");
    let grid = &reading.value[0];
    assert!(grid.is_row_hidden(1) && grid.is_column_hidden(2) && !grid.is_column_hidden(1));
    let range = MergedRange {
        top: 1,
        left: 1,
        bottom: 2,
        right: 2,
    };
    assert_eq!(grid.merged(), [range]);
    assert_eq!(
        findings(&reading),
        ["R02 hidden_rows", "R02 hidden_columns"]
    );
}

#[test]
fn names_formulas_and_charts_that_are_broken_do_no_harm() {
    // A name at sheet 9 with a truncated expression, a formula with an unknown function, a chart
    // within the sheet that holds a record like a cell's.
    let name = record(
        0x0018,
        &[0, 0, 0, 1, 9, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, b'n', 0x23],
    );
    let formula = [&1_f64.to_le_bytes()[..], &[0; 6], &[3, 0, 0x22, 0xff, 0xff]].concat();
    let sheet = [
        record(0x0006, &at(0, 0, 0, &formula)),
        record(0x0809, &[0, 6, 0x20, 0]),
        record(0x0203, &at(0, 1, 0, &2_f64.to_le_bytes())),
        record(0x000a, &[]),
    ];
    let reading = read(&compound("Workbook", &biff(&[name], &sheet))).expect("a workbook");
    assert_eq!(cells(&reading), ["A1=1"]);
}

#[test]
fn strings_of_the_code_page_are_decoded() {
    let begin = |kind| record(0x0809, &[0, 5, kind, 0, 0, 0, 0, 0]);
    let (name, ..) = encoding_rs::SHIFT_JIS.encode("表");
    let (text, ..) = encoding_rs::SHIFT_JIS.encode("髙橋ソ①");
    let mut listed = vec![0, 0, 0, 0, 0, 0, 2];
    listed.extend_from_slice(&name);
    let mut stream = [begin(5), record(0x0042, &932_u16.to_le_bytes())].concat();
    let offset = stream.len() + listed.len() + 4 + 4;
    listed[0] = u8::try_from(offset).expect("a short stream");
    let length = u16::try_from(text.len())
        .expect("a short text")
        .to_le_bytes();
    let cell = at(0, 0, 0, &[&length, &text[..]].concat());
    for piece in [
        record(0x0085, &listed),
        record(0x000a, &[]),
        begin(0x10),
        record(0x0204, &cell),
        record(0x000a, &[]),
    ] {
        stream.extend_from_slice(&piece);
    }
    let reading = read(&compound("Book", &stream)).expect("a workbook");
    assert_eq!(reading.value[0].name.as_deref(), Some("表"));
    assert_eq!(cells(&reading), ["A1=髙橋ソ①"]);
}

#[test]
fn a_table_of_strings_that_breaks_off_is_damaged() {
    let strings = [&[0xff; 8][..], &biff_string("一")].concat();
    let bytes = compound("Workbook", &biff(&[record(0x00fc, &strings)], &[]));
    assert!(matches!(read(&bytes), Err(IntakeError::Damaged { .. })));
}

#[test]
fn sheets_that_claim_the_same_records_end_somewhere() {
    let limits = Limits {
        tokens: 10_000,
        ..Limits::DEFAULT
    };
    let mut stream = biff(&[], &vec![record(0x0208, &[0; 16]); 300]);
    let listed = stream
        .windows(2)
        .position(|kind| kind == [0x85, 0])
        .expect("a listed sheet");
    let end = listed + 4 + usize::from(stream[listed + 2]);
    let entry = stream[listed..end].to_vec();
    let copies = 50;
    let shift = u32::try_from(copies * entry.len()).expect("a short stream");
    let offset = u32::from_le_bytes([entry[4], entry[5], entry[6], entry[7]]) + shift;
    let mut moved = entry;
    moved[4..8].copy_from_slice(&offset.to_le_bytes());
    stream[listed + 4..listed + 8].copy_from_slice(&offset.to_le_bytes());
    stream.splice(end..end, moved.repeat(copies));
    let refused = refusal(read_limited(&stream, limits));
    assert!(
        matches!(refused, IntakeError::TooMuchWhenUnpacked { .. }),
        "{refused}"
    );
}

#[test]
fn cells_beyond_the_last_column_are_told_and_left_out() {
    let columns = [0_u16, 0, 2048, 0, 1, 0].map(u16::to_le_bytes).concat();
    let strings = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &biff_string("一")].concat();
    let number = [0, 0, 0xf0, 0x3f];
    let run = [&at(1, 0xc402, 0, &number)[..], &[2, 0xc4]].concat();
    let sheet = [
        record(0x007d, &columns),
        record(0x0204, &at(0, 0, 0, &biff_string("い"))),
        record(0x027e, &at(0, 0xc402, 0, &number)),
        record(0x00fd, &at(0, 256, 0, &[0, 0, 0, 0])),
        record(0x00bd, &run),
    ];
    let globals = [record(0x00fc, &strings)];
    let reading = read(&compound("Workbook", &biff(&globals, &sheet))).expect("a workbook");
    assert_eq!(cells(&reading), ["A1=い"]);
    let noted = [
        "R02 hidden_columns",
        "R10 reference_unreadable BVEY1",
        "R10 reference_unreadable IW1",
        "R10 reference_unreadable BVEY2",
    ];
    assert_eq!(findings(&reading), noted);
}
