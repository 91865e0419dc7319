//! The gifts of a year as numbers: who gave when how much, and what the register makes of it. Any
//! gift follows from its place, so that no year has to be kept in memory.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::money::Yen;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::actuals::YearActuals;
use super::people::{FIRST_DONOR, FIRST_PARTICIPANT};
use super::random::{Stream, below, draw, pick};
use super::{Size, Who};

/// Gifts in thousands of yen, as the catalogue has them; each as often as it is chosen.
const SIZES: [u64; 16] = [5, 7, 8, 10, 10, 10, 11, 12, 12, 13, 14, 15, 17, 20, 22, 40];
/// How busy a day of each month is, from April: everybody gives before the tax year ends.
const BUSY: [u64; 12] = [5, 5, 6, 6, 6, 8, 9, 12, 30, 6, 5, 8];
/// Receipt numbers are this far apart, for what the register holds besides.
const SLOTS: u64 = 8;
/// Gifts that stand twice in the register, entered under two numbers; voided later.
const ENTERED_TWICE: [u64; 3] = [100, 300, 500];
/// Gifts whose address has a comma, which breaks their unquoted row.
const BROKEN: [u64; 2] = [41, 97];
/// Days before the year's first for which the tables of days have entries.
pub(super) const DAYS_BEFORE: u64 = 40;

/// The gifts of one year.
#[derive(Clone, Debug)]
pub(super) struct GiftYear {
    pub year: FiscalYear,
    pub index: u64,
    count: u64,
    /// By how many thousand yen the drawn sizes miss the year's sum.
    drift: i64,
    /// How many gifts were booked by the end of each day, in units of `weight`.
    by_day: Vec<u64>,
}

/// One row of a donor ledger, before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gift {
    /// Behind the year in 寄附者番号.
    pub receipt: u64,
    /// The donor.
    pub who: Who,
    /// 寄附金額
    pub amount: Yen,
    /// What the register makes of it.
    pub standing: Standing,
    /// 申込日, in days from forty before its year on.
    pub(super) applied: u64,
    /// 入金日
    pub(super) settled: u64,
    /// 調定日
    pub(super) recognized: u64,
    /// For what is drawn of it: items, purposes, spelling.
    pub(super) drawn: u64,
}

/// What the register makes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A gift.
    Valid,
    /// 削除
    Deleted,
    /// 未決済
    Unpaid,
    /// 無効
    Invalid,
    /// A gift whose row a comma breaks.
    Broken,
}

/// Which of the year's two exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The year, as it stood in April.
    Main,
    /// What was missing, wrong or broken in it, with rows that were not.
    Late,
}

impl GiftYear {
    pub(super) fn new(actuals: &YearActuals, size: Size) -> Self {
        let count = actuals.gifts(size);
        let index = actuals.index;
        let drawn: u64 = (0..count).map(|n| drawn_size(index, n)).sum();
        let difference = i128::from(actuals.thousand_yen(size)) - i128::from(drawn);
        Self {
            year: actuals.year,
            index,
            count,
            drift: i64::try_from(difference).unwrap_or(0),
            by_day: booked_by_day(actuals.year),
        }
    }

    /// The first day of the tables of days.
    pub(super) fn first_day(&self) -> Date {
        let before = Span::new().days(i64::try_from(DAYS_BEFORE).unwrap_or(0));
        self.year.first_day().saturating_sub(before)
    }

    /// The rows of an export, in the order of the file.
    pub(super) fn rows(&self, export: Export) -> impl Iterator<Item = Gift> + '_ {
        (0..self.count).flat_map(move |n| {
            let rows = match export {
                Export::Main => self.main_rows(n),
                Export::Late => [self.late_row(n), None, None],
            };
            rows.into_iter().flatten()
        })
    }

    /// The receipt numbers, in the main export, of gifts that were entered twice, and the gifts'.
    pub(super) fn entered_twice(&self) -> impl Iterator<Item = u64> + '_ {
        ENTERED_TWICE.into_iter().map(|n| n * SLOTS + 3)
    }

    /// A few gifts that were paid back.
    pub(super) fn refunded(&self) -> impl Iterator<Item = Gift> + '_ {
        [10, 60, 210].into_iter().map(|n| self.gift(n))
    }

    fn main_rows(&self, n: u64) -> [Option<Gift>; 3] {
        let gift = self.gift(n);
        let first = if is_late(n) {
            None
        } else if BROKEN.contains(&n) {
            Some(Gift {
                standing: Standing::Broken,
                ..gift
            })
        } else if is_corrected(n) {
            Some(Gift {
                amount: Yen(gift.amount.0 * 10),
                ..gift
            })
        } else {
            Some(gift)
        };
        let standing = match n % 151 {
            11 => Some((1, Standing::Deleted)),
            71 => Some((2, Standing::Unpaid)),
            131 if n % 302 == 131 => Some((4, Standing::Invalid)),
            _ => None,
        };
        let set_aside = standing.map(|(slot, standing)| Gift {
            receipt: n * SLOTS + slot,
            who: self.donor(n + self.count),
            standing,
            ..gift
        });
        let again = ENTERED_TWICE.contains(&n).then_some(Gift {
            receipt: n * SLOTS + 3,
            ..gift
        });
        [first, set_aside, again]
    }

    fn late_row(&self, n: u64) -> Option<Gift> {
        let is_repeated = n % 701 == 3;
        (is_late(n) || is_corrected(n) || BROKEN.contains(&n) || is_repeated).then(|| self.gift(n))
    }

    /// The n-th gift as it truly was.
    pub(super) fn gift(&self, n: u64) -> Gift {
        let drawn = draw(Stream::Day, (self.index << 40) + n);
        let weight = self.by_day.last().copied().unwrap_or(1);
        let day = self
            .by_day
            .partition_point(|end| *end * self.count <= n * weight) as u64;
        let recognized = DAYS_BEFORE + day;
        let settled = recognized - below(drawn, 4);
        Gift {
            receipt: n * SLOTS,
            who: self.donor(n),
            amount: Yen(1000 * self.thousands(n)),
            standing: Standing::Valid,
            applied: settled - below(drawn >> 4, 10),
            settled,
            recognized,
            drawn,
        }
    }

    /// The drawn size, and the n-th part of what the sum misses.
    fn thousands(&self, n: u64) -> i64 {
        let (n_before, count) = (i128::from(n), i128::from(self.count.max(1)));
        let part = |n: i128| (n * i128::from(self.drift)).div_euclid(count);
        let share = part(n_before + 1) - part(n_before);
        i64::try_from(i128::from(drawn_size(self.index, n)) + share).unwrap_or(0)
    }

    /// Most donors come back, some are new each year, and a few stand in other registers too.
    fn donor(&self, n: u64) -> Who {
        if n % 181 == 17 && n < 4_000 {
            return Who(FIRST_PARTICIPANT + 150 * self.index + n / 181);
        }
        let pool = (self.count * 5 / 6).max(1);
        let newcomers = self.index * (self.count / 8);
        let drawn = draw(Stream::Donor, (self.index << 40) + n);
        Who(FIRST_DONOR + newcomers + below(drawn, pool))
    }
}

/// Gifts that the main export lacks.
fn is_late(n: u64) -> bool {
    n % 487 == 5
}

/// Gifts of which the main export has ten times the amount.
fn is_corrected(n: u64) -> bool {
    n % 1999 == 7
}

fn drawn_size(index: u64, n: u64) -> u64 {
    let drawn = draw(Stream::Amount, (index << 40) + n);
    if below(drawn >> 32, 1000) == 0 {
        return 300;
    }
    *pick(&SIZES, drawn)
}

fn booked_by_day(year: FiscalYear) -> Vec<u64> {
    let mut day = year.first_day();
    let mut sum = 0;
    let mut by_day = Vec::with_capacity(366);
    while day <= year.last_day() {
        let month = usize::try_from((day.month() + 8) % 12).unwrap_or(0);
        sum += BUSY[month];
        by_day.push(sum);
        day = day.saturating_add(1.day());
    }
    by_day
}
