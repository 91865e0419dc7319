//! How what the ledger numbers is named in an address or a field: `E12`, `P12`, and no other way to
//! write it, as a number of a register may look much like it.

use enishi_domain::engagement::EngagementId;
use enishi_domain::party::PartyId;

/// An engagement: `E12`.
pub fn engagement_id(text: &str) -> Option<EngagementId> {
    number(text, 'E').map(EngagementId)
}

/// A party: `P12`.
pub fn party_id(text: &str) -> Option<PartyId> {
    number(text, 'P').map(PartyId)
}

fn number(text: &str, letter: char) -> Option<i64> {
    let digits = text.strip_prefix(letter)?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain)
}
