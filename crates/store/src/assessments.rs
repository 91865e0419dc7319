//! What departments say of their KPIs, the steps of the yearly workflow, and what the panel says.
//! Every revision stays. Which step may follow which is the domain's law; it is not looked at here.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Step, Taken};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::answered::{Answered, OF_THE_OFFICE};
use crate::columns::{checked, date, member, timestamp};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// What a department says of a KPI in a year, or of the programme where no KPI is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// 要因
    pub cause: String,
    /// 改善
    pub improvement: String,
    /// 見通し
    pub outlook: String,
}

/// When somebody recorded something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Where it stands.
    pub position: Position,
    /// By whom.
    pub by: StaffId,
    /// What they are called.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// A revision of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The programme's number.
    pub programme: String,
    /// The KPI's number; empty for the programme as a whole.
    pub kpi: String,
    /// From 1.
    pub revision: i64,
    /// What is said.
    pub statement: Statement,
    /// Who recorded it, and when.
    pub signature: Signature,
}

/// A step of one programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowStep {
    /// The programme's number.
    pub programme: String,
    /// What was done.
    pub taken: Taken,
    /// Who did it, and when.
    pub signature: Signature,
}

/// 効果検証会議
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Of which year's sheet.
    pub fiscal_year: FiscalYear,
    /// The day.
    pub held_on: Date,
    /// What it is called.
    pub title: String,
    /// How many of each category, in JSON.
    pub participants: String,
    /// What was said on the whole.
    pub minutes: String,
    /// The record that it takes the place of.
    pub corrects: Option<Position>,
}

/// What the panel says of a programme or KPI, or what the office answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Of which year's sheet.
    pub fiscal_year: FiscalYear,
    /// The programme's number.
    pub programme: String,
    /// The KPI's number; empty for the programme as a whole.
    pub kpi: String,
    /// The remark that this one answers.
    pub answers: Option<Position>,
    /// The category of who says it.
    pub category: Option<String>,
    /// What is said.
    pub text: String,
}

impl Posting {
    /// Keeps the next revision of a statement, if the last one is the one it is based on and the
    /// last step of the programme is the one that was looked at; otherwise keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn assess(
        &mut self,
        (programme, year, kpi): (&str, FiscalYear, &str),
        (based_on, after): (i64, Position),
        statement: &Statement,
    ) -> Result<Option<Position>, StoreError> {
        let step = sqlx::query(include_str!("../sql/read_last_step.sql"))
            .bind(programme.to_owned())
            .bind(i64::from(year.western()))
            .fetch_one(self.database().await?)
            .await?;
        let row = sqlx::query(include_str!("../sql/read_last_revision.sql"))
            .bind(programme.to_owned())
            .bind(i64::from(year.western()))
            .bind(kpi.to_owned())
            .fetch_one(self.database().await?)
            .await?;
        let last: i64 = row.try_get(0)?;
        if last != based_on || step.try_get::<i64, _>(0)? != after.0 {
            return Ok(None);
        }
        let position = self.next_position();
        let row = sqlx::query(include_str!("../sql/insert_assessment.sql"))
            .bind(position.0)
            .bind(checked("a programme", programme)?.to_owned())
            .bind(i64::from(year.western()))
            .bind(checked("a KPI", kpi)?.to_owned())
            .bind(last + 1)
            .bind(checked("the cause", &statement.cause)?.to_owned())
            .bind(checked("the improvement", &statement.improvement)?.to_owned())
            .bind(checked("the outlook", &statement.outlook)?.to_owned());
        self.write_answered((Answered::Assessment, programme), row)
            .await?;
        Ok(Some(position))
    }

    /// Whether nothing was written or done in a programme's part since a position.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_last_change(
        &mut self,
        (programme, year): (&str, FiscalYear),
        after: Position,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_last_change.sql"))
            .bind(programme.to_owned())
            .bind(i64::from(year.western()))
            .fetch_one(self.database().await?)
            .await?;
        Ok(row.try_get::<i64, _>(0)? == after.0)
    }

    /// Keeps a step of a programme, if nothing was written or done there since a position;
    /// otherwise keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn take_step(
        &mut self,
        (programme, year): (&str, FiscalYear),
        after: Position,
        taken: &Taken,
    ) -> Result<Option<Position>, StoreError> {
        if !self.is_last_change((programme, year), after).await? {
            return Ok(None);
        }
        let position = self.next_position();
        let number = taken.decision_number.as_deref();
        let row = sqlx::query(include_str!("../sql/insert_workflow_step.sql"))
            .bind(position.0)
            .bind(checked("a programme", programme)?.to_owned())
            .bind(i64::from(year.western()))
            .bind(taken.step.code())
            .bind(taken.version.clone())
            .bind(told("the decision's number", number)?)
            .bind(told("the reason", taken.reason.as_deref())?);
        self.write_answered((Answered::WorkflowStep(taken.step), programme), row)
            .await?;
        Ok(Some(position))
    }

    /// Keeps that a meeting was held.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn record_meeting(&mut self, meeting: &Meeting) -> Result<Position, StoreError> {
        let position = self.next_position();
        let row = sqlx::query(include_str!("../sql/insert_meeting.sql"))
            .bind(position.0)
            .bind(i64::from(meeting.fiscal_year.western()))
            .bind(meeting.held_on.to_string())
            .bind(checked("a title", &meeting.title)?.to_owned())
            .bind(checked("the participants", &meeting.participants)?.to_owned())
            .bind(checked("the minutes", &meeting.minutes)?.to_owned())
            .bind(meeting.corrects.map(|corrects| corrects.0));
        self.write_answered((Answered::Meeting, OF_THE_OFFICE), row)
            .await?;
        Ok(position)
    }

    /// Keeps a remark.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn remark(&mut self, remark: &Remark) -> Result<Position, StoreError> {
        let position = self.next_position();
        let row = sqlx::query(include_str!("../sql/insert_remark.sql"))
            .bind(position.0)
            .bind(i64::from(remark.fiscal_year.western()))
            .bind(checked("a programme", &remark.programme)?.to_owned())
            .bind(checked("a KPI", &remark.kpi)?.to_owned())
            .bind(remark.answers.map(|position| position.0))
            .bind(told("a category", remark.category.as_deref())?)
            .bind(checked("a remark", &remark.text)?.to_owned());
        let what = match remark.answers {
            None => Answered::Remark,
            Some(_) => Answered::Answer,
        };
        self.write_answered((what, &remark.programme), row).await?;
        Ok(position)
    }
}

impl Store {
    /// All revisions of a year's statements, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn assessments(&self, year: FiscalYear) -> Result<Vec<Assessment>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_assessments.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let revisions = found.iter().map(|row| {
            Ok(Assessment {
                programme: row.try_get(1)?,
                kpi: row.try_get(2)?,
                revision: row.try_get(3)?,
                statement: Statement {
                    cause: row.try_get(4)?,
                    improvement: row.try_get(5)?,
                    outlook: row.try_get(6)?,
                },
                signature: signature(row, 7)?,
            })
        });
        revisions.collect()
    }

    /// All steps of a year's workflow, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn workflow_steps(&self, year: FiscalYear) -> Result<Vec<WorkflowStep>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_workflow_steps.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let steps = found.iter().map(|row| {
            let signature = signature(row, 6)?;
            let step: Step = member("a step", row.try_get(2)?)?;
            Ok(WorkflowStep {
                programme: row.try_get(1)?,
                taken: Taken {
                    step,
                    by: signature.by,
                    version: row.try_get(3)?,
                    decision_number: row.try_get(4)?,
                    reason: row.try_get(5)?,
                },
                signature,
            })
        });
        steps.collect()
    }

    /// The meetings on a year's sheet.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn meetings(&self, year: FiscalYear) -> Result<Vec<(Position, Meeting)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_meetings.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let meetings = found.iter().map(|row| {
            let meeting = Meeting {
                fiscal_year: year,
                held_on: date("a day", row.try_get(1)?)?,
                title: row.try_get(2)?,
                participants: row.try_get(3)?,
                minutes: row.try_get(4)?,
                corrects: row.try_get::<Option<i64>, _>(5)?.map(Position),
            };
            Ok((Position(row.try_get(0)?), meeting))
        });
        meetings.collect()
    }

    /// The remarks on a year's sheet, the oldest first, each with when it was made.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn remarks(
        &self,
        year: FiscalYear,
    ) -> Result<Vec<(Position, Remark, Timestamp)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_remarks.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let remarks = found.iter().map(|row| {
            let answers: Option<i64> = row.try_get(3)?;
            let remark = Remark {
                fiscal_year: year,
                programme: row.try_get(1)?,
                kpi: row.try_get(2)?,
                answers: answers.map(Position),
                category: row.try_get(4)?,
                text: row.try_get(5)?,
            };
            let at = timestamp(row.try_get(6)?)?;
            Ok((Position(row.try_get(0)?), remark, at))
        });
        remarks.collect()
    }
}

fn told(what: &'static str, text: Option<&str>) -> Result<Option<String>, StoreError> {
    let text = text.map(|text| checked(what, text)).transpose()?;
    Ok(text.map(str::to_owned))
}

/// Who, when and their name, in three columns from one on; the position is the first column.
pub(crate) fn signature(row: &AnyRow, from: usize) -> Result<Signature, StoreError> {
    Ok(Signature {
        position: Position(row.try_get(0)?),
        by: StaffId(row.try_get(from)?),
        at: timestamp(row.try_get(from + 1)?)?,
        name: row.try_get(from + 2)?,
    })
}
