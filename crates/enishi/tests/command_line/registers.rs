//! Registers that come in and go out: what may be there twice is told, the ledger is written out
//! and read again, and nothing is half-written.

use std::fs;

use serde_json::Value;

use crate::ledger::{GIFTS, hall, json};
use crate::program::Folder;

const SIGN_UPS: &str = "お名前,ふりがな,メール,開催日,出欠,申込日時\r\n\
    架空 花子,かくう はなこ,hanako@example.jp,2024/06/01,出席,2024/05/01\r\n\
    𠮷田 太郎,よしだ たろう,taro@example.jp,2024/06/01,出席,2024/05/01\r\n\
    架空　花子,かくう はなこ,hanako@example.jp,2024/06/01,出席,2024/05/02\r\n";

fn with_sign_ups() -> (Folder, Value) {
    let folder = hall();
    folder.write("signups.csv", SIGN_UPS.as_bytes());
    let imported = json(
        &folder,
        "import signups.csv --source event-signup --report report.xlsx",
    );
    (folder, imported)
}

#[test]
fn what_may_be_there_twice_is_told_and_taken_back_as_told() {
    let (folder, imported) = with_sign_ups();
    assert_eq!(imported["counts"]["maybe_duplicate"], 1);
    let one = &imported["duplicates"][0];
    assert_eq!((&one["row"], &one["resembles_row"]), (&4.into(), &2.into()));
    let number = one["engagements"][0].as_str().expect("a number");
    assert!(folder.names().contains(&"report.xlsx".to_owned()));
    let told = folder
        .run("import signups.csv --source event-signup --dry-run")
        .out;
    assert!(told.contains("同一 3"), "{told}");
    let ran = folder.run(&format!("correct {number} --void --reason 重複"));
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    let again = SIGN_UPS.replace("2024/05/02", "2024/05/03");
    folder.write("again.csv", again.as_bytes());
    for (language, says) in [
        ("ja", "  重複なら: enishi correct E"),
        ("en", "--void --reason 重複"),
    ] {
        let file = again.replace("05/03", if language == "ja" { "05/04" } else { "05/05" });
        folder.write("again.csv", file.as_bytes());
        let ran = folder.run(&format!(
            "import again.csv --source event-signup --lang {language}"
        ));
        assert!(ran.out.contains(says), "{}", ran.out);
    }
}

#[test]
fn what_is_said_of_a_file_is_held_to_what_there_is() {
    let folder = hall();
    let units = SIGN_UPS.encode_utf16();
    folder.write(
        "signups.csv",
        &units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    let import = "import signups.csv --source event-signup";
    for (option, says) in [
        ("--programme 9", "事業9は地域の定義にありません"),
        (
            "--input-encoding ebcdic",
            "文字コード「ebcdic」は使えません",
        ),
        (
            "--input-encoding utf-8",
            "表やテキストのファイルではありません",
        ),
    ] {
        let ran = folder.run(&format!("{import} {option}"));
        assert_eq!(ran.code, 2, "{option}: {}", ran.out);
        assert!(
            ran.complaints.contains(says),
            "{option}: {}",
            ran.complaints
        );
    }
    let read = json(
        &folder,
        &format!("{import} --input-encoding utf-16le --programme 1"),
    );
    assert_eq!(read["counts"]["new"], 2, "{read}");
}

#[test]
fn the_ledger_is_written_out_and_comes_back_as_nothing_new() {
    let (folder, _) = with_sign_ups();
    for (name, options) in [
        ("out.xlsx", ""),
        ("out.csv", ""),
        ("sjis.csv", "--encoding cp932 --unencodable geta"),
    ] {
        let exported = json(
            &folder,
            &format!("export -o {name} --reason 点検 --as 係員 {options}"),
        );
        assert_eq!(
            (&exported["rows"], &exported["purpose"]),
            (&3.into(), &"event".into())
        );
        let back = json(&folder, &format!("import {name} --source enishi-template"));
        assert_eq!(back["counts"]["unchanged"], 3, "{name}: {back}");
        assert_eq!(back["batch"], Value::Null);
    }
    let told = folder.run("export -o out.csv --reason 点検");
    assert!(told.out.contains("個人情報"), "{}", told.out);
    let text = fs::read_to_string(folder.path("out.csv")).expect("a file");
    folder.write(
        "edited.csv",
        text.replacen("2024-06-01", "2024-06-02", 1).as_bytes(),
    );
    let edited = json(&folder, "import edited.csv --source enishi-template");
    assert_eq!(edited["counts"]["updated"], 1);
    assert_eq!(json(&folder, "verify")["sound"], true);
}

#[test]
fn nothing_is_written_where_cp932_would_lose_a_character_unasked() {
    let (folder, _) = with_sign_ups();
    let ran = folder.run("export -o lossy.csv --reason 点検 --encoding cp932");
    assert_eq!(ran.code, 2);
    assert!(
        ran.complaints.contains("3行目「本人_氏名・名称」: U+20BB7"),
        "{}",
        ran.complaints
    );
    assert!(
        ran.complaints.contains("--unencodable geta"),
        "{}",
        ran.complaints
    );
    assert!(!folder.names().contains(&"lossy.csv".to_owned()));
}

#[test]
fn an_empty_form_is_made_for_every_kind_and_what_is_wrong_is_said() {
    let (folder, _) = with_sign_ups();
    let made = json(&folder, "export --template hire -o form.xlsx");
    assert_eq!(made["kind"], "hire");
    for kind in [
        "event.attend",
        "donation.furusato",
        "tally",
        "マッチング成立",
    ] {
        let ran = folder.run(&format!("export --template {kind} -o form.xlsx"));
        let known = kind.is_ascii();
        assert_eq!(
            ran.code,
            if known { 0 } else { ran.code },
            "{}",
            ran.complaints
        );
        if known {
            let ran = folder.run("import form.xlsx --source enishi-template");
            assert_eq!(ran.code, 0, "{kind}: {}{}", ran.out, ran.complaints);
        }
    }
    folder.write("gifts.csv", GIFTS.as_bytes());
    folder.run("import gifts.csv --source furusato-ledger");
    for (arguments, says) in [
        ("export -o out.pdf --reason x", "xlsx"),
        ("export -o out.xlsx --reason x --encoding cp932", "csv"),
        ("export -o out.xlsx --reason x --kind hired", "hire"),
        ("export -o out.xlsx --reason x --batch twelve", "B12"),
        ("export -o out.xlsx --reason x", "--purpose"),
        (
            "export -o out.xlsx --reason x --purpose none",
            "「none」が地域の定義にありません",
        ),
        ("export -o out.xlsx --reason x --programme 99", "事業99"),
        ("export -o out.xlsx --reason x --batch B999999", "B999999"),
        ("export -o out.xlsx", "--reason"),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, 2, "{arguments}: {}", ran.out);
        assert!(
            ran.complaints.contains(says),
            "{arguments}: {}",
            ran.complaints
        );
    }
    assert!(!folder.names().contains(&"out.xlsx".to_owned()));
}

/// What stands behind the line that offers a mapping.
fn proposed(complaints: &str) -> String {
    let mut lines = complaints.lines();
    assert!(lines.any(|line| line.contains("--mapping")), "{complaints}");
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn for_unknown_headings_a_mapping_is_proposed_that_can_be_used() {
    let folder = hall();
    let list = "参加者ご氏名,よみがな,開催日,出欠\r\n架空 花子,かくう はなこ,2024/06/01,出席\r\n";
    folder.write("list.csv", list.as_bytes());
    for language in ["ja", "en"] {
        let ran = folder.run(&format!(
            "import list.csv --source event-signup --lang {language}"
        ));
        assert_eq!(ran.code, 2);
        // The column that is missing, the headings of the file, and the way out.
        for says in ["氏名 / お名前", "参加者ご氏名", "よみがな"] {
            assert!(ran.complaints.contains(says), "{}", ran.complaints);
        }
        let toml = proposed(&ran.complaints);
        assert!(toml.contains("name = [\"参加者ご氏名\"]  # 推定"), "{toml}");
        folder.write("own.toml", toml.as_bytes());
        let tried = json(&folder, "import list.csv --mapping own.toml --dry-run");
        assert_eq!(tried["counts"]["new"], 1);
    }
}

#[test]
fn a_mistake_in_a_mapping_is_shown_where_it_stands() {
    let (folder, _) = with_sign_ups();
    let good = fs::read_to_string(
        crate::program::project().join("crates/intake/src/registers/sources/event-signup.toml"),
    )
    .expect("it ships");
    for (mistake, line) in [
        (
            good.replace("key = \"receipt\"", "key = \"receit\""),
            "key = \"receit\"",
        ),
        (
            good.replace("role = \"subject\"", "role = \"sbject\""),
            "role = \"sbject\"",
        ),
        (
            good.replace("\"event.no_show\"", "\"event.noshow\""),
            "\"event.noshow\"",
        ),
        (good.replace("version = 1", "version 1"), "version 1"),
        (good.replace("purpose = \"event\"\n", ""), ""),
    ] {
        folder.write("own.toml", mistake.as_bytes());
        for language in ["ja", "en"] {
            let ran = folder.run(&format!(
                "import signups.csv --mapping own.toml --lang {language}"
            ));
            assert_eq!(ran.code, 2, "{}", ran.out);
            let at = 1 + mistake
                .lines()
                .position(|l| l.contains(line))
                .expect("it is there");
            let told = &ran.complaints;
            assert!(told.contains("own.toml"), "{told}");
            if line.is_empty() {
                assert!(told.contains("purpose"), "{told}");
                continue;
            }
            assert!(
                told.contains(&at.to_string()) && told.contains(line),
                "{told}"
            );
            assert!(told.contains('^'), "{told}");
        }
    }
}

#[test]
fn the_mapping_of_the_howto_reads_such_a_file() {
    let folder = hall();
    let page = fs::read_to_string(crate::program::project().join("docs/howto/map-a-new-portal.md"));
    let page = page.expect("the page");
    let (_, after) = page.split_once("```toml\n").expect("a mapping");
    let (mapping, _) = after.split_once("```").expect("its end");
    folder.write("hello.toml", mapping.as_bytes());
    let file = "受付番号,お申込日,お名前,寄附金額,状態,<子育て> 選択,返礼品1_名称\n\
        H1,2024/05/01,架空 花子,10000,入金済,○,茶\nH2,2024/05/02,架空 太郎,8000,取消,,\n\
        H1,2024/06/01,架空 花子,-10000,入金済,,\n";
    folder.write("hello.csv", file.as_bytes());
    let imported = json(&folder, "import hello.csv --mapping hello.toml");
    assert_eq!(imported["counts"]["new"], 2, "{imported}");
    assert_eq!(imported["counts"]["excluded"], 1);
    let again = json(&folder, "import hello.csv --mapping hello.toml");
    assert_eq!(again["counts"]["unchanged"], 2);
}

#[test]
fn of_several_worksheets_that_are_the_register_one_is_chosen_by_name() {
    let folder = hall();
    let table = |no: &str| {
        let cells = |tag: &str, line: &str| {
            let cells = line.split(',').map(|cell| format!("<{tag}>{cell}</{tag}>"));
            format!("<tr>{}</tr>", cells.collect::<String>())
        };
        let lines: Vec<&str> = GIFTS.lines().take(2).collect();
        let row = lines[1].replacen("T1", no, 1);
        format!(
            "<table>{}{}</table>",
            cells("th", lines[0]),
            cells("td", &row)
        )
    };
    let page = format!("<html><body>{}{}</body></html>", table("T7"), table("T8"));
    folder.write("two.html", page.as_bytes());
    let import = "import two.html --source furusato-ledger";
    let refused = folder.run(import);
    assert_eq!(refused.code, 2, "{}", refused.out);
    let told = refused.complaints;
    assert!(
        told.contains("--sheet") && told.contains("対応表"),
        "{told}"
    );
    for sheet in ["1", "2"] {
        let imported = json(&folder, &format!("{import} --sheet {sheet}"));
        assert_eq!(imported["counts"]["new"], 1, "{imported}");
    }
    let missing = folder.run(&format!("{import} --sheet 9"));
    assert_eq!(missing.code, 2, "{}", missing.out);
}
