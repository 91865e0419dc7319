//! What stands in the cells of an xlsx, and what is said about it.

use enishi_domain::grid::CellKind;

use crate::formats::workbook::fixtures::{Parts, cells, findings, read, relationships, workbook};

/// Rows, the cells read, the findings.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

fn check(cases: &[Case]) {
    for (rows, expected, noted) in cases {
        let reading = read(&Parts::xlsx_rows(rows).zipped()).expect("a workbook");
        assert_eq!(cells(&reading), *expected, "{rows}");
        assert_eq!(findings(&reading), *noted, "{rows}");
    }
}

#[test]
fn cells_stand_where_their_references_say() {
    check(&[
        (
            r#"<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>"#,
            &["A1=1", "XFD1048576=2"],
            &[],
        ),
        (
            "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
            &["A1=1", "B1=2", "A2=3"],
            &[],
        ),
        (
            r#"<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"#,
            &["C5=1", "D5=2", "A6=3"],
            &[],
        ),
        (
            r#"<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
            &["A1=1", "A3=3"],
            &[],
        ),
        (
            r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>"#,
            &["A2=7"],
            &["R09 cell_repeated 7"],
        ),
    ]);
}

#[test]
fn references_outside_a_sheet_are_passed_over_and_told() {
    check(&[
        (
            r#"<row r="1"><c r="AAAAAAAAA1"><v>1</v></c><c r="B1"><v>2</v></c></row>"#,
            &["B1=2"],
            &["R10 reference_unreadable AAAAAAAAA1"],
        ),
        (
            r#"<row r="99999999999"><c r="A99999999999"><v>1</v></c><c><v>2</v></c></row>"#,
            &[],
            &[
                "R10 reference_unreadable 99999999999",
                "R10 reference_unreadable A99999999999",
            ],
        ),
        (
            r#"<row r="1"><c r="XFD1"><v>1</v></c><c><v>2</v></c></row>"#,
            &["XFD1=1"],
            &["R10 reference_unreadable XFE1"],
        ),
    ]);
    check(&[(
        "<c><v>1</v></c><row><c><v>2</v></c></row>",
        &["A1=2"],
        &["R10 reference_unreadable c"],
    )]);
    check(&[(
        "<row><c r=B7><v>1</v></c></row>",
        &[],
        &["R10 reference_unreadable r=B7"],
    )]);
    let rows = "<c r=\"\"><v>1</v></c>".repeat(1_000);
    let reading = read(&Parts::xlsx_rows(&format!("<row>{rows}</row>")).zipped());
    let reading = reading.expect("a workbook");
    assert_eq!(reading.findings.len(), 21);
    let rest = &reading.findings[20];
    assert_eq!(rest.message, "more");
    assert_eq!(rest.arguments[0], ("count", String::from("980")));
}

#[test]
fn what_the_dimension_claims_does_not_matter() {
    for dimension in ["A0:AZ48943", "A1:XFD1048576", "A1", "ZZZZZZ99:1"] {
        let sheet = format!(
            "<dimension ref=\"{dimension}\"/><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>\
             </sheetData><dataValidations><dataValidation sqref=\"N1:XFD1048576\"/>\
             </dataValidations>"
        );
        let reading = read(&Parts::xlsx(&sheet).zipped()).expect("a workbook");
        assert_eq!(cells(&reading), ["A1=1", "B1=2"]);
        assert_eq!(reading.findings, []);
    }
}

#[test]
fn each_type_of_cell_is_kept_as_its_kind() {
    let reading = Parts::xlsx_rows(
        "<row><c><v>1</v></c><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>い</t></is></c>\
         <c t=\"str\"><f>A1</f><v>ろ</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#REF!</v></c>\
         <c t=\"d\"><v>2024-04-01T00:00:00</v></c><c><f>SUM(A1)</f></c>\
         <c><f>LOG10(A1)</f><v>3</v></c><c t=\"str\"><f>\"\"</f><v></v></c><c s=\"0\"/></row>",
    );
    let reading = read(&reading.with_strings(&["<t>は</t>"]).zipped()).expect("a workbook");
    let kinds: Vec<_> = reading.value[0].cells().map(|c| (c.text, c.kind)).collect();
    let expected = [
        ("1", CellKind::Number),
        ("は", CellKind::Text),
        ("い", CellKind::Text),
        ("ろ", CellKind::Text),
        ("TRUE", CellKind::Boolean),
        ("#REF!", CellKind::Error),
        ("2024-04-01", CellKind::Date),
        ("=SUM(A1)", CellKind::FormulaWithoutValue),
        ("3", CellKind::Number),
    ];
    assert_eq!(kinds, expected);
    let noted = [
        "R08 error_value #REF!",
        "R08 formula_without_value =SUM(A1)",
    ];
    assert_eq!(findings(&reading), noted);
}

#[test]
fn formulas_that_nobody_computed_stand_as_written() {
    check(&[
        (
            "<row><c><f t=\"shared\" ref=\"A1:A2\" si=\"0\">LOG10(B1)</f></c></row>\
             <row><c><f t=\"shared\" si=\"0\"/></c></row>",
            &["A1==LOG10(B1)", "A2=="],
            &[
                "R08 formula_without_value =LOG10(B1)",
                "R08 formula_without_value =",
            ],
        ),
        (
            "<row><c><f t=\"array\" ref=\"A1:A2\">{1&lt;2}</f><v/></c></row>",
            &["A1=={1<2}"],
            &["R08 formula_without_value ={1<2}"],
        ),
    ]);
}

#[test]
fn broken_values_are_told_and_kept_as_they_stand() {
    check(&[
        (
            "<row><c><v>NaN</v></c></row>",
            &["A1=NaN"],
            &["R10 number_unreadable NaN"],
        ),
        (
            "<row><c><v>INF</v></c></row>",
            &["A1=INF"],
            &["R10 number_unreadable INF"],
        ),
        (
            "<row><c t=\"b\"><v>2</v></c></row>",
            &["A1=2"],
            &["R10 number_unreadable 2"],
        ),
        (
            "<row><c t=\"s\"><v>9</v></c></row>",
            &[],
            &["R10 string_missing 9"],
        ),
        (
            "<row><c t=\"s\"><v>-1</v></c></row>",
            &[],
            &["R10 string_missing -1"],
        ),
        (
            "<row><c t=\"s\"><v>NaN</v></c></row>",
            &[],
            &["R10 string_missing NaN"],
        ),
        (
            "<row><c s=\"70000\"><v>5</v></c></row>",
            &["A1=5"],
            &["R10 style_missing 5"],
        ),
        ("<row><c><v>-0</v></c></row>", &["A1=0"], &[]),
    ]);
}

#[test]
fn number_formats_show_as_far_as_they_change_the_meaning() {
    let codes = [
        "General",
        "0.0%",
        "yyyy/m/d",
        "[$-411]ge.m.d",
        "h:mm",
        "[h]:mm",
        "#,##0",
        "0\"人\"",
        "yyyy/m/d h:mm",
    ];
    for (style, stored, shown, kind) in [
        (0, "1234567", "1234567", CellKind::Number),
        (1, "0.387", "38.7%", CellKind::Number),
        (2, "45383", "2024-04-01", CellKind::Date),
        (3, "45383", "2024-04-01", CellKind::Date),
        (4, "0.39583333333333331", "09:30:00", CellKind::Date),
        (5, "1.0625", "25:30:00", CellKind::Date),
        (6, "1234567", "1234567", CellKind::Number),
        (7, "320", "320人", CellKind::Number),
        (8, "45383.5", "2024-04-01T12:00:00", CellKind::Date),
    ] {
        let rows = format!("<row><c s=\"{style}\"><v>{stored}</v></c></row>");
        let parts = Parts::xlsx_rows(&rows).with_formats(&codes);
        let reading = read(&parts.zipped()).expect("a workbook");
        let cell = reading.value[0].cell(1, 1).expect("a cell");
        assert_eq!((cell.text, cell.kind), (shown, kind), "{}", codes[style]);
    }
}

#[test]
fn dates_outside_the_calendar_stay_numbers() {
    for (stored, shown) in [
        ("60", "60"),
        ("-1", "-1"),
        ("2958466", "2958466"),
        ("1E+20", "100000000000000000000"),
    ] {
        let rows = format!("<row><c s=\"0\"><v>{stored}</v></c></row>");
        let parts = Parts::xlsx_rows(&rows).with_formats(&["yyyy/m/d"]);
        let reading = read(&parts.zipped()).expect("a workbook");
        assert_eq!(cells(&reading), [format!("A1={shown}")]);
        let noted = format!("R10 date_outside_calendar {shown}");
        assert_eq!(findings(&reading), [noted]);
        assert_eq!(
            reading.value[0].cell(1, 1).map(|c| c.kind),
            Some(CellKind::Number)
        );
    }
    let properties = "<workbookPr date1904=\"1\"/>";
    let parts = Parts::xlsx_rows("<row><c><v>0</v></c><c t=\"str\"><v>令和元年</v></c></row>")
        .with_formats(&["yyyy/m/d"])
        .with("xl/workbook.xml", workbook(properties, &[("表", "", 1)]));
    let reading = read(&parts.zipped()).expect("a workbook");
    assert_eq!(cells(&reading), ["A1=1904-01-01", "B1=令和元年"]);
}

#[test]
fn strings_keep_what_is_text_and_lose_their_furigana() {
    for (item, text) in [
        (
            "<t>焼津市</t><rPh sb=\"0\" eb=\"3\"><t>ヤイヅシ</t></rPh>",
            "焼津市",
        ),
        (
            "<r><t>太</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 字</t></r>",
            "太 字",
        ),
        ("<t>一行目_x000D_\n二行目</t>", "一行目\r\n二行目"),
        ("<t>_x005F_x000D_</t>", "_x000D_"),
        ("<t>_xD83D_</t>", "_xD83D_"),
        ("<t><![CDATA[<a&b>]]></t>", "<a&b>"),
        ("<t>a&amp;b&#x3042;&#12356;</t>", "a&bあい"),
        ("<t>一\r\n二</t>", "一\n二"),
        ("<t xml:space=\"preserve\">　</t>", "　"),
    ] {
        let row = format!("<c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is>{item}</is></c>");
        let parts = Parts::xlsx_rows(&format!("<row>{row}</row>")).with_strings(&[item]);
        let reading = read(&parts.zipped()).expect("a workbook");
        assert_eq!(
            cells(&reading),
            [format!("A1={text}"), format!("B1={text}")]
        );
    }
}

#[test]
fn numbers_written_as_text_stay_text() {
    for text in [
        "１２３",
        "725, 929人",
        "△1,234",
        "▲5",
        "（3）",
        "三十",
        "007",
        "1e5",
    ] {
        let row = format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
        let reading = read(&Parts::xlsx_rows(&row).zipped()).expect("a workbook");
        let cell = reading.value[0].cell(1, 1).expect("a cell");
        assert_eq!((cell.text, cell.kind), (text, CellKind::Text));
    }
}

#[test]
fn merged_ranges_that_cannot_be_are_told() {
    let references = [
        "A1:B2",
        "B2:C3",
        "D1:D1",
        "H1:XFD1048576",
        "F9:E8",
        "A1:A99999999",
        "そこ",
        "E1:E1048576",
    ];
    let merges = references
        .map(|range| format!("<mergeCell ref=\"{range}\"/>"))
        .concat();
    let sheet = format!("<sheetData/><mergeCells>{merges}</mergeCells>");
    let reading = read(&Parts::xlsx(&sheet).zipped()).expect("a workbook");
    assert_eq!(reading.value[0].merged().len(), 2);
    let noted = [
        "R06 merge_unreadable A1:A99999999",
        "R06 merge_unreadable そこ",
        "R06 merge_too_large H1:XFD1048576",
        "R06 merge_overlaps B2:C3",
        "R06 merge_unreadable F9:E8",
    ];
    let mut found = findings(&reading);
    found.sort_unstable();
    let mut noted = noted.to_vec();
    noted.sort_unstable();
    assert_eq!(found, noted);
}

#[test]
fn what_is_hidden_is_read_and_told_once_a_sheet() {
    let sheet = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"9\" max=\"16384\" \
                 hidden=\"1\"/></cols><sheetData><row r=\"1\"><c><v>1</v></c></row>\
                 <row r=\"2\" hidden=\"1\"><c><v>2</v></c><c><v>3</v></c></row>\
                 <row r=\"3\" ht=\"0\" customHeight=\"1\"><c><v>4</v></c></row>\
                 <row r=\"4\" hidden=\"true\"/></sheetData>";
    let parts = Parts::xlsx(sheet);
    let reading = read(&parts.zipped()).expect("a workbook");
    let grid = &reading.value[0];
    assert_eq!(cells(&reading), ["A1=1", "A2=2", "B2=3", "A3=4"]);
    let hidden: Vec<u32> = (1..=5).filter(|row| grid.is_row_hidden(*row)).collect();
    assert_eq!(hidden, [2, 3, 4]);
    assert!(grid.is_column_hidden(2) && grid.is_column_hidden(16_384));
    let told: Vec<_> = reading
        .findings
        .iter()
        .map(|f| (f.message, &f.arguments[1].1))
        .collect();
    let expected = [("hidden_rows", "2"), ("hidden_columns", "1")];
    assert_eq!(
        told,
        expected
            .map(|(message, count)| (message, count.to_owned()))
            .each_ref()
            .map(|(message, count)| (*message, count))
    );
}

#[test]
fn hidden_sheets_are_read_and_places_name_the_sheet_among_several() {
    let sheet = "<worksheet><sheetData><row><c t=\"e\"><v>#N/A</v></c></row></sheetData>\
                 </worksheet>";
    let sheets = [("表", "", 1), ("裏", "veryHidden", 2), ("図", "", 3)];
    let targets = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("worksheet", "/xl/worksheets/sheet2.xml"),
        ("chartsheet", "chartsheets/sheet1.xml"),
    ];
    let parts = Parts::xlsx_rows("")
        .with("xl/workbook.xml", workbook("", &sheets))
        .with("xl/_rels/workbook.xml.rels", relationships(&targets))
        .with("xl/worksheets/sheet2.xml", sheet)
        .with("xl/chartsheets/sheet1.xml", "<chartsheet/>");
    let reading = read(&parts.zipped()).expect("a workbook");
    let names: Vec<_> = reading
        .value
        .iter()
        .map(|g| (g.name.as_deref(), g.hidden))
        .collect();
    assert_eq!(names, [(Some("表"), false), (Some("裏"), true)]);
    assert_eq!(
        findings(&reading),
        ["R02 hidden_sheet", "R08 error_value #N/A"]
    );
    let place = reading.findings[1].place.as_ref();
    assert_eq!(place.and_then(|place| place.sheet.as_deref()), Some("裏"));
}
