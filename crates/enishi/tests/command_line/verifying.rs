//! `enishi verify` against somebody who owns the database file: a byte that was changed, and an
//! older copy put in its place.

use std::fs;

use serde_json::Value;

use crate::halls::{HEADING, Hall, gift};

/// A hall on a file, with two gifts.
fn hall() -> Hall {
    let gifts = HEADING.to_owned() + &gift("S1", 1, 10_000) + &gift("S2", 2, 20_000);
    let mut halls = Hall::on_every_database(&[("gifts.csv", gifts.as_bytes())]);
    let hall = halls.swap_remove(0);
    assert_eq!(hall.database(), "SQLite");
    assert_eq!(
        hall.run("import gifts.csv --source furusato-ledger").code,
        0
    );
    hall
}

/// Corrects one, with a note that stands nowhere else.
fn correct(hall: &Hall) {
    let explained = hall.run("measure --kpi 6-③ --fiscal-year R6 --explain").out;
    let mut words = explained.split_whitespace();
    let is_number = |word: &&str| word.starts_with('E') && word[1..].parse::<u32>().is_ok();
    let row = words.find(is_number).expect("a row").to_owned();
    let corrected = hall.run(&format!(
        "correct {row} --set amount=18000 --reason entry_error --note unmistakable"
    ));
    assert_eq!(corrected.code, 0, "{}", corrected.complaints);
}

fn verified(hall: &Hall, checkpoint: &str) -> (i32, Value) {
    let ran = hall.run(&format!("verify {checkpoint} --format json"));
    let report = serde_json::from_str(&ran.out);
    (ran.code, report.expect("a report"))
}

#[test]
fn a_changed_byte_and_an_older_copy_are_found_and_named() {
    let hall = hall();
    let path = hall.database_file();
    let older = fs::read(&path).expect("the database");
    correct(&hall);
    let (code, report) = verified(&hall, "");
    assert_eq!((code, &report["sound"]), (0, &Value::Bool(true)));
    let checkpoint = report["checkpoint"]
        .as_str()
        .expect("a checkpoint")
        .to_owned();
    let against = format!("--checkpoint {checkpoint}");
    assert_eq!(verified(&hall, &against).0, 0);

    let whole = fs::read(&path).expect("the database");
    let note = b"unmistakable";
    let at = whole.windows(note.len()).position(|part| part == note);
    let mut changed = whole.clone();
    changed[at.expect("the note")] ^= 1;
    fs::write(&path, &changed).expect("a file");
    for checkpoint in ["", &against] {
        let (code, report) = verified(&hall, checkpoint);
        assert_eq!((code, &report["sound"]), (1, &Value::Bool(false)));
        assert!(report["damage"].is_string(), "{report}");
    }

    // Before the correction: sound by itself, and not what the checkpoint promises.
    fs::write(&path, &older).expect("a file");
    let closed = hall.run("close --programme 6 --kind hire --fiscal-year R6");
    assert_eq!(closed.code, 0, "{}", closed.complaints);
    assert_eq!(verified(&hall, &against).0, 1);

    fs::write(&path, &whole).expect("a file");
    assert_eq!(verified(&hall, &against).0, 0);
}
