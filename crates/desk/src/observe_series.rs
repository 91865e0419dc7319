//! 「観測値の貼付け」 values that a publisher brought out, pasted as a table. They are first shown as they
//! would be recorded, each beside what holds now; then they are recorded at once, all of them or
//! none. What holds already is left alone, so the same table twice changes nothing.

use std::ops::ControlFlow;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::register::{RegisterRow, RowOutcome};
use enishi_domain::statistics::{Observation, Release, Series};
use enishi_domain::words::ClosedSet as _;
use enishi_intake::definitions::mapping::Mapping;
use enishi_intake::formats::Hints;
use enishi_intake::registers::{Context, Given, RegisterError, read_register, sources};
use enishi_lint::Language;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_series::{last_observation, observations};
use crate::wording;

/// The source whose mapping reads the table.
const SOURCE: &str = "statistics";

/// A pasted table, as it would be recorded.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The rows that can be recorded.
    pub rows: Vec<PastedValue>,
    /// What has to be mended first: the row, and what is wrong in which column.
    pub errors: Vec<(u64, String)>,
    /// Up to where anything was published when it was looked at.
    pub seen: Position,
}

/// A row of it.
#[derive(Clone, Debug)]
pub struct PastedValue {
    /// Its row in the table, from 1.
    pub row: u64,
    /// Of which series.
    pub series: Series,
    /// What it says.
    pub said: Observation,
    /// What holds now for the same year and part.
    pub before: Option<Observation>,
}

/// What became of a pasted table.
#[derive(Clone, Debug)]
pub enum Observing {
    /// So many values are recorded.
    Kept(usize),
    /// Nothing was recorded: something has to be mended, or somebody else recorded values since it
    /// was looked at.
    Refused(Preview),
}

/// A value that a program sends.
#[derive(Clone, Debug)]
pub struct NewValue {
    /// The name of the series.
    pub series: String,
    /// The name of the definition.
    pub definition: String,
    /// 内訳
    pub part: Option<String>,
    /// Of which year.
    pub year: FiscalYear,
    /// In the series' unit.
    pub value: Decimal,
    /// 公表区分
    pub release: Release,
    /// 公表日
    pub published_on: Option<Date>,
    /// 出典
    pub document: Option<String>,
}

/// Up to where anything was observed: what whoever records has to have seen.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn last_seen(counter: &Counter) -> Result<Position, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    last_observation(&counter.office).await
}

/// Records values as [`record`] does a table that says the same.
///
/// # Errors
/// As [`record`].
pub async fn record_values(
    counter: &Counter,
    values: &[NewValue],
    seen: Position,
) -> Result<Observing, DeskError> {
    record(counter, &table(values), seen).await
}

/// The table of values, below one row of headings.
fn table(values: &[NewValue]) -> String {
    let line = |cells: [&str; 8]| {
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        quoted.join(",") + "\n"
    };
    let mut text = line(wording::OBSERVATION_HEADINGS);
    for new in values {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let published_on = new.published_on.map(|day| day.to_string());
        text.push_str(&line([
            &new.series,
            &new.definition,
            &said(&new.part),
            &new.year.short(),
            &new.value.to_string(),
            new.release.word(),
            &said(&published_on),
            &said(&new.document),
        ]));
    }
    text
}

/// Shows what a table would record.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::NoHeadings`] and [`DeskError::Register`] for a
/// text that is no such table.
pub async fn preview(counter: &Counter, text: &str) -> Result<Preview, DeskError> {
    counter.principal().ask(Action::Observe, Object::Office)?;
    let office = &counter.office;
    let known = observations(office).await?;
    let mut preview = Preview {
        rows: Vec::new(),
        errors: Vec::new(),
        seen: known
            .iter()
            .map(|one| one.position)
            .max()
            .unwrap_or_default(),
    };
    for row in read(office, text)? {
        take(office, &known, row, &mut preview);
    }
    Ok(preview)
}

/// Records a table, where it can be read whole and nobody recorded anything since it was looked at.
///
/// # Errors
/// As [`preview`], and [`DeskError::Store`].
pub async fn record(counter: &Counter, text: &str, seen: Position) -> Result<Observing, DeskError> {
    let office = &counter.office;
    let shown = preview(counter, text).await?;
    if !shown.errors.is_empty() || shown.rows.is_empty() {
        return Ok(Observing::Refused(shown));
    }
    let mut posting = office.begin("observe", None).await?;
    // Nobody else writes from here on.
    if last_observation(office).await? != seen {
        drop(posting);
        return Ok(Observing::Refused(preview(counter, text).await?));
    }
    let new = shown.rows.iter().filter(|row| !row.is_known());
    let new: Vec<_> = new.map(|row| (&row.said, None)).collect();
    posting.observe(&new).await?;
    posting.commit().await?;
    Ok(Observing::Kept(new.len()))
}

fn mapping() -> Result<Mapping, DeskError> {
    let built_in = sources::built_in(SOURCE).expect("the program has a mapping for statistics");
    Ok(built_in?)
}

fn read(office: &Office, text: &str) -> Result<Vec<RegisterRow>, DeskError> {
    let hints = Hints {
        name: Some(wording::PASTED),
        encoding: None,
        sheet: None,
    };
    let context = Context {
        today: Some(office.today()),
        municipality: Some(&office.region.municipality),
        series: &office.region.series,
        given: Given::default(),
        compares: false,
    };
    let mut rows = Vec::new();
    let mut take = |row| {
        rows.push(row);
        ControlFlow::Continue(())
    };
    let read = read_register(text.as_bytes(), &hints, &mapping()?, &context, &mut take);
    read.map_err(|error| match error {
        // A pasted table has no mapping of its own that could be written.
        RegisterError::UnknownHeading { missing, .. } => DeskError::NoHeadings(missing),
        other @ (RegisterError::Intake(_) | RegisterError::SeveralWorksheets(_)) => {
            DeskError::of_register(wording::PASTED, other)
        }
    })?;
    Ok(rows)
}

fn take(office: &Office, known: &[Observation], row: RegisterRow, preview: &mut Preview) {
    match row.outcome {
        RowOutcome::Observations(said, _) => {
            for said in said {
                let mut series = office.region.series.iter();
                let of = series.find(|of| of.id == said.series && of.definition == said.definition);
                let is_same_place = |one: &&Observation| {
                    one.series == said.series
                        && one.definition == said.definition
                        && one.part == said.part
                        && one.period == said.period
                };
                let before = known.iter().filter(is_same_place);
                let before = before.max_by_key(|one| one.position);
                // A row further up in the table is recorded before this one.
                let mut above = preview.rows.iter().map(|row| &row.said);
                let before = above.rfind(is_same_place).or(before).cloned();
                if let Some(series) = of.cloned() {
                    preview.rows.push(PastedValue {
                        row: row.number,
                        series,
                        before,
                        said,
                    });
                }
            }
        }
        RowOutcome::Refused(findings) => {
            let told = findings
                .iter()
                .map(|finding| wording::register_finding(finding, Language::Japanese));
            preview.errors.extend(told.map(|told| (row.number, told)));
        }
        RowOutcome::Engagements(..) | RowOutcome::Excluded(_) => {}
    }
}

impl PastedValue {
    /// Whether the same value holds already, of the same standing and day.
    #[must_use]
    pub fn is_known(&self) -> bool {
        let told = |one: &Observation| (one.value, one.release, one.published_on);
        let before = self.before.as_ref();
        before.is_some_and(|before| told(before) == told(&self.said))
    }
}
