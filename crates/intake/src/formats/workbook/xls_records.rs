//! The records of an xls stream (BIFF5 and BIFF8) and the strings in them. A string may go on in
//! the next record, in the middle of its characters.

use encoding_rs::Encoding;

use super::compound_file::{u16_at, u32_at};

/// How strings are stored: BIFF8 in UTF-16, BIFF5 in the code page.
#[derive(Clone, Copy)]
pub(super) enum Strings {
    Unicode,
    CodePage(&'static Encoding),
}

/// One record with the continuations that follow it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// What the `CONTINUE` records behind it hold.
    pub(super) continued: Vec<&'a [u8]>,
}

pub(super) const CONTINUE: u16 = 0x003c;

/// The records from a position on. Ends where the stream does, also in the middle of a record.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// Kind and data of the next record, without its continuations.
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut continued = Vec::new();
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            let (_, more) = self.one()?;
            continued.push(more);
        }
        Some(Record {
            kind,
            data,
            continued,
        })
    }
}

/// Reads on through a record and its continuations.
pub(super) struct Cursor<'r, 'a> {
    piece: &'a [u8],
    continued: std::slice::Iter<'r, &'a [u8]>,
}

impl<'r, 'a> Cursor<'r, 'a> {
    /// From a position within the record's own data.
    pub(super) fn new(record: &'r Record<'a>, at: usize) -> Self {
        Self {
            piece: record.data.get(at..).unwrap_or_default(),
            continued: record.continued.iter(),
        }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.piece.is_empty() {
            self.piece = self.continued.next()?;
        }
        let (first, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(*first)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let (low, high) = (self.u16()?, self.u16()?);
        Some(u32::from(high) << 16 | u32::from(low))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.piece.len() {
            count -= self.piece.len();
            self.piece = self.continued.next()?;
        }
        self.piece = &self.piece[count..];
        Some(())
    }

    /// A string with a length of two bytes.
    pub(super) fn long_string(&mut self, strings: Strings, into: &mut String) -> Option<()> {
        let length = usize::from(self.u16()?);
        self.string(strings, length, into)
    }

    /// A string with a length of one byte.
    pub(super) fn short_string(&mut self, strings: Strings, into: &mut String) -> Option<()> {
        let length = usize::from(self.byte()?);
        self.string(strings, length, into)
    }

    fn string(&mut self, strings: Strings, length: usize, into: &mut String) -> Option<()> {
        match strings {
            Strings::Unicode => self.unicode(length, into),
            Strings::CodePage(encoding) => {
                let bytes: Vec<u8> = (0..length).map_while(|_| self.byte()).collect();
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                into.push_str(&text);
                (bytes.len() == length).then_some(())
            }
        }
    }

    /// The characters, then what is said about their fonts and their furigana, which is passed
    /// over. Where the characters go on in the next record, it begins with their width anew.
    fn unicode(&mut self, length: usize, into: &mut String) -> Option<()> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let phonetic = if flags & 4 != 0 { self.u32()? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units = Vec::new();
        while units.len() < length {
            if self.piece.is_empty() {
                self.piece = self.continued.next()?;
                wide = self.byte()? & 1 != 0;
            }
            let wanted = length - units.len();
            let width = 1 + usize::from(wide);
            let here = wanted.min(self.piece.len() / width);
            if here == 0 && !self.piece.is_empty() {
                return None;
            }
            let (characters, rest) = self.piece.split_at(here * width);
            self.piece = rest;
            if wide {
                let pairs = characters.chunks_exact(2);
                units.extend(pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(characters.iter().map(|byte| u16::from(*byte)));
            }
        }
        let decoded = char::decode_utf16(units);
        into.extend(decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.skip(usize::from(runs) * 4)?;
        self.skip(usize::try_from(phonetic).ok()?)
    }
}

/// Eight bytes as a number.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let (low, high) = (u32_at(bytes, at)?, u32_at(bytes, at + 4)?);
    Some(f64::from_bits(u64::from(high) << 32 | u64::from(low)))
}

/// A number packed into four bytes: the upper half of a float or an integer, either in hundredths.
pub(super) fn packed_number(packed: u32) -> f64 {
    let value = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 {
        value / 100.0
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_floats_or_integers() {
        for (packed, number) in [
            (0x3ff0_0000, 1.0),
            (0x004b_5646, 1_234_321.0),
            (0x004b_5647, 12_343.21),
            (0x3ff0_0001, 0.01),
            (0xffff_fffe, -1.0),
        ] {
            assert_eq!(packed_number(packed).to_string(), number.to_string());
        }
    }

    #[test]
    fn strings_go_on_in_the_next_record_with_a_width_of_their_own() {
        let record = Record {
            kind: 0x00fc,
            data: &[3, 0, 0, b'a', b'b'],
            continued: vec![&[1, 0x42, 0x30]],
        };
        let mut text = String::new();
        let read = Cursor::new(&record, 0).long_string(Strings::Unicode, &mut text);
        assert_eq!((read, text.as_str()), (Some(()), "abあ"));
    }
}
