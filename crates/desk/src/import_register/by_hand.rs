//! 「手で直した行」 what somebody corrected or took back since an import brought it, and which a file
//! that changed brings again. Whoever corrected it knew what the register says; so a field that was
//! corrected stays as it was corrected, what was taken back stays taken back, and every other field
//! follows the register. That a row is such a one is told.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, Facet, LedgerRow, Operation, Position,
};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::Place;
use enishi_domain::register::RowVerdict;
use enishi_domain::words::ClosedSet as _;

use super::Input;
use super::judging::Judged;
use crate::error::DeskError;
use crate::office::Office;

/// How many engagements are looked at at once.
const CHUNK: usize = 2_000;

/// Tells what a source's imports said from what was said by hand.
#[derive(Debug, Default)]
pub(super) struct ByHand {
    /// The imports of the source.
    imports: BTreeSet<Position>,
    /// Whether the file was written by whoever saw what stands: a row of our own form that says
    /// something else is a correction itself.
    is_own_form: bool,
}

impl ByHand {
    pub(super) async fn new(office: &Office, input: &Input) -> Result<Self, DeskError> {
        let imports = office.store.imports_of_source(&input.mapping.id).await?;
        Ok(Self {
            imports: imports.iter().map(|batch| Position(batch.0)).collect(),
            is_own_form: input.own.is_some(),
        })
    }

    /// Whether somebody said so who is not the source. What undoes an import takes back what that
    /// said.
    fn is_by_hand(&self, row: &LedgerRow) -> bool {
        let is_of_source = row.batch.is_some_and(|batch| self.imports.contains(&batch));
        let is_undone = row.reason == Some(CorrectionReason::ImportUndone);
        row.replaces.is_some() && !is_of_source && !is_undone
    }

    /// Whether the last of an engagement's revisions takes it back by hand.
    pub(super) fn is_taken_back(&self, revisions: &[&LedgerRow]) -> bool {
        let last = revisions.last();
        !self.is_own_form
            && last.is_some_and(|last| last.operation == Operation::Void && self.is_by_hand(last))
    }

    /// The corrections by hand, each with what it corrected.
    fn corrections<'r>(
        &self,
        revisions: &'r [&'r LedgerRow],
    ) -> impl Iterator<Item = (&'r Engagement, &'r Engagement)> {
        let pairs = revisions.windows(2).filter(|pair| {
            let is_correction = pair[1].operation == Operation::Correct;
            is_correction && !self.is_own_form && self.is_by_hand(pair[1])
        });
        pairs.map(|pair| (&pair[0].engagement, &pair[1].engagement))
    }

    /// What a row that says something else makes of an engagement: what the register says, and in
    /// the fields that were corrected by hand what stands.
    pub(super) fn kept(&self, revisions: &[&LedgerRow], said: &Engagement) -> Engagement {
        let mut kept = said.clone();
        let Some(stands) = revisions.last().map(|row| &row.engagement) else {
            return kept;
        };
        for (before, after) in self.corrections(revisions) {
            macro_rules! keep {
                ($($field:ident),*) => {
                    $(if before.$field != after.$field {
                        kept.$field.clone_from(&stands.$field);
                    })*
                };
            }
            keep!(
                kind,
                programme,
                activity,
                occurred_on,
                precision,
                ended_on,
                settled_on
            );
            keep!(
                recognized_on,
                amount,
                quantity,
                unit,
                age,
                attributes,
                parties
            );
            for facet in Facet::ALL {
                if before.facets.get(facet) == after.facets.get(facet) {
                    continue;
                }
                match stands.facets.get(facet) {
                    Some(value) => kept.facets.insert(*facet, value.clone()),
                    None => kept.facets.remove(facet),
                };
            }
        }
        kept
    }

    /// What is told of rows that changed in the file and by hand.
    pub(super) async fn findings(
        &self,
        office: &Office,
        judged: &Judged,
    ) -> Result<Vec<Finding>, DeskError> {
        let mut findings = Vec::new();
        let changed = judged.rows.iter();
        let changed = changed.filter(|row| row.verdict == RowVerdict::Updated);
        let changed: Vec<(u64, EngagementId)> = changed
            .flat_map(|row| {
                let known = judged.known.get(row.key);
                let stands_for = known.map_or_else(Vec::new, |known| known.engagements);
                stands_for.into_iter().map(|id| (row.number, id))
            })
            .collect();
        for changed in changed.chunks(CHUNK) {
            let ids: Vec<EngagementId> = changed.iter().map(|(_, id)| *id).collect();
            let rows = office.store.engagements(&ids).await?;
            let mut of: BTreeMap<EngagementId, Vec<&LedgerRow>> = BTreeMap::new();
            for row in &rows {
                of.entry(row.id).or_default().push(row);
            }
            for (number, id) in changed {
                let revisions = of.get(id).map_or(&[][..], Vec::as_slice);
                let message = if self.is_taken_back(revisions) {
                    "voided_by_hand"
                } else if self.corrections(revisions).next().is_some() {
                    "corrected_by_hand"
                } else {
                    continue;
                };
                let told = Finding::new("I19", Severity::Warning, message);
                let row = u32::try_from(*number).unwrap_or(u32::MAX);
                let told = told.at(Some(Place::new(row, 1)));
                findings.push(told.with("engagement", id));
            }
        }
        Ok(findings)
    }
}
