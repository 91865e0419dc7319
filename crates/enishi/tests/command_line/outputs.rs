//! Where results may be written: never over the ledger, its key or a file that the same command
//! reads, whatever the name is spelled like; and a list of refused rows is always of this import.

use std::fs;

use crate::ledger::{GIFTS, hall, json};
use crate::program::{CLEAN_SHEET, Folder};

const IMPORT: &str = "import gifts.csv --source furusato-ledger";

/// Every file of the folder with its content, links followed.
fn contents(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let files = folder.names().into_iter();
    let files = files.filter(|name| folder.path(name).is_file());
    files
        .map(|name| (name.clone(), folder.read(&name)))
        .collect()
}

fn with_names() -> Folder {
    let folder = hall();
    fs::rename(folder.path("enishi.db"), folder.path("l.csv")).expect("a file");
    fs::rename(folder.path("enishi.key"), folder.path("l.xlsx")).expect("a file");
    fs::rename(folder.path("gifts.csv"), folder.path("gifts.xlsx")).expect("a file");
    fs::copy(
        crate::program::project().join("crates/intake/src/registers/sources/furusato-ledger.toml"),
        folder.path("own.xlsx"),
    )
    .expect("a file");
    folder.write("clean.csv", CLEAN_SHEET.as_bytes());
    folder.write("settings.csv", b"");
    folder.write("site/SHA256SUMS", b"");
    #[cfg(unix)]
    for (name, target) in [
        ("link.xlsx", "l.csv"),
        ("link.csv", "l.csv"),
        ("away.csv", "l.csv-wal"),
    ] {
        std::os::unix::fs::symlink(target, folder.path(name)).expect("a link");
    }
    folder
}

#[test]
fn nothing_is_written_over_the_ledger_or_what_is_read() {
    let folder = with_names();
    let before = contents(&folder);
    let of = "--database sqlite:l.csv --key l.xlsx";
    let import = format!("import gifts.xlsx --mapping own.xlsx {of} --report");
    let dry_run = format!("import gifts.xlsx --source furusato-ledger --dry-run {of} --report");
    let mut cases = vec![
        format!("{import} l.xlsx"),
        format!("{import} own.xlsx"),
        format!("{import} ./region/../gifts.xlsx"),
        format!("{dry_run} gifts.xlsx"),
        format!("{dry_run} l.xlsx"),
        format!("evaluate {of} -o l.csv"),
        format!("evaluate {of} -o sheet.csv -o region/../l.csv"),
        format!("export --reason x {of} -o l.csv"),
        format!("export --reason x {of} -o l.xlsx"),
        format!("export --template hire {of} -o l.xlsx"),
        format!("backup {of} l.csv-wal"),
        format!("backup {of} l.csv-journal"),
        "convert clean.csv -o clean.csv".to_owned(),
        "convert clean.csv --settings settings.csv -o settings.csv".to_owned(),
    ];
    if cfg!(unix) {
        cases.push(format!("{import} link.xlsx"));
        cases.push(format!("export --reason x {of} -o link.csv"));
        cases.push(format!("evaluate {of} -o away.csv"));
    }
    for arguments in cases {
        let ran = folder.run(&arguments);
        let told = &ran.complaints;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}: {told}");
        assert!(told.contains("台帳のファイルと同じ"), "{arguments}: {told}");
        assert!(contents(&folder) == before, "{arguments} changed a file");
    }
}

#[test]
fn no_site_takes_the_place_of_the_ledgers_folder() {
    let folder = hall();
    folder.write("SHA256SUMS", b"of somebody");
    let before = contents(&folder);
    let ran = folder.run("publish --site .");
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.complaints.contains("台帳のファイル"),
        "{}",
        ran.complaints
    );
    assert!(contents(&folder) == before);
}

#[test]
fn a_list_that_cannot_be_written_is_refused_before_the_import() {
    let folder = hall();
    for (report, says) in [
        ("nowhere/r.xlsx", "書き出し先のフォルダーがありません"),
        ("region", "xlsx"),
        ("r.pdf", "xlsx"),
        ("enishi.db", "xlsx"),
        ("gifts.csv", "xlsx"),
    ] {
        let ran = folder.run(&format!("{IMPORT} --report {report}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{report}");
        assert!(
            ran.complaints.contains(says),
            "{report}: {}",
            ran.complaints
        );
    }
    let imported = json(&folder, IMPORT);
    assert_eq!(imported["counts"]["new"], 2, "it was imported before");
}

#[test]
fn the_list_is_of_this_import_also_where_nothing_is_amiss() {
    let folder = hall();
    let ran = folder.run(&format!("{IMPORT} --report r.xlsx"));
    assert!(ran.out.contains("r.xlsx に書き出しました"), "{}", ran.out);
    let last_time = folder.read("r.xlsx");
    let good: String = GIFTS
        .lines()
        .take(3)
        .map(|line| format!("{line}\r\n"))
        .collect();
    folder.write("gifts.csv", good.as_bytes());
    for (language, says) in [("ja", "確かめる行はありません"), ("en", "nothing is amiss")]
    {
        folder.write("r.xlsx", &last_time);
        let ran = folder.run(&format!("{IMPORT} --report r.xlsx --lang {language}"));
        assert_eq!(ran.code, 0, "{}", ran.complaints);
        assert!(ran.out.contains(says), "{}", ran.out);
        assert!(folder.read("r.xlsx") != last_time);
        folder.write("again.xlsx", &folder.read("r.xlsx"));
        let empty = json(
            &folder,
            "import again.xlsx --source furusato-ledger --dry-run",
        );
        assert_eq!(empty["counts"]["new"], 0, "{empty}");
    }
}

#[test]
fn a_sheet_of_a_past_day_bears_the_day_and_todays_does_not() {
    let folder = hall();
    let findings = |name: &str| {
        let ran = folder.run(&format!("check {name} --format json"));
        assert!(ran.code < 2, "{}", ran.complaints);
        let check: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let rules = check["findings"].as_array().expect("a list").clone();
        let rules = rules.iter().map(|finding| finding["rule"].to_string());
        let rules: Vec<String> = rules.collect();
        (
            check["sheet"]["title"].to_string(),
            check["sheet"]["fiscal_year"].clone(),
            rules,
        )
    };
    for ending in ["xlsx", "html", "csv", "json"] {
        let (past, now) = (format!("past.{ending}"), format!("now.{ending}"));
        for arguments in [
            format!("evaluate --fiscal-year R6 --as-of R7.5.31 -o {past}"),
            format!("evaluate --fiscal-year R6 -o {now}"),
        ] {
            let ran = folder.run(&arguments);
            assert!(ran.code < 2, "{arguments}: {}", ran.complaints);
            let is_past = arguments.contains("--as-of");
            assert_eq!(
                ran.out.contains("令和7年5月31日時点"),
                is_past,
                "{}",
                ran.out
            );
        }
        let (title, year, rules) = findings(&past);
        assert_eq!(title, "\"令和6年度 効果検証シート（令和7年5月31日時点）\"");
        let (title, year_now, rules_now) = findings(&now);
        assert_eq!(title, "\"令和6年度 効果検証シート\"");
        assert_eq!((year, rules), (year_now, rules_now), "{ending}");
    }
    let page = String::from_utf8(folder.read("past.html")).expect("UTF-8");
    assert!(
        page.contains("<h1>令和6年度 効果検証シート（令和7年5月31日時点）</h1>"),
        "{page}"
    );
}
