//! Region files that cannot be used, or are odd: what `init` and `measure` say, with the line and
//! carets under the place; and figures by a definition of the past.

use std::fs;

use serde_json::Value;

use crate::program::{Folder, Ran};
use crate::shapes::{keeps_to, published};

const HEAD: &str = "municipality = \"ためし市\"\ncode = \"000000\"\n\n[[purpose]]\nid = \"event\"\n\
    label = \"試験\"\nlegal-basis = \"法第61条第1項\"\nretention-years = 5\n\n\
    [[programme]]\nno = \"1\"\nname = \"試し\"\n\n";
const KPI: &str = "[[programme.kpi]]\nno = \"①\"\nname = \"来訪者\"\ntargets = { R6 = \"10人\" }\n\n\
    [programme.kpi.metric]\nmeasure = \"distinct\"\nparty = \"person\"\nkinds = \
    [\"event.attend\"]\nwhere = { scheme = \"複業\" }\nwindow = \"fy\"\nunit = \"人\"\n";
const ROWS: &str = "受付番号,関わりの種別,事業,発生日,制度,本人_種別,本人_氏名・名称,本人_フリガナ\r\n\
    A1,催しへの参加,1,2024-05-01,副業,個人,架空 花子,カクウ ハナコ\r\n\
    A2,催しへの参加,1,2024-06-01,副業,個人,架空 太郎,カクウ タロウ\r\n";

fn init(folder: &Folder, text: &str) -> Ran {
    folder.write("region/city.toml", text.as_bytes());
    folder.run("init --region region")
}

#[test]
fn a_region_that_cannot_be_used_is_refused_with_the_line_and_carets() {
    let region = format!("{HEAD}{KPI}");
    let came = |based_on: &str| format!("[count.came]\nbased-on = \"{based_on}\"\n");
    let cycle = format!(
        "{region}\n{}[count.went]\nbased-on = \"came\"\n",
        came("went")
    );
    for (text, line, says) in [
        (
            region.replace("event.attend", "event.visit"),
            22,
            "event.visit",
        ),
        (region.replace("window =", "widow ="), 24, "widow"),
        (region.replace("\"fy\"", "\"month\""), 24, "month"),
        (region.replace("{ scheme", "{ colour"), 23, "colour"),
        (cycle, 30, "循環"),
        // A target with no KPI: under the programme, and of a KPI that says nothing else.
        (
            format!("{HEAD}targets = {{ R6 = \"10人\" }}\n"),
            14,
            "targets",
        ),
        (
            format!("{HEAD}[[programme.kpi]]\ntargets = {{ R6 = \"10人\" }}\n"),
            14,
            "no",
        ),
        (region.replace("10人", "未定"), 17, "未定"),
    ] {
        let folder = Folder::with(&[]);
        let ran = init(&folder, &text);
        assert_eq!(ran.code, 2, "{text}");
        let complaints = &ran.complaints;
        let place = format!("city.toml の{line}行");
        assert!(complaints.contains(&place), "{place}: {complaints}");
        assert!(complaints.contains(says), "{says}: {complaints}");
        assert!(complaints.contains('^'), "{complaints}");
        assert!(
            !folder.names().contains(&"enishi.db".to_owned()),
            "{complaints}"
        );
    }
}

#[test]
fn what_is_odd_is_told_with_its_place_once_the_ledger_knows() {
    let folder = Folder::with(&[("rows.csv", ROWS.as_bytes())]);
    let odd = format!("{HEAD}{}", KPI.replace("10人", "10件"));
    let made = init(&folder, &odd);
    assert_eq!(made.code, 0, "{}", made.complaints);
    assert!(
        made.out.contains("city.toml:17:") && made.out.contains("L03"),
        "{}",
        made.out
    );
    assert!(made.out.contains("^^^^"), "{}", made.out);
    // Nothing is recorded yet, so nobody can tell a misspelling.
    assert!(!made.out.contains("L07"), "{}", made.out);
    let imported = folder.run("import rows.csv --source enishi-template");
    assert_eq!(imported.code, 0, "{}", imported.complaints);
    let measured = folder.run("measure --fiscal-year R6");
    assert!(
        measured.out.contains("L07") && measured.out.contains("複業"),
        "{}",
        measured.out
    );
    let json = folder.run("measure --fiscal-year R6 --format json").out;
    let json: Value = keeps_to(&published("enishi.measure-1.schema.json"), &json);
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["line"]),
        (&"L07".into(), &23.into())
    );
    let json = folder.run("init --region region --format json").out;
    let json: Value = keeps_to(&published("enishi.ledger-1.schema.json"), &json);
    let rules: Vec<&Value> = json["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| &finding["rule"])
        .collect();
    assert_eq!(rules, ["L03", "L07"]);
    let english = folder.run("measure --fiscal-year R6 --lang en");
    assert!(
        english.out.contains("no engagement says 複業"),
        "{}",
        english.out
    );
}

#[test]
fn a_blank_a_0_and_a_complete_0_are_told_apart_for_the_eye() {
    let kpi = |no: &str, name: &str, metric: &str| {
        format!("[[programme.kpi]]\nno = \"{no}\"\nname = \"{name}\"\nmetric = {{ {metric} }}\n\n")
    };
    let rows = |kind: &str| {
        format!("measure = \"rows\", kinds = [\"{kind}\"], window = \"fy\", unit = \"件\"")
    };
    let difference =
        "measure = \"difference\", of = \"came\", minus = \"went\", window = \"fy\", unit = \"件\"";
    let counts = "[count.came]\nmeasure = \"rows\"\nkinds = [\"event.attend\"]\n\
        where = { scheme = \"副業\" }\n\n[count.went]\nbased-on = \"came\"\n\n";
    let text = format!(
        "{HEAD}{counts}{}{}{}",
        kpi("①", "雇用", &rows("hire")),
        kpi("②", "相談", &rows("consult")),
        kpi("③", "増減", difference)
    );
    let folder = Folder::with(&[("rows.csv", ROWS.as_bytes())]);
    assert_eq!(init(&folder, &text).code, 0);
    assert_eq!(
        folder.run("import rows.csv --source enishi-template").code,
        0
    );
    assert_eq!(
        folder
            .run("close --programme 1 --kind consult --fiscal-year R6")
            .code,
        0
    );
    let lines = |ran: Ran| -> Vec<String> {
        let lines = ran.out.lines().filter(|line| line.starts_with("1-"));
        lines
            .map(|line| {
                line.split_whitespace()
                    .skip(2)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    };
    let told = lines(folder.run("measure --fiscal-year R6"));
    assert_eq!(
        told,
        [
            "- 入力が完了していない 実績値なし 0",
            "0件 確定できます 0",
            "0件 暫定値 4"
        ]
    );
    assert_eq!(folder.run("freeze --fiscal-year R6 --provisional").code, 0);
    let told = lines(folder.run("measure --fiscal-year R6"));
    assert_eq!(
        told,
        [
            "- 入力が完了していない 実績値なし 0",
            "0件 確定 0",
            "0件 確定 4"
        ]
    );
}

#[test]
fn a_changed_folder_is_taken_over_and_what_changes_is_said() {
    let folder = crate::ledger::hall();
    let changed = |from: &str, to: &str, name: &str| {
        let name = format!("region/{name}");
        let text = String::from_utf8(folder.read(&name)).expect("UTF-8");
        assert!(text.contains(from), "{name}: {text}");
        folder.write(&name, text.replacen(from, to, 1).as_bytes());
    };
    changed("# 焼津市", "# # 焼津市", "region.toml");
    let ran = folder.run("init --region region");
    assert!(ran.out.contains("書き方だけが変わり"), "{}", ran.out);
    changed("社会増(UIJターン数)", "社会増", "programme-6.toml");
    let ran = folder.run("init --region region");
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    assert!(ran.out.contains("の定義を改めました"), "{}", ran.out);
    assert!(ran.out.contains("- 指標の変更1件: 6-"), "{}", ran.out);
    fs::remove_file(folder.path("region/programme-6.toml")).expect("a file");
    let told = crate::ledger::json(&folder, "init --region region");
    let gone = |matter: &str| {
        let changes = told["changes"].as_array().expect("a list").iter();
        let gone = changes.filter(|one| one["matter"] == matter && one["change"] == "removed");
        gone.map(|one| one["number"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(gone("programme"), ["\"6\""]);
    assert_eq!(gone("kpi").first().map(String::as_str), Some("\"6-①\""));
    assert!(gone("target").contains(&"\"6-③ R6\"".to_owned()), "{told}");
    let told = crate::ledger::json(&folder, "init --region region");
    assert_eq!(
        (&told["changed"], &told["changes"]),
        (&false.into(), &serde_json::json!([]))
    );
}

#[test]
fn the_definitions_of_another_city_are_refused_and_change_nothing() {
    let folder = crate::ledger::hall();
    let own = String::from_utf8(folder.read("region/region.toml")).expect("UTF-8");
    let other = own.replace("焼津市", "静岡市").replace("222127", "221007");
    folder.write("region/region.toml", other.as_bytes());
    let ran = folder.run("init --region region");
    assert_eq!(ran.code, 2, "{}", ran.out);
    for says in ["焼津市", "222127", "静岡市", "221007", "--database"] {
        assert!(ran.complaints.contains(says), "{}", ran.complaints);
    }
    folder.write("region/region.toml", own.as_bytes());
    let told = crate::ledger::json(&folder, "init --region region");
    assert_eq!(told["changed"], false);
}
