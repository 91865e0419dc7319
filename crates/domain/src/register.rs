//! 「台帳への取込み」 what a register's row says, before anyone knows who its parties are and whether it
//! was imported before. Readers make these; the desk gives them numbers and writes them.

use crate::engagement::{Engagement, Role};
use crate::finding::Finding;
use crate::party::{Identifier, PartyType, Profile};
use crate::statistics::Observation;

/// 「取込行」 one row of a register's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// Its row in the file, as a spreadsheet shows it, from 1.
    pub number: u64,
    /// 受付番号: the number that the register itself gave the row. Without one a row is known by its
    /// content and its place among rows of the same content.
    pub external_key: Option<String>,
    /// The row byte for byte, as the file has it; kept until it must be disposed of.
    pub raw: Vec<u8>,
    /// What its cells hold, in UTF-8: the same in every encoding, format and style of quoting.
    /// Empty where nobody asked for it.
    pub content: Vec<u8>,
    /// What it says.
    pub outcome: RowOutcome,
}

/// What reading a row gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// Engagements, with findings that do not stop them.
    Engagements(Vec<Draft>, Vec<Finding>),
    /// Observations of series; the store gives them their position.
    Observations(Vec<Observation>, Vec<Finding>),
    /// 対象外: the register says itself that the row does not count (削除, 無効, 未決済).
    Excluded(Exclusion),
    /// エラー: what must be mended first.
    Refused(Vec<Finding>),
}

/// 「対象外の理由」 why a row does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// 削除
    Deleted,
    /// 無効
    Invalid,
    /// 未決済
    Unpaid,
    /// 欠席 or 取消 of a sign-up
    Absent,
    /// 合計行 and the like
    NotARecord,
}

/// An engagement whose parties have no numbers yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The engagement, its parties empty.
    pub engagement: Engagement,
    /// Who, in which part.
    pub parties: Vec<(Role, PartyDraft)>,
}

/// A party as one row describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyDraft {
    /// What it is.
    pub party_type: PartyType,
    /// Its numbers.
    pub identifiers: Vec<Identifier>,
    /// Its names and addresses.
    pub profile: Profile,
}

/// 「取込結果」 what becomes of a staged row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowVerdict {
    /// 新規
    New,
    /// 更新: known by its number, and says something else now.
    Updated,
    /// 同一: known, and says the same.
    Unchanged,
    /// 重複候補: new by its number, and looks like one that is there.
    MaybeDuplicate,
    /// エラー
    Refused,
    /// 対象外
    Excluded,
}

/// 「取込みの状態」 how far an import is. Each change is a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchState {
    /// 読込
    Staged,
    /// 確認中
    Reviewed,
    /// 確定
    Committed,
    /// 取消
    Undone,
}
