//! 「セキュリティキー」 a passkey, a key for the USB port or a card, in place of an authenticator's
//! code. What a key signs is checked by passki; which challenge it signs, whose it is and what
//! becomes of it is decided here. Nothing that could sign is ever here.

use enishi_domain::staff::StaffId;
use enishi_store::SecurityKey;
use jiff::{SignedDuration, Timestamp};
use passki::{
    AttestationConveyancePreference, AuthenticationChallenge, AuthenticationCredential,
    AuthenticationOptions, AuthenticationState, Passki, PasskiError, RegistrationChallenge,
    RegistrationCredential, RegistrationOptions, RegistrationState, ResidentKeyRequirement,
    StoredPasskey, UserVerificationRequirement,
};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::login_tries::count_try;
use crate::office::Office;
use crate::reception::{Counter, Reception};
use crate::second_factor;

/// How many somebody may have.
const MOST: usize = 10;

/// The longest name of one, in characters.
const LONGEST_LABEL: usize = 100;

/// Wrong passwords at one's own counter that cost nothing.
const FREE: i64 = 5;

/// How long to wait after them.
const DELAY: SignedDuration = SignedDuration::from_mins(5);

/// Why a security key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It signed nothing or something else, is not known, or may not be touched yet.
    Unproven,
    /// It counted less than before: there are two of it.
    Copied,
    /// It has no name, or somebody has ten already.
    Unnamed,
    /// It is the last second factor of somebody whose duties ask for one.
    Last,
}

/// The server as browsers know it. A key answers to the name at which it was registered alone, so
/// that another site gets nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The name, without a port.
    pub host: String,
    /// `https://`, the name, and the port where it has one.
    pub origin: String,
}

/// A key that is to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What its owner calls it.
    pub label: String,
    /// What the browser brought back, as JSON.
    pub answer: String,
}

/// A key, as its owner sees it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShown {
    /// By what it is named when it is removed.
    pub credential: String,
    /// What its owner calls it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// One's own keys.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn own_keys(counter: &Counter) -> Result<Vec<KeyShown>, DeskError> {
    let keys = keys(counter).await?.into_iter();
    let shown = keys.map(|key| KeyShown {
        credential: key.credential,
        label: key.label,
        created_at: key.created_at,
    });
    Ok(shown.collect())
}

/// What a browser is asked for to make a key, as JSON. None where the second factor that there is
/// was not shown.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn offer_to_add(counter: &Counter, server: &Server) -> Result<Option<String>, DeskError> {
    if !counter.principal().is_confirmed && second_factor::is_enrolled(counter).await? {
        return Ok(None);
    }
    let known: Vec<StoredPasskey> = keys(counter).await?.iter().filter_map(stored).collect();
    Ok(begin_to_add(counter, server, &known).and_then(|(asked, _)| written(&asked)))
}

/// Registers a key. The first second factor gives the recovery codes, which are shown once. Whoever
/// has a second factor says their password again.
///
/// # Errors
/// [`AccessError::KeyRefused`], [`AccessError::PasswordWrong`].
pub async fn add_own(
    reception: &Reception,
    counter: &Counter,
    server: &Server,
    (new, password): (&NewKey, &str),
) -> Result<Vec<String>, DeskError> {
    let (staff, office) = (counter.principal().staff, &counter.office);
    let label = new.label.trim();
    let known = keys(counter).await?;
    if label.is_empty() || label.chars().count() > LONGEST_LABEL || known.len() >= MOST {
        return Err(DeskError::Access(AccessError::KeyRefused(
            KeyFault::Unnamed,
        )));
    }
    if second_factor::is_enrolled(counter).await? {
        check_own_password(reception, counter, password).await?;
    }
    let passkeys: Vec<StoredPasskey> = known.iter().filter_map(stored).collect();
    let (_, state) = begin_to_add(counter, server, &passkeys).ok_or_else(refused)?;
    let answer: RegistrationCredential =
        serde_json::from_str(&new.answer).map_err(|_| refused())?;
    let made = passki(server).finish_passkey_registration(&answer, &state);
    let made = made.map_err(|_| refused())?;
    let key = SecurityKey {
        credential: Passki::base64_encode(&made.credential_id),
        staff,
        label: label.to_owned(),
        host: server.host.clone(),
        public_key: Passki::base64_encode(&made.public_key),
        algorithm: i64::from(made.algorithm),
        counter: i64::from(made.counter),
        created_at: office.now(),
    };
    let mut posting = office
        .begin("security_key.add", Some(trace(office, &key.credential)))
        .await?;
    let factors = posting.second_factors(staff).await?;
    let may_add = factors == 0 || counter.principal().is_confirmed;
    // Somebody may have ended the session, perhaps by a reset.
    let may_add = may_add && posting.has_session(&counter.digest).await?;
    if !may_add || !posting.keep_security_key(&key).await? {
        return Err(refused());
    }
    posting.end_other_sessions(staff, &counter.digest).await?;
    let codes = second_factor::first_codes(counter, &mut posting, factors).await?;
    posting.commit().await?;
    Ok(codes)
}

/// What a browser is asked for to show a key, as JSON. None where there is no key of this server.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn offer_to_show(
    counter: &Counter,
    server: &Server,
) -> Result<Option<String>, DeskError> {
    let known = known_at(counter, server).await?;
    let passkeys: Vec<StoredPasskey> = known.iter().filter_map(stored).collect();
    if passkeys.is_empty() {
        return Ok(None);
    }
    Ok(begin_to_show(counter, server, &passkeys).and_then(|(asked, _)| written(&asked)))
}

/// Takes what a key signed as the second factor. A key that counted less than it had before is
/// refused and written down: there are two of it.
///
/// # Errors
/// [`AccessError::KeyRefused`].
pub async fn confirm(counter: &Counter, server: &Server, answer: &str) -> Result<(), DeskError> {
    let office = &counter.office;
    let known = known_at(counter, server).await?;
    let answer: AuthenticationCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let shown = known.iter().find(|key| key.credential == answer.raw_id);
    let key = shown.ok_or_else(refused)?;
    let passkey = stored(key).ok_or_else(refused)?;
    let passkeys = std::slice::from_ref(&passkey);
    let (_, state) = begin_to_show(counter, server, passkeys).ok_or_else(refused)?;
    let checked = passki(server).finish_passkey_authentication(&answer, &state, &passkey);
    let used = match checked {
        Ok(used) => used,
        Err(PasskiError::CounterRegression) => return counted_less(counter, key).await,
        Err(_) => return Err(refused()),
    };
    let mut posting = office
        .begin("security_key", Some(trace(office, &key.credential)))
        .await?;
    let counted = i64::from(used.counter);
    if !posting.use_security_key(&key.credential, counted).await? {
        drop(posting);
        return counted_less(counter, key).await;
    }
    posting.commit().await?;
    Ok(())
}

/// Removes a key of one's own, once a second factor was shown. Whose duties ask for one keeps the
/// last that can be shown at this server.
///
/// # Errors
/// [`AccessError::KeyRefused`], [`AccessError::PasswordWrong`], [`AccessError::Outdated`] where
/// there is no such key.
pub async fn remove_own(
    reception: &Reception,
    counter: &Counter,
    server: Option<&Server>,
    (credential, password): (&str, &str),
) -> Result<(), DeskError> {
    let principal = counter.principal();
    if !principal.is_confirmed {
        return Err(refused());
    }
    check_own_password(reception, counter, password).await?;
    let office = &counter.office;
    let mut posting = office
        .begin("security_key.remove", Some(trace(office, credential)))
        .await?;
    if !posting
        .drop_security_key(principal.staff, credential)
        .await?
    {
        return Err(DeskError::Access(AccessError::Outdated));
    }
    let mut duties = principal.duties.iter();
    let needs_one = duties.any(|held| held.duty.needs_second_factor());
    let host = server.map_or("", |server| &server.host);
    if needs_one && posting.second_factors_at(principal.staff, host).await? == 0 {
        return Err(DeskError::Access(AccessError::KeyRefused(KeyFault::Last)));
    }
    let staff = principal.staff;
    posting.end_other_sessions(staff, &counter.digest).await?;
    posting.commit().await?;
    Ok(())
}

/// Whether somebody who is in knows their password, so that a screen left alone is not enough.
async fn check_own_password(
    reception: &Reception,
    counter: &Counter,
    password: &str,
) -> Result<(), DeskError> {
    let (staff, office) = (counter.principal().staff, &counter.office);
    let number = staff.0.to_le_bytes();
    let tried = hexadecimal(&office.secret.tag(&[b"own password", &number]));
    let place = reception.hashing.place()?;
    let delay = |failures| {
        if failures < FREE {
            SignedDuration::ZERO
        } else {
            DELAY
        }
    };
    count_try(office, &tried, (office.now(), DELAY * 2), delay).await?;
    let account = office.store.account_of(staff).await?;
    let kept = account.and_then(|account| account.password);
    let hashing = &reception.hashing;
    if !hashing.verify(place, password, kept.as_deref()).await? {
        return Err(DeskError::Access(AccessError::PasswordWrong));
    }
    office.store.forget_failed_logins(&tried).await?;
    Ok(())
}

async fn keys(counter: &Counter) -> Result<Vec<SecurityKey>, DeskError> {
    let staff = counter.principal().staff;
    Ok(counter.office.store.security_keys(staff).await?)
}

async fn known_at(counter: &Counter, server: &Server) -> Result<Vec<SecurityKey>, DeskError> {
    let mut known = keys(counter).await?;
    known.retain(|key| key.host == server.host);
    Ok(known)
}

fn begin_to_add(
    counter: &Counter,
    server: &Server,
    known: &[StoredPasskey],
) -> Option<(RegistrationChallenge, RegistrationState)> {
    let mut options = RegistrationOptions::default();
    options.attestation = AttestationConveyancePreference::None;
    options.resident_key = ResidentKeyRequirement::Discouraged;
    options.user_verification = UserVerificationRequirement::Discouraged;
    options.exclude_credentials = Some(known);
    let principal = counter.principal();
    let number = principal.staff.0.to_string();
    let owner = owner(&counter.office, principal.staff);
    let begun = passki(server)
        .start_passkey_registration(&owner, &number, &principal.name, options)
        .ok();
    let (mut asked, mut state) = begun?;
    state.challenge = challenge(counter, b"key to add");
    asked.challenge = Passki::base64_encode(&state.challenge);
    Some((asked, state))
}

fn begin_to_show(
    counter: &Counter,
    server: &Server,
    known: &[StoredPasskey],
) -> Option<(AuthenticationChallenge, AuthenticationState)> {
    let mut options = AuthenticationOptions::default();
    options.user_verification = UserVerificationRequirement::Discouraged;
    let begun = passki(server)
        .start_passkey_authentication(known, options)
        .ok();
    let (mut asked, mut state) = begun?;
    state.challenge = challenge(counter, b"key to show");
    asked.challenge = Passki::base64_encode(&state.challenge);
    Some((asked, state))
}

/// What a key signs: of this session alone, so that nothing has to be kept between the question and
/// the answer. The session ends with the answer, and so nothing that was signed counts twice.
fn challenge(counter: &Counter, purpose: &[u8]) -> Vec<u8> {
    let parts = [purpose, counter.digest.as_bytes()];
    counter.office.secret.tag(&parts).to_vec()
}

/// By what a key knows its owner: a keyed digest, which tells nobody anything.
fn owner(office: &Office, staff: StaffId) -> [u8; 32] {
    office.secret.tag(&[b"key owner", &staff.0.to_le_bytes()])
}

fn passki(server: &Server) -> Passki {
    Passki::new(&server.host, &[&server.origin], "Enishi")
}

/// A key as passki knows it; none where what is kept is none.
fn stored(key: &SecurityKey) -> Option<StoredPasskey> {
    let mut stored = StoredPasskey::default();
    stored.credential_id = Passki::base64_decode(&key.credential).ok()?;
    stored.public_key = Passki::base64_decode(&key.public_key).ok()?;
    stored.algorithm = i32::try_from(key.algorithm).ok()?;
    stored.counter = u32::try_from(key.counter).ok()?;
    Some(stored)
}

/// A key that counted no more than it had before. Where the session ended meanwhile, it is the same
/// answer sent twice, and says nothing of the key.
async fn counted_less(counter: &Counter, key: &SecurityKey) -> Result<(), DeskError> {
    let office = &counter.office;
    let session = office.store.session(&counter.digest).await?;
    if session.is_none() {
        return Err(DeskError::Access(AccessError::Outdated));
    }
    let posting = office
        .begin("security_key.copied", Some(trace(office, &key.credential)))
        .await?;
    posting.commit().await?;
    Err(DeskError::Access(AccessError::KeyRefused(KeyFault::Copied)))
}

/// By what the audit knows a key. What its owner calls it may name a person, and can be removed.
fn trace(office: &Office, credential: &str) -> String {
    let tag = office.secret.tag(&[b"key", credential.as_bytes()]);
    hexadecimal(&tag[..8])
}

fn written(asked: &impl serde::Serialize) -> Option<String> {
    serde_json::to_string(asked).ok()
}

fn refused() -> DeskError {
    DeskError::Access(AccessError::KeyRefused(KeyFault::Unproven))
}
