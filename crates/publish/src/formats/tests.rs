//! What holds for every format; each has its own cases beside this file.

use std::path::Path;

use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::strategies;
use enishi_domain::year_sheet::YearSheet;
use proptest::prelude::*;

use crate::document::Document;
use crate::{Encoding, Format, evaluation_sheet, render, sample};

mod csv;
mod html;
mod json;
mod xlsx;

const FORMATS: [Format; 5] = [
    Format::Xlsx,
    Format::Html,
    Format::Csv(Encoding::Utf8Bom),
    Format::Csv(Encoding::Cp932),
    Format::Json,
];

/// A document of a sheet without findings.
fn document(sheet: &YearSheet) -> Document {
    evaluation_sheet(sheet, &evaluate_sheet(sheet), &[], sample::source())
}

fn bytes(document: &Document, format: Format) -> Vec<u8> {
    render(document, format).unwrap().bytes
}

#[test]
fn a_format_is_known_by_the_extension() {
    for (path, format) in [
        ("out.xlsx", Some(Format::Xlsx)),
        ("a.b/OUT.HTM", Some(Format::Html)),
        ("表.csv", Some(Format::Csv(Encoding::Utf8Bom))),
        ("-.json", Some(Format::Json)),
        ("out.pdf", None),
        ("xlsx", None),
    ] {
        assert_eq!(Format::from_path(Path::new(path)), format, "{path}");
    }
}

#[test]
fn a_document_without_data_has_no_json() {
    let document = Document {
        data: None,
        ..sample::document()
    };
    let refused = render(&document, Format::Json).unwrap_err();
    assert_eq!(refused.to_string(), "this document has no json form");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_document_gives_the_same_bytes(sheet in strategies::year_sheet()) {
        for format in FORMATS {
            prop_assert_eq!(
                bytes(&document(&sheet), format),
                bytes(&document(&sheet), format)
            );
        }
    }
}
