//! Splits a delimited text into records and fields. Own work, as a row number is the record's
//! ordinal with blank lines counted, a delimiter may be a full-width comma, line ends may be lone
//! CRs, and a quote that never closes must not swallow the rest: no csv library gives all of them.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

/// One field with its quotes removed.
#[derive(Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The text as it stands.
    pub text: Cow<'a, str>,
    /// What is amiss with its quotes.
    pub fault: Option<QuoteFault>,
}

/// What can be amiss with a field's quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteFault {
    /// The quote opens and nothing closes it: it is read as text.
    NeverCloses,
    /// `"abc"def`: read as `abcdef`. Rows may have been swallowed before the quote closed.
    TextAfterClose,
}

/// A cursor over the records of a text.
pub struct Records<'a> {
    text: &'a str,
    delimiter: char,
    at: usize,
}

impl<'a> Records<'a> {
    /// All records of a text.
    pub fn new(text: &'a str, delimiter: char) -> Self {
        Self {
            text,
            delimiter,
            at: 0,
        }
    }

    /// Whether the text has ended. What follows the last line end is no record.
    pub fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Hands over the fields of the next record one by one. A blank line is a record of one empty
    /// field.
    pub fn next_record(&mut self, mut take: impl FnMut(Field<'a>)) {
        loop {
            take(self.field());
            if !self.rest().starts_with(self.delimiter) {
                break;
            }
            self.at += self.delimiter.len_utf8();
        }
        self.skip_line_end();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn field(&mut self) -> Field<'a> {
        let opens = self.rest().starts_with('"');
        if opens && let Some(field) = self.quoted_field() {
            return field;
        }
        let end = self.end_of_plain(self.at);
        let text = Cow::Borrowed(&self.text[self.at..end]);
        self.at = end;
        Field {
            text,
            fault: opens.then_some(QuoteFault::NeverCloses),
        }
    }

    /// The field whose opening quote stands here; none where it never closes. That can happen once
    /// a text only: all later runs of quotes are pairs then, and a pair closes what it opens.
    fn quoted_field(&mut self) -> Option<Field<'a>> {
        let bytes = self.text.as_bytes();
        let mut unescaped = String::new();
        let mut piece = self.at + 1;
        let quote = loop {
            let quote = piece + memchr(b'"', &bytes[piece..])?;
            if bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            unescaped.push_str(&self.text[piece..=quote]);
            piece = quote + 2;
        };
        let end = self.end_of_plain(quote + 1);
        let (last, tail) = (&self.text[piece..quote], &self.text[quote + 1..end]);
        self.at = end;
        let text = if unescaped.is_empty() && tail.is_empty() {
            Cow::Borrowed(last)
        } else {
            Cow::Owned(unescaped + last + tail)
        };
        let fault = (!tail.trim().is_empty()).then_some(QuoteFault::TextAfterClose);
        Some(Field { text, fault })
    }

    /// Where the field ends that is not quoted from here on.
    fn end_of_plain(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut code = [0; 4];
        let first = self.delimiter.encode_utf8(&mut code).as_bytes()[0];
        let mut from = start;
        while let Some(offset) = memchr3(first, b'\r', b'\n', &bytes[from..]) {
            let at = from + offset;
            // The first byte of a full-width comma begins every full-width sign.
            if bytes[at] != first || self.text[at..].starts_with(self.delimiter) {
                return at;
            }
            from = at + 1;
        }
        self.text.len()
    }

    /// LF, CR, CRLF, and the CRCRLF that a conversion run twice leaves, end one line.
    fn skip_line_end(&mut self) {
        let ends = ["\r\r\n", "\r\n", "\n", "\r"];
        if let Some(end) = ends.iter().find(|end| self.rest().starts_with(**end)) {
            self.at += end.len();
        }
    }
}
