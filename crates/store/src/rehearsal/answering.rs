//! A row of each thing that somebody answers for, written without asking whether it may be: through
//! a unit of work, and past the store, where nobody but PostgreSQL looks.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::measurement::FigureStatus;
use enishi_domain::staff::{Assignment, Duty, StaffId};
use enishi_domain::statistics::{Observation, Release};
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Taken;
use jiff::civil::Date;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::answered::Answered;
use crate::assessments::{Meeting, Remark, Statement};
use crate::error::StoreError;
use crate::journal::FrozenFigure;
use crate::posting::Posting;

const DAY: Date = Date::constant(2025, 4, 1);

/// Writes a row with a programme and of a year in which nothing was written before. An answer is
/// one to the remark that is given.
///
/// # Errors
/// [`StoreError::OutOfReach`].
///
/// # Panics
/// Where something was written there before.
pub async fn put(
    posting: &mut Posting,
    what: Answered,
    (programme, year): (&str, FiscalYear),
    remark: Position,
) -> Result<(), StoreError> {
    match what {
        Answered::Assessment => {
            let (place, said) = ((programme, year, "1"), Statement::default());
            let kept = posting.assess(place, (0, Position(0)), &said).await?;
            assert!(kept.is_some(), "something was said before");
        }
        Answered::WorkflowStep(step) => {
            let taken = Taken {
                step,
                by: StaffId::SYSTEM,
                version: Some("1".to_owned()),
                decision_number: None,
                reason: None,
            };
            let place = (programme, year);
            let kept = posting.take_step(place, Position(0), &taken).await?;
            assert!(kept.is_some(), "something was done before");
        }
        Answered::Remark | Answered::Answer => {
            let remark = Remark {
                fiscal_year: year,
                programme: programme.to_owned(),
                kpi: String::new(),
                answers: (what == Answered::Answer).then_some(remark),
                category: None,
                text: "good".to_owned(),
            };
            posting.remark(&remark).await?;
        }
        Answered::PeriodClose => {
            posting.close_period(programme, Kind::Hire, year).await?;
        }
        Answered::Figure => {
            posting.freeze(&figure(programme, year)).await?;
        }
        Answered::Observation => {
            posting.observe(&[(&observation(year), None)]).await?;
        }
        Answered::Meeting => {
            let meeting = Meeting {
                fiscal_year: year,
                held_on: DAY,
                title: "first".to_owned(),
                participants: "{}".to_owned(),
                minutes: String::new(),
                corrects: None,
            };
            posting.record_meeting(&meeting).await?;
        }
        Answered::Definition => {
            posting.keep_definition("notes.txt", Some("x")).await?;
        }
        Answered::Duty => {
            let held = Assignment {
                duty: Duty::Audit,
                department: None,
                from: DAY,
                until: None,
            };
            posting.assign(StaffId::SYSTEM, &held).await?;
        }
    }
    Ok(())
}

fn figure(programme: &str, year: FiscalYear) -> FrozenFigure {
    FrozenFigure {
        edition: year.short(),
        programme: programme.to_owned(),
        kpi: "1".to_owned(),
        fiscal_year: year,
        as_of: Position(0),
        metric: "m".to_owned(),
        amounts: "[]".to_owned(),
        rows: None,
        distinct: None,
        evidence: 0,
        status: FigureStatus::Frozen,
        reason: None,
        input_digest: "d".to_owned(),
    }
}

fn observation(year: FiscalYear) -> Observation {
    Observation {
        position: Position(0),
        series: "s".to_owned(),
        definition: "d".to_owned(),
        part: None,
        period: year,
        value: 1.into(),
        release: Release::Final,
        published_on: None,
        document: None,
    }
}

/// Whether PostgreSQL itself takes a row with a programme of whoever says to reach so far. Nothing
/// of it stays.
///
/// # Panics
/// Where it fails for another reason than a policy.
pub async fn is_taken(
    connection: &mut AnyConnection,
    told: &str,
    (what, programme): (Answered, &str),
) -> bool {
    let row = match what {
        Answered::Assessment => {
            format!("assessment values (-9, '{programme}', 1, '', 9, '', '', '')")
        }
        Answered::WorkflowStep(step) => format!(
            "workflow_step values (-9, '{programme}', 1, '{}', null, null, null)",
            step.code()
        ),
        Answered::Remark => format!("remark values (-9, 1, '{programme}', '', null, null, '')"),
        Answered::Answer => format!("remark values (-9, 1, '{programme}', '', -8, null, '')"),
        Answered::PeriodClose => {
            format!("period_close values (-9, '{programme}', 'hire', 1, 1, null)")
        }
        Answered::Figure => format!(
            "figure values (-9, '', '{programme}', '1', 1, 0, '', '', null, null, 0, '', null, '')"
        ),
        Answered::Observation => {
            "series_obs values (-9, 's', 'd', null, 1, '0', '', null, null, null)".to_owned()
        }
        Answered::Meeting => "meeting values (-9, 1, '', '', '', '', null)".to_owned(),
        Answered::Definition => "definition values (-9, 'notes.txt', null)".to_owned(),
        Answered::Duty => "duty values (-9, 1, 'audit', null, '', null)".to_owned(),
    };
    taken(connection, told, &format!("insert into {row}")).await
}

/// Whether PostgreSQL takes a statement of whoever says to reach so far. The row, and the remark
/// that an answer is to, stand below all positions that are given.
async fn taken(connection: &mut AnyConnection, told: &str, statement: &str) -> bool {
    let told = told.replace('\'', "''");
    let all = format!(
        "begin; set local enishi.reach = '*';
         insert into remark values (-8, 1, '1', '', null, null, '');
         set local enishi.reach = '{told}'; {statement}"
    );
    let done = sqlx::raw_sql(AssertSqlSafe(all))
        .execute(&mut *connection)
        .await;
    let rolled_back = sqlx::raw_sql("rollback").execute(connection).await;
    rolled_back.expect("a transaction can be given up");
    let Err(error) = done else { return true };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    // insufficient_privilege
    assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    false
}
