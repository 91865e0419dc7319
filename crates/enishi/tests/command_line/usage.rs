//! The command line itself: help, what is wrong with it, and the two languages.

use crate::program::Folder;

#[test]
fn help_is_in_the_language_asked_for_and_every_command_has_one() {
    let folder = Folder::with(&[]);
    for command in ["", "check", "convert", "compare", "explain", "rules"] {
        let japanese = folder.run(&format!("{command} --help"));
        assert_eq!(japanese.code, 0, "{command}");
        assert!(japanese.out.contains("使い方: enishi"), "{}", japanese.out);
        assert!(!japanese.out.contains("Options"), "{}", japanese.out);
        let english = folder.run(&format!("{command} --help --lang en"));
        assert!(english.out.contains("Usage: enishi"), "{}", english.out);
        assert!(!english.out.contains("オプション"), "{}", english.out);
    }
}

#[test]
fn nothing_asked_is_wrong_usage_and_shows_the_help() {
    let ran = Folder::with(&[]).run("");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.complaints.contains("使い方: enishi"));
}

#[test]
fn the_version_is_told() {
    let ran = Folder::with(&[]).run("--version");
    assert_eq!((ran.code, ran.out.as_str()), (0, "enishi 0.1.0\n"));
}

/// Arguments, and what is said of them in both languages.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "chek a.tsv",
        "「chek」というコマンドはありません",
        "no command `chek`",
    ),
    (
        "check",
        "「シート…」の指定が必要です",
        "`SHEET…` is missing",
    ),
    (
        "check a.tsv --foo",
        "「--foo」という指定はありません",
        "no `--foo`",
    ),
    (
        "check a.tsv --layout wide",
        "使える値は effect_table",
        "it takes effect_table",
    ),
    (
        "check a.tsv --format xml",
        "使える値は human",
        "it takes human",
    ),
    (
        "check a.tsv --format",
        "「--format」の値がありません",
        "lacks its value",
    ),
    (
        "check a.tsv --fiscal-year R0",
        "R6、令和6年度、2024",
        "write R6",
    ),
    ("check a.tsv --sheet x --sheet y", "一度だけ", "only once"),
    (
        "correct E1 --reason 重複 --void --set amount=1",
        "「--void」と「--set」は同時に",
        "`--void` cannot be given together with `--set`",
    ),
    (
        "parties dispose P1 --expired --reason x",
        "「番号」と「--expired」は同時に",
        "`PARTY` cannot be given together with `--expired`",
    ),
    (
        "parties",
        "review、same、different、household、undo、dispose",
        "review, same, different, household, undo, dispose",
    ),
    (
        "convert clean.tsv",
        "「--output」の指定が必要です",
        "`--output` is missing",
    ),
    (
        "convert clean.tsv -o a.pdf",
        "拡張子を xlsx",
        "must be xlsx",
    ),
    (
        "convert clean.tsv -o a.csv --encoding euc",
        "utf-8、cp932",
        "utf-8, cp932",
    ),
    (
        "convert clean.tsv -o a.html --encoding cp932",
        "csv に書き出すとき",
        "for a csv only",
    ),
    (
        "compare clean.tsv",
        "「今年」の指定が必要です",
        "`THIS_YEAR` is missing",
    ),
    ("explain", "「規則」の指定が必要です", "`RULE` is missing"),
    (
        "explain Z99",
        "規則はありません。「enishi rules」",
        "see `enishi rules`",
    ),
    ("rules all", "「all」という指定はありません", "no `all`"),
    ("rules --lang fr", "使える値は ja、en", "it takes ja, en"),
];

#[test]
fn wrong_usage_is_told_with_the_way_out_in_both_languages() {
    let folder = Folder::with_sheets();
    for (arguments, japanese, english) in WRONG {
        let ran = folder.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}");
        assert!(
            ran.complaints.contains(japanese),
            "{arguments}: {}",
            ran.complaints
        );
        if arguments.contains("--lang") {
            continue;
        }
        let ran = folder.run(&format!("--lang en {arguments}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}");
        assert!(
            ran.complaints.contains(english),
            "{arguments}: {}",
            ran.complaints
        );
    }
}

#[test]
fn rules_and_their_pages_are_told_in_both_languages() {
    let folder = Folder::with(&[]);
    let rules = folder.run("rules");
    assert_eq!(rules.code, 0);
    assert!(
        rules.out.lines().any(|line| line.starts_with("N20  誤り")),
        "{}",
        rules.out
    );
    let english = folder.run("rules --lang en");
    assert_eq!(english.out.lines().count(), rules.out.lines().count());
    assert!(
        english
            .out
            .lines()
            .any(|line| line.starts_with("N20  error"))
    );

    let page = folder.run("explain n20");
    assert!(page.out.starts_with("# N20 ") && page.out.contains("## 直し方"));
    let page = folder.run("explain N20 --lang en");
    assert!(page.out.starts_with("# N20 Units") && page.out.contains("Remedy: "));
    assert!(!page.out.contains("直し方"));
}
