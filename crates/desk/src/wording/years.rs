//! 年度切替と新旧対照の文言.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_both_eras;
use jiff::civil::Date;

use crate::compare_years::Changed;

pub(crate) const SHEET: &str = "新旧対照";
pub(crate) const CAPTION: &str = "前年度と比べて変わったところ";
pub(crate) const HEADERS: [(&str, u16); 12] = [
    ("事業", 6),
    ("指標", 6),
    ("旧・名称", 30),
    ("新・名称", 30),
    ("旧・担当課", 14),
    ("新・担当課", 14),
    ("旧・目標値", 12),
    ("新・目標値", 12),
    ("旧・定義", 40),
    ("新・定義", 40),
    ("変わったところ", 20),
    ("前年度の改善点", 40),
];

pub(crate) fn title(before: FiscalYear, after: FiscalYear) -> String {
    format!("新旧対照表（{before}・{after}）")
}

/// What changed, in a word.
#[must_use]
pub fn changed(changed: Changed) -> &'static str {
    match changed {
        Changed::Added => "追加",
        Changed::Dropped => "廃止",
        Changed::Name => "名称",
        Changed::Departments => "担当課",
        Changed::Target => "目標値",
        Changed::TargetMissing => "目標値が未設定",
        Changed::Definition => "定義",
    }
}

pub(crate) fn judged(direction: &str, accumulation: &str, baseline: Option<&str>) -> String {
    let baseline = baseline.map_or_else(String::new, |text| format!("、基準値 {text}"));
    format!("（改善の方向: {direction}、種類: {accumulation}{baseline}）")
}

/// A KPI that a sheet states and no definition has.
pub(crate) fn new_kpi(
    (name, unit): (&str, &str),
    target: Option<&str>,
    programme: Option<&str>,
) -> String {
    let unit = if unit.is_empty() {
        "記載なし"
    } else {
        unit
    };
    let target = target.unwrap_or("なし");
    let programme = programme.map_or_else(String::new, |name| format!("新しい事業「{name}」の"));
    format!("{programme}新しい指標: {name}（単位 {unit}、目標値 {target}）")
}

/// What the ledger will know of a day is not known yet.
pub(super) fn day_to_come_ja(day: Date, today: Date) -> String {
    let [day, today] = [day, today].map(|day| in_both_eras(day, DatePrecision::Day));
    format!(
        "{day}はまだ来ていません。今日は{today}です。\
         時点には、今日までの日を指定してください。今の実績を見るときは、時点の指定は不要です。"
    )
}
