//! N32: words around or instead of a number leave open how much it is.
#![doc = include_str!("n32_words_around_a_number.md")]

use enishi_domain::figure::{Missing, Qualifier, Value};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Accumulation;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N32",
    severity: Severity::Warning,
    page: include_str!("n32_words_around_a_number.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().flat_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    // The date of a milestone is no amount, and 「3月まで」 no bound.
    if kpi.accumulation == Accumulation::Milestone {
        return Vec::new();
    }
    // 「30人以上」 is how a target is written, and leaves nothing open there.
    let vague_target = kpi.target_value().and_then(|value| {
        let message = vague(value).filter(|message| *message != "bound");
        Some((value, message?))
    });
    let vague_actual = kpi.actual_value().and_then(|v| Some((v, vague(v)?)));
    let found = vague_target.into_iter().chain(vague_actual);
    found
        .map(|(value, message)| {
            let finding = entry.finding_at(&RULE, value, message);
            finding.with("text", crate::sheet::excerpt(&value.text))
        })
        .collect()
}

fn vague(value: &Value) -> Option<&'static str> {
    let digits = value
        .text
        .chars()
        .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if value.missing() == Some(Missing::Words) && digits {
        return Some("unread");
    }
    let mut qualifiers = value.parts().iter().filter_map(|part| part.qualifier);
    qualifiers.find_map(|qualifier| match qualifier {
        Qualifier::About => Some("about"),
        Qualifier::AtLeast | Qualifier::AtMost => Some("bound"),
        Qualifier::Provisional => Some("provisional"),
        Qualifier::Cumulative | Qualifier::Gross | Qualifier::Increase | Qualifier::Decrease => {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet, value};
    use enishi_domain::figure::Content;

    fn qualified(text: &str, qualifier: Qualifier) -> Value {
        let mut value = value("30人");
        value.text = text.to_owned();
        if let Content::Parts(parts) = &mut value.content {
            parts[0].qualifier = Some(qualifier);
        }
        value
    }

    fn found(target: Value, actual: Value) -> Vec<String> {
        let mut programme = programme("1", &[["会員数", "5人", "5人", "○"]]);
        programme.kpis[0].target = Some(enishi_domain::kpi::Target(target));
        programme.kpis[0].actual = Some(enishi_domain::kpi::Actual::Stated(actual));
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn vague_actuals_are_found() {
        for (text, qualifier, line) in [
            ("約30人", Qualifier::About, "「約30人」はおおよその数です。"),
            (
                "30人以上",
                Qualifier::AtLeast,
                "「30人以上」では実績が定まりません。",
            ),
            (
                "30人（暫定）",
                Qualifier::Provisional,
                "「30人（暫定）」は暫定の数です。",
            ),
        ] {
            let lines = found(value("30人"), qualified(text, qualifier));
            assert_eq!(lines, [format!("N32 warning 1 ① 2:7 {line}")]);
        }
        assert_eq!(
            found(value("30人"), value("名簿で30程を確認")),
            ["N32 warning 1 ① 2:7 「名簿で30程を確認」から数を読み取れません。"]
        );
    }

    #[test]
    fn a_target_may_be_a_bound() {
        let target = qualified("30人以上", Qualifier::AtLeast);
        assert_eq!(found(target, value("31人")), [""; 0]);
        let target = qualified("約30人", Qualifier::About);
        assert_eq!(found(target, value("31人")).len(), 1);
        assert_eq!(found(value("-"), value("増加")), [""; 0]);
    }
}
