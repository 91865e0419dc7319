//! The file's form: a line that says what it is, records packed by zlib, and the SHA-256 of all
//! before it. A record is the head, a table with its columns, a row, or the end; numbers are
//! varints, texts have their length before them.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest as _, Sha256};

use super::{BackupFault, BackupHead, BackupRead, FORM};
use crate::database::SCHEMA_VERSION;
use crate::rows::Field;
use crate::seal::hex;

/// What the first line begins with; the form's version follows.
const NAME: &str = "enishi backup ";

/// No row of a register comes near; more is asked for by a file that lies.
const LONGEST: u64 = 1 << 30;

/// No table has more.
const MOST_COLUMNS: u64 = 1_000;

/// Packing works on pieces of this size; a value alone is too small for it.
const PIECE: usize = 64 * 1024;

const HEAD: u8 = b'H';
const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const END: u8 = b'E';

// Also what is absent says what it would be: PostgreSQL wants to know.
const NO_NUMBER: u8 = 0;
const NUMBER: u8 = 1;
const NO_TEXT: u8 = 2;
const TEXT: u8 = 3;
const NO_BYTES: u8 = 4;
const BYTES: u8 = 5;

/// What is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Record {
    Table(String, Vec<String>),
    Row(Vec<Field>),
    End(u64),
}

/// Writes a backup.
pub(crate) struct Writer<'a> {
    packed: BufWriter<ZlibEncoder<Hashed<&'a mut (dyn Write + Send)>>>,
    rows: u64,
}

/// Reads a backup.
pub(crate) struct Reader<R> {
    packed: BufReader<ZlibDecoder<Hashed<R>>>,
    pub(crate) head: BackupHead,
    columns: usize,
    rows: u64,
}

/// Everything that goes through is hashed.
struct Hashed<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: BufRead> Read for Hashed<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            self.hash.update(&bytes[..amount.min(bytes.len())]);
        }
        self.inner.consume(amount);
    }
}

impl<'a> Writer<'a> {
    pub(crate) fn begin(
        out: &'a mut (dyn Write + Send),
        head: &BackupHead,
    ) -> io::Result<Writer<'a>> {
        let mut hashed = Hashed {
            inner: out,
            hash: Sha256::new(),
        };
        writeln!(hashed, "{NAME}{FORM}")?;
        let packed = ZlibEncoder::new(hashed, Compression::fast());
        let mut packed = BufWriter::with_capacity(PIECE, packed);
        packed.write_all(&[HEAD])?;
        write_bytes(&mut packed, &head.json())?;
        Ok(Self { packed, rows: 0 })
    }

    pub(crate) fn table<'n>(
        &mut self,
        name: &str,
        columns: impl ExactSizeIterator<Item = &'n str>,
    ) -> io::Result<()> {
        self.packed.write_all(&[TABLE])?;
        write_bytes(&mut self.packed, name.as_bytes())?;
        write_number(&mut self.packed, columns.len() as u64)?;
        for column in columns {
            write_bytes(&mut self.packed, column.as_bytes())?;
        }
        Ok(())
    }

    pub(crate) fn begin_row(&mut self) -> io::Result<()> {
        self.rows += 1;
        self.packed.write_all(&[ROW])
    }

    pub(crate) fn number(&mut self, value: Option<i64>) -> io::Result<()> {
        let Some(value) = value else {
            return self.packed.write_all(&[NO_NUMBER]);
        };
        self.packed.write_all(&[NUMBER])?;
        // Small numbers of either sign are short.
        let folded = value.wrapping_shl(1) ^ (value >> 63);
        write_number(&mut self.packed, folded.cast_unsigned())
    }

    pub(crate) fn text(&mut self, value: Option<&str>) -> io::Result<()> {
        match value {
            None => self.packed.write_all(&[NO_TEXT]),
            Some(text) => {
                self.packed.write_all(&[TEXT])?;
                write_bytes(&mut self.packed, text.as_bytes())
            }
        }
    }

    pub(crate) fn bytes(&mut self, value: Option<&[u8]>) -> io::Result<()> {
        match value {
            None => self.packed.write_all(&[NO_BYTES]),
            Some(bytes) => {
                self.packed.write_all(&[BYTES])?;
                write_bytes(&mut self.packed, bytes)
            }
        }
    }

    /// Ends it, and gives how many rows are in it and its digest.
    pub(crate) fn finish(mut self) -> io::Result<(u64, String)> {
        self.packed.write_all(&[END])?;
        write_number(&mut self.packed, self.rows)?;
        let packed = self.packed.into_inner();
        let hashed = packed.map_err(io::IntoInnerError::into_error)?.finish()?;
        let digest = hashed.hash.finalize();
        hashed.inner.write_all(&digest)?;
        hashed.inner.flush()?;
        Ok((self.rows, hex(&digest)))
    }
}

impl<R: BufRead> Reader<R> {
    /// Begins to read: what is no backup, or one of a newer program, is told.
    pub(crate) fn begin(input: R) -> Result<Self, BackupFault> {
        let mut hashed = Hashed {
            inner: input,
            hash: Sha256::new(),
        };
        let mut line = Vec::new();
        let longest = NAME.len() as u64 + 20;
        let read = (&mut hashed).take(longest).read_until(b'\n', &mut line);
        read.map_err(BackupFault::of_reading)?;
        let line = std::str::from_utf8(&line).map_err(|_| BackupFault::NotABackup)?;
        let form = line.strip_prefix(NAME).ok_or(BackupFault::NotABackup)?;
        let is_whole = form.ends_with('\n');
        let form: i64 = form.trim_end().parse().map_err(|_| BackupFault::Damaged)?;
        if !is_whole {
            return Err(BackupFault::CutOff);
        }
        if form > i64::from(FORM) {
            return Err(BackupFault::Newer {
                found: form,
                known: i64::from(FORM),
            });
        }
        let mut packed = BufReader::with_capacity(PIECE, ZlibDecoder::new(hashed));
        if read_tag(&mut packed)? != HEAD {
            return Err(BackupFault::Damaged);
        }
        let head = BackupHead::read(&read_bytes(&mut packed)?)?;
        if head.schema > SCHEMA_VERSION {
            return Err(BackupFault::Newer {
                found: head.schema,
                known: SCHEMA_VERSION,
            });
        }
        Ok(Self {
            packed,
            head,
            columns: 0,
            rows: 0,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Record, BackupFault> {
        match read_tag(&mut self.packed)? {
            TABLE => {
                let name = read_text(&mut self.packed)?;
                let count = read_number(&mut self.packed)?;
                if count > MOST_COLUMNS {
                    return Err(BackupFault::Damaged);
                }
                let columns = (0..count).map(|_| read_text(&mut self.packed));
                let columns: Result<Vec<String>, BackupFault> = columns.collect();
                let columns = columns?;
                self.columns = columns.len();
                Ok(Record::Table(name, columns))
            }
            ROW => {
                self.rows += 1;
                let fields = (0..self.columns).map(|_| read_field(&mut self.packed));
                let fields: Result<Vec<Field>, BackupFault> = fields.collect();
                Ok(Record::Row(fields?))
            }
            END => match read_number(&mut self.packed)? {
                rows if rows == self.rows => Ok(Record::End(rows)),
                _ => Err(BackupFault::Damaged),
            },
            _ => Err(BackupFault::Damaged),
        }
    }

    /// Behind the end: holds the digest against what was read, and gives it.
    pub(crate) fn finish(mut self) -> Result<String, BackupFault> {
        // The checksum of the packing stands behind its last byte.
        let behind = self
            .packed
            .read(&mut [0])
            .map_err(BackupFault::of_reading)?;
        let Hashed { mut inner, hash } = self.packed.into_inner().into_inner();
        let digest = hash.finalize();
        let mut said = Vec::new();
        let longest = digest.len() as u64 + 1;
        let read = (&mut inner).take(longest).read_to_end(&mut said);
        read.map_err(BackupFault::of_reading)?;
        match said.len().cmp(&digest.len()) {
            std::cmp::Ordering::Less => Err(BackupFault::CutOff),
            std::cmp::Ordering::Equal if behind == 0 && said[..] == digest[..] => Ok(hex(&digest)),
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Err(BackupFault::Damaged),
        }
    }
}

/// Reads a backup to its end and says what it is. Nothing is done with what it holds.
///
/// # Errors
/// [`BackupFault`].
pub fn read_through(input: impl BufRead) -> Result<BackupRead, BackupFault> {
    let mut reader = Reader::begin(input)?;
    loop {
        if let Record::End(rows) = reader.next()? {
            let head = reader.head.clone();
            let digest = reader.finish()?;
            return Ok(BackupRead { head, rows, digest });
        }
    }
}

fn write_number(out: &mut impl Write, mut value: u64) -> io::Result<()> {
    let mut bytes = [0; 10];
    let mut length = 0;
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        bytes[length] = if value == 0 { low } else { low | 0x80 };
        length += 1;
        if value == 0 {
            return out.write_all(&bytes[..length]);
        }
    }
}

fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_number(out, bytes.len() as u64)?;
    out.write_all(bytes)
}

fn read_tag(input: &mut impl Read) -> Result<u8, BackupFault> {
    let mut tag = [0];
    input
        .read_exact(&mut tag)
        .map_err(BackupFault::of_reading)?;
    Ok(tag[0])
}

fn read_number(input: &mut impl Read) -> Result<u64, BackupFault> {
    let mut value = 0;
    for at in 0..10 {
        let byte = read_tag(input)?;
        let bits = u64::from(byte & 0x7f);
        if at == 9 && bits > 1 {
            break;
        }
        value |= bits << (7 * at);
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(BackupFault::Damaged)
}

fn read_bytes(input: &mut impl Read) -> Result<Vec<u8>, BackupFault> {
    let length = read_number(input)?;
    if length > LONGEST {
        return Err(BackupFault::Damaged);
    }
    let mut bytes = Vec::new();
    // Room is made as it comes, not as it is promised.
    let read = input.take(length).read_to_end(&mut bytes);
    match read.map_err(BackupFault::of_reading)? as u64 {
        read if read == length => Ok(bytes),
        _ => Err(BackupFault::CutOff),
    }
}

fn read_text(input: &mut impl Read) -> Result<String, BackupFault> {
    String::from_utf8(read_bytes(input)?).map_err(|_| BackupFault::Damaged)
}

fn read_field(input: &mut impl Read) -> Result<Field, BackupFault> {
    Ok(match read_tag(input)? {
        NO_NUMBER => Field::Number(None),
        NO_TEXT => Field::Text(None),
        NUMBER => {
            let folded = read_number(input)?;
            let value = (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed();
            Field::Number(Some(value))
        }
        TEXT => Field::Text(Some(read_text(input)?)),
        BYTES => Field::Bytes(Some(read_bytes(input)?)),
        NO_BYTES => Field::Bytes(None),
        _ => return Err(BackupFault::Damaged),
    })
}

#[cfg(test)]
mod tests;
