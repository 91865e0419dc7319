//! S06: marks in other glyphs than ○ × -, and △ or ▲ for a minus sign.
#![doc = include_str!("s06_unusual_glyphs.md")]

use std::collections::BTreeSet;

use enishi_domain::figure::Value;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::verdict::StatedVerdict;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S06",
    severity: Severity::Info,
    page: include_str!("s06_unusual_glyphs.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let marks = sheet.entries.iter().filter_map(|entry| {
        let glyph = mark_glyph(entry)?;
        Some((glyph, entry.mark_place()))
    });
    let minus = sheet.entries.iter().filter_map(|entry| {
        let (glyph, value) = minus_glyph(entry)?;
        Some((glyph, entry.place(value.place.as_ref())))
    });
    let marks = gathered("marks", marks);
    marks.into_iter().chain(gathered("minus", minus)).collect()
}

/// One finding for all of them, placed at the first: a city writes its marks in one way.
fn gathered(
    message: &'static str,
    found: impl Iterator<Item = (char, Option<enishi_domain::grid::Place>)>,
) -> Option<Finding> {
    let found: Vec<_> = found.collect();
    let (_, place) = found.first()?;
    let glyphs: BTreeSet<char> = found.iter().map(|(glyph, _)| *glyph).collect();
    let glyphs: Vec<String> = glyphs.into_iter().map(String::from).collect();
    let finding = RULE.finding(message).at(place.clone());
    let finding = finding.with("glyphs", glyphs.join(" "));
    Some(finding.with("count", found.len()))
}

/// The mark, where it is one glyph and not the usual one for what it was read as.
fn mark_glyph(entry: &Entry<'_>) -> Option<char> {
    let mark = entry.kpi.stated.as_ref()?;
    let usual = match mark.verdict {
        StatedVerdict::Met => '○',
        StatedVerdict::Missed => '×',
        StatedVerdict::Unmeasured => '-',
        StatedVerdict::Other => return None,
    };
    let mut glyphs = mark.text.trim().chars();
    let (first, rest) = (glyphs.next()?, glyphs.as_str());
    // ⭕ and ✖ may carry a variation selector.
    let alone = rest.chars().all(|c| matches!(c, '\u{fe00}'..='\u{fe0f}'));
    (alone && first != usual).then_some(first)
}

fn minus_glyph<'a>(entry: &Entry<'a>) -> Option<(char, &'a Value)> {
    let kpi = entry.kpi;
    let values = [kpi.target_value(), kpi.actual_value(), kpi.baseline_value()];
    let mut printed = values.into_iter().flatten();
    printed.find_map(|value| {
        let glyph = value.text.chars().find(|c| matches!(c, '△' | '▲'))?;
        (!value.parts().is_empty()).then_some((glyph, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::figure::{Content, Part, Unit};
    use enishi_domain::kpi::Actual;

    #[test]
    fn other_circles_and_crosses_are_one_finding() {
        let kpis = [
            ["来場者数", "5人", "6人", "〇"],
            ["会員数", "5人", "4人", "✕"],
            ["店舗数", "5店", "5店", "〇"],
            ["講座数", "5回", "5回", "○"],
        ];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis)])),
            [
                "S06 info - - 2:8 評価が標準の「○」「×」「-」でない字で書かれています（〇 ✕、3か所）。"
            ]
        );
    }

    #[test]
    fn usual_marks_and_other_scales_are_left_alone() {
        let kpis = [
            ["来場者数", "5人", "6人", "○"],
            ["会員数", "5人", "4人", "×"],
            ["店舗数", "5店", "5店", "-"],
            ["講座数", "5回", "5回", "A"],
        ];
        assert_eq!(lines(&RULE, &sheet([programme("1", &kpis)])), [""; 0]);
    }

    #[test]
    fn a_triangle_before_a_number_is_told() {
        let mut programme = programme("1", &[["社会増減", "0人", "-5人", "×"]]);
        let Some(Actual::Stated(value)) = &mut programme.kpis[0].actual else {
            panic!("the KPI has an actual");
        };
        value.text = "△5人".to_owned();
        value.content = Content::Parts(vec![Part::exact((-5).into(), Unit::new("人"))]);
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["S06 info - - 2:7 「△」を負の数の印として読みました（1か所）。"]
        );
    }
}
