//! Why somebody was not let in, or not let do something.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Refusal;

use crate::passwords::PasswordFault;
use crate::policy::Action;
use crate::security_keys::KeyFault;

/// Why somebody was not let in, or not let do something. Nothing was done then.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The policy does not allow it.
    #[error("not allowed: {0:?}")]
    Forbidden(Action),
    /// Unknown login or wrong password; which of them is nobody's business.
    #[error("login or password is wrong")]
    LoginFailed,
    /// Too many failures; so many seconds are left.
    #[error("too many failed attempts; try again in {0} s")]
    LoginDelayed(i64),
    /// More logins at once than the machine takes.
    #[error("too many logins at once")]
    TooManyLogins,
    /// A code that is wrong, was used or is too old.
    #[error("the code is wrong or was used")]
    CodeRefused,
    /// A security key that is refused.
    #[error("the security key is refused: {0:?}")]
    KeyRefused(KeyFault),
    /// A password that somebody who is in was asked for again.
    #[error("the password is wrong")]
    PasswordWrong,
    /// A one-time link that was used, ran out or never was.
    #[error("the link was used or has run out")]
    LinkUnusable,
    /// A password that is refused.
    #[error("the password is refused: {0:?}")]
    PasswordRefused(PasswordFault),
    /// An account without login or name.
    #[error("an account needs a login and a name")]
    NoLogin,
    /// Somebody of that name has an account.
    #[error("somebody of that name has an account")]
    NameTaken,
    /// No account of that login.
    #[error("there is no account `{0}`")]
    NoSuchLogin(String),
    /// A duty of a department without one, or one of the whole office with one.
    #[error("{} is held in a department: {}", .0.code(), .0.is_of_department())]
    DutyWithoutDepartment(Duty),
    /// No programme is of that department.
    #[error("no programme is of the department `{0}`")]
    UnknownDepartment(String),
    /// A duty to be ended that nobody has.
    #[error("the duty is not held")]
    DutyNotHeld,
    /// Somebody would lock themselves out.
    #[error("nobody takes away their own way in")]
    OwnAccount,
    /// Something that has to be said was not.
    #[error("something that has to be said is missing")]
    Incomplete,
    /// A token without a label, for no day or more than a year, or one too many.
    #[error("a token needs a label and 1 to 365 days, and nobody has more than 20")]
    TokenRefused,
    /// A text with more characters than are kept.
    #[error("{length} characters are more than the {most} that are kept")]
    TextTooLong {
        /// How many it has.
        length: usize,
        /// How many it may have.
        most: usize,
    },
    /// A part that was handed in, and that nobody asked to take back.
    #[error("the part is handed in; ask to take it back before it is written into")]
    HandedIn,
    /// Somebody else wrote or did something since it was looked at.
    #[error("somebody else changed it in the meantime")]
    Outdated,
    /// A meeting of a day and name of which another one is recorded.
    #[error("another meeting of that day and name is recorded")]
    MeetingTaken,
    /// A year that cannot be opened, and the one that can.
    #[error("{0} is not the next year to be opened, {1:?} is")]
    YearNotNext(FiscalYear, Option<FiscalYear>),
    /// A year whose sheet nobody can work on.
    #[error("{0} has no sheet: it was not opened, or lies before all targets")]
    NoSuchYear(FiscalYear),
    /// The workflow does not allow the step.
    #[error(transparent)]
    Workflow(#[from] Refusal),
}

/// What had to be said, such as a reason, without blanks around it.
///
/// # Errors
/// [`AccessError::Incomplete`] where it is blank.
pub(crate) fn said(text: &str) -> Result<&str, AccessError> {
    let text = text.trim();
    match text {
        "" => Err(AccessError::Incomplete),
        text => Ok(text),
    }
}
