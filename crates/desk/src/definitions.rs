//! What is defined of the city, year by year, as an office reads it from its ledger; and when it
//! has to be read again, because somebody gave the city other definitions meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::editions::Editions;
use enishi_domain::engagement::Position;
use enishi_domain::finding::Reading;
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::{ProgrammeDefinition, Region};
use enishi_intake::definitions::editions::read_editions;
use enishi_intake::definitions::region::RegionFile;
use enishi_store::Store;
use jiff::Timestamp;

use crate::error::DeskError;
use crate::keep_mapping::is_mapping;
use crate::office::DefinitionFile;

/// The definitions as somebody sees them in a year.
#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    pub(crate) editions: Arc<Editions>,
    /// The year in which somebody looks.
    year: FiscalYear,
    /// What is defined for that year.
    pub(crate) region: Arc<Region>,
    /// Every programme that there is or was, with the departments that answer for it by now.
    pub(crate) standing: Arc<Vec<ProgrammeDefinition>>,
}

/// The definitions that were read last, for all who share an office.
pub(crate) type Shared = Arc<Mutex<(Position, Arc<Editions>)>>;

impl Definitions {
    pub(crate) fn at(editions: Arc<Editions>, now: Timestamp) -> Self {
        let year = year_of(now);
        Self {
            region: Arc::new(editions.of(year)),
            standing: Arc::new(editions.programmes(year)),
            editions,
            year,
        }
    }

    /// The same at another moment.
    pub(crate) fn turned_to(&mut self, now: Timestamp) {
        if year_of(now) != self.year {
            *self = Self::at(Arc::clone(&self.editions), now);
        }
    }

    /// The same with one KPI only; none where no year has it.
    pub(crate) fn narrowed_to(&self, programme: &str, no: KpiNo, now: Timestamp) -> Option<Self> {
        let editions = Editions::clone(&self.editions).narrowed_to(programme, no)?;
        Some(Self::at(Arc::new(editions), now))
    }
}

fn year_of(now: Timestamp) -> FiscalYear {
    FiscalYear::of(day_in_japan(now)).expect("the calendar has years for as long as a clock runs")
}

/// What is in force now, with the position of its last file.
pub(crate) async fn share(store: &Store) -> Result<Shared, DeskError> {
    let mark = store.definition_mark().await?;
    let editions = Arc::new(editions_at(store, Position::NOW).await?);
    Ok(Arc::new(Mutex::new((mark, editions))))
}

/// What is in force now, read again only where something was defined since.
pub(crate) async fn newest(store: &Store, shared: &Shared) -> Result<Arc<Editions>, DeskError> {
    let mark = store.definition_mark().await?;
    {
        let kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 == mark {
            return Ok(Arc::clone(&kept.1));
        }
    }
    let editions = Arc::new(editions_at(store, Position::NOW).await?);
    *shared.lock().unwrap_or_else(PoisonError::into_inner) = (mark, Arc::clone(&editions));
    Ok(editions)
}

/// The definitions that were in force at a position.
pub(crate) async fn editions_at(store: &Store, position: Position) -> Result<Editions, DeskError> {
    Ok(read_files(&files_at(store, position).await?)?.value)
}

/// The city's files as they were at a position, by name; no mappings of registers.
pub(crate) async fn files_at(
    store: &Store,
    position: Position,
) -> Result<Vec<DefinitionFile>, DeskError> {
    let files = store.definitions(position).await?.into_iter();
    let files = files.filter(|(name, _)| !is_mapping(name));
    Ok(files
        .map(|(name, text)| DefinitionFile { name, text })
        .collect())
}

/// Whether files can be read as the definitions of a city: asked before anything is made for it.
///
/// # Errors
/// [`DeskError::Definition`].
pub fn check_files(files: &[DefinitionFile]) -> Result<(), DeskError> {
    read_files(files).map(drop)
}

/// Whether both hold the same files, in whatever order.
pub(crate) fn are_same(some: &[DefinitionFile], others: &[DefinitionFile]) -> bool {
    some.len() == others.len() && some.iter().all(|file| others.contains(file))
}

pub(crate) fn read_files(files: &[DefinitionFile]) -> Result<Reading<Editions>, DeskError> {
    Ok(read_editions(&as_region(files))?)
}

/// The files as readers of definitions take them.
pub(crate) fn as_region(files: &[DefinitionFile]) -> Vec<RegionFile<'_>> {
    let files = files.iter().map(|file| RegionFile {
        name: &file.name,
        text: &file.text,
    });
    files.collect()
}
