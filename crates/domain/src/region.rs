//! 「地域の定義」 a city as data: its programmes, KPIs, targets, departments and the metrics that
//! measure them. Read from region files; nothing of a city stands in code.

use std::collections::BTreeMap;

use crate::background::Department;
use crate::calendar::FiscalYear;
use crate::figure::Value;
use crate::kpi::{Accumulation, Direction, KpiNo};
use crate::metric::Metric;
use crate::money::Yen;
use crate::statistics::Series;

/// 「地域の定義」 one city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// 団体名: 焼津市.
    pub municipality: String,
    /// 全国地方公共団体コード, six digits.
    pub code: String,
    /// The programmes, in the order of the sheet.
    pub programmes: Vec<ProgrammeDefinition>,
    /// The series that the metrics name.
    pub series: Vec<Series>,
    /// 利用目的 of the registers.
    pub purposes: Vec<Purpose>,
    /// The departments that began or ended in a year, and what took their place. Those that were
    /// always there need no row.
    pub departments: Vec<Department>,
}

impl Region {
    /// A KPI by its programme's number and its own.
    #[must_use]
    pub fn kpi(&self, programme: &str, no: KpiNo) -> Option<&KpiDefinition> {
        let programme = self.programmes.iter().find(|p| p.no == programme)?;
        programme.kpis.iter().find(|kpi| kpi.no == no)
    }

    /// What a department is called in a year: itself while it is there; after its last year what
    /// took its place; before its first year the one that it took the place of. A department that
    /// several merged into has no one name before, and one that nothing followed keeps its own.
    #[must_use]
    pub fn department_in(&self, name: &str, year: FiscalYear) -> Vec<String> {
        let itself = || vec![name.to_owned()];
        let Some(known) = self.departments.iter().find(|known| known.name == name) else {
            return itself();
        };
        let before: Vec<&Department> = self
            .departments
            .iter()
            .filter(|other| other.became.iter().any(|became| became == name))
            .collect();
        match before.as_slice() {
            [before] if known.since.is_some_and(|since| year < since) => {
                self.department_in(&before.name, year)
            }
            _ if known.until.is_some_and(|until| until < year) && !known.became.is_empty() => {
                let mut names = Vec::new();
                for became in &known.became {
                    for name in self.department_in(became, year) {
                        if !names.contains(&name) {
                            names.push(name);
                        }
                    }
                }
                names
            }
            _ => itself(),
        }
    }

    /// The region as a year calls its departments.
    #[must_use]
    pub fn named_in(mut self, year: FiscalYear) -> Self {
        let mut programmes = std::mem::take(&mut self.programmes);
        for programme in &mut programmes {
            let mut names: Vec<String> = Vec::new();
            for department in &programme.departments {
                for name in self.department_in(department, year) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            programme.departments = names;
        }
        self.programmes = programmes;
        self
    }
}

/// 「事業の定義」 one programme through the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeDefinition {
    /// Its number on the sheet.
    pub no: String,
    /// 事業名; none where the city prints none.
    pub name: Option<String>,
    /// 事業概要, in the city's or our own words.
    pub overview: Option<String>,
    /// 担当課
    pub departments: Vec<String>,
    /// 決算額 by year.
    pub costs_settled: BTreeMap<FiscalYear, Yen>,
    /// Its KPIs, in the order of the sheet.
    pub kpis: Vec<KpiDefinition>,
}

/// 「指標の定義」 one KPI through the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiDefinition {
    /// Its number.
    pub no: KpiNo,
    /// Its name.
    pub name: String,
    /// 改善の方向
    pub direction: Direction,
    /// 指標の種類
    pub accumulation: Accumulation,
    /// 基準値
    pub baseline: Option<Value>,
    /// 目標値 by year, as the city writes it.
    pub targets: BTreeMap<FiscalYear, Value>,
    /// The first year it is measured in; before, it is 未実施.
    pub begins: Option<FiscalYear>,
    /// How it is measured.
    pub metric: Metric,
    /// What is shown beside it, in this order.
    pub beside: Vec<Beside>,
}

/// 「併記する数値」 another figure that is shown beside a KPI's and never evaluated: 延べ beside 実,
/// what the ledger knows beside what others publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// What it is called.
    pub label: String,
    /// How it is measured.
    pub metric: Metric,
}

/// 「利用目的」 for what a register may be used (個人情報保護法61条). Parties of different purposes are
/// not linked without a recorded basis (同69条2項).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its name in mappings: `event`.
    pub id: String,
    /// In words.
    pub label: String,
    /// 法令上の根拠
    pub legal_basis: String,
    /// 保存期間 in years after the fiscal year of the record.
    pub retention_years: u16,
}
