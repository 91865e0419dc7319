//! The document's matter as one table: RFC 4180, CRLF, texts quoted and numbers bare. Written here
//! and not by the csv crate, which decides by a field's text whether it is a number.
//!
//! A quoted field does not keep a spreadsheet from computing it, so an apostrophe goes before what
//! would begin a formula; reading the file back takes it away again.

use enishi_domain::words::as_plain_field;

use crate::cp932::{self, Unencodable};
use crate::document::{Content, Document, Row};

use super::{Encoding, Rendered};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn table(document: &Document, encoding: Encoding) -> Rendered {
    let records = records(document);
    match encoding {
        Encoding::Utf8Bom => {
            let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
            for record in records {
                bytes.extend_from_slice(record.join(",").as_bytes());
                bytes.extend_from_slice(b"\r\n");
            }
            Rendered {
                bytes,
                substitutions: Vec::new(),
            }
        }
        Encoding::Cp932 => cp932::encode_records(records, Unencodable::Geta),
    }
}

/// The header and the rows of the first table, every field as it is written.
fn records(document: &Document) -> impl Iterator<Item = Vec<String>> {
    let table = document.tables.first().into_iter();
    table.flat_map(|table| {
        let header = table.columns.iter().map(|column| quoted(&column.header));
        std::iter::once(header.collect()).chain(table.rows.iter().map(record))
    })
}

fn record(row: &Row) -> Vec<String> {
    let fields = row.cells.iter().map(|cell| match &cell.content {
        Content::Empty => String::new(),
        Content::Text(text) => quoted(text),
        Content::Number { amount, .. } => amount.to_string(),
    });
    fields.collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", as_plain_field(text).replace('"', "\"\""))
}
