//! What a file says against what somebody said by hand since, against what was said of all its
//! rows, and against what a figure counts by: nothing is undone, moved or lost without a word.

use serde_json::Value;

use crate::ledger::{GIFTS, hall, json};
use crate::program::Folder;

const IMPORT: &str = "import gifts.csv --source furusato-ledger";

/// A city with two gifts, and the number of the first, of 15,000 yen.
fn with_gifts() -> (Folder, String) {
    let folder = hall();
    let imported = json(&folder, IMPORT);
    assert_eq!(imported["counts"]["new"], 2);
    let number = numbers(&folder).remove(0);
    (folder, number)
}

fn numbers(folder: &Folder) -> Vec<String> {
    let explained = folder.run("measure --kpi 6-③ --fiscal-year R6 --explain");
    let words = explained.out.split_whitespace();
    let is_number = |word: &&str| word.starts_with('E') && word[1..].parse::<u32>().is_ok();
    words.filter(is_number).map(str::to_owned).collect()
}

/// How many rows a KPI of the sixth programme counts.
fn rows(folder: &Folder, kpi: &str) -> Value {
    json(folder, &format!("measure --kpi {kpi} --fiscal-year R6"))["kpis"][0]["rows"].clone()
}

/// What 6-④ counts, in thousands of yen.
fn yen(folder: &Folder) -> String {
    let measured = json(folder, "measure --kpi 6-④ --fiscal-year R6");
    measured["kpis"][0]["value"].to_string()
}

/// What is said of the file, and of rows that are read or refused.
fn rules(imported: &Value) -> Vec<(String, String)> {
    let refused = imported["refused"].as_array().expect("refused rows");
    let of_refused = refused.iter().map(|row| &row["findings"]);
    let of_file = std::iter::once(&imported["findings"]);
    let all = of_file.chain(of_refused).filter_map(Value::as_array);
    let told = all.flatten().map(|one| {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        (text("rule"), text("message"))
    });
    told.collect()
}

fn has(imported: &Value, rule: &str, says: &str) {
    let told = rules(imported);
    let found = told
        .iter()
        .any(|(known, message)| known == rule && message.contains(says));
    assert!(found, "{rule} {says}: {told:?}");
}

#[test]
fn a_receipt_number_is_one_gift_whatever_is_said_of_the_file() {
    let (folder, _) = with_gifts();
    let before = yen(&folder);
    // A gift more makes no difference.
    let more = format!(
        "{GIFTS}{}",
        GIFTS.lines().nth(1).unwrap().replace("T1", "T9")
    );
    folder.write("gifts.csv", more.as_bytes());
    let givens = [
        "--programme 6",
        "--programme 6 --tag 春",
        "--scheme 試行",
        "--date 2024-05-01 --dry-run",
    ];
    for given in givens {
        let ran = folder.run(&format!("{IMPORT} {given}"));
        assert_eq!(ran.code, 2, "{given}: {}", ran.out);
        let says = "2行（最初は2行目）の受付番号は";
        assert!(ran.complaints.contains(says), "{}", ran.complaints);
        assert_eq!(yen(&folder), before, "{given}");
    }
    assert_eq!(rows(&folder, "6-③"), 2);
    // What was said is changed by taking the import back.
    let undone = json(&folder, IMPORT);
    let batch = undone["batch"].as_str().expect("an import").to_owned();
    assert_eq!(undone["counts"]["new"], 1);
    json(&folder, &format!("import --undo {batch} --reason 誤り"));
    let ran = folder.run(&format!("{IMPORT} --programme 6"));
    assert_eq!(ran.code, 2, "the first import stands");
}

#[test]
fn the_lists_of_two_events_may_begin_with_the_same_numbers() {
    let folder = hall();
    let list = "受付番号,お名前,メール,出欠\n1,架空 花子,h@example.jp,出席\n";
    folder.write("spring.csv", list.as_bytes());
    folder.write("autumn.csv", list.replace("花子", "太郎").as_bytes());
    let import = "--source event-signup --programme 1";
    for (file, day) in [("spring", "2024-05-01"), ("autumn", "2024-10-01")] {
        let imported = json(&folder, &format!("import {file}.csv {import} --date {day}"));
        assert_eq!(imported["counts"]["new"], 1, "{file}");
        assert!(rules(&imported).iter().all(|(rule, _)| rule != "I18"));
    }
    // The file of spring under another day is that list once more.
    let again = json(
        &folder,
        &format!("import spring.csv {import} --date 2024-05-02 --dry-run"),
    );
    assert_eq!(again["counts"]["new"], 1);
    has(&again, "I18", "同じ内容のファイルが B");
}

#[test]
fn what_the_file_says_itself_and_is_not_heard_is_told() {
    let folder = hall();
    let imported = json(&folder, &format!("{IMPORT} --date 2023-04-01 --dry-run"));
    has(
        &imported,
        "I17",
        "「申込日」に、取込みのときの指定と違う値のある行が2行",
    );
    let list = "お名前,開催日,申込日時,出欠,事業\n架空 花子,2024/6/1,2024/5/1,出席,1\n";
    folder.write("list.csv", list.as_bytes());
    let import = "import list.csv --source event-signup --dry-run";
    let imported = json(
        &folder,
        &format!("{import} --date 2024-06-01 --programme 2"),
    );
    has(&imported, "I17", "「事業」に");
    assert_eq!(rules(&imported).len(), 1, "{:?}", rules(&imported));
    // A sign-up lies before the day of the event, which it does not say.
    folder.write("list.csv", list.replace("開催日", "何かの日").as_bytes());
    let imported = json(&folder, &format!("{import} --date 2024-06-01"));
    assert_eq!(rules(&imported), []);
}

#[test]
fn a_correction_by_hand_stays_when_the_file_changes_elsewhere() {
    let (folder, number) = with_gifts();
    let corrected = json(
        &folder,
        &format!("correct {number} --reason 入力誤り --set amount=18000"),
    );
    assert_eq!(corrected["done"], "corrected");
    // The same file changes nothing.
    assert_eq!(json(&folder, IMPORT)["counts"]["unchanged"], 2);
    // Another day of recognition comes in; the amount that was corrected stays.
    let changed = GIFTS.replacen("2024/05/07", "2024/05/08", 1);
    folder.write("gifts.csv", changed.as_bytes());
    for mode in ["--dry-run", ""] {
        let imported = json(&folder, &format!("{IMPORT} {mode}"));
        assert_eq!(imported["counts"]["updated"], 1);
        has(
            &imported,
            "I19",
            &format!("{number} は手で訂正されています"),
        );
    }
    assert!(yen(&folder).contains("26"), "{}", yen(&folder));
    let shown = folder.run("export -o ledger.csv --reason 確認");
    assert_eq!(shown.code, 0, "{}", shown.complaints);
    let ledger = String::from_utf8_lossy(&folder.read("ledger.csv")).into_owned();
    let row = ledger.lines().find(|line| line.contains("18000"));
    assert!(row.expect("the gift").contains("2024-05-08"), "{row:?}");
    // Also when the register names a third amount, and after an import of it was undone.
    folder.write("gifts.csv", changed.replace("15000", "16000").as_bytes());
    let imported = json(&folder, IMPORT);
    has(&imported, "I19", "手で訂正されています");
    assert!(yen(&folder).contains("26"), "{}", yen(&folder));
}

#[test]
fn what_was_taken_back_by_hand_stays_so_until_somebody_says_otherwise() {
    let (folder, number) = with_gifts();
    let voided = json(&folder, &format!("correct {number} --void --reason 重複"));
    assert_eq!(voided["done"], "voided");
    folder.write(
        "gifts.csv",
        GIFTS.replacen("2024/05/07", "2024/05/08", 1).as_bytes(),
    );
    let imported = json(&folder, IMPORT);
    has(
        &imported,
        "I19",
        &format!("関わり {number} は手で取り消されています"),
    );
    assert_eq!(rows(&folder, "6-③"), 1);
    let restored = json(
        &folder,
        &format!("correct {number} --restore --reason 入力誤り"),
    );
    assert_eq!(restored["done"], "restored");
    assert_eq!(rows(&folder, "6-③"), 2);
    let again = folder.run(&format!("correct {number} --restore --reason 入力誤り"));
    assert_eq!(again.code, 2);
    assert!(
        again.complaints.contains("取り消されていません"),
        "{}",
        again.complaints
    );
    // What stands follows the register again.
    folder.write(
        "gifts.csv",
        GIFTS.replacen("2024/05/07", "2024/05/09", 1).as_bytes(),
    );
    let imported = json(&folder, IMPORT);
    assert_eq!(imported["counts"]["updated"], 1);
    assert!(rules(&imported).iter().all(|(rule, _)| rule != "I19"));
    assert_eq!(json(&folder, "verify")["sound"], true);
}

#[test]
fn a_row_without_a_number_that_was_taken_back_is_told_when_it_comes_again() {
    let folder = hall();
    let list = "お名前,メール,開催日,出欠,会社名\n架空 花子,h@example.jp,2024/6/1,出席,\n";
    folder.write("list.csv", list.as_bytes());
    let import = "import list.csv --source event-signup --programme 1";
    assert_eq!(json(&folder, import)["counts"]["new"], 1);
    let exported = folder.run("export -o ledger.csv --reason 確認");
    assert_eq!(exported.code, 0, "{}", exported.complaints);
    let ledger = String::from_utf8_lossy(&folder.read("ledger.csv")).into_owned();
    let mut words = ledger.split(|c: char| !c.is_ascii_alphanumeric());
    let number = words.find(|word| word.starts_with('E') && word[1..].parse::<u32>().is_ok());
    let number = number.unwrap_or_else(|| panic!("{ledger}"));
    json(&folder, &format!("correct {number} --void --reason 重複"));
    folder.write(
        "list.csv",
        list.replace("出席,", "出席,架空商店").as_bytes(),
    );
    let imported = json(&folder, import);
    assert_eq!(imported["counts"]["maybe_duplicate"], 1);
    assert_eq!(
        imported["duplicates"][0]["resembles_engagements"][0],
        number
    );
}

#[test]
fn a_gift_without_the_day_by_which_it_counts_is_told() {
    let folder = hall();
    folder.write("gifts.csv", GIFTS.replace("2024/05/07", "").as_bytes());
    let imported = json(&folder, IMPORT);
    assert_eq!(imported["counts"]["new"], 2);
    has(&imported, "I20", "2行には調定日がありません");
    assert_eq!(rows(&folder, "6-③"), Value::Null);
}

#[test]
fn a_programme_that_is_not_defined_is_told() {
    let folder = hall();
    let list = "受付番号,お名前,電話番号,開催日,出欠,事業,制度\n\
        1,架空 花子,090-0000-1234,2024/10/3,出席,9,複業\n\
        2,見本 太郎,090-0000-9999,2024/10/3,出席,1,複業\n";
    folder.write("talk.csv", list.as_bytes());
    let imported = json(&folder, "import talk.csv --source event-signup");
    assert_eq!(imported["counts"]["new"], 2);
    has(
        &imported,
        "I21",
        "1行の事業は定義にありません（あるのは 1、2",
    );
}

#[test]
fn amounts_that_cannot_be_are_refused_in_every_form() {
    let folder = hall();
    for (amount, says) in [("1.000", "数として読めません"), ("", "空です")] {
        let gifts = GIFTS.replace(",15000,", &format!(",{amount},"));
        folder.write("gifts.csv", gifts.as_bytes());
        let imported = json(&folder, &format!("{IMPORT} --dry-run"));
        assert_eq!(imported["counts"]["refused"], 2, "{amount}");
        has(&imported, "I03", says);
    }
    folder.write("gifts.csv", GIFTS.replace(",15000,", ",0,").as_bytes());
    let imported = json(&folder, &format!("{IMPORT} --dry-run"));
    assert_eq!(imported["counts"]["new"], 2);
    has(&imported, "I03", "0 円");
    // Our own form, filled in by hand and changed by hand.
    for (kind, amount, says) in [
        ("ふるさと納税寄附", "", "空です"),
        ("ふるさと納税寄附", "-500", "符号"),
        ("寄附の返金", "500", "符号"),
    ] {
        let form = format!(
            "関わりの種別,発生日,本人_氏名・名称,金額\n{kind},2024-05-01,架空 花子,{amount}\n"
        );
        folder.write("form.csv", form.as_bytes());
        let imported = json(
            &folder,
            "import form.csv --source enishi-template --purpose donation --dry-run",
        );
        assert_eq!(
            imported["counts"]["refused"], 1,
            "{kind} {amount}: {imported}"
        );
        has(&imported, "I03", says);
        let ran =
            folder.run("import form.csv --source enishi-template --purpose donation --dry-run");
        let told = ran.out + &ran.complaints;
        assert!(
            told.contains("form.csv:2:4") && told.contains("「金額」"),
            "{told}"
        );
    }
}

#[test]
fn heads_are_whole_and_of_people_in_every_register() {
    let folder = hall();
    let mapping = "id = \"fair\"\nversion = 1\nlabel = \"朝市\"\npurpose = \"event\"\n\
        required = [\"heads\"]\n[columns]\nday = [\"日\"]\nheads = [\"人数\"]\nunit = [\"単位\"]\n\
        [row]\nkind = \"tally\"\noccurred-on = \"day\"\nquantity = \"heads\"\n\
        unit = { column = \"unit\" }\n";
    folder.write("fair.toml", mapping.as_bytes());
    for (heads, unit, says) in [
        ("1.5", "人", "端数"),
        ("12", "ヘクタール", "単位が人ではありません"),
        ("12", "名", ""),
        ("12", "", ""),
    ] {
        let mapped = format!("日,人数,単位\n2024/5/1,{heads},{unit}\n");
        let own =
            format!("関わりの種別,発生日,数量,単位\n人数のみの記録,2024-05-01,{heads},{unit}\n");
        for (file, text, source) in [
            ("fair.csv", mapped, "--mapping fair.toml"),
            ("form.csv", own, "--source enishi-template --purpose event"),
        ] {
            folder.write(file, text.as_bytes());
            let imported = json(&folder, &format!("import {file} {source} --dry-run"));
            let refused = u8::from(!says.is_empty());
            assert_eq!(
                imported["counts"]["refused"], refused,
                "{heads}{unit}: {imported}"
            );
            if !says.is_empty() {
                has(&imported, "I03", says);
            }
        }
    }
}

#[test]
fn a_portal_whose_refunds_are_negative_has_to_say_so() {
    let folder = hall();
    let mapping = "id = \"portal-x\"\nversion = 1\nlabel = \"ためし\"\npurpose = \"donation\"\n\
        required = [\"amount\"]\n[columns]\nday = [\"日\"]\namount = [\"金額\"]\nname = [\"名\"]\n\
        [row]\nkind = \"donation.furusato\"\noccurred-on = \"day\"\namount = \"amount\"\n\
        [[party]]\nrole = \"subject\"\ntype = \"person\"\nname = \"name\"\n";
    folder.write("x.toml", mapping.as_bytes());
    folder.write("x.csv", "日,金額,名\n2024/5/1,▲500,架空 花子\n".as_bytes());
    let import = "import x.csv --mapping x.toml --dry-run";
    let imported = json(&folder, import);
    assert_eq!(imported["counts"]["refused"], 1);
    has(&imported, "I03", "対応表に返金の種別を書く");
    let with = mapping.replace(
        "kind = \"donation.f",
        "refund-kind = \"donation.refund\"\nkind = \"donation.f",
    );
    folder.write("x.toml", with.as_bytes());
    assert_eq!(json(&folder, import)["counts"]["new"], 1);
    let anew = mapping.replace("[row]\n", "[row]\nkey-of-list = true\n");
    folder.write("x.toml", anew.as_bytes());
    let ran = folder.run(import);
    assert_eq!(ran.code, 2);
    assert!(ran.complaints.contains("key-of-list"), "{}", ran.complaints);
}
