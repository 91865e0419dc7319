//! A certificate for this machine that vouches for itself, and its key, both in PEM: DER by hand,
//! as far as one certificate needs it.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::key::base64url;

/// `2.5.4.3`, the common name.
const NAME: &[u8] = b"\x06\x03\x55\x04\x03";

/// `1.2.840.10045.4.3.2`, ECDSA with SHA-256.
const ECDSA: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";

/// `1.2.840.10045.2.1` on `1.2.840.10045.3.1.7`, a point of P-256.
const POINT: &[u8] =
    b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";

/// `2.5.29.17`, the names of whoever it is of.
const NAMES: &[u8] = b"\x06\x03\x55\x1d\x11";

/// The certificate and its key.
pub fn certificate(seed: u8) -> [String; 2] {
    let key = SigningKey::from_slice(&[seed; 32]).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let bits = |bytes: &[u8]| tagged(0x03, &[b"\0", bytes]);
    let sequence = |parts: &[&[u8]]| tagged(0x30, parts);
    let name = sequence(&[NAME, &tagged(0x0c, &[b"a test"])]);
    let name = sequence(&[&tagged(0x31, &[&name])]);
    let moment = |text: &[u8]| tagged(0x18, &[text]);
    let times = sequence(&[&moment(b"20200101000000Z"), &moment(b"99991231235959Z")]);
    let public = sequence(&[&sequence(&[POINT]), &bits(point.as_bytes())]);
    let address = sequence(&[&tagged(0x87, &[&[127, 0, 0, 1]])]);
    let names = sequence(&[NAMES, &tagged(0x04, &[&address])]);
    let further = tagged(0xa3, &[&sequence(&[&names])]);
    let method = sequence(&[ECDSA]);
    let (third, one) = (
        b"\xa0\x03\x02\x01\x02".as_slice(),
        b"\x02\x01\x01".as_slice(),
    );
    let said = sequence(&[third, one, &method, &name, &times, &name, &public, &further]);
    let signature: Signature = key.sign(&said);
    let signature = bits(signature.to_der().as_bytes());
    let certificate = sequence(&[&said, &method, &signature]);
    let own = tagged(0xa1, &[&bits(point.as_bytes())]);
    let own = sequence(&[one, &tagged(0x04, &[&[seed; 32]]), &own]);
    let zero = b"\x02\x01\x00";
    let private = sequence(&[zero, &sequence(&[POINT]), &tagged(0x04, &[&own])]);
    [
        pem("CERTIFICATE", &certificate),
        pem("PRIVATE KEY", &private),
    ]
}

/// What stands behind a tag and its length.
fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    // DER writes a length in as few bytes as it can.
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        Ok(middling) => out.extend([0x81, middling]),
        Err(_) => {
            out.push(0x82);
            out.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        }
    }
    out.extend(content);
    out
}

fn pem(what: &str, bytes: &[u8]) -> String {
    let mut text = base64url(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    format!("-----BEGIN {what}-----\n{text}\n-----END {what}-----\n")
}
