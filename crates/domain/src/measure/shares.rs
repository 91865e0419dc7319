//! How much of a count is whose, part by part: what may be told of it depends on that.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Ledger, Tally, View, is_selected, whole};
use crate::calendar::FiscalYear;
use crate::engagement::{Engagement, Kind, Position};
use crate::metric::{Count, Division, Measure, Window};
use crate::party::PartyId;
use crate::words::ClosedSet as _;

/// Decimal places of a quantity in shares.
const QUANTITY_SCALE: u32 = 6;

/// 「寄与」 how much a part of a count is, and how much of it is whose. Quantities are in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// All of it.
    pub total: i64,
    /// How many contribute: persons, firms, households. Each head of a tally and each engagement
    /// that names nobody is one by 延べ; of yen and quantities, all that names nobody is one.
    pub contributors: u64,
    /// The most that is of one of them.
    pub largest: i64,
    /// The second most.
    pub second: i64,
    /// The least, which tells whether something was taken back.
    pub least: i64,
}

impl Shares {
    /// Of what each party holds, and what is nobody's who can be told apart.
    #[must_use]
    pub fn of(measure: Measure, held: impl Iterator<Item = i64>, nobody: i64) -> Self {
        let of_parties = held.filter(|held| *held != 0);
        let mut held: Vec<i64> = match measure {
            // Wherever somebody stands, it is once.
            Measure::Distinct(_) => of_parties.map(|_| 1).collect(),
            Measure::Rows | Measure::SumAmount | Measure::SumQuantity => of_parties.collect(),
        };
        let total = held.iter().sum::<i64>() + nobody;
        let mut contributors = held.len();
        match measure {
            // Whoever they are, each row is of another one.
            Measure::Rows => {
                let heads = usize::try_from(nobody).unwrap_or_default();
                held.extend(std::iter::repeat_n(1, heads.min(2)));
                contributors += heads;
            }
            Measure::Distinct(_) | Measure::SumAmount | Measure::SumQuantity => {
                held.extend(Some(nobody).filter(|all| *all != 0));
                contributors = held.len();
            }
        }
        held.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            total,
            contributors: u64::try_from(contributors).unwrap_or(u64::MAX),
            largest: held.first().copied().unwrap_or_default(),
            second: held.get(1).copied().unwrap_or_default(),
            least: held.last().copied().unwrap_or_default(),
        }
    }

    /// As it is counted, for what [`super::conclude`]s a figure of it.
    #[must_use]
    pub fn tally(&self, measure: Measure) -> Tally {
        let mut tally = Tally {
            evidence: 1,
            ..Tally::default()
        };
        match measure {
            Measure::Rows => tally.rows = self.total,
            Measure::Distinct(party_type) => {
                tally.distinct.insert(party_type, self.total);
            }
            Measure::SumAmount => tally.amount = Decimal::from(self.total),
            Measure::SumQuantity => tally.quantity = Decimal::new(self.total, QUANTITY_SCALE),
        }
        tally
    }
}

/// The parts of a count, each under what its engagements say; none where they say nothing.
#[must_use]
pub fn shares(
    ledger: &Ledger,
    count: &Count,
    (window, year): (Window, FiscalYear),
    as_of: Position,
    division: Division,
) -> BTreeMap<Option<String>, Shares> {
    let view = View::new(ledger, as_of);
    let mut parts: BTreeMap<Option<String>, BTreeMap<Option<PartyId>, i64>> = BTreeMap::new();
    let selected = view.engagements.values();
    for engagement in selected.filter(|e| is_selected(e, &count.selection, window, year)) {
        let label = match division {
            Division::Kind => Some(engagement.kind.word().to_owned()),
            Division::Facet(facet) => engagement.facets.get(&facet).cloned(),
        };
        let held = parts.entry(label).or_default();
        for (holder, more) in view.held(engagement, count) {
            *held.entry(holder).or_default() += more;
        }
    }
    let shares = parts.into_iter().map(|(label, mut held)| {
        let nobody = held.remove(&None).unwrap_or_default();
        let shares = Shares::of(count.measure, held.into_values(), nobody);
        (label, shares)
    });
    shares
        .filter(|(_, shares)| *shares != Shares::default())
        .collect()
}

impl View<'_> {
    /// Who holds how much of an engagement; what is counted once is the first one's.
    fn held(&self, engagement: &Engagement, count: &Count) -> Vec<(Option<PartyId>, i64)> {
        let in_role = engagement.parties.iter();
        let in_role = in_role.filter(|(role, _)| *role == count.selection.role);
        let mut holders: Vec<(Option<PartyId>, i64)> =
            in_role.map(|(_, p)| (Some(*p), 1)).collect();
        if engagement.kind == Kind::Tally {
            holders = vec![(None, whole(engagement.weight()))];
        } else if holders.is_empty() {
            holders.push((None, 1));
        }
        let once = match count.measure {
            Measure::SumAmount => Some(engagement.amount.map_or(0, |yen| yen.0)),
            Measure::SumQuantity => {
                let quantity = engagement.quantity.unwrap_or_default();
                let millionths = quantity * Decimal::from(10_i64.pow(QUANTITY_SCALE));
                Some(i64::try_from(millionths.trunc()).unwrap_or_default())
            }
            Measure::Rows | Measure::Distinct(_) => None,
        };
        let mut held = Vec::new();
        for (n, (party, rows)) in holders.into_iter().enumerate() {
            let party_type = party.and_then(|party| self.parties.get(&party).copied());
            let party_type = party_type.filter(|party_type| party_type.is_countable());
            let holder = party.filter(|_| party_type.is_some());
            let holder = holder.map(|party| self.identities.canonical(party));
            let more = match (once, count.measure) {
                (Some(all), _) => {
                    if n == 0 {
                        all
                    } else {
                        0
                    }
                }
                (None, Measure::Distinct(wanted)) => i64::from(party_type == Some(wanted)),
                (None, _) => rows,
            };
            held.push((holder, more));
        }
        held
    }
}
