//! 「前提」 what the settings say of the office itself: its departments, and when the result was
//! reviewed and published.

use enishi_domain::background::{Department, Verification};
use enishi_domain::calendar::{FiscalYear, parse_day};
use serde::Deserialize;

use super::settings::{SettingsError, parse, refused};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawDepartment {
    name: String,
    since: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawVerification {
    reviewed: Option<String>,
    published: Option<String>,
    improvements_published: Option<String>,
}

impl RawDepartment {
    pub(super) fn checked(self) -> Result<Department, SettingsError> {
        let year = |key: &str, text: Option<String>| -> Result<Option<FiscalYear>, SettingsError> {
            text.map(|text| parse(&format!("department.{key}"), &text))
                .transpose()
        };
        Ok(Department {
            since: year("since", self.since)?,
            until: year("until", self.until)?,
            name: self.name,
            became: Vec::new(),
        })
    }
}

impl RawVerification {
    pub(super) fn checked(self) -> Result<Verification, SettingsError> {
        let day = |key: &str, text: Option<String>| {
            let read = |text: String| {
                parse_day(&text).map_err(|_| refused(&format!("verification.{key}"), &text))
            };
            text.map(read).transpose()
        };
        Ok(Verification {
            reviewed: day("reviewed", self.reviewed)?,
            published: day("published", self.published)?,
            improvements_published: day("improvements-published", self.improvements_published)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings::read_settings;

    #[test]
    fn departments_and_days_are_read_and_misspellings_refused() {
        let settings = read_settings(
            "[[department]]\nname = '観光課'\nuntil = 'R5'\n\
             [verification]\nreviewed = 'R7.7.10'\npublished = '令和7年9月1日'\n",
        )
        .expect("the settings are good");
        let background = settings.background();
        assert_eq!(background.departments[0].name, "観光課");
        let verification = background.verification.expect("it is declared");
        assert!(verification.reviewed < verification.published);
        assert_eq!(verification.improvements_published, None);
        for bad in [
            "[[department]]\nsince = 'R5'",
            "[[department]]\nname = 'x'\nsince = 'R0'",
            "[verification]\nreviewed = 'soon'",
            "[verification]\nreview = 'R7.7.10'",
        ] {
            assert!(read_settings(bad).is_err(), "{bad}");
        }
    }
}
