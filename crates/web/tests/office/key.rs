//! A security key without a case: it makes a pair of keys for a server and signs what it is asked
//! to, or, where a test wants that, something else.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::browser::{Answer, HOST};

/// Somebody touched it.
const PRESENT: u8 = 1;

/// A new public key is told.
const WITH_KEY: u8 = 0x40;

/// One key.
#[derive(Clone)]
pub struct Key {
    pub id: Vec<u8>,
    pub host: String,
    pub origin: String,
    pub counter: u32,
    pub flags: u8,
    signing: SigningKey,
}

impl Key {
    pub fn new(seed: u8) -> Self {
        Self {
            id: vec![seed; 32],
            host: HOST.to_owned(),
            origin: format!("https://{HOST}"),
            counter: 1,
            flags: PRESENT,
            signing: SigningKey::from_slice(&[seed; 32]).unwrap(),
        }
    }

    /// What a browser brings back where a page asked for a new key.
    pub fn made(&self, asked: &Value) -> String {
        let client = self.client("webauthn.create", asked);
        let mut data = self.data(self.flags | WITH_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // A map of three in CBOR: no statement about the maker is made.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let response = json!({
            "clientDataJSON": base64url(client.as_bytes()),
            "attestationObject": base64url(&object),
        });
        json!({"rawId": base64url(&self.id), "response": response}).to_string()
    }

    /// What a browser brings back where a page asked for a key that it knows.
    pub fn shown(&mut self, asked: &Value) -> String {
        self.counter += 1;
        self.signed(asked)
    }

    /// The same from a key that does not count.
    pub fn signed(&self, asked: &Value) -> String {
        let client = self.client("webauthn.get", asked);
        let data = self.data(self.flags);
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature: Signature = self.signing.sign(&signed);
        let response = json!({
            "clientDataJSON": base64url(client.as_bytes()),
            "authenticatorData": base64url(&data),
            "signature": base64url(signature.to_der().as_bytes()),
        });
        json!({"rawId": base64url(&self.id), "response": response}).to_string()
    }

    fn client(&self, what: &str, asked: &Value) -> String {
        let (challenge, origin) = (&asked["challenge"], &self.origin);
        json!({"type": what, "challenge": challenge, "origin": origin, "crossOrigin": false})
            .to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(&self.host).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// As COSE writes a point of P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.signing.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(&point[1..33]);
        key.extend(b"\x22\x58\x20");
        key.extend(&point[33..]);
        key
    }
}

/// What a page asks a key for: `create` or `get`.
pub fn asked(page: &Answer, what: &str) -> Option<Value> {
    let mark = format!("data-key=\"{what}\" data-asked=\"");
    let (_, rest) = page.text.split_once(&mark)?;
    let escaped = rest.split('"').next()?;
    let plain = escaped.replace("&#34;", "\"").replace("&quot;", "\"");
    Some(serde_json::from_str(&plain).unwrap())
}

pub fn base64url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut all = [0; 4];
        all[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(all);
        for n in 0..=chunk.len() {
            let at = (bits >> (18 - 6 * n)) & 63;
            text.push(char::from(SIGNS[usize::try_from(at).unwrap()]));
        }
    }
    text
}
