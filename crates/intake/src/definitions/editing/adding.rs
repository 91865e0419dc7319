//! What is added to a file of definitions: a programme, a KPI whose metric nobody decided yet, a
//! name, a cost. What stands around it stays as it is.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::KpiNo;
use enishi_domain::money::Yen;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::{parsed, programme_of};
use crate::numerals::is_known_unit;

/// A programme that no file defines yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProgramme<'a> {
    /// Its number.
    pub no: &'a str,
    /// 事業名
    pub name: Option<&'a str>,
    /// 事業概要
    pub overview: Option<&'a str>,
    /// 担当課
    pub departments: &'a [String],
    /// 決算額 of a year.
    pub cost: Option<(FiscalYear, Yen)>,
}

/// A KPI that no file defines yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKpi<'a> {
    /// Its number.
    pub no: KpiNo,
    /// Its name.
    pub name: &'a str,
    /// The unit; one that the readers of sheets do not know is left out.
    pub unit: &'a str,
    /// 改善の方向, where it is said.
    pub direction: Option<&'a str>,
    /// ε, where the direction is 維持.
    pub tolerance: Option<&'a str>,
    /// 指標の種類, where it is said.
    pub accumulation: Option<&'a str>,
    /// 基準値
    pub baseline: Option<&'a str>,
    /// 目標値 of a year.
    pub target: Option<(FiscalYear, &'a str)>,
}

/// One thing to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition<'a> {
    /// A programme.
    Programme(NewProgramme<'a>),
    /// A KPI of a programme, by the programme's number.
    Kpi(&'a str, NewKpi<'a>),
    /// A programme's name, in the place of the one that it has.
    Name(&'a str, &'a str),
    /// A programme's cost of a year, in the place of the one that it has.
    Cost(&'a str, FiscalYear, Yen),
}

/// The file with something added; none where the file writes its programmes in another way than our
/// own files do, or does not define the programme.
#[must_use]
pub fn with_addition(text: &str, addition: &Addition<'_>) -> Option<String> {
    let mut document = parsed(text).ok()?;
    match addition {
        Addition::Programme(programme) => add_programme(&mut document, programme)?,
        Addition::Kpi(no, kpi) => {
            let programme = programme_of(&mut document, no)?;
            tables(programme, "kpi")?.push(kpi_table(kpi));
        }
        Addition::Name(no, name) => put(programme_of(&mut document, no)?, "name", name),
        Addition::Cost(no, year, yen) => {
            let programme = programme_of(&mut document, no)?;
            let costs = programme.entry("costs-settled");
            let costs = costs.or_insert_with(|| Item::Value(InlineTable::new().into()));
            let costs = costs.as_table_like_mut()?;
            let written = costs.iter().map(|(written, _)| written.to_owned());
            let written: Vec<String> = written.collect();
            let mut written = written.into_iter();
            let known = written.find(|written| written.parse() == Ok(*year));
            let key = known.unwrap_or_else(|| year.short());
            costs.insert(&key, Item::Value(Value::from(yen.0)));
        }
    }
    Some(document.to_string())
}

fn add_programme(document: &mut DocumentMut, programme: &NewProgramme<'_>) -> Option<()> {
    let mut table = Table::new();
    put(&mut table, "no", programme.no);
    for (key, said) in [("name", programme.name), ("overview", programme.overview)] {
        if let Some(said) = said {
            put(&mut table, key, said);
        }
    }
    if !programme.departments.is_empty() {
        let departments = Array::from_iter(programme.departments.iter().map(String::as_str));
        table.insert("departments", Item::Value(departments.into()));
    }
    if let Some((year, yen)) = programme.cost {
        let mut costs = InlineTable::new();
        costs.insert(year.short(), Value::from(yen.0));
        table.insert("costs-settled", Item::Value(costs.into()));
    }
    tables(document.as_table_mut(), "programme")?.push(table);
    Some(())
}

fn kpi_table(kpi: &NewKpi<'_>) -> Table {
    let mut table = Table::new();
    put(&mut table, "no", &kpi.no.circled());
    put(&mut table, "name", kpi.name);
    let said = [
        ("direction", kpi.direction),
        ("tolerance", kpi.tolerance),
        ("accumulation", kpi.accumulation),
        ("baseline", kpi.baseline),
    ];
    for (key, said) in said {
        if let Some(said) = said {
            put(&mut table, key, said);
        }
    }
    if let Some((year, target)) = kpi.target {
        let mut targets = InlineTable::new();
        targets.insert(year.short(), Value::from(target));
        table.insert("targets", Item::Value(targets.into()));
    }
    let mut metric = Table::new();
    put(&mut metric, "measure", "undecided");
    if is_known_unit(kpi.unit) {
        put(&mut metric, "unit", kpi.unit);
    }
    table.insert("metric", Item::Table(metric));
    table
}

fn tables<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut ArrayOfTables> {
    let empty = || Item::ArrayOfTables(ArrayOfTables::new());
    table
        .entry(key)
        .or_insert_with(empty)
        .as_array_of_tables_mut()
}

fn put(table: &mut Table, key: &str, said: &str) {
    table.insert(key, Item::Value(Value::from(said)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# 事業1\n[[programme]]\nno = \"1\" # first\n\n[[programme.kpi]]\n\
        no = \"①\"\nname = \"数\"\n\n[programme.kpi.metric]\nmeasure = \"undecided\"\n\n\
        [[programme]]\nno = \"2\"\n";

    fn year() -> FiscalYear {
        FiscalYear::new(2024).expect("a year of our age")
    }

    fn kpi(no: u16) -> NewKpi<'static> {
        NewKpi {
            no: KpiNo::new(no),
            name: "相談\"件数\"",
            unit: "件",
            direction: None,
            tolerance: None,
            accumulation: Some("flow"),
            baseline: None,
            target: Some((year(), "20件")),
        }
    }

    #[test]
    fn what_is_added_stands_with_its_programme_and_all_else_stays() {
        let added = with_addition(FILE, &Addition::Kpi("1", kpi(2))).expect("a file of ours");
        let new = "\n[[programme.kpi]]\nno = \"②\"\nname = '相談\"件数\"'\naccumulation = \"flow\"\n\
            targets = { R6 = \"20件\" }\n\n[programme.kpi.metric]\nmeasure = \"undecided\"\n\
            unit = \"件\"\n";
        let (before, behind) = FILE.split_once("\n[[programme]]\nno = \"2\"").expect("two");
        assert_eq!(
            added,
            format!("{before}{new}\n[[programme]]\nno = \"2\"{behind}")
        );
        let costs = Addition::Cost("1", year(), Yen(1_000));
        let once = with_addition(FILE, &costs).expect("a file of ours");
        assert!(once.contains("costs-settled = { R6 = 1000 }"), "{once}");
        assert!(once.starts_with("# 事業1\n"), "{once}");
        let costs = Addition::Cost("1", year(), Yen(2_000));
        let twice = with_addition(&once, &costs).expect("a file of ours");
        assert_eq!(twice, once.replace("1000", "2000"));
    }

    #[test]
    fn a_programme_is_added_to_a_file_or_makes_one() {
        let programme = NewProgramme {
            no: "7",
            name: Some("移住支援"),
            overview: None,
            departments: &["企画課".to_owned()],
            cost: Some((year(), Yen(5))),
        };
        let programme = Addition::Programme(programme);
        let made = with_addition("", &programme).expect("an empty file");
        let made = with_addition(&made, &Addition::Kpi("7", kpi(1))).expect("it is defined");
        assert!(super::super::defines_programme(&made, "7"), "{made}");
        let behind = with_addition(FILE, &programme).expect("a file of ours");
        assert!(behind.starts_with(FILE), "{behind}");
        assert!(behind.contains("no = \"7\""), "{behind}");
        let nowhere = Addition::Name("9", "名");
        assert_eq!(with_addition(FILE, &nowhere), None);
        let named = with_addition(FILE, &Addition::Name("2", "名")).expect("it is defined");
        assert!(named.ends_with("no = \"2\"\nname = \"名\"\n"), "{named}");
    }
}
