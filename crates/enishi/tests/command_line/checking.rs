//! `enishi check`: inputs, formats, options, exit codes, and the terminal.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::program::{CLEAN_SHEET, Folder, Ran, WRONG_SHEET, project};

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("it is JSON")
}

#[test]
fn the_exit_code_tells_of_errors() {
    let folder = Folder::with_sheets();
    for format in ["human", "json", "csv", "sarif"] {
        let clean = folder.run(&format!("check clean.tsv --format {format}"));
        assert_eq!((clean.code, clean.complaints.as_str()), (0, ""), "{format}");
        let wrong = folder.run(&format!("check wrong.tsv --format {format}"));
        assert_eq!((wrong.code, wrong.complaints.as_str()), (1, ""), "{format}");
        assert!(wrong.out.contains("M40"), "{}", wrong.out);
    }
}

#[test]
fn a_finding_is_told_with_file_row_column_rule_explanation_and_remedy() {
    let ran = Folder::with_sheets().run("check wrong.tsv");
    let lines: Vec<&str> = ran.out.lines().collect();
    let head = lines
        .iter()
        .position(|line| *line == "wrong.tsv:2:6 誤り M40 1-②");
    let head = head.unwrap_or_else(|| panic!("{}", ran.out));
    assert!(lines[head + 1].starts_with("    "));
    let remedy = lines[head..]
        .iter()
        .position(|line| line.starts_with("    → "));
    assert!(remedy.is_some_and(|after| after <= 4), "{}", ran.out);
    let english = Folder::with_sheets().run("check wrong.tsv --lang en");
    assert!(
        english.out.contains("wrong.tsv:2:6 error M40 1-②\n"),
        "{}",
        english.out
    );
    assert!(!english.out.contains("誤り"), "{}", english.out);
}

#[test]
fn no_line_is_wider_than_80_columns_but_paths() {
    let example = project().join("examples/effect-verification-r6.tsv");
    let folder = Folder::with(&[]);
    folder.write(
        "r6.tsv",
        &std::fs::read(example).expect("the example is there"),
    );
    for language in ["ja", "en"] {
        let ran = folder.run(&format!("check r6.tsv --lang {language}"));
        for line in ran.out.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
        }
        assert!(!ran.out.contains("…\n"), "a name or value was cut");
    }
}

#[test]
fn several_files_give_several_results_and_one_total() {
    let folder = Folder::with_sheets();
    let ran = folder.run("check clean.tsv wrong.tsv --format json");
    assert_eq!(ran.code, 1);
    let checks = json(&ran);
    assert_eq!(checks["format"], "enishi.checks/1");
    assert_eq!(checks["results"][1]["source"]["name"], "wrong.tsv");
    assert_eq!(checks["summary"]["kpis"], 4);
    let human = folder.run("check clean.tsv wrong.tsv").out;
    assert!(
        human.contains("合計 2ファイル\n事業2件、指標4件"),
        "{human}"
    );
    let csv = folder.run("check clean.tsv wrong.tsv --format csv").out;
    assert!(csv.starts_with("\u{feff}\"ファイル\"") && csv.contains("\"wrong.tsv\",\"M40\""));
}

#[test]
fn an_unreadable_file_does_not_keep_the_others_from_being_checked() {
    let folder = Folder::with_sheets();
    let ran = folder.run("check missing.tsv clean.tsv --format json");
    assert_eq!(ran.code, 2);
    assert!(
        ran.complaints.starts_with("missing.tsv: "),
        "{}",
        ran.complaints
    );
    let checks = json(&ran);
    assert_eq!(checks["format"], "enishi.checks/1");
    assert_eq!(checks["results"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_dash_is_standard_input() {
    let folder = Folder::with(&[]);
    let ran = folder.run_with_input("check - --format json", WRONG_SHEET.as_bytes());
    assert_eq!(ran.code, 1);
    let check = json(&ran);
    assert_eq!(
        (&check["source"]["name"], &check["source"]["format"]),
        (&"-".into(), &"tsv".into())
    );
    assert_eq!(check["summary"]["kpis"], 2);
}

#[test]
fn the_fiscal_year_is_never_taken_from_the_name() {
    let folder = Folder::with(&[("令和6年度.tsv", CLEAN_SHEET.as_bytes())]);
    let year = |option: &str| {
        let ran = folder.run(&format!("check 令和6年度.tsv --format json {option}"));
        json(&ran)["sheet"]["fiscal_year"].clone()
    };
    assert_eq!(year(""), Value::Null);
    for named in ["R6", "2024", "令和6年度"] {
        assert_eq!(year(&format!("--fiscal-year {named}")), 2024, "{named}");
    }
}

#[test]
fn a_worksheet_is_named_or_counted_and_a_missing_one_lists_what_there_is() {
    let two = format!(
        "<table>{}</table><table><caption>第2表</caption>{}</table>",
        row("甲"),
        row("乙")
    );
    let folder = Folder::with(&[("two.html", two.as_bytes())]);
    let programmes = |option: &str| {
        let ran = folder.run(&format!("check two.html --format json {option}"));
        json(&ran)["sheet"]["programmes"].as_array().map(Vec::len)
    };
    assert_eq!(programmes(""), Some(2));
    assert_eq!(programmes("--sheet 2"), Some(1));
    let missing = folder.run("check two.html --sheet 9");
    assert_eq!(missing.code, 2);
    assert!(
        missing
            .complaints
            .contains("シート「9」がありません。あるもの：")
    );
}

fn row(name: &str) -> String {
    format!(
        "<tr><th>事業名</th><th>指標名</th><th>目標値</th><th>実績値</th></tr>\
         <tr><td>{name}事業</td><td>移住者数</td><td>10人</td><td>12人</td></tr>"
    )
}

#[test]
fn the_layout_and_the_encoding_can_be_named() {
    let long = "事業名,指標名,目標値,実績値\n移住支援事業,移住者数,10人,12人\n";
    // 指標 and the like in CP932, by way of the program itself.
    let folder = Folder::with(&[("long.csv", long.as_bytes())]);
    assert_eq!(
        folder
            .run("convert long.csv -o cp932.csv --encoding cp932")
            .code,
        0
    );
    for (arguments, code) in [
        ("check long.csv --layout long", 0),
        ("check cp932.csv --input-encoding cp932", 0),
        ("check cp932.csv", 0),
        ("check cp932.csv --input-encoding utf-8", 2),
        ("check long.csv --input-encoding ebcdic", 2),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, code, "{arguments}: {}", ran.complaints);
        assert_eq!(
            ran.complaints.contains("--input-encoding"),
            code == 2,
            "{}",
            ran.complaints
        );
    }
    let layout = json(&folder.run("check long.csv --layout long --format json"));
    assert_eq!(layout["source"]["layout"], "long");
}

#[test]
fn a_reader_may_close_the_pipe() {
    let folder = Folder::with_sheets();
    // More than a pipe holds.
    let many = "wrong.tsv ".repeat(60);
    let mut command = folder.command(&format!("check {many} --format json"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut first = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("a pipe"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(first, "{\n");
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn control_characters_of_a_sheet_never_reach_the_terminal() {
    let bent = CLEAN_SHEET.replace("移住支援", "移住\u{1b}[31m\u{202e}支援");
    let folder = Folder::with(&[("bent.tsv", bent.as_bytes())]);
    let ran = folder.run("check bent.tsv");
    assert!(!ran.out.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_like_a_file() {
    let folder = Folder::with(&[]);
    let pipe = folder.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        let _ = writeln!(
            std::io::stderr(),
            "did not run: a named pipe: there is no mkfifo"
        );
        return;
    }
    let mut command = folder.command("check pipe --format json");
    let child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::fs::write(&pipe, CLEAN_SHEET).expect("it reads the pipe");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn the_heading_says_year_and_municipality_once() {
    let table = "No.\t事業名\tKPI設定\tKPI目標値\tKPI実績値\t評価\n\
        1\t移住支援\t①移住者数\t①50人\t①60人\t①○\n";
    for (title, arguments, head) in [
        (
            "令和６年度 みなと市 効果検証シート",
            "",
            "令和６年度 みなと市 効果検証シート",
        ),
        (
            "効果検証シート（みなと市 R6年度）",
            "",
            "効果検証シート（みなと市 R6年度）",
        ),
        (
            "令和6年度 効果検証シート",
            "--fiscal-year R5",
            "令和5年度 令和6年度 効果検証シート",
        ),
        (
            "効果検証シート",
            "--fiscal-year R5",
            "令和5年度 効果検証シート",
        ),
    ] {
        let folder = Folder::with_sheets();
        folder.write("titled.tsv", format!("{title}\n{table}").as_bytes());
        let ran = folder.run(&format!("check titled.tsv {arguments}"));
        assert_eq!(ran.out.lines().next(), Some(head), "{}", ran.complaints);
    }
}

#[test]
fn english_counts_and_csv_headings_are_english() {
    let folder = Folder::with_sheets();
    let human = folder.run("check wrong.tsv --lang en").out;
    assert!(human.contains("1 programme, 2 KPIs\n"), "{human}");
    let csv = folder.run("check wrong.tsv --lang en --format csv").out;
    let heading = "\u{feff}\"file\",\"rule\",\"severity\",\"programme\",\"kpi\"";
    assert!(csv.starts_with(heading), "{csv}");
    assert!(csv.contains("\"M40\",\"error\""), "{csv}");
}
