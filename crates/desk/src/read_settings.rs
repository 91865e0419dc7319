//! 「設定」 reads a settings file. That a rule exists is known only here, where the readers and the
//! rules meet.

use enishi_intake::definitions::settings::{self, Settings};
use enishi_lint::rule;

use crate::error::DeskError;

/// Reads the text of a settings file. Codes of rules may be written in lower case.
///
/// # Errors
/// [`DeskError::Settings`] for what is no settings file, [`DeskError::UnknownRule`] for a code that
/// is of no rule: a misspelt one must not be ignored silently.
pub fn read_settings(text: &str) -> Result<Settings, DeskError> {
    let mut settings = settings::read_settings(text)?;
    let mut rules = std::collections::BTreeMap::new();
    for (written, severity) in settings.rules {
        let code = written.to_ascii_uppercase();
        if rule(&code).is_none() {
            return Err(DeskError::UnknownRule { code: written });
        }
        rules.insert(code, severity);
    }
    settings.rules = rules;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_does_not_exist_is_refused() {
        let settings = read_settings("[rules]\nd10 = \"off\"\n").expect("a rule in lower case");
        assert_eq!(settings.rules["D10"], None);
        let refused = read_settings("[rules]\nX99 = \"off\"\n");
        assert!(matches!(refused, Err(DeskError::UnknownRule { code }) if code == "X99"));
    }
}
