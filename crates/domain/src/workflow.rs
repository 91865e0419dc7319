//! The yearly workflow of one programme's part of the sheet, as a law: which step may follow which,
//! that nobody approves what is their own, and that what is published is what was approved. Who may
//! take a step at all is the desk's policy, not held here.

use std::collections::BTreeSet;

use crate::staff::StaffId;

/// 「評価の段階」 how far a programme's part of the sheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 未着手
    #[default]
    NotStarted,
    /// 入力中
    Drafting,
    /// 確認中
    InReview,
    /// 差戻し
    Returned,
    /// 確定
    Approved,
    /// 効果検証会議を経た
    Discussed,
    /// 公表
    Published,
}

/// 「手続」 what takes a part of the sheet from one stage to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// 入力
    Edit,
    /// 提出
    Submit,
    /// 差戻し
    Return,
    /// 承認
    Approve,
    /// 再開
    Reopen,
    /// 会議済: 効果検証会議 has discussed it
    Discuss,
    /// 公表
    Publish,
}

/// 「手続の記録」 a step that somebody took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// By whom.
    pub by: StaffId,
    /// The canonical digest of the version that it is about; an edit is about none.
    pub version: Option<String>,
    /// 決裁番号 of an approval.
    pub decision_number: Option<String>,
    /// Why, for what is returned or opened again.
    pub reason: Option<String>,
}

/// 「手続の拒否」 why a step was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The stage does not allow it.
    #[error("the step does not follow on this stage")]
    NotNow {
        /// Where it stands.
        stage: Stage,
        /// What was asked.
        step: Step,
    },
    /// 職務の分離: who wrote a part or handed it in does not approve it.
    #[error("whoever wrote or submitted it cannot approve it")]
    OwnWork,
    /// What was looked at is not what stands there now.
    #[error("it is another version than the one that was looked at")]
    AnotherVersion,
    /// What was approved is not what stands there now.
    #[error("it is another version than the one that was approved")]
    ChangedSinceApproval,
    /// An approval without 決裁番号.
    #[error("an approval needs the number of its decision")]
    NoDecisionNumber,
    /// Returned or reopened without a reason.
    #[error("a reason is needed")]
    NoReason,
}

/// 「承認」 what was approved, by whom and under which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The digest of the version.
    pub version: String,
    /// By whom.
    pub by: StaffId,
    /// 決裁番号
    pub decision_number: String,
}

/// 「手続の経過」 how one programme's part of a year came to where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    stage: Stage,
    authors: BTreeSet<StaffId>,
    approval: Option<Approval>,
    reason: Option<String>,
}

impl Taken {
    /// That somebody wrote.
    #[must_use]
    pub fn edit(by: StaffId) -> Self {
        Self {
            step: Step::Edit,
            by,
            version: None,
            decision_number: None,
            reason: None,
        }
    }
}

impl Stage {
    /// Whether it is still to be written and handed in.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::NotStarted | Self::Drafting | Self::Returned => true,
            Self::InReview | Self::Approved | Self::Discussed | Self::Published => false,
        }
    }

    /// The stage that a step leads to.
    #[must_use]
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            // Whoever writes takes back what was handed in.
            (Self::NotStarted | Self::Drafting | Self::InReview | Self::Returned, Step::Edit)
            | (Self::Approved | Self::Discussed | Self::Published, Step::Reopen) => {
                Some(Self::Drafting)
            }
            (Self::Drafting | Self::Returned, Step::Submit) => Some(Self::InReview),
            (Self::InReview, Step::Return) => Some(Self::Returned),
            (Self::InReview, Step::Approve) => Some(Self::Approved),
            (Self::Approved, Step::Discuss) => Some(Self::Discussed),
            (Self::Discussed, Step::Publish) => Some(Self::Published),
            _ => None,
        }
    }
}

impl Course {
    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The approval in force.
    #[must_use]
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }

    /// Whether an approval is in force, and of another version than the one that stands there now.
    #[must_use]
    pub fn has_changed_since_approval(&self, now: &str) -> bool {
        self.approval.is_some() && !self.is_approval_of(Some(now))
    }

    /// Why it was returned or reopened last, while it is being mended.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Whether somebody wrote or submitted any of it.
    #[must_use]
    pub fn is_author(&self, who: StaffId) -> bool {
        self.authors.contains(&who)
    }

    /// Takes a step, or says why not; then nothing changed.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn take(&mut self, taken: &Taken) -> Result<(), Refusal> {
        let (stage, step) = (self.stage, taken.step);
        let next = stage.after(step).ok_or(Refusal::NotNow { stage, step })?;
        match step {
            Step::Edit => {
                self.authors.insert(taken.by);
                self.approval = None;
            }
            Step::Submit => {
                self.authors.insert(taken.by);
                self.reason = None;
            }
            Step::Return => self.reason = Some(said(taken.reason.as_ref(), Refusal::NoReason)?),
            Step::Reopen => {
                self.reason = Some(said(taken.reason.as_ref(), Refusal::NoReason)?);
                self.approval = None;
            }
            Step::Approve => self.approval = Some(self.approved(taken)?),
            Step::Discuss | Step::Publish => {
                if !self.is_approval_of(taken.version.as_deref()) {
                    return Err(Refusal::ChangedSinceApproval);
                }
            }
        }
        self.stage = next;
        Ok(())
    }

    fn is_approval_of(&self, version: Option<&str>) -> bool {
        let approval = self.approval.as_ref();
        approval.is_some_and(|approval| Some(approval.version.as_str()) == version)
    }

    fn approved(&self, taken: &Taken) -> Result<Approval, Refusal> {
        if self.is_author(taken.by) {
            return Err(Refusal::OwnWork);
        }
        let number = taken.decision_number.as_ref();
        Ok(Approval {
            version: said(taken.version.as_ref(), Refusal::AnotherVersion)?,
            by: taken.by,
            decision_number: said(number, Refusal::NoDecisionNumber)?,
        })
    }
}

/// What was said, unless nothing was.
fn said(text: Option<&String>, otherwise: Refusal) -> Result<String, Refusal> {
    let text = text.map(|text| text.trim()).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or(otherwise)
}

#[cfg(test)]
mod tests;
