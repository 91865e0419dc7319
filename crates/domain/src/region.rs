//! 「地域の定義」 a city as data: its programmes, KPIs, targets, departments and the metrics that
//! measure them. Read from region files; nothing of a city stands in code.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::background::Department;
use crate::calendar::FiscalYear;
use crate::figure::Value;
use crate::kpi::{Accumulation, Direction, KpiNo};
use crate::metric::{Division, Metric, SeriesChoice};
use crate::money::Yen;
use crate::statistics::Series;
use crate::workflow::{Stage, Step};

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
    /// Until when the steps of the yearly workflow are to be taken.
    pub deadlines: Vec<Deadline>,
}

/// 「締切」 until when a step is to be taken for a year's sheet. The work on it begins when the year
/// is over, so that it is the first such day behind 31 March.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What the office calls it.
    pub label: String,
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1; every year has it.
    pub day: i8,
    /// The step: 提出, 承認, 会議済 or 公表.
    pub step: Step,
}

impl Deadline {
    /// The day for the sheet of a year; none beyond the calendar.
    #[must_use]
    pub fn of(&self, year: FiscalYear) -> Option<Date> {
        let end = year.last_day();
        let candidates = [end.year(), end.year().checked_add(1)?];
        let days = candidates.map(|year| Date::new(year, self.month, self.day).ok());
        days.into_iter().flatten().find(|day| *day > end)
    }

    /// Whether the step was taken by the time a part is at a stage.
    #[must_use]
    pub fn is_met_at(&self, stage: Stage) -> bool {
        let reached = match stage {
            Stage::NotStarted | Stage::Drafting | Stage::Returned => 0,
            Stage::InReview => 1,
            Stage::Approved => 2,
            Stage::Discussed => 3,
            Stage::Published => 4,
        };
        let needed = match self.step {
            Step::Edit | Step::Return | Step::Reopen => 0,
            Step::Submit => 1,
            Step::Approve => 2,
            Step::Discuss => 3,
            Step::Publish => 4,
        };
        reached >= needed
    }
}

impl Region {
    /// A KPI by its programme's number and its own.
    #[must_use]
    pub fn kpi(&self, programme: &str, no: KpiNo) -> Option<&KpiDefinition> {
        let programme = self.programmes.iter().find(|p| p.no == programme)?;
        programme.kpis.iter().find(|kpi| kpi.no == no)
    }

    /// The first year that the definition of a series no longer covers.
    #[must_use]
    pub fn ended(&self, choice: &SeriesChoice) -> Option<FiscalYear> {
        let mut series = self.series.iter();
        let of = |one: &&Series| (&one.id, &one.definition) == (&choice.series, &choice.definition);
        series.find(of)?.ended
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
    /// 公表する内訳: by what its published figure is divided, in this order.
    pub published_by: Vec<Division>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ClosedSet as _;

    #[test]
    fn a_deadline_is_the_first_such_day_behind_the_year() {
        let year = FiscalYear::new(2024).expect("a year of our age");
        for (month, day, due) in [
            (4, 1, "2025-04-01"),
            (6, 30, "2025-06-30"),
            (12, 31, "2025-12-31"),
            (2, 15, "2026-02-15"),
            (3, 31, "2026-03-31"),
        ] {
            let deadline = Deadline {
                label: String::new(),
                month,
                day,
                step: Step::Submit,
            };
            let found = deadline.of(year).map(|day| day.to_string());
            assert_eq!(found.as_deref(), Some(due));
        }
    }

    #[test]
    fn a_part_meets_a_deadline_from_the_stage_that_its_step_leads_to() {
        use Stage::{Approved, Discussed, InReview, Published};
        let every = [InReview, Approved, Discussed, Published];
        let steps = [Step::Submit, Step::Approve, Step::Discuss, Step::Publish];
        for (at, step) in steps.into_iter().enumerate() {
            let deadline = Deadline {
                label: String::new(),
                month: 6,
                day: 30,
                step,
            };
            for stage in Stage::ALL {
                let expected = every[at..].contains(stage);
                assert_eq!(deadline.is_met_at(*stage), expected, "{step:?} {stage:?}");
            }
        }
    }
}
