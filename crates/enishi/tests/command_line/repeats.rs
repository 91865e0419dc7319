//! What is asked twice, and what cannot be: nothing succeeds in silence, nothing impossible is
//! recorded, and a disposal says first whose data would go.

use serde_json::Value;

use crate::ledger::{hall, json};
use crate::program::Folder;

const GIFT: &str = "correct {E} --reason 入力誤り";

fn with_gifts() -> (Folder, String) {
    let folder = hall();
    let imported = json(&folder, "import gifts.csv --source furusato-ledger");
    assert_eq!(imported["counts"]["new"], 2);
    let explained = folder.run("measure --kpi 6-③ --fiscal-year R6 --explain");
    let mut words = explained.out.split_whitespace();
    let number = words.find(|word| word.starts_with('E') && word[1..].parse::<u32>().is_ok());
    let number = number.expect("the row behind the figure").to_owned();
    (folder, number)
}

fn position(folder: &Folder) -> Value {
    json(folder, "verify")["positions"].clone()
}

#[test]
fn a_correction_that_cannot_be_is_refused_with_its_field() {
    let (folder, number) = with_gifts();
    let gift = GIFT.replace("{E}", &number);
    let before = position(&folder);
    for (set, japanese, english) in [
        ("--set programme=99", "事業99", "programme 99"),
        (
            "--set kind=event.attend",
            "「ふるさと納税寄附」を「催しへの参加」に",
            "a gift keeps its kind",
        ),
        ("--set amount=", "金額は空に", "needs an amount"),
        ("--set amount=0", "0円 は使えません", "the amount 0"),
        ("--set amount=-5", "-5円 は使えません", "the amount -5"),
        (
            "--set amount=many",
            "項目「amount」に「many」は使えません",
            "`many` is no value of `amount`",
        ),
        (
            "--set amount=1 --set amount=2",
            "「amount」が二度",
            "`amount` may be given only once",
        ),
        (
            "--set settled_on=2024-02-30",
            "項目「settled_on」に「2024-02-30」",
            "no value of `settled_on`",
        ),
        ("--set settled_on=1024-02-03", "1900年から", "before 1900"),
        (
            "--set occurred_on=",
            "「occurred_on」は空に",
            "`occurred_on` cannot be empty",
        ),
        ("--set quantity=-1", "負の数", "not negative"),
        (
            "--set colour=red",
            "「colour」という項目は",
            "no field `colour`",
        ),
        ("--set amount", "「項目=値」の形", "FIELD=VALUE"),
    ] {
        for (language, says) in [("ja", japanese), ("en", english)] {
            let ran = folder.run(&format!("{gift} {set} --lang {language}"));
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{set}");
            assert!(ran.complaints.contains(says), "{set}: {}", ran.complaints);
        }
    }
    assert_eq!(position(&folder), before);
}

#[test]
fn what_stands_already_is_not_recorded_again_and_that_is_said() {
    let (folder, number) = with_gifts();
    let gift = GIFT.replace("{E}", &number);
    let close = "close --programme 6 --kind donation.furusato --fiscal-year R6";
    let reopen = format!("{close} --reopen --reason 追加");
    let corrected = format!("{gift} --set amount=15500");
    for (first, second, field) in [
        (&reopen[..], "", "changed"),
        (close, close, "changed"),
        (&reopen, &reopen, "changed"),
        ("parties undo P1 P2", "parties undo P2 P1", "changed"),
        (
            "parties different P1 P2",
            "parties different P2 P1",
            "changed",
        ),
        ("parties undo P1 P2", "parties undo P1 P2", "changed"),
        (&corrected, &corrected, "position"),
    ] {
        // What is first is recorded, but for reopening what never was closed and taking back what
        // was never decided.
        json(&folder, first);
        if second.is_empty() {
            continue;
        }
        let before = position(&folder);
        let again = json(&folder, second);
        let unchanged = again[field] == Value::Bool(false) || again[field].is_null();
        assert!(unchanged, "{second}: {again}");
        assert_eq!(position(&folder), before, "{second}");
        for (language, says) in [("ja", "変更なし: "), ("en", "no change: ")] {
            let ran = folder.run(&format!("{second} --lang {language}"));
            assert_eq!(ran.code, 0, "{second}: {}", ran.complaints);
            assert!(ran.out.starts_with(says), "{second}: {}", ran.out);
        }
    }
}

#[test]
fn a_year_that_has_not_begun_is_not_complete() {
    let folder = hall();
    let close = "close --programme 6 --kind donation.furusato --fiscal-year R99";
    let ran = folder.run(close);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.complaints.contains("令和99年度はまだ始まっていません"),
        "{}",
        ran.complaints
    );
}

#[test]
fn an_undone_import_is_not_undone_again() {
    let folder = hall();
    let imported = json(&folder, "import gifts.csv --source furusato-ledger");
    let batch = imported["batch"].as_str().expect("a number");
    let undo = format!("import --undo {batch} --reason 誤り");
    assert_eq!(json(&folder, &undo)["voided"], 2);
    let before = position(&folder);
    let again = folder.run(&undo);
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    let says = "すでに取り消されています";
    assert!(again.complaints.contains(says), "{}", again.complaints);
    assert_eq!(position(&folder), before);
}

#[test]
fn a_disposal_says_whose_data_goes_before_it_does_and_not_twice() {
    let (folder, _) = with_gifts();
    json(&folder, "parties same P1 P2");
    let before = position(&folder);
    let tried = json(&folder, "parties dispose P2 --dry-run");
    assert_eq!(tried["parties"], serde_json::json!(["P1", "P2"]));
    assert_eq!(tried["dry_run"], true);
    let told = folder.run("parties dispose P2 --dry-run").out;
    assert!(
        told.contains("試行") && told.contains("同一人物と判定されている P1"),
        "{told}"
    );
    assert_eq!(position(&folder), before);
    let done = folder.run("parties dispose P2 --reason 請求");
    assert_eq!(done.code, 0, "{}", done.complaints);
    assert!(done.out.contains("対象: P1、P2"), "{}", done.out);
    let after = position(&folder);
    assert_ne!(after, before);
    let again = json(&folder, "parties dispose P1 --reason 請求");
    assert_eq!(again["disposed"], 0);
    assert_eq!(again["disposed_before"], serde_json::json!(["P1", "P2"]));
    let told = folder.run("parties dispose P1 --reason 請求").out;
    assert!(told.starts_with("変更なし: "), "{told}");
    assert_eq!(position(&folder), after);
    let missing = folder.run("parties dispose P1");
    assert_eq!(missing.code, 2);
    assert!(
        missing.complaints.contains("「--reason」"),
        "{}",
        missing.complaints
    );
}
