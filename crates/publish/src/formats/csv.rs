//! The document's matter as one table: RFC 4180, CRLF, texts quoted and numbers bare. Written here
//! and not by the csv crate, which decides by a field's text whether it is a number.
//!
//! A quoted field does not keep a spreadsheet from computing it, so an apostrophe goes before what
//! would begin a formula; reading the file back takes it away again.

use enishi_domain::words::as_plain_field;

use crate::cp932::{self, Unencodable};
use crate::document::{Content, Document};

use super::{Encoding, Rendered};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn table(document: &Document, encoding: Encoding) -> Rendered {
    let records = records(document);
    match encoding {
        Encoding::Utf8Bom => {
            let text: String = records
                .iter()
                .map(|record| record.join(",") + "\r\n")
                .collect();
            Rendered {
                bytes: (BYTE_ORDER_MARK.to_owned() + &text).into_bytes(),
                substitutions: Vec::new(),
            }
        }
        Encoding::Cp932 => cp932::encode_records(&records, Unencodable::Geta),
    }
}

/// The header and the rows of the first table, every field as it is written.
fn records(document: &Document) -> Vec<Vec<String>> {
    let Some(table) = document.tables.first() else {
        return Vec::new();
    };
    let header = table.columns.iter().map(|column| quoted(&column.header));
    let rows = table.rows.iter().map(|row| {
        let fields = row.cells.iter().map(|cell| match &cell.content {
            Content::Empty => String::new(),
            Content::Text(text) => quoted(text),
            Content::Number { amount, .. } => amount.to_string(),
        });
        fields.collect()
    });
    std::iter::once(header.collect()).chain(rows).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", as_plain_field(text).replace('"', "\"\""))
}
