//! `enishi compare`: the changes in D17's words, with their places in this year's sheet.

use serde_json::Value;

use crate::program::{CLEAN_SHEET, Folder};

fn years() -> Folder {
    let this = CLEAN_SHEET
        .replace("②20件", "②15件")
        .replace("移住者数", "移住した人の数");
    let this = format!("{this}2\t空き家活用事業\t①登録件数\t①5件\t①6件\t①○\t企画課\n");
    Folder::with(&[
        ("r5.tsv", CLEAN_SHEET.as_bytes()),
        ("r6.tsv", this.as_bytes()),
        ("off.toml", b"[rules]\nD17 = \"off\"\n"),
        ("error.toml", b"[rules]\nD17 = \"error\"\n"),
        ("down.toml", "[defaults]\ndirection = \"減少\"\n".as_bytes()),
    ])
}

#[test]
fn changes_are_findings_and_never_change_the_exit_code() {
    let folder = years();
    let ran = folder.run("compare r5.tsv r6.tsv");
    assert_eq!((ran.code, ran.complaints.as_str()), (0, ""));
    for line in [
        "r6.tsv:2:4 注意 D17 1-② 目標値の変更",
        "    目標値が「20件」から「15件」に変わっています。",
        "r6.tsv:3:2 注意 D17 事業2 事業の追加",
        "変更点 ",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    let english = folder.run("compare r5.tsv r6.tsv --lang en").out;
    assert!(
        english.contains("    The target moved from \"20件\" to \"15件\".\n"),
        "{english}"
    );
    assert!(english.contains("programme added"), "{english}");
    assert_eq!(
        folder
            .run("compare r5.tsv r6.tsv --settings error.toml")
            .code,
        0
    );
}

#[test]
fn the_comparison_stays_where_d17_is_switched_off() {
    let folder = years();
    let ran = folder.run("compare r5.tsv r6.tsv --settings off.toml");
    assert!(!ran.out.contains("D17"), "{}", ran.out);
    assert!(ran.out.contains("    - 20件\n    + 15件\n"), "{}", ran.out);
    let ran = folder.run("compare r5.tsv r6.tsv --settings off.toml --format json");
    let compared: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(compared["findings"], Value::Array(vec![]));
    assert!(!compared["changes"].as_array().expect("a list").is_empty());
}

#[test]
fn json_has_a_finding_a_change() {
    let ran = years().run("compare r5.tsv r6.tsv --format json");
    let compared: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let changes = compared["changes"].as_array().expect("a list");
    let findings = compared["findings"].as_array().expect("a list");
    assert_eq!(changes.len(), findings.len());
    let moved = changes
        .iter()
        .position(|change| change["kind"] == "target_moved");
    let moved = moved.expect("the target moved");
    assert_eq!(
        (&changes[moved]["before"], &changes[moved]["after"]),
        (&"20件".into(), &"15件".into())
    );
    assert_eq!(findings[moved]["rule"], "D17");
    assert_eq!(findings[moved]["place"]["column"], 4);
}

#[test]
fn a_direction_is_told_in_the_words_of_the_office() {
    let sheet = |direction: &str| {
        format!(
            "事業名\t指標名\t改善の方向\t目標値\t実績値\n\
             移住支援事業\t空き家の数\t{direction}\t10件\t9件\n"
        )
    };
    let (up, down) = (sheet("増加"), sheet("減少"));
    let folder = Folder::with(&[("r5.tsv", up.as_bytes()), ("r6.tsv", down.as_bytes())]);
    let ran = folder.run("compare r5.tsv r6.tsv");
    let told = "改善の方向が「増加」から「減少」に変わっています。";
    assert!(ran.out.contains(told), "{}", ran.out);
}

#[test]
fn a_sheet_compared_with_itself_is_told_to_be_the_same() {
    let ran = years().run("compare r5.tsv r5.tsv");
    assert!(
        ran.out.contains("2つのファイルは同じ内容です。"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.ends_with("変更点 0件、変更のない指標 2件\n"),
        "{}",
        ran.out
    );
}

#[test]
fn years_that_were_swapped_are_told() {
    let year = |western: &str| format!("# {western}年度 効果検証シート\n{CLEAN_SHEET}");
    let (old, new) = (year("令和5"), year("令和6"));
    let folder = Folder::with(&[("r5.tsv", old.as_bytes()), ("r6.tsv", new.as_bytes())]);
    let swapped = folder.run("compare r6.tsv r5.tsv --lang en");
    assert!(swapped.out.contains("of a later year"), "{}", swapped.out);
    let right = folder.run("compare r5.tsv r6.tsv --lang en");
    assert!(!right.out.contains("of a later year"), "{}", right.out);
}

#[test]
fn a_kpi_unmeasured_in_both_years_is_told_after_the_changes() {
    let sheet = CLEAN_SHEET.replace("②○", "②-");
    let folder = Folder::with(&[("r5.tsv", sheet.as_bytes()), ("r6.tsv", sheet.as_bytes())]);
    let ran = folder.run("compare r5.tsv r6.tsv");
    assert_eq!(ran.code, 0);
    let told = "r6.tsv:2:6 注意 M48 1-②\n    前年度に続いて測定できていません。\n    → ";
    assert!(ran.out.contains(told), "{}", ran.out);
}
