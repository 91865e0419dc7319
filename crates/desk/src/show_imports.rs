//! 「取込みの一覧」 what was imported, when, from which file and by whom, and whether whoever asks may
//! take it back. A department sees what touched nothing but its own programmes.

use std::collections::BTreeMap;

use enishi_domain::register::{BatchState, RowVerdict};
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Stage;
use enishi_intake::registers::template;
use enishi_store::{BatchId, ImportListed};
use jiff::Timestamp;

use crate::access_error::{AccessError, said};
use crate::deposits::may_use;
use crate::error::DeskError;
use crate::import_register::{Undone, undo_import};
use crate::keep_mapping::known_mappings;
use crate::policy::{Action, Object};
use crate::reception::Counter;

/// How many imports a page holds.
const MOST: u32 = 50;

/// An import as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportShown {
    /// Its number.
    pub batch: BatchId,
    /// What its source is called.
    pub source: String,
    /// The file's name.
    pub file_name: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// How far it is.
    pub state: BatchState,
    /// How many rows of each verdict.
    pub counts: Vec<(RowVerdict, u64)>,
    /// Whether the one who looks may take it back.
    pub may_undo: bool,
}

/// A source that can be chosen, and what it is called.
pub type SourceShown = (String, String);

/// The latest imports.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_imports(counter: &Counter) -> Result<Vec<ImportShown>, DeskError> {
    let who = counter.principal();
    if !who.may_somewhere(Action::Import) {
        return Err(DeskError::Access(AccessError::Forbidden(Action::Import)));
    }
    let labels = source_labels(counter).await?;
    let mut shown = Vec::new();
    for listed in counter.office.store.imports(None, MOST).await? {
        if may(counter, Action::Import, listed.batch).await? {
            let may_undo = listed.state == BatchState::Committed
                && may(counter, Action::UndoImport, listed.batch).await?;
            shown.push(import_shown(listed, &labels, may_undo));
        }
    }
    Ok(shown)
}

/// The sources whose files the one who asks can hand over.
///
/// # Errors
/// [`DeskError::Store`], [`DeskError::Definition`].
pub async fn sources(counter: &Counter) -> Result<Vec<SourceShown>, DeskError> {
    let sources = source_labels(counter).await?.into_iter();
    let sources = sources.filter(|(name, _)| may_use(counter, name).is_ok());
    Ok(sources.collect())
}

/// What every source is called, by its name.
///
/// # Errors
/// [`DeskError::Store`], [`DeskError::Definition`].
pub async fn source_labels(counter: &Counter) -> Result<BTreeMap<String, String>, DeskError> {
    let known = known_mappings(&counter.office).await?;
    let labels = known.into_iter().map(|(name, known)| (name, known.label));
    Ok(labels.collect())
}

/// The purposes among which the one who imports a file of a source chooses: our own form takes what
/// any register wrote, every other source has a purpose of its own.
#[must_use]
pub fn purposes(counter: &Counter, source: &str) -> Vec<(String, String)> {
    let all = counter.office.region.purposes.iter();
    let open = all.filter(|_| source == template::SOURCE);
    let named = open.map(|purpose| (purpose.id.clone(), purpose.label.clone()));
    named.collect()
}

/// The programmes for which somebody may import, and whether also for none.
#[must_use]
pub fn programmes(counter: &Counter) -> (Vec<(String, Option<String>)>, bool) {
    let who = counter.principal();
    let all = counter.office.definitions.standing.iter();
    let own = all.filter(|known| {
        let (departments, stage) = (&known.departments, Stage::NotStarted);
        who.may(Action::Import, Object::Programme { departments, stage })
    });
    let own = own.map(|known| (known.no.clone(), known.name.clone()));
    (own.collect(), who.may(Action::Import, Object::Office))
}

/// Whether somebody may take an import back: asked before the work begins, and again by
/// [`undo_as`].
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::Incomplete`] without a reason,
/// [`DeskError::NoSuchImport`].
pub async fn ask_to_undo(counter: &Counter, batch: BatchId, reason: &str) -> Result<(), DeskError> {
    let state = counter.office.store.batch_state(batch).await?;
    if state != Some(BatchState::Committed) {
        return Err(DeskError::NoSuchImport(batch));
    }
    if !may(counter, Action::UndoImport, batch).await? {
        return Err(DeskError::Access(AccessError::Forbidden(
            Action::UndoImport,
        )));
    }
    said(reason)?;
    Ok(())
}

/// Takes an import back.
///
/// # Errors
/// As [`ask_to_undo`] and [`undo_import`].
pub async fn undo_as(counter: &Counter, batch: BatchId, reason: &str) -> Result<Undone, DeskError> {
    ask_to_undo(counter, batch, reason).await?;
    undo_import(&counter.office, batch, reason).await
}

/// Whether somebody may do something with an import: anywhere, or where all that it recorded and
/// all that it took the place of is of their own programmes.
async fn may(counter: &Counter, action: Action, batch: BatchId) -> Result<bool, DeskError> {
    let who = counter.principal();
    if who.may(action, Object::Office) {
        return Ok(true);
    }
    let touched = counter.office.store.import_programmes(batch).await?;
    let is_own = |no: &String| {
        let known = counter.office.standing(no);
        known.is_ok_and(|known| {
            let (departments, stage) = (&known.departments, Stage::NotStarted);
            who.may(action, Object::Programme { departments, stage })
        })
    };
    Ok(!touched.is_empty() && touched.iter().all(is_own))
}

fn import_shown(
    listed: ImportListed,
    labels: &BTreeMap<String, String>,
    may_undo: bool,
) -> ImportShown {
    let label = labels.get(&listed.source).unwrap_or(&listed.source);
    // What an older program wrote otherwise is not shown, rather than shown wrong.
    let counts = listed.counts.unwrap_or_default();
    let counts: BTreeMap<String, u64> = serde_json::from_str(&counts).unwrap_or_default();
    let of = |verdict: &RowVerdict| Some((*verdict, *counts.get(verdict.code())?));
    ImportShown {
        batch: listed.batch,
        source: label.clone(),
        file_name: listed.file_name,
        at: listed.at,
        by: listed.by_name,
        state: listed.state,
        counts: RowVerdict::ALL.iter().filter_map(of).collect(),
        may_undo,
    }
}
