//! Money in yen. Other scales (千円, 百万円) stay units of a [`crate::figure::Part`] until a cost
//! has to be added up.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// 「円」 an amount of money in whole yen; negative for a refund.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yen(pub i64);

impl Yen {
    /// Larger amounts are misprints: no city gives or gets 1兆円 at once, and nine million of them
    /// still add up.
    pub const LARGEST: Self = Self(1_000_000_000_000);

    /// The amount, where it is not a misprint.
    #[must_use]
    pub fn plausible(self) -> Option<Self> {
        let largest = Self::LARGEST.0;
        (-largest..=largest).contains(&self.0).then_some(self)
    }
}

impl Add for Yen {
    type Output = Self;

    /// Saturates: a sum past 9.2 × 10^18 yen is a misprint, and never a reason to stop reading.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

impl fmt::Display for Yen {
    /// Prints `14,894,396円`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}円", crate::text::with_thousands(&self.0.to_string()))
    }
}
