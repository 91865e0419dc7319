//! The commands on a ledger: what they print keeps to its schemas, what is wrong is said with the
//! way out, and no name leaves but where somebody reviews who is who.

use std::fs;

use serde_json::Value;

use crate::program::{Folder, Ran, project};
use crate::shapes::{keeps_to, published};

pub const GIFTS: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除\r\n\
    T1,2024/05/01,2024/05/02,2024/05/07,架空　花子,カクウ　ハナコ,000-0001,静岡県,ためし市,見本町1丁目2番3号,15000,\r\n\
    T2,2024/05/03,2024/05/04,2024/05/07,架空　太郎,カクウ　タロウ,000-0002,静岡県,ためし市,例示町4丁目5番6号,8000,\r\n\
    T3,2024/05/39,2024/05/04,2024/05/07,架空　次郎,カクウ　ジロウ,000-0003,静岡県,ためし市,例示町7丁目8番9号,9000,\r\n";

pub fn hall() -> Folder {
    let folder = Folder::with(&[("gifts.csv", GIFTS.as_bytes())]);
    for entry in fs::read_dir(project().join("regions/yaizu")).expect("the region") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        folder.write(&format!("region/{name}"), &fs::read(&path).expect("a file"));
    }
    let made = folder.run("init --region region");
    assert_eq!(made.code, 0, "{}", made.complaints);
    folder
}

pub fn json(folder: &Folder, arguments: &str) -> Value {
    let ran = folder.run(&format!("{arguments} --format json"));
    assert!(ran.code < 2, "{arguments}: {}", ran.complaints);
    let schema = match arguments.split(' ').next() {
        Some("measure") => "enishi.measure-1.schema.json",
        Some("evaluate") => "enishi.check-1.schema.json",
        _ => "enishi.ledger-1.schema.json",
    };
    keeps_to(&published(schema), &ran.out)
}

#[test]
fn from_a_register_to_the_sheet_every_json_keeps_to_its_schema() {
    let folder = hall();
    json(&folder, "init --region region");
    let tried = json(
        &folder,
        "import gifts.csv --source furusato-ledger --dry-run",
    );
    assert_eq!(tried["counts"]["new"], 2);
    assert_eq!(tried["refused"][0]["row"], 4);
    let imported = json(
        &folder,
        "import gifts.csv --source furusato-ledger --report refused.xlsx",
    );
    let batch = imported["batch"].as_str().expect("a number").to_owned();
    assert!(folder.names().contains(&"refused.xlsx".to_owned()));
    let measured = json(&folder, "measure --kpi 6-3 --fiscal-year R6");
    assert_eq!(measured["kpis"][0]["value"]["text"], "2人");
    assert_eq!(measured["kpis"][0]["status"], "provisional");
    json(
        &folder,
        "close --programme 6 --kind donation.furusato --fiscal-year R6",
    );
    let measured = json(&folder, "measure --kpi 6-③ --fiscal-year R6");
    assert_eq!(measured["kpis"][0]["status"], "ready");
    let explained = folder
        .run("measure --kpi 6-③ --fiscal-year R6 --explain")
        .out;
    let number = explained
        .split_whitespace()
        .find(|word| word.starts_with('E') && word[1..].parse::<u32>().is_ok())
        .expect("the row behind the figure");
    json(&folder, "freeze --fiscal-year R6");
    let set = format!("correct {number} --set amount=18000 --reason entry_error");
    json(&folder, &set);
    let measured = json(&folder, "measure --kpi 6-④ --fiscal-year R6");
    assert_eq!(measured["kpis"][0]["value"]["text"], "23千円");
    assert_eq!(measured["kpis"][0]["status"], "frozen");
    json(&folder, "parties review");
    json(&folder, "parties household P1 P2");
    json(&folder, "evaluate --fiscal-year R6 -o sheet.xlsx");
    let undo = format!("import --undo {batch} --reason x");
    let undone = json(&folder, &undo);
    assert_eq!((&undone["voided"], &undone["kept"]), (&1.into(), &1.into()));
    json(&folder, "parties dispose --expired");
    let verified = json(&folder, "verify");
    assert_eq!(verified["sound"], true);
}

#[test]
fn what_is_wrong_is_said_with_the_way_out() {
    let folder = hall();
    for (arguments, says) in [
        (
            "measure --database sqlite:none.db --key enishi.key",
            "enishi init",
        ),
        ("measure --database sqlite:none.db", "enishi init"),
        ("measure --database mysql://x", "postgres://"),
        ("measure --database sqlite:region", "フォルダーでない"),
        ("measure --key none.key", "--key"),
        (
            "measure --database mysql://x --key enishi.key",
            "postgres://",
        ),
        ("measure --kpi 9-9", "9"),
        ("measure --kpi x", "1-①"),
        ("measure --as-of yesterday", "2025-05-31"),
        ("measure --as-of 2999-01-01", "今日は令和"),
        ("evaluate --as-of 2999-01-01", "今日までの日"),
        ("import gifts.csv --source unknown", "furusato-ledger"),
        ("import none.csv --source members", "ファイルがありません"),
        ("import gifts.csv --source members", "会員番号"),
        ("import --undo B99 --reason x", "B99"),
        ("close --programme 9 --kind hire --fiscal-year R6", "事業9"),
        ("close --programme 1 --kind hired --fiscal-year R6", "hire"),
        ("correct E1 --reason why --set amount=1", "入力誤り"),
        ("correct E999 --reason 重複 --void", "E999"),
        ("correct E1 --reason 重複", "--void"),
        ("parties same P1 P2", "P1"),
        ("parties same one P2", "「one」は人・団体の番号"),
        (
            "parties dispose P5,P6 --reason x",
            "「P5,P6」は人・団体の番号",
        ),
        ("verify --checkpoint 12", "検証値"),
        ("evaluate -o sheet.pdf", "xlsx"),
        ("demo .", "新しいフォルダー"),
        ("init --region .", ".toml"),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, 2, "{arguments}: {}{}", ran.out, ran.complaints);
        assert!(
            ran.complaints.contains(says),
            "{arguments}: {}",
            ran.complaints
        );
    }
}

/// Two donors, P1 and P2, and a firm, P3.
fn with_a_firm() -> Folder {
    let folder = hall();
    folder.write(
        "firms.csv",
        "法人番号,名称,所在地,認定番号,認定日\r\n,架空商店,静岡県ためし市,N1,2024/05/01\r\n"
            .as_bytes(),
    );
    for import in [
        "import gifts.csv --source furusato-ledger",
        "import firms.csv --source companies",
    ] {
        let ran = folder.run(import);
        assert!(ran.code < 2, "{}", ran.complaints);
    }
    folder
}

#[test]
fn a_blank_is_no_reason_and_no_basis() {
    let folder = with_a_firm();
    folder.run("close --programme 6 --kind donation.furusato --fiscal-year R6");
    let reopen = "close --programme 6 --kind donation.furusato --fiscal-year R6 --reopen";
    for (arguments, option, says) in [
        ("parties dispose P1", "--reason", "理由"),
        ("export -o out.csv --kind certification", "--reason", "理由"),
        (reopen, "--reason", "理由"),
        ("parties same P1 P3", "--basis", "根拠"),
        ("parties household P1 P3", "--basis", "根拠"),
    ] {
        for blank in ["", " ", "\u{3000}"] {
            let mut command = folder.command(arguments);
            let ran =
                crate::program::finished(command.args([option, blank]).output().expect("runs"));
            let told = &ran.complaints;
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}: {told}");
            assert!(told.contains(says), "{arguments}: {told}");
        }
    }
    assert!(!folder.names().contains(&"out.csv".to_owned()));
    let later = GIFTS.replace("\nT1", "\nT7").replace("\nT2", "\nT8");
    assert_ne!(later, GIFTS);
    folder.write("later.csv", later.as_bytes());
    let imported = json(&folder, "import later.csv --source furusato-ledger");
    let batch = imported["batch"].as_str().expect("a number");
    let ran = folder.run(&format!("import --undo {batch} --reason="));
    assert_eq!(ran.code, 2, "{}", ran.out);
    let ran = folder.run(&format!("import --undo {batch} --reason 誤り"));
    assert_eq!(ran.code, 0, "it still stands: {}", ran.complaints);
    let ran = folder.run("parties dispose P1 --dry-run");
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    assert!(
        ran.out.contains("対象: P1"),
        "nothing was disposed of: {}",
        ran.out
    );
}

#[test]
fn a_person_and_a_firm_are_never_one() {
    let folder = with_a_firm();
    for verdict in ["same", "household"] {
        let ran = folder.run(&format!("parties {verdict} P1 P3 --basis 条例"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{verdict}");
        assert!(ran.complaints.contains("団体"), "{}", ran.complaints);
    }
    let apart = json(&folder, "parties different P1 P3 --basis 条例");
    assert_eq!(apart["changed"], true);
}

#[test]
fn the_rows_behind_a_figure_can_all_be_seen_with_the_date_that_decided() {
    let folder = hall();
    folder.run("import gifts.csv --source furusato-ledger");
    let explain = "measure --kpi 6-③ --fiscal-year R6 --explain";
    let first = folder.run(&format!("{explain} --rows 1")).out;
    assert!(
        first.contains("根拠 2件のうち1件（--rows 2 で全件を示します）"),
        "{first}"
    );
    assert!(first.contains("調定日 2024-05-07"), "{first}");
    let all = folder.run(&format!("{explain} --rows 2")).out;
    assert!(all.contains("根拠 2件のうち2件\n"), "{all}");
    // The reason stands in one line with its dash.
    let table = folder.run("measure --fiscal-year R6").out;
    assert!(
        table.contains("- 入力が完了していない  実績値なし"),
        "{table}"
    );
}

#[test]
fn a_sheet_that_cannot_be_written_is_said_before_the_work() {
    let folder = hall();
    for (output, says) in [
        ("none/sheet.xlsx", "フォルダーがありません"),
        ("region.xlsx", "フォルダーです"),
    ] {
        fs::create_dir_all(folder.path("region.xlsx")).expect("a folder");
        let ran = folder.run(&format!("evaluate -o first.html -o {output}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{output}");
        assert!(ran.complaints.contains(says), "{}", ran.complaints);
        assert!(!folder.names().contains(&"first.html".to_owned()));
    }
}

#[test]
fn no_name_leaves_but_where_somebody_reviews() {
    let folder = hall();
    let mut ran: Vec<Ran> = vec![folder.run("import gifts.csv --source furusato-ledger")];
    for arguments in [
        "measure --kpi 6-③ --fiscal-year R6 --explain",
        "evaluate --fiscal-year R6",
        "import gifts.csv --source furusato-ledger",
        "verify",
    ] {
        ran.push(folder.run(arguments));
    }
    for ran in ran {
        let said = format!("{}{}", ran.out, ran.complaints);
        for canary in ["花子", "ハナコ", "太郎", "次郎", "見本町", "例示町"] {
            assert!(!said.contains(canary), "{canary}: {said}");
        }
    }
}

#[test]
fn what_is_disposed_of_is_gone_and_no_figure_changes() {
    let folder = hall();
    folder.run("import gifts.csv --source furusato-ledger");
    let holds = |name: &str| {
        let files = ["enishi.db", "enishi.db-wal"].map(|file| fs::read(folder.path(file)));
        let mut contents = files.into_iter().flatten();
        contents.any(|bytes| {
            bytes
                .windows(name.len())
                .any(|part| part == name.as_bytes())
        })
    };
    assert!(holds("花子") && holds("太郎"));
    let measure = "measure --kpi 6-③ --fiscal-year R6 --format json";
    let before = folder.run(measure).out;
    let explained = folder
        .run("measure --kpi 6-③ --fiscal-year R6 --explain")
        .out;
    let party = explained
        .split_whitespace()
        .find(|word| word.starts_with('P') && word[1..].parse::<u32>().is_ok())
        .expect("a donor");
    let disposed = folder.run(&format!("parties dispose {party} --reason 本人の請求"));
    assert_eq!(disposed.code, 0, "{}", disposed.complaints);
    assert!(!holds("花子") && !holds("ハナコ") && !holds("見本町"));
    assert!(holds("太郎"));
    assert_eq!(folder.run(measure).out, before);
    assert_eq!(folder.run("verify").code, 0);
    let again = folder
        .run("import gifts.csv --source furusato-ledger --format json")
        .out;
    let again: Value = serde_json::from_str(&again).expect("a report");
    assert_eq!(again["counts"]["unchanged"], 2);
}

#[test]
fn errors_are_told_before_notes() {
    let folder = hall();
    let mut rows = GIFTS.lines().take(1).map(str::to_owned).collect::<Vec<_>>();
    for n in 0..30 {
        rows.push(format!("N{n},1850/05/01,,,架空　花子,,,,,,{n}00,"));
    }
    rows.push("X1,2024/05/39,,,架空　花子,,,,,,100,".to_owned());
    folder.write("many.csv", rows.join("\n").as_bytes());
    let told = folder.run("import many.csv --source furusato-ledger").out;
    let first = told
        .lines()
        .find(|line| line.contains("many.csv:") && line.contains(" I"));
    assert!(first.is_some_and(|line| line.contains("誤り")), "{told}");
    assert!(told.contains("many.csv:32:2 誤り I02"), "{told}");
}

#[test]
fn an_import_that_is_undone_says_what_it_left() {
    let folder = hall();
    let imported = json(&folder, "import gifts.csv --source furusato-ledger");
    let first = imported["batch"].as_str().expect("a number").to_owned();
    folder.write("later.csv", GIFTS.replace("8000", "8001").as_bytes());
    let later = json(&folder, "import later.csv --source furusato-ledger");
    assert_eq!(later["counts"]["updated"], 1);
    let told = folder
        .run(&format!("import --undo {first} --reason 誤り"))
        .out;
    assert!(
        told.contains("後の訂正か取込みで変わったため残したもの: E"),
        "{told}"
    );
    assert!(!told.contains("手で"), "{told}");
}

#[test]
fn what_comes_into_a_closed_or_frozen_year_is_told() {
    let folder = hall();
    let close = "close --programme 6 --kind donation.furusato --fiscal-year R6";
    assert_eq!(json(&folder, close)["counted"], true);
    let import = "import gifts.csv --source furusato-ledger --format json";
    let late = |says: &str| {
        let read = json(&folder, import.trim_end_matches(" --format json"));
        let told = read["findings"].to_string();
        assert!(told.contains("I16") && told.contains(says), "{told}");
    };
    late("入力完了とした年度");
    folder.run("freeze --fiscal-year R6");
    folder.write("gifts.csv", GIFTS.replace("T1,", "T9,").as_bytes());
    late("実績値を確定した年度");
    // Another year is nobody's business.
    folder.write(
        "gifts.csv",
        GIFTS
            .replace("T1,", "T8,")
            .replace("2024/", "2025/")
            .as_bytes(),
    );
    let read = json(&folder, "import gifts.csv --source furusato-ledger");
    assert!(!read["findings"].to_string().contains("I16"), "{read}");
}

#[test]
fn to_close_what_no_kpi_counts_is_told() {
    let folder = hall();
    let close = "close --programme 6 --kind event.attend --fiscal-year R6";
    let ran = folder.run(close);
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    let told = ran.out.replace('\n', "");
    assert!(
        told.contains("数えていません") && told.contains("ふるさと納税"),
        "{told}"
    );
    assert_eq!(json(&folder, close)["counted"], false);
}

#[test]
fn the_same_definitions_again_are_no_change() {
    let folder = hall();
    let again = folder.run("init --region region");
    assert!(again.out.starts_with("変更なし: "), "{}", again.out);
    assert_eq!(again.out.lines().count(), 1, "{}", again.out);
    assert_eq!(json(&folder, "init --region region")["changed"], false);
    let own = folder.read("region/region.toml");
    folder.write("region/region.toml", &[b"# \n", own.as_slice()].concat());
    assert_eq!(json(&folder, "init --region region")["changed"], true);
}

#[test]
fn an_init_that_fails_leaves_no_key_and_names_the_file() {
    let folder = Folder::with(&[]);
    crate::program::copy_region(&folder);
    let name = "region/zzz.toml";
    for (bytes, says) in [
        (
            &b"# \x8e\x96\x8b\xc6"[..],
            "zzz.toml: 設定ファイルが UTF-8 ではありません",
        ),
        (&b"kpi = 1"[..], "zzz.toml"),
    ] {
        folder.write(name, bytes);
        let ran = folder.run("init --region region");
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.complaints.contains(says), "{}", ran.complaints);
        assert_eq!(folder.names(), ["region"]);
    }
    fs::remove_file(folder.path(name)).expect("a file");
    let ran = folder.run("init --region region --database sqlite:none/x.db --key x.key");
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert_eq!(folder.names(), ["region"]);
}

#[test]
#[cfg(unix)]
fn what_holds_names_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = hall();
    folder.run("import gifts.csv --source furusato-ledger --report r.xlsx");
    folder.run("export -o out.csv --reason 点検");
    folder.run("export -o out.xlsx --reason 点検");
    for name in ["enishi.db", "enishi.key", "r.xlsx", "out.csv", "out.xlsx"] {
        let mode = fs::metadata(folder.path(name))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    // Who opened a file to colleagues before keeps it open.
    let opened = fs::Permissions::from_mode(0o640);
    fs::set_permissions(folder.path("out.csv"), opened).expect("it is ours");
    folder.run("export -o out.csv --reason 点検");
    let mode = fs::metadata(folder.path("out.csv"))
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
}
