//! Whatever bytes come, the reader answers. Byte-level properties on stable; the fuzz target takes
//! the same entrance.

use proptest::prelude::*;
use zip::CompressionMethod;

use crate::formats::workbook::budget::Limits;
use crate::formats::workbook::fixtures::{
    Parts, biff, biff_string, compound, read_limited, record,
};

/// Small enough that a mutation which asks for much is refused soon.
const LIMITS: Limits = Limits {
    unpacked: 1 << 20,
    token: 1 << 16,
    depth: 64,
    parts: 100,
    strings: 1 << 16,
    cells: 10_000,
    text: 1 << 20,
    ranges: 100,
};

fn xlsx() -> Parts {
    let sheet = "<cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\" \
                 hidden=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45383.5</v>\
                 </c></row><row><c t=\"inlineStr\"><is><r><t>_x000D_&amp;</t></r></is></c><c s=\"2\">\
                 <f>A1</f><v>0.387</v></c><c t=\"e\"><v>#REF!</v></c></row></sheetData>\
                 <mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>";
    Parts::xlsx(sheet)
        .with_strings(&["<t>焼津</t><rPh sb=\"0\" eb=\"1\"><t>ヤイヅ</t></rPh>"])
        .with_formats(&["General", "[$-411]ge.m.d", "0.0%"])
}

fn ods() -> Parts {
    let table = "<table:table table:name=\"a\"><table:table-column table:visibility=\"collapse\"/>\
                 <table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
                 office:value-type=\"float\" office:value=\"1.5\" \
                 table:number-columns-repeated=\"3\" table:number-columns-spanned=\"2\"><text:p>1.5\
                 </text:p></table:table-cell></table:table-row></table:table>";
    Parts::ods("", table)
}

fn xls() -> Vec<u8> {
    let strings = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &biff_string("焼津市")].concat();
    let globals = [
        record(0x041e, &[&[200, 0][..], &biff_string("0%")].concat()),
        record(0x00e0, &[0, 0, 200, 0]),
        record(0x00fc, &strings),
    ];
    let number = [&[0; 6][..], &0.5_f64.to_le_bytes()].concat();
    let sheet = [
        record(0x0203, &number),
        record(0x00fd, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(
            0x0204,
            &[&[2, 0, 0, 0, 0, 0][..], &biff_string("あ")].concat(),
        ),
        record(0x00e5, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0]),
    ];
    biff(&globals, &sheet)
}

/// Overwrites some bytes, then cuts the end off.
fn mutated(mut bytes: Vec<u8>, strikes: &[(prop::sample::Index, u8)], cut: usize) -> Vec<u8> {
    for (at, value) in strikes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    let length = bytes.len().saturating_sub(cut);
    bytes.truncate(length);
    bytes
}

fn strikes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12)
}

/// Cuts are rare, as they hide what the strikes do.
fn cuts() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0_usize), 1 => 0_usize..2_000]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn mutated_files_are_read_or_refused(strikes in strikes(), cut in cuts(), which in 0..4_usize) {
        let whole = match which {
            0 => xlsx().zipped(),
            1 => ods().zipped(),
            2 => compound("Workbook", &xls()),
            _ => xlsx().zipped_by(CompressionMethod::Stored),
        };
        let _ = read_limited(&mutated(whole, &strikes, cut), LIMITS);
    }

    #[test]
    fn mutated_parts_are_read_or_refused(strikes in strikes(), cut in cuts(), which in 0..5_usize) {
        let (parts, name) = match which {
            0 => (xlsx(), "xl/worksheets/sheet1.xml"),
            1 => (xlsx(), "xl/styles.xml"),
            2 => (xlsx(), "xl/sharedStrings.xml"),
            3 => (xlsx(), "xl/workbook.xml"),
            _ => (ods(), "content.xml"),
        };
        let content = mutated(parts.content(name).to_vec(), &strikes, cut);
        let _ = read_limited(&parts.with(name, content).zipped(), LIMITS);
    }

    #[test]
    fn mutated_streams_are_read_or_refused(strikes in strikes(), cut in cuts()) {
        let _ = read_limited(&mutated(xls(), &strikes, cut), LIMITS);
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_limited(&bytes, LIMITS);
        let behind = |signature: &[u8]| [signature, &bytes].concat();
        let _ = read_limited(&behind(b"PK\x03\x04"), LIMITS);
        let signature = crate::formats::workbook::compound_file::SIGNATURE;
        let _ = read_limited(&behind(signature), LIMITS);
    }
}
