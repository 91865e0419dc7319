//! 「前提」 what an office knows besides its sheet: which departments there are and were, when the
//! result was reviewed and published, and by which rubric it rates. Where that is written down is
//! not decided here.

use jiff::civil::Date;

use crate::calendar::FiscalYear;
use crate::rating::Rubric;

/// 「前提」 what rules may know besides the sheet; nothing unless somebody says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Background {
    /// 担当課の一覧; empty where none is given, and then no department is unknown.
    pub departments: Vec<Department>,
    /// 検証の日付; none where the office says nothing of them.
    pub verification: Option<Verification>,
    /// 判定基準; none where effects are not to be compared with one.
    pub rubric: Option<Rubric>,
}

/// 「課」 a department and the years in which it was called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its name.
    pub name: String,
    /// The first year; none where it was there from the beginning.
    pub since: Option<FiscalYear>,
    /// The last year; none where it is still there.
    pub until: Option<FiscalYear>,
    /// What took its place from the year after; none where nothing did, several where it was split.
    pub became: Vec<String>,
}

/// 「検証」 the days on which a year's result was reviewed and published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// 有識者会議または議会による検証
    pub reviewed: Option<Date>,
    /// 結果の公表
    pub published: Option<Date>,
    /// 改善点の公表
    pub improvements_published: Option<Date>,
}

impl Department {
    /// Whether it was there in that year.
    #[must_use]
    pub fn existed_in(&self, year: FiscalYear) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }
}
