//! Lines 68 to 74: pages, under whatever name; and 75, 76: what OCR makes of a table.

use enishi_intake::{IntakeError, OtherFormat};

use crate::{finds, gzip, reads, reads_named, refuses};

const TABLE: &str = "<table><tr><th>h<tr><td>v</table>";

fn page(body: &str) -> String {
    format!("<!DOCTYPE html><html><body>{body}")
}

fn table(rows: &str) -> String {
    page(&format!("<table>{rows}</table>"))
}

fn cell(content: &str) -> String {
    table(&format!("<tr><th>h<tr><td>{content}"))
}

#[test]
fn nesting() {
    refuses(
        "68 nested div",
        page(&"<div>".repeat(64_000)),
        &IntakeError::TooDeep,
    );
    refuses(
        "68 nested lists",
        page(&"<ul><li>".repeat(64_000)),
        &IntakeError::TooDeep,
    );
    reads("68 bold", page(&("<b>".repeat(200_000) + TABLE)), "v");
    let misnested = "<a>".repeat(40_000) + &"<i>".repeat(40_000) + TABLE;
    reads("68 misnested", page(&misnested), "v");
    let nested = "<table><tr><td>h<tr><td>v".repeat(100);
    reads("70 a hundred tables in one another", page(&nested), "v");
}

#[test]
fn spans_and_rows() {
    finds(
        "69 tall",
        table("<tr><td rowspan=65534>h<tr><td>v"),
        "span_exceeds_table",
    );
    reads(
        "69 wide",
        table("<tr><td colspan=1000000000>h<tr><td>v"),
        "v",
    );
    reads(
        "69 negative",
        table("<tr><td colspan=-1 rowspan=-1>h<tr><td>v"),
        "v",
    );
    let overlap = table("<tr><td>a<td rowspan=2>b<tr><td colspan=2>c");
    finds("69 overlap", overlap, "spans_overlap");
    let hidden = table("<tr><td>h<tr style=display:none><td>v");
    finds("70 a hidden row", hidden, "hidden_rows");
    reads(
        "70 a header in the middle",
        table("<tr><td>h<tr><th colspan=2>v<td>w"),
        "v",
    );
}

#[test]
fn declarations_and_references() {
    let declared = page(&format!("<meta charset=Shift_JIS>焼津{TABLE}"));
    finds(
        "71 declared Shift_JIS, is UTF-8",
        declared,
        "encodings_disagree",
    );
    let twice = page(&format!(
        "<meta charset=utf-8><meta charset=euc-jp>焼津{TABLE}"
    ));
    finds("71 two declarations", twice, "encodings_disagree");
    finds(
        "71 numeric references",
        cell("&#x110000;&#0;&#128;"),
        "replacement_character",
    );
}

#[test]
fn content_that_is_not_shown() {
    let scripted = "v<script>'<td>'</script><style>b{}</style><template><td>t</template>";
    reads("72 script, style, template", cell(scripted), "v");
    let comment = format!("{TABLE}<!--{}", "x".repeat(5_000_000));
    reads("72 open comment", page(&comment), "v");
    reads(
        "72 drawing",
        cell("<svg onload=x()><text>t</text></svg>v"),
        "v",
    );
    let spaced = "1&nbsp;234<br><ruby>焼津<rt>やいづ</ruby>";
    reads(
        "73 br, no-break space, furigana",
        cell(spaced),
        "1 234\n焼津",
    );
}

#[test]
fn wrappings() {
    let archive = "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>";
    let unsupported = IntakeError::Unsupported(OtherFormat::WebArchive);
    refuses("74 web archive", archive, &unsupported);
    let frames = "<html><frameset><frame src=a.html></frameset>";
    refuses("74 frames", frames, &IntakeError::NoTable);
    reads("74 packed page", gzip(cell("v").as_bytes()), "v");
    let referring = cell("<base href=http://192.0.2.1/><img src='data:,x' alt=''>v");
    reads("74 references are not followed", referring, "v");
    reads_named("33 page named xls", "a.xls", cell("v"), "v");
}

#[test]
fn texts_from_ocr() {
    let blanks = "指標名          目標値   実績値\n移住相談件数    725, 929人   10 20 30\n";
    reads_named("75 blanks inside a number", "a.txt", blanks, "移住相談件数");
    let split = "指標名          目標値   実績値\n移住相談          725人    63人\n件数\n";
    reads_named("76 a row split in two", "a.txt", split, "移住相談");
    reads_named(
        "76 no header",
        "a.txt",
        "移住相談  725人\n関係人口  63人\n",
        "関係人口",
    );
}
