//! Workbooks that others published, from the shared data beside the checkout. Where it is absent
//! the tests say that they did not run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use enishi_domain::finding::Reading;
use enishi_domain::grid::{CellKind, Grid};

use crate::formats::workbook::read_workbook;
use crate::formats::{Format, Hints};

#[expect(clippy::disallowed_macros, reason = "a test that cannot run says so")]
fn shared_data() -> Option<PathBuf> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(2);
    let found = checkout
        .map(|folder| folder.join("../shared/data"))
        .find(|data| data.is_dir());
    if found.is_none() {
        eprintln!("did not run: there is no ../shared/data beside the checkout");
    }
    found
}

fn read(data: &Path, file: &str) -> Reading<Vec<Grid>> {
    let bytes = std::fs::read(data.join(file)).expect("a file of the shared data");
    let read = read_workbook(&bytes, Format::Xlsx, &Hints::default());
    read.unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn texts(grid: &Grid) -> Vec<(u32, u32, &str)> {
    grid.cells()
        .map(|cell| (cell.row, cell.column, cell.text))
        .collect()
}

#[test]
fn every_workbook_is_read() {
    let Some(data) = shared_data() else { return };
    let mut folders = vec![data.clone()];
    let mut read_count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the shared data") {
            let path = entry.expect("an entry of the shared data").path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, Some("xlsx" | "xls" | "ods")) {
                let file = path.strip_prefix(&data).expect("below the folder");
                let reading = read(&data, file.to_str().expect("a plain name"));
                assert!(
                    reading.value.iter().any(|grid| !grid.is_empty()),
                    "{file:?}"
                );
                read_count += 1;
            }
        }
    }
    assert!(read_count >= 39, "only {read_count} workbooks found");
}

#[test]
fn xls_and_xlsx_of_one_workbook_read_the_same() {
    let Some(data) = shared_data() else { return };
    for (name, merged) in [("merge_cells", 3), ("merged_range", 15), ("any_sheets", 0)] {
        let old = read(&data, &format!("tables/calamine/{name}.xls"));
        let new = read(&data, &format!("tables/calamine/{name}.xlsx"));
        assert_eq!(old.value.len(), new.value.len());
        for (old, new) in old.value.iter().zip(&new.value) {
            assert_eq!((&old.name, old.hidden), (&new.name, new.hidden));
            assert_eq!(texts(old), texts(new));
            assert_eq!(old.merged(), new.merged());
        }
        let count: usize = new.value.iter().map(|grid| grid.merged().len()).sum();
        assert_eq!(count, merged, "{name}");
    }
}

#[test]
fn hidden_sheets_furigana_dates_and_escapes_are_right() {
    let Some(data) = shared_data() else { return };
    let sheets = read(&data, "tables/calamine/any_sheets.xlsx").value;
    let hidden: Vec<_> = sheets
        .iter()
        .map(|g| (g.name.as_deref(), g.hidden))
        .collect();
    let expected = [("Visible", false), ("Hidden", true), ("VeryHidden", true)];
    assert_eq!(hidden, expected.map(|(name, hidden)| (Some(name), hidden)));
    let furigana = read(&data, "tables/calamine/rph.xlsx").value;
    assert_eq!(texts(&furigana[0]), [(1, 1, "課きく　毛こ")]);
    for file in ["date.xlsx", "date_1904.xlsx"] {
        let dates = read(&data, &format!("tables/calamine/{file}")).value;
        let column: Vec<_> = (1..=3).filter_map(|row| dates[0].cell(row, 1)).collect();
        let shown: Vec<_> = column.iter().map(|cell| cell.text).collect();
        assert_eq!(shown, ["2021-01-01", "2021-01-02", "255:10:10"]);
        assert!(column.iter().all(|cell| cell.kind == CellKind::Date));
    }
    let escaped = read(&data, "tables/calamine/has_x000D_.xlsx").value;
    assert_eq!(texts(&escaped[0]), [(1, 1, "ABC\r\nDEF")]);
    let blanks = read(&data, "tables/calamine/special_cells.ods").value;
    let expected = "  Value   With 2 spaces before and after  ";
    assert_eq!(blanks[0].cell(5, 1).map(|cell| cell.text), Some(expected));
    let times = read(&data, "yaizu-opendata/timeFormat.xlsx").value;
    assert_eq!(times[0].cell(3, 10).map(|cell| cell.text), Some("09:30:00"));
}

#[test]
fn errors_in_cells_are_told() {
    let Some(data) = shared_data() else { return };
    let reading = read(&data, "tables/calamine/errors.xlsx");
    let told: BTreeSet<_> = reading
        .findings
        .iter()
        .filter_map(|f| f.excerpt.clone())
        .collect();
    let expected = [
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
    ];
    assert_eq!(told, expected.map(str::to_owned).into());
}

#[test]
fn the_form_of_49_merged_ranges_reads_as_its_extraction() {
    let Some(data) = shared_data() else { return };
    let reading = read(&data, "tables/exstruct/ja_form.xlsx");
    let grid = &reading.value[0];
    assert_eq!(grid.merged().len(), 49);
    let extraction = std::fs::read_to_string(data.join("tables/exstruct/ja_form.json"));
    let extraction = extraction.expect("a file of the shared data");
    let extraction: serde_json::Value = serde_json::from_str(&extraction).expect("JSON");
    let sheet = &extraction["sheets"]["Sheet1"];
    // Rows count from 1 there, columns from 0.
    let number = |value: &serde_json::Value| {
        u32::try_from(value.as_u64().expect("a number")).expect("a small number")
    };
    let mut compared = 0;
    for row in sheet["rows"].as_array().expect("rows") {
        for (column, text) in row["c"].as_object().expect("cells") {
            let column: u32 = column.parse().expect("a number");
            let cell = grid.cell(number(&row["r"]), column + 1);
            let text = text
                .as_str()
                .map_or_else(|| text.to_string(), str::to_owned);
            assert_eq!(cell.map(|cell| cell.text), Some(text.as_str()));
            compared += 1;
        }
    }
    assert_eq!(compared, 42);
}

/// 社会増減: those who moved in less those who moved out, as openpyxl reads them.
#[test]
fn the_migration_of_five_years_adds_up() {
    let Some(data) = shared_data() else { return };
    for (year, moved_in, moved_out) in [
        (2020, 13_836, 13_228),
        (2021, 13_283, 13_617),
        (2022, 14_743, 14_464),
        (2023, 14_232, 14_329),
        (2024, 14_693, 13_961),
    ] {
        let reading = read(&data, &format!("takamatsu-opendata/migration_{year}.xlsx"));
        let sums = sums(&reading.value[0], &[3..=8, 9..=14]);
        assert_eq!(sums, [moved_in, moved_out], "{year}");
    }
}

#[test]
fn the_population_by_town_adds_up() {
    let Some(data) = shared_data() else { return };
    for (month, both, men, women) in [
        ("2025-12", 415_826, 200_883, 214_943),
        ("2026-02", 418_129, 203_330, 214_799),
    ] {
        let reading = read(
            &data,
            &format!("takamatsu-opendata/population_{month}.xlsx"),
        );
        let sums = sums(&reading.value[0], &[8..=8, 9..=9, 10..=10]);
        assert_eq!(sums, [both, men, women], "{month}");
        let date = reading.value[0].cell(2, 6).map(|cell| cell.text);
        assert_eq!(date, Some(format!("{month}-01").as_str()));
    }
}

/// The sums of some columns over the rows that begin with a number.
fn sums(grid: &Grid, columns: &[std::ops::RangeInclusive<u32>]) -> Vec<i64> {
    let is_numbered = |row: &u32| {
        grid.cell(*row, 1)
            .is_some_and(|c| c.text.parse::<u32>().is_ok())
    };
    let rows: Vec<u32> = grid.row_numbers().filter(is_numbered).collect();
    let value = |row: u32, column: u32| {
        let cell = grid.cell(row, column);
        cell.and_then(|cell| cell.text.parse::<i64>().ok())
            .unwrap_or(0)
    };
    let sum = |columns: &std::ops::RangeInclusive<u32>| {
        let places = rows
            .iter()
            .flat_map(|row| columns.clone().map(|column| (*row, column)));
        places.map(|(row, column)| value(row, column)).sum()
    };
    columns.iter().map(sum).collect()
}
