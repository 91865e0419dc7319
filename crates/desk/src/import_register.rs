//! 「取込み」 a register's file goes into the ledger: each row is known again or new, each party known
//! again or new, and all of it is written at once or not at all.
//!
//! The file is read twice. The first time says what becomes of each row, without keeping any
//! (`judging`); then it is decided who is who (`parties`); the second time writes (`writing`),
//! beside the ledger first, and then into it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_domain::engagement::{DateBasis, Engagement, EngagementId};
use enishi_domain::finding::Finding;
use enishi_domain::register::{BatchState, RegisterRow, RowVerdict};
use enishi_domain::statistics::Series;
use enishi_domain::words::ClosedSet as _;
use enishi_intake::definitions::mapping::Mapping;
use enishi_intake::formats::Hints;
use enishi_intake::registers::{self, Context, Given, Summary, template};
use enishi_lint::Language;
use enishi_store::{BatchDescription, BatchId};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::error::DeskError;
use crate::office::{Office, Secret};
use crate::reception::Counter;
use crate::wording;

mod by_hand;
mod duplicates;
mod judging;
mod known;
mod late;
mod own_form;
mod parties;
mod reading;
mod uncounted;
mod undoing;
mod writing;

use by_hand::ByHand;
pub use duplicates::{PossibleDuplicate, Resembled};
use judging::Judged;
use known::KnownRows;
use late::Brought;
use own_form::OwnForm;
use parties::{KnownParties, Resolved};
pub use undoing::{Undone, undo_import};
use writing::Merging;

/// Stands between a receipt number and the list that it is of.
const LIST: char = '@';

/// A register's file, and how it is read.
#[derive(Clone, Debug)]
pub struct Register {
    /// The file's name.
    pub name: String,
    /// Its content.
    pub bytes: Arc<Vec<u8>>,
    /// Its encoding, where somebody named one.
    pub encoding: Option<String>,
    /// Its source's mapping.
    pub mapping: Mapping,
    /// What is the same for all rows and does not stand in the file.
    pub given: Given,
}

/// What an import did, or would do.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The import; none for a dry run and where nothing changed.
    pub batch: Option<BatchId>,
    /// How many rows of each verdict.
    pub counts: BTreeMap<RowVerdict, u64>,
    /// What the reader says of the file as a whole.
    pub summary: Summary,
    /// What is amiss with the file, and with rows.
    pub findings: Vec<Finding>,
    /// How many more findings there are about rows that were read.
    pub untold: u64,
    /// The rows that could not be read.
    pub refused: Vec<RefusedRow>,
    /// The rows that may be there twice.
    pub duplicates: Vec<PossibleDuplicate>,
    /// Parties that were not known before.
    pub parties_new: u64,
    /// Parties that were found to be known ones.
    pub parties_known: u64,
    /// Pairs that somebody has to look at.
    pub pairs_to_review: u64,
}

/// A row that could not be read. Personal: it goes back to whoever handed in the file, and nowhere
/// else.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its row in the file, from 1.
    pub number: u64,
    /// The row as the file has it, in the file's encoding.
    pub raw: Vec<u8>,
    /// Why.
    pub findings: Vec<Finding>,
}

impl std::fmt::Debug for RefusedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {}: {} findings", self.number, self.findings.len())
    }
}

/// Whether an import is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 試行: says what would be done.
    DryRun,
    /// 確定
    Commit,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows were read.
    Read(u64),
    /// So many of so many were written beside the ledger.
    Written(u64, u64),
    /// So many of so many steps into the ledger are done.
    Merged(u64, u64),
}

/// Told of progress; may stop the import, which then leaves nothing.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) -> ControlFlow<()> + Send);

/// Imports a register. The same file twice changes nothing. It is taken, so that its bytes can be
/// given back as soon as nothing more is read of them.
///
/// # Errors
/// [`DeskError::UnknownPurpose`], [`DeskError::UnknownProgramme`], [`DeskError::Register`],
/// [`DeskError::KnownElsewhere`], [`DeskError::Store`], [`DeskError::Stopped`] where the watch
/// stopped it. Nothing was written then.
pub async fn import_register(
    office: &Office,
    register: Register,
    mode: Mode,
    watch: Watch<'_>,
) -> Result<Imported, DeskError> {
    let purpose = &register.mapping.purpose;
    if !office
        .region
        .purposes
        .iter()
        .any(|known| known.id == *purpose)
    {
        return Err(DeskError::UnknownPurpose {
            purpose: purpose.clone(),
        });
    }
    if let Some(programme) = &register.given.programme {
        office.standing(programme)?;
    }
    let digest = hexadecimal(&Sha256::digest(register.bytes.as_slice()));
    loop {
        let mark = office.store.import_mark().await?;
        let input = Input::new(office, &register);
        let decided = Decided::new(office, input, &digest, watch).await?;
        let imported = decided.report();
        if mode == Mode::DryRun || !decided.judged.changes_anything() {
            return Ok(imported);
        }
        let ready = writing::stage(office, decided, watch).await?;
        let merging = ready.begin(&register.name).await?;
        // Nobody else writes from here on. Where somebody imported meanwhile, what was decided may
        // not hold any more.
        if office.store.import_mark().await? == mark {
            let Register {
                name,
                mapping,
                bytes,
                ..
            } = register;
            drop(bytes);
            let description = BatchDescription {
                source: &mapping.id,
                mapping: &format!("{}/{}", mapping.id, mapping.version),
                purpose: &mapping.purpose,
                file_name: Some(&name),
                file_digest: &digest,
            };
            return commit(office, merging, &description, imported, watch).await;
        }
    }
}

/// Writes what was decided, as one unit of work.
async fn commit(
    office: &Office,
    mut merging: Merging<'_>,
    description: &BatchDescription<'_>,
    mut imported: Imported,
    watch: Watch<'_>,
) -> Result<Imported, DeskError> {
    let batch = merging.posting.begin_batch(description).await?;
    merging.write(batch, watch).await?;
    let mut posting = merging.posting;
    let counts: BTreeMap<&str, u64> = imported
        .counts
        .iter()
        .map(|(verdict, count)| (verdict.code(), *count))
        .collect();
    let counts = serde_json::to_string(&counts).expect("a map of texts and numbers");
    posting
        .change_batch(batch, BatchState::Committed, Some(&counts))
        .await?;
    posting.commit().await?;
    imported.batch = Some(batch);
    duplicates::number(office, batch, &mut imported.duplicates).await?;
    Ok(imported)
}

/// The file, and what the first reading decided about its rows and parties.
struct Decided {
    input: Input,
    judged: Judged,
    resolved: Resolved,
    by_hand: ByHand,
}

/// Work of another task, which ends with whoever waits for it.
struct ReadingParties(tokio::task::JoinHandle<Result<KnownParties, DeskError>>);

impl ReadingParties {
    async fn finish(mut self) -> Result<KnownParties, DeskError> {
        match (&mut self.0).await {
            Ok(known) => known,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

impl Drop for ReadingParties {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Decided {
    async fn new(
        office: &Office,
        mut input: Input,
        digest: &str,
        watch: Watch<'_>,
    ) -> Result<Self, DeskError> {
        let purpose = input.mapping.purpose.clone();
        // Who is known is read while the file is.
        let parties = KnownParties::read(office.store.clone(), purpose.clone());
        let parties = ReadingParties(tokio::spawn(parties));
        let known = input.know(office).await?;
        let mut judged = judging::judge(office, &input, known, watch).await?;
        duplicates::mark(office, &input, &mut judged).await?;
        let again = duplicates::of_file(office, digest, &judged).await?;
        judged.findings.extend(again);
        let late = late::findings(office, &judged.brought).await?;
        judged.findings.extend(late);
        let uncounted = uncounted::findings(office, &judged.brought);
        judged.findings.extend(uncounted);
        let by_hand = ByHand::new(office, &input).await?;
        let changed = by_hand.findings(office, &judged).await?;
        judged.findings.extend(changed);
        let resolved = if judged.keys.is_empty() {
            Resolved::default()
        } else {
            let parties = parties.finish().await?;
            parties::resolve(office, &purpose, parties, &mut judged).await?
        };
        Ok(Self {
            input,
            judged,
            resolved,
            by_hand,
        })
    }

    fn report(&self) -> Imported {
        Imported {
            batch: None,
            counts: self.judged.counts(),
            summary: self.judged.summary.clone(),
            findings: self.judged.findings.clone(),
            untold: self.judged.untold,
            refused: self.judged.refused.clone(),
            duplicates: self.judged.duplicates.clone(),
            parties_new: self.resolved.new,
            parties_known: self.resolved.known,
            pairs_to_review: self.resolved.to_review,
        }
    }
}

/// What an import would tell of the same, told of what somebody records or corrects by hand: that
/// it comes into a year that was said to be complete or is frozen, or that it counts in no year.
/// Of a correction, `stood` is what it took the place of.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn told_by_hand(
    counter: &Counter,
    (stood, said): (Option<&Engagement>, &Engagement),
) -> Result<Vec<String>, DeskError> {
    let office = &counter.office;
    let years = |one: &Engagement| {
        let days = DateBasis::ALL.iter();
        days.map(|day| one.fiscal_year(*day)).collect::<Vec<_>>()
    };
    let stays =
        |stood: &&Engagement| years(stood) == years(said) && stood.programme == said.programme;
    let mut findings = uncounted::findings(office, &Brought::by(said));
    for one in stood
        .filter(|stood| !stays(stood))
        .into_iter()
        .chain([said])
    {
        for late in late::findings(office, &Brought::by(one)).await? {
            if !findings.contains(&late) {
                findings.push(late);
            }
        }
    }
    Ok(told(&findings))
}

/// The same of what somebody took back, or said again: in a year that was said to be complete or is
/// frozen.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn told_of_void(counter: &Counter, void: &Engagement) -> Result<Vec<String>, DeskError> {
    let findings = late::findings(&counter.office, &Brought::by(void)).await?;
    Ok(told(&findings))
}

fn told(findings: &[Finding]) -> Vec<String> {
    let told = findings.iter();
    told.map(|finding| wording::register_finding(finding, Language::Japanese))
        .collect()
}

/// The engagements that a row of a file stands for, whichever import of the source brought them;
/// none where the row was never imported.
///
/// # Errors
/// As [`import_register`].
pub async fn find_row(
    office: &Office,
    register: &Register,
    number: u64,
) -> Result<Vec<EngagementId>, DeskError> {
    let mut input = Input::new(office, register);
    let known = input.know(office).await?;
    let mut watch = |_| ControlFlow::Continue(());
    let judged = judging::judge(office, &input, known, &mut watch).await?;
    let row = judged.rows.iter().find(|row| row.number == number);
    let found = row.and_then(|row| judged.known.get(row.key));
    Ok(found.map_or_else(Vec::new, |known| known.engagements))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that reading the file needs, to be read on another thread.
#[derive(Clone, Debug)]
struct Input {
    name: String,
    bytes: Arc<Vec<u8>>,
    encoding: Option<String>,
    mapping: Mapping,
    municipality: String,
    series: Vec<Series>,
    given: Given,
    /// A row of a later day is told.
    today: Date,
    /// The same as bytes, for the digests of rows.
    given_bytes: Vec<u8>,
    /// What was found out about a file in our own form.
    own: Option<Arc<OwnForm>>,
}

impl Input {
    fn new(office: &Office, register: &Register) -> Self {
        Self {
            name: register.name.clone(),
            bytes: register.bytes.clone(),
            encoding: register.encoding.clone(),
            mapping: register.mapping.clone(),
            municipality: office.region.municipality.clone(),
            series: office.region.series.clone(),
            given: register.given.clone(),
            today: office.today(),
            given_bytes: judging::given_bytes(&register.given),
            own: None,
        }
    }

    /// Gives the bytes back, where nobody else holds them.
    fn forget_file(&mut self) {
        self.bytes = Arc::default();
    }

    /// What its rows are known as, by their numbers and contents, or in our own form by those of
    /// the ledger.
    async fn know(&mut self, office: &Office) -> Result<KnownRows, DeskError> {
        let mut known = judging::known_rows(office, self).await?;
        self.own = None;
        if self.mapping.id == template::SOURCE {
            let own = own_form::compare(office, self, &mut known).await?;
            self.own = Some(Arc::new(own));
        }
        Ok(known.finish())
    }

    /// The receipt number by which a row is known again. What was said of all rows is part of it:
    /// the lists of two events begin with the same numbers, and what a department says of a file
    /// changes nothing of what another said.
    fn external_key(&self, row: &RegisterRow, secret: &Secret) -> Option<String> {
        let number = row.external_key.as_ref()?;
        Some(match self.list(secret) {
            Some(list) => format!("{number}{LIST}{list}"),
            None => number.clone(),
        })
    }

    /// The list that the file is, told by what was said of all rows; none where nothing was.
    fn list(&self, secret: &Secret) -> Option<String> {
        let is_told = self.given != Given::default();
        is_told.then(|| format!("{:016x}", secret.digest(&[b"given", &self.given_bytes])))
    }

    /// Hands over the rows in the file's order, with what they are compared by where that is asked.
    fn read(
        &self,
        compares: bool,
        take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
    ) -> Result<(Summary, Vec<Finding>), DeskError> {
        let hints = Hints {
            name: Some(&self.name),
            encoding: self.encoding.as_deref(),
            sheet: None,
        };
        let context = Context {
            municipality: Some(&self.municipality),
            series: &self.series,
            given: self.given.clone(),
            today: Some(self.today),
            compares,
        };
        let mut take = |mut row: RegisterRow| {
            if let Some(own) = &self.own {
                own.apply(&mut row);
            }
            take(row)
        };
        let (mapping, take) = (&self.mapping, &mut take);
        let reading = registers::read_register(&self.bytes, &hints, mapping, &context, take)
            .map_err(|error| DeskError::of_register(&self.name, error))?;
        Ok((reading.value, reading.findings))
    }
}
