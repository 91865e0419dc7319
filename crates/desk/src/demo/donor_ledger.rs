//! 「寄附者台帳」 the file of a year's gifts, as a donor system exports it: CP932, sixty columns, the
//! gift's items and purposes side by side, nothing quoted. Written piece by piece from words that
//! are encoded once, as a year has some hundred megabytes.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Role;

use super::gifts::{Export, Gift, GiftYear, Standing};
use super::{Size, Who};
use columns::{Lexicon, header};

mod columns;

/// About how large a piece is.
const PIECE: usize = 1 << 20;

/// The file of a year's gifts.
#[derive(Clone, Debug)]
pub struct DonorLedger {
    gifts: GiftYear,
    export: Export,
}

impl DonorLedger {
    pub(super) fn new(actuals: &super::actuals::YearActuals, size: Size, export: Export) -> Self {
        Self {
            gifts: GiftYear::new(actuals, size),
            export,
        }
    }

    /// The fiscal year.
    #[must_use]
    pub fn year(&self) -> FiscalYear {
        self.gifts.year
    }

    /// The rows behind the header, in the file's order.
    pub fn rows(&self) -> impl Iterator<Item = Gift> + '_ {
        self.gifts.rows(self.export)
    }

    /// 寄附者番号, the receipt number of one gift: the year of Reiwa and the number in it.
    #[must_use]
    pub fn receipt(&self, gift: &Gift) -> String {
        receipt(self.gifts.index, gift.receipt)
    }

    /// The file's bytes, piece by piece.
    pub fn chunks(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        let lexicon = Lexicon::new(&self.gifts);
        let mut rows = self.rows();
        let mut head = Some(header(self.gifts.index));
        std::iter::from_fn(move || {
            let mut piece = head.take().unwrap_or_default();
            piece.reserve(PIECE + 4096);
            while piece.len() < PIECE {
                let Some(gift) = rows.next() else {
                    break;
                };
                lexicon.write(&mut piece, &gift);
            }
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// The truth: who gave in which row. Rows that are no gifts are left out.
    pub fn appearances(&self) -> impl Iterator<Item = (u64, Role, Who)> + '_ {
        let rows = (2..).zip(self.rows());
        let gifts = rows.filter(|(_, gift)| gift.standing == Standing::Valid);
        gifts.map(|(row, gift)| (row, Role::Subject, gift.who))
    }
}

/// Ten digits with zeros before them.
pub(super) fn receipt(index: u64, number: u64) -> String {
    format!("{:03}{number:07}", index + 2)
}
