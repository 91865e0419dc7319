//! 「権限」 who may do what: one table, and what is not in it is refused. A duty, what it may do,
//! whose it may be, and at which stage of the year's workflow. Every job that the browser can ask
//! for asks here first; the command line is for whoever has the machine, and is not asked.

use enishi_domain::staff::{Assignment, Duty, StaffId};
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Stage;

use crate::access_error::AccessError;
use crate::error::DeskError;

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Figures, KPIs, programmes and the sheet.
    SeeYear,
    /// How far each department is.
    SeeSubmissions,
    /// Rows of the ledger, without names.
    SeeLedger,
    /// Names and addresses of those in the ledger, each reading written down.
    SeePersonal,
    /// 名寄せの判定
    DecideIdentity,
    /// 実績の締めと再開
    ClosePeriod,
    /// 実績の確定
    Freeze,
    /// かんたん入力
    Record,
    /// 訂正と取消
    Correct,
    /// 統計系列の観測値
    Observe,
    /// 取込み
    Import,
    /// 取込みの取消し
    UndoImport,
    /// 公表されたシートの点検
    CheckSheet,
    /// 要因・改善・見通し
    Write,
    /// 提出
    Submit,
    /// 差戻し
    Return,
    /// 承認
    Approve,
    /// 再開
    Reopen,
    /// 会議済とする
    Discuss,
    /// 効果検証会議の記録
    HoldMeeting,
    /// 会議の意見
    Remark,
    /// 意見への回答
    Answer,
    /// 公表
    Publish,
    /// 公開設定: what is public, and what would be.
    SeePublication,
    /// 年度切替と定義の編集
    Define,
    /// Accounts and duties.
    ManageStaff,
    /// What was done by whom.
    SeeAudit,
}

impl Action {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 27] = [
        Self::SeeYear,
        Self::SeeSubmissions,
        Self::SeeLedger,
        Self::SeePersonal,
        Self::DecideIdentity,
        Self::ClosePeriod,
        Self::Freeze,
        Self::Record,
        Self::Correct,
        Self::Observe,
        Self::Import,
        Self::UndoImport,
        Self::CheckSheet,
        Self::Write,
        Self::Submit,
        Self::Return,
        Self::Approve,
        Self::Reopen,
        Self::Discuss,
        Self::HoldMeeting,
        Self::Remark,
        Self::Answer,
        Self::Publish,
        Self::SeePublication,
        Self::Define,
        Self::ManageStaff,
        Self::SeeAudit,
    ];
}

/// Whose something may be for a duty to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Of the department in which the duty is held.
    Own,
    /// Of any.
    Any,
}

/// One line of the table.
struct Line {
    duty: Duty,
    action: Action,
    reach: Reach,
    /// At which stages; empty where the stage does not matter.
    stages: &'static [Stage],
}

const fn line(duty: Duty, action: Action, reach: Reach, stages: &'static [Stage]) -> Line {
    Line {
        duty,
        action,
        reach,
        stages,
    }
}

const OPEN: &[Stage] = &[
    Stage::NotStarted,
    Stage::Drafting,
    Stage::InReview,
    Stage::Returned,
];
const UNSENT: &[Stage] = &[Stage::Drafting, Stage::Returned];
const SENT: &[Stage] = &[Stage::InReview];
const APPROVED: &[Stage] = &[Stage::Approved];
const DISCUSSED: &[Stage] = &[Stage::Discussed];
const REVIEWED: &[Stage] = &[Stage::Approved, Stage::Discussed];
const SETTLED: &[Stage] = &[Stage::Approved, Stage::Discussed, Stage::Published];
const ALWAYS: &[Stage] = &[];

/// The whole of it.
const TABLE: &[Line] = &[
    line(Duty::Entry, Action::SeeYear, Reach::Any, ALWAYS),
    line(Duty::Entry, Action::SeeSubmissions, Reach::Any, ALWAYS),
    line(Duty::Entry, Action::SeeLedger, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::SeePersonal, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::DecideIdentity, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::ClosePeriod, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::Record, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::Correct, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::Import, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::UndoImport, Reach::Own, ALWAYS),
    line(Duty::Entry, Action::CheckSheet, Reach::Any, ALWAYS),
    line(Duty::Entry, Action::Write, Reach::Own, OPEN),
    line(Duty::Entry, Action::Submit, Reach::Own, UNSENT),
    line(Duty::Entry, Action::Answer, Reach::Own, REVIEWED),
    line(Duty::Head, Action::SeeYear, Reach::Any, ALWAYS),
    line(Duty::Head, Action::SeeSubmissions, Reach::Any, ALWAYS),
    line(Duty::Head, Action::SeeLedger, Reach::Own, ALWAYS),
    line(Duty::Head, Action::SeePersonal, Reach::Own, ALWAYS),
    line(Duty::Head, Action::CheckSheet, Reach::Any, ALWAYS),
    line(Duty::Head, Action::Return, Reach::Own, SENT),
    line(Duty::Head, Action::Approve, Reach::Own, SENT),
    line(Duty::Planning, Action::SeeYear, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::SeeSubmissions, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::SeeLedger, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::SeePersonal, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::DecideIdentity, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::ClosePeriod, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Freeze, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Record, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Correct, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Observe, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Import, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::UndoImport, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::CheckSheet, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Write, Reach::Any, OPEN),
    line(Duty::Planning, Action::Return, Reach::Any, SENT),
    line(Duty::Planning, Action::Reopen, Reach::Any, SETTLED),
    line(Duty::Planning, Action::Discuss, Reach::Any, APPROVED),
    line(Duty::Planning, Action::HoldMeeting, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Remark, Reach::Any, REVIEWED),
    line(Duty::Planning, Action::Answer, Reach::Any, REVIEWED),
    line(Duty::Planning, Action::Publish, Reach::Any, DISCUSSED),
    line(Duty::Planning, Action::SeePublication, Reach::Any, ALWAYS),
    line(Duty::Planning, Action::Define, Reach::Any, ALWAYS),
    line(Duty::Panel, Action::SeeYear, Reach::Any, ALWAYS),
    line(Duty::Panel, Action::Remark, Reach::Any, REVIEWED),
    line(Duty::Audit, Action::SeeYear, Reach::Any, ALWAYS),
    line(Duty::Audit, Action::SeeSubmissions, Reach::Any, ALWAYS),
    line(Duty::Audit, Action::SeeLedger, Reach::Any, ALWAYS),
    line(Duty::Audit, Action::CheckSheet, Reach::Any, ALWAYS),
    line(Duty::Audit, Action::SeeAudit, Reach::Any, ALWAYS),
    line(
        Duty::Administration,
        Action::ManageStaff,
        Reach::Any,
        ALWAYS,
    ),
    line(Duty::Administration, Action::SeeAudit, Reach::Any, ALWAYS),
];

/// 「操作者」 who asks: the duties that are in force today, and whether the second factor was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub staff: StaffId,
    /// What they are called.
    pub name: String,
    /// Their duties of today.
    pub duties: Vec<Assignment>,
    /// Whether the second factor was shown in this session.
    pub is_confirmed: bool,
}

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object<'a> {
    /// Nothing of one department: a list, an account.
    Office,
    /// One programme's part of a year.
    Programme {
        /// 担当課
        departments: &'a [String],
        /// How far it is.
        stage: Stage,
    },
}

impl<'a> Object<'a> {
    /// Something of a programme's departments, whatever stage its part of the sheet is at.
    #[must_use]
    pub fn of(departments: &'a [String]) -> Self {
        Self::Programme {
            departments,
            stage: Stage::NotStarted,
        }
    }
}

impl Principal {
    /// Whether a duty waits for the second factor before it counts.
    #[must_use]
    pub fn awaits_second_factor(&self) -> bool {
        let mut duties = self.duties.iter();
        !self.is_confirmed && duties.any(|held| held.duty.needs_second_factor())
    }

    /// Whether they may do it.
    #[must_use]
    pub fn may(&self, action: Action, object: Object<'_>) -> bool {
        self.duties.iter().any(|held| {
            let counts = self.is_confirmed || !held.duty.needs_second_factor();
            let mut lines = TABLE.iter();
            counts && lines.any(|line| line.allows(held, action, object))
        })
    }

    /// Whether they may do it somewhere, in some department at some stage: for what is offered.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.duties.iter().any(|held| {
            let counts = self.is_confirmed || !held.duty.needs_second_factor();
            let mut lines = TABLE.iter();
            counts && lines.any(|line| line.duty == held.duty && line.action == action)
        })
    }

    /// Whether they may do it at some stage with what is of these departments.
    #[must_use]
    pub(crate) fn may_sometime(&self, action: Action, departments: &[String]) -> bool {
        let mut stages = Stage::ALL.iter();
        stages.any(|stage| {
            let stage = *stage;
            self.may(action, Object::Programme { departments, stage })
        })
    }

    /// Refuses what they may not do.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`].
    pub fn ask(&self, action: Action, object: Object<'_>) -> Result<(), DeskError> {
        if self.may(action, object) {
            return Ok(());
        }
        Err(DeskError::Access(AccessError::Forbidden(action)))
    }
}

impl Line {
    fn allows(&self, held: &Assignment, action: Action, object: Object<'_>) -> bool {
        if self.duty != held.duty || self.action != action {
            return false;
        }
        match object {
            Object::Office => self.reach == Reach::Any && self.stages.is_empty(),
            Object::Programme { departments, stage } => {
                let own = held.department.as_ref();
                let reaches = match self.reach {
                    Reach::Any => true,
                    Reach::Own => own.is_some_and(|own| departments.contains(own)),
                };
                reaches && (self.stages.is_empty() || self.stages.contains(&stage))
            }
        }
    }
}

#[cfg(test)]
mod tests;
