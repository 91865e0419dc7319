//! Documents from their bytes to their grids.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::{Format, Hints, detect, read_tables};
use crate::error::{IntakeError, OtherFormat};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn hints(name: &str) -> Hints<'_> {
    Hints {
        name: Some(name),
        ..Hints::default()
    }
}

#[test]
fn gzip_is_unpacked_once() {
    let packed = gzip("a,b\n1,2\n".as_bytes());
    let read = read_tables(&packed, &hints("x.csv")).unwrap();
    assert_eq!(
        (read.value.format, read.value.grids[0].len()),
        (Format::Csv, 4)
    );
    assert_eq!(
        read_tables(&gzip(&packed), &hints("x.csv.gz")).unwrap_err(),
        IntakeError::Unsupported(OtherFormat::NestedGzip)
    );
    let cut = &packed[..packed.len() - 9];
    let damaged = read_tables(cut, &hints("x.csv")).unwrap_err();
    assert_eq!(damaged, IntakeError::Damaged { what: "gzip" });
}

#[test]
fn what_grows_beyond_the_limit_is_refused() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![b' '; 1 << 20];
    for _ in 0..257 {
        encoder.write_all(&block).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let error = read_tables(&bomb, &hints("x.csv")).unwrap_err();
    assert_eq!(error, IntakeError::TooMuchWhenUnpacked { limit: 256 << 20 });
}

#[test]
fn a_text_beyond_the_limit_is_refused_before_it_is_read() {
    let line = vec![b'a'; (96 << 20) + 1];
    let error = read_tables(&line, &hints("x.csv")).unwrap_err();
    assert!(matches!(error, IntakeError::TooLarge { .. }));
}

#[test]
fn one_table_can_be_asked_for_by_name_or_number() {
    let page = "<h2>一</h2><table><tr><td>a</table><h2>二</h2><table><tr><td>〓</table>";
    let ask = |sheet| Hints {
        sheet: Some(sheet),
        ..Hints::default()
    };
    for sheet in ["二", "2"] {
        let read = read_tables(page.as_bytes(), &ask(sheet)).unwrap();
        assert_eq!(
            read.value.grids[0].cell(1, 1).map(|cell| cell.text),
            Some("〓")
        );
        assert_eq!(read.findings.len(), 1);
    }
    let read = read_tables(page.as_bytes(), &ask("一")).unwrap();
    assert!(read.findings.is_empty());
    let missing = read_tables(page.as_bytes(), &ask("三")).unwrap_err();
    let available = "一, 二".to_owned();
    assert_eq!(
        missing,
        IntakeError::NoSuchSheet {
            name: "三".into(),
            available
        }
    );
    for (text, format) in [
        ("a,b\n1,2\n", "csv"),
        ("a\tb\n1\t2\n", "tsv"),
        ("a\n", "text"),
    ] {
        let refused = read_tables(text.as_bytes(), &ask("1")).unwrap_err();
        assert_eq!(refused, IntakeError::NoSheets { format });
    }
}

#[test]
fn odd_characters_are_kept_and_told() {
    // F040 is the first 外字 of CP932; the others come as UTF-8.
    let gaiji = read_tables(b"\x8e\x81\x96\xbc,1\n\xf0\x40,2\n", &hints("x.csv")).unwrap();
    assert_eq!(gaiji.value.encoding, Some("cp932"));
    assert_eq!(
        gaiji.value.grids[0].cell(2, 1).map(|cell| cell.text),
        Some("\u{e000}")
    );
    assert_eq!(
        (gaiji.findings[0].rule, gaiji.findings[0].message),
        ("R01", "private_use_character")
    );
    let text = "a,\u{fffd}x\n\u{202e}b,〓\n葛\u{e0100},か\u{3099}🎣\n";
    let read = read_tables(text.as_bytes(), &hints("x.csv")).unwrap();
    let said: Vec<_> = read.findings.iter().map(|f| (f.rule, f.message)).collect();
    assert_eq!(
        said,
        [
            ("R01", "replacement_character"),
            ("R01", "geta_character"),
            ("R05", "direction_controls_kept"),
        ]
    );
    assert_eq!(
        read.value.grids[0].cell(3, 2).map(|cell| cell.text),
        Some("か\u{3099}🎣")
    );
}

#[test]
fn json_is_detected_and_read_elsewhere() {
    let json = br#"{"format":"enishi.check/1"}"#;
    assert_eq!(detect(json, &Hints::default()), Ok(Format::Json));
    assert!(read_tables(json, &Hints::default()).is_err());
}

#[test]
fn nothing_is_empty() {
    for bytes in [&b""[..], b"\xef\xbb\xbf", b"\n\n"] {
        assert_eq!(
            read_tables(bytes, &Hints::default()).unwrap_err(),
            IntakeError::Empty
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["x.csv", "x.tsv", "x.html", "x.md", "x.txt", "x"]),
    ) {
        let _ = read_tables(&bytes, &hints(name));
    }

    #[test]
    fn any_markup_is_read_or_refused(
        parts in prop::collection::vec(prop::sample::select(MARKUP.to_vec()), 0..60),
    ) {
        let text = parts.concat();
        let _ = read_tables(text.as_bytes(), &hints("x.html"));
        let _ = read_tables(text.as_bytes(), &hints("x.txt"));
    }

    #[test]
    fn the_same_bytes_give_the_same_reading(text in "[a-c,;\t\n\"| -]{0,80}") {
        let read = || read_tables(text.as_bytes(), &hints("x.txt")).map(|read| {
            let cells = |grid: &enishi_domain::grid::Grid| format!("{grid:?}");
            (read.value.grids.iter().map(cells).collect::<Vec<_>>(), read.findings)
        });
        prop_assert_eq!(read(), read());
    }
}

const MARKUP: [&str; 32] = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<td rowspan=3>",
    "<td colspan=4>",
    "<th rowspan=0 hidden>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "</caption>",
    "<col span=2>",
    "<div>",
    "</div>",
    "<p>",
    "<rt>",
    "</ruby>",
    "<template>",
    "</template>",
    "<svg>",
    "<pre>",
    "<h2>",
    "</h2>",
    "<br>",
    "<script>",
    "</script>",
    "あ",
    " ",
    "|a|b|\n|-|-|\n",
    "&nbsp;",
];
