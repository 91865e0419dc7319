//! What the directory is asked, and what must hold of its answer before it is believed: the flow by
//! code with PKCE, and an identity token that it signed, for us, for this login, and just now.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthenticationContextClass, AuthenticationFlow,
    AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims,
    IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Patience;
use super::asking::{AskError, Asking};
use super::cause::Cause;
use super::settings::{DirectoryError, Settings};

/// How signatures may be made: by a key that only the directory has. What it shares with us signs
/// nothing, and nothing goes unsigned.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How many logins ask the directory at once.
const AT_ONCE: usize = 16;

/// For how long it is remembered what the directory says of itself, with its keys.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(10);

/// How long it is not asked again for a key that it did not have.
const ASKED: SignedDuration = SignedDuration::from_secs(30);

/// How far its clock may be behind ours.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// The longest name of an account.
const LONGEST: usize = 200;

/// Claims beyond the standard's own.
#[derive(Debug, Deserialize, Serialize)]
struct Further {
    #[serde(flatten)]
    all: BTreeMap<String, Json>,
}

impl AdditionalClaims for Further {}

type Claims = IdTokenClaims<Further, CoreGenderClaim>;

type Fields = IdTokenFields<
    Further,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Known = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The directory, and how we are known there.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    issuer: IssuerUrl,
    way_back: RedirectUrl,
    asking: Asking,
    turns: Semaphore,
    patience: Duration,
    memory: Mutex<Memory>,
}

/// What the directory said of itself, and when it was asked last.
#[derive(Debug, Default)]
struct Memory {
    known: Option<(Timestamp, Arc<Known>)>,
    asked: Timestamp,
}

/// One of those who may ask the directory.
#[derive(Debug)]
pub struct Turn<'a>(#[expect(dead_code, reason = "held")] SemaphorePermit<'a>);

/// What proves that an answer belongs to a login that was begun: 256 random bits each.
#[derive(Clone)]
pub struct Kept {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the identity token.
    pub nonce: String,
    /// Is shown with the code; the browser carries its digest only.
    pub verifier: String,
    /// When it was begun.
    pub begun_at: Timestamp,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// Whom the directory vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Whom it knows them as, whatever they are called.
    pub subject: String,
    /// What the directory calls them.
    pub login: String,
    /// Whether they showed it what the city counts as a second factor.
    pub is_strong: bool,
}

impl Provider {
    /// The directory of some settings. It is not asked before somebody comes.
    pub fn new(settings: Settings, patience: Patience) -> Result<Self, DirectoryError> {
        let refused = |key, text: &str| DirectoryError::Address(key, text.to_owned());
        let issuer = IssuerUrl::new(settings.issuer.clone());
        let way_back = RedirectUrl::new(settings.way_back.clone());
        let issuer = issuer.map_err(|_| refused("issuer", &settings.issuer))?;
        let scheme = issuer.url().scheme().to_owned();
        let authorities = settings.authorities.as_deref();
        Ok(Self {
            issuer,
            way_back: way_back.map_err(|_| refused("public_address", &settings.way_back))?,
            asking: Asking::new(authorities, scheme, patience.answer)?,
            turns: Semaphore::new(AT_ONCE),
            patience: patience.turn,
            memory: Mutex::default(),
            settings,
        })
    }

    /// What it calls itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a browser is sent.
    pub async fn way_there(&self, kept: &Kept) -> Result<String, Cause> {
        let known = match self.remembered(kept.begun_at) {
            Some(known) => known,
            None => {
                let _turn = self.turn().await?;
                self.known(kept.begun_at).await?
            }
        };
        let verifier = PkceCodeVerifier::new(kept.verifier.clone());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (state, nonce) = (kept.state.clone(), kept.nonce.clone());
        let (state, nonce) = (move || CsrfToken::new(state), move || Nonce::new(nonce));
        let settings = &self.settings;
        let mut request = known
            .authorize_url(flow, state, nonce)
            .add_scopes(settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if settings.asks_each_time {
            request = request.add_prompt(CoreAuthPrompt::Login);
            request = request.set_max_age(Duration::ZERO);
        }
        for class in &settings.strong_acr {
            let class = AuthenticationContextClass::new(class.clone());
            request = request.add_auth_context_value(class);
        }
        let (url, _, _) = request.url();
        // A form of ours leads there, so it must be as safe to go to as what we ask ourselves.
        if url.scheme() == "https" || url.scheme() == self.issuer.url().scheme() {
            Ok(url.into())
        } else {
            Err(Cause::Address)
        }
    }

    /// Whom it vouches for, by a code that a browser brought.
    pub async fn person(
        &self,
        code: &str,
        kept: &Kept,
        (_turn, now): (&Turn<'_>, Timestamp),
    ) -> Result<Person, Cause> {
        let known = self.known(now).await?;
        let request = known
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Cause::Metadata)?
            .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier.clone()));
        let answer = request.request_async(&self.asking).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => Cause::refused(said.error().as_ref()),
            RequestTokenError::Request(error) => Cause::from(&error),
            RequestTokenError::Parse(_, _) | RequestTokenError::Other(_) => Cause::Answer,
        })?;
        let believed = self.believed(&known, &answer, kept, now);
        // Keys change. Only the directory itself can give a token that leads to this question.
        if believed == Err(Cause::Key) && self.may_ask_again(now) {
            let known = self.asked(now).await?;
            return self.believed(&known, &answer, kept, now);
        }
        believed
    }

    /// Waits until fewer ask.
    pub async fn turn(&self) -> Result<Turn<'_>, Cause> {
        let turn = tokio::time::timeout(self.patience, self.turns.acquire()).await;
        match turn {
            Ok(Ok(turn)) => Ok(Turn(turn)),
            Ok(Err(_)) | Err(_) => Err(Cause::Turns),
        }
    }

    /// What the directory says of itself, with its keys.
    async fn known(&self, now: Timestamp) -> Result<Arc<Known>, Cause> {
        match self.remembered(now) {
            Some(known) => Ok(known),
            None => self.asked(now).await,
        }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it said not long ago.
    fn remembered(&self, now: Timestamp) -> Option<Arc<Known>> {
        let memory = self.memory();
        let (at, known) = memory.known.as_ref()?;
        (now.duration_since(*at).abs() < REMEMBERED).then(|| known.clone())
    }

    /// Whether it was not asked just now.
    fn may_ask_again(&self, now: Timestamp) -> bool {
        let mut memory = self.memory();
        let may = now.duration_since(memory.asked).abs() >= ASKED;
        if may {
            memory.asked = now;
        }
        may
    }

    /// What it says now.
    async fn asked(&self, now: Timestamp) -> Result<Arc<Known>, Cause> {
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.asking).await;
        let told = asked.map_err(|error| cause_of_discovery(&error))?;
        let client_id = ClientId::new(self.settings.client_id.clone());
        let secret = ClientSecret::new(self.settings.client_secret.clone());
        let known = Known::from_provider_metadata(told, client_id, Some(secret));
        let known = Arc::new(known.set_redirect_uri(self.way_back.clone()));
        let mut memory = self.memory();
        memory.asked = now;
        memory.known = Some((now, known.clone()));
        Ok(known)
    }

    fn believed(
        &self,
        known: &Known,
        answer: &StandardTokenResponse<Fields, CoreTokenType>,
        kept: &Kept,
        now: Timestamp,
    ) -> Result<Person, Cause> {
        let now = now.to_string();
        let earliest = kept.begun_at.saturating_sub(SKEW);
        let earliest = earliest.unwrap_or(kept.begun_at).as_second();
        let asks = self.settings.asks_each_time;
        let verifier = known
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || now.parse().expect("a moment is written as it is read"))
            .set_auth_time_verifier_fn(move |shown| match shown {
                Some(shown) if !asks || shown.timestamp() >= earliest => Ok(()),
                None if !asks => Ok(()),
                Some(_) | None => Err(String::new()),
            });
        let token = answer.id_token().ok_or(Cause::Answer)?;
        let nonce = Nonce::new(kept.nonce.clone());
        let claims = token.claims(&verifier, &nonce)?;
        if let Some(expected) = claims.access_token_hash() {
            let method = token.signing_alg()?;
            let key = token.signing_key(&verifier)?;
            let found = AccessTokenHash::from_token(answer.access_token(), method, key);
            if found.map_err(|_| Cause::Answer)? != *expected {
                return Err(Cause::Answer);
            }
        }
        Ok(Person {
            subject: claims.subject().as_str().to_owned(),
            login: self.name(claims).ok_or(Cause::Claim)?,
            is_strong: self.is_strong(claims),
        })
    }

    /// The name of the account, as the claim says it that the city declared.
    fn name(&self, claims: &Claims) -> Option<String> {
        let name = match self.settings.account_claim.as_str() {
            "preferred_username" => claims.preferred_username()?.as_str(),
            "sub" => claims.subject().as_str(),
            other => claims.additional_claims().all.get(other)?.as_str()?,
        };
        let is_name = !name.is_empty() && name.chars().count() <= LONGEST;
        (is_name && !name.contains('\0')).then(|| name.to_owned())
    }

    fn is_strong(&self, claims: &Claims) -> bool {
        let strong = &self.settings;
        let mut ways = claims.auth_method_refs().into_iter().flatten();
        let class = claims.auth_context_ref();
        ways.any(|way| strong.strong_amr.iter().any(|known| known == way.as_str()))
            || class.is_some_and(|class| strong.strong_acr.contains(class))
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the list may grow, and whatever is new cannot be read"
)]
fn cause_of_discovery(error: &DiscoveryError<AskError>) -> Cause {
    match error {
        DiscoveryError::Request(error) => error.into(),
        DiscoveryError::Response(_, _, _) => Cause::Status,
        DiscoveryError::Validation(_) => Cause::Issuer,
        _ => Cause::Metadata,
    }
}
