//! XML that is large, deep, doubled, in another encoding, or that asks for what is elsewhere.

use std::fmt::Write;

use crate::error::IntakeError;
use crate::formats::workbook::budget::Limits;
use crate::formats::workbook::fixtures::{Outcome, Parts, cells, read, read_limited, refusal};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const PLAIN: &str = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";

fn read_sheet(sheet: impl Into<Vec<u8>>) -> Outcome {
    read(&Parts::xlsx_rows("").with(SHEET, sheet).zipped())
}

fn is_too_much(outcome: &Outcome) -> bool {
    matches!(outcome, Err(IntakeError::TooMuchWhenUnpacked { .. }))
}

#[test]
fn tokens_without_end_are_cut_off() {
    // 64 MiB each; the reader stops after the first of them.
    let size = 64 << 20;
    for (before, filling, after) in [
        ("<worksheet><sheetData>", " ", "</sheetData></worksheet>"),
        ("<worksheet><!--", "x", "--></worksheet>"),
        (
            "<worksheet><sheetData><row><c r=\"",
            "A",
            "\"/></row></sheetData></worksheet>",
        ),
        (
            "<worksheet><sheetData><row><c><v>",
            "1",
            "</v></c></row></sheetData></worksheet>",
        ),
        ("<worksheet><?", "x", "?></worksheet>"),
        (
            "<worksheet><sheetData><row><c><v>&",
            "x",
            ";</v></c></row></sheetData></worksheet>",
        ),
        ("<", "x", "/>"),
    ] {
        let sheet = format!("{before}{}{after}", filling.repeat(size));
        let outcome = read_sheet(sheet);
        assert!(is_too_much(&outcome), "{before} {outcome:?}");
    }
}

#[test]
fn small_pieces_without_end_are_cut_off() {
    let limits = Limits {
        unpacked: 1 << 20,
        ..Limits::DEFAULT
    };
    for piece in ["<c r=\"\"/>", "<!-- -->", "<x/>", "<c><v> </v><v> </v></c>"] {
        let rows = piece.repeat((1 << 20) / piece.len() + 1);
        let bytes = Parts::xlsx_rows(&format!("<row>{rows}</row>")).zipped();
        assert!(is_too_much(&read_limited(&bytes, limits)), "{piece}");
    }
}

#[test]
fn attributes_without_end_do_no_harm() {
    let mut row = String::from("<row ");
    for index in 0..10_000 {
        write!(row, "a{index}=\"1\" ").expect("a String takes everything");
    }
    let same = "r=\"1\" ".repeat(10_000);
    for tag in [row, format!("<row {same}")] {
        let sheet = format!("<worksheet><sheetData>{tag}><c><v>1</v></c></row></sheetData>");
        let reading = read_sheet(format!("{sheet}</worksheet>")).expect("a workbook");
        assert_eq!(cells(&reading), ["A1=1"]);
    }
}

#[test]
fn shared_strings_count_wherever_they_are_used() {
    let long = "あ".repeat(100_000);
    let rows = "<row><c t=\"s\"><v>0</v></c></row>".repeat(2_000);
    let parts = Parts::xlsx_rows(&rows).with_strings(&[&format!("<t>{long}</t>")]);
    assert!(is_too_much(&read(&parts.zipped())));
    let longer = "<t>".to_owned() + &"x".repeat(200_000_000) + "</t>";
    let parts = Parts::xlsx_rows(&rows).with_strings(&[&longer]);
    assert!(is_too_much(&read(&parts.zipped())));
    let runs = "<r><t>0123456789</t></r>".repeat(1_000);
    let parts = Parts::xlsx_rows(&rows).with_strings(&[&runs]);
    let limits = Limits {
        strings: 5_000,
        ..Limits::DEFAULT
    };
    assert!(is_too_much(&read_limited(&parts.zipped(), limits)));
    let many = vec!["<t/>"; 1_000];
    let limits = Limits {
        cells: 500,
        ..Limits::DEFAULT
    };
    let parts = Parts::xlsx_rows("").with_strings(&many);
    assert!(is_too_much(&read_limited(&parts.zipped(), limits)));
}

#[test]
fn more_cells_than_are_kept_are_refused() {
    let limits = Limits {
        cells: 999,
        ..Limits::DEFAULT
    };
    let rows = "<row><c><v>1</v></c></row>".repeat(1_000);
    let read = read_limited(&Parts::xlsx_rows(&rows).zipped(), limits);
    assert_eq!(refusal(read), IntakeError::TooManyCells { limit: 999 });
}

#[test]
fn nested_elements_end_somewhere() {
    for name in ["r", "row", "x", "is"] {
        let nested = format!("<{name}>").repeat(100_000);
        let row = format!("<row><c t=\"inlineStr\"><is>{nested}");
        let outcome = read_sheet(format!("<worksheet><sheetData>{row}"));
        let expected = IntakeError::Damaged {
            what: "elements nested too deeply",
        };
        assert_eq!(refusal(outcome), expected);
    }
}

#[test]
fn document_types_and_entities_are_refused() {
    let laughs = "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;&l;&l;&l;&l;\">]>";
    for sheet in [
        format!("{laughs}{PLAIN}"),
        format!("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">{PLAIN}"),
        format!("<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1/x\"> %p;]>{PLAIN}"),
        PLAIN.replace(">1<", ">&m;<"),
        PLAIN.replace(">1<", ">&#x110000;<"),
        PLAIN.replace(">1<", ">&#0;<"),
    ] {
        let outcome = read_sheet(sheet);
        assert!(
            matches!(outcome, Err(IntakeError::Damaged { .. })),
            "{outcome:?}"
        );
    }
}

#[test]
fn parts_in_other_encodings_are_decoded_or_damaged() {
    let sheet = PLAIN.replace("<c><v>1</v>", "<c t=\"str\"><v>焼津</v>");
    let declared =
        |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{sheet}");
    let utf16 = |text: &str, bom: &[u8]| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        bom.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let big = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        [0xfe, 0xff].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode(&sheet);
    let declaration = b"<?xml version='1.0' encoding='Shift_JIS'?>";
    let bom = "\u{feff}";
    for bytes in [
        utf16(&declared("UTF-16"), &[0xff, 0xfe]),
        utf16(&declared("UTF-16"), &[]),
        big(&declared("UTF-16")),
        [declaration, &sjis[..]].concat(),
        declared("utf-8").into_bytes(),
        declared("UTF-16").into_bytes(),
        format!("{bom}{sheet}").into_bytes(),
        format!("{bom}{bom}{sheet}").into_bytes(),
    ] {
        let reading = read_sheet(bytes).expect("a workbook");
        assert_eq!(cells(&reading), ["A1=焼津"]);
    }
    for bytes in [
        [b"<?xml version='1.0' encoding='UTF-8'?>", &sjis[..]].concat(),
        [declaration, sheet.as_bytes(), b"\xff"].concat(),
        declared("UCS-4").into_bytes(),
        sjis.to_vec(),
    ] {
        let outcome = read_sheet(bytes);
        assert!(
            matches!(outcome, Err(IntakeError::Damaged { .. })),
            "{outcome:?}"
        );
    }
}

#[test]
fn prefixes_namespaces_and_alternatives_are_all_the_same() {
    let strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    let row = "<row><c><v>1</v></c></row>";
    let prefixed = "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1</x:v>\
                    </x:c></x:row></x:sheetData></x:worksheet>";
    let alternatives = format!(
        "<worksheet><sheetData><mc:AlternateContent><mc:Choice Requires=\"x14\">{row}\
         </mc:Choice><mc:Fallback><row r=\"1\"><c><v>2</v></c></row></mc:Fallback>\
         </mc:AlternateContent></sheetData></worksheet>"
    );
    let only_fallback = format!(
        "<worksheet><mc:AlternateContent><mc:Fallback><sheetData>{row}</sheetData></mc:Fallback>\
         </mc:AlternateContent></worksheet>"
    );
    let extended = format!(
        "<worksheet><sheetData>{row}</sheetData><extLst><ext><x14:row><x14:c><x14:v>9</x14:v>\
         </x14:c></x14:row></ext></extLst></worksheet>"
    );
    for sheet in [
        format!("<worksheet xmlns=\"{strict}\"><sheetData>{row}</sheetData></worksheet>"),
        prefixed.to_owned(),
        alternatives,
        only_fallback,
        extended,
    ] {
        assert_eq!(cells(&read_sheet(sheet).expect("a workbook")), ["A1=1"]);
    }
}

#[test]
fn a_table_of_65_000_styles_is_read() {
    let mut styles = String::from("<styleSheet><cellXfs>");
    for index in 0..65_000 {
        write!(styles, "<xf numFmtId=\"{}\"/>", index % 50).expect("a String takes everything");
    }
    styles.push_str("</cellXfs><dxfs><dxf><numFmt numFmtId=\"0\" formatCode=\"0%\"/></dxf></dxfs>");
    styles.push_str("</styleSheet>");
    let rows = "<row><c s=\"64959\"><v>0.5</v></c><c><v>1</v></c></row>";
    let parts = Parts::xlsx_rows(rows).with("xl/styles.xml", styles);
    assert_eq!(
        cells(&read(&parts.zipped()).expect("a workbook")),
        ["A1=50%", "B1=1"]
    );
}
