//! The long form, read again by an independent reader.

use enishi_domain::strategies;
use enishi_domain::words::as_plain_field;
use proptest::prelude::*;

use crate::document::{Content, Document};
use crate::{Encoding, Format, Substitution, render, sample};

use super::{bytes, document};

fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes
        .strip_prefix("\u{feff}".as_bytes())
        .expect("a byte order mark");
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text);
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// Every field of the document's matter.
fn fields(document: &Document) -> Vec<Vec<String>> {
    let table = &document.tables[0];
    let header = table
        .columns
        .iter()
        .map(|column| column.header.clone())
        .collect();
    let rows = table.rows.iter().map(|row| {
        let text = |content: &Content| match content {
            Content::Empty => String::new(),
            Content::Text(text) => as_plain_field(text).into_owned(),
            Content::Number { amount, .. } => amount.to_string(),
        };
        row.cells.iter().map(|cell| text(&cell.content)).collect()
    });
    std::iter::once(header).chain(rows).collect()
}

#[test]
fn the_sample_is_written_in_the_long_form() {
    let csv =
        String::from_utf8(bytes(&sample::document(), Format::Csv(Encoding::Utf8Bom))).unwrap();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}\"No.\",\"事業名\",\"事業概要\",\"決算額（円）\""));
    let gifts = concat!(
        r#"2,,"（空欄）",,"②","'=寄附の件数","件",,,725929,"○","-","目標値未設定","令和6年度",,,,,"#,
        r#""増加","仮定","未宣言",,,,"725, 929件","○",,"調整中",,,,"#,
        r#""地方創生推進タイプ 効果検証シート（見本）","見本市","令和6年度","指標",2,,,,,,"#,
    );
    assert!(lines.contains(&gifts), "{csv}");
    let unassigned = concat!(
        r#"2,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"#,
        r#""地方創生推進タイプ 効果検証シート（見本）","見本市","令和6年度","未割当",,"#,
        r#""目標値","320人",3,6,"KPI目標値","#,
    );
    assert!(lines.contains(&unassigned), "{csv}");
    assert_eq!(
        lines.last(),
        Some(&""),
        "the last line ends as the others do"
    );
}

#[test]
fn characters_without_a_code_are_reported_with_their_place() {
    let mut sheet = sample::sheet();
    sheet.programmes[0].kpis[0].name.text = "髙﨑𠮷野葛\u{e0100}〜−①㈱".to_owned();
    let rendered = render(&document(&sheet), Format::Csv(Encoding::Cp932)).unwrap();
    let reported: Vec<_> = rendered
        .substitutions
        .iter()
        .filter(|s| s.row == 2)
        .map(|s| (s.character, s.replacement, s.column))
        .collect();
    let expected = [
        ('𠮷', Some('〓'), 6),
        ('\u{e0100}', None, 6),
        ('〜', Some('～'), 6),
        ('−', Some('－'), 6),
    ];
    assert_eq!(reported, expected);
    let lost = rendered
        .substitutions
        .iter()
        .filter(|s| s.is_loss())
        .count();
    assert_eq!(lost, 1);
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&rendered.bytes);
    assert!(!broken && text.contains("\"髙﨑〓野葛～－①㈱\""));
    assert!(!text.contains("&#"));
}

#[test]
fn a_sheet_that_cp932_holds_has_no_substitutions() {
    let rendered = render(&sample::document(), Format::Csv(Encoding::Cp932)).unwrap();
    assert_eq!(rendered.substitutions, Vec::<Substitution>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_reader_reads_the_same_fields(sheet in strategies::any_year_sheet()) {
        let document = document(&sheet);
        let csv = bytes(&document, Format::Csv(Encoding::Utf8Bom));
        prop_assert_eq!(read(&csv), fields(&document));
    }
}
