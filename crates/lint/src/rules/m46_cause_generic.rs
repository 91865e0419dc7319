//! M46: what is written about a missed KPI is too short or too general to be a cause, or is about
//! another KPI.
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

/// Shorter names (会員数) stand in other words too.
const SHORTEST_NAME: usize = 4;

/// Programmes with more KPIs are lists, whose rows name one another all the time.
const MOST_KPIS: usize = 20;

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
        findings.extend(match message {
            Some(message) => Some(told(entry, printed, message)),
            None => another(entry, printed),
        });
    }
    findings
}

/// A KPI's own remarks that name another KPI of its programme, and nothing of its own name.
fn another(entry: &Entry<'_>, printed: &Printed) -> Option<Finding> {
    let kpis = &entry.programme.kpis;
    if !entry.numbered_remarks || kpis.len() > MOST_KPIS {
        return None;
    }
    let text = fold_label(&printed.text);
    let own = fold_label(&entry.kpi.name.text);
    if !shares_little(&own, &text) {
        return None;
    }
    let named = kpis.iter().find(|other| {
        let name = fold_label(&other.name.text);
        name.chars().count() >= SHORTEST_NAME && name != own && text.contains(&name)
    })?;
    let finding = told(entry, printed, "another");
    let name = excerpt(&named.name.text);
    Some(finding.with("no", named.no.circled()).with("name", name))
}

/// Whether less than a third of the name's pairs of characters stand in the text.
fn shares_little(name: &str, text: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let pairs = chars.windows(2);
    let all = pairs.len();
    let shared = pairs.filter(|pair| text.contains(&pair.iter().collect::<String>()));
    3 * shared.count() < all
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

    #[test]
    fn a_cause_that_names_another_kpi_only_is_found() {
        let found = |name: &str, remarks: &str| {
            let kpis = [
                [name, "50人", "40人", "×"],
                ["移住相談会の参加者数", "5人", "6人", "○"],
            ];
            let mut programme = programme("1", &kpis);
            programme.kpis[0].remarks = Some(Printed::new(remarks));
            lines(&RULE, &sheet([programme]))
        };
        let remarks = "移住相談会の参加者数は会場を増やしたため伸びた。";
        assert_eq!(
            found("空き家バンク登録件数", remarks),
            [
                "M46 warning 1 ① 2:9 この指標ではなく、指標②（移住相談会の参加者数）の説明に見えます。"
            ]
        );
        assert_eq!(found("移住相談の件数", remarks), [""; 0]);
        let both = "空き家バンク登録件数は、移住相談会の参加者数ほど伸びなかった。";
        assert_eq!(found("空き家バンク登録件数", both), [""; 0]);
    }
}
