//! 「確定後の訂正」 what was recorded after a figure was frozen and touches what it counts. The frozen
//! figure stands; these are listed beside it, with what the ledger would give now. No name and no
//! clerk's text: what a figure is read with may be published.

use jiff::Timestamp;

use crate::engagement::{CorrectionReason, EngagementId, Operation, Position};
use crate::identity::LinkVerdict;
use crate::measurement::{Amount, Measurement};
use crate::party::PartyId;
use crate::statistics::Release;

/// 「確定後の訂正」 how many there are, and what the ledger gives by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrections {
    /// How many revisions, decisions on who is who and observations.
    pub count: i64,
    /// The first of them, in the order of positions.
    pub listed: Vec<Correction>,
    /// The same metric at the position that is looked from.
    pub now: Measurement,
}

/// 「訂正の記録」 one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its place in the ledger.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What it changes.
    pub what: Corrected,
}

/// 「訂正の内容」 what a correction changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// An engagement: recorded late, said anew or taken back.
    Engagement {
        /// Which.
        id: EngagementId,
        /// What was done to it.
        operation: Operation,
        /// Why; none for what was recorded late.
        reason: Option<CorrectionReason>,
    },
    /// Two parties that are counted are one by now, or two again.
    Link {
        /// One of the two.
        a: PartyId,
        /// The other.
        b: PartyId,
        /// What was decided.
        verdict: LinkVerdict,
    },
    /// The publisher of a series said something else.
    Observation {
        /// The series' name.
        series: String,
        /// With which standing.
        release: Release,
    },
}

impl Corrections {
    /// What the ledger gives now less what was frozen, part by part; empty where one of the two is
    /// no figure, as a difference from nothing would make a 0 of it.
    #[must_use]
    pub fn difference(&self, frozen: &Measurement) -> Vec<Amount> {
        let pairs = frozen.amounts.iter().map(|kept| {
            let mut now = self.now.amounts.iter();
            let now = now.find(|amount| amount.label == kept.label)?;
            Some(Amount {
                label: kept.label.clone(),
                amount: (now.amount - kept.amount).normalize(),
                period: now.period,
            })
        });
        pairs.collect::<Option<_>>().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::calendar::FiscalYear;
    use crate::measurement::{FigureReason, FigureStatus};

    fn measurement(amounts: &[(Option<&str>, i64)]) -> Measurement {
        let amounts = amounts.iter().map(|(label, amount)| Amount {
            label: label.map(str::to_owned),
            amount: Decimal::from(*amount),
            period: FiscalYear::new(2024).expect("a year of our age"),
        });
        Measurement {
            amounts: amounts.collect(),
            rows: None,
            distinct: None,
            evidence: 1,
            status: FigureStatus::Ready,
            reason: None,
        }
    }

    #[test]
    fn the_difference_is_told_part_by_part_and_never_from_nothing() {
        let corrections = |now| Corrections {
            count: 1,
            listed: Vec::new(),
            now,
        };
        let told = |now: Measurement, frozen: &Measurement| -> Vec<i64> {
            let difference = corrections(now).difference(frozen);
            let amounts = difference.iter().map(|part| part.amount);
            amounts.map(|amount| amount.try_into().unwrap()).collect()
        };
        let parts = |men, women| measurement(&[(Some("男"), men), (Some("女"), women)]);
        assert_eq!(told(parts(3, 9), &parts(5, 8)), [-2, 1]);
        assert_eq!(
            told(measurement(&[(None, 7)]), &parts(5, 8)),
            [] as [i64; 0]
        );
        let nothing = Measurement::none(FigureReason::NotClosed);
        assert_eq!(told(nothing.clone(), &parts(5, 8)), [] as [i64; 0]);
        assert_eq!(told(parts(5, 8), &nothing), [] as [i64; 0]);
    }
}
