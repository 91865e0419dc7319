//! Delimited files as cities and states publish them, read from `../shared/data` where that is at
//! hand. Nothing of them is copied here except facts.

use std::path::{Path, PathBuf};

use enishi_intake::formats::{Format, Hints, Tables, decode, detect, read_tables};

/// The folder of real files; says so where it is absent.
#[expect(
    clippy::disallowed_macros,
    reason = "a test that did not run must say so"
)]
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("did not run: {} is absent", path.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of real files") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> Tables {
    let bytes = std::fs::read(path).expect("a real file");
    let hints = Hints {
        name: path.to_str(),
        ..Hints::default()
    };
    read_tables(&bytes, &hints)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .value
}

#[test]
fn every_delimited_file_is_read_as_one_table() {
    let Some(data) = data() else { return };
    let mut count = 0;
    for path in files(&data) {
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with(".csv") && !name.ends_with(".tsv") && !name.ends_with(".csv.gz") {
            continue;
        }
        let tables = read(&path);
        assert_eq!(tables.grids.len(), 1, "{name}");
        assert!(tables.grids[0].width() > 1, "{name}");
        // Without its name the content must say the same.
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(
            detect(&bytes, &Hints::default()),
            Ok(tables.format),
            "{name}"
        );
        count += 1;
    }
    assert!(count > 25, "{count} files");
}

#[test]
fn the_seed_has_ten_columns_and_seven_rows() {
    let Some(data) = data() else { return };
    let tables = read(&data.join("seed/yaizu-r6.tsv"));
    let grid = &tables.grids[0];
    assert_eq!(
        (tables.format, tables.encoding),
        (Format::Tsv, Some("utf-8"))
    );
    assert_eq!((grid.height(), grid.width()), (7, 10));
    assert_eq!(
        grid.cell(2, 4).map(|cell| cell.text),
        Some("14, 894, 396円")
    );
}

#[test]
fn cp932_and_utf8_of_the_same_list_are_the_same_text() {
    let Some(data) = data() else { return };
    let bytes = |name: &str| std::fs::read(data.join("localgovjp").join(name)).unwrap();
    let (cp932, utf8) = (
        bytes("localgovjp-2020-sjis.csv"),
        bytes("localgovjp-2020-utf8.csv"),
    );
    let (one, other) = (decode(&cp932, None).unwrap(), decode(&utf8, None).unwrap());
    assert_eq!((one.encoding, other.encoding), ("cp932", "utf-8"));
    assert!(one.text == other.text);
}

#[test]
fn the_citys_own_registers_are_in_the_encodings_they_are_listed_with() {
    let Some(data) = data() else { return };
    let cases = [
        ("digital_coupon.csv", "utf-8-bom", 549),
        ("222127_tourism.csv", "utf-8-bom", 206),
        ("222127_nouen.csv", "cp932", 10),
        ("yohairyosya.csv", "cp932", 278),
        ("222127_hinannjo.csv", "utf-8", 57),
        ("222127_public_wireless_lan.csv", "utf-8", 18),
    ];
    for (name, encoding, rows) in cases {
        let tables = read(&data.join("yaizu-opendata").join(name));
        assert_eq!(tables.encoding, Some(encoding), "{name}");
        assert_eq!(tables.grids[0].height(), rows, "{name}");
    }
}

#[test]
fn the_review_sheets_at_scale_are_unpacked_and_read() {
    let Some(data) = data() else { return };
    let tables = read(&data.join("judgit/indicators_2021.csv.gz"));
    assert_eq!(tables.grids[0].height(), 24_556);
}
