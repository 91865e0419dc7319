//! Which files are on their way in, and whose they are: whoever sends many at once has no more of
//! them than whoever sends one behind the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Handed;
use crate::deposit_error::DepositError;
use crate::error::DeskError;

/// Whose a file is, and what it is.
pub(super) type Of = (i64, Handed);

/// All of them, by their numbers. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Coming(Arc<Mutex<BTreeMap<String, Of>>>);

/// That a file is on its way, as long as it is.
pub(super) struct Place {
    coming: Coming,
    id: String,
}

impl Coming {
    /// A place for one more, unless there are `most` with those that `waiting` says came in. None
    /// ends its way while that is asked, so that each is counted once.
    pub(super) fn place(
        &self,
        (of, id): (Of, &str),
        most: usize,
        waiting: impl FnOnce() -> Result<BTreeSet<String>, DeskError>,
    ) -> Result<Place, DeskError> {
        let mut coming = self.locked();
        let mut all = waiting()?;
        let own = coming.iter().filter(|(_, whose)| **whose == of);
        all.extend(own.map(|(id, _)| id.clone()));
        if all.len() >= most {
            return Err(DepositError::TooMany { limit: most }.into());
        }
        coming.insert(id.to_owned(), of);
        Ok(Place {
            coming: self.clone(),
            id: id.to_owned(),
        })
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Of>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.coming.locked().remove(&self.id);
    }
}
