//! What the files look like from outside, read by our own readers.

use enishi_domain::grid::Grid;
use enishi_intake::formats::{Hints, read_tables};

use super::*;

fn read(file: &RegisterFile) -> (Option<&'static str>, Grid) {
    let bytes = file.bytes().expect("the file's bytes");
    let hints = Hints {
        name: Some(&file.name),
        ..Hints::default()
    };
    let tables = read_tables(&bytes, &hints).expect("a table").value;
    let grid = tables.grids.into_iter().next().expect("a grid");
    (tables.encoding, grid)
}

fn row(grid: &Grid, number: u32) -> Vec<String> {
    let cells = (1..=grid.width()).map(|column| grid.cell(number, column));
    cells
        .map(|cell| cell.map_or(String::new(), |cell| cell.text.to_owned()))
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (once, again) = (small(), small());
    assert_eq!(once.steps, again.steps);
    for (file, other) in once.files.iter().zip(&again.files) {
        assert_eq!(file.name, other.name);
        let (bytes, others) = (file.bytes().expect("bytes"), other.bytes().expect("bytes"));
        assert!(bytes == others, "{}", file.name);
    }
}

#[test]
fn every_file_is_read_as_the_table_it_was_made_of() {
    for file in &small().files {
        let texts = file.texts();
        let (encoding, grid) = read(file);
        let is_workbook = file.name.ends_with("xlsx");
        assert_eq!(encoding.is_none(), is_workbook, "{}", file.name);
        let Some(header) = texts.first() else {
            continue;
        };
        assert_eq!(&row(&grid, 1), header, "{}", file.name);
        let below = row(&grid, texts.len() as u32 + 1);
        assert!(below.iter().all(String::is_empty), "{}", file.name);
        let last = texts.last().expect("a row");
        let read = row(&grid, texts.len() as u32);
        for (read, written) in read.iter().zip(last).take(2) {
            let same = read == written || read.replace('-', "/") == *written;
            assert!(same || is_damaged(read), "{}: {read} {written}", file.name);
        }
    }
}

fn is_damaged(text: &str) -> bool {
    text.contains('〓')
}

#[test]
fn a_donor_ledger_has_sixty_unquoted_columns_in_cp932() {
    for file in small()
        .files
        .iter()
        .filter(|file| file.donor_ledger().is_some())
    {
        let (encoding, grid) = read(file);
        assert_eq!(encoding, Some("cp932"), "{}", file.name);
        let bytes = file.bytes().expect("bytes");
        assert!(!bytes.contains(&b'"'), "{}", file.name);
        let header = row(&grid, 1);
        let header: Vec<_> = header.iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(header.len(), 60);
        let rows = file.donor_ledger().expect("a ledger").rows();
        let lines = bytes.split(|byte| *byte == b'\n').skip(1);
        for (gift, line) in rows.zip(lines) {
            // No second byte of CP932 is a comma.
            let fields = line.split(|byte| *byte == b',').count();
            let expected = if gift.standing == Standing::Broken {
                61
            } else {
                60
            };
            assert_eq!(fields, expected, "{} {gift:?}", file.name);
        }
    }
}

#[test]
fn headers_drift_as_systems_are_renewed() {
    let city = small();
    let header = |name: &str| row(&read(city.file(name).expect("a file")).1, 1);
    let (old, new) = (
        header("R3/furusato-ledger.csv"),
        header("R6/furusato-ledger.csv"),
    );
    let changed: Vec<_> = old.iter().zip(&new).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 3);
    assert!(old.contains(&"寄付金額".to_owned()) && new.contains(&"寄附金額".to_owned()));
    for name in ["寄附者番号", "返礼品6_数量", "水産業の振興 選択", "調定日"] {
        assert!(
            old.iter()
                .chain(&new)
                .filter(|heading| *heading == name)
                .count()
                == 2
        );
    }
}

#[test]
fn pieces_of_a_full_ledger_are_small_and_begin_with_its_header() {
    let [.., r6] = years();
    let ledger = DonorLedger::new(r6, Size::Full, gifts::Export::Main);
    let pieces: Vec<_> = ledger.chunks().take(2).collect();
    assert!(pieces.iter().all(|piece| piece.len() < (1 << 20) + 4096));
    let small = DonorLedger::new(r6, Size::Small, gifts::Export::Main);
    let head = |bytes: &[u8]| {
        bytes
            .split(|byte| *byte == b'\n')
            .next()
            .map(<[u8]>::to_vec)
    };
    let whole: Vec<u8> = small.chunks().flatten().collect();
    assert_eq!(head(&pieces[0]), head(&whole));
}

#[test]
fn only_gifts_and_what_was_paid_back_depend_on_the_size() {
    let (small, full) = (small(), city(Size::Full));
    let mut names = BTreeSet::new();
    for (a, b) in small.files.iter().zip(&full.files) {
        assert_eq!(a.name, b.name);
        if a.donor_ledger().is_some() || a.texts() != b.texts() {
            names.insert(a.name.split('/').next_back().expect("a name"));
        }
    }
    let expected = [
        "furusato-ledger-late.csv",
        "furusato-ledger.csv",
        "refunds.xlsx",
    ];
    assert_eq!(names, BTreeSet::from(expected));
}
