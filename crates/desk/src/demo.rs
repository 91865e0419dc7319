//! 「デモ都市」 an invented city: five fiscal years of registers in the formats of real systems, and
//! the order in which its office recorded them. Everything follows from one seed, so that every run
//! gives the same bytes. Nothing here reads, writes or asks for the time: files are bytes, and the
//! clock is simulated.
//!
//! Read in this order: `actuals` (what each year must give), `random`, `words`, `people` and
//! `firms` (who lives there), `tables` (rows as csv and xlsx), `gifts` and `donor_ledger` (the
//! large files), `builder` and `review` (how files and steps are put together), `records` (our own
//! template), `sign_ups`, `matching`, `farming`, `services`, `residents`, `published` and
//! `donations` (a register or a programme each), `closings` (when what is complete), `course` (the
//! sheet through its year), `schedule` (the steps).

use enishi_domain::engagement::Role;

use crate::error::DeskError;
use crate::office::DefinitionFile;
use builder::Builder;

pub mod actuals;
pub mod schedule;

mod builder;
mod closings;
mod course;
mod donations;
mod donor_ledger;
mod farming;
mod firms;
mod gifts;
mod matching;
mod people;
mod published;
mod random;
mod records;
mod residents;
mod review;
mod services;
mod sign_ups;
mod tables;
mod words;

#[cfg(test)]
mod tests;

pub use donor_ledger::DonorLedger;
pub use gifts::Gift;
use schedule::Step;
use tables::Table;

/// How many gifts the city has. All else is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// About 700,000 a year.
    Full,
    /// A thousandth of that.
    Small,
}

/// An invented city.
#[derive(Debug)]
pub struct City {
    /// Its registers' files, in the order in which they are imported first.
    pub files: Vec<RegisterFile>,
    /// What its office did, the oldest first; times never fall.
    pub steps: Vec<Step>,
}

/// One file of one register.
#[derive(Debug)]
pub struct RegisterFile {
    /// Its name.
    pub name: String,
    /// The source whose mapping reads it.
    pub source: Source,
    content: Content,
}

/// 「取込元」 the registers from which files come, under the names of their mappings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// 寄附者台帳
    DonorLedger,
    /// 催しの申込
    SignUps,
    /// 会員台帳
    Members,
    /// 認定企業
    Companies,
    /// 統計
    Statistics,
    /// Our own template.
    Template,
}

impl Source {
    /// The name of the source's mapping.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DonorLedger => "furusato-ledger",
            Self::SignUps => "event-signup",
            Self::Members => "members",
            Self::Companies => "companies",
            Self::Statistics => "statistics",
            Self::Template => "enishi-template",
        }
    }
}

/// What a file holds. Donor ledgers are too large to be kept.
#[derive(Debug)]
enum Content {
    Table(Table),
    Donors(DonorLedger),
}

/// Somebody of the city, whatever the registers call them. The truth, which no register tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(pub u64);

/// Where a party stands: the row as a spreadsheet counts it, from 1 with the header.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowRef {
    /// The file's name.
    pub file: String,
    /// Its row.
    pub row: u64,
    /// In which part the party has to do with the row's engagement.
    pub role: Role,
}

/// The city as data: the region that ships. The small city has a thousandth of the gifts, and so
/// has its target for them.
#[must_use]
pub fn region_files(size: Size) -> Vec<DefinitionFile> {
    // The days are as invented as the city's people.
    let ships = [
        ("deadlines.toml", include_str!("demo/deadlines.toml")),
        (
            "region.toml",
            include_str!("../../../regions/yaizu/region.toml"),
        ),
        (
            "programme-1.toml",
            include_str!("../../../regions/yaizu/programme-1.toml"),
        ),
        (
            "programme-2.toml",
            include_str!("../../../regions/yaizu/programme-2.toml"),
        ),
        (
            "programme-3.toml",
            include_str!("../../../regions/yaizu/programme-3.toml"),
        ),
        (
            "programme-4.toml",
            include_str!("../../../regions/yaizu/programme-4.toml"),
        ),
        (
            "programme-5.toml",
            include_str!("../../../regions/yaizu/programme-5.toml"),
        ),
        (
            "programme-6.toml",
            include_str!("../../../regions/yaizu/programme-6.toml"),
        ),
    ];
    let of_size = |text: &str| match size {
        Size::Full => text.to_owned(),
        Size::Small => text.replace("715,000", "715"),
    };
    let file = |(name, text): (&str, &str)| DefinitionFile {
        name: name.to_owned(),
        text: of_size(text),
    };
    ships.map(file).to_vec()
}

/// Builds the city.
#[must_use]
pub fn city(size: Size) -> City {
    let mut builder = Builder::new(size);
    for year in actuals::years() {
        sign_ups::write(&mut builder, year);
        matching::write(&mut builder, year);
        farming::write(&mut builder, year);
        services::write(&mut builder, year);
        residents::write(&mut builder, year);
        published::write(&mut builder, year);
        donations::write(&mut builder, year);
        closings::write(&mut builder, year);
    }
    published::write_members(&mut builder);
    closings::write_after_the_last_year(&mut builder);
    course::write(&mut builder);
    builder.finish()
}

impl City {
    /// The file of that name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&RegisterFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

impl RegisterFile {
    /// The file's bytes, piece by piece: about a mebibyte each, so that memory stays flat.
    ///
    /// # Errors
    /// [`DeskError::Publish`] where a workbook cannot be written.
    pub fn chunks(&self) -> Result<Box<dyn Iterator<Item = Vec<u8>> + '_>, DeskError> {
        match &self.content {
            Content::Table(table) => Ok(Box::new(std::iter::once(table.bytes()?))),
            Content::Donors(ledger) => Ok(Box::new(ledger.chunks())),
        }
    }

    /// The whole file.
    ///
    /// # Errors
    /// As [`RegisterFile::chunks`].
    pub fn bytes(&self) -> Result<Vec<u8>, DeskError> {
        Ok(self.chunks()?.flatten().collect())
    }

    /// The truth: who stands in which row and part. Head counts and anonymous parties are nobody,
    /// and rows that record nothing are left out.
    #[must_use]
    pub fn appearances(&self) -> Box<dyn Iterator<Item = (u64, Role, Who)> + '_> {
        match &self.content {
            Content::Table(table) => Box::new(table.appearances()),
            Content::Donors(ledger) => Box::new(ledger.appearances()),
        }
    }

    /// The donor ledger, where it is one.
    #[must_use]
    pub fn donor_ledger(&self) -> Option<&DonorLedger> {
        match &self.content {
            Content::Table(_) => None,
            Content::Donors(ledger) => Some(ledger),
        }
    }

    /// The header and the rows as texts, but for donor ledgers.
    #[must_use]
    pub fn texts(&self) -> Vec<Vec<String>> {
        match &self.content {
            Content::Table(table) => table.texts(),
            Content::Donors(_) => Vec::new(),
        }
    }
}
