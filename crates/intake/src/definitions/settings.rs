//! `--settings FILE.toml`: what a file's own columns are called, which way a KPI is better, and
//! which rules speak how loudly. Unknown keys are refused, so that a misspelt one is not silently
//! ignored.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::background::{Background, Department, Verification};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::Severity;
use enishi_domain::kpi::{Accumulation, Direction, DirectionSource, Kpi};
use enishi_domain::rate::DeclaredFormula;
use enishi_domain::rating::Rubric;
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, YearSheet};
use serde::Deserialize;

use super::background::{RawDepartment, RawVerification};
use super::formulas::Written;
use super::rubrics::{RawRubric, cabinet_office};
use crate::layouts::Layout;
use crate::layouts::declarations::{read_accumulation, read_direction};

/// Everything a user declares.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// 実施年度
    pub fiscal_year: Option<FiscalYear>,
    /// 自治体名
    pub municipality: Option<String>,
    /// Instead of detection.
    pub layout: Option<Layout>,
    /// Headings that the file calls by names of its own.
    pub columns: ColumnNames,
    /// For every KPI that says nothing itself.
    pub defaults: Declaration,
    /// For single KPIs.
    pub kpis: Vec<KpiDeclaration>,
    /// How loudly a rule speaks; `None` switches it off.
    pub rules: BTreeMap<String, Option<Severity>>,
    /// The city's own scale of effect ratings, instead of the state's.
    pub rubric: Option<Rubric>,
    /// 担当課の一覧
    pub departments: Vec<Department>,
    /// When the result was reviewed and published.
    pub verification: Option<Verification>,
}

/// Headings by the columns they name.
#[derive(Clone, Debug, Default)]
pub struct ColumnNames(BTreeMap<String, Column>);

impl ColumnNames {
    /// The column that the settings give this heading.
    #[must_use]
    pub fn column_of(&self, heading: &str) -> Option<Column> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&fold_label(heading)).copied()
    }
}

/// What is declared of a KPI.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// 改善の方向
    pub direction: Option<Direction>,
    /// 指標の種類
    pub accumulation: Option<Accumulation>,
    /// 単位
    pub unit: Option<String>,
    /// 算式
    pub formula: Option<DeclaredFormula>,
}

/// A declaration for one KPI, by its number in a programme or by its name.
#[derive(Clone, Debug, Default)]
pub struct KpiDeclaration {
    /// 事業No.; every programme where it is absent.
    pub programme: Option<String>,
    /// 指標番号
    pub no: Option<String>,
    /// 指標名, compared with width and blanks folded.
    pub name: Option<String>,
    /// What is declared.
    pub declaration: Declaration,
}

/// A declaration as it applies to one KPI.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declared<'a> {
    /// 改善の方向
    pub direction: Option<Direction>,
    /// 指標の種類
    pub accumulation: Option<Accumulation>,
    /// 単位
    pub unit: Option<&'a str>,
    /// 算式
    pub formula: Option<DeclaredFormula>,
}

impl Settings {
    /// What rules may know besides the sheet, with the state's rubric where the city has none.
    #[must_use]
    pub fn background(&self) -> Background {
        Background {
            departments: self.departments.clone(),
            verification: self.verification,
            rubric: Some(self.rubric.clone().unwrap_or_else(cabinet_office)),
        }
    }

    /// What is declared of a KPI: its own declarations first, then the defaults.
    #[must_use]
    pub fn declaration(&self, programme: &str, kpi: &Kpi) -> Declared<'_> {
        let own = self
            .kpis
            .iter()
            .filter(|declared| declared.is_of(programme, kpi));
        let all = own.map(|own| &own.declaration).chain([&self.defaults]);
        all.fold(Declared::default(), |found, next| Declared {
            direction: found.direction.or(next.direction),
            accumulation: found.accumulation.or(next.accumulation),
            unit: found.unit.or(next.unit.as_deref()),
            formula: found.formula.or(next.formula),
        })
    }
}

/// Applies what is declared of direction, kind and formula to a sheet that carries its own, because
/// a person who writes a settings file means it for every form of the sheet.
pub fn declare(settings: &Settings, sheet: &mut YearSheet) {
    for programme in &mut sheet.programmes {
        for kpi in &mut programme.kpis {
            let declared = settings.declaration(&programme.no, kpi);
            kpi.accumulation = declared.accumulation.unwrap_or(kpi.accumulation);
            kpi.formula = declared.formula.or(kpi.formula);
            if let Some(direction) = declared.direction {
                kpi.direction = direction;
                kpi.direction_source = DirectionSource::Declared;
            }
        }
    }
}

impl KpiDeclaration {
    pub(super) fn is_of(&self, programme: &str, kpi: &Kpi) -> bool {
        self.programme.as_deref().is_none_or(|no| no == programme)
            && self.no.as_deref().is_none_or(|no| no.parse() == Ok(kpi.no))
            && self
                .name
                .as_deref()
                .is_none_or(|n| fold_label(n) == fold_label(&kpi.name.text))
    }
}

/// The settings cannot be used. What a wrong file holds is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The file is no TOML.
    #[error("line {line}, column {column}: this is not TOML")]
    NotToml {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A key that is not known there.
    #[error("line {line}: there is no key `{key}`, only {known}")]
    UnknownKey {
        /// From 1.
        line: usize,
        /// As written.
        key: String,
        /// Those that may stand there, separated by commas.
        known: String,
    },
    /// A key that must stand there.
    #[error("line {line}: the key `{key}` is missing")]
    MissingKey {
        /// From 1.
        line: usize,
        /// Its name.
        key: String,
    },
    /// A text where a table belongs, or the like.
    #[error("line {line}, column {column}: a value of another type belongs here")]
    WrongType {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A value outside its closed set.
    #[error("`{value}` is not a value of `{key}`")]
    Value {
        /// The key, dotted.
        key: String,
        /// What it was given.
        value: String,
    },
    /// A declaration that is of no KPI.
    #[error("a [[kpi]] needs `no` or `name`")]
    NoKpi,
}

impl SettingsError {
    /// What the TOML reader says, without the passage that it quotes.
    fn of(error: &toml::de::Error, text: &str) -> Self {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let before = &text[..text.floor_char_boundary(at)];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        let message = error.message();
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        match quoted.split_first() {
            Some((key, known)) if message.starts_with("unknown field") => Self::UnknownKey {
                line,
                key: (*key).to_owned(),
                known: known.join(", "),
            },
            Some((key, _)) if message.starts_with("missing field") => Self::MissingKey {
                line,
                key: (*key).to_owned(),
            },
            _ if message.starts_with("invalid type") || message.starts_with("data did not") => {
                Self::WrongType { line, column }
            }
            _ => Self::NotToml { line, column },
        }
    }
}

/// Reads a settings file.
///
/// # Errors
/// [`SettingsError`], for broken TOML, unknown keys, and values that are none of the key's.
pub fn read_settings(toml: &str) -> Result<Settings, SettingsError> {
    let raw: RawSettings = toml::from_str(toml).map_err(|error| SettingsError::of(&error, toml))?;
    let fiscal_year = raw
        .fiscal_year
        .map(|year| parse("fiscal-year", &year))
        .transpose()?;
    let layout = raw.layout.map(|name| parse("layout", &name)).transpose()?;
    let mut rules = BTreeMap::new();
    for (code, switch) in raw.rules {
        let severity = match switch.as_str() {
            "off" => None,
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            _ => return Err(refused(&format!("rules.{code}"), &switch)),
        };
        rules.insert(code, severity);
    }
    let mut names = BTreeMap::new();
    for (key, headings) in raw.columns {
        let column = column_key(&key).ok_or_else(|| refused("columns", &key))?;
        for heading in headings.all() {
            names.insert(fold_label(&heading), column);
        }
    }
    let kpis = all(raw.kpi, RawKpi::checked)?;
    Ok(Settings {
        fiscal_year,
        municipality: raw.municipality,
        layout,
        columns: ColumnNames(names),
        defaults: raw.defaults.checked("defaults")?,
        kpis,
        rules,
        rubric: raw.rubric.map(RawRubric::checked).transpose()?,
        departments: all(raw.department, RawDepartment::checked)?,
        verification: raw.verification.map(RawVerification::checked).transpose()?,
    })
}

fn all<T, U>(
    raw: Vec<T>,
    check: impl FnMut(T) -> Result<U, SettingsError>,
) -> Result<Vec<U>, SettingsError> {
    raw.into_iter().map(check).collect()
}

/// The names of columns in a settings file.
fn column_key(key: &str) -> Option<Column> {
    Some(match key {
        "programme_no" => Column::ProgrammeNo,
        "programme_name" => Column::ProgrammeName,
        "overview" => Column::Overview,
        "cost_settled" => Column::CostSettled,
        "kpi_no" => Column::KpiNo,
        "kpi_name" => Column::KpiName,
        "unit" => Column::Unit,
        "direction" => Column::Direction,
        "accumulation" => Column::Accumulation,
        "baseline" => Column::Baseline,
        "target" => Column::Target,
        "target_month" => Column::TargetMonth,
        "actual" => Column::Actual,
        "mark" => Column::Mark,
        "rate" => Column::Rate,
        "remarks" => Column::Remarks,
        "departments" => Column::Departments,
        "fiscal_year" => Column::FiscalYear,
        "ignore" => Column::Unknown,
        _ => return None,
    })
}

pub(super) fn parse<T: std::str::FromStr>(key: &str, value: &str) -> Result<T, SettingsError> {
    value.parse().map_err(|_| refused(key, value))
}

pub(super) fn refused(key: &str, value: &str) -> SettingsError {
    SettingsError::Value {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawSettings {
    fiscal_year: Option<String>,
    municipality: Option<String>,
    layout: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, Headings>,
    #[serde(default)]
    defaults: RawDeclaration,
    #[serde(default)]
    kpi: Vec<RawKpi>,
    #[serde(default)]
    rules: BTreeMap<String, String>,
    rubric: Option<RawRubric>,
    #[serde(default)]
    department: Vec<RawDepartment>,
    verification: Option<RawVerification>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Headings {
    One(String),
    Several(Vec<String>),
}

impl Headings {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(heading) => vec![heading],
            Self::Several(headings) => headings,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawDeclaration {
    direction: Option<String>,
    accumulation: Option<String>,
    unit: Option<String>,
    tolerance: Option<String>,
    formula: Option<String>,
    path: Option<String>,
}

impl RawDeclaration {
    fn checked(self, at: &str) -> Result<Declaration, SettingsError> {
        let direction = self.direction.map(|text| {
            read_direction(&text).ok_or_else(|| refused(&format!("{at}.direction"), &text))
        });
        let accumulation = self.accumulation.map(|text| {
            read_accumulation(&text).ok_or_else(|| refused(&format!("{at}.accumulation"), &text))
        });
        let tolerance: Option<Decimal> = self
            .tolerance
            .map(|text| parse(&format!("{at}.tolerance"), &text))
            .transpose()?;
        let formula = Written {
            formula: self.formula,
            path: self.path,
        };
        let direction = match (direction.transpose()?, tolerance) {
            (Some(Direction::Maintain { .. }), Some(tolerance)) => {
                Some(Direction::Maintain { tolerance })
            }
            (direction, _) => direction,
        };
        Ok(Declaration {
            direction,
            accumulation: accumulation.transpose()?,
            unit: self.unit,
            formula: formula.checked(at)?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawKpi {
    programme: Option<String>,
    no: Option<String>,
    name: Option<String>,
    direction: Option<String>,
    accumulation: Option<String>,
    unit: Option<String>,
    tolerance: Option<String>,
    formula: Option<String>,
    path: Option<String>,
}

impl RawKpi {
    fn checked(self) -> Result<KpiDeclaration, SettingsError> {
        if self.no.is_none() && self.name.is_none() {
            return Err(SettingsError::NoKpi);
        }
        let raw = RawDeclaration {
            direction: self.direction,
            accumulation: self.accumulation,
            unit: self.unit,
            tolerance: self.tolerance,
            formula: self.formula,
            path: self.path,
        };
        let declaration = raw.checked("kpi")?;
        Ok(KpiDeclaration {
            programme: self.programme,
            no: self.no,
            name: self.name,
            declaration,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_misspellings_refused() {
        let settings = read_settings(
            "fiscal-year = 'R6'\n[columns]\nkpi_name = 'indicateur'\nrate = ['pourcentage_cible']\n\
             [defaults]\naccumulation = 'stock'\n[[kpi]]\nprogramme = '1'\nno = '①'\n\
             direction = '減少'\n[rules]\nD10 = 'off'\nN20 = 'info'\n",
        )
        .expect("the settings are good");
        assert_eq!(settings.fiscal_year, FiscalYear::new(2024));
        assert_eq!(
            settings.columns.column_of("Indicateur"),
            Some(Column::KpiName)
        );
        assert_eq!(settings.rules["D10"], None);
        assert_eq!(
            settings.kpis[0].declaration.direction,
            Some(Direction::Down)
        );
        for bad in [
            "yaer = 1",
            "fiscal-year = 'R0'",
            "[rules]\nD10 = 'loud'",
            "[columns]\nname = 'x'",
        ] {
            assert!(read_settings(bad).is_err(), "{bad}");
        }
    }
}
