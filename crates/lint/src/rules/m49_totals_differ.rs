//! M49: a printed total, 「24件中18件達成」, is not what the marks of the sheet come to.
#![doc = include_str!("m49_totals_differ.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::text::fold_label;
use enishi_domain::verdict::{StatedVerdict, Verdict};

use super::Rule;
use crate::sheet::{Entry, Passage, PassageKind, Sheet, excerpt, passages_of};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M49",
    severity: Severity::Info,
    page: include_str!("m49_totals_differ.md"),
    check,
};

/// How far behind the second number the word may stand that says what was counted.
const NEAR: usize = 12;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let whole = Counts::of(&sheet.entries);
    let title = sheet.year_sheet.title.as_deref().unwrap_or_default();
    let of_title = claims(title).into_iter().filter_map(|claim| {
        let finding = claim.judge(&[whole])?;
        Some(finding.quoting(excerpt(title)))
    });
    let mut findings: Vec<Finding> = of_title.collect();
    for (programme, entries) in sheet.by_programme() {
        let counts = [Counts::of(entries), whole];
        for passage in passages_of(programme) {
            findings.extend(judge(&counts, &passage));
        }
    }
    findings
}

fn judge(counts: &[Counts], passage: &Passage<'_>) -> Vec<Finding> {
    match passage.kind {
        PassageKind::Overview | PassageKind::Remarks => {}
        PassageKind::ProgrammeName | PassageKind::KpiName | PassageKind::Departments => {
            return Vec::new();
        }
    }
    let text = &passage.printed.text;
    let found = claims(text).into_iter().filter_map(|claim| {
        let told = claim.judge(counts)?;
        let mut finding = passage.finding(&RULE, told.message);
        finding.arguments = told.arguments;
        Some(finding.quoting(excerpt(text)))
    });
    found.collect()
}

/// What the marks of some KPIs come to, and what their numbers do.
#[derive(Clone, Copy)]
struct Counts {
    all: usize,
    stated: MetAndMissed,
    computed: MetAndMissed,
}

/// How many are met, and how many missed.
type MetAndMissed = (usize, usize);

impl Counts {
    /// Where no mark is printed, the computed verdicts stand for the marks.
    fn of(entries: &[Entry<'_>]) -> Self {
        let stated = |mark| entries.iter().filter(|e| e.stated() == Some(mark)).count();
        let by_numbers = |verdict| {
            let found = entries.iter().filter(|e| e.evaluation.verdict == verdict);
            found.count()
        };
        let computed = (by_numbers(Verdict::Met), by_numbers(Verdict::Missed));
        let marked = entries.iter().any(|entry| entry.stated().is_some());
        let stated = (stated(StatedVerdict::Met), stated(StatedVerdict::Missed));
        Self {
            all: entries.len(),
            stated: if marked { stated } else { computed },
            computed,
        }
    }
}

/// 「24件中18件達成」
#[derive(Clone, Copy)]
struct Claim {
    all: usize,
    counted: usize,
    missed: bool,
}

impl Claim {
    /// Whether the first counts of as many KPIs say otherwise.
    fn judge(self, counts: &[Counts]) -> Option<Finding> {
        let counts = counts.iter().find(|counts| counts.all == self.all)?;
        let (message, recounted, computed) = if self.missed {
            ("missed", counts.stated.1, counts.computed.1)
        } else {
            ("met", counts.stated.0, counts.computed.0)
        };
        (recounted != self.counted).then(|| {
            let finding = RULE.finding(message).with("all", self.all);
            let finding = finding.with("counted", self.counted);
            let finding = finding.with("recounted", recounted);
            finding.with("computed", computed)
        })
    }
}

fn claims(text: &str) -> Vec<Claim> {
    if !text.contains('中') && !text.contains("うち") {
        return Vec::new();
    }
    let text = fold_label(text);
    let mut out = Vec::new();
    for between in [
        "件中",
        "件のうち",
        "件うち",
        "指標中",
        "指標のうち",
        "項目中",
        "項目のうち",
    ] {
        let found = text.match_indices(between);
        out.extend(found.filter_map(|(at, _)| claim(&text[..at], &text[at + between.len()..])));
    }
    out
}

fn claim(before: &str, after: &str) -> Option<Claim> {
    let is_digit = |c: char| c.is_ascii_digit();
    let digits = &before[before.trim_end_matches(is_digit).len()..];
    let after = after.trim_start_matches(['、', ',']);
    let rest = after.trim_start_matches(is_digit);
    let counted = &after[..after.len() - rest.len()];
    let rest = ["件", "指標", "項目"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit))?;
    let end = rest
        .char_indices()
        .nth(NEAR)
        .map_or(rest.len(), |(at, _)| at);
    let clause = rest[..end].split(['。', '、', ',']).next()?;
    let said = clause.find("達成")?;
    let missed = clause[..said].ends_with(['未', '非']) || clause[said..].contains("できなかった");
    Some(Claim {
        all: digits.parse().ok()?,
        counted: counted.parse().ok()?,
        missed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    fn found(remarks: &str) -> Vec<String> {
        let kpis = [
            ["会員数", "5人", "6人", "○"],
            ["来場者数", "5人", "4人", "×"],
        ];
        let mut second = programme("2", &kpis);
        second.remarks = Some(Printed::new(remarks));
        lines(&RULE, &sheet([programme("1", &kpis[..1]), second]))
    }

    #[test]
    fn a_total_is_counted_again_in_its_programme_or_in_the_sheet() {
        let both =
            "M49 info 2 - 3:9 2件中2件達成とありますが、評価を数えると1件です（数値からは1件）。";
        for text in [
            "KPI２件中２件達成。",
            "2件のうち、2件が目標達成",
            "2 件中 2 件を達成した",
        ] {
            assert_eq!(found(text), [both], "{text}");
        }
        assert_eq!(
            found("3件中1件達成"),
            ["M49 info 2 - 3:9 3件中1件達成とありますが、評価を数えると2件です（数値からは2件）。"]
        );
        assert_eq!(
            found("2件中2件未達成"),
            [
                "M49 info 2 - 3:9 2件中2件未達成とありますが、評価を数えると1件です（数値からは1件）。"
            ]
        );
        for text in [
            "2件中1件達成",
            "2件中1件未達成",
            "3件中2件達成",
            "相談10件中8件達成",
            "2件中2件が成約した",
            "件中件達成",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_title_counts_the_whole_sheet() {
        let mut sheet = sheet([programme("1", &[["会員数", "5人", "6人", "○"]])]);
        sheet.title = Some("効果検証（1件中0件達成）".to_owned());
        assert_eq!(
            lines(&RULE, &sheet),
            ["M49 info - - - 1件中0件達成とありますが、評価を数えると1件です（数値からは1件）。"]
        );
    }
}
