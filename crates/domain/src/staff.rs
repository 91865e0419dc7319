//! Who works in the office: a number, and the duties that somebody has in a department for a time.
//! Names, passwords and sessions are not held here; what a duty may do is the desk's policy.

use jiff::civil::Date;

/// 「職員」 who works with the ledger, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffId(pub i64);

impl StaffId {
    /// The program itself.
    pub const SYSTEM: Self = Self(1);
}

/// 「職務」 what somebody is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// 担当課入力: records what a department did, and writes its part of the sheet.
    Entry,
    /// 所属長: confirms what the department wrote.
    Head,
    /// 政策企画課: gathers, returns, leads the review and publishes.
    Planning,
    /// 委員: reads the sheet and says what the panel thinks of it.
    Panel,
    /// 監査・個人情報管理: sees what was done, and changes nothing.
    Audit,
    /// システム管理: accounts and their duties, no figures.
    Administration,
}

impl Duty {
    /// Whether it is held in one department; the others are held for the whole office.
    #[must_use]
    pub fn is_of_department(self) -> bool {
        match self {
            Self::Entry | Self::Head => true,
            Self::Planning | Self::Panel | Self::Audit | Self::Administration => false,
        }
    }

    /// Whether a password alone is not enough for it.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        match self {
            Self::Head | Self::Administration => true,
            Self::Entry | Self::Planning | Self::Panel | Self::Audit => false,
        }
    }
}

/// 「職務の割当て」 a duty of somebody, in a department and for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub duty: Duty,
    /// Where, for the duties of a department.
    pub department: Option<String>,
    /// From this day on.
    pub from: Date,
    /// Up to this day, with it; none while it lasts.
    pub until: Option<Date>,
}

impl Assignment {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// 「利用状態」 whether somebody may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountState {
    /// 有効
    Active,
    /// 停止: left, or on leave.
    Suspended,
}

/// 「参加者の区分」 whom a member of the panel speaks for; the grants ask how many there were of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Participant {
    /// 産
    Industry,
    /// 官
    Government,
    /// 学
    Academia,
    /// 金
    Finance,
    /// 労
    Labour,
    /// 言
    Media,
    /// 住民
    Residents,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_holds_from_its_first_day_through_its_last() {
        let day = |d| Date::constant(2025, 4, d);
        let mut held = Assignment {
            duty: Duty::Head,
            department: Some("商工課".to_owned()),
            from: day(1),
            until: Some(day(3)),
        };
        for (on, expected) in [(1, true), (3, true), (4, false)] {
            assert_eq!(held.holds_on(day(on)), expected, "{on}");
        }
        assert!(!held.holds_on(Date::constant(2025, 3, 31)));
        held.until = None;
        assert!(held.holds_on(Date::constant(2099, 1, 1)));
    }
}
