//! 「二要素認証」 a code of an authenticator, or one of ten recovery codes. Whoever leads a department
//! or the accounts shows one at every login, or a security key; each counts once. Whoever has one
//! already gets a further one only behind it: a password alone never adds a second factor to one.

use enishi_domain::staff::StaffId;
use enishi_store::Posting;
use jiff::SignedDuration;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::login_tries::count_try;
use crate::office::Office;
use crate::one_time_codes::{base32, matching_step};
use crate::reception::{Counter, Entropy};

/// How many recovery codes are given out.
const RECOVERY: usize = 10;

/// Failed codes that cost nothing; a code has a million values, so few may be tried.
const FREE: i64 = 5;

/// How long to wait after them.
const DELAY: SignedDuration = SignedDuration::from_mins(5);

/// What an authenticator has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret, as people type it.
    pub secret: String,
    /// The same, as authenticators read it.
    pub address: String,
}

/// Whether somebody has a second factor: an authenticator or a security key.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn is_enrolled(counter: &Counter) -> Result<bool, DeskError> {
    let (staff, store) = (counter.principal().staff, &counter.office.store);
    let factor = store.second_factor(staff).await?;
    let has_codes = factor.is_some_and(|factor| factor.is_enrolled);
    Ok(has_codes || !store.security_keys(staff).await?.is_empty())
}

/// What an authenticator has to be told: a secret of this session's own, which nothing keeps until
/// a code of it was shown. None once one is enrolled, as a secret is shown to nobody a second time,
/// and before a security key that there is was shown.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn begin(counter: &Counter) -> Result<Option<Enrolment>, DeskError> {
    let staff = counter.principal().staff;
    let office = &counter.office;
    let factor = office.store.second_factor(staff).await?;
    let has_codes = factor.is_some_and(|factor| factor.is_enrolled);
    if has_codes || (!counter.principal().is_confirmed && is_enrolled(counter).await?) {
        return Ok(None);
    }
    let secret = base32(&secret(office, &salt_of_session(counter)));
    Ok(Some(Enrolment {
        address: format!(
            "otpauth://totp/Enishi:{}?secret={secret}&issuer=Enishi",
            staff.0
        ),
        secret,
    }))
}

/// Takes a code. The first one enrols the authenticator; the first second factor gives the recovery
/// codes, which are shown once.
///
/// # Errors
/// [`AccessError::CodeRefused`], [`AccessError::LoginDelayed`].
pub async fn confirm(counter: &Counter, shown: &str) -> Result<Vec<String>, DeskError> {
    let staff = counter.principal().staff;
    let office = &counter.office;
    let now = office.now();
    let number = staff.0.to_le_bytes();
    let tried = hexadecimal(&office.secret.tag(&[b"code", &number]));
    count_try(office, &tried, (now, DELAY * 2), delay).await?;
    let factor = office.store.second_factor(staff).await?;
    let enrolled = factor.filter(|factor| factor.is_enrolled);
    let is_enrolled = enrolled.is_some();
    let salt = enrolled.map_or_else(|| salt_of_session(counter), |factor| factor.salt);
    let step = matching_step(&secret(office, &salt), shown, now);
    let is_authenticator = step.is_some();
    let action = match (is_authenticator, is_enrolled) {
        (true, true) => "second_factor",
        (true, false) => "second_factor.add",
        (false, _) => "second_factor.recovery",
    };
    let mut posting = office.begin(action, None).await?;
    if !posting.has_session(&counter.digest).await? {
        // Somebody ended it, perhaps by a reset: what is shown now is of nobody who is in.
        return Err(DeskError::Access(AccessError::CodeRefused));
    }
    let known = posting.second_factors(staff).await?;
    let may_enrol = known == 0 || counter.principal().is_confirmed;
    let is_taken = match step {
        Some(step) => {
            // Of two sessions that enrol at once, the second one's code counts for nothing.
            let is_known =
                is_enrolled || (may_enrol && posting.begin_second_factor(staff, &salt).await?);
            is_known && posting.use_second_factor(staff, step).await?
        }
        None if known > 0 => {
            let digest = recovery_digest(office, shown);
            posting.use_recovery_code(staff, &digest).await?
        }
        None => false,
    };
    if !is_taken {
        return Err(DeskError::Access(AccessError::CodeRefused));
    }
    if !is_enrolled && is_authenticator {
        // Whoever is in elsewhere came in by less than is asked for from now on.
        posting.end_other_sessions(staff, &counter.digest).await?;
    }
    let codes = first_codes(counter, &mut posting, known).await?;
    posting.commit().await?;
    office.store.forget_failed_logins(&tried).await?;
    Ok(codes)
}

/// The recovery codes that come with somebody's first second factor; none where they had one.
pub(crate) async fn first_codes(
    counter: &Counter,
    posting: &mut Posting,
    known: i64,
) -> Result<Vec<String>, DeskError> {
    if known > 0 {
        return Ok(Vec::new());
    }
    let codes = recovery_codes(&counter.entropy);
    let office = &counter.office;
    let digests: Vec<String> = codes.iter().map(|c| recovery_digest(office, c)).collect();
    let staff = counter.principal().staff;
    posting.replace_recovery_codes(staff, &digests).await?;
    Ok(codes)
}

fn delay(failures: i64) -> SignedDuration {
    if failures < FREE {
        SignedDuration::ZERO
    } else {
        DELAY
    }
}

/// Of what the secret is made that a session offers: a new session offers another.
fn salt_of_session(counter: &Counter) -> String {
    let parts = [b"offered", counter.digest.as_bytes()];
    hexadecimal(&counter.office.secret.tag(&parts))
}

/// A second factor that is enrolled already, for whoever has no authenticator at hand: only its
/// recovery codes let them in.
///
/// # Errors
/// [`DeskError::Store`].
pub(crate) async fn enrolled_with_codes(
    office: &Office,
    staff: StaffId,
    entropy: &Entropy,
) -> Result<Vec<String>, DeskError> {
    let mut posting = office.begin("second_factor.demo", None).await?;
    let salt = crate::reception::new_secret(entropy);
    posting.begin_second_factor(staff, &salt).await?;
    posting.use_second_factor(staff, 1).await?;
    let codes = recovery_codes(entropy);
    let digests: Vec<String> = codes.iter().map(|c| recovery_digest(office, c)).collect();
    posting.replace_recovery_codes(staff, &digests).await?;
    posting.commit().await?;
    Ok(codes)
}

/// 20 bytes, as authenticators expect.
pub(crate) fn secret(office: &Office, salt: &str) -> [u8; 20] {
    let tag = office.secret.tag(&[b"second factor", salt.as_bytes()]);
    let mut secret = [0; 20];
    secret.copy_from_slice(&tag[..20]);
    secret
}

/// Of 120 bits each, so that a keyed digest keeps them: `ABCD-EFGH-…`.
fn recovery_codes(entropy: &Entropy) -> Vec<String> {
    let new = || {
        let mut bytes = [0; 15];
        entropy(&mut bytes);
        let text = base32(&bytes);
        let groups: Vec<&str> = (0..text.len())
            .step_by(4)
            .map(|at| &text[at..at + 4])
            .collect();
        groups.join("-")
    };
    (0..RECOVERY).map(|_| new()).collect()
}

fn recovery_digest(office: &Office, code: &str) -> String {
    let folded = enishi_domain::text::fold_ascii(code).to_uppercase();
    let signs: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
    hexadecimal(&office.secret.tag(&[b"recovery", signs.as_bytes()]))
}
