//! 「公表の審査」 what of a year may be told to everybody. One function, [`release`], takes all that is
//! to be published at once and gives what is published, or why nothing is. Headline figures go out
//! as they are, small ones with a reason; every breakdown is protected, all tables together; words
//! are held against the names in the ledger. Rounding, map points and rows of persons are not
//! published at all, so there are no rules for them here.

mod attack;
mod breakdowns;
mod suppression;
mod words_of_persons;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

pub use breakdowns::{Breakdown, Placed, place};
pub use words_of_persons::{PersonalKind, PersonalText, PersonalWords, Searched, personal_texts};

/// 「公表の申請」 all that is to be published at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application {
    /// One number a KPI and year, without any attribute.
    pub headlines: Vec<Headline>,
    /// The breakdowns.
    pub lattice: Lattice,
    /// Shares and means.
    pub rates: Vec<RateOfCells>,
    /// Everything that somebody wrote.
    pub texts: Vec<FreeText>,
}

/// 「公表する数値」 one number of one KPI and year, without any attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Of what: `1-2`.
    pub id: String,
    /// How many persons, firms or events it counts; none for what counts none of these.
    pub counts: Option<u64>,
    /// Why it is told though it is small, and who approved that.
    pub grounds: Option<Grounds>,
}

/// 「公表の理由」 why a small number is told, recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// Why.
    pub reason: String,
    /// 決裁番号 of the approval.
    pub decision_number: String,
}

/// 「内訳表」 the cells of all breakdowns, and which are sums of which. Tables that share a cell are
/// linked, and so are those whose cells stand in one sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lattice {
    /// The cells.
    pub cells: Vec<Cell>,
    /// What adds up to what.
    pub sums: Vec<Sum>,
    /// The cells of each table.
    pub tables: Vec<Vec<usize>>,
}

/// 「内訳の値」 one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What is counted.
    pub nature: Nature,
    /// How many, or how much.
    pub amount: u64,
    /// How many persons, households or firms contribute.
    pub contributors: u64,
    /// The largest part of one contributor: 1 where each is counted once.
    pub largest: u64,
    /// The second largest.
    pub second: u64,
    /// Whether there can be none by what the cell is.
    pub is_structural: bool,
    /// Whether the number is a headline too, and told as such.
    pub is_headline: bool,
}

/// 「内訳の性質」 what a cell counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// Persons, households, firms, events.
    Count,
    /// The same by health, income, welfare, nationality, disability or former address.
    SensitiveCount,
    /// Yen, hectares.
    Amount,
}

/// 「内訳の合計」 a cell that is the sum of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The total.
    pub total: usize,
    /// Its parts.
    pub parts: Vec<usize>,
}

/// 「公表する割合」 a share or a mean of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateOfCells {
    /// The numerator's cell.
    pub numerator: usize,
    /// The denominator's.
    pub denominator: usize,
    /// What is done with both.
    pub kind: RateKind,
}

/// 「割合の種類」 share or mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// 割合, in percent.
    Share,
    /// 平均.
    Mean,
}

/// 「記述」 something that somebody wrote, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeText {
    /// Where: `1-2`.
    pub of: String,
    /// The text.
    pub text: String,
}

/// 「秘匿の基準」 the thresholds in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The largest count that is not told in a breakdown.
    pub small: u64,
    /// The same of a sensitive one.
    pub small_sensitive: u64,
    /// The fewest contributors of an amount.
    pub contributors: u64,
    /// p of the p% rule, and how wide an amount's interval is on either side.
    pub percent: u64,
    /// The largest share of one contributor, in percent.
    pub share_of_one: u64,
    /// The same of two.
    pub share_of_two: u64,
    /// The smallest denominator of a share.
    pub share_of: u64,
    /// The smallest denominator whose share is told with a decimal.
    pub decimals_from: u64,
    /// The smallest denominator of a mean.
    pub mean_of: u64,
}

impl Profile {
    /// For a small municipality.
    pub const SMALL_TOWN: Self = Self {
        small: 4,
        small_sensitive: 9,
        contributors: 3,
        percent: 10,
        share_of_one: 75,
        share_of_two: 85,
        share_of: 20,
        decimals_from: 200,
        mean_of: 10,
    };
}

/// 「公表の内容」 what is told of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosed {
    /// The number.
    Amount(u64),
    /// 「x」 秘匿
    Suppressed,
    /// 「-」 該当なし
    NotApplicable,
    /// 「…」 the whole table is not told.
    Withheld,
}

/// 「公表の審査結果」 what is published of an application, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// What is told of each cell.
    pub cells: Vec<Disclosed>,
    /// What is told of each rate: none where it is not.
    pub rates: Vec<Option<Decimal>>,
}

/// 「公表できない理由」 why nothing is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A small headline figure without recorded grounds.
    SmallHeadline {
        /// Of what.
        id: String,
        /// How many it counts.
        counts: u64,
    },
    /// A text that may say who somebody is.
    PersonalText(PersonalText),
    /// Cells that do not add up to their total.
    SumDiffers {
        /// The total's cell.
        total: usize,
    },
}

/// Decides what may be told.
///
/// # Errors
/// All obstacles; then nothing is published.
pub fn release(
    application: &Application,
    persons: &PersonalWords,
    profile: &Profile,
) -> Result<Release, Vec<Obstacle>> {
    let mut obstacles = Vec::new();
    for headline in &application.headlines {
        let small = headline.counts.filter(|n| profile.is_small_headline(*n));
        if let (Some(counts), None) = (small, &headline.grounds) {
            let id = headline.id.clone();
            obstacles.push(Obstacle::SmallHeadline { id, counts });
        }
    }
    let texts = personal_texts(&application.texts, persons);
    obstacles.extend(texts.into_iter().map(Obstacle::PersonalText));
    let lattice = &application.lattice;
    let differing = lattice.sums.iter().filter(|sum| !lattice.adds_up(sum));
    obstacles.extend(differing.map(|sum| Obstacle::SumDiffers { total: sum.total }));
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    let cells = suppression::suppress(lattice, profile);
    let rates = application.rates.iter();
    let rates = rates.map(|rate| profile.rate(lattice, &cells, rate));
    Ok(Release {
        rates: rates.collect(),
        cells,
    })
}

impl Disclosed {
    /// As machines read it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount(_) => "shown",
            Self::Suppressed => "suppressed",
            Self::NotApplicable => "na",
            Self::Withheld => "withheld",
        }
    }

    /// As statistical tables print it.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Amount(amount) => crate::text::with_thousands(&amount.to_string()),
            Self::Suppressed => "x".to_owned(),
            Self::NotApplicable => "-".to_owned(),
            Self::Withheld => "…".to_owned(),
        }
    }
}

impl Sum {
    /// Each cell with its sign: parts less the total are nothing.
    fn members(&self) -> impl Iterator<Item = (usize, i128)> {
        let parts = self.parts.iter().map(|part| (*part, 1));
        parts.chain(std::iter::once((self.total, -1)))
    }
}

impl Lattice {
    fn adds_up(&self, sum: &Sum) -> bool {
        let signed = sum.members();
        let rest: i128 = signed
            .map(|(cell, sign)| sign * i128::from(self.cells[cell].amount))
            .sum();
        rest == 0
    }

    /// The tables that a cell stands in.
    fn tables_of(&self, cell: usize) -> impl Iterator<Item = usize> {
        let tables = self.tables.iter().enumerate();
        let of_cell = tables.filter(move |(_, cells)| cells.contains(&cell));
        of_cell.map(|(table, _)| table)
    }
}

impl Profile {
    /// Whether a headline figure that counts so many is published for a reason only.
    #[must_use]
    pub fn is_small_headline(&self, counts: u64) -> bool {
        (1..=self.small).contains(&counts)
    }

    /// Up to which count a cell of a nature is small.
    fn small(&self, nature: Nature) -> u64 {
        match nature {
            Nature::Count => self.small,
            Nature::SensitiveCount => self.small_sensitive,
            Nature::Amount => self.contributors - 1,
        }
    }

    /// Whether telling a cell would tell of somebody.
    fn names_somebody(&self, cell: &Cell) -> bool {
        let is_small = |n: u64| (1..=self.small(cell.nature)).contains(&n);
        match cell.nature {
            Nature::Count | Nature::SensitiveCount => {
                is_small(cell.amount) || is_small(cell.contributors)
            }
            Nature::Amount => {
                let (amount, one) = (u128::from(cell.amount), u128::from(cell.largest));
                let two = one + u128::from(cell.second);
                let rest = amount.saturating_sub(two);
                let dominates = one * 100 >= amount * u128::from(self.share_of_one)
                    || two * 100 >= amount * u128::from(self.share_of_two)
                    || rest * 100 < one * u128::from(self.percent);
                is_small(cell.contributors) || (cell.amount > 0 && dominates)
            }
        }
    }

    /// Whether what can be worked out of a cell, from the least to the greatest, tells too little.
    /// Whoever is counted in the cell itself knows that it is not empty.
    fn is_wide_enough(&self, cell: &Cell, (low, high): (i128, Option<i128>), is_own: bool) -> bool {
        let fewest = self.small(cell.nature);
        let (small, amount) = (i128::from(fewest), i128::from(cell.amount));
        let reaches = |least: i128| high.is_none_or(|high| high >= least);
        let margin = (amount * i128::from(self.percent) + 99) / 100;
        let is_far = low <= amount - margin && reaches(amount + margin);
        match cell.nature {
            Nature::Amount => is_far,
            Nature::Count | Nature::SensitiveCount => {
                let holds_all_small = is_own || (low <= 1 && reaches(small));
                let is_vague = if (1..=small).contains(&amount) {
                    holds_all_small
                } else {
                    // Many rows of few contributors.
                    is_far || cell.contributors > fewest
                };
                is_vague && reaches(low + small)
            }
        }
    }

    fn rate(&self, lattice: &Lattice, cells: &[Disclosed], rate: &RateOfCells) -> Option<Decimal> {
        let told = |cell: usize| match cells[cell] {
            Disclosed::Amount(amount) => Some(amount),
            Disclosed::Suppressed | Disclosed::NotApplicable | Disclosed::Withheld => None,
        };
        let (numerator, denominator) = (told(rate.numerator)?, told(rate.denominator)?);
        let of = Decimal::from(denominator);
        match rate.kind {
            RateKind::Share => {
                // What is left of the whole would be told as well.
                let rest = denominator.checked_sub(numerator)?;
                let small = self.small(lattice.cells[rate.numerator].nature);
                if denominator < self.share_of || (1..=small).contains(&rest) {
                    return None;
                }
                let digits = u32::from(denominator >= self.decimals_from);
                let percent = Decimal::from(numerator) * Decimal::ONE_HUNDRED / of;
                Some(percent.round_dp(digits))
            }
            RateKind::Mean => {
                let contributors = lattice.cells[rate.denominator].contributors;
                let enough = denominator >= self.mean_of && contributors >= self.mean_of;
                enough.then(|| (Decimal::from(numerator) / of).round_dp(1))
            }
        }
    }
}

impl FromIterator<String> for PersonalWords {
    fn from_iter<T: IntoIterator<Item = String>>(words: T) -> Self {
        let mut known = BTreeSet::new();
        known.extend(
            words
                .into_iter()
                .filter_map(|word| words_of_persons::folded(&word)),
        );
        Self(known)
    }
}

#[cfg(test)]
mod tests;
