//! 「判定基準」 rubrics as data: the state's own ships with the program, a city's stands in its settings.

use std::sync::OnceLock;

use enishi_domain::Decimal;
use enishi_domain::rating::{Band, Condition, Rubric};
use serde::Deserialize;

use super::settings::SettingsError;

/// 「内閣府4段階」 the state's four steps, as the grant's report form asks for them.
///
/// # Panics
/// Never: the file is part of the program and read by its test.
#[must_use]
pub fn cabinet_office() -> Rubric {
    static SHIPPED: OnceLock<Rubric> = OnceLock::new();
    let read = || {
        let raw: RawRubric = toml::from_str(include_str!("rubrics/cabinet_office_v1.toml"))
            .expect("the shipped rubric is read by a test");
        raw.checked().expect("the shipped rubric is read by a test")
    };
    SHIPPED.get_or_init(read).clone()
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawRubric {
    name: String,
    version: String,
    bands: Vec<RawBand>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawBand {
    grade: String,
    label: String,
    all_met: Option<bool>,
    met_share_at_least: Option<f64>,
    median_rate_at_least: Option<f64>,
    median_rate_below: Option<f64>,
    change_above: Option<f64>,
    change_below: Option<f64>,
}

impl RawRubric {
    pub(super) fn checked(self) -> Result<Rubric, SettingsError> {
        let bands = self
            .bands
            .into_iter()
            .map(RawBand::checked)
            .collect::<Result<_, _>>()?;
        Ok(Rubric {
            name: self.name,
            version: self.version,
            bands,
        })
    }
}

impl RawBand {
    fn checked(self) -> Result<Band, SettingsError> {
        let mut conditions = Vec::new();
        conditions.extend((self.all_met == Some(true)).then_some(Condition::AllMet));
        type Make = fn(Decimal) -> Condition;
        let bounds: [(Option<f64>, Make); 5] = [
            (self.met_share_at_least, Condition::MetShareAtLeast),
            (self.median_rate_at_least, Condition::MedianRateAtLeast),
            (self.median_rate_below, Condition::MedianRateBelow),
            (self.change_above, Condition::ChangeAbove),
            (self.change_below, Condition::ChangeBelow),
        ];
        for (bound, condition) in bounds {
            let Some(bound) = bound else { continue };
            // TOML has no decimals; a percentage is printed back as it was written.
            let percent = bound
                .to_string()
                .parse()
                .map_err(|_| SettingsError::Value {
                    key: "rubric.bands".to_owned(),
                    value: bound.to_string(),
                })?;
            conditions.push(condition(percent));
        }
        Ok(Band {
            grade: self.grade,
            label: self.label,
            conditions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rubric_has_four_steps() {
        let rubric = cabinet_office();
        let grades: Vec<&str> = rubric
            .bands
            .iter()
            .map(|band| band.grade.as_str())
            .collect();
        assert_eq!(grades, ["1", "2", "3", "4"]);
    }
}
