//! Findings beyond a bound. What is wrong in every row of a large table is said of the first rows
//! and then once for the rest, with their number, so that a list of findings can be read, and held.

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};

/// After so many of a kind, one more finding counts the others.
pub const MOST_OF_A_KIND: usize = 200;

/// Findings of one kind have the same words and weight.
type Kind = (&'static str, &'static str, Severity);

/// Keeps the first findings of every kind and counts the rest of each in one finding at the place
/// of their last. Grouping what was grouped before loses no count.
#[must_use]
pub fn group_beyond_bound(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut rest: BTreeMap<Kind, Finding> = BTreeMap::new();
    let mut kept = Vec::new();
    for mut finding in findings {
        let kind = (finding.rule, finding.message, finding.severity);
        let seen = seen.entry(kind).or_default();
        if *seen < MOST_OF_A_KIND && finding.count == 1 {
            *seen += 1;
            kept.push(finding);
            continue;
        }
        finding.count += rest.get(&kind).map_or(0, |before| before.count);
        rest.insert(kind, finding);
    }
    kept.extend(rest.into_values().map(without_details));
    kept
}

/// What differs from finding to finding is no longer said of many.
fn without_details(finding: Finding) -> Finding {
    if finding.count == 1 {
        return finding;
    }
    let Finding {
        rule,
        severity,
        place,
        message,
        count,
        ..
    } = finding;
    let mut many = Finding::new(rule, severity, message).at(place);
    many.count = count;
    many
}

#[cfg(test)]
mod tests {
    use enishi_domain::grid::Place;

    use super::*;

    fn many(rule: &'static str, rows: u32) -> Vec<Finding> {
        let finding = |row| Finding::new(rule, Severity::Warning, "found").at(Some(row));
        (1..=rows)
            .map(|row| finding(Place::new(row, 1)).of_programme("1"))
            .collect()
    }

    fn counted(findings: &[Finding]) -> usize {
        findings.iter().map(|finding| finding.count).sum()
    }

    #[test]
    fn the_rest_is_one_finding_with_their_number_and_last_place() {
        let grouped = group_beyond_bound([many("S06", 1_000), many("S07", 3)].concat());
        assert_eq!(grouped.len(), MOST_OF_A_KIND + 3 + 1);
        assert_eq!(counted(&grouped), 1_003);
        let last = grouped.last().expect("one for the rest");
        assert_eq!((last.rule, last.count), ("S06", 800));
        assert_eq!(last.place, Some(Place::new(1_000, 1)));
        assert_eq!(last.programme, None);
    }

    #[test]
    fn few_findings_stay_as_they_are() {
        let bound = u32::try_from(MOST_OF_A_KIND).expect("small");
        for rows in [0, 1, bound, bound + 1] {
            let findings = many("S06", rows);
            assert_eq!(group_beyond_bound(findings.clone()), findings, "{rows}");
        }
    }

    #[test]
    fn grouping_again_changes_nothing() {
        let once = group_beyond_bound(many("S06", 1_000));
        assert_eq!(group_beyond_bound(once.clone()), once);
        let more = [once, many("S06", 10)].concat();
        assert_eq!(counted(&group_beyond_bound(more)), 1_010);
    }
}
