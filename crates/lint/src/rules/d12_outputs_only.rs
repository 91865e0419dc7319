//! D12: every KPI of a programme counts what was done, none what came of it.
#![doc = include_str!("d12_outputs_only.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Sheet, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D12",
    severity: Severity::Warning,
    page: include_str!("d12_outputs_only.md"),
    check,
};

/// Words of labels that count the work itself.
const OUTPUTS: &[&str] = &[
    "回数",
    "開催",
    "実施数",
    "実施件数",
    "参加者",
    "参加人数",
    "受講者",
    "来場者",
    "配布",
    "発行部数",
    "発信件数",
    "アクセス数",
    "閲覧数",
    "相談件数",
    "講座数",
    "研修数",
    "出展数",
];

/// Words of labels that, all the same, count what came of it.
const OUTCOMES: &[&str] = &[
    "満足", "割合", "率", "成約", "増加", "売上", "移住", "就職", "継続",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let busy = sheet
        .programmes()
        .iter()
        .filter(|programme| counts_work_only(programme));
    let finding = |programme: &Programme| {
        let finding = of_programme(&RULE, programme, "outputs");
        finding.with("kpis", programme.kpis.len())
    };
    busy.map(finding).collect()
}

fn counts_work_only(programme: &Programme) -> bool {
    let mut labels = programme.kpis.iter().map(|kpi| kpi.name.text.as_str());
    !programme.kpis.is_empty() && labels.all(counts_work)
}

/// Whether a label is of the work itself, and of nothing that came of it.
pub fn counts_work(label: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| label.contains(word));
    any(OUTPUTS) && !any(OUTCOMES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_programme_that_counts_its_own_work_only_is_found() {
        let kpis = [
            ["セミナー開催回数", "5回", "6回", "○"],
            ["セミナー参加者数", "50人", "60人", "○"],
            ["セミナー後の就職者数", "5人", "6人", "○"],
        ];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis[..2])])),
            ["D12 warning 1 - 2:1 指標2件がすべて活動の量（回数・開催・参加者など）です。"]
        );
        assert_eq!(lines(&RULE, &sheet([programme("1", &kpis)])), [""; 0]);
        assert_eq!(lines(&RULE, &sheet([programme("1", &[])])), [""; 0]);
    }
}
