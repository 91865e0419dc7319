//! M46: what is written about a missed KPI is too short or too general to be a cause.
#![doc = include_str!("m46_cause_generic.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Printed;
use enishi_domain::text::fold_label;

use super::Rule;
use super::m45_no_cause::is_missed;
use crate::sheet::{Entry, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M46",
    severity: Severity::Warning,
    page: include_str!("m46_cause_generic.md"),
    check,
};

/// Fewer characters than this name no cause.
const SHORTEST: usize = 12;

/// What is left of a phrase that would fit any KPI of any programme.
const PHRASES: &[&str] = &[
    "引き続き",
    "今後も",
    "今後は",
    "継続して",
    "取り組んでいく",
    "取り組む",
    "取組んでいく",
    "取組を進めていく",
    "取組を進める",
    "目標達成に向けて",
    "目標の達成に向けて",
    "目標達成に向け",
    "事業を推進していく",
    "事業を推進する",
    "推進していく",
    "推進する",
    "努めていく",
    "努める",
    "努力していく",
    "努力する",
    "検討していく",
    "検討する",
    "実施していく",
    "実施する",
    "事業を",
    "継続していく",
    "継続する",
    "特になし",
    "特に無し",
    "なし",
    "改善していく",
    "改善を図る",
    "目標値を達成できなかった",
    "目標を達成できなかった",
    "達成できなかった",
    "未達成であった",
    "未達成となった",
    "目標値に達しなかった",
    "目標に届かなかった",
    "ため",
    "ものの",
    "が",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    // What a programme says of all its KPIs together is read once.
    let mut last: Option<(&Printed, Option<&'static str>)> = None;
    let mut findings = Vec::new();
    for entry in sheet.entries.iter().filter(|entry| is_missed(entry)) {
        let Some(printed) = entry.remarks() else {
            continue;
        };
        let message = match last {
            Some((same, message)) if std::ptr::eq(same, printed) => message,
            Some(_) | None => fault(&printed.text),
        };
        last = Some((printed, message));
        findings.extend(message.map(|message| told(entry, printed, message)));
    }
    findings
}

fn fault(text: &str) -> Option<&'static str> {
    let text = fold_label(text);
    if text.chars().count() < SHORTEST {
        Some("short")
    } else {
        says_nothing(&text).then_some("generic")
    }
}

fn told(entry: &Entry<'_>, printed: &Printed, message: &'static str) -> Finding {
    let place = entry.place(printed.place.as_ref());
    let finding = entry.finding(&RULE, message).at(place);
    finding.quoting(excerpt(&printed.text))
}

/// Whether nothing is left once the phrases are taken away.
fn says_nothing(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let punctuation = rest.strip_prefix(['、', '。', '，', '．', '・', ',', '.']);
        let phrases = PHRASES.iter().filter(|phrase| rest.starts_with(**phrase));
        let phrase = phrases.max_by_key(|phrase| phrase.len());
        rest = match (punctuation, phrase) {
            (Some(after), _) => after,
            (None, Some(phrase)) => &rest[phrase.len()..],
            (None, None) => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(mark: &str, remarks: &str) -> Vec<String> {
        let mut programme = programme("1", &[["会員数", "50人", "40人", mark]]);
        programme.kpis[0].remarks = Some(Printed::new(remarks));
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn a_word_or_a_phrase_is_no_cause() {
        assert_eq!(
            found("×", "努力する。"),
            ["M46 warning 1 ① 2:9 未達成の説明が短く、要因や改善点が分かりません。"]
        );
        assert_eq!(
            found(
                "×",
                "目標を達成できなかったため、引き続き目標達成に向けて取り組んでいく。"
            ),
            [
                "M46 warning 1 ① 2:9 未達成の説明が決まり文句だけで、この指標の要因や改善点が分かりません。"
            ]
        );
    }

    #[test]
    fn a_cause_in_its_own_words_is_clean() {
        assert_eq!(
            found("×", "周知の時期が遅れ、募集の締切に間に合わなかった。"),
            [""; 0]
        );
        assert_eq!(found("○", "継続する。"), [""; 0]);
    }
}
