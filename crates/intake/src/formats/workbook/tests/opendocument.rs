//! What stands in the cells of an ods.

use enishi_domain::grid::{CellKind, MergedRange};

use crate::error::IntakeError;
use crate::formats::workbook::fixtures::{Parts, cells, findings, read, refusal};

fn table(rows: &str) -> Vec<u8> {
    let table = format!("<table:table table:name=\"表\">{rows}</table:table>");
    Parts::ods("", &table).zipped()
}

fn cell(attributes: &str, paragraphs: &str) -> String {
    let cell = format!("<table:table-cell {attributes}>{paragraphs}</table:table-cell>");
    format!("<table:table-row>{cell}</table:table-row>")
}

/// Attributes and content of a cell, and what is read from it.
type Case = (&'static str, &'static str, &'static str, CellKind);

fn check(cases: &[Case]) {
    for (attributes, paragraphs, text, kind) in cases {
        let reading = read(&table(&cell(attributes, paragraphs))).expect("a workbook");
        let found = reading.value[0]
            .cell(1, 1)
            .map(|cell| (cell.text, cell.kind));
        assert_eq!(found, Some((*text, *kind)));
    }
}

#[test]
fn values_are_taken_where_they_are_stored() {
    check(&[
        (
            "office:value-type=\"string\"",
            "<text:p>い</text:p>",
            "い",
            CellKind::Text,
        ),
        (
            "office:value-type=\"float\" office:value=\"1234567\"",
            "<text:p>1,234,567人</text:p>",
            "1234567人",
            CellKind::Number,
        ),
        (
            "office:value-type=\"percentage\" office:value=\"0.387\"",
            "<text:p>39%</text:p>",
            "38.7%",
            CellKind::Number,
        ),
        (
            "office:value-type=\"date\" office:date-value=\"2024-04-01\"",
            "<text:p>令和6年4月1日</text:p>",
            "2024-04-01",
            CellKind::Date,
        ),
        (
            "office:value-type=\"time\" office:time-value=\"PT09H30M00S\"",
            "<text:p>9:30</text:p>",
            "09:30:00",
            CellKind::Date,
        ),
        (
            "office:value-type=\"boolean\" office:boolean-value=\"true\"",
            "<text:p>真</text:p>",
            "TRUE",
            CellKind::Boolean,
        ),
        (
            "table:formula=\"of:=1/0\" office:value-type=\"string\" calcext:value-type=\"error\"",
            "<text:p>#DIV/0!</text:p>",
            "#DIV/0!",
            CellKind::Error,
        ),
        (
            "table:formula=\"of:=SUM([.A1])\"",
            "",
            "=SUM([.A1])",
            CellKind::FormulaWithoutValue,
        ),
    ]);
}

#[test]
fn paragraphs_are_lines_and_comments_and_furigana_are_no_text() {
    check(&[
        (
            "office:value-type=\"string\"",
            "<text:p>一</text:p><text:p>二<text:line-break/>三</text:p>",
            "一\n二\n三",
            CellKind::Text,
        ),
        (
            "office:value-type=\"string\"",
            "<office:annotation><text:p>注</text:p></office:annotation><text:p>\n a<text:s \
             text:c=\"2\"/>b<text:span>c</text:span></text:p>",
            "a  bc",
            CellKind::Text,
        ),
        (
            "office:value-type=\"string\"",
            "<text:p><text:ruby><text:ruby-base>焼津</text:ruby-base><text:ruby-text>やいづ\
             </text:ruby-text></text:ruby></text:p>",
            "焼津",
            CellKind::Text,
        ),
    ]);
}

#[test]
fn repeated_blanks_cost_nothing() {
    let most = 1_u64 << 31;
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"{most}\"><table:table-cell \
         table:number-columns-repeated=\"{most}\"/></table:table-row>{}",
        cell("", "")
    );
    let reading = read(&table(&rows)).expect("a workbook");
    assert!(reading.value[0].is_empty());
    assert_eq!(reading.findings, []);
}

#[test]
fn repeated_values_are_made_as_long_as_the_budget_lasts() {
    let value = "<table:table-cell office:value-type=\"string\" \
                 table:number-columns-repeated=\"3\"><text:p>x</text:p></table:table-cell>";
    let row = |count: u64| {
        let repeated = format!("table:number-rows-repeated=\"{count}\"");
        format!("<table:table-row {repeated}>{value}</table:table-row>")
    };
    let reading = read(&table(&row(2))).expect("a workbook");
    let expected = ["A1=x", "B1=x", "C1=x", "A2=x", "B2=x", "C2=x"];
    assert_eq!(cells(&reading), expected);
    let value = value.replace("\"3\"", "\"2147483647\"");
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"2147483647\">{value}</table:table-row>"
    );
    let limit = 4_000_000;
    assert_eq!(
        refusal(read(&table(&row))),
        IntakeError::TooManyCells { limit }
    );
}

#[test]
fn spans_cover_and_covered_cells_are_read() {
    let rows = "<table:table-row><table:table-cell office:value-type=\"string\" \
                table:number-rows-spanned=\"2\" table:number-columns-spanned=\"2\"><text:p>a\
                </text:p></table:table-cell><table:covered-table-cell/><table:table-cell \
                office:value-type=\"string\"><text:p>b</text:p></table:table-cell>\
                </table:table-row><table:table-row><table:covered-table-cell \
                office:value-type=\"string\"><text:p>c</text:p></table:covered-table-cell>\
                </table:table-row>";
    let reading = read(&table(rows)).expect("a workbook");
    assert_eq!(cells(&reading), ["A1=a", "C1=b", "A2=c"]);
    let range = MergedRange {
        top: 1,
        left: 1,
        bottom: 2,
        right: 2,
    };
    assert_eq!(reading.value[0].merged(), [range]);
}

#[test]
fn hidden_rows_columns_and_tables_are_flagged() {
    let style = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties \
                 table:display=\"false\"/></style:style>";
    let value = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p>\
                 </table:table-cell>";
    let tables = format!(
        "<table:table table:name=\"表\"><table:table-column \
         table:number-columns-repeated=\"1\"/><table:table-column table:visibility=\"collapse\"/>\
         <table:table-row>{value}{value}</table:table-row>\
         <table:table-row table:visibility=\"filter\">{value}</table:table-row></table:table>\
         <table:table table:name=\"裏\" table:style-name=\"ta2\">\
         <table:table-row>{value}</table:table-row></table:table>"
    );
    let reading = read(&Parts::ods(style, &tables).zipped()).expect("a workbook");
    let names: Vec<_> = reading
        .value
        .iter()
        .map(|g| (g.name.as_deref(), g.hidden))
        .collect();
    assert_eq!(names, [(Some("表"), false), (Some("裏"), true)]);
    assert!(reading.value[0].is_row_hidden(2) && reading.value[0].is_column_hidden(2));
    let noted = ["R02 hidden_rows", "R02 hidden_columns", "R02 hidden_sheet"];
    assert_eq!(findings(&reading), noted);
}
