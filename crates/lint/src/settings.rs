//! 「指摘の設定」 which rules an office wants and how severe. The file that says so is read elsewhere.

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};

/// What the settings say of a rule, by its code.
pub type RuleSettings = BTreeMap<String, Switch>;

/// What is to be done with a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// They are dropped.
    Off,
    /// They all get this severity.
    Severity(Severity),
}

/// Drops and re-rates findings as the settings say; those of unnamed rules stay as they are.
#[must_use]
pub fn apply_settings(findings: Vec<Finding>, settings: &RuleSettings) -> Vec<Finding> {
    let apply = |mut finding: Finding| match settings.get(finding.rule) {
        Some(Switch::Off) => None,
        Some(Switch::Severity(severity)) => {
            finding.severity = *severity;
            Some(finding)
        }
        None => Some(finding),
    };
    findings.into_iter().filter_map(apply).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_can_be_switched_off_or_made_milder() {
        let finding = |rule| Finding::new(rule, Severity::Error, "found");
        let settings = RuleSettings::from([
            ("S01".to_owned(), Switch::Off),
            ("S07".to_owned(), Switch::Severity(Severity::Info)),
        ]);
        let left = apply_settings(
            vec![finding("S01"), finding("S07"), finding("M40")],
            &settings,
        );
        let rated: Vec<_> = left.iter().map(|f| (f.rule, f.severity)).collect();
        assert_eq!(rated, [("S07", Severity::Info), ("M40", Severity::Error)]);
    }
}
