//! What the screen 「権限」 is filled with, and what is done there: accounts and duties, for whoever
//! manages them. The command line does the same and is not asked.

use enishi_domain::staff::{Duty, StaffId};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::manage_staff::{Listed, NewStaff, add_staff, assign, end_duty, list, reset, suspend};
use crate::policy::{Action, Object};
use crate::reception::{Counter, plain_login};

/// The accounts, and what can be chosen.
#[derive(Clone, Debug)]
pub struct StaffPage {
    /// All accounts, by login.
    pub accounts: Vec<Listed>,
    /// The departments that the city's programmes are of, in their order.
    pub departments: Vec<String>,
    /// Who looks: nobody takes away what they came in by.
    pub own_login: String,
}

/// What is to be done about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffOrder {
    /// Opens one.
    Add(NewStaff),
    /// Gives a duty.
    Assign(String, Duty, Option<String>),
    /// Ends a duty.
    End(String, Duty, Option<String>),
    /// A new link, and no second factor any more.
    Reset(String),
    /// Lets somebody in no longer.
    Suspend(String),
}

/// Shows the accounts.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_staff(counter: &Counter) -> Result<StaffPage, DeskError> {
    ask(counter)?;
    let office = &counter.office;
    let mut departments: Vec<String> = Vec::new();
    let programmes = office.definitions.standing.iter();
    for department in programmes.flat_map(|programme| &programme.departments) {
        if !departments.contains(department) {
            departments.push(department.clone());
        }
    }
    Ok(StaffPage {
        accounts: list(office).await?,
        departments,
        own_login: own_login(counter, counter.principal().staff).await?,
    })
}

/// Carries an order out. Gives the secret of the link by which a password is set, where the order
/// makes one: it is shown once and known to nobody afterwards.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::OwnAccount`], and what `manage_staff` refuses.
pub async fn manage(counter: &Counter, order: &StaffOrder) -> Result<Option<String>, DeskError> {
    ask(counter)?;
    let office = &counter.office;
    let entropy = &counter.entropy;
    let own = own_login(counter, counter.principal().staff).await?;
    let is_own = |login: &str| plain_login(login) == own;
    match order {
        StaffOrder::Add(new) => add_staff(office, new, entropy).await.map(Some),
        StaffOrder::Assign(login, duty, department) => {
            assign(office, login, *duty, department.as_deref()).await?;
            Ok(None)
        }
        // Somebody else has to be there who can undo it.
        StaffOrder::End(login, Duty::Administration, _) | StaffOrder::Suspend(login)
            if is_own(login) =>
        {
            Err(AccessError::OwnAccount.into())
        }
        StaffOrder::End(login, duty, department) => {
            end_duty(office, login, *duty, department.as_deref()).await?;
            Ok(None)
        }
        StaffOrder::Reset(login) => reset(office, login, entropy).await.map(Some),
        StaffOrder::Suspend(login) => {
            suspend(office, login).await?;
            Ok(None)
        }
    }
}

fn ask(counter: &Counter) -> Result<(), DeskError> {
    counter.principal().ask(Action::ManageStaff, Object::Office)
}

async fn own_login(counter: &Counter, staff: StaffId) -> Result<String, DeskError> {
    let account = counter.office.store.account_of(staff).await?;
    Ok(account.map_or_else(String::new, |account| account.login))
}
