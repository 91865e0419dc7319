//! Writing engagements: asserting, correcting, taking back. Every revision is a whole row with a
//! position of its own; the facts that counting reads are kept in step.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, LedgerRow, Operation, Position, Role,
};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::words::ClosedSet as _;
use sqlx::{AssertSqlSafe, Row as _};

use crate::columns::{RowHead, engagement_fields, ledger_row, member, unreadable};
use crate::error::StoreError;
use crate::facts::{FactsOfRow, facts_of};
use crate::imports::BatchId;
use crate::posting::Posting;
use crate::rows::{self, Field, LIST};

/// How many engagements are put together at once.
const PIECE: usize = 5_000;

/// An engagement to be recorded for the first time.
#[derive(Clone, Copy, Debug)]
pub struct NewEngagement<'a> {
    /// What it says.
    pub engagement: &'a Engagement,
    /// The imported row it comes from.
    pub source: Option<Source>,
}

/// The row of an import that an engagement or an observation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The import.
    pub batch: BatchId,
    /// The row's number in its file.
    pub row: i64,
}

/// A later revision of an engagement.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// Of which engagement.
    pub id: EngagementId,
    /// What becomes of it.
    pub change: Change<'a>,
    /// The reason in the clerk's words; no personal data.
    pub reason_text: Option<&'a str>,
    /// The imported row that says so.
    pub source: Option<Source>,
}

/// What a revision does.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// 訂正: says the whole of it anew, for a reason.
    Correct(&'a Engagement, CorrectionReason),
    /// 取消: takes it back, for a reason.
    Void(CorrectionReason),
    /// 記録: says again what was taken back.
    Reassert(&'a Engagement),
}

impl Posting {
    /// Records an engagement.
    ///
    /// # Errors
    /// As [`Posting::assert_all`].
    pub async fn assert(&mut self, engagement: &Engagement) -> Result<EngagementId, StoreError> {
        let new = NewEngagement {
            engagement,
            source: None,
        };
        let ids = self.assert_all(&[new]).await?;
        Ok(ids[0])
    }

    /// Records engagements, in their order, at consecutive positions, with few statements.
    ///
    /// # Errors
    /// [`StoreError::NoSuchParty`], [`StoreError::UnwritableQuantity`],
    /// [`StoreError::ControlCharacter`]; the posting must then be dropped.
    pub async fn assert_all(
        &mut self,
        new: &[NewEngagement<'_>],
    ) -> Result<Vec<EngagementId>, StoreError> {
        self.know_parties(new.iter().map(|new| new.engagement))
            .await?;
        let mut ids = Vec::with_capacity(new.len());
        for piece in new.chunks(PIECE) {
            let mut written = Written::default();
            for NewEngagement { engagement, source } in piece {
                let position = self.next_position();
                let id = EngagementId(position.0);
                ids.push(id);
                let head = RowHead {
                    position,
                    id,
                    replaces: None,
                    operation: Operation::Assert,
                    reason: None,
                    reason_text: None,
                    batch: source.map(|source| source.batch.0),
                    batch_row: source.map(|source| source.row),
                };
                written.add(&head, engagement)?;
                written.facts.push(FactsOfRow {
                    from: position,
                    to: None,
                    facts: facts_of(engagement, &self.types)?,
                });
            }
            // Whether an import is there is only known to the database.
            if piece.iter().any(|new| new.source.is_some()) {
                self.guard().await?;
                self.write(written).await?;
            } else {
                self.write_soon(written).await?;
            }
        }
        Ok(ids)
    }

    /// Corrects an engagement: the whole of it as it should have been.
    ///
    /// # Errors
    /// As [`Posting::revise_all`].
    pub async fn correct(
        &mut self,
        id: EngagementId,
        engagement: &Engagement,
        reason: CorrectionReason,
        reason_text: Option<&str>,
    ) -> Result<Position, StoreError> {
        let change = Change::Correct(engagement, reason);
        self.revise(id, change, reason_text).await
    }

    /// Takes an engagement back.
    ///
    /// # Errors
    /// As [`Posting::revise_all`].
    pub async fn void(
        &mut self,
        id: EngagementId,
        reason: CorrectionReason,
        reason_text: Option<&str>,
    ) -> Result<Position, StoreError> {
        self.revise(id, Change::Void(reason), reason_text).await
    }

    /// Says again an engagement that was taken back.
    ///
    /// # Errors
    /// As [`Posting::revise_all`].
    pub async fn reassert(
        &mut self,
        id: EngagementId,
        engagement: &Engagement,
        reason_text: Option<&str>,
    ) -> Result<Position, StoreError> {
        self.revise(id, Change::Reassert(engagement), reason_text)
            .await
    }

    /// Writes revisions in their order and gives their positions.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEngagement`], [`StoreError::AlreadyVoid`], [`StoreError::NotVoid`] and
    /// those of [`Posting::assert_all`]; the posting must then be dropped.
    pub async fn revise_all(
        &mut self,
        revisions: &[Revision<'_>],
    ) -> Result<Vec<Position>, StoreError> {
        let mut positions = Vec::with_capacity(revisions.len());
        let mut rest = revisions;
        while !rest.is_empty() {
            // A second revision of the same engagement must find the first one written.
            let mut seen = BTreeSet::new();
            let distinct = rest.iter().take_while(|one| seen.insert(one.id)).count();
            let (piece, behind) = rest.split_at(distinct.min(LIST));
            self.revise_piece(piece, &mut positions).await?;
            rest = behind;
        }
        Ok(positions)
    }

    async fn revise(
        &mut self,
        id: EngagementId,
        change: Change<'_>,
        reason_text: Option<&str>,
    ) -> Result<Position, StoreError> {
        let revision = Revision {
            id,
            change,
            reason_text,
            source: None,
        };
        let positions = self.revise_all(&[revision]).await?;
        Ok(positions[0])
    }

    async fn revise_piece(
        &mut self,
        piece: &[Revision<'_>],
        positions: &mut Vec<Position>,
    ) -> Result<(), StoreError> {
        self.database().await?;
        let current = self.current(piece.iter().map(|one| one.id)).await?;
        let said = piece.iter().filter_map(|one| match one.change {
            Change::Correct(engagement, _) | Change::Reassert(engagement) => Some(engagement),
            Change::Void(_) => None,
        });
        let known = current.values().map(|row| &row.engagement);
        self.know_parties(known.chain(said)).await?;
        let mut written = Written::default();
        let mut ended = Vec::new();
        for one in piece {
            let before = current
                .get(&one.id)
                .ok_or(StoreError::NoSuchEngagement(one.id))?;
            let position = self.next_position();
            positions.push(position);
            let (operation, engagement, reason) = checked_change(before, one.change)?;
            let head = RowHead {
                position,
                id: one.id,
                replaces: Some(before.position),
                operation,
                reason: reason.map(CorrectionReason::code),
                reason_text: one.reason_text,
                batch: one.source.map(|source| source.batch.0),
                batch_row: one.source.map(|source| source.row),
            };
            written.add(&head, engagement)?;
            if before.operation != Operation::Void {
                ended.push(FactsOfRow {
                    from: before.position,
                    to: Some(position),
                    facts: facts_of(&before.engagement, &self.types)?,
                });
            }
            if operation != Operation::Void {
                written.facts.push(FactsOfRow {
                    from: position,
                    to: None,
                    facts: facts_of(engagement, &self.types)?,
                });
            }
        }
        self.end_facts(ended).await?;
        self.write(written).await
    }

    /// The last revision of each engagement, with its parties.
    async fn current(
        &mut self,
        ids: impl Iterator<Item = EngagementId>,
    ) -> Result<BTreeMap<EngagementId, LedgerRow>, StoreError> {
        let ids: Vec<i64> = ids.map(|id| id.0).collect();
        let rows = read_revisions(self.writing.database().await?, self.dialect, &ids).await?;
        let last = rows.into_iter().map(|row| (row.id, row));
        Ok(last.collect())
    }

    pub(crate) async fn write(&mut self, written: Written) -> Result<(), StoreError> {
        let statement = include_str!("../sql/insert_engagement.sql");
        self.append(statement, written.rows).await?;
        let statement = include_str!("../sql/insert_role.sql");
        self.append(statement, written.roles).await?;
        self.add_facts(written.facts).await
    }

    /// Learns the types of the parties that are named.
    async fn know_parties<'e>(
        &mut self,
        engagements: impl Iterator<Item = &'e Engagement>,
    ) -> Result<(), StoreError> {
        let named = engagements.flat_map(|engagement| engagement.parties.iter());
        self.know(named.map(|(_, party)| *party)).await
    }

    /// Is told the types of parties by whoever knows them already.
    pub fn know_as(&mut self, parties: impl IntoIterator<Item = (PartyId, PartyType)>) {
        self.types.extend(parties);
    }

    /// Learns the types of parties ahead: whoever names many of them spares the ledger from being
    /// asked in between.
    ///
    /// # Errors
    /// [`StoreError::NoSuchParty`].
    pub async fn know(&mut self, parties: impl Iterator<Item = PartyId>) -> Result<(), StoreError> {
        let unknown: BTreeSet<i64> = parties
            .filter(|party| !self.types.contains_key(party))
            .map(|party| party.0)
            .collect();
        let unknown: Vec<i64> = unknown.into_iter().collect();
        for piece in unknown.chunks(LIST) {
            let statement = include_str!("../sql/read_party_types.sql");
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(self.writing.database().await?)
                .await?;
            for row in found {
                let party_type = member("a type of party", row.try_get(1)?)?;
                self.types.insert(PartyId(row.try_get(0)?), party_type);
            }
            let missing = piece.iter().map(|id| PartyId(*id));
            if let Some(party) = missing.into_iter().find(|p| !self.types.contains_key(p)) {
                return Err(StoreError::NoSuchParty(party));
            }
        }
        Ok(())
    }
}

/// All revisions of the engagements, in the order of positions, with their parties and without
/// their moment.
pub(crate) async fn read_revisions(
    connection: &mut sqlx::AnyConnection,
    dialect: crate::dialect::Dialect,
    ids: &[i64],
) -> Result<Vec<LedgerRow>, StoreError> {
    let mut revisions = Vec::new();
    for piece in ids.chunks(LIST) {
        let statement = include_str!("../sql/read_revisions.sql");
        let (text, arguments) = rows::with_list(dialect, statement, piece)?;
        let found = sqlx::query_with(AssertSqlSafe(text), arguments)
            .fetch_all(&mut *connection)
            .await?;
        for row in &found {
            revisions.push(ledger_row(row)?);
        }
    }
    // A position in the list may also be that of a revision of another engagement.
    let asked: BTreeSet<i64> = ids.iter().copied().collect();
    revisions.retain(|row| asked.contains(&row.id.0));
    revisions.sort_by_key(|row| row.position);
    revisions.dedup_by_key(|row| row.position);
    read_parties_into(connection, dialect, &mut revisions).await?;
    Ok(revisions)
}

/// The rows at some positions, with their parties and without their moment.
pub(crate) async fn read_rows_at(
    connection: &mut sqlx::AnyConnection,
    dialect: crate::dialect::Dialect,
    positions: &[i64],
) -> Result<Vec<LedgerRow>, StoreError> {
    let mut rows_found = Vec::with_capacity(positions.len());
    for piece in positions.chunks(LIST) {
        let statement = include_str!("../sql/read_engagements_at.sql");
        let (text, arguments) = rows::with_list(dialect, statement, piece)?;
        let found = sqlx::query_with(AssertSqlSafe(text), arguments)
            .fetch_all(&mut *connection)
            .await?;
        for row in &found {
            rows_found.push(ledger_row(row)?);
        }
    }
    read_parties_into(connection, dialect, &mut rows_found).await?;
    Ok(rows_found)
}

/// Fills in the parties of rows that stand in the order of positions.
async fn read_parties_into(
    connection: &mut sqlx::AnyConnection,
    dialect: crate::dialect::Dialect,
    ledger_rows: &mut [LedgerRow],
) -> Result<(), StoreError> {
    for piece in ledger_rows.chunks_mut(LIST) {
        let positions: Vec<i64> = piece.iter().map(|row| row.position.0).collect();
        let statement = include_str!("../sql/read_roles_of.sql");
        let (text, arguments) = rows::with_list(dialect, statement, &positions)?;
        let found = sqlx::query_with(AssertSqlSafe(text), arguments)
            .fetch_all(&mut *connection)
            .await?;
        for row in found {
            let position: i64 = row.try_get(0)?;
            let role: Role = member("a role", row.try_get(1)?)?;
            let at = positions.binary_search(&position);
            let at = at.map_err(|_| unreadable("a position", position))?;
            let party = PartyId(row.try_get(2)?);
            piece[at].engagement.parties.push((role, party));
        }
    }
    Ok(())
}

/// What the row says that a change makes of the row before it.
fn checked_change<'a>(
    before: &'a LedgerRow,
    change: Change<'a>,
) -> Result<(Operation, &'a Engagement, Option<CorrectionReason>), StoreError> {
    let is_void = before.operation == Operation::Void;
    match change {
        Change::Correct(..) | Change::Void(_) if is_void => Err(StoreError::AlreadyVoid(before.id)),
        Change::Reassert(_) if !is_void => Err(StoreError::NotVoid(before.id)),
        Change::Correct(engagement, reason) => Ok((Operation::Correct, engagement, Some(reason))),
        Change::Void(reason) => Ok((Operation::Void, &before.engagement, Some(reason))),
        Change::Reassert(engagement) => Ok((Operation::Assert, engagement, None)),
    }
}

/// What is to be written of a piece.
#[derive(Default)]
pub(crate) struct Written {
    rows: Vec<Vec<Field>>,
    roles: Vec<Vec<Field>>,
    facts: Vec<FactsOfRow>,
}

impl Written {
    pub(crate) fn is_large(&self) -> bool {
        self.rows.len() >= PIECE
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.rows.append(&mut other.rows);
        self.roles.append(&mut other.roles);
        self.facts.append(&mut other.facts);
    }

    fn add(&mut self, head: &RowHead<'_>, engagement: &Engagement) -> Result<(), StoreError> {
        self.rows.push(engagement_fields(head, engagement)?);
        for (ordinal, (role, party)) in (0_i64..).zip(&engagement.parties) {
            self.roles.push(vec![
                Field::number(head.position.0),
                Field::number(ordinal),
                Field::text(role.code()),
                Field::number(party.0),
            ]);
        }
        Ok(())
    }
}
