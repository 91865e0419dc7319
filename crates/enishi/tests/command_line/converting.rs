//! `enishi convert`: the same sheet in every form, and files that are there whole or not at all.

use std::fs;

use serde_json::Value;

use crate::program::Folder;

#[test]
fn what_was_written_holds_the_same_sheet() {
    let folder = Folder::with_sheets();
    let sheet = |file: &str| {
        let ran = folder.run(&format!("check {file} --format json"));
        let check: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        check["sheet"].clone()
    };
    let original = sheet("wrong.tsv");
    for (file, option) in [
        ("a.xlsx", ""),
        ("a.html", ""),
        ("a.csv", ""),
        ("b.csv", "--encoding cp932"),
        ("a.json", ""),
    ] {
        let ran = folder.run(&format!("convert wrong.tsv -o {file} {option}"));
        assert_eq!(
            (ran.code, ran.out),
            (1, format!("{file} に書き出しました。\n"))
        );
        assert_eq!(sheet(file), original, "{file}");
    }
    let ran = folder.run("convert clean.tsv -o c.csv --lang en");
    assert_eq!((ran.code, ran.out.as_str()), (0, "wrote c.csv\n"));
}

#[test]
fn the_sheet_that_is_read_is_never_replaced() {
    let folder = Folder::with_sheets();
    assert_eq!(folder.run("convert clean.tsv -o sheet.csv").code, 0);
    let before = folder.read("sheet.csv");
    for output in ["sheet.csv", "./sheet.csv"] {
        let ran = folder.run(&format!("convert sheet.csv -o {output}"));
        assert_eq!(ran.code, 2);
        assert!(
            ran.complaints
                .contains("読み取るファイルか台帳のファイルと同じです"),
            "{}",
            ran.complaints
        );
    }
    assert_eq!(folder.read("sheet.csv"), before);
}

#[test]
fn what_stood_there_stays_when_writing_fails() {
    let folder = Folder::with_sheets();
    folder.write("old.csv", b"what stood there");
    for arguments in [
        "convert missing.tsv -o old.csv",
        "convert clean.tsv -o old.csv --layout wide",
        "convert clean.tsv -o old.csv --input-encoding utf-16le",
    ] {
        assert_eq!(folder.run(arguments).code, 2, "{arguments}");
        assert_eq!(folder.read("old.csv"), b"what stood there", "{arguments}");
    }
    folder.write("taken.csv/inner.txt", b"");
    let ran = folder.run("convert clean.tsv -o taken.csv");
    assert_eq!(ran.code, 2);
    assert!(
        ran.complaints.contains("フォルダーです"),
        "{}",
        ran.complaints
    );
    let ran = folder.run("convert clean.tsv -o nowhere/new.csv");
    assert!(
        ran.complaints
            .contains("書き出し先のフォルダーがありません"),
        "{}",
        ran.complaints
    );
    // Nothing half written stays behind.
    assert_eq!(
        folder.names(),
        ["clean.tsv", "old.csv", "taken.csv", "wrong.tsv"]
    );
}

#[test]
fn what_stood_there_is_replaced_as_a_whole() {
    let folder = Folder::with_sheets();
    folder.write("new.csv", &[b'x'; 100_000]);
    assert_eq!(folder.run("convert clean.tsv -o new.csv").code, 0);
    assert!(folder.read("new.csv").starts_with(b"\xef\xbb\xbf"));
    assert!(!folder.read("new.csv").contains(&b'x'));
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_permissions_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with_sheets();
    folder.write("real.csv", b"");
    fs::set_permissions(folder.path("real.csv"), fs::Permissions::from_mode(0o640)).expect("ours");
    symlink(folder.path("real.csv"), folder.path("link.csv")).expect("a link");
    assert_eq!(folder.run("convert clean.tsv -o link.csv").code, 0);
    let link = fs::symlink_metadata(folder.path("link.csv")).expect("the link");
    assert!(link.is_symlink());
    let real = fs::metadata(folder.path("real.csv")).expect("the file");
    assert!(real.len() > 0);
    assert_eq!(real.permissions().mode() & 0o777, 0o640);
    symlink("new.csv", folder.path("ahead.csv")).expect("a link to nothing yet");
    assert_eq!(folder.run("convert clean.tsv -o ahead.csv").code, 0);
    let link = fs::symlink_metadata(folder.path("ahead.csv")).expect("the link");
    assert!(link.is_symlink());
    assert!(fs::metadata(folder.path("new.csv")).is_ok_and(|new| new.len() > 0));
}

#[test]
fn characters_that_cp932_lacks_are_told() {
    let folder = Folder::with_sheets();
    let sheet = crate::program::CLEAN_SHEET.replace("企画課", "企画課🏯");
    folder.write("castle.tsv", sheet.as_bytes());
    let ran = folder.run("convert castle.tsv -o castle.csv --encoding cp932");
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    assert!(ran.complaints.contains("U+1F3EF") && ran.complaints.contains("utf-8"));
}
