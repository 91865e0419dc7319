//! `enishi backup` and `enishi restore`: a ledger moves from one database to the other, whatever is
//! wrong with a file is told in words and leaves nothing, and who finds a backup finds nobody.

use std::fs;

use enishi_desk::rehearsal::{self, Scratch};
use serde_json::Value;

use crate::halls::{HEADING, Hall, block_on, gift};
use crate::program::{Ran, finished};

const IDENTITY: &str = "# for tests only\n\
    AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33\n";
const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
const OTHER: &str = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n";

/// Halls with gifts, a correction and a frozen year.
fn halls() -> Vec<Hall> {
    let rows = (0..40).map(|n| gift(&format!("S{n}"), n, 10_000 + n));
    let gifts = rows.fold(HEADING.to_owned(), |text, row| text + &row);
    let halls = Hall::on_every_database(&[
        ("gifts.csv", gifts.as_bytes()),
        ("identity.txt", IDENTITY.as_bytes()),
        ("other.txt", OTHER.as_bytes()),
        ("none.txt", b"not an identity\n"),
    ]);
    for hall in &halls {
        for arguments in [
            "import gifts.csv --source furusato-ledger",
            "close --programme 6 --kind donation.furusato --fiscal-year R6",
            "freeze --fiscal-year R6 --provisional",
            "staff add clerk --name clerk",
        ] {
            let ran = hall.run(arguments);
            assert_eq!(ran.code, 0, "{arguments}: {}", ran.complaints);
        }
    }
    halls
}

/// Runs the program on another ledger than the hall's.
fn run_at(hall: &Hall, arguments: &str, place: &Scratch) -> Ran {
    let mut command = hall.folder.command(arguments);
    command.args(["--database", &place.address]);
    finished(command.output().expect("the program runs"))
}

/// Everything a ledger holds but that it was backed up and restored.
fn history(address: &str) -> String {
    let history = block_on(rehearsal::history_at(address)).expect("the ledger can be read");
    let lines = history
        .lines()
        .filter(|line| !(line.starts_with("audit ") && line.contains(" backup")));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_ledger_moves_from_one_database_to_the_other_and_back() {
    for hall in halls() {
        let backed = hall.run("backup ledger.enishi --format json");
        assert_eq!(backed.code, 0, "{}", backed.complaints);
        let told: Value = serde_json::from_str(&backed.out).expect("it says JSON");
        assert_eq!(told["encrypted"], false);
        let before = history(hall.address());
        for place in block_on(rehearsal::scratches()) {
            let way = format!("{} to {}", hall.database(), place.name);
            let arguments = "restore ledger.enishi --key enishi.key --as 復元担当 --format json";
            let restored = run_at(&hall, arguments, &place);
            assert_eq!(restored.code, 0, "{way}: {}", restored.complaints);
            let told: Value = serde_json::from_str(&restored.out).expect("it says JSON");
            assert_eq!(told["sound"], true, "{way}");
            assert!(told["figures"].as_u64() > Some(0), "{way}: {told}");
            assert_eq!(history(&place.address), before, "{way}");
            let verified = run_at(&hall, "verify --key enishi.key", &place);
            assert_eq!(verified.code, 0, "{way}: {}", verified.out);
            let audit = block_on(rehearsal::history_at(&place.address)).expect("it is there");
            assert!(
                audit.contains("audit 復元担当 backup.restore sound"),
                "{way}"
            );
            // The second import of the same file changes nothing: the key is the same.
            let again = "import gifts.csv --source furusato-ledger --key enishi.key";
            let again = run_at(&hall, again, &place);
            assert!(
                again.out.contains("新しいことはありませんでした"),
                "{way}: {}",
                again.out
            );
            let occupied = run_at(&hall, "restore ledger.enishi --key enishi.key", &place);
            assert_eq!(occupied.code, 2, "{way}");
            assert!(
                occupied.complaints.contains("すでに何か"),
                "{way}: {}",
                occupied.complaints
            );
        }
        let again = hall.run("backup ledger.enishi");
        assert_eq!(again.code, 2);
        assert!(
            again.complaints.contains("すでにあります"),
            "{}",
            again.complaints
        );
    }
}

#[test]
fn who_finds_an_encrypted_backup_finds_nobody_and_its_owner_needs_nothing_else() {
    for hall in halls() {
        let arguments = format!("backup ledger.enishi --recipient {RECIPIENT}");
        let backed = hall.run(&arguments);
        assert_eq!(backed.code, 0, "{}", backed.complaints);
        let file = hall.folder.read("ledger.enishi");
        let secret = hall.folder.read("enishi.key");
        for canary in [
            "架空",
            "カクウ",
            "見本町",
            "clerk",
            "enishi backup",
            "5a5a5a5a",
        ] {
            let canary = canary.as_bytes();
            assert!(!file.windows(canary.len()).any(|part| part == canary));
        }
        for (arguments, told) in [
            ("restore ledger.enishi", "--identity"),
            (
                "restore ledger.enishi --identity other.txt",
                "この復号鍵では開けません",
            ),
            (
                "restore ledger.enishi --identity none.txt",
                "復号鍵のファイルではありません",
            ),
            ("restore ledger.enishi --identity nowhere.txt", "ありません"),
        ] {
            let place = rehearsal::sqlite();
            let refused = run_at(&hall, &format!("{arguments} --key new.key"), &place);
            assert_eq!(refused.code, 2, "{arguments}");
            assert!(
                refused.complaints.contains(told),
                "{arguments}: {}",
                refused.complaints
            );
            assert_nothing_at(&hall, &place);
        }
        for place in block_on(rehearsal::scratches()) {
            let arguments = "restore ledger.enishi --identity identity.txt --key new.key";
            let restored = run_at(&hall, arguments, &place);
            assert_eq!(restored.code, 0, "{}", restored.complaints);
            assert_eq!(
                hall.folder.read("new.key").trim_ascii(),
                secret.trim_ascii(),
                "it carries the key"
            );
            assert_eq!(history(&place.address), history(hall.address()));
            fs::remove_file(hall.folder.path("new.key")).expect("a file that is there");
        }
        hall.folder.write("foreign.key", "77".repeat(32).as_bytes());
        let place = rehearsal::sqlite();
        let foreign = "restore ledger.enishi --identity identity.txt --key foreign.key";
        let refused = run_at(&hall, foreign, &place);
        assert_eq!(refused.code, 2);
        assert!(
            refused.complaints.contains("鍵が違います"),
            "{}",
            refused.complaints
        );
        assert_nothing_at(&hall, &place);
    }
}

fn assert_nothing_at(hall: &Hall, place: &Scratch) {
    let path = place.address.trim_start_matches("sqlite:");
    let folder = std::path::Path::new(path).parent().expect("a folder");
    let left = fs::read_dir(folder).expect("a folder").count();
    assert_eq!(left, 0, "something is left");
    assert!(!hall.folder.path("new.key").exists(), "a key is left");
}

#[test]
fn whatever_is_wrong_with_a_backup_is_told_in_words_and_leaves_nothing() {
    let mut halls = halls();
    let hall = halls.swap_remove(0);
    assert_eq!(hall.run("backup plain.enishi").code, 0);
    let encrypted = format!("backup sealed.enishi --recipient {RECIPIENT}");
    assert_eq!(hall.run(&encrypted).code, 0);
    for name in ["plain.enishi", "sealed.enishi"] {
        let whole = hall.folder.read(name);
        let mut random: u64 = 7;
        let mut next = |below: usize| {
            random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            usize::try_from(random >> 33).expect("31 bits") % below
        };
        for turn in 0..24 {
            let mut bytes = whole.clone();
            let what = match turn % 3 {
                0 => {
                    bytes.truncate(next(whole.len()));
                    "cut off"
                }
                1 => {
                    bytes[next(whole.len())] ^= 1 << next(8);
                    "one bit"
                }
                _ => {
                    let at = next(whole.len());
                    bytes.splice(at..at, *b"more");
                    "four more bytes"
                }
            };
            hall.folder.write("damaged.enishi", &bytes);
            let place = rehearsal::sqlite();
            let arguments = "restore damaged.enishi --identity identity.txt --key new.key";
            let refused = run_at(&hall, arguments, &place);
            let said = format!("{name}, {what}: {}{}", refused.out, refused.complaints);
            assert_eq!(refused.code, 2, "{said}");
            let is_told = [
                "壊れて",
                "切れて",
                "ではありません",
                "開けません",
                "新しい版",
            ];
            assert!(is_told.iter().any(|told| said.contains(told)), "{said}");
            assert!(!said.contains("panicked"), "{said}");
            assert_nothing_at(&hall, &place);
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_politely() {
    let mut halls = halls();
    let hall = halls.swap_remove(0);
    assert_eq!(hall.run("backup plain.enishi").code, 0);
    let newer = [
        b"enishi backup 9\n",
        &hall.folder.read("plain.enishi")[16..],
    ]
    .concat();
    hall.folder.write("newer.enishi", &newer);
    let place = rehearsal::sqlite();
    let refused = run_at(&hall, "restore newer.enishi --key enishi.key", &place);
    assert_eq!(refused.code, 2);
    assert!(
        refused.complaints.contains("新しい版のプログラム"),
        "{}",
        refused.complaints
    );
    let other = hall.run("backup x.enishi --recipient age1nobody");
    assert_eq!(other.code, 2);
    assert!(
        other.complaints.contains("宛先として読めません"),
        "{}",
        other.complaints
    );
    hall.folder.write("foreign.key", "77".repeat(32).as_bytes());
    let refused = run_at(&hall, "restore plain.enishi --key foreign.key", &place);
    assert_eq!(refused.code, 2, "another ledger's key");
    assert_nothing_at(&hall, &place);
}

#[test]
fn a_trial_leaves_its_date_in_the_audit_and_nothing_else() {
    for hall in halls() {
        let arguments = format!("backup ledger.enishi --recipient {RECIPIENT}");
        assert_eq!(hall.run(&arguments).code, 0);
        let (before, names) = (history(hall.address()), hall.folder.names());
        let tried = hall.run("restore ledger.enishi --test --identity identity.txt --format json");
        assert_eq!(tried.code, 0, "{}", tried.complaints);
        let told: Value = serde_json::from_str(&tried.out).expect("it says JSON");
        assert_eq!(
            (&told["test"], &told["sound"]),
            (&true.into(), &true.into())
        );
        assert_eq!(history(hall.address()), before);
        assert_eq!(hall.folder.names(), names);
        assert!(hall.history().contains("backup.test sound"));
        hall.assert_sound("after the trial");
    }
}

#[test]
fn a_ledger_that_was_damaged_before_is_restored_as_it_was_and_that_is_told() {
    let mut halls = halls();
    let hall = halls.swap_remove(0);
    let path = hall.database_file();
    let mut bytes = fs::read(&path).expect("the database");
    let note = b"staff.add";
    let at = bytes.windows(note.len()).position(|part| part == note);
    bytes[at.expect("the note")] ^= 1;
    fs::write(&path, &bytes).expect("a file");
    assert_eq!(hall.run("backup ledger.enishi").code, 0);
    let place = rehearsal::sqlite();
    let restored = run_at(&hall, "restore ledger.enishi --key enishi.key", &place);
    assert_eq!(restored.code, 1, "{}{}", restored.out, restored.complaints);
    assert!(
        restored.out.contains("封印と合わない行"),
        "{}",
        restored.out
    );
    assert_eq!(history(&place.address), history(hall.address()));
}
