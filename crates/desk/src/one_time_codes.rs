//! 「ワンタイムコード」 the six digits of RFC 6238, half a minute each, as authenticator programs show
//! them. The secret is made of the city's secret and a salt, and stands nowhere.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha1::Sha1;

/// Seconds of a step.
const STEP: i64 = 30;

/// How many digits.
const DIGITS: usize = 6;

/// The step of a moment.
#[must_use]
pub fn step(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP)
}

/// The code of a secret at a step.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let tag: [u8; 20] = mac.finalize().into_bytes().into();
    // RFC 4226, 5.3: the last half byte says where four bytes are taken from.
    let at = usize::from(tag[19] & 15);
    let taken = [tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]];
    format!("{:06}", u32::from_be_bytes(taken) % 1_000_000)
}

/// The step whose code this is, within one step of the moment, for clocks that are a little off.
#[must_use]
pub fn matching_step(secret: &[u8], shown: &str, now: Timestamp) -> Option<i64> {
    let digits: String = shown.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = enishi_domain::text::fold_ascii(&digits);
    if digits.len() != DIGITS {
        return None;
    }
    let now = step(now);
    let mut steps = [now, now - 1, now + 1].into_iter();
    steps.find(|step| crate::passwords::same(code(secret, *step).as_bytes(), digits.as_bytes()))
}

/// As people type a secret: letters and the digits 2 to 7 (RFC 4648).
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut all = [0_u8; 8];
        all[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(all);
        for n in 0..(chunk.len() * 8).div_ceil(5) {
            let at = (bits >> (35 - 5 * n)) & 31;
            text.push(char::from(SIGNS[usize::try_from(at).unwrap_or(0)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, in six digits.
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(code(b"12345678901234567890", step(now)), expected);
        }
    }

    #[test]
    fn a_code_counts_one_step_early_or_late_and_no_more() {
        let secret = b"12345678901234567890";
        let shown = code(secret, 100);
        for (second, found) in [
            (2970, true),
            (3000, true),
            (3059, true),
            (3060, false),
            (2969, false),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(
                matching_step(secret, &shown, now).is_some(),
                found,
                "{second}"
            );
        }
        let now = Timestamp::from_second(3000).unwrap();
        let spaced = format!("{} {}", &shown[..3], &shown[3..]);
        assert_eq!(matching_step(secret, &spaced, now), Some(100));
        assert_eq!(matching_step(secret, "", now), None);
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
