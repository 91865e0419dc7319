//! The second reading: writes what the first one decided. Rows are read on a thread of their own
//! while the ledger writes those before them.

use std::ops::ControlFlow;

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, LedgerRow, Operation};
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::register::{Draft, PartyDraft, RegisterRow, RowOutcome, RowVerdict};
use enishi_domain::statistics::Observation;
use enishi_store::{
    BatchId, Change, ImportedRow, LinkDecision, NewEngagement, NewParty, Posting, Revision, Source,
};
use tokio::sync::mpsc;

use super::parties::{Resolved, Written};
use super::staging::{Staged, StagedRow};
use super::{Decided, Input, Progress, Watch};
use crate::error::DeskError;
use crate::office::Office;

/// How many rows are written with one round of statements.
const CHUNK: usize = 2_000;

/// Writes the rows that are new or changed, their parties and the links between these.
pub(super) async fn write(
    office: &Office,
    posting: &mut Posting,
    batch: BatchId,
    decided: Decided<'_>,
    watch: Watch<'_>,
) -> Result<(), DeskError> {
    let Decided {
        input,
        staged,
        resolved,
    } = decided;
    let (sender, mut chunks) = mpsc::channel(2);
    let reading = {
        let input = input.clone();
        tokio::task::spawn_blocking(move || read_in_chunks(&input, &sender))
    };
    let there = resolved.written.iter().filter_map(|written| match written {
        Written::There(party) => Some(*party),
        Written::New(_) => None,
    });
    posting.know(there).await?;
    let mut writer = Writer {
        office,
        posting,
        batch,
        staged: &staged,
        numbers: vec![None; resolved.profiles.len()],
        resolved,
        next_row: 0,
        next_party: 0,
        input,
    };
    let all = staged.rows.len() as u64;
    while let Some(chunk) = chunks.recv().await {
        writer.write_chunk(&chunk).await?;
        if watch(Progress::Written(writer.next_row as u64, all)).is_break() {
            return Err(DeskError::Stopped);
        }
    }
    reading
        .await
        .map_err(|_| DeskError::FileChanged(input.name.clone()))??;
    writer.write_links().await
}

/// Hands over the rows of a file, many at a time.
pub(super) fn read_in_chunks(
    input: &Input,
    sender: &mpsc::Sender<Vec<RegisterRow>>,
) -> Result<(), DeskError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    input.read(&mut |row| {
        chunk.push(row);
        if chunk.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        // Nobody takes it where the writer has failed, and then nothing more is to be read.
        match sender.blocking_send(std::mem::take(&mut chunk)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    if !chunk.is_empty() {
        drop(sender.blocking_send(chunk));
    }
    Ok(())
}

struct Writer<'a> {
    office: &'a Office,
    posting: &'a mut Posting,
    batch: BatchId,
    staged: &'a Staged,
    resolved: Resolved,
    /// The numbers of the new parties, once they have one.
    numbers: Vec<Option<PartyId>>,
    next_row: usize,
    next_party: usize,
    input: &'a Input,
}

/// A row that is written, with its engagements and their parties' numbers.
struct Row<'a> {
    row: &'a RegisterRow,
    staged: StagedRow,
    engagements: Vec<Engagement>,
}

impl Writer<'_> {
    async fn write_chunk(&mut self, chunk: &[RegisterRow]) -> Result<(), DeskError> {
        let mut taken: Vec<(&RegisterRow, StagedRow, Vec<usize>)> = Vec::new();
        for row in chunk {
            let staged = self.staged.rows[self.next_row];
            self.next_row += 1;
            let mut parties = Vec::new();
            if super::staging::has_parties(&staged) {
                for _ in super::staging::parties(row) {
                    parties.push(self.next_party);
                    self.next_party += 1;
                }
            }
            if self.staged.is_written(&staged) {
                taken.push((row, staged, parties));
            }
        }
        self.write_parties(&taken).await?;
        let rows: Vec<Row<'_>> = taken
            .into_iter()
            .map(|(row, staged, parties)| Row {
                row,
                staged,
                engagements: self.engagements(row, &parties),
            })
            .collect();
        self.write_rows(&rows).await
    }

    /// Gives new parties of the chunk their numbers and profiles.
    async fn write_parties(
        &mut self,
        taken: &[(&RegisterRow, StagedRow, Vec<usize>)],
    ) -> Result<(), DeskError> {
        let mut new: Vec<(usize, usize, &PartyDraft)> = Vec::new();
        let mut again: Vec<(usize, &PartyDraft)> = Vec::new();
        for (row, _, parties) in taken {
            for (at, draft) in parties.iter().zip(super::staging::parties(row)) {
                match self.resolved.written[*at] {
                    Written::New(n) if self.resolved.profiles[n] == *at => {
                        new.push((n, *at, draft));
                    }
                    Written::New(_) | Written::There(_) => again.push((*at, draft)),
                }
            }
        }
        // A row may stand before the one whose description makes its party.
        for (at, draft) in &again {
            if let Written::New(n) = self.resolved.written[*at]
                && self.numbers[n].is_none()
                && !new.iter().any(|(other, ..)| *other == n)
            {
                new.push((n, *at, draft));
            }
        }
        new.retain(|(n, ..)| self.numbers[*n].is_none());
        let parties: Vec<NewParty<'_>> = new
            .iter()
            .map(|(_, _, draft)| NewParty {
                party_type: draft.party_type,
                purpose: &self.input.mapping.purpose,
            })
            .collect();
        let ids = self.posting.add_parties(&parties).await?;
        let mut profiles = Vec::new();
        let mut identifiers: Vec<(PartyId, &Identifier)> = Vec::new();
        for ((n, at, draft), id) in new.iter().zip(ids) {
            self.numbers[*n] = Some(id);
            if has_profile(draft) {
                profiles.push((id, &draft.profile, &self.staged.keys[*at]));
            }
            identifiers.extend(draft.identifiers.iter().map(|number| (id, number)));
        }
        for (at, draft) in &again {
            let id = self.number(self.resolved.written[*at]);
            if self.resolved.anew.contains(at) {
                profiles.push((id, &draft.profile, &self.staged.keys[*at]));
            }
            identifiers.extend(draft.identifiers.iter().map(|number| (id, number)));
        }
        self.posting.write_profiles(&profiles).await?;
        self.posting.add_identifiers(&identifiers).await?;
        Ok(())
    }

    fn number(&self, written: Written) -> PartyId {
        match written {
            Written::There(party) => party,
            Written::New(n) => self.numbers[n].expect("a party is written before it is named"),
        }
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

    async fn write_rows(&mut self, rows: &[Row<'_>]) -> Result<(), DeskError> {
        let mut ids: Vec<Vec<EngagementId>> = vec![Vec::new(); rows.len()];
        self.assert_new(rows, &mut ids).await?;
        self.revise(rows, &mut ids).await?;
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
        self.posting.observe(&observations).await?;
        let imported: Vec<ImportedRow> = rows
            .iter()
            .zip(ids)
            .map(|(row, engagements)| {
                let external = self.input.external_key(row.row, &self.office.secret);
                imported(row, external, engagements)
            })
            .collect();
        self.posting
            .write_import_rows(self.batch, &imported)
            .await?;
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
            self.posting.keep_raw_rows(self.batch, number, &raw).await?;
        }
        Ok(())
    }

    async fn assert_new(
        &mut self,
        rows: &[Row<'_>],
        ids: &mut [Vec<EngagementId>],
    ) -> Result<(), DeskError> {
        let mut new = Vec::new();
        let mut of = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let is_new = [RowVerdict::New, RowVerdict::MaybeDuplicate];
            if !is_new.contains(&row.staged.verdict) {
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
        for (at, id) in of.into_iter().zip(self.posting.assert_all(&new).await?) {
            ids[at].push(id);
        }
        Ok(())
    }

    /// Rows that say something else now: what they stood for is corrected, taken back or said
    /// again, one by one in the order of the row.
    async fn revise(
        &mut self,
        rows: &[Row<'_>],
        ids: &mut [Vec<EngagementId>],
    ) -> Result<(), DeskError> {
        for (at, row) in rows.iter().enumerate() {
            if row.staged.verdict != RowVerdict::Updated {
                continue;
            }
            let known = self.staged.known.get(row.staged.key);
            let before = known.map_or_else(Vec::new, |known| known.engagements);
            let source = Some(self.source(row));
            let standing = self.office.store.engagements(&before).await?;
            for n in 0..before.len().max(row.engagements.len()) {
                let current = before.get(n).and_then(|id| last_of(&standing, *id));
                let revision = match (before.get(n), row.engagements.get(n)) {
                    (None, Some(engagement)) => {
                        let new = NewEngagement { engagement, source };
                        ids[at].extend(self.posting.assert_all(&[new]).await?);
                        continue;
                    }
                    (None, None) => continue,
                    (Some(id), said) => {
                        ids[at].push(*id);
                        change(current, said).map(|change| Revision {
                            id: *id,
                            change,
                            reason_text: None,
                            source,
                        })
                    }
                };
                if let Some(revision) = revision {
                    self.posting.revise_all(&[revision]).await?;
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

    async fn write_links(&mut self) -> Result<(), DeskError> {
        let links: Vec<(PartyId, PartyId, &super::parties::NewLink)> = self
            .resolved
            .links
            .iter()
            .map(|link| (self.number(link.a), self.number(link.b), link))
            .filter(|(a, b, _)| a != b)
            .collect();
        let decisions: Vec<LinkDecision<'_>> = links
            .iter()
            .map(|(a, b, link)| LinkDecision {
                a: *a,
                b: *b,
                verdict: link.verdict,
                reasons: Some(link.reason),
                basis: None,
            })
            .collect();
        self.posting.link_all(&decisions).await?;
        Ok(())
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

fn last_of(rows: &[LedgerRow], id: EngagementId) -> Option<&LedgerRow> {
    let of_id = rows.iter().filter(|row| row.id == id);
    of_id.max_by_key(|row| row.position)
}

fn has_profile(draft: &PartyDraft) -> bool {
    draft.profile != Profile::default()
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
            row.staged.verdict
        }
    };
    ImportedRow {
        number: row_number(row.row),
        external_key,
        content_hash: row.staged.content,
        ordinal: row.staged.ordinal.into(),
        verdict,
        issues: (!codes.is_empty()).then(|| codes.join(",")),
        engagements,
        decided_by: None,
        likeness: row.staged.likeness,
    }
}
