//! 「算式の宣言」 the formula of a rate as a settings file writes it.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::rate::DeclaredFormula;

use super::settings::{SettingsError, parse, refused};

/// The formula, and for F7 the years of the path, all as written.
pub(super) struct Written {
    pub(super) formula: Option<String>,
    pub(super) path: Option<String>,
}

impl Written {
    /// `formula = "F3"`, or `formula = "F7"` with `path = "R4-R8"`.
    pub(super) fn checked(self, at: &str) -> Result<Option<DeclaredFormula>, SettingsError> {
        let (formula_key, path_key) = (format!("{at}.formula"), format!("{at}.path"));
        match (self.formula.as_deref(), self.path) {
            (None, None) => Ok(None),
            (Some("F7"), Some(path)) => years(&path_key, &path).map(Some),
            // The years belong to F7, and F7 needs them.
            (Some("F7"), None) => Err(refused(&path_key, "")),
            (_, Some(path)) => Err(refused(&path_key, &path)),
            (Some(formula), None) if formula.starts_with("F7") => {
                Err(refused(&formula_key, formula))
            }
            (Some(formula), None) => parse(&formula_key, formula).map(Some),
        }
    }
}

fn years(key: &str, path: &str) -> Result<DeclaredFormula, SettingsError> {
    let read = || -> Option<DeclaredFormula> {
        let (first, last) = path.split_once(['-', '～', '〜'])?;
        let year = |text: &str| text.trim().parse::<FiscalYear>().ok();
        let (first, last) = (year(first)?, year(last)?);
        (first <= last).then_some(DeclaredFormula::PathShare { first, last })
    };
    read().ok_or_else(|| refused(key, path))
}

#[cfg(test)]
mod tests {
    use super::super::settings::read_settings;

    #[test]
    fn formulas_are_declared_and_misspellings_refused() {
        for (keys, declared) in [
            ("formula = 'F3'", Some("F3")),
            ("formula = 'F7'\npath = 'R4-R8'", Some("F7 2022-2026")),
            ("unit = '人'", None),
        ] {
            let settings = read_settings(&format!("[defaults]\n{keys}\n")).expect("good settings");
            let formula = settings.defaults.formula.map(|formula| formula.to_string());
            assert_eq!(formula.as_deref(), declared, "{keys}");
        }
        for bad in [
            "formula = 'F6'",
            "formula = 'F7'",
            "formula = 'F7 2022-2026'",
            "formula = 'F7'\npath = 'R8-R4'",
            "formula = 'F3'\npath = 'R4-R8'",
            "path = 'R4-R8'",
        ] {
            let read = read_settings(&format!("[[kpi]]\nno = '1'\n{bad}\n"));
            assert!(read.is_err(), "{bad}");
        }
    }
}
