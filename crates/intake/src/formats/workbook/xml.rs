//! XML as workbooks use it, one token at a time under a guard: no token, depth or total beyond the
//! limits, no document type, no entity but the predefined ones, nothing ever fetched.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::budget::Limits;
use crate::error::IntakeError;

/// One token. Empty elements come as opened and closed.
#[derive(Debug)]
pub(super) enum Token<'b> {
    Open(Tag<'b>),
    Close(BytesEnd<'b>),
    Text(Cow<'b, str>),
    Character(char),
    /// A comment, a processing instruction, the declaration.
    Aside,
    /// The end of the document.
    End,
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// The name without its prefix: documents choose prefixes freely, and the strict and the
    /// transitional schema differ in namespaces only.
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        match name.split_once(':') {
            Some((_, local)) => local,
            None => name,
        }
    }

    /// The attributes, as local name and raw value.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        AttributeScan(self.0.attributes_raw())
    }

    /// The value of an attribute by its local name, entities resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, raw) = self.attributes().find(|(key, _)| *key == name)?;
        Some(unescaped(raw))
    }
}

/// Predefined entities resolved; a text with any other stays as it is.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    if raw.contains('&') {
        quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
    } else {
        Cow::Borrowed(raw)
    }
}

/// The attributes of a tag, in one pass and without the check for doubles, which is quadratic.
struct AttributeScan<'a>(&'a str);

impl<'a> Iterator for AttributeScan<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let text = self.0.trim_ascii_start();
        let equals = text.bytes().position(|b| b == b'=')?;
        let key = text[..equals].trim_ascii_end();
        let key = key.split_once(':').map_or(key, |(_, local)| local);
        let rest = text[equals + 1..].trim_ascii_start();
        let quote = *rest
            .as_bytes()
            .first()
            .filter(|b| matches!(b, b'"' | b'\''))?;
        let end = rest.as_bytes()[1..].iter().position(|b| *b == quote)?;
        self.0 = &rest[end + 2..];
        Some((key, &rest[1..=end]))
    }
}

/// The bytes of a part, unpacked on the way.
pub(super) type Packed<'a> = Box<dyn Read + 'a>;

/// A reader of one part.
pub(super) struct Xml<'a> {
    reader: Reader<Guard<'a>>,
    limits: Limits,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(
        part: Packed<'a>,
        unpacked_left: &'a Cell<u64>,
        limits: Limits,
    ) -> Result<Self, IntakeError> {
        let source = Source::new(part, unpacked_left, &limits)?;
        let mut reader = Reader::from_reader(Guard {
            source,
            unpacked_left,
            token_left: limits.token,
            exceeded: false,
        });
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            limits,
            depth: 0,
        })
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next token.
    pub(super) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Token<'b>, IntakeError> {
        buffer.clear();
        self.reader.get_mut().token_left = self.limits.token;
        let event = self.reader.read_event_into(buffer);
        match event {
            Ok(Event::Start(start)) => {
                self.depth += 1;
                if self.depth > self.limits.depth {
                    return Err(damaged("elements nested too deeply"));
                }
                Ok(Token::Open(Tag(start)))
            }
            Ok(Event::End(end)) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Token::Close(end))
            }
            Ok(Event::Text(text)) => Ok(Token::Text(with_line_feeds(text.into_inner()))),
            Ok(Event::CData(text)) => Ok(Token::Text(with_line_feeds(text.into_inner()))),
            Ok(Event::GeneralRef(reference)) => {
                let character = character_of(&reference);
                let character = character.ok_or(damaged("an entity that is not defined"))?;
                Ok(Token::Character(character))
            }
            Ok(Event::DocType(_)) => Err(damaged("a document type declaration")),
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Empty(_)) => {
                Ok(Token::Aside)
            }
            Ok(Event::Eof) if self.depth > 0 => Err(damaged("XML that ends too early")),
            Ok(Event::Eof) => Ok(Token::End),
            Err(error) => Err(self.failure(&error)),
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip(&mut self, buffer: &mut Vec<u8>) -> Result<(), IntakeError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next(buffer)?;
        }
        Ok(())
    }

    /// Appends all text of the element that was opened last, up to its end.
    pub(super) fn text_into(
        &mut self,
        text: &mut String,
        buffer: &mut Vec<u8>,
    ) -> Result<(), IntakeError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            match self.next(buffer)? {
                Token::Text(piece) => text.push_str(&piece),
                Token::Character(character) => text.push(character),
                Token::Open(_) | Token::Close(_) | Token::Aside | Token::End => {}
            }
            if text.len() > self.limits.strings {
                return Err(self.too_much());
            }
        }
        Ok(())
    }

    fn failure(&self, error: &quick_xml::Error) -> IntakeError {
        if self.reader.get_ref().exceeded {
            self.too_much()
        } else if matches!(error, quick_xml::Error::Io(_)) {
            damaged("a part that cannot be unpacked")
        } else {
            damaged("XML that is not well formed")
        }
    }

    fn too_much(&self) -> IntakeError {
        IntakeError::TooMuchWhenUnpacked {
            limit: self.limits.unpacked,
        }
    }
}

/// The damaged part of a document, as an error.
pub(super) fn damaged(what: &'static str) -> IntakeError {
    IntakeError::Damaged { what }
}

/// Line ends as XML reads them.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

fn character_of(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Counts what passes, so that neither a token nor all parts together outgrow the limits.
struct Guard<'a> {
    source: Source<'a>,
    unpacked_left: &'a Cell<u64>,
    token_left: usize,
    exceeded: bool,
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Guard<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token_left == 0 || self.unpacked_left.get() == 0 {
            self.exceeded = true;
            return Err(io::Error::other("beyond the limits"));
        }
        match &mut self.source {
            Source::Packed(part) => part.fill_buf(),
            Source::Decoded(text) => text.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.token_left = self.token_left.saturating_sub(amount);
        let left = self.unpacked_left.get().saturating_sub(amount as u64);
        self.unpacked_left.set(left);
        match &mut self.source {
            Source::Packed(part) => part.consume(amount),
            Source::Decoded(text) => text.consume(amount),
        }
    }
}

/// A part in UTF-8 is read as it is unpacked; one in another encoding is decoded first.
enum Source<'a> {
    Packed(BufReader<Packed<'a>>),
    Decoded(Cursor<String>),
}

impl<'a> Source<'a> {
    fn new(
        part: Packed<'a>,
        unpacked_left: &Cell<u64>,
        limits: &Limits,
    ) -> Result<Self, IntakeError> {
        let unreadable = |_| damaged("a part that cannot be unpacked");
        let mut part = BufReader::with_capacity(64 << 10, part);
        let head = part.fill_buf().map_err(unreadable)?;
        let Some(encoding) = foreign_encoding(head)? else {
            return Ok(Self::Packed(part));
        };
        let most = unpacked_left.get().min(limits.strings as u64 / 2);
        let mut bytes = Vec::new();
        let count = part
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if count as u64 > most {
            return Err(IntakeError::TooMuchWhenUnpacked { limit: most });
        }
        let (text, _, malformed) = encoding.decode(&bytes);
        if malformed {
            return Err(damaged("text in another encoding than declared"));
        }
        Ok(Self::Decoded(Cursor::new(text.into_owned())))
    }
}

/// The encoding of a part that is not UTF-8, from its first bytes.
fn foreign_encoding(head: &[u8]) -> Result<Option<&'static encoding_rs::Encoding>, IntakeError> {
    match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return Ok(Some(encoding_rs::UTF_16LE)),
        [0xfe, 0xff, ..] | [0, b'<', ..] => return Ok(Some(encoding_rs::UTF_16BE)),
        _ => {}
    }
    let head = &head[..head.len().min(200)];
    let declared = String::from_utf8_lossy(head);
    let declaration = declared.split("?>").next().unwrap_or_default();
    let Some((_, label)) = declaration.split_once("encoding=") else {
        return Ok(None);
    };
    let label = label.trim_start_matches(['"', '\'']);
    let label = label.split(['"', '\'']).next().unwrap_or_default();
    match encoding_rs::Encoding::for_label(label.as_bytes()) {
        None => Err(damaged("an encoding that is not known")),
        // What calls itself UTF-16 in bytes that are not is UTF-8.
        Some(encoding) if encoding.output_encoding() == encoding_rs::UTF_8 => Ok(None),
        Some(encoding) => Ok(Some(encoding)),
    }
}
