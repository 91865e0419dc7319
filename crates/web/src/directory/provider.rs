//! What the directory is asked, and what must hold of its answer before it is believed: the flow by
//! code with PKCE, and an identity token that it signed, for us, for this login, and just now.

use std::collections::BTreeMap;

use enishi_desk::directory_login::DirectoryFault;
use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthenticationFlow, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tokio::sync::Semaphore;

use super::asking::Asking;
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
}

/// What proves that an answer belongs to a login that was begun: 256 random bits each.
#[derive(Clone)]
pub struct Kept {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the identity token.
    pub nonce: String,
    /// Is shown with the code; the browser carries its digest only.
    pub verifier: String,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// Whom the directory vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the directory calls them.
    pub login: String,
    /// Whether they showed it what the city counts as a second factor.
    pub is_strong: bool,
}

impl Provider {
    /// The directory of some settings. It is not asked before somebody comes.
    pub fn new(settings: Settings) -> Result<Self, DirectoryError> {
        let refused = |key, text: &str| DirectoryError::Address(key, text.to_owned());
        let issuer = IssuerUrl::new(settings.issuer.clone());
        let way_back = RedirectUrl::new(settings.way_back.clone());
        Ok(Self {
            issuer: issuer.map_err(|_| refused("issuer", &settings.issuer))?,
            way_back: way_back.map_err(|_| refused("public_address", &settings.way_back))?,
            asking: Asking::new(settings.authorities.as_deref())?,
            turns: Semaphore::new(AT_ONCE),
            settings,
        })
    }

    /// What it calls itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a browser is sent.
    pub async fn way_there(&self, kept: &Kept) -> Result<String, DirectoryFault> {
        let _turn = self.turn()?;
        let known = self.known().await?;
        let verifier = PkceCodeVerifier::new(kept.verifier.clone());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (state, nonce) = (kept.state.clone(), kept.nonce.clone());
        let (state, nonce) = (move || CsrfToken::new(state), move || Nonce::new(nonce));
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, _, _) = known
            .authorize_url(flow, state, nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        // A form of ours leads there, so it must be as safe to go to as what we ask ourselves.
        let is_safe = url.scheme() == "https" || self.issuer.url().scheme() == "http";
        if is_safe {
            Ok(url.into())
        } else {
            Err(DirectoryFault::Untrusted)
        }
    }

    /// Whom it vouches for, by a code that a browser brought.
    pub async fn person(
        &self,
        code: &str,
        kept: &Kept,
        now: Timestamp,
    ) -> Result<Person, DirectoryFault> {
        let _turn = self.turn()?;
        let known = self.known().await?;
        let request = known
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| DirectoryFault::Unavailable)?
            .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier.clone()));
        let answer = request.request_async(&self.asking).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => DirectoryFault::Declined,
            RequestTokenError::Request(_) => DirectoryFault::Unavailable,
            RequestTokenError::Parse(_, _) | RequestTokenError::Other(_) => {
                DirectoryFault::Untrusted
            }
        })?;
        self.believed(&known, &answer, kept, now)
    }

    fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, DirectoryFault> {
        let turn = self.turns.try_acquire();
        turn.map_err(|_| DirectoryFault::Unavailable)
    }

    /// What the directory says of itself, with its keys; asked each time, as keys change.
    async fn known(&self) -> Result<Known, DirectoryFault> {
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.asking).await;
        let told = asked.map_err(|error| {
            let is_another = matches!(error, DiscoveryError::Validation(_));
            if is_another {
                DirectoryFault::Untrusted
            } else {
                DirectoryFault::Unavailable
            }
        })?;
        let client_id = ClientId::new(self.settings.client_id.clone());
        let secret = ClientSecret::new(self.settings.client_secret.clone());
        let known = Known::from_provider_metadata(told, client_id, Some(secret));
        Ok(known.set_redirect_uri(self.way_back.clone()))
    }

    fn believed(
        &self,
        known: &Known,
        answer: &StandardTokenResponse<Fields, CoreTokenType>,
        kept: &Kept,
        now: Timestamp,
    ) -> Result<Person, DirectoryFault> {
        let untrusted = DirectoryFault::Untrusted;
        let now = now.to_string();
        let verifier = known
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || now.parse().expect("a moment is written as it is read"));
        let token = answer.id_token().ok_or(untrusted)?;
        let nonce = Nonce::new(kept.nonce.clone());
        let claims = token.claims(&verifier, &nonce).map_err(|_| untrusted)?;
        if let Some(expected) = claims.access_token_hash() {
            let method = token.signing_alg().map_err(|_| untrusted)?;
            let key = token.signing_key(&verifier).map_err(|_| untrusted)?;
            let found = AccessTokenHash::from_token(answer.access_token(), method, key);
            if found.map_err(|_| untrusted)? != *expected {
                return Err(untrusted);
            }
        }
        Ok(Person {
            login: self.name(claims).ok_or(DirectoryFault::NoAccount)?,
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
