//! The compound file (OLE) that an xls, or an encrypted xlsx, is wrapped in. Every sector number is
//! checked against the file and every chain against its longest possible length, so nothing is
//! reserved that the file does not hold.

use super::xml::damaged;
use crate::error::IntakeError;

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const HEADER: usize = 512;
const DIRECTORY_ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;
/// Sector numbers from here on are marks: the end of a chain, a free sector.
const FIRST_MARK: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;

/// An opened compound file.
pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    allocation: Vec<u32>,
    directory: Vec<u8>,
    mini_allocation: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_cutoff: u64,
}

/// The size of a chain that is read to its end.
const WHOLE: u64 = u64::MAX;

struct Entry {
    first_sector: u32,
    size: u64,
}

impl<'a> CompoundFile<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, IntakeError> {
        if bytes.len() < HEADER {
            return Err(broken());
        }
        let shift = u16_at(bytes, 30).ok_or_else(broken)?;
        if !matches!(shift, 9 | 12) {
            return Err(broken());
        }
        let number = |at| u32_at(bytes, at).ok_or_else(broken);
        let mut file = Self {
            bytes,
            sector_size: 1 << shift,
            allocation: Vec::new(),
            directory: Vec::new(),
            mini_allocation: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u64::from(number(56)?),
        };
        // Writers leave anything where a count of 0 says that there is nothing.
        let unless_none = |first, count| if count == 0 { END_OF_CHAIN } else { first };
        file.allocation = file.read_allocation(unless_none(number(68)?, number(72)?))?;
        file.directory = file.chain(number(48)?, WHOLE)?;
        let mini_allocation = file.chain(unless_none(number(60)?, number(64)?), WHOLE)?;
        file.mini_allocation = numbers(&mini_allocation).collect();
        let root = file.entries().find(|(kind, ..)| *kind == 5);
        if let Some((_, _, root)) = root {
            file.mini_stream = file.chain(root.first_sector, root.size)?;
        }
        Ok(file)
    }

    /// Whether there is a stream of that name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of the stream of that name; none where there is none.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, IntakeError> {
        let Some(entry) = self.find(name) else {
            return Ok(None);
        };
        let stream = if entry.size < self.mini_cutoff {
            self.mini_chain(&entry)?
        } else {
            self.chain(entry.first_sector, entry.size)?
        };
        Ok(Some(stream))
    }

    fn find(&self, name: &str) -> Option<Entry> {
        let is_it = |kind: &u8, found: &str| *kind == 2 && found.eq_ignore_ascii_case(name);
        let found = self.entries().find(|(kind, found, _)| is_it(kind, found));
        found.map(|(_, _, entry)| entry)
    }

    /// Kind, name and place of what the directory lists, in whichever storage.
    fn entries(&self) -> impl Iterator<Item = (u8, String, Entry)> {
        self.directory.chunks_exact(DIRECTORY_ENTRY).map(|entry| {
            let units = entry[..64].chunks_exact(2);
            let units = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            let name = char::decode_utf16(units.take_while(|unit| *unit != 0));
            let name = name
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            let place = Entry {
                first_sector: u32_at(entry, 116).unwrap_or(FIRST_MARK),
                size: u64::from(u32_at(entry, 120).unwrap_or(0)),
            };
            (entry[66], name, place)
        })
    }

    /// The allocation table: its first 109 sectors are named in the header, the others in a chain
    /// of sectors that end with the next one's number.
    fn read_allocation(&self, first_listing: u32) -> Result<Vec<u32>, IntakeError> {
        let most = self.bytes.len() / self.sector_size + 1;
        let mut sectors: Vec<u32> = numbers(&self.bytes[76..HEADER]).collect();
        let mut listing = first_listing;
        let mut listings = 0;
        while listing < FIRST_MARK {
            listings += 1;
            if listings > most {
                return Err(broken());
            }
            let mut listed: Vec<u32> = numbers(self.sector(listing)?).collect();
            listing = listed.pop().ok_or_else(broken)?;
            sectors.append(&mut listed);
        }
        let mut allocation = Vec::new();
        for sector in sectors.into_iter().filter(|sector| *sector < FIRST_MARK) {
            allocation.extend(numbers(self.sector(sector)?));
            if allocation.len() > most + self.sector_size / 4 {
                // Room for more sectors than the file has: what lies beyond is never used.
                allocation.truncate(most);
                break;
            }
        }
        Ok(allocation)
    }

    /// The bytes of a chain of sectors, up to a size.
    fn chain(&self, first: u32, size: u64) -> Result<Vec<u8>, IntakeError> {
        follow(first, size, &self.allocation, |number| self.sector(number))
    }

    fn mini_chain(&self, entry: &Entry) -> Result<Vec<u8>, IntakeError> {
        follow(
            entry.first_sector,
            entry.size,
            &self.mini_allocation,
            |number| {
                let rest = self
                    .mini_stream
                    .get(number as usize * MINI_SECTOR..)
                    .unwrap_or_default();
                Ok(&rest[..rest.len().min(MINI_SECTOR)])
            },
        )
    }

    /// One sector; the last one of the file may be cut short.
    fn sector(&self, number: u32) -> Result<&'a [u8], IntakeError> {
        let start = (number as usize + 1)
            .checked_mul(self.sector_size)
            .ok_or_else(broken)?;
        let end = (start + self.sector_size).min(self.bytes.len());
        self.bytes
            .get(start..end)
            .filter(|sector| !sector.is_empty())
            .ok_or_else(broken)
    }
}

/// The bytes of the sectors that an allocation table chains, up to a size; all where it is
/// [`WHOLE`]. A chain that comes to a sector twice goes in circles.
fn follow<'s>(
    first: u32,
    size: u64,
    allocation: &[u32],
    sector: impl Fn(u32) -> Result<&'s [u8], IntakeError>,
) -> Result<Vec<u8>, IntakeError> {
    let mut seen = vec![false; allocation.len()];
    let mut bytes = Vec::new();
    let mut number = first;
    while number < FIRST_MARK && (bytes.len() as u64) < size {
        let next = *allocation.get(number as usize).ok_or_else(broken)?;
        if std::mem::replace(&mut seen[number as usize], true) {
            return Err(broken());
        }
        bytes.extend_from_slice(sector(number)?);
        number = next;
    }
    if size == WHOLE {
        return Ok(bytes);
    }
    let size = usize::try_from(size).map_err(|_| broken())?;
    if bytes.len() < size {
        return Err(broken());
    }
    bytes.truncate(size);
    Ok(bytes)
}

fn broken() -> IntakeError {
    damaged("the compound file's sectors")
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let words = bytes.chunks_exact(4);
    words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

/// Two bytes as a number, the low one first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let word = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([word[0], word[1]]))
}

/// Four bytes as a number, the low one first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}
