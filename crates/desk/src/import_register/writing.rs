//! The second reading: writes what the first one decided, new rows beside the ledger. Rows are
//! read on a thread of their own while the database writes those before them.

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, LedgerRow, Operation};
use enishi_domain::party::{PartyId, PartyType, Profile};
use enishi_domain::register::{Draft, PartyDraft, RegisterRow, RowOutcome, RowVerdict};
use enishi_domain::statistics::Observation;
use enishi_store::{
    BatchId, Change, ImportedRow, NewEngagement, Posting, Revision, Source, Staging,
};

use super::by_hand::ByHand;
use super::judging::{Judged, JudgedRow};
use super::parties::Resolved;
use super::{Decided, Input, Progress, Watch, reading};
use crate::error::DeskError;
use crate::office::Office;

mod parties;

/// An import that stands ready beside the ledger.
pub(super) struct Ready<'a> {
    staging: Staging,
    writer: Writer<'a>,
}

/// Writes the new rows and their parties beside the ledger, while others go on writing in it.
pub(super) async fn stage<'a>(
    office: &'a Office,
    decided: Decided,
    watch: Watch<'_>,
) -> Result<Ready<'a>, DeskError> {
    let Decided {
        input,
        judged,
        resolved,
        by_hand,
    } = decided;
    let mut staging = office.stage("import").await?;
    let mut writer = Writer {
        office,
        batch: Staging::BATCH,
        part: Part::New,
        is_all_new: true,
        numbers: vec![None; resolved.profiles.len()],
        anew: Vec::new(),
        judged,
        resolved,
        by_hand,
        next_row: 0,
        next_party: 0,
        input,
    };
    writer.know_parties(staging.posting()).await?;
    writer.write_part(staging.posting(), watch).await?;
    Ok(Ready { staging, writer })
}

impl<'a> Ready<'a> {
    /// Begins the unit of work in the ledger: nobody else writes from here on.
    pub(super) async fn begin(self, name: &str) -> Result<Merging<'a>, DeskError> {
        let office = self.writer.office;
        let posting = office.begin_staged(self.staging, "import", name).await?;
        Ok(Merging {
            posting,
            writer: self.writer,
        })
    }
}

/// An import on its way into the ledger.
pub(super) struct Merging<'a> {
    pub(super) posting: Posting,
    writer: Writer<'a>,
}

impl Merging<'_> {
    /// Takes in what stands ready, and writes what can only be written in the ledger: rows that
    /// say something else now, observations, and the links between parties.
    pub(super) async fn write(
        &mut self,
        batch: BatchId,
        watch: Watch<'_>,
    ) -> Result<(), DeskError> {
        let (posting, writer) = (&mut self.posting, &mut self.writer);
        if writer.is_all_new {
            // Nothing more is read of the file, and it is a quarter of all that is in memory.
            writer.input.forget_file();
        }
        let mut tell = |done, all| watch(Progress::Merged(done, all));
        if posting.merge(batch, &mut tell).await?.is_break() {
            return Err(DeskError::Stopped);
        }
        writer.batch = batch;
        writer.write_anew(posting).await?;
        if !writer.is_all_new {
            writer.part = Part::Rest;
            (writer.next_row, writer.next_party) = (0, 0);
            writer.write_part(posting, watch).await?;
        }
        writer.write_links(posting).await
    }
}

/// Which rows are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those that add to the ledger, whatever stands in it.
    New,
    /// The others.
    Rest,
}

struct Writer<'a> {
    office: &'a Office,
    batch: BatchId,
    part: Part,
    /// Whether all rows so far belong to the first part.
    is_all_new: bool,
    judged: Judged,
    resolved: Resolved,
    by_hand: ByHand,
    /// The numbers of the new parties, once they have one.
    numbers: Vec<Option<PartyId>>,
    /// Who is there and is described in a new way, with the place of the description.
    anew: Vec<(PartyId, Profile, usize)>,
    next_row: usize,
    next_party: usize,
    input: Input,
}

/// A row that is written, with its engagements and their parties' numbers.
struct Row<'a> {
    row: &'a RegisterRow,
    judged: JudgedRow,
    engagements: Vec<Engagement>,
}

impl Writer<'_> {
    async fn write_part(
        &mut self,
        posting: &mut Posting,
        watch: Watch<'_>,
    ) -> Result<(), DeskError> {
        let (mut chunks, reading) = reading::read_in_chunks(&self.input, false);
        let all = self.judged.rows.len() as u64;
        while let Some(chunk) = chunks.recv().await {
            self.write_chunk(posting, &chunk).await?;
            if watch(Progress::Written(self.next_row as u64, all)).is_break() {
                return Err(DeskError::Stopped);
            }
        }
        reading::ended(&self.input, reading).await.map(drop)
    }

    async fn write_chunk(
        &mut self,
        posting: &mut Posting,
        chunk: &[RegisterRow],
    ) -> Result<(), DeskError> {
        let mut taken: Vec<(&RegisterRow, JudgedRow, Vec<usize>)> = Vec::new();
        for row in chunk {
            let judged = self.judged.rows[self.next_row];
            self.next_row += 1;
            let mut parties = Vec::new();
            if super::judging::has_parties(&judged) {
                for _ in super::judging::parties(row) {
                    parties.push(self.next_party);
                    self.next_party += 1;
                }
            }
            if !self.judged.is_written(&judged) {
                continue;
            }
            let part = part_of(row, &judged);
            self.is_all_new &= part == Part::New;
            if part == self.part {
                taken.push((row, judged, parties));
            }
        }
        self.write_parties(posting, &taken).await?;
        let rows: Vec<Row<'_>> = taken
            .into_iter()
            .map(|(row, judged, parties)| Row {
                row,
                judged,
                engagements: self.engagements(row, &parties),
            })
            .collect();
        self.write_rows(posting, &rows).await
    }

    fn engagements(&self, row: &RegisterRow, parties: &[usize]) -> Vec<Engagement> {
        let RowOutcome::Engagements(drafts, _) = &row.outcome else {
            return Vec::new();
        };
        let mut parties = parties.iter();
        let mut number = |party: &PartyDraft| {
            if party.party_type == PartyType::Aggregate {
                return None;
            }
            let at = parties.next()?;
            Some(self.number(self.resolved.written[*at]))
        };
        drafts
            .iter()
            .map(
                |Draft {
                     engagement,
                     parties,
                 }| {
                    let mut engagement = engagement.clone();
                    for (role, party) in parties {
                        if let Some(id) = number(party)
                            && !engagement.parties.contains(&(*role, id))
                        {
                            engagement.parties.push((*role, id));
                        }
                    }
                    engagement
                },
            )
            .collect()
    }

    async fn write_rows(
        &mut self,
        posting: &mut Posting,
        rows: &[Row<'_>],
    ) -> Result<(), DeskError> {
        let mut ids: Vec<Vec<EngagementId>> = vec![Vec::new(); rows.len()];
        self.assert_new(posting, rows, &mut ids).await?;
        self.revise(posting, rows, &mut ids).await?;
        let observations: Vec<(&Observation, Option<Source>)> = rows
            .iter()
            .filter_map(|row| match &row.row.outcome {
                RowOutcome::Observations(observed, _) => Some((row, observed)),
                RowOutcome::Engagements(..) | RowOutcome::Excluded(_) | RowOutcome::Refused(_) => {
                    None
                }
            })
            .flat_map(|(row, observed)| observed.iter().map(|one| (one, Some(self.source(row)))))
            .collect();
        if !observations.is_empty() {
            posting.observe(&observations).await?;
        }
        let imported: Vec<ImportedRow> = rows
            .iter()
            .zip(ids)
            .map(|(row, engagements)| {
                let external = self.input.external_key(row.row, &self.office.secret);
                imported(row, external, engagements)
            })
            .collect();
        posting.write_import_rows(self.batch, &imported).await?;
        // What the register itself sets aside stands for nobody who could ask for its disposal.
        let recorded = |row: &&Row<'_>| !matches!(row.row.outcome, RowOutcome::Excluded(_));
        let mut kept = rows.iter().filter(recorded).peekable();
        while let Some(first) = kept.next() {
            // Blocks hold consecutive rows; a gap begins another.
            let mut raw = vec![first.row.raw.as_slice()];
            let mut last = first.row.number;
            while let Some(next) = kept.next_if(|next| next.row.number == last + 1) {
                raw.push(&next.row.raw);
                last = next.row.number;
            }
            let number = row_number(first.row);
            posting.keep_raw_rows(self.batch, number, &raw).await?;
        }
        Ok(())
    }

    async fn assert_new(
        &mut self,
        posting: &mut Posting,
        rows: &[Row<'_>],
        ids: &mut [Vec<EngagementId>],
    ) -> Result<(), DeskError> {
        let mut new = Vec::new();
        let mut of = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let is_new = [RowVerdict::New, RowVerdict::MaybeDuplicate];
            if !is_new.contains(&row.judged.verdict) {
                continue;
            }
            for engagement in &row.engagements {
                of.push(at);
                new.push(NewEngagement {
                    engagement,
                    source: Some(self.source(row)),
                });
            }
        }
        for (at, id) in of.into_iter().zip(posting.assert_all(&new).await?) {
            ids[at].push(id);
        }
        Ok(())
    }

    /// Rows that say something else now: what they stood for is corrected, taken back or said
    /// again, one by one in the order of the row.
    async fn revise(
        &mut self,
        posting: &mut Posting,
        rows: &[Row<'_>],
        ids: &mut [Vec<EngagementId>],
    ) -> Result<(), DeskError> {
        for (at, row) in rows.iter().enumerate() {
            if row.judged.verdict != RowVerdict::Updated {
                continue;
            }
            let known = self.judged.known.get(row.judged.key);
            let before = known.map_or_else(Vec::new, |known| known.engagements);
            let source = Some(self.source(row));
            let standing = self.office.store.engagements(&before).await?;
            for n in 0..before.len().max(row.engagements.len()) {
                let of_id = |row: &&LedgerRow| before.get(n) == Some(&row.id);
                let revisions: Vec<&LedgerRow> = standing.iter().filter(of_id).collect();
                let said = row.engagements.get(n);
                let kept = said.map(|said| self.by_hand.kept(&revisions, said));
                let revision = match (before.get(n), said) {
                    (None, Some(engagement)) => {
                        let new = NewEngagement { engagement, source };
                        ids[at].extend(posting.assert_all(&[new]).await?);
                        continue;
                    }
                    (None, None) => continue,
                    (Some(id), _) if self.by_hand.is_taken_back(&revisions) => {
                        ids[at].push(*id);
                        None
                    }
                    (Some(id), _) => {
                        ids[at].push(*id);
                        let change = change(revisions.last().copied(), kept.as_ref());
                        change.map(|change| Revision {
                            id: *id,
                            change,
                            reason_text: None,
                            source,
                        })
                    }
                };
                if let Some(revision) = revision {
                    posting.revise_all(&[revision]).await?;
                }
            }
        }
        Ok(())
    }

    fn source(&self, row: &Row<'_>) -> Source {
        Source {
            batch: self.batch,
            row: row_number(row.row),
        }
    }
}

fn part_of(row: &RegisterRow, judged: &JudgedRow) -> Part {
    match (&row.outcome, judged.verdict) {
        (RowOutcome::Observations(..), _) | (_, RowVerdict::Updated) => Part::Rest,
        _ => Part::New,
    }
}

/// What becomes of an engagement whose row says something else now; none where it says the same.
fn change<'a>(current: Option<&LedgerRow>, said: Option<&'a Engagement>) -> Option<Change<'a>> {
    let stands = current.filter(|row| row.operation != Operation::Void);
    match (stands, said) {
        (Some(row), Some(said)) if row.engagement == *said => None,
        (Some(_), Some(said)) => Some(Change::Correct(said, CorrectionReason::EntryError)),
        (Some(_), None) => Some(Change::Void(CorrectionReason::NotConcluded)),
        (None, Some(said)) => Some(Change::Reassert(said)),
        (None, None) => None,
    }
}

fn row_number(row: &RegisterRow) -> i64 {
    i64::try_from(row.number).unwrap_or(i64::MAX)
}

fn imported(
    row: &Row<'_>,
    external_key: Option<String>,
    engagements: Vec<EngagementId>,
) -> ImportedRow {
    let findings = match &row.row.outcome {
        RowOutcome::Engagements(_, findings) | RowOutcome::Observations(_, findings) => findings,
        RowOutcome::Excluded(_) | RowOutcome::Refused(_) => &Vec::new(),
    };
    let codes: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    let verdict = match &row.row.outcome {
        // What is excluded now stays so until the register says otherwise.
        RowOutcome::Excluded(_) => RowVerdict::Excluded,
        RowOutcome::Engagements(..) | RowOutcome::Observations(..) | RowOutcome::Refused(_) => {
            row.judged.verdict
        }
    };
    ImportedRow {
        number: row_number(row.row),
        external_key,
        content_hash: row.judged.content,
        ordinal: row.judged.ordinal.into(),
        verdict,
        issues: (!codes.is_empty()).then(|| codes.join(",")),
        engagements,
        decided_by: None,
        likeness: row.judged.likeness,
    }
}
