//! Splits delimited bytes into records and fields before anything is decoded, so that of 60 columns
//! only those that a mapping reads are. It holds for UTF-8, CP932 and EUC-JP, in none of which a
//! comma, a quote or a line end is part of another character.

use memchr::{memchr, memchr3};

/// One field, its quotes removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether quotes inside are doubled.
    pub(super) is_escaped: bool,
    /// Whether its quotes are broken.
    pub(super) is_broken: bool,
}

impl<'a> Field<'a> {
    pub(super) fn plain(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            is_escaped: false,
            is_broken: false,
        }
    }

    /// Whether nothing but ASCII blanks stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// A quoted field that is longer swallowed rows: its quote was never meant to open anything.
const LONGEST_QUOTED: usize = 64 * 1024;

/// A cursor over the records of a file.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        Self {
            bytes,
            delimiter,
            at: 0,
        }
    }

    /// Puts the fields of the next record in place of the last one's, and gives its bytes without
    /// the line end; none at the end of the file.
    pub(super) fn next_into(&mut self, fields: &mut Vec<Field<'a>>) -> Option<&'a [u8]> {
        if self.at >= self.bytes.len() {
            return None;
        }
        fields.clear();
        let start = self.at;
        loop {
            let field = self.field();
            fields.push(field);
            if self.bytes.get(self.at) != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
        }
        let record = &self.bytes[start..self.at];
        self.skip_line_end();
        Some(record)
    }

    fn field(&mut self) -> Field<'a> {
        let opens = self.bytes.get(self.at) == Some(&b'"');
        if opens && let Some(field) = self.quoted() {
            return field;
        }
        let end = self.end_of_plain(self.at);
        let bytes = &self.bytes[self.at..end];
        self.at = end;
        Field {
            bytes,
            is_escaped: false,
            is_broken: opens,
        }
    }

    /// The field whose quote opens here; none where it does not close soon enough, or on a later
    /// line inside of another value.
    fn quoted(&mut self) -> Option<Field<'a>> {
        let start = self.at + 1;
        let limit = (start + LONGEST_QUOTED).min(self.bytes.len());
        let mut from = start;
        let mut is_escaped = false;
        let quote = loop {
            let quote = from + memchr(b'"', &self.bytes[from..limit])?;
            if self.bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            is_escaped = true;
            from = (quote + 2).min(limit);
        };
        let end = self.end_of_plain(quote + 1);
        let tail = &self.bytes[quote + 1..end];
        let bytes = &self.bytes[start..quote];
        let is_broken = !tail.iter().all(u8::is_ascii_whitespace);
        // A quote that closes on a later line, in the middle of a value, is that value's: the first
        // was left open, and only its own row is lost.
        if is_broken && bytes.contains(&b'\n') {
            return None;
        }
        self.at = end;
        Some(Field {
            bytes,
            is_escaped,
            is_broken,
        })
    }

    fn end_of_plain(&self, start: usize) -> usize {
        memchr3(self.delimiter, b'\r', b'\n', &self.bytes[start..])
            .map_or(self.bytes.len(), |offset| start + offset)
    }

    /// LF, CR, CRLF and the CRCRLF of a conversion run twice end one line.
    fn skip_line_end(&mut self) {
        let ends: [&[u8]; 4] = [b"\r\r\n", b"\r\n", b"\n", b"\r"];
        let rest = &self.bytes[self.at..];
        if let Some(end) = ends.iter().find(|end| rest.starts_with(end)) {
            self.at += end.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let mut records = Records::new(text.as_bytes(), b',');
        let (mut fields, mut out) = (Vec::new(), Vec::new());
        while records.next_into(&mut fields).is_some() {
            let told = fields.iter().map(|field| {
                let text = String::from_utf8_lossy(field.bytes);
                let marks = match (field.is_escaped, field.is_broken) {
                    (false, false) => "",
                    (true, false) => "*",
                    (_, true) => "!",
                };
                format!("{text}{marks}")
            });
            out.push(told.collect::<Vec<_>>().join("|"));
        }
        out.join("/")
    }

    #[test]
    fn records_end_where_spreadsheets_end_them() {
        for (text, expected) in [
            ("a,b\r\nc,d", "a|b/c|d"),
            ("a,\n,b\n", "a|/|b"),
            ("\"a,b\",c\n", "a,b|c"),
            ("\"a\nb\",c\r\r\nd", "a\nb|c/d"),
            ("\"a\"\"b\",c", "a\"\"b*|c"),
            ("\"a\"x,c", "a!|c"),
            ("\"a,c\nb,d", "\"a!|c/b|d"),
            ("\"a,c\nb,\"d\"\ne,f", "\"a!|c/b|d/e|f"),
            ("\"a,c\nb,\"d\"\"x\"\ne,f", "\"a!|c/b|d\"\"x*/e|f"),
            ("a\rb\r", "a/b"),
            ("\n\nx", "//x"),
            ("", ""),
        ] {
            assert_eq!(split(text), expected, "{text:?}");
        }
    }
}
