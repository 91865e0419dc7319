//! Whatever the bytes, reading ends: with a sheet or with a reason, never in a panic, and within
//! the deadline. `./test` gives this more time, and `ENISHI_BYTES_ROUND=n` repeats one round.

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::convert_sheet::{Encoding, Format, convert_sheet};
use enishi_intake::numerals::{irregularities, read_value};
use enishi_tests::hostile_bytes::{bend, rounds_asked_for};
use enishi_tests::tree::project_root;

fn example() -> Vec<u8> {
    let path = project_root().join("examples/effect-verification-r6.tsv");
    std::fs::read(path).expect("the example ships with the project")
}

fn check(bytes: &[u8]) -> Option<Checked> {
    let document = Document { name: "-", bytes };
    check_sheet(document, &Options::default()).ok()
}

/// The example as this program writes it.
fn written(format: Format) -> Vec<u8> {
    let checked = check(&example()).expect("the example is a sheet");
    let converted = convert_sheet(&checked, format, Language::Japanese);
    converted.expect("the example can be written").bytes
}

fn assert_reading_ends(originals: &[&[u8]], rounds: u64, reader: impl Fn(&[u8])) {
    let (made, failures) = bend(originals, rounds_asked_for(rounds), reader);
    assert!(made > 0, "not a single round was made");
    assert!(
        failures.is_empty(),
        "of {made} rounds:\n{}",
        failures.join("\n")
    );
}

/// Reads, and writes what was read: what comes out of hostile bytes must be writable too.
fn check_and_convert(bytes: &[u8]) {
    if let Some(checked) = check(bytes) {
        let _ = convert_sheet(&checked, Format::Json, Language::English);
    }
}

#[test]
fn bent_delimited_files_end_in_a_sheet_or_a_reason() {
    let table = b"|No.|KPI|\xe7\x9b\xae\xe6\xa8\x99\xe5\x80\xa4|\n|---|---|---|\n|1|a|3|\n";
    let (tsv, cp932) = (example(), written(Format::Csv(Encoding::Cp932)));
    assert_reading_ends(&[&tsv, &cp932, table], 60, check_and_convert);
}

#[test]
fn bent_workbooks_end_in_a_sheet_or_a_reason() {
    let book = written(Format::Xlsx);
    assert_reading_ends(&[&book], 60, check_and_convert);
}

#[test]
fn bent_pages_and_json_end_in_a_sheet_or_a_reason() {
    let page = written(Format::Html);
    let json = written(Format::Json);
    assert_reading_ends(&[&page, &json], 60, check_and_convert);
}

#[test]
fn bent_numerals_end_in_amounts_or_a_reason() {
    let printed = [
        "725, 929人",
        "男:18.18年 女:20.29年",
        "24年度:100 25年度:120",
        "2億5,0000万円",
        "12/15地区",
        "40(12)",
        "令和6年3月31日",
        "△12 △12△12",
    ];
    let originals: Vec<&[u8]> = printed.iter().map(|text| text.as_bytes()).collect();
    assert_reading_ends(&originals, 20_000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let value = read_value(&text);
        assert_eq!(value.parts().is_empty(), value.missing().is_some());
        let _ = irregularities(&text);
    });
}
