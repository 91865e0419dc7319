//! Delimited text: dialects, quotes, line ends, lengths.

use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::Grid;
use proptest::prelude::*;

use super::{delimiter_of, read};
use crate::formats::Format;

fn read_csv(text: &str) -> Reading<Grid> {
    read(text, Format::Csv).unwrap()
}

fn rows(grid: &Grid) -> Vec<Vec<String>> {
    let text = |row, column| {
        grid.cell(row, column)
            .map_or(String::new(), |c| c.text.to_owned())
    };
    (1..=grid.height())
        .map(|row| (1..=grid.width()).map(|column| text(row, column)).collect())
        .collect()
}

fn messages(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.message).collect()
}

#[test]
fn the_delimiter_is_the_one_that_divides_evenly() {
    let cases = [
        ("a,b\n1,2\n", Some(',')),
        ("a\tb\n1,5\t2,5\n", Some('\t')),
        ("a;b\n1,5;2,5\n3,5;4,5\n", Some(';')),
        ("名称，件数\n相談，3\n", Some('，')),
        ("sep=;\na,b;c\n", Some(';')),
        ("\"sep=|\"\r\na|b\r\n", Some('|')),
        ("一行だけ\n二行\n", None),
    ];
    for (text, expected) in cases {
        assert_eq!(
            delimiter_of(text).map(|found| found.delimiter),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn commas_of_amounts_do_not_make_a_delimited_text() {
    let text = "決算額 14, 894, 396円\n決算額 5, 627, 315円\n";
    assert!(delimiter_of(text).is_none_or(|found| !found.is_certain));
}

#[test]
fn a_sep_line_is_no_row() {
    let grid = read_csv("sep=;\r\na;b\r\n1;2").value;
    assert_eq!(rows(&grid), [["a", "b"], ["1", "2"]]);
}

#[test]
fn rows_are_records_and_blank_lines_count() {
    let grid = read_csv("a,\"b\nb\"\n\nc,d\n").value;
    assert_eq!(grid.cell(1, 2).map(|cell| cell.text), Some("b\nb"));
    assert_eq!(grid.cell(3, 1).map(|cell| cell.text), Some("c"));
}

#[test]
fn every_kind_of_line_end_ends_one_line() {
    for text in [
        "a,b\nc,d",
        "a,b\r\nc,d\r\n",
        "a,b\rc,d\r",
        "a,b\r\r\nc,d\r\r\n",
    ] {
        assert_eq!(
            rows(&read_csv(text).value),
            [["a", "b"], ["c", "d"]],
            "{text:?}"
        );
    }
    let separator = read_csv("a,b\u{2028}c\n1,2\n").value;
    assert_eq!(
        separator.cell(1, 2).map(|cell| cell.text),
        Some("b\u{2028}c")
    );
}

#[test]
fn quotes_are_quotes_only_at_a_fields_beginning() {
    let grid = read("a \"b\" c\t\"d\"\"e\"\t5\" disk\n\"\"\tx\ty", Format::Tsv)
        .unwrap()
        .value;
    assert_eq!(
        rows(&grid),
        [["a \"b\" c", "d\"e", "5\" disk"], ["", "x", "y"]]
    );
    let end = read_csv("a,\"\"").value;
    assert_eq!(rows(&end), [["a"]]);
}

#[test]
fn a_quote_that_never_closes_swallows_nothing() {
    let read = read_csv("a,b\n\"1,2\n3,4\n5,\"6\"\"7\"\n");
    // The quote before the 6 closes the first one in every reader; it is told.
    assert_eq!(messages(&read.findings), ["text_after_closing_quote"]);
    let read = read_csv("a,b\n\"1,2\n3,4\n");
    assert_eq!(rows(&read.value), [["a", "b"], ["\"1", "2"], ["3", "4"]]);
    assert_eq!(messages(&read.findings), ["quote_never_closes"]);
    let place = read.findings[0].place.as_ref().unwrap();
    assert_eq!((place.row, place.column), (2, 1));
}

#[test]
fn rows_of_unusual_length_are_told_and_titles_are_not() {
    let read = read_csv("効果検証シート\na,b,c\n1,2,3\n4,5,6\n7,8\n9,10,11,12\n\n");
    assert_eq!(messages(&read.findings), ["rows_longer", "rows_shorter"]);
    assert_eq!(
        read.findings[0].place.as_ref().map(|place| place.row),
        Some(6)
    );
    assert_eq!(read.value.cell(6, 4).map(|cell| cell.text), Some("12"));
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let cells = [
        "=cmd|' /C calc'!A0",
        "+SUM(1)",
        "-2+3",
        "@x",
        "＝1",
        "%0A=",
        "\t=1",
    ];
    for cell in cells {
        let grid = read_csv(&format!("a,b\n\"{cell}\",1\n")).value;
        assert_eq!(grid.cell(2, 1).map(|cell| cell.text), Some(cell));
    }
}

#[test]
fn columns_beyond_the_last_are_left_out_and_told() {
    let wide = "x,".repeat(1_000_000);
    let read = read_csv(&wide);
    assert_eq!(read.value.width(), 16_384);
    assert_eq!(messages(&read.findings), ["columns_left_out"]);
}

#[test]
fn a_row_below_the_last_one_is_refused() {
    let tall = "a\n".repeat(1_048_577);
    assert!(read(&tall, Format::Csv).is_err());
    assert!(read(&tall[2..], Format::Csv).is_ok());
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        cells in prop::collection::vec(prop::collection::vec("[ -~あ①\n\r\",\t;，]{0,6}", 3), 1..8),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        // A first line over which the delimiter cannot be mistaken.
        let text = format!("h,h,h\n{}{text}", "h,h,h\n".repeat(2 * cells.len()));
        let grid = read_csv(&text).value;
        let skipped = 1 + 2 * cells.len();
        for (row, number) in cells.iter().zip(skipped + 1..) {
            for (cell, column) in row.iter().zip(1..) {
                let read = grid.cell(number as u32, column).map_or("", |cell| cell.text);
                prop_assert_eq!(read, cell.as_str());
            }
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[\"\",\t\r\n;，aあ]{0,60}") {
        let read = read_csv(&text);
        prop_assert!(read.value.len() <= text.len());
    }
}
