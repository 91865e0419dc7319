//! M44: the printed effect rating is better than the numbers bear, and nobody says why.
#![doc = include_str!("m44_rating_above_rubric.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Printed;
use enishi_domain::rating::{Basis, Proposal, Rubric};
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Sheet, of_programme_at};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M44",
    severity: Severity::Warning,
    page: include_str!("m44_rating_above_rubric.md"),
    check,
};

/// The heading that a reader puts before a text gathered from several columns.
const HEADING: &str = "【事業効果】";
/// Shorter labels (達成, A) stand in any text.
const SHORTEST_LABEL: usize = 5;
/// Words by which a choice is given a reason.
const REASONS: &[&str] = &["ため", "ので", "から、", "により", "踏まえ", "理由", "考慮"];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let Some(rubric) = &sheet.background.rubric else {
        return Vec::new();
    };
    let programmes = sheet.programmes().iter().zip(&sheet.evaluation.kpis);
    let found = programmes.filter_map(|(programme, evaluations)| {
        let (printed, stated) = remarks(programme).find_map(|printed| {
            let band = stated_band(rubric, &printed.text)?;
            Some((printed, band))
        })?;
        let basis = Basis::of_programme(&programme.kpis, evaluations);
        judge(rubric, &basis, programme, printed, stated)
    });
    found.collect()
}

/// The programme's remarks, or where it has none those of its KPIs.
fn remarks(programme: &Programme) -> impl Iterator<Item = &Printed> {
    let own = programme.remarks.as_ref();
    let of_kpis = programme.kpis.iter().filter_map(|kpi| kpi.remarks.as_ref());
    own.into_iter()
        .chain(of_kpis.filter(move |_| own.is_none()))
}

fn judge(
    rubric: &Rubric,
    basis: &Basis,
    programme: &Programme,
    printed: &Printed,
    stated: usize,
) -> Option<Finding> {
    let Proposal::Band(band) = rubric.propose(basis) else {
        return None;
    };
    let proposed = rubric.bands.iter().position(|other| other == band)?;
    if stated >= proposed || gives_a_reason(&printed.text) {
        return None;
    }
    let label = &rubric.bands[stated].label;
    let finding = of_programme_at(&RULE, programme, "above", printed.place.as_ref());
    let finding = finding.quoting(label.as_str());
    let finding = finding.with("stated", label).with("proposed", &band.label);
    let finding = finding.with("rubric", format!("{} {}", rubric.name, rubric.version));
    let finding = finding.with("met", basis.met);
    Some(finding.with("measured", basis.measured))
}

/// Which band of the rubric the text prints: a line that begins with its label.
fn stated_band(rubric: &Rubric, text: &str) -> Option<usize> {
    text.lines().find_map(|line| {
        let line = line.trim().trim_start_matches(HEADING);
        let is_number =
            |c: char| c.is_numeric() || matches!(c, ' ' | '　' | '.' | '．' | ':' | '：');
        let line = line.trim_start_matches(is_number);
        rubric.bands.iter().position(|band| {
            band.label.chars().count() >= SHORTEST_LABEL && line.starts_with(&band.label)
        })
    })
}

fn gives_a_reason(text: &str) -> bool {
    REASONS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use enishi_domain::background::Background;
    use enishi_domain::rating::{Band, Condition};

    use super::*;
    use crate::handmade::{lines, lines_knowing, programme, sheet};

    fn found(actual: &str, remarks: &str) -> Vec<String> {
        let band = |grade: &str, label: &str, conditions| Band {
            grade: grade.to_owned(),
            label: label.to_owned(),
            conditions,
        };
        let rubric = Rubric {
            name: "内閣府4段階".to_owned(),
            version: "v1".to_owned(),
            bands: vec![
                band("1", "非常に効果的であった", vec![Condition::AllMet]),
                band("2", "相当程度効果があった", vec![]),
            ],
        };
        let mut programme = programme("1", &[["会員数", "50人", actual, "○"]]);
        programme.remarks = Some(Printed::new(remarks));
        let sheet = sheet([programme]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        let background = Background {
            rubric: Some(rubric),
            ..Background::default()
        };
        lines_knowing(&RULE, &sheet, &background)
    }

    #[test]
    fn a_rating_above_the_proposed_one_needs_a_reason() {
        let above = "M44 warning 1 - 2:9 事業効果は「非常に効果的であった」ですが、\
                     1件中0件の達成では「相当程度効果があった」の段階です（内閣府4段階 v1）。";
        assert_eq!(found("40人", "非常に効果的であった"), [above]);
        assert_eq!(
            found("40人", "【事業効果】１　非常に効果的であった\n【課題】周知"),
            [above]
        );
        for (actual, remarks) in [
            ("60人", "非常に効果的であった"),
            ("40人", "相当程度効果があった"),
            (
                "40人",
                "非常に効果的であった。災害で会場が閉じたことを考慮した。",
            ),
            ("-", "非常に効果的であった"),
            ("40人", "この講座は非常に効果的であった"),
        ] {
            assert_eq!(found(actual, remarks), [""; 0], "{actual} {remarks}");
        }
    }
}
