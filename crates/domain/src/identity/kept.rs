//! Keys as a database keeps them: sixteen numbers in a fixed order, then the numbers that somebody
//! gave, eight bytes each.

use super::keys::{Key, KeyKind, Keys};
use crate::party::PartyType;

/// The order of the bytes. A new kind goes to the end, or kept keys change their meaning.
const ORDER: [KeyKind; KeyKind::COUNT] = [
    KeyKind::Name,
    KeyKind::NameShape,
    KeyKind::FamilyName,
    KeyKind::GivenName,
    KeyKind::Kana,
    KeyKind::KanaShape,
    KeyKind::FamilyKana,
    KeyKind::GivenKana,
    KeyKind::Birth,
    KeyKind::Postcode,
    KeyKind::Town,
    KeyKind::Address,
    KeyKind::Telephone,
    KeyKind::Mail,
    KeyKind::CorporateNumber,
    KeyKind::LegalForm,
];

impl Keys {
    /// The keys as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let values = ORDER
            .iter()
            .map(|kind| self.get(*kind).map_or(0, Key::to_integer));
        let numbers = self.identifiers().iter().map(|key| key.to_integer());
        values.chain(numbers).flat_map(i64::to_le_bytes).collect()
    }

    /// What [`Keys::to_bytes`] wrote; none for bytes of another form.
    #[must_use]
    pub fn from_bytes(party_type: PartyType, bytes: &[u8]) -> Option<Self> {
        let (integers, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() || integers.len() < ORDER.len() {
            return None;
        }
        let mut keys = integers.iter().map(|one| i64::from_le_bytes(*one));
        let values: Vec<_> = ORDER
            .iter()
            .zip(keys.by_ref())
            .filter_map(|(kind, kept)| Some((*kind, Key::from_integer(kept)?)))
            .collect();
        let identifiers = keys.map(Key::from_integer).collect::<Option<Vec<_>>>()?;
        Some(Self::from_kept(party_type, values, identifiers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_keys_come_back() {
        let key = |n: i64| Key::from_integer(n).expect("not 0");
        let numbered: Vec<_> = ORDER.iter().copied().zip((1..).map(key)).collect();
        for values in [numbered.clone(), numbered[3..5].to_vec(), Vec::new()] {
            for identifiers in [vec![], vec![key(-7), key(i64::MAX)]] {
                let keys = Keys::from_kept(PartyType::Person, values.clone(), identifiers);
                let kept = keys.to_bytes();
                assert_eq!(Keys::from_bytes(PartyType::Person, &kept), Some(keys));
            }
        }
        for bytes in [&[0_u8; 127][..], &[0; 8], &[]] {
            assert_eq!(Keys::from_bytes(PartyType::Person, bytes), None);
        }
    }
}
