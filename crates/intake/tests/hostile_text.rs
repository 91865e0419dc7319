//! Hostile and malformed texts, each generated here: every one is read, read with a finding, or
//! refused by an error that names the reason. None panics, hangs or is read silently wrong.

use std::io::Write;

use enishi_intake::formats::{Hints, Tables, read_tables};
use enishi_intake::wording::error_ja;
use enishi_intake::{IntakeError, OtherFormat};

/// What must become of an input.
enum Expected {
    /// Read, with this text in row 2, column 1 of its first table.
    Reads(&'static str),
    /// Read, with a finding of this message.
    Finds(&'static str),
    /// Refused with this error.
    Refuses(IntakeError),
    /// Refused as bytes that are not text in this encoding.
    Undecodable(&'static str),
}

use Expected::{Finds, Reads, Refuses, Undecodable};

type Case = (&'static str, &'static str, Vec<u8>, Expected);

fn check(cases: Vec<Case>) {
    for (what, name, bytes, expected) in cases {
        let hints = Hints {
            name: Some(name),
            ..Hints::default()
        };
        let read = read_tables(&bytes, &hints);
        match (read, expected) {
            (Ok(read), Reads(text)) => assert_eq!(second(&read.value), text, "{what}"),
            (Ok(read), Finds(message)) => {
                let said: Vec<_> = read
                    .findings
                    .iter()
                    .map(|finding| finding.message)
                    .collect();
                assert!(said.contains(&message), "{what}: {said:?}");
            }
            (Err(error), Refuses(expected)) => {
                assert_eq!(error, expected, "{what}");
                assert!(
                    error_ja(&error).ends_with('。'),
                    "{what} ends as a sentence"
                );
            }
            (Err(IntakeError::UndecodableAs { encoding, .. }), Undecodable(expected)) => {
                assert_eq!(encoding, expected, "{what}");
            }
            (Ok(read), _) => panic!("{what}: was read, {:?}", read.findings),
            (Err(error), _) => panic!("{what}: was refused, {error}"),
        }
    }
}

fn second(tables: &Tables) -> &str {
    tables.grids[0].cell(2, 1).map_or("", |cell| cell.text)
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

const HEADER: &str = "事業名,目標値\n";

fn csv(body: &str) -> Vec<u8> {
    format!("{HEADER}{body}").into_bytes()
}

#[test]
fn cp932_and_its_neighbours() {
    let header = cp932(HEADER);
    let with = |bytes: &[u8]| [header.as_slice(), bytes].concat();
    let jis = encoding_rs::ISO_2022_JP.encode(HEADER).0.into_owned();
    check(vec![
        (
            "38 NEC and IBM extensions",
            "a.csv",
            with(b"\x87\x40\x87\x8a\x87\x7e\xee\xe0\xfb\xfc,1\n"),
            Reads("①㈱㍻髙髙"),
        ),
        (
            "38 外字",
            "a.csv",
            with(b"\xf0\x40\xf9\xfc,1\n"),
            Finds("private_use_character"),
        ),
        (
            "39 trail byte 5C in quotes",
            "a.csv",
            with(&cp932("\"表,ソ\",1\n")),
            Reads("表,ソ"),
        ),
        (
            "40 wave dash and minus",
            "a.csv",
            with(b"\x81\x60\x81\x7c\x5c\x7e,1\n"),
            Reads("～－\\~"),
        ),
        (
            "41 lead byte at the end",
            "a.csv",
            with(b"\x8e\x96,\x8b"),
            Undecodable("cp932"),
        ),
        (
            "41 lead byte before CRLF",
            "a.csv",
            with(b"1,\x8b\r\n2,3\r\n"),
            Undecodable("cp932"),
        ),
        (
            "41 lead byte before a comma",
            "a.csv",
            with(b"\x8b,3\r\n"),
            Undecodable("cp932"),
        ),
        (
            "42 UTF-8 header, CP932 body",
            "a.csv",
            [HEADER.as_bytes(), &cp932("相談,3\n")].concat(),
            Refuses(IntakeError::MixedEncodings {
                byte_offset: HEADER.len(),
                line: 2,
            }),
        ),
        (
            "42 EUC-JP",
            "a.csv",
            encoding_rs::EUC_JP
                .encode("事業名,値\n相談件数,3\n")
                .0
                .into(),
            Reads("相談件数"),
        ),
        (
            "42 ISO-2022-JP with an open escape",
            "a.csv",
            [&jis, b"\x1b$B;v6H".as_slice()].concat(),
            Reads("事業"),
        ),
        (
            "42 UTF-16LE without BOM",
            "a.csv",
            utf16("事業名,目標値\n相談,3\n"),
            Reads("相談"),
        ),
        (
            "42 UTF-7 is plain ASCII",
            "a.csv",
            b"a,b\n+ZeVnLIqe-,1\n".to_vec(),
            Reads("+ZeVnLIqe-"),
        ),
        (
            "43 half-width, NFD, IVS, emoji",
            "a.csv",
            csv("ﾔｲﾂﾞか\u{3099}葛\u{e0100}🎣,1\n"),
            Reads("ﾔｲﾂﾞか\u{3099}葛\u{e0100}🎣"),
        ),
        (
            "43 direction override",
            "a.csv",
            csv("\u{202e}x,1\n"),
            Finds("direction_controls_kept"),
        ),
        (
            "43 NUL",
            "a.csv",
            csv("a\0b,1\n"),
            Finds("control_characters_dropped"),
        ),
        (
            "43 BOM inside",
            "a.csv",
            csv("a\u{feff}b,1\n"),
            Reads("a\u{feff}b"),
        ),
    ]);
}

#[test]
fn delimited_text() {
    check(vec![
        (
            "44 lone CR",
            "a.csv",
            csv("a,1\n")
                .iter()
                .map(|b| if *b == b'\n' { b'\r' } else { *b })
                .collect(),
            Reads("a"),
        ),
        (
            "44 CRCRLF",
            "a.csv",
            b"h,i\r\r\na,1\r\r\n".to_vec(),
            Reads("a"),
        ),
        ("44 LF in quotes", "a.csv", csv("\"a\nb\",1"), Reads("a\nb")),
        (
            "44 U+2028",
            "a.csv",
            csv("a\u{2028}b,1\n"),
            Reads("a\u{2028}b"),
        ),
        (
            "45 open quote before much text",
            "a.csv",
            csv(&format!("\"a,1\n{}", "b,2\n".repeat(500_000))),
            Finds("quote_never_closes"),
        ),
        (
            "45 quote in the middle",
            "a.csv",
            csv("a\"b\"c,1\n"),
            Reads("a\"b\"c"),
        ),
        (
            "45 empty quotes at the end",
            "a.csv",
            csv("a,\"\""),
            Reads("a"),
        ),
        (
            "46 a million columns",
            "a.csv",
            csv(&"x,".repeat(1_000_000)),
            Finds("columns_left_out"),
        ),
        (
            "46 one long line",
            "a.csv",
            vec![b'x'; 257 << 20],
            Refuses(IntakeError::TooLarge {
                bytes: 257 << 20,
                limit: 256 << 20,
            }),
        ),
        (
            "46 a cell longer than cells are",
            "a.csv",
            csv(&"x".repeat(2 << 20)),
            Finds("cell_cut_off"),
        ),
        (
            "46 nothing",
            "a.csv",
            Vec::new(),
            Refuses(IntakeError::Empty),
        ),
        (
            "46 only a BOM",
            "a.csv",
            b"\xef\xbb\xbf".to_vec(),
            Refuses(IntakeError::Empty),
        ),
        ("46 only a header", "a.csv", csv(""), Reads("")),
        (
            "46 only delimiters",
            "a.csv",
            b",,,\n,,,\n".to_vec(),
            Refuses(IntakeError::NoTable),
        ),
        (
            "47 ragged",
            "a.csv",
            csv("a,1\nb,2,3\n"),
            Finds("rows_longer"),
        ),
        (
            "47 semicolon",
            "a.csv",
            b"h;i\na,5;1,5\n".to_vec(),
            Reads("a,5"),
        ),
        (
            "47 full-width comma",
            "a.csv",
            "名，値\n相談，3\n".into(),
            Reads("相談"),
        ),
        (
            "47 sep line",
            "a.csv",
            b"sep=;\nh;i\na;1\n".to_vec(),
            Reads("a"),
        ),
        (
            "48 preamble",
            "a.csv",
            "令和6年度\n\n事業名,目標値,実績値\na,1,2\n※注\n".into(),
            Reads(""),
        ),
        (
            "49 formula",
            "a.csv",
            csv("=cmd|' /C calc'!A0,1\n"),
            Reads("=cmd|' /C calc'!A0"),
        ),
        (
            "49 formula after a tab",
            "a.csv",
            csv("\"\t=1\",1\n"),
            Reads("\t=1"),
        ),
        (
            "50 numbers stay text",
            "a.csv",
            csv("1e400,\"1,234,5\"\n"),
            Reads("1e400"),
        ),
        (
            "51 the same header twice",
            "a.csv",
            b"h,h\na,1\n".to_vec(),
            Reads("a"),
        ),
        (
            "52 a date that is none",
            "a.csv",
            csv("令和6年13月,1\n"),
            Reads("令和6年13月"),
        ),
        (
            "53 gzip named csv",
            "a.csv",
            gzip(&csv("a,1\n")),
            Reads("a"),
        ),
        (
            "53 bzip2 named csv",
            "a.csv",
            b"BZh91AY&SY\x01\x02".to_vec(),
            Refuses(IntakeError::Unsupported(OtherFormat::Bzip2)),
        ),
        (
            "53 zip named csv",
            "a.csv",
            b"PK\x03\x04\x14\0photo.jpg".to_vec(),
            Refuses(IntakeError::NotAWorkbook),
        ),
        (
            "53 error page named csv",
            "a.csv",
            b"<html><body><h1>404</h1>".to_vec(),
            Refuses(IntakeError::NoTable),
        ),
    ]);
}

#[test]
fn pages() {
    let table = "<table><tr><th>h<tr><td>v</table>";
    let page = |body: &str| format!("<!DOCTYPE html><html><body>{body}").into_bytes();
    let cell = |content: &str| page(&format!("<table><tr><th>h<tr><td>{content}</table>"));
    check(vec![
        (
            "68 nested div",
            "a.html",
            page(&"<div>".repeat(64_000)),
            Refuses(IntakeError::TooDeep),
        ),
        (
            "68 nested lists",
            "a.html",
            page(&"<ul><li>".repeat(64_000)),
            Refuses(IntakeError::TooDeep),
        ),
        (
            "68 bold",
            "a.html",
            page(&("<b>".repeat(200_000) + table)),
            Reads("v"),
        ),
        (
            "68 misnested",
            "a.html",
            page(&("<a>".repeat(40_000) + &"<i>".repeat(40_000) + table)),
            Reads("v"),
        ),
        (
            "69 rowspan 65534",
            "a.html",
            page("<table><tr><td rowspan=65534>h<tr><td>v</table>"),
            Finds("span_exceeds_table"),
        ),
        (
            "69 colspan 1e9",
            "a.html",
            page("<table><tr><td colspan=1000000000>h<tr><td>v</table>"),
            Reads("v"),
        ),
        (
            "69 colspan -1",
            "a.html",
            page("<table><tr><td colspan=-1 rowspan=-1>h<tr><td>v</table>"),
            Reads("v"),
        ),
        (
            "69 overlap",
            "a.html",
            page("<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>"),
            Finds("spans_overlap"),
        ),
        (
            "70 a hundred tables in one another",
            "a.html",
            page(&"<table><tr><td>h<tr><td>v".repeat(100)),
            Reads("v"),
        ),
        (
            "70 a hidden row",
            "a.html",
            page("<table><tr><td>h<tr style=display:none><td>v</table>"),
            Finds("hidden_rows"),
        ),
        (
            "71 declared Shift_JIS, is UTF-8",
            "a.html",
            page(&format!("<meta charset=Shift_JIS>焼津{table}")),
            Finds("encodings_disagree"),
        ),
        (
            "71 two declarations",
            "a.html",
            page(&format!(
                "<meta charset=utf-8><meta charset=euc-jp>焼津{table}"
            )),
            Finds("encodings_disagree"),
        ),
        (
            "71 numeric references",
            "a.html",
            cell("&#x110000;&#0;&#128;"),
            Finds("replacement_character"),
        ),
        (
            "72 script, style, template",
            "a.html",
            cell("v<script>'<td>'</script><style>b{}</style><template><td>t</template>"),
            Reads("v"),
        ),
        (
            "72 open comment",
            "a.html",
            page(&format!("{table}<!--{}", "x".repeat(5_000_000))),
            Reads("v"),
        ),
        (
            "72 drawing",
            "a.html",
            cell("<svg onload=x()><text>t</text></svg>v"),
            Reads("v"),
        ),
        (
            "73 br, no-break space, furigana",
            "a.html",
            cell("1&nbsp;234<br><ruby>焼津<rt>やいづ</ruby>"),
            Reads("1 234\n焼津"),
        ),
        (
            "74 web archive",
            "a.mht",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>".to_vec(),
            Refuses(IntakeError::Unsupported(OtherFormat::WebArchive)),
        ),
        (
            "74 frames",
            "a.html",
            b"<html><frameset><frame src=a.html></frameset>".to_vec(),
            Refuses(IntakeError::NoTable),
        ),
        ("74 packed page", "a.html", gzip(&cell("v")), Reads("v")),
        (
            "74 references are not followed",
            "a.html",
            cell("<base href=http://192.0.2.1/><img src='data:,x' alt=''>v"),
            Reads("v"),
        ),
        ("33 page named xls", "a.xls", cell("v"), Reads("v")),
    ]);
}

#[test]
fn texts_from_ocr() {
    let aligned = "指標名          目標値   実績値\n移住相談件数    725, 929人   10 20 30\n";
    let split = "指標名          目標値   実績値\n移住相談          725人    63人\n件数\n";
    check(vec![
        (
            "75 blanks inside a number and between marks",
            "a.txt",
            aligned.into(),
            Reads("移住相談件数"),
        ),
        (
            "76 a row split in two",
            "a.txt",
            split.into(),
            Reads("移住相談"),
        ),
        (
            "76 no header",
            "a.txt",
            "移住相談  725人\n関係人口  63人\n".into(),
            Reads("関係人口"),
        ),
        (
            "a binary",
            "a.txt",
            vec![0, 1, 2, 3, 4, 5, 6, 7],
            Refuses(IntakeError::Binary),
        ),
        (
            "a PDF",
            "a.txt",
            b"%PDF-1.7 ...".to_vec(),
            Refuses(IntakeError::Unsupported(OtherFormat::Pdf)),
        ),
    ]);
}
