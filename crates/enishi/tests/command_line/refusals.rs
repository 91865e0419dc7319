//! Files that cannot be read: one clear line each, exit code 2, nothing of their content.

use std::fs::{self, File};

use crate::halls::{HEADING, Hall};
use crate::program::{CLEAN_SHEET, Folder, Ran};

/// Stands for a name or number that must not leave the file.
const SECRET: &str = "090-0000-1234";

fn refused(folder: &Folder, arguments: &str, words: &str) -> Ran {
    let ran = folder.run(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}");
    assert!(
        ran.complaints.contains(words),
        "{arguments}: {}",
        ran.complaints
    );
    assert!(!ran.complaints.contains(SECRET), "{}", ran.complaints);
    assert!(!ran.complaints.contains("panicked"), "{}", ran.complaints);
    ran
}

#[test]
fn what_is_no_sheet_is_refused_with_the_way_out() {
    let encrypted: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
        .into_iter()
        .chain([0; 600])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .chain([0; 600])
        .collect();
    let mixed = [
        SECRET.as_bytes(),
        b"\n\x8e\x77\x95\x57\n",
        "目標値\n".as_bytes(),
    ]
    .concat();
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let letter = format!("{SECRET} への連絡\n");
    let folder = Folder::with(&[
        ("empty.tsv", b""),
        ("blank.csv", b" \n\n"),
        ("binary.csv", &binary),
        ("encrypted.xlsx", &encrypted),
        ("mixed.csv", &mixed),
        ("letter.txt", letter.as_bytes()),
        ("paper.pdf", b"%PDF-1.7\n"),
        (
            "other.json",
            format!("{{\"tel\": \"{SECRET}\"}}").as_bytes(),
        ),
    ]);
    folder.write("folder/inner.tsv", CLEAN_SHEET.as_bytes());
    for (name, japanese, english) in [
        ("missing.tsv", "ファイルがありません", "No such file"),
        ("folder", "フォルダーです", "is a directory"),
        ("empty.tsv", "空です", "is empty"),
        ("blank.csv", "空です", "is empty"),
        (
            "binary.csv",
            "表やテキストのファイルではありません",
            "is binary",
        ),
        ("encrypted.xlsx", "パスワード", "is encrypted"),
        ("mixed.csv", "文字", "byte"),
        ("letter.txt", "表が見つかりません", "holds no table"),
        ("paper.pdf", "PDF", "a PDF"),
        ("other.json", "enishi.check/1", "enishi.check/1"),
    ] {
        let ran = refused(&folder, &format!("check {name}"), japanese);
        assert!(
            ran.complaints.starts_with(&format!("{name}: ")),
            "{}",
            ran.complaints
        );
        assert_eq!(ran.complaints.lines().count(), 1, "{}", ran.complaints);
        refused(&folder, &format!("check {name} --lang en"), english);
        refused(&folder, &format!("convert {name} -o out.csv"), japanese);
    }
    assert!(!folder.names().contains(&"out.csv".to_owned()));
}

#[test]
fn a_workbook_cut_off_is_refused_as_damaged() {
    let folder = Folder::with_sheets();
    assert_eq!(folder.run("convert clean.tsv -o whole.xlsx").code, 0);
    let whole = folder.read("whole.xlsx");
    for part in [whole.len() / 2, whole.len() - 10] {
        folder.write("cut.xlsx", &whole[..part]);
        refused(
            &folder,
            "check cut.xlsx",
            "壊れているか、途中で切れています",
        );
    }
}

#[test]
fn a_page_that_calls_itself_csv_is_read_as_the_page_it_is() {
    let page = "<html><table><tr><th>事業名</th><th>指標名</th><th>目標値</th><th>実績値</th></tr>\
        <tr><td>移住支援事業</td><td>移住者数</td><td>10人</td><td>12人</td></tr></table></html>";
    let folder = Folder::with(&[("page.csv", page.as_bytes())]);
    let ran = folder.run("check page.csv");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.complaints);
    assert!(
        ran.out.starts_with("page.csv (html, utf-8, long)\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_file_beyond_every_limit_is_refused_before_it_is_read() {
    let folder = Folder::with(&[]);
    let file = File::create(folder.path("huge.csv")).expect("a file");
    file.set_len(300 * 1024 * 1024).expect("a file with a hole");
    refused(&folder, "check huge.csv", "256 MiB を超えています");
    refused(
        &folder,
        "check clean.tsv --settings huge.csv",
        "256 MiB を超えています",
    );
}

#[test]
fn two_sheets_are_needed_to_compare() {
    let folder = Folder::with_sheets();
    refused(
        &folder,
        "compare missing.tsv clean.tsv",
        "missing.tsv: ファイルがありません",
    );
    refused(
        &folder,
        "compare clean.tsv missing.tsv",
        "missing.tsv: ファイルがありません",
    );
}

#[test]
fn a_ledger_of_a_later_program_is_left_alone() {
    for hall in Hall::on_every_database(&[("gifts.csv", HEADING.as_bytes())]) {
        hall.age_into(99);
        let file = (hall.database() == "SQLite").then(|| hall.database_file());
        let bytes = || {
            file.as_ref()
                .map(|path| fs::read(path).expect("the ledger"))
        };
        let before = bytes();
        for command in [
            "init --region region",
            "import gifts.csv --source furusato-ledger",
            "measure",
            "evaluate -o sheet.xlsx",
            "verify",
            "serve",
        ] {
            let ran = hall.run(command);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command}");
            let (ledger, program) = ("台帳の版99", "新しい版のプログラムで開いてください");
            let is_told = ran.complaints.contains(ledger) && ran.complaints.contains(program);
            assert!(
                is_told,
                "{}, {command}: {}",
                hall.database(),
                ran.complaints
            );
        }
        assert!(bytes() == before, "the ledger was written to");
        assert!(!hall.folder.names().contains(&"sheet.xlsx".to_owned()));
    }
}

#[test]
#[cfg(unix)]
fn a_ledger_that_cannot_be_written_to_says_so_in_words() {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;
    let folder = crate::ledger::hall();
    let (file, place) = (folder.path("enishi.db"), folder.path(""));
    let allow = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    allow(&file, 0o444);
    allow(&place, 0o555);
    if File::options().write(true).open(&file).is_ok() {
        let notice = "did not run: a ledger that is read-only: root may write everywhere";
        let _ = writeln!(std::io::stderr(), "{notice}");
    } else {
        for command in ["measure", "verify"] {
            let says = "書き込みのできない場所にあります";
            refused(&folder, command, says);
        }
    }
    allow(&place, 0o755);
}
