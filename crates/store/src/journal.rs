//! What else is written down: who did what, what proves a row, and figures that are kept as they
//! are.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::measurement::{FigureReason, FigureStatus};
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::answered::Answered;
use crate::columns::{checked, date, fiscal_year, member};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// An entry of the audit: who did what to what. No name, address or content of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// By whom.
    pub staff: StaffId,
    /// What: `import`, `profile.read`.
    pub action: String,
    /// To what: `B12`, `P7`.
    pub object: Option<String>,
    /// More of it.
    pub detail: Option<String>,
}

/// What proves a row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceNote {
    /// The row that it proves.
    pub proves: Position,
    /// `file`, `url`, `document` or `seen`.
    pub kind: String,
    /// The digest of its content, whatever wraps it.
    pub digest: Option<String>,
    /// What it is called; no personal data.
    pub title: String,
    /// Until when it must be kept.
    pub retained_until: Option<Date>,
    /// `public` or `internal`.
    pub visibility: String,
}

impl EvidenceNote {
    /// 出典: a published document, by its title or address.
    pub(crate) fn document(proves: Position, title: &str) -> Self {
        let is_address = title.starts_with("http://") || title.starts_with("https://");
        Self {
            proves,
            kind: if is_address { "url" } else { "document" }.to_owned(),
            digest: None,
            title: title.to_owned(),
            retained_until: None,
            visibility: "public".to_owned(),
        }
    }
}

/// A figure that was kept: later corrections do not change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenFigure {
    /// To which edition it belongs.
    pub edition: String,
    /// The programme's number.
    pub programme: String,
    /// The KPI's number.
    pub kpi: String,
    /// The year.
    pub fiscal_year: FiscalYear,
    /// What was known.
    pub as_of: Position,
    /// The digest of the metric.
    pub metric: String,
    /// The amounts, in JSON.
    pub amounts: String,
    /// 延べ
    pub rows: Option<i64>,
    /// 実
    pub distinct: Option<i64>,
    /// How many rows or documents it rests on.
    pub evidence: i64,
    /// How far it was.
    pub status: FigureStatus,
    /// Why there is none.
    pub reason: Option<FigureReason>,
    /// The digest of what it was computed from.
    pub input_digest: String,
}

impl Posting {
    /// Writes an entry of the audit.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn audit(&mut self, entry: &Audit) -> Result<Position, StoreError> {
        let position = self.next_position();
        sqlx::query(include_str!("../sql/insert_audit.sql"))
            .bind(position.0)
            .bind(entry.staff.0)
            .bind(checked("an action", &entry.action)?.to_owned())
            .bind(told(entry.object.as_deref())?)
            .bind(told(entry.detail.as_deref())?)
            .execute(self.database().await?)
            .await?;
        Ok(position)
    }

    /// Writes down what proves a row.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn add_evidence(&mut self, note: &EvidenceNote) -> Result<Position, StoreError> {
        let position = self.next_position();
        sqlx::query(include_str!("../sql/insert_evidence.sql"))
            .bind(position.0)
            .bind(note.proves.0)
            .bind(checked("a kind", &note.kind)?.to_owned())
            .bind(told(note.digest.as_deref())?)
            .bind(checked("a title", &note.title)?.to_owned())
            .bind(note.retained_until.map(|day| day.to_string()))
            .bind(checked("a visibility", &note.visibility)?.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(position)
    }

    /// Keeps a version of a metric, by the digest of its text.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn keep_metric(
        &mut self,
        digest: &str,
        id: &str,
        definition: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/insert_metric.sql"))
            .bind(checked("a digest", digest)?.to_owned())
            .bind(checked("a metric", id)?.to_owned())
            .bind(checked("a metric", definition)?.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Where the last figure of a year was kept; 0 where none was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_frozen(&mut self, year: FiscalYear) -> Result<Position, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_last_figure.sql"))
            .bind(i64::from(year.western()))
            .fetch_one(self.database().await?)
            .await?;
        Ok(Position(row.try_get(0)?))
    }

    /// Keeps a figure as it is.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn freeze(&mut self, figure: &FrozenFigure) -> Result<Position, StoreError> {
        let position = self.next_position();
        let row = sqlx::query(include_str!("../sql/insert_figure.sql"))
            .bind(position.0)
            .bind(checked("an edition", &figure.edition)?.to_owned())
            .bind(checked("a programme", &figure.programme)?.to_owned())
            .bind(checked("a KPI", &figure.kpi)?.to_owned())
            .bind(i64::from(figure.fiscal_year.western()))
            .bind(figure.as_of.0)
            .bind(checked("a metric", &figure.metric)?.to_owned())
            .bind(checked("amounts", &figure.amounts)?.to_owned())
            .bind(figure.rows)
            .bind(figure.distinct)
            .bind(figure.evidence)
            .bind(figure.status.code().to_owned())
            .bind(figure.reason.map(|reason| reason.code().to_owned()))
            .bind(checked("a digest", &figure.input_digest)?.to_owned());
        self.write_answered((Answered::Figure, &figure.programme), row)
            .await?;
        Ok(position)
    }
}

impl Store {
    /// The figures that were kept for a year, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn frozen_figures(
        &self,
        year: FiscalYear,
    ) -> Result<Vec<(Position, FrozenFigure)>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_figures.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(frozen_figure).collect()
    }

    /// What proves some rows of the ledger.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn evidence_notes(
        &self,
        positions: &[Position],
    ) -> Result<Vec<EvidenceNote>, StoreError> {
        let list: Vec<i64> = positions.iter().map(|position| position.0).collect();
        let statement = include_str!("../sql/read_evidence_of.sql");
        let found = self.found_in(statement, &list).await?;
        let notes = found.iter().map(|row| {
            let until: Option<&str> = row.try_get(4)?;
            Ok(EvidenceNote {
                proves: Position(row.try_get(0)?),
                kind: row.try_get(1)?,
                digest: row.try_get(2)?,
                title: row.try_get(3)?,
                retained_until: until.map(|day| date("a date", day)).transpose()?,
                visibility: row.try_get(5)?,
            })
        });
        notes.collect()
    }

    /// The audit from a position on, at most so many entries, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_from(
        &self,
        from: Position,
        most: u32,
    ) -> Result<Vec<(Position, Audit)>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_audit.sql"))
            .bind(from.0)
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        let entries = rows.iter().map(|row| {
            let entry = Audit {
                staff: StaffId(row.try_get(1)?),
                action: row.try_get(2)?,
                object: row.try_get(3)?,
                detail: row.try_get(4)?,
            };
            Ok((Position(row.try_get(0)?), entry))
        });
        entries.collect()
    }

    /// What somebody did some action to behind a position, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audited(
        &self,
        staff: StaffId,
        action: &str,
        behind: Position,
    ) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_audited.sql"))
            .bind(behind.0)
            .bind(staff.0)
            .bind(action.to_owned())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

fn told(text: Option<&str>) -> Result<Option<String>, StoreError> {
    let text = text.map(|text| checked("a text", text)).transpose()?;
    Ok(text.map(str::to_owned))
}

fn frozen_figure(row: &AnyRow) -> Result<(Position, FrozenFigure), StoreError> {
    let reason: Option<&str> = row.try_get(12)?;
    let figure = FrozenFigure {
        edition: row.try_get(1)?,
        programme: row.try_get(2)?,
        kpi: row.try_get(3)?,
        fiscal_year: fiscal_year(row.try_get(4)?)?,
        as_of: Position(row.try_get(5)?),
        metric: row.try_get(6)?,
        amounts: row.try_get(7)?,
        rows: row.try_get(8)?,
        distinct: row.try_get(9)?,
        evidence: row.try_get(10)?,
        status: member("a status", row.try_get(11)?)?,
        reason: reason.map(|code| member("a reason", code)).transpose()?,
        input_digest: row.try_get(13)?,
    };
    Ok((Position(row.try_get(0)?), figure))
}
