//! One account for each duty of the demo city, with passwords that are told once.

use enishi_domain::staff::{AccountState, Duty};
use enishi_domain::words::ClosedSet as _;

use crate::error::DeskError;
use crate::manage_staff::{NewStaff, add_staff, assign};
use crate::office::Office;
use crate::one_time_codes::base32;
use crate::passwords::Hashing;
use crate::reception::{Entropy, digest};
use crate::second_factor::enrolled_with_codes;

/// An account of the demo city.
#[derive(Clone, PartialEq, Eq)]
pub struct DemoStaff {
    /// What it is for.
    pub duty: Duty,
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// Recovery codes, where a password is not enough.
    pub codes: Vec<String>,
}

/// Opens an account for each duty, in the first programme's department where it is one of a
/// department.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn demo_staff(
    office: &Office,
    hashing: &Hashing,
    entropy: &Entropy,
) -> Result<Vec<DemoStaff>, DeskError> {
    let mut departments = office.region.programmes.iter().flat_map(|p| &p.departments);
    let department = departments.next().cloned();
    let mut staff = Vec::new();
    for duty in Duty::ALL {
        let login = duty.code().to_owned();
        let new = NewStaff {
            login: login.clone(),
            name: duty.word().to_owned(),
        };
        let link = add_staff(office, &new, entropy).await?;
        let place = department.as_deref().filter(|_| duty.is_of_department());
        assign(office, &login, *duty, place).await?;
        let mut bytes = [0; 10];
        entropy(&mut bytes);
        let password = base32(&bytes).to_lowercase();
        let mut salt = [0; 16];
        entropy(&mut salt);
        let hash = hashing.hash(&password, salt).await?;
        let id = office.store.account(&login).await?;
        let Some(account) = id.filter(|account| account.state == AccountState::Active) else {
            continue;
        };
        let mut posting = office.begin("staff.demo", None).await?;
        posting.use_link(&digest(&link)).await?;
        posting.set_password(account.staff, &hash).await?;
        posting.commit().await?;
        let codes = if duty.needs_second_factor() {
            enrolled_with_codes(office, account.staff, entropy).await?
        } else {
            Vec::new()
        };
        staff.push(DemoStaff {
            duty: *duty,
            login,
            password,
            codes,
        });
    }
    Ok(staff)
}
