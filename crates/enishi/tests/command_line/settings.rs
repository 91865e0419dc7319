//! `--settings`: what an office declares, and that nothing misspelt is ignored.

use serde_json::Value;

use crate::program::{CLEAN_SHEET, Folder};

fn checked(settings: &str) -> (i32, Value) {
    let folder = Folder::with_sheets();
    folder.write("office.toml", settings.as_bytes());
    let ran = folder.run("check wrong.tsv --format json --settings office.toml");
    assert_eq!(ran.complaints, "", "{settings}");
    (
        ran.code,
        serde_json::from_str(&ran.out).expect("it is JSON"),
    )
}

fn severities(check: &Value, rule: &str) -> Vec<String> {
    let findings = check["findings"].as_array().expect("a list");
    let of_rule = findings.iter().filter(|finding| finding["rule"] == rule);
    of_rule
        .map(|finding| finding["severity"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn rules_are_switched_off_and_re_rated_and_the_exit_code_follows() {
    let (code, check) = checked("[rules]\nM40 = \"off\"\n");
    assert_eq!((code, severities(&check, "M40").len()), (0, 0));
    let (code, check) = checked("[rules]\nm40 = \"info\"\nM45 = \"off\"\n");
    assert_eq!(
        (code, severities(&check, "M40")),
        (0, vec!["info".to_owned()])
    );
    let (code, check) = checked("[rules]\nM40 = \"off\"\nD14 = \"error\"\n");
    assert_eq!(
        (code, severities(&check, "D14")),
        (1, vec!["error".to_owned()])
    );
}

#[test]
fn a_kpi_is_declared_by_number_or_by_name() {
    for of in ["programme = \"1\"\nno = \"②\"", "name = \"相談件数\""] {
        let declared = format!("[[kpi]]\n{of}\ndirection = \"減少\"\naccumulation = \"比率\"\n");
        let (_, check) = checked(&declared);
        let kpis = &check["sheet"]["programmes"][0]["kpis"];
        assert_eq!(
            (&kpis[1]["direction"], &kpis[0]["direction"]),
            (&"down".into(), &"up".into())
        );
        assert_eq!(kpis[1]["direction_source"], "declared");
        assert_eq!(kpis[1]["accumulation"], "ratio");
        assert_eq!(kpis[1]["computed"]["verdict"], "met");
    }
}

#[test]
fn columns_have_the_names_of_the_file() {
    let sheet = CLEAN_SHEET.replace("KPI実績値", "ついに届いた数");
    let folder = Folder::with(&[
        ("own.tsv", sheet.as_bytes()),
        (
            "own.toml",
            "[columns]\nactual = \"ついに届いた数\"\n".as_bytes(),
        ),
    ]);
    let actual = |option: &str| {
        let ran = folder.run(&format!("check own.tsv --format json {option}"));
        let check: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        check["sheet"]["programmes"][0]["kpis"][0]["actual"]["text"].clone()
    };
    assert_eq!(actual(""), Value::Null);
    assert_eq!(actual("--settings own.toml"), "12人");
}

#[test]
fn the_command_line_goes_before_the_settings() {
    let folder = Folder::with_sheets();
    folder.write(
        "year.toml",
        "fiscal-year = \"R5\"\nmunicipality = \"縁市\"\n".as_bytes(),
    );
    let ran = folder.run("check clean.tsv --settings year.toml");
    assert!(ran.out.starts_with("縁市 令和5年度\n"), "{}", ran.out);
    let ran = folder.run("check clean.tsv --settings year.toml --fiscal-year R6");
    assert!(ran.out.starts_with("縁市 令和6年度\n"), "{}", ran.out);
}

#[test]
fn a_city_rates_by_its_own_scale() {
    let folder = Folder::with_sheets();
    let rubric = "[rubric]\nname = \"縁市\"\nversion = \"1\"\n\
        [[rubric.bands]]\ngrade = \"A\"\nlabel = \"すべて達成\"\nall-met = true\n\
        [[rubric.bands]]\ngrade = \"B\"\nlabel = \"半分以上\"\nmet-share-at-least = 50\n";
    folder.write("city.toml", rubric.as_bytes());
    let ran = folder.run("check wrong.tsv --settings city.toml");
    assert!(
        ran.out.contains("事業効果（案）: B 半分以上\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("判定基準: 縁市 1\n"), "{}", ran.out);
}

/// Settings, and what is said of them in both languages.
const MISSPELT: &[(&str, &str, &str)] = &[
    (
        "yaer = \"R6\"",
        "1行目の「yaer」というキーはありません。ここに書けるのは fiscal-year",
        "no key `yaer`",
    ),
    (
        "[[kpi]]\nno = \"1\"\ndirectoin = \"減少\"",
        "「directoin」",
        "`directoin`",
    ),
    (
        "[rules]\nX99 = \"off\"",
        "「X99」という規則はありません。「enishi rules」",
        "see `enishi rules`",
    ),
    (
        "[rules]\nN20 = \"loud\"",
        "使えるのは off、info、warning、error",
        "`rules.N20`",
    ),
    (
        "[columns]\nname = \"x\"",
        "使えるのは programme_no",
        "`columns`",
    ),
    (
        "[defaults]\ndirection = \"上\"",
        "使えるのは 増加、減少",
        "`defaults.direction`",
    ),
    ("layout = \"wide\"", "使えるのは effect_table", "`layout`"),
    (
        "fiscal-year = 6",
        "1行15字目の値の種類が違います",
        "another type",
    ),
    (
        "[[kpi]]\nunit = \"人\"",
        "no（指標番号）か name",
        "needs `no` or `name`",
    ),
    (
        "[rubric]\nname = \"x\"",
        "「version」がありません",
        "`version` is missing",
    ),
    (
        "これは設定ではない",
        "TOML の書き方ではありません",
        "not TOML",
    ),
];

#[test]
fn nothing_misspelt_is_ignored_and_the_way_out_is_told() {
    let folder = Folder::with_sheets();
    for (text, japanese, english) in MISSPELT {
        folder.write("bad.toml", text.as_bytes());
        for command in [
            "check clean.tsv",
            "convert clean.tsv -o x.csv",
            "compare clean.tsv clean.tsv",
        ] {
            let ran = folder.run(&format!("{command} --settings bad.toml"));
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
            assert!(
                ran.complaints.contains(japanese),
                "{text}: {}",
                ran.complaints
            );
        }
        let ran = folder.run("check clean.tsv --settings bad.toml --lang en");
        assert!(
            ran.complaints.contains(english),
            "{text}: {}",
            ran.complaints
        );
    }
}

#[test]
fn a_sheet_given_as_settings_is_refused_without_its_content() {
    let folder = Folder::with_sheets();
    let ran = folder.run("check clean.tsv --settings wrong.tsv");
    assert_eq!(ran.code, 2);
    assert!(!ran.complaints.contains("移住"), "{}", ran.complaints);
    folder.write("latin.toml", b"municipality = \"\xe9\"");
    let ran = folder.run("check clean.tsv --settings latin.toml");
    assert!(ran.complaints.contains("UTF-8"), "{}", ran.complaints);
}

#[test]
fn a_declared_formula_gives_the_rate_and_survives_every_form() {
    let folder = Folder::with(&[
        (
            "r6.md",
            "| 事業名 | 指標名 | 単位 | 改善の方向 | 基準値 | 目標値 | 実績値 | 評価 |\n\
             |---|---|---|---|---|---|---|---|\n\
             | 保育事業 | 待機児童数 | 人 | 減少 | 90 | 50 | 60 | × |\n\
             | | 保育の定員 | 人 | 増加 | 100 | 200 | 140 | × |\n\
             | | 満足度 | % | 増加 | 80 | 80 | 81 | ○ |\n"
                .as_bytes(),
        ),
        (
            "office.toml",
            "fiscal-year = \"R6\"\n\
             [[kpi]]\nname = \"待機児童数\"\nformula = \"F3\"\n\
             [[kpi]]\nname = \"保育の定員\"\nformula = \"F7\"\npath = \"R5-R8\"\n\
             [[kpi]]\nname = \"満足度\"\naccumulation = \"比率\"\n"
                .as_bytes(),
        ),
    ]);
    let declared = "--settings office.toml";
    let rates = |file: &str, with: &str| -> Vec<Value> {
        let ran = folder.run(&format!("check {file} --format json {with}"));
        let check: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        let kpis = check["sheet"]["programmes"][0]["kpis"].as_array().cloned();
        let kpis = kpis.expect("a list");
        kpis.iter().map(|kpi| kpi["rate"].clone()).collect()
    };
    let expected = [
        serde_json::json!({ "percent": "80.0", "formula": "F3" }),
        serde_json::json!({
            "percent": "80.0", "formula": "F7", "beside": { "percent": "70.0", "formula": "F1" }
        }),
        serde_json::json!({ "percent": "100.0", "formula": "F4", "maintained": true }),
    ];
    assert_eq!(rates("r6.md", declared), expected);
    for form in ["again.xlsx", "again.html", "again.csv", "again.json"] {
        folder.run(&format!("convert r6.md -o {form} {declared}"));
        assert_eq!(rates(form, ""), expected, "{form}");
    }
    let human = folder.run(&format!("check r6.md {declared}")).out;
    for shown in [
        "80.0% F3",
        "80.0% F7",
        "- 参考",
        "70.0% F1",
        "100.0% F4",
        "（維持目標）",
    ] {
        assert!(human.contains(shown), "{shown}\n{human}");
    }
}
