//! 「達成状況」 ○ × - : what a sheet states and what follows from its numbers are two things.

/// The computed verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// ○ 達成
    Met,
    /// × 未達成
    Missed,
    /// - 測定できない, always with the reason
    Unmeasured(Reason),
}

/// Why a KPI cannot be said to be met or missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// 目標値未設定
    TargetMissing,
    /// 実績値なし
    ActualMissing,
    /// 目標値・実績値ともになし
    BothMissing,
    /// A part has an actual and no target, and no other part was missed.
    PartWithoutTarget,
    /// Units, parts or years do not agree, or a value is a range or words.
    NotComparable,
    /// 期間中: the target's year is still to come, or the figures are being compiled.
    InProgress,
    /// 未実施
    NotStarted,
    /// 事業中止
    Discontinued,
    /// 定義変更
    DefinitionChanged,
    /// 秘匿
    Suppressed,
    /// 判読不能
    Illegible,
}

/// What a printed mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedVerdict {
    /// ○ 達成
    Met,
    /// × 未達成
    Missed,
    /// - 未測定
    Unmeasured,
    /// △, A–D, words: another scale than ○×-.
    Other,
}
