//! 「算定方法」 how a KPI is counted from the ledger: what is selected, what is counted of it, by
//! which date it falls into which span. A metric is data; its two engines are [`crate::measure`],
//! which is plain and slow, and the SQL of the store, which must agree with it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::engagement::{DateBasis, Facet, Kind, Role};
use crate::figure::Unit;
use crate::party::PartyType;

/// 「算定方法」 how one KPI is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// What is counted.
    pub formula: Formula,
    /// Over which span.
    pub window: Window,
    /// The measured amount is divided by this: 1000 for 千円.
    pub divisor: Decimal,
    /// Decimal places, half up; unrounded where none are given.
    pub digits: Option<u32>,
    /// The unit of the result.
    pub unit: Unit,
    /// 定義 in the city's words, behind the sentence that is made of the rest.
    pub note: Option<String>,
}

/// 「算式」 what a metric counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// One count.
    Count(Count),
    /// A share: `of` ÷ `to`; undefined where `to` is 0.
    Ratio {
        /// Above the line.
        of: Count,
        /// Below the line.
        to: Count,
    },
    /// A balance: `of` − `minus`.
    Difference {
        /// What comes in.
        of: Count,
        /// What goes out.
        minus: Count,
    },
    /// What others publish.
    Series(SeriesChoice),
    /// 算定方法が未定: the KPI has its unit and its targets, and nobody said yet how it is counted.
    Undecided,
}

impl Formula {
    /// The counts in it, in the order written.
    #[must_use]
    pub fn counts(&self) -> Vec<&Count> {
        match self {
            Self::Count(count) => vec![count],
            Self::Ratio { of, to } => vec![of, to],
            Self::Difference { of, minus } => vec![of, minus],
            Self::Series(_) | Self::Undecided => Vec::new(),
        }
    }

    /// The kinds that must be complete before the figure is.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<Kind> {
        let counts = self.counts().into_iter();
        counts
            .flat_map(|count| count.selection.kinds.iter().copied())
            .collect()
    }
}

/// Which part of which series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesChoice {
    /// The series' name.
    pub series: String,
    /// The definition: part of the key, so that a line never goes on under another.
    pub definition: String,
    /// 内訳, in the order shown; empty for the undivided value.
    pub parts: Vec<String>,
}

/// One count over the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub measure: Measure,
    /// Of which engagements.
    pub selection: Selection,
}

/// 「数え方」 what is counted of the selected engagements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 延べ: every participation. An engagement that names no 本人 is one too, a tally as many as its
    /// heads.
    Rows,
    /// 実: every party once, whoever it is linked to; heads of a tally not at all.
    Distinct(PartyType),
    /// The yen, once an engagement.
    SumAmount,
    /// The quantity, once an engagement.
    SumQuantity,
}

/// Which engagements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Of any of these kinds.
    pub kinds: BTreeSet<Kind>,
    /// That meet all of these.
    pub conditions: Vec<Condition>,
    /// Whose parties in this role are counted. What names nobody in the role is not selected,
    /// unless the role is 本人.
    pub role: Role,
    /// By which date.
    pub date: DateBasis,
}

/// One condition on an engagement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The field says one of these.
    Facet {
        /// Which field.
        facet: Facet,
        /// What it may say.
        any_of: BTreeSet<String>,
    },
    /// It belongs to that programme.
    Programme(String),
    /// Younger than so many years on the day; an unknown age does not meet it.
    AgeBelow(u8),
    /// At least so many years old on the day; an unknown age does not meet it.
    AgeFrom(u8),
}

/// 「内訳の区分」 by what a count is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Division {
    /// By what was done.
    Kind,
    /// By what engagements say in a field.
    Facet(Facet),
}

impl Division {
    /// Whether what it tells apart may be health, income or the like: answers to what was asked of
    /// people.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        self == Self::Facet(Facet::Answer)
    }
}

/// 「期間」 the span that a metric looks at, for one fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// 年度中: the date lies in the year.
    FiscalYear,
    /// 年度末時点: has begun by 31 March and not ended by then.
    AsOf,
    /// 累計: from that day to the end of the year.
    Cumulative(Date),
    /// 直近: the latest observation up to the year; of series only.
    Latest,
}
