//! How far somebody's duties reach in the ledger: to which programmes, and so to which rows and
//! parties. What belongs to no programme is reached by whoever reaches the whole office.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::party::PartyId;
use enishi_domain::region::ProgrammeDefinition;
use enishi_store::{Answered, Participation, Programmes, Reach};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object, Principal};
use crate::reception::Counter;
use crate::take_step;

/// How far the units of work of somebody reach, as the store is told: with which programmes they
/// may do something at some stage. The store refuses what lies beyond, whatever a job forgot to
/// ask.
pub(crate) fn reach(office: &Office, who: &Principal) -> Reach {
    let reached = Answered::ALL.map(|what| {
        let may = |departments: &[String]| who.may_sometime(action(what), departments);
        // Whoever may do it with what is of no department may do it with all.
        let programmes = if may(&[]) {
            Programmes::All
        } else {
            let standing = office.definitions.standing.iter();
            let reached = standing.filter(|programme| may(&programme.departments));
            Programmes::These(reached.map(|programme| programme.no.clone()).collect())
        };
        (what, programmes)
    });
    Reach::Only(BTreeMap::from(reached))
}

/// As what somebody does it who writes it.
fn action(what: Answered) -> Action {
    match what {
        Answered::Assessment => Action::Write,
        Answered::WorkflowStep(step) => take_step::action(step),
        Answered::Remark => Action::Remark,
        Answered::Answer => Action::Answer,
        Answered::PeriodClose => Action::ClosePeriod,
        Answered::Figure => Action::Freeze,
        Answered::Observation => Action::Observe,
        Answered::Meeting => Action::HoldMeeting,
        Answered::Definition => Action::Define,
        Answered::Duty => Action::ManageStaff,
    }
}

impl Counter {
    /// The programmes with which they may do it, in the order of the sheet.
    pub(crate) fn programmes_for(&self, action: Action) -> Vec<&ProgrammeDefinition> {
        let programmes = self.office.definitions.standing.iter();
        let reached =
            programmes.filter(|programme| self.may_with(action, Some(programme.no.as_str())));
        reached.collect()
    }

    /// The same, as the store is asked.
    pub(crate) fn programmes_reached(&self, action: Action) -> Programmes {
        if self.principal().may(action, Object::Office) {
            return Programmes::All;
        }
        let reached = self.programmes_for(action).into_iter();
        Programmes::These(reached.map(|programme| programme.no.clone()).collect())
    }

    /// Whether they may do it with what belongs to a programme, or to none.
    pub(crate) fn may_with(&self, action: Action, programme: Option<&str>) -> bool {
        let who = self.principal();
        match programme.map(|no| self.office.standing(no)) {
            Some(Ok(programme)) => who.may(action, Object::of(&programme.departments)),
            Some(Err(_)) | None => who.may(action, Object::Office),
        }
    }

    /// Whether they were refused only for the stage that a programme's part is at by now.
    #[must_use]
    pub fn is_late(&self, error: &DeskError, programme: &str) -> bool {
        let DeskError::Access(AccessError::Forbidden(action)) = error else {
            return false;
        };
        let departments = self.answering(programme);
        self.principal().may_sometime(*action, &departments)
    }

    /// The departments that answer for a programme today, by the names that they have today: who
    /// may do something is asked of them, whatever year it is about. Nobody's where there is no
    /// such programme.
    pub(crate) fn answering(&self, programme: &str) -> Vec<String> {
        let standing = self.office.standing(programme);
        standing.map_or_else(|_| Vec::new(), |known| known.departments.clone())
    }

    /// Refuses what they may not do with a programme, or with none.
    pub(crate) fn ask_with(
        &self,
        action: Action,
        programme: Option<&str>,
    ) -> Result<(), DeskError> {
        if self.may_with(action, programme) {
            return Ok(());
        }
        Err(DeskError::Access(AccessError::Forbidden(action)))
    }

    /// Those of some parties whom they reach: who has to do with a programme of theirs. A
    /// department learns no more of somebody than the name that its own register holds.
    pub(crate) async fn parties_reached(
        &self,
        action: Action,
        parties: &[PartyId],
    ) -> Result<BTreeSet<PartyId>, DeskError> {
        if self.principal().may(action, Object::Office) {
            return Ok(parties.iter().copied().collect());
        }
        let mut reached = self.office.store.programmes_of(parties).await?;
        reached.retain(|(_, programme)| self.may_with(action, programme.as_deref()));
        Ok(reached.into_iter().map(|(party, _)| party).collect())
    }

    /// What some parties have to do with, as far as they reach it.
    pub(crate) async fn participations_reached(
        &self,
        action: Action,
        parties: &[PartyId],
    ) -> Result<Vec<Participation>, DeskError> {
        let mut programmes: BTreeMap<Option<String>, bool> = BTreeMap::new();
        let mut reached = self.office.store.participations(parties).await?;
        reached.retain(|one| {
            let may = programmes
                .entry(one.programme.clone())
                .or_insert_with(|| self.may_with(action, one.programme.as_deref()));
            *may
        });
        Ok(reached)
    }

    /// The programme that a list is limited to: the one that is asked for, else all where they may
    /// see all, else their first.
    pub(crate) fn limited_to(
        &self,
        action: Action,
        asked: Option<&str>,
    ) -> Result<Option<String>, DeskError> {
        let all = self.principal().may(action, Object::Office);
        match asked {
            Some(no) => self
                .ask_with(action, Some(no))
                .map(|()| Some(no.to_owned())),
            None if all => Ok(None),
            None => {
                let first = self.programmes_for(action).first().map(|p| p.no.clone());
                let forbidden = DeskError::Access(AccessError::Forbidden(action));
                first.map(Some).ok_or(forbidden)
            }
        }
    }
}

#[cfg(test)]
mod tests;
