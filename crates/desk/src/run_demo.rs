//! Runs the demo city: every step that its office took, on a simulated clock, through the same jobs
//! that a real office uses.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Facet, Kind};
use enishi_domain::party::PartyId;
use enishi_intake::registers::{Given, sources};
use enishi_store::{BatchId, StaffId};

mod at_counter;

use self::at_counter::{appoint, at_counter};
use crate::close_period::{Period, close_period, reopen_period};
use crate::correct_engagement::{Reason, correct, void};
use crate::demo::schedule::{Action, Event, Step};
use crate::demo::{City, RowRef};
use crate::error::DeskError;
use crate::freeze_year::{FreezeOptions, freeze_year};
use crate::import_register::{Mode, Progress, Register, find_row, import_register, undo_import};
use crate::office::Office;
use crate::reception::Entropy;
use crate::review_parties::{PairDecision, decide};

/// How far the city is: the step, of how many, and within an import the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoProgress<'a> {
    /// How many steps are done.
    pub done: usize,
    /// Of how many.
    pub all: usize,
    /// The file that is being imported.
    pub file: Option<&'a str>,
    /// How far its import is.
    pub import: Option<Progress>,
}

/// Told of progress; may stop the demo.
pub type WatchDemo<'a> = &'a mut (dyn FnMut(DemoProgress<'_>) -> ControlFlow<()> + Send);

/// Takes every step of a city's office on an empty ledger.
///
/// # Errors
/// Those of the jobs; [`DeskError::Stopped`] where the watch stopped it between two steps.
pub async fn run_demo(
    office: &mut Office,
    city: &City,
    entropy: &Entropy,
    watch: WatchDemo<'_>,
) -> Result<(), DeskError> {
    let mut files = Files::default();
    let all = city.steps.len();
    for (done, step) in city.steps.iter().enumerate() {
        let progress = DemoProgress {
            done,
            all,
            file: None,
            import: None,
        };
        if watch(progress).is_break() {
            return Err(DeskError::Stopped);
        }
        office.set_clock(step.at);
        office.act_as(step.action.by()).await?;
        take(
            (&*office, entropy),
            city,
            step,
            &mut files,
            (done, all),
            watch,
        )
        .await?;
        // What is defined may be newer by now.
        if matches!(step.action, Action::AtCounter { .. }) {
            office.refresh().await?;
        }
    }
    office.staff = StaffId::SYSTEM;
    Ok(())
}

/// How each file was imported.
#[derive(Default)]
struct Files(BTreeMap<String, Imports>);

struct Imports {
    source: &'static str,
    event: Option<Event>,
    /// Those that wrote something, the last one last.
    batches: Vec<BatchId>,
}

async fn take(
    (office, entropy): (&Office, &Entropy),
    city: &City,
    step: &Step,
    files: &mut Files,
    steps: (usize, usize),
    watch: WatchDemo<'_>,
) -> Result<(), DeskError> {
    match &step.action {
        Action::Import {
            source,
            file,
            event,
        } => {
            let register = register(city, source.name(), file, event.as_ref())?;
            let (done, all) = steps;
            let mut tell = |import| {
                watch(DemoProgress {
                    done,
                    all,
                    file: Some(file),
                    import: Some(import),
                })
            };
            let imported = import_register(office, register, Mode::Commit, &mut tell).await?;
            let imports = files.0.entry(file.clone()).or_insert_with(|| Imports {
                source: source.name(),
                event: event.clone(),
                batches: Vec::new(),
            });
            imports.batches.extend(imported.batch);
        }
        Action::Undo { file, reason } => {
            let imports = files.0.get_mut(file);
            if let Some(batch) = imports.and_then(|imports| imports.batches.pop()) {
                undo_import(office, batch, reason).await?;
            }
        }
        Action::Decide {
            a,
            b,
            verdict,
            basis,
            ..
        } => {
            let decision = PairDecision {
                a: party(office, city, files, a).await?,
                b: party(office, city, files, b).await?,
                verdict: *verdict,
                basis: basis.map(str::to_owned),
            };
            // The program may have found out by itself that both are one.
            if decision.a != decision.b {
                decide(office, &decision).await?;
            }
        }
        Action::Correct { row, .. } | Action::Void { row, .. } => {
            let (id, _) = engagement(office, city, files, row).await?;
            revise(office, id, &step.action).await?;
        }
        Action::Close { .. } | Action::Reopen { .. } | Action::Freeze { .. } => {
            end_period(office, &step.action).await?;
        }
        Action::Appoint(official) => appoint(office, official, entropy).await?,
        Action::AtCounter { by, year, deed } => {
            at_counter(office, entropy, (by, *year), deed).await?;
        }
    }
    Ok(())
}

/// Corrects or takes back an engagement.
async fn revise(office: &Office, id: EngagementId, action: &Action) -> Result<(), DeskError> {
    let because = |code: CorrectionReason, text: &str| Reason {
        code,
        text: Some(text.to_owned()),
    };
    if let Action::Correct {
        amount,
        reason,
        text,
        ..
    } = action
    {
        let say = |engagement: &mut Engagement| engagement.amount = Some(*amount);
        correct(office, id, &because(*reason, text), say).await?;
    }
    if let Action::Void { reason, text, .. } = action {
        void(office, id, &because(*reason, text)).await?;
    }
    Ok(())
}

/// Closes, reopens or freezes.
async fn end_period(office: &Office, action: &Action) -> Result<(), DeskError> {
    if let Action::Close {
        programme,
        kind,
        year,
    } = action
    {
        close_period(office, &period(programme, *kind, *year)).await?;
    }
    if let Action::Reopen {
        programme,
        kind,
        year,
        reason,
    } = action
    {
        reopen_period(office, &period(programme, *kind, *year), reason).await?;
    }
    if let Action::Freeze { year } = action {
        freeze_year(office, *year, &FreezeOptions::default()).await?;
    }
    Ok(())
}

fn period(programme: &str, kind: Kind, year: FiscalYear) -> Period {
    Period {
        programme: programme.to_owned(),
        kind,
        year,
    }
}

fn register(
    city: &City,
    source: &str,
    file: &str,
    event: Option<&Event>,
) -> Result<Register, DeskError> {
    let missing = || DeskError::DemoBroken(file.to_owned());
    let found = city.file(file).ok_or_else(missing)?;
    let mapping = sources::built_in(source).ok_or_else(missing)??;
    Ok(Register {
        encoding: None,
        name: file.to_owned(),
        bytes: Arc::new(found.bytes()?),
        mapping,
        given: event.map(given).unwrap_or_default(),
    })
}

/// What the one who imports says of the whole file.
fn given(event: &Event) -> Given {
    let facets = [(Facet::Scheme, event.scheme), (Facet::Tag, event.tag)];
    let stated = facets
        .into_iter()
        .filter_map(|(facet, says)| Some((facet, says?.to_owned())));
    Given {
        programme: Some(event.programme.to_owned()),
        activity: Some(event.name.clone()),
        occurred_on: Some(event.day),
        facets: stated.collect(),
    }
}

/// The engagement of a row that has a party in the row's part, and that party.
async fn engagement(
    office: &Office,
    city: &City,
    files: &Files,
    row: &RowRef,
) -> Result<(EngagementId, Option<PartyId>), DeskError> {
    let missing = || DeskError::DemoBroken(row.file.clone());
    let ids = engagements(office, city, files, row).await?;
    let revisions = office.store.engagements(&ids).await?;
    let found = revisions.iter().rev().find_map(|revision| {
        let mut parties = revision.engagement.parties.iter();
        let (_, party) = parties.find(|(role, _)| *role == row.role)?;
        Some((revision.id, Some(*party)))
    });
    let first = ids.first().map(|id| (*id, None));
    found.or(first).ok_or_else(missing)
}

/// What a row stands for: as the last import of its file wrote it, or, where the row said nothing
/// new, as an earlier file of the source did.
async fn engagements(
    office: &Office,
    city: &City,
    files: &Files,
    row: &RowRef,
) -> Result<Vec<EngagementId>, DeskError> {
    let number = i64::try_from(row.row).unwrap_or(i64::MAX);
    let imports = files.0.get(&row.file);
    for batch in imports.iter().flat_map(|imports| &imports.batches).rev() {
        if let Some(imported) = office.store.import_row(*batch, number).await? {
            return Ok(imported.engagements);
        }
    }
    let Some(imports) = imports else {
        return Ok(Vec::new());
    };
    let register = register(city, imports.source, &row.file, imports.event.as_ref())?;
    find_row(office, &register, row.row).await
}

async fn party(
    office: &Office,
    city: &City,
    files: &Files,
    row: &RowRef,
) -> Result<PartyId, DeskError> {
    let (_, party) = engagement(office, city, files, row).await?;
    party.ok_or_else(|| DeskError::DemoBroken(row.file.clone()))
}
