//! A table of texts as csv, row by row: what other systems import, and what is imported again. The
//! rules are those of a document's csv: RFC 4180, CRLF, guarded against being taken for formulas.

use enishi_domain::words::as_plain_field;

use super::{Encoding, Rendered};
use crate::cp932::{Unencodable, encode_records};

/// A csv file in the making.
#[derive(Clone, Debug)]
pub struct TextTable {
    encoding: Encoding,
    unencodable: Unencodable,
    rows: usize,
    rendered: Rendered,
}

impl TextTable {
    /// An empty file; what is written for a character that CP932 lacks matters to CP932 alone.
    #[must_use]
    pub fn new(encoding: Encoding, unencodable: Unencodable) -> Self {
        let bytes = match encoding {
            Encoding::Utf8Bom => "\u{feff}".as_bytes().to_vec(),
            Encoding::Cp932 => Vec::new(),
        };
        Self {
            encoding,
            unencodable,
            rows: 0,
            rendered: Rendered {
                bytes,
                substitutions: Vec::new(),
            },
        }
    }

    /// Adds a row.
    pub fn push(&mut self, cells: &[String]) {
        let fields = cells.iter().map(|cell| match cell.as_str() {
            "" => String::new(),
            text => format!("\"{}\"", as_plain_field(text).replace('"', "\"\"")),
        });
        let record: Vec<String> = fields.collect();
        match self.encoding {
            Encoding::Utf8Bom => {
                self.rendered.bytes.extend(record.join(",").as_bytes());
                self.rendered.bytes.extend(b"\r\n");
            }
            Encoding::Cp932 => {
                let encoded = encode_records([record], self.unencodable);
                self.rendered.bytes.extend(encoded.bytes);
                let substitutions = encoded.substitutions.into_iter();
                let placed = substitutions.map(|mut substitution| {
                    substitution.row += self.rows;
                    substitution
                });
                self.rendered.substitutions.extend(placed);
            }
        }
        self.rows += 1;
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> Rendered {
        self.rendered
    }
}

/// A text as it comes back from CP932: what a file in that encoding can say of it.
#[must_use]
pub fn as_cp932(text: &str, unencodable: Unencodable) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let encoded = encode_records([vec![text.to_owned()]], unencodable);
    let (decoded, _) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(&encoded.bytes);
    decoded.strip_suffix("\r\n").unwrap_or(&decoded).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_guarded_and_substitutions_say_their_row() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let mut table = TextTable::new(Encoding::Utf8Bom, Unencodable::Geta);
        table.push(&row(["a", "", "=1\"2"]));
        assert_eq!(
            String::from_utf8(table.finish().bytes).unwrap(),
            "\u{feff}\"a\",,\"'=1\"\"2\"\r\n"
        );
        let mut table = TextTable::new(Encoding::Cp932, Unencodable::Geta);
        table.push(&row(["a", "b", "c"]));
        table.push(&row(["0012", "𠮷野", "〜"]));
        let rendered = table.finish();
        let places: Vec<_> = rendered
            .substitutions
            .iter()
            .map(|s| (s.row, s.column, s.is_loss()))
            .collect();
        assert_eq!(places, [(2, 2, true), (2, 3, false)]);
        assert!(!rendered.bytes.windows(2).any(|pair| pair == b"&#"));
    }

    #[test]
    fn a_text_comes_back_from_cp932_as_such_a_file_has_it() {
        for (text, back) in [
            ("髙﨑德", "髙﨑德"),
            ("𠮷", "〓"),
            ("葛\u{e0100}", "葛"),
            ("〜−①㈱", "～－①㈱"),
            ("a\"b\r\nc", "a\"b\r\nc"),
        ] {
            assert_eq!(as_cp932(text, Unencodable::Geta), back);
        }
        assert_eq!(as_cp932("𠮷", Unencodable::Variant), "吉");
    }
}
