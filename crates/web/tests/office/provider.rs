//! A directory that speaks OpenID Connect, on a port of this machine: it knows one client, gives
//! codes for whoever a test says is there, and bends its answers where a test wants that.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bent answer differs from an upright one in one place, and not in the others"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use enishi_web::{Listening, Tls, serve};
use jiff::Timestamp;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::key::base64url;

pub const CLIENT: &str = "enishi";

pub const SECRET: &str = "lantern";

/// How an answer is bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bent {
    Straight,
    Nonce,
    NoNonce,
    Audience,
    SecondAudience,
    Issuer,
    Expired,
    Signature,
    Payload,
    Unsigned,
    SharedSecret,
    AccessToken,
    NoToken,
    Text,
    Redirect,
    TooLarge,
    Down,
    Another,
    Faulty,
    Silent,
}

/// By which key the directory signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// By the first of its keys.
    First,
    /// By the one that it took in the place of the first.
    Second,
    /// By one that it does not name.
    Unnamed,
    /// By one as most directories have it.
    Rsa,
}

/// The directory.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
    /// Answers that are waited for go on.
    speaks: Arc<Notify>,
}

struct Inner {
    bent: Bent,
    signs: Signs,
    claims: Value,
    now: Timestamp,
    codes: BTreeMap<String, BTreeMap<String, String>>,
    given: usize,
    asked: usize,
    described: usize,
}

impl Provider {
    /// In the clear.
    pub async fn new(now: Timestamp) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let provider = Self::at(&format!("http://{address}"), now);
        tokio::spawn(axum::serve(socket, provider.router()).into_future());
        provider
    }

    /// Over TLS, with a certificate of this machine.
    pub async fn over_tls(now: Timestamp, tls: &Tls) -> Self {
        let address = ([127, 0, 0, 1], 0).into();
        let listening = Listening::at(address, Some(tls), None).await.unwrap();
        let provider = Self::at(&format!("https://{}", listening.address), now);
        let router = provider.router();
        tokio::spawn(serve(listening, router, std::future::pending()));
        provider
    }

    fn at(address: &str, now: Timestamp) -> Self {
        let inner = Inner {
            bent: Bent::Straight,
            signs: Signs::First,
            claims: json!({}),
            now,
            codes: BTreeMap::new(),
            given: 0,
            asked: 0,
            described: 0,
        };
        Self {
            issuer: format!("{address}/city"),
            inner: Arc::new(Mutex::new(inner)),
            speaks: Arc::default(),
        }
    }

    fn router(&self) -> Router {
        Router::new()
            .route("/city/.well-known/openid-configuration", get(describe))
            .route("/city/keys", get(keys))
            .route("/city/token", post(token))
            .route("/elsewhere", get(describe))
            .with_state(self.clone())
    }

    /// Who is there, in the directory's own words.
    pub fn says(&self, claims: Value) {
        self.inner.lock().unwrap().claims = claims;
    }

    pub fn bends(&self, bent: Bent) {
        self.inner.lock().unwrap().bent = bent;
    }

    pub fn signs(&self, signs: Signs) {
        self.inner.lock().unwrap().signs = signs;
    }

    /// Whoever is silent goes on.
    pub fn speaks(&self) {
        self.speaks.notify_waiters();
    }

    pub fn is_at(&self, now: Timestamp) {
        self.inner.lock().unwrap().now = now;
    }

    /// How many codes were exchanged.
    pub fn asked(&self) -> usize {
        self.inner.lock().unwrap().asked
    }

    /// How often it was asked what it is.
    pub fn described(&self) -> usize {
        self.inner.lock().unwrap().described
    }

    /// What the directory does with a browser that comes, once somebody showed it who they are.
    /// Gives what the browser brings back.
    pub fn sees(&self, address: &str) -> String {
        let (page, query) = address.split_once('?').unwrap();
        assert_eq!(page, format!("{}/authorize", self.issuer));
        let asked = fields(query);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        assert_eq!(asked["acr_values"], "card");
        let state = asked["state"].clone();
        let mut inner = self.inner.lock().unwrap();
        inner.given += 1;
        let code = format!("code-{}", inner.given);
        inner.codes.insert(code.clone(), asked);
        format!("code={code}&state={state}")
    }
}

async fn describe(State(provider): State<Provider>) -> Response {
    let mut inner = provider.inner.lock().unwrap();
    inner.described += 1;
    let issuer = match inner.bent {
        Bent::Another => &format!("{}/other", provider.issuer),
        _ => &provider.issuer,
    };
    match inner.bent {
        Bent::Down => return StatusCode::BAD_GATEWAY.into_response(),
        Bent::Redirect => {
            let to = [("location", "/elsewhere")];
            return (StatusCode::FOUND, to).into_response();
        }
        Bent::TooLarge => return said(&json!({"issuer": "x".repeat(2_000_000)})),
        _ => {}
    }
    let told = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    });
    said(&told)
}

async fn keys(State(provider): State<Provider>) -> Response {
    let key = match provider.inner.lock().unwrap().signs {
        Signs::First | Signs::Unnamed => curve_key("one", &signing(7)),
        Signs::Second => curve_key("two", &signing(9)),
        Signs::Rsa => {
            let mut key = json!(rsa().as_verification_key());
            key["alg"] = json!("RS256");
            key
        }
    };
    said(&json!({"keys": [key]}))
}

fn curve_key(name: &str, key: &SigningKey) -> Value {
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name,
        "x": base64url(x), "y": base64url(y),
    })
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Response {
    let form = fields(&body);
    let spoken = provider.speaks.notified();
    let bent = {
        let mut inner = provider.inner.lock().unwrap();
        inner.asked += 1;
        inner.bent
    };
    match bent {
        Bent::Down => return StatusCode::BAD_GATEWAY.into_response(),
        Bent::Faulty => return (StatusCode::SERVICE_UNAVAILABLE, "{}").into_response(),
        Bent::Silent => spoken.await,
        _ => {}
    }
    let mut inner = provider.inner.lock().unwrap();
    let basic = headers[AUTHORIZATION].to_str().unwrap();
    let client = base64url(format!("{CLIENT}:{SECRET}").as_bytes());
    let is_client = basic.trim_end_matches('=') == format!("Basic {client}");
    let refused = || {
        let refused = said(&json!({"error": "invalid_grant"}));
        (StatusCode::BAD_REQUEST, refused).into_response()
    };
    // A code counts once.
    let Some(asked) = inner.codes.remove(&form["code"]).filter(|_| is_client) else {
        return refused();
    };
    let challenge = base64url(&Sha256::digest(&form["code_verifier"]));
    let belongs = challenge == asked["code_challenge"]
        && form["redirect_uri"] == asked["redirect_uri"]
        && form["grant_type"] == "authorization_code";
    if !belongs {
        return refused();
    }
    let access = "an-access-token";
    let mut told = json!({"access_token": access, "token_type": "Bearer", "expires_in": 60});
    match inner.bent {
        Bent::NoToken => {}
        Bent::Text => told["id_token"] = json!("not.a.token"),
        _ => told["id_token"] = json!(inner.identity(&provider.issuer, &asked["nonce"])),
    }
    said(&told)
}

impl Inner {
    /// The identity token.
    fn identity(&self, issuer: &str, nonce: &str) -> String {
        let second = self.now.as_second();
        let half = &Sha256::digest("an-access-token")[..16];
        let mut claims = json!({
            "iss": issuer, "aud": CLIENT, "sub": "s-1", "nonce": nonce,
            "iat": second, "exp": second + 60, "auth_time": second, "at_hash": base64url(half),
        });
        for (name, value) in self.claims.as_object().unwrap() {
            claims[name] = value.clone();
        }
        match self.bent {
            Bent::Nonce => claims["nonce"] = json!("another"),
            Bent::NoNonce => drop(claims.as_object_mut().unwrap().remove("nonce")),
            Bent::Audience => claims["aud"] = json!("another"),
            Bent::SecondAudience => claims["aud"] = json!([CLIENT, "another"]),
            Bent::Issuer => claims["iss"] = json!(format!("{issuer}/other")),
            Bent::Expired => claims["exp"] = json!(second),
            Bent::AccessToken => claims["at_hash"] = json!(base64url(&[0; 16])),
            _ => {}
        }
        let (method, name) = match (self.bent, self.signs) {
            (Bent::Unsigned, _) => ("none", "one"),
            (Bent::SharedSecret, _) => ("HS256", "one"),
            (_, Signs::First) => ("ES256", "one"),
            (_, Signs::Second) => ("ES256", "two"),
            (_, Signs::Unnamed) => ("ES256", "three"),
            (_, Signs::Rsa) => ("RS256", "rsa"),
        };
        let head = json!({"alg": method, "kid": name, "typ": "JWT"});
        let part = |json: &Value| base64url(json.to_string().as_bytes());
        let signed = format!("{}.{}", part(&head), part(&claims));
        let signature = match (self.bent, self.signs) {
            (Bent::Unsigned, _) => Vec::new(),
            (Bent::SharedSecret, _) => keyed(SECRET.as_bytes(), signed.as_bytes()),
            (Bent::Signature, _) => sign(&signing(8), &signed),
            (_, Signs::First | Signs::Unnamed) => sign(&signing(7), &signed),
            (_, Signs::Second) => sign(&signing(9), &signed),
            (_, Signs::Rsa) => {
                let method = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
                rsa().sign(&method, signed.as_bytes()).unwrap()
            }
        };
        if self.bent == Bent::Payload {
            claims["preferred_username"] = json!("admin");
            return format!(
                "{}.{}.{}",
                part(&head),
                part(&claims),
                base64url(&signature)
            );
        }
        format!("{signed}.{}", base64url(&signature))
    }
}

fn said(told: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

fn fields(text: &str) -> BTreeMap<String, String> {
    let pairs = form_urlencoded::parse(text.as_bytes());
    pairs.into_owned().collect()
}

fn signing(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

/// A key that stands here for tests and opens nothing.
fn rsa() -> CoreRsaPrivateSigningKey {
    let name = JsonWebKeyId::new("rsa".to_owned());
    CoreRsaPrivateSigningKey::from_pem(include_str!("provider.pem"), Some(name)).unwrap()
}

fn sign(key: &SigningKey, text: &str) -> Vec<u8> {
    let signature: Signature = key.sign(text.as_bytes());
    signature.to_bytes().to_vec()
}

/// HMAC-SHA-256, of a key that is shorter than a block.
fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    let pad = |with: u8| -> Vec<u8> {
        let at = |n: usize| key.get(n).copied().unwrap_or_default() ^ with;
        (0..64).map(at).collect()
    };
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}
