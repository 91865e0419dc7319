//! Parties that bear a number of our own form: the number says who they are, and nobody is matched.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use enishi_domain::identity::LinkVerdict;
use enishi_domain::identity::keys::Keys;
use enishi_domain::party::{Identifier, PartyId};

use super::super::own_form::Number;
use super::{NewLink, Resolver, Written};
use crate::error::DeskError;
use crate::office::Office;

/// What stands beside a link that another ledger had.
const REASON: &str = "own_form";

/// Takes the numbered ones out of what must be decided.
pub(super) async fn take(
    office: &Office,
    purpose: &str,
    described: &[Keys],
    numbers: &BTreeMap<usize, Number>,
    resolver: &mut Resolver,
) -> Result<(), DeskError> {
    let schemes: BTreeSet<&str> = numbers.values().filter_map(scheme).collect();
    let known = known(office, purpose, &schemes).await?;
    let mut seen: HashMap<&Identifier, Written> = HashMap::new();
    let mut ones: BTreeMap<(&str, &str), BTreeSet<Written>> = BTreeMap::new();
    for (at, number) in numbers {
        let keys = &described[*at];
        match number {
            Number::Own { party, is_new } => {
                resolver.known += 1;
                resolver.written[*at] = Some(Written::There(*party));
                if *is_new {
                    resolver.anew.insert(*at);
                }
            }
            Number::Other { number, one } => {
                let there = known.get(number).map(|party| Written::There(*party));
                let written = match there.or_else(|| seen.get(number).copied()) {
                    Some(written) => {
                        resolver.known += 1;
                        resolver.written[*at] = Some(written);
                        if !resolver.is_described(written, keys, described) {
                            resolver.anew.insert(*at);
                        }
                        written
                    }
                    None => resolver.add(*at),
                };
                seen.insert(number, written);
                let group = (number.scheme.as_str(), one.as_str());
                ones.entry(group).or_default().insert(written);
            }
        }
    }
    for written in ones.into_values() {
        let mut written = written.into_iter();
        let Some(first) = written.next() else {
            continue;
        };
        resolver.links.extend(written.map(|other| NewLink {
            a: other,
            b: first,
            verdict: LinkVerdict::Same,
            reason: REASON,
        }));
    }
    Ok(())
}

fn scheme(number: &Number) -> Option<&str> {
    match number {
        Number::Own { .. } => None,
        Number::Other { number, .. } => Some(&number.scheme),
    }
}

/// Who of another ledger was taken over before, for the same purpose.
async fn known(
    office: &Office,
    purpose: &str,
    schemes: &BTreeSet<&str>,
) -> Result<HashMap<Identifier, PartyId>, DeskError> {
    let mut known = HashMap::new();
    if schemes.is_empty() {
        return Ok(known);
    }
    let take = |party, number: Identifier| {
        if schemes.contains(number.scheme.as_str()) {
            known.insert(number, party);
        }
    };
    office.store.identifiers(take).await?;
    let parties: Vec<PartyId> = known.values().copied().collect();
    let described = office.store.described_parties(&parties).await?;
    known.retain(|_, party| described.get(party).is_some_and(|d| d.purpose == purpose));
    Ok(known)
}

impl Resolver {
    /// Whether somebody was described in just this way, before or in this file.
    fn is_described(&self, written: Written, keys: &Keys, described: &[Keys]) -> bool {
        match written {
            Written::There(party) => self.there.get(keys) == Some(party),
            Written::New(n) => described[self.profiles[n]] == *keys,
        }
    }
}
