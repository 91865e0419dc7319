//! The closed sets as others meet them: each member's code in the published JSON and its word in
//! tables. One place, so that what is written can be read again. What a *city* may write for the
//! same things (synonyms, OCR slips) is `intake`'s lexicon, not held here.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::comparison::ChangeKind;
use crate::figure::{Missing, Qualifier};
use crate::finding::Severity;
use crate::kpi::{Accumulation, Direction, DirectionSource};
use crate::text::fold_ascii_char;
use crate::verdict::{Reason, StatedVerdict, Verdict};
use crate::year_sheet::Column;

pub mod identity;
mod ledger;
mod office;

/// A closed set whose members have a code and a word.
pub trait ClosedSet: Copy + 'static {
    /// All members, in the order of their definition.
    const ALL: &'static [Self];

    /// The code in the published JSON: `not_published`.
    fn code(self) -> &'static str;

    /// The word in tables: 未公表.
    fn word(self) -> &'static str;

    /// The member of that code.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|member| member.code() == code)
    }

    /// The member of that word.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|member| member.word() == word)
    }
}

/// States a closed set's members once: variant, code, word. The match stays exhaustive.
macro_rules! closed_set {
    ($set:ident: $($variant:ident $code:literal $word:literal,)+) => {
        impl ClosedSet for $set {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

pub(crate) use closed_set;

closed_set! { Missing:
    Blank "blank" "空欄",
    Dash "dash" "記載なし",
    NotPublished "not_published" "未公表",
    NotSurveyed "not_surveyed" "未調査",
    NotStarted "not_started" "未実施",
    InProgress "in_progress" "期間中",
    Discontinued "discontinued" "中止",
    DefinitionChanged "definition_changed" "定義変更",
    Suppressed "suppressed" "秘匿",
    Illegible "illegible" "判読不能",
    Words "words" "数値なし",
}

closed_set! { Reason:
    TargetMissing "target_missing" "目標値未設定",
    ActualMissing "actual_missing" "実績値なし",
    BothMissing "both_missing" "目標値・実績値ともになし",
    PartWithoutTarget "part_without_target" "内訳に目標値なし",
    NotComparable "not_comparable" "比較できない",
    InProgress "in_progress" "期間中",
    NotStarted "not_started" "未実施",
    Discontinued "discontinued" "事業中止",
    DefinitionChanged "definition_changed" "定義変更",
    Suppressed "suppressed" "秘匿",
    Illegible "illegible" "判読不能",
}

closed_set! { StatedVerdict:
    Met "met" "達成",
    Missed "missed" "未達成",
    Unmeasured "unmeasured" "未測定",
    Other "other" "その他",
}

closed_set! { DirectionSource:
    Declared "declared" "宣言",
    Inferred "inferred" "推定",
    Assumed "assumed" "仮定",
}

closed_set! { Accumulation:
    Flow "flow" "単年度フロー",
    RunningTotal "running_total" "累計",
    Stock "stock" "年度末ストック",
    Ratio "ratio" "比率",
    Increment "increment" "増加分",
    Survey "survey" "調査値",
    Milestone "milestone" "マイルストーン",
    Undeclared "undeclared" "未宣言",
}

closed_set! { Qualifier:
    AtLeast "at_least" "以上",
    AtMost "at_most" "以下",
    About "about" "約",
    Cumulative "cumulative" "累計",
    Gross "gross" "延べ",
    Provisional "provisional" "暫定",
    Increase "increase" "増",
    Decrease "decrease" "減",
}

closed_set! { Severity:
    Error "error" "誤り",
    Warning "warning" "注意",
    Info "info" "参考",
}

closed_set! { ChangeKind:
    ProgrammeAdded "programme_added" "事業の追加",
    ProgrammeDropped "programme_dropped" "事業の廃止",
    ProgrammeRenamed "programme_renamed" "事業名の変更",
    KpiAdded "kpi_added" "指標の追加",
    KpiDropped "kpi_dropped" "指標の削除",
    KpiReworded "kpi_reworded" "指標名の変更",
    UnitChanged "unit_changed" "単位の変更",
    DirectionChanged "direction_changed" "改善の方向の変更",
    BaselineMoved "baseline_moved" "基準値の変更",
    TargetMoved "target_moved" "目標値の変更",
}

closed_set! { Column:
    ProgrammeNo "programme_no" "No.",
    ProgrammeName "programme_name" "事業名",
    Overview "overview" "事業概要",
    CostSettled "cost_settled" "決算額",
    KpiNo "kpi_no" "指標番号",
    KpiName "kpi_name" "KPI",
    Unit "unit" "単位",
    Direction "direction" "改善の方向",
    Accumulation "accumulation" "指標の種類",
    Baseline "baseline" "基準値",
    Target "target" "目標値",
    TargetMonth "target_month" "目標年月",
    Actual "actual" "実績値",
    Mark "mark" "評価",
    Rate "rate" "達成率",
    Remarks "remarks" "未達成の要因、改善点、今後の展望等",
    Departments "departments" "担当課",
    FiscalYear "fiscal_year" "年度",
    Unknown "unknown" "不明",
}

/// The code of a direction, its tolerance left out.
#[must_use]
pub fn direction_code(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Maintain { .. } => "maintain",
        Direction::Range => "range",
    }
}

/// The direction of a code; the tolerance belongs to 維持 only.
#[must_use]
pub fn direction_from_code(code: &str, tolerance: Decimal) -> Option<Direction> {
    match code {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        "maintain" => Some(Direction::Maintain { tolerance }),
        "range" => Some(Direction::Range),
        _ => None,
    }
}

/// A direction in words, a tolerance with it: 維持（±0.5）.
#[must_use]
pub fn direction_word(direction: Direction) -> String {
    match direction {
        Direction::Up => "増加".to_owned(),
        Direction::Down => "減少".to_owned(),
        Direction::Maintain { tolerance } if tolerance.is_zero() => "維持".to_owned(),
        Direction::Maintain { tolerance } => format!("維持（±{tolerance}）"),
        Direction::Range => "範囲".to_owned(),
    }
}

/// Reads what [`direction_word`] wrote.
#[must_use]
pub fn direction_from_word(word: &str) -> Option<Direction> {
    match word {
        "増加" => Some(Direction::Up),
        "減少" => Some(Direction::Down),
        "維持" => Some(Direction::Maintain {
            tolerance: Decimal::ZERO,
        }),
        "範囲" => Some(Direction::Range),
        _ => {
            let tolerance = word.strip_prefix("維持（±")?.strip_suffix('）')?;
            let tolerance = Decimal::from_str_exact(tolerance).ok()?;
            Some(Direction::Maintain { tolerance })
        }
    }
}

/// The code of a computed verdict, its reason left out.
#[must_use]
pub fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Unmeasured(_) => "unmeasured",
    }
}

/// The mark of a computed verdict: ○ × -.
#[must_use]
pub fn verdict_mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "○",
        Verdict::Missed => "×",
        Verdict::Unmeasured(_) => "-",
    }
}

/// The mark of a stated verdict: ○ × -; none for another scale, whose own text is shown.
#[must_use]
pub fn stated_mark(verdict: StatedVerdict) -> Option<&'static str> {
    match verdict {
        StatedVerdict::Met => Some("○"),
        StatedVerdict::Missed => Some("×"),
        StatedVerdict::Unmeasured => Some("-"),
        StatedVerdict::Other => None,
    }
}

/// Reads what [`stated_mark`] wrote; anything else is of another scale.
#[must_use]
pub fn stated_verdict_from_mark(mark: &str) -> StatedVerdict {
    match mark {
        "○" => StatedVerdict::Met,
        "×" => StatedVerdict::Missed,
        "-" => StatedVerdict::Unmeasured,
        _ => StatedVerdict::Other,
    }
}

/// What stands behind the date of a milestone: 「令和7年3月末までに完了」.
pub(crate) const MILESTONE_WORDS: [&str; 9] = [
    "までに",
    "まで",
    "末",
    "中",
    "完了",
    "達成",
    "済み",
    "済",
    "に",
];

/// A limit of which the figure itself is not part.
pub(crate) const STRICT_WORDS: [&str; 4] = ["未満", "超", "上回", "下回"];

const BLANK: &str = "（空欄）";

/// A text as a table cell that tells "nothing there" (an empty cell) from "there, and blank"
/// (（空欄）). A text that itself reads （空欄） is bracketed once more.
#[must_use]
pub fn blank_as_word(text: Option<&str>) -> String {
    match text {
        None => String::new(),
        Some("") => BLANK.to_owned(),
        Some(text) if is_blank_word(text) => format!("（{text}）"),
        Some(text) => text.to_owned(),
    }
}

/// Reads what [`blank_as_word`] wrote.
#[must_use]
pub fn word_as_blank(cell: &str) -> Option<&str> {
    match cell {
        "" => None,
        BLANK => Some(""),
        cell if is_blank_word(cell) => cell.strip_prefix('（')?.strip_suffix('）'),
        cell => Some(cell),
    }
}

/// A text as a csv field that no spreadsheet computes: an apostrophe goes before what would begin a
/// formula (`=`, `+`, `@`, a tab, and `-` before anything but a number; full-width ones too).
#[must_use]
pub fn as_plain_field(text: &str) -> Cow<'_, str> {
    if begins_a_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads what [`as_plain_field`] wrote.
#[must_use]
pub fn from_plain_field(field: &str) -> &str {
    field
        .strip_prefix('\'')
        .filter(|text| begins_a_formula(text))
        .unwrap_or(field)
}

/// Whatever number of apostrophes stands before it, so that both ways are told apart.
fn begins_a_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let mut chars = bare.chars();
    match chars.next().map(fold_ascii_char) {
        Some('=' | '+' | '@' | '\t' | '\r') => true,
        Some('-') => {
            let rest = chars.as_str();
            !rest
                .chars()
                .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        }
        _ => false,
    }
}

/// 空欄 in one or more pairs of brackets.
fn is_blank_word(text: &str) -> bool {
    let inner = text.trim_start_matches('（').trim_end_matches('）');
    let opened = text.chars().take_while(|c| *c == '（').count();
    let closed = text.chars().rev().take_while(|c| *c == '）').count();
    inner == "空欄" && opened == closed && opened > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_both_ways<T: ClosedSet + PartialEq + std::fmt::Debug>() {
        for member in T::ALL {
            assert_eq!(T::from_code(member.code()), Some(*member));
            assert_eq!(T::from_word(member.word()), Some(*member));
        }
    }

    #[test]
    fn every_code_and_word_names_one_member() {
        goes_both_ways::<Missing>();
        goes_both_ways::<Reason>();
        goes_both_ways::<StatedVerdict>();
        goes_both_ways::<DirectionSource>();
        goes_both_ways::<Accumulation>();
        goes_both_ways::<Qualifier>();
        goes_both_ways::<Severity>();
        goes_both_ways::<Column>();
        goes_both_ways::<ChangeKind>();
    }

    #[test]
    fn directions_carry_their_tolerance() {
        for (direction, word) in [
            (Direction::Up, "増加"),
            (Direction::Down, "減少"),
            (Direction::Range, "範囲"),
            (
                Direction::Maintain {
                    tolerance: Decimal::ZERO,
                },
                "維持",
            ),
            (
                Direction::Maintain {
                    tolerance: Decimal::new(50, 2),
                },
                "維持（±0.50）",
            ),
        ] {
            assert_eq!(direction_word(direction), word);
            assert_eq!(direction_from_word(word), Some(direction));
        }
        assert_eq!(direction_from_word("維持（±）"), None);
    }

    #[test]
    fn no_field_begins_a_formula_and_every_field_comes_back() {
        for (text, field) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+SUM(A1)", "'+SUM(A1)"),
            ("@x", "'@x"),
            ("＝1+1", "'＝1+1"),
            ("-2+3", "'-2+3"),
            ("-2.5", "-2.5"),
            ("-", "-"),
            ("'=1", "''=1"),
            ("'95年", "'95年"),
            ("63社", "63社"),
            ("", ""),
        ] {
            assert_eq!(as_plain_field(text), field);
            assert_eq!(from_plain_field(field), text);
        }
    }

    #[test]
    fn blank_and_absent_stay_apart() {
        for (text, cell) in [
            (None, ""),
            (Some(""), "（空欄）"),
            (Some("空欄"), "空欄"),
            (Some("（空欄）"), "（（空欄））"),
            (Some("（（空欄））"), "（（（空欄）））"),
            (Some("63社"), "63社"),
        ] {
            assert_eq!(blank_as_word(text), cell);
            assert_eq!(word_as_blank(cell), text);
        }
    }
}
