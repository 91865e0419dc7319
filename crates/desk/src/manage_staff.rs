//! 「職員の管理」 opens accounts, gives and ends duties, and hands out the link by which somebody sets
//! a password. Nobody knows another's password, not even whoever opens the account.

use enishi_domain::staff::{AccountState, Assignment, Duty, StaffId};
use enishi_store::{Audit, StoreError};
use jiff::SignedDuration;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::reception::{Entropy, digest, new_secret, plain_login};

/// How long a one-time link works.
const LINK: SignedDuration = SignedDuration::from_hours(72);

/// The login of the administrator whom an office opens with. The directory lets nobody in by it.
pub const FIRST_LOGIN: &str = "admin";

/// How the audit calls it that an account is of nobody of the directory any more.
const UNBOUND: &str = "login.directory.unbind";

/// Somebody new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStaff {
    /// By which name they log in.
    pub login: String,
    /// What they are called.
    pub name: String,
}

/// An account with its duties, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// Whether they may come in.
    pub state: AccountState,
    /// Whether a password was set.
    pub has_password: bool,
    /// Every duty that they have or had.
    pub duties: Vec<Assignment>,
}

/// Opens an account. Gives the secret of the link by which a password is set.
///
/// # Errors
/// [`DeskError::Store`] where somebody else has the login.
pub async fn add_staff(
    office: &Office,
    new: &NewStaff,
    entropy: &Entropy,
) -> Result<String, DeskError> {
    let login = plain_login(&new.login);
    if login.is_empty() || login.contains(char::is_whitespace) || new.name.trim().is_empty() {
        return Err(DeskError::Access(AccessError::NoLogin));
    }
    if office.store.account(&login).await?.is_some() {
        return Err(DeskError::Store(StoreError::LoginTaken));
    }
    let staff = office.store.staff(new.name.trim()).await?;
    if office.store.account_of(staff).await?.is_some() {
        return Err(DeskError::Access(AccessError::NameTaken));
    }
    let mut posting = office.begin("staff.add", Some(staff_number(staff))).await?;
    posting.open_account(staff, &login).await?;
    let secret = new_secret(entropy);
    let ends_at = office.now().saturating_add(LINK).unwrap_or(office.now());
    posting.issue_link(staff, &digest(&secret), ends_at).await?;
    posting.commit().await?;
    Ok(secret)
}

/// Opens the first administrator's account where there is no account yet; otherwise does nothing.
///
/// # Errors
/// As [`add_staff`].
pub async fn first_administrator(
    office: &Office,
    new: &NewStaff,
    entropy: &Entropy,
) -> Result<Option<String>, DeskError> {
    if !office.store.accounts().await?.is_empty() {
        return Ok(None);
    }
    let secret = add_staff(office, new, entropy).await?;
    assign(office, &new.login, Duty::Administration, None).await?;
    Ok(Some(secret))
}

/// Gives somebody a duty from today on.
///
/// # Errors
/// [`AccessError::NoSuchLogin`], [`AccessError::DutyWithoutDepartment`],
/// [`AccessError::UnknownDepartment`].
pub async fn assign(
    office: &Office,
    login: &str,
    duty: Duty,
    department: Option<&str>,
) -> Result<(), DeskError> {
    let staff = staff_of(office, login).await?;
    let department = department_of(office, duty, department)?;
    let today = office.today();
    let held = office.store.duties(staff).await?;
    let is_held = held
        .iter()
        .any(|held| held.duty == duty && held.department == department && held.holds_on(today));
    if is_held {
        return Ok(());
    }
    let mut posting = office
        .begin("staff.role", Some(staff_number(staff)))
        .await?;
    let assignment = Assignment {
        duty,
        department,
        from: today,
        until: None,
    };
    posting.assign(staff, &assignment).await?;
    posting.end_sessions(staff).await?;
    posting.commit().await?;
    Ok(())
}

/// Ends a duty: it holds no more today. Where it followed its department to several, it ends at the
/// one that is named and stays at the others.
///
/// # Errors
/// As [`assign`]; [`AccessError::DutyNotHeld`].
pub async fn end_duty(
    office: &Office,
    login: &str,
    duty: Duty,
    department: Option<&str>,
) -> Result<(), DeskError> {
    let staff = staff_of(office, login).await?;
    let today = office.today();
    let yesterday = today.yesterday().unwrap_or(today);
    let wanted = department.map(str::to_owned);
    let held = office.store.duties(staff).await?.into_iter();
    let held: Vec<Assignment> = held
        .filter(|held| held.duty == duty && held.holds_on(today))
        .filter(|held| {
            let today = office.called_today(held.department.as_deref());
            held.department == wanted || today.contains(&wanted)
        })
        .collect();
    let mut posting = office
        .begin("staff.role", Some(staff_number(staff)))
        .await?;
    let mut is_ended = false;
    for held in held {
        let place = held.department.as_deref();
        is_ended |= posting.end_duty(staff, duty, place, yesterday).await?;
        for other in office.called_today(place) {
            if held.department != wanted && other != wanted {
                let assignment = Assignment {
                    duty,
                    department: other,
                    from: today,
                    until: None,
                };
                posting.assign(staff, &assignment).await?;
            }
        }
    }
    if !is_ended {
        return Err(DeskError::Access(AccessError::DutyNotHeld));
    }
    posting.end_sessions(staff).await?;
    posting.commit().await?;
    Ok(())
}

/// Hands out a new link, takes the password and the second factor away and ends every session: for
/// a password that was forgotten or is known to others, and a telephone that was lost. Without a
/// second factor the old password would let whoever knows it show one of their own. The next one of
/// that name whom the city's directory vouches for is who the account belongs to.
///
/// # Errors
/// [`AccessError::NoSuchLogin`].
pub async fn reset(office: &Office, login: &str, entropy: &Entropy) -> Result<String, DeskError> {
    let staff = staff_of(office, login).await?;
    let secret = new_secret(entropy);
    let ends_at = office.now().saturating_add(LINK).unwrap_or(office.now());
    let mut posting = office
        .begin("staff.reset", Some(staff_number(staff)))
        .await?;
    posting.issue_link(staff, &digest(&secret), ends_at).await?;
    posting.drop_password(staff).await?;
    posting.drop_second_factor(staff).await?;
    posting.withdraw_tokens(staff).await?;
    if posting.unbind_account(staff).await? {
        posting.audit(&unbound(office, staff)).await?;
    }
    posting
        .set_account_state(staff, AccountState::Active)
        .await?;
    posting.end_sessions(staff).await?;
    posting.commit().await?;
    Ok(secret)
}

/// Lets somebody in no longer, from now on.
///
/// # Errors
/// [`AccessError::NoSuchLogin`].
pub async fn suspend(office: &Office, login: &str) -> Result<(), DeskError> {
    let staff = staff_of(office, login).await?;
    let mut posting = office
        .begin("staff.suspend", Some(staff_number(staff)))
        .await?;
    posting
        .set_account_state(staff, AccountState::Suspended)
        .await?;
    posting.withdraw_links(staff).await?;
    posting.withdraw_tokens(staff).await?;
    posting.end_sessions(staff).await?;
    posting.commit().await?;
    Ok(())
}

/// All accounts, by login.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn list(office: &Office) -> Result<Vec<Listed>, DeskError> {
    let mut listed = Vec::new();
    for account in office.store.accounts().await? {
        listed.push(Listed {
            duties: office.store.duties(account.staff).await?,
            has_password: account.password.is_some(),
            login: account.login,
            name: account.name,
            state: account.state,
        });
    }
    Ok(listed)
}

async fn staff_of(office: &Office, login: &str) -> Result<StaffId, DeskError> {
    let account = office.store.account(&plain_login(login)).await?;
    let missing = || DeskError::Access(AccessError::NoSuchLogin(login.to_owned()));
    Ok(account.ok_or_else(missing)?.staff)
}

fn department_of(
    office: &Office,
    duty: Duty,
    department: Option<&str>,
) -> Result<Option<String>, DeskError> {
    match (duty.is_of_department(), department) {
        (false, None) => Ok(None),
        (true, Some(name)) => {
            let programmes = office.definitions.standing.iter();
            let mut known = programmes.flat_map(|p| &p.departments);
            if known.any(|known| known == name) {
                Ok(Some(name.to_owned()))
            } else {
                Err(DeskError::Access(AccessError::UnknownDepartment(
                    name.to_owned(),
                )))
            }
        }
        (true, None) | (false, Some(_)) => {
            Err(DeskError::Access(AccessError::DutyWithoutDepartment(duty)))
        }
    }
}

fn unbound(office: &Office, staff: StaffId) -> Audit {
    Audit {
        staff: office.staff,
        action: UNBOUND.to_owned(),
        object: Some(staff_number(staff)),
        detail: None,
    }
}

/// As the audit names a member of staff.
pub(crate) fn staff_number(staff: StaffId) -> String {
    format!("S{}", staff.0)
}
