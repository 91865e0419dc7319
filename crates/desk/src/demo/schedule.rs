//! What the city's office did and when: the steps that make a ledger of the files. Imports come
//! days or weeks after the fact, decisions on who is who later still, so that a question as of a
//! past date has another answer than today's.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{CorrectionReason, Kind};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::money::Yen;
use enishi_domain::staff::{Duty, Participant};
use enishi_domain::workflow;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{RowRef, Source};
use crate::review_sheet::Held;

/// One thing done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it is recorded.
    pub at: Timestamp,
    /// What is done.
    pub action: Action,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A file is imported. Some are imported twice, which changes nothing.
    Import {
        /// The mapping that reads it.
        source: Source,
        /// The file's name.
        file: String,
        /// What the file itself does not say in its cells, for sources that need it told.
        event: Option<Event>,
    },
    /// 取込みの取消し: the file should not have been imported.
    Undo {
        /// The file's name.
        file: String,
        /// Why, in the clerk's words.
        reason: &'static str,
    },
    /// 名寄せ: somebody decides on a pair.
    Decide {
        /// One of the two.
        a: RowRef,
        /// The other.
        b: RowRef,
        /// What is decided.
        verdict: LinkVerdict,
        /// Why, in the clerk's words.
        reason: &'static str,
        /// 根拠 of a link across purposes; none within one.
        basis: Option<&'static str>,
    },
    /// 入力完了
    Close {
        /// The programme's number.
        programme: &'static str,
        /// What is complete.
        kind: Kind,
        /// Of which year.
        year: FiscalYear,
    },
    /// 再開
    Reopen {
        /// The programme's number.
        programme: &'static str,
        /// What is not complete after all.
        kind: Kind,
        /// Of which year.
        year: FiscalYear,
        /// Why, in the clerk's words.
        reason: &'static str,
    },
    /// 訂正 of the engagement in a row.
    Correct {
        /// The row.
        row: RowRef,
        /// What it says now.
        amount: Yen,
        /// Why.
        reason: CorrectionReason,
        /// Why, in the clerk's words.
        text: &'static str,
    },
    /// 取消 of the engagement in a row.
    Void {
        /// The row.
        row: RowRef,
        /// Why.
        reason: CorrectionReason,
        /// Why, in the clerk's words.
        text: &'static str,
    },
    /// 確定 of all figures of a year.
    Freeze {
        /// The year.
        year: FiscalYear,
    },
    /// Somebody is given an account and a duty.
    Appoint(Official),
    /// Somebody does something in the browser that their duty allows.
    AtCounter {
        /// Who.
        by: Official,
        /// In which year's sheet.
        year: FiscalYear,
        /// What.
        deed: Deed,
    },
}

/// 「職員」 somebody of the city's office who has a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Official {
    /// By which name they log in.
    pub login: &'static str,
    /// What they are called.
    pub name: &'static str,
    /// What they are there for.
    pub duty: Duty,
    /// Where, for the duties of a department.
    pub department: Option<&'static str>,
}

/// What somebody does with a year's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// 年度切替
    OpenYear,
    /// 要因・改善・見通し
    Write(&'static Said),
    /// 手続
    Take {
        /// The programme's number.
        programme: &'static str,
        /// Which.
        step: workflow::Step,
        /// 決裁番号
        decision_number: Option<&'static str>,
        /// Why.
        reason: Option<&'static str>,
    },
    /// 効果検証会議の記録
    Meet(Held),
    /// 意見
    Remark(&'static Remarked),
    /// Its 回答.
    Answer(&'static Remarked),
}

/// What is said of a KPI, or of the whole programme under the empty number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The programme's number.
    pub programme: &'static str,
    /// The KPI's.
    pub kpi: &'static str,
    /// 要因
    pub cause: &'static str,
    /// 改善
    pub improvement: &'static str,
    /// 見通し
    pub outlook: &'static str,
}

/// What the panel says of a KPI, or of the whole programme under the empty number, and what is
/// answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remarked {
    /// The programme's number.
    pub programme: &'static str,
    /// The KPI's.
    pub kpi: &'static str,
    /// For whom they speak.
    pub category: Participant,
    /// 意見
    pub text: &'static str,
    /// 回答
    pub answer: &'static str,
}

impl Action {
    /// Who does it: screens say by whom something was recorded.
    #[must_use]
    pub fn by(&self) -> &'static str {
        match self {
            Self::Import { .. } | Self::Undo { .. } => "台帳の取込担当",
            Self::Decide { .. } => "名寄せの担当",
            Self::Correct { .. } | Self::Void { .. } => "台帳の訂正担当",
            Self::Close { .. } | Self::Reopen { .. } => "実績の締め担当",
            Self::Freeze { .. } => "政策企画の担当",
            Self::Appoint(_) => "システム管理の担当",
            Self::AtCounter { by, .. } => by.name,
        }
    }
}

/// 「催し」 of which a file is the list. The files' cells say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The programme's number.
    pub programme: &'static str,
    /// Its name.
    pub name: String,
    /// Its day.
    pub day: Date,
    /// 制度
    pub scheme: Option<&'static str>,
    /// 目的
    pub tag: Option<&'static str>,
}

/// An hour and minute of a day in Japan.
pub(super) fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    Offset::constant(9)
        .to_timestamp(day.at(hour, minute, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}
