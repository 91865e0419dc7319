//! N22: a share lies below 0 or above 100 percent.
#![doc = include_str!("n22_share_out_of_range.md")]

use enishi_domain::Decimal;
use enishi_domain::figure::{UnitKind, Value};
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use super::n20_unit_differs::without_brackets;
use crate::comparison::amount;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N22",
    severity: Severity::Error,
    page: include_str!("n22_share_out_of_range.md"),
    check,
};

/// Ratios that are no part of a whole and may pass 100 or fall below 0.
const NO_SHARES: &[&str] = &[
    "比",
    "達成率",
    "充足率",
    "自給率",
    "増加",
    "伸び",
    "増減",
    "変化率",
    "成長率",
    "進捗",
    "収支",
    "倍率",
    "対前年",
    "上昇率",
    "減少",
    "削減",
    "利益率",
    "回転率",
    "乗車",
    "還元",
    "混雑",
    "縮減",
    "縮小",
    "拡大",
    "指数",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().flat_map(judge).collect()
}

/// What ends a label of a share for certain; other rates may be of anything.
const SHARES: &[&str] = &[
    "割合",
    "構成比",
    "シェア",
    "満足度",
    "認知度",
    "満足率",
    "認知率",
    "参加率",
    "参画率",
    "受診率",
    "出席率",
    "回答率",
    "回収率",
    "普及率",
    "加入率",
    "就職率",
    "内定率",
    "進学率",
    "合格率",
    "定着率",
    "就業率",
    "失業率",
    "離職率",
    "投票率",
    "接種率",
    "取得率",
    "導入率",
    "高齢化率",
    "空き家率",
    "収納率",
];

fn judge(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    let label = kpi.name.text.as_str();
    if NO_SHARES.iter().any(|word| label.contains(word)) {
        return Vec::new();
    }
    let named = without_brackets(label);
    let is_share = SHARES.iter().any(|word| named.ends_with(word));
    let values = [kpi.baseline_value(), kpi.target_value(), kpi.actual_value()];
    let outside = values.into_iter().flatten().filter(|v| is_outside(v));
    outside
        .map(|value| {
            let text = value.text.trim();
            if is_share {
                return entry.finding_at(&RULE, value, "outside").with("text", text);
            }
            let mut finding = entry.finding_at(&RULE, value, "rate");
            finding.severity = Severity::Warning;
            finding.with("text", text)
        })
        .collect()
}

fn is_outside(value: &Value) -> bool {
    value.parts().iter().any(|part| {
        let share = part.unit.kind() == UnitKind::Share;
        let outside = |amount: Decimal| amount < Decimal::ZERO || amount > Decimal::ONE_HUNDRED;
        share && amount(part).is_some_and(outside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(name: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[[name, "80%", actual, "○"]])]),
        )
    }

    #[test]
    fn a_share_above_a_hundred_is_found() {
        assert_eq!(
            found("講座の満足度", "872%"),
            ["N22 error 1 ① 2:7 割合が0～100％の外にあります（872%）。"]
        );
        assert_eq!(found("利用した割合", "-3%").len(), 1);
    }

    #[test]
    fn a_rate_that_may_be_of_anything_is_a_warning() {
        assert_eq!(
            found("市有地の利用率（延べ）", "130%"),
            ["N22 warning 1 ① 2:7 単位は％ですが、値が0～100の外にあります（130%）。"]
        );
        assert_eq!(found("会員の参加率（延べ）", "130%").len(), 1);
        for name in [
            "鉄道の混雑率",
            "経費の縮減率",
            "販路の拡大率",
            "物価指数",
            "前年度比",
        ] {
            assert_eq!(found(name, "130%"), [""; 0], "{name}");
        }
    }

    #[test]
    fn shares_within_and_ratios_of_two_years_are_left_alone() {
        assert_eq!(found("講座の満足度", "100%"), [""; 0]);
        assert_eq!(found("売上の前年比", "120%"), [""; 0]);
        assert_eq!(found("参加者数", "120人"), [""; 0]);
    }
}
