//! Pages: what a browser shows of a table, and what no page may do to us.

use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::{Grid, MergedRange};

use super::read;
use crate::error::IntakeError;

fn read_page(text: &str) -> Reading<Vec<Grid>> {
    read(text).unwrap()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let grid = &read_page(text).value[0];
    let text = |row, column| {
        grid.cell(row, column)
            .map_or(String::new(), |c| c.text.to_owned())
    };
    (1..=grid.height())
        .map(|row| (1..=grid.width()).map(|column| text(row, column)).collect())
        .collect()
}

fn cell(content: &str) -> String {
    rows(&format!(
        "<table><tr><td>{content}</td><td>x</td></tr></table>"
    ))[0][0]
        .clone()
}

fn merged(text: &str) -> Vec<(u32, u32, u32, u32)> {
    let corners = |range: &MergedRange| (range.top, range.left, range.bottom, range.right);
    read_page(text).value[0]
        .merged()
        .iter()
        .map(corners)
        .collect()
}

fn messages(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.message).collect()
}

#[test]
fn text_is_what_a_browser_shows() {
    let cases = [
        (" 63 \n 社 ", "63 社"),
        ("①75社<br>②750名<br/>", "①75社\n②750名"),
        ("<p>一</p><p>二</p>", "一\n二"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ("12&nbsp;&nbsp;345", "12  345"),
        ("&nbsp;", ""),
        ("目　標", "目　標"),
        (
            "<ruby>焼津<rp>(</rp><rt>やいづ</rt><rp>)</rp></ruby>市",
            "焼津市",
        ),
        ("<ruby>焼津<rt>やいづ</ruby>市", "焼津市"),
        ("a<script>alert('<b>')</script>b<style>td{}</style>", "ab"),
        ("a<template><table><tr><td>t</table></template>b", "ab"),
        ("a<!-- </td> -->b", "ab"),
        ("<svg onload=x><title>t</title><text>s</text></svg>v", "v"),
        ("&#x110000;&#0;&#128;", "\u{fffd}\u{fffd}€"),
        ("<img src=x.png alt=○>", "○"),
        ("<span style='display: none'>0012</span>12", "12"),
        ("<pre>a  b\nc</pre>", "a  b\nc"),
        (
            "<span style='white-space:pre-wrap'> a\n b </span>",
            " a\n b ",
        ),
        ("<![CDATA[x]]>y", "y"),
        ("<b><i>misnested</b></i>", "misnested"),
    ];
    for (content, expected) in cases {
        assert_eq!(cell(content), expected, "{content}");
    }
}

#[test]
fn end_tags_may_be_missing_and_parts_may_come_in_any_order() {
    assert_eq!(
        rows("<table><tr><td>a<td>b<tr><th>c"),
        [["a", "b"], ["c", ""]]
    );
    assert_eq!(rows("<table><td>a</td><td>b</td></table>"), [["a", "b"]]);
    assert_eq!(
        rows("<table><thead><tr><th>h<tbody><tr><td><ruby>v<rt>f<td>w"),
        [["h", ""], ["v", "w"]]
    );
    assert_eq!(rows("<TABLE><TR><TD>a</div></span></p></TABLE>"), [["a"]]);
}

#[test]
fn spans_become_merged_ranges_within_their_row_group() {
    let text = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>";
    assert_eq!(rows(text), [["a", "b", ""], ["", "c", "d"]]);
    assert_eq!(merged(text), [(1, 1, 2, 1), (1, 2, 1, 3)]);
    let text = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d</table>";
    assert_eq!(merged(text), [(1, 1, 2, 1)]);
    assert!(read_page(text).findings.is_empty());
}

#[test]
fn spans_beyond_all_measure_are_cut() {
    let wide = "<table><tr><td colspan=1000000000>a<td>b</table>";
    assert_eq!(
        read_page(wide).value[0].cell(1, 1001).map(|c| c.text),
        Some("b")
    );
    for span in ["0", "-3", "x", "", "1e9"] {
        let text = format!("<table><tr><td colspan='{span}'>a<td>b</table>");
        assert_eq!(rows(&text), [["a", "b"]], "{span}");
    }
    let tall = "<table><tr><td rowspan=65534>a<td>b<tr><td>c</table>";
    assert_eq!(merged(tall), [(1, 1, 2, 1)]);
    assert_eq!(messages(&read_page(tall).findings), ["span_exceeds_table"]);
    let overlapping = "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>";
    assert_eq!(rows(overlapping), [["a", "b", ""], ["c", "", "d"]]);
    assert_eq!(
        messages(&read_page(overlapping).findings),
        ["spans_overlap"]
    );
}

#[test]
fn spans_cost_no_more_than_their_cells() {
    let first = "<td colspan=1000 rowspan=65534>x".repeat(16);
    let text = format!("<table><tr>{first}{}", "<tr><td>".repeat(200_000));
    let refused = IntakeError::TooMany {
        what: "spanned cells",
        limit: 200_000_000,
    };
    assert_eq!(read(&text).unwrap_err(), refused);
}

#[test]
fn a_nested_table_is_a_grid_of_its_own() {
    let text = "<table><caption>外</caption><tr><td>a<table><tr><td>内</table>b<td>c</table>";
    let grids = read_page(text).value;
    assert_eq!(grids.len(), 2);
    assert_eq!(grids[0].name.as_deref(), Some("外"));
    assert_eq!(grids[0].cell(1, 1).map(|cell| cell.text), Some("ab"));
    assert_eq!(grids[0].cell(1, 2).map(|cell| cell.text), Some("c"));
    assert_eq!(grids[1].cell(1, 1).map(|cell| cell.text), Some("内"));
}

#[test]
fn a_heading_names_the_table_that_has_no_caption() {
    let grids = read_page("<h2>令和6年度 <b>効果検証</b></h2><p>x<table><tr><td>a</table>").value;
    assert_eq!(grids[0].name.as_deref(), Some("令和6年度 効果検証"));
}

#[test]
fn what_is_hidden_is_read_and_told() {
    let text = "<table><tr><td>a<td>b<td hidden>c\
        <tr style='DISPLAY : none !important'><td>d<td>e<td hidden>f\
        <tr><td>g<td style='visibility:hidden'>h<td hidden>i</table>";
    let read = read_page(text);
    let grid = &read.value[0];
    assert!(grid.is_row_hidden(2) && !grid.is_row_hidden(1));
    assert!(grid.is_column_hidden(3) && !grid.is_column_hidden(2));
    assert_eq!(grid.len(), 9);
    assert_eq!(
        messages(&read.findings),
        ["hidden_rows", "hidden_columns", "hidden_cells"]
    );
    let read = read_page("<div hidden><table><tr><td>a</table></div>");
    assert!(read.value[0].hidden);
    assert_eq!(messages(&read.findings), ["hidden_sheet"]);
}

#[test]
fn a_page_without_table_says_so() {
    for text in [
        "<html><body>404",
        "<frameset><frame src=x></frameset>",
        "<table></table>",
    ] {
        assert_eq!(read(text).unwrap_err(), IntakeError::NoTable);
    }
}

#[test]
fn deep_and_misnested_pages_end_soon() {
    for block in ["<div>", "<ul><li>", "<table><tr><td>"] {
        let text = block.repeat(64_000);
        assert_eq!(read(&text).unwrap_err(), IntakeError::TooDeep, "{block}");
    }
    let table = "<table><tr><td>a</table>";
    let bold = format!("{}{table}", "<b>".repeat(200_000));
    let misnested = format!("{}{}{table}", "<a>".repeat(40_000), "<i>".repeat(40_000));
    for text in [bold, misnested] {
        assert_eq!(read_page(&text).value.len(), 1);
    }
    let nested = format!("{}x", "<table><tr><td>y".repeat(100));
    assert_eq!(read_page(&nested).value.len(), 100);
}

#[test]
fn a_million_attributes_or_rows_are_read_in_one_pass() {
    let attributes: String = (0..1_000_000).map(|i| format!(" a{i}=1")).collect();
    let text = format!("<table{attributes}><tr><td>a</table>");
    assert_eq!(rows(&text), [["a"]]);
    let long = format!(
        "<table summary='{}'><tr><td>a</table>",
        "x".repeat(10_000_000)
    );
    assert_eq!(rows(&long), [["a"]]);
    let tall = format!("<table>{}", "<tr><td>a".repeat(1_000_000));
    assert_eq!(read_page(&tall).value[0].height(), 1_000_000);
    let comment = format!("<table><tr><td>a</table><!--{}", "x".repeat(50_000_000));
    assert_eq!(rows(&comment), [["a"]]);
}
