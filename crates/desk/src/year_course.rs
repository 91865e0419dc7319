//! 「手続の経過」 how far each programme's part of a year's sheet is: what was written and done, in
//! the order in which it happened, held against the domain's law.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::measurement::FigureReason;
use enishi_domain::region::ProgrammeDefinition;
use enishi_domain::words::{ClosedSet as _, direction_word};
use enishi_domain::workflow::{Course, Stage, Taken};
use enishi_store::{Assessment, Signature, Statement, WorkflowStep};
use sha2::{Digest as _, Sha256};

use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::measure_year::MeasuredFigure;
use crate::office::Office;

/// One programme's part of a year.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeCourse {
    /// How far it is.
    pub course: Course,
    /// The last revision of each KPI's statement; of the whole programme under the empty number.
    pub statements: BTreeMap<String, Assessment>,
    /// The steps that were taken, the oldest first.
    pub steps: Vec<WorkflowStep>,
    /// Who wrote into what was handed in, and so took it back, the oldest first.
    pub taken_back: Vec<Signature>,
    /// Who touched it last.
    pub last: Option<Signature>,
}

impl ProgrammeCourse {
    /// The position of the last step; 0 where none was taken.
    pub(crate) fn last_step(&self) -> Position {
        let last = self.steps.last();
        last.map_or(Position(0), |step| step.signature.position)
    }

    /// The position of whatever happened last.
    pub(crate) fn last_change(&self) -> Position {
        let last = self.last.as_ref();
        last.map_or(Position(0), |signature| signature.position)
    }

    /// What is said of a KPI.
    #[must_use]
    pub fn statement(&self, kpi: &str) -> Statement {
        let found = self.statements.get(kpi);
        found.map_or_else(Statement::default, |found| found.statement.clone())
    }

    /// All that is said, by KPI.
    pub(crate) fn texts(&self) -> BTreeMap<&str, &Statement> {
        let said = self.statements.iter();
        said.map(|(kpi, said)| (kpi.as_str(), &said.statement))
            .collect()
    }

    /// The number of the last revision; 0 where nothing was said.
    #[must_use]
    pub fn revision(&self, kpi: &str) -> i64 {
        self.statements.get(kpi).map_or(0, |found| found.revision)
    }
}

/// The courses of a year, by programme.
pub(crate) async fn courses(
    office: &Office,
    year: FiscalYear,
) -> Result<BTreeMap<String, ProgrammeCourse>, DeskError> {
    courses_as_of(office, year, Position::NOW).await
}

/// The same as they were known at a position.
pub(crate) async fn courses_as_of(
    office: &Office,
    year: FiscalYear,
    as_of: Position,
) -> Result<BTreeMap<String, ProgrammeCourse>, DeskError> {
    let mut courses: BTreeMap<String, ProgrammeCourse> = BTreeMap::new();
    for programme in &office.in_year(year).region.programmes {
        courses.insert(programme.no.clone(), ProgrammeCourse::default());
    }
    let mut steps = office.store.workflow_steps(year).await?;
    steps.retain(|step| step.signature.position <= as_of);
    let mut steps = steps.into_iter().peekable();
    let mut written = office.store.assessments(year).await?;
    written.retain(|written| written.signature.position <= as_of);
    for written in written {
        while let Some(step) = steps.next_if(|s| s.signature.position < written.signature.position)
        {
            take(&mut courses, step)?;
        }
        let programme = courses.entry(written.programme.clone()).or_default();
        if programme.course.stage() == Stage::InReview {
            programme.taken_back.push(written.signature.clone());
        }
        programme.course.take(&Taken::edit(written.signature.by))?;
        programme.last = Some(written.signature.clone());
        programme.statements.insert(written.kpi.clone(), written);
    }
    for step in steps {
        take(&mut courses, step)?;
    }
    Ok(courses)
}

fn take(
    courses: &mut BTreeMap<String, ProgrammeCourse>,
    step: WorkflowStep,
) -> Result<(), DeskError> {
    let programme = courses.entry(step.programme.clone()).or_default();
    programme.course.take(&step.taken)?;
    programme.last = Some(step.signature.clone());
    programme.steps.push(step);
    Ok(())
}

/// The canonical digest of one programme's part: every figure and every word of it that is
/// approved, and what decides how it is evaluated, each behind its length. How far a figure is does
/// not matter, so that freezing it changes nothing; what it says does. Parts of figures and
/// corrections follow from these.
pub(crate) fn version(
    year: FiscalYear,
    definition: &ProgrammeDefinition,
    figures: &[MeasuredFigure],
    texts: &BTreeMap<&str, &Statement>,
) -> String {
    let mut hasher = Sha256::new();
    let mut say = |text: &str| {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    };
    say("enishi part 2");
    say(&year.western().to_string());
    say(&definition.no);
    say(definition.name.as_deref().unwrap_or_default());
    say(definition.overview.as_deref().unwrap_or_default());
    say(&definition.departments.join("\n"));
    let cost = definition.costs_settled.get(&year);
    say(&cost.map_or_else(String::new, ToString::to_string));
    for (kpi, figure) in definition.kpis.iter().zip(figures) {
        let target = kpi.targets.get(&year);
        let baseline = kpi.baseline.as_ref();
        let by = figure.published_by.iter().map(|division| division.code());
        say(&kpi.no.to_string());
        say(&kpi.name);
        say(target.map_or("", |target| &target.text));
        say(baseline.map_or("", |baseline| &baseline.text));
        say(&direction_word(kpi.direction));
        say(kpi.accumulation.code());
        say(&figure.definition);
        say(&by.collect::<Vec<_>>().join("\n"));
        say(&figure.measurement.value(&figure.metric.unit).text);
        say(figure.measurement.reason.map_or("", FigureReason::code));
    }
    for (kpi, said) in texts {
        say(kpi);
        for text in [&said.cause, &said.improvement, &said.outlook] {
            say(text);
        }
    }
    hexadecimal(&hasher.finalize())
}

#[cfg(test)]
mod tests;
