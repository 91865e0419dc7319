//! D13: a statistic of the whole city is a programme's KPI, and nothing says what the programme
//! has to do with it.
#![doc = include_str!("d13_citywide_statistic.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Printed;

use super::Rule;
use crate::sheet::{Entry, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D13",
    severity: Severity::Warning,
    page: include_str!("d13_citywide_statistic.md"),
    check,
};

/// Statistics that no single programme moves.
const STATISTICS: &[&str] = &[
    "健康寿命",
    "平均寿命",
    "合計特殊出生率",
    "高齢化率",
    "総人口",
    "生産年齢人口",
    "市内総生産",
    "町内総生産",
    "労働生産性",
    "有効求人倍率",
    "就業率",
    "完全失業率",
    "社会増減",
    "社会増",
    "転入超過",
    "転出超過",
    "自然増減",
    "観光入込客数",
    "市民所得",
    "町民所得",
];

/// Words that say which part of it is the programme's.
const ATTRIBUTIONS: &[&str] = &[
    "本事業",
    "当事業",
    "事業による",
    "経由",
    "支援した",
    "支援を受けた",
    "寄与",
    "のうち",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    // What a programme says of all its KPIs together is read once.
    let mut last: Option<(&Printed, bool)> = None;
    let mut findings = Vec::new();
    for entry in &sheet.entries {
        let label = entry.kpi.name.text.as_str();
        let Some(statistic) = STATISTICS.iter().find(|word| label.contains(**word)) else {
            continue;
        };
        let explained = entry.remarks().is_some_and(|printed| {
            let explained = match last {
                Some((same, explained)) if std::ptr::eq(same, printed) => explained,
                Some(_) | None => is_attributed(&printed.text),
            };
            last = Some((printed, explained));
            explained
        });
        if !explained && !is_attributed(label) {
            findings.push(told(entry, statistic));
        }
    }
    findings
}

fn is_attributed(text: &str) -> bool {
    ATTRIBUTIONS.iter().any(|word| text.contains(word))
}

fn told(entry: &Entry<'_>, statistic: &str) -> Finding {
    let finding = entry
        .finding(&RULE, "citywide")
        .with("statistic", statistic);
    finding.quoting(excerpt(&entry.kpi.name.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    #[test]
    fn a_statistic_of_the_city_needs_a_word_on_the_programmes_share() {
        let mut programme = programme("4", &[["市民の健康寿命", "75年", "74年", "×"]]);
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["D13 warning 4 ① 2:5 「健康寿命」は市全体の統計で、\
                 事業との関わりが書かれていません。"]
        );
        programme.remarks = Some(Printed::new("本事業の教室に通う人では延びている。"));
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }

    #[test]
    fn a_programmes_own_count_is_clean() {
        let programme = programme("4", &[["本事業による社会増", "5人", "6人", "○"]]);
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}
