//! A seeded bug for each ban.

use super::*;

fn found(check: fn(&[RustSource<'_>]) -> Vec<String>, path: &str, code: &str) -> usize {
    let text = format!("//! A.\n{code}\n");
    let tree = Tree::of(&[(path, text.as_str())]);
    let (sources, broken) = all_sources(&tree);
    assert_eq!(broken, Vec::<String>::new());
    check(&sources).len()
}

#[test]
fn banned_words_are_found_in_code_and_not_in_tests_or_comments() {
    for (path, code, expected) in [
        ("crates/lint/src/a.rs", "fn a() { b().unwrap(); }", 1),
        ("crates/lint/src/a.rs", "fn a() { b!(c.unwrap()); }", 1),
        (
            "crates/lint/src/a.rs",
            "// .unwrap()\nfn a() { b(\".unwrap()\"); }",
            0,
        ),
        (
            "crates/lint/src/a.rs",
            "#[test]\nfn a() { b().unwrap(); }",
            0,
        ),
        ("crates/lint/src/a/tests.rs", "fn a() { b().unwrap(); }", 0),
        ("crates/lint/src/a.rs", "#[allow(dead_code)]\nfn a() {}", 1),
        ("crates/lint/src/a.rs", "#![allow(dead_code)]", 1),
        ("crates/lint/src/a.rs", "fn a() { unsafe { b() } }", 1),
        ("crates/lint/src/a.rs", "fn a() { println!(\"a\"); }", 1),
        (
            "crates/enishi/src/main.rs",
            "fn main() { println!(\"a\"); }",
            0,
        ),
        (
            "crates/desk/src/a.rs",
            "fn a() { SystemTime::now(); std::time::Instant::now(); }",
            2,
        ),
        (
            "crates/desk/src/a.rs",
            "fn a() { std::env::var(\"A\"); }",
            2,
        ),
        ("crates/intake/src/a.rs", "fn a(b: f64) {}", 0),
        ("crates/domain/src/a.rs", "fn a(b: f64) {}", 1),
        ("crates/domain/src/a.rs", "use std::fs;", 1),
        ("tests/src/a.rs", "#[test]\n#[ignore]\nfn a() {}", 1),
        ("tests/src/a.rs", "#[test]\n#[should_panic]\nfn a() {}", 1),
        (
            "tests/src/a.rs",
            "#[test]\nfn a() { std::thread::sleep(b); }",
            1,
        ),
    ] {
        assert_eq!(found(banned, path, code), expected, "{path}: {code}");
    }
}

#[test]
fn japanese_words_are_found_outside_their_places() {
    let code = "/// 「年度」\nfn a() { b(\"年度\", '円', \"○\"); }";
    assert_eq!(found(japanese, "crates/desk/src/check_sheet.rs", code), 2);
    assert_eq!(found(japanese, "crates/desk/src/wording.rs", code), 0);
    assert_eq!(
        found(japanese, "crates/intake/src/layouts/long.rs", code),
        0
    );
    assert_eq!(found(japanese, "crates/desk/src/a/tests.rs", code), 0);
}

#[test]
fn a_place_without_japanese_words_is_found() {
    let used = Tree::of(&[(
        "crates/desk/src/wording.rs",
        "//! A.\nconst A: &str = \"年度\";\n",
    )]);
    let all = JAPANESE_PLACES.len();
    assert_eq!(unused_places(&Tree::default()).len(), all);
    assert_eq!(unused_places(&used).len(), all - 1);
}

#[test]
fn a_task_without_an_issue_is_found() {
    let task = concat!("TO", "DO");
    let tasks = |comment: String| unowned_tasks(&Tree::of(&[("a.rs", comment.as_str())])).len();
    assert_eq!(tasks(format!("// {task}: mend this")), 1);
    assert_eq!(tasks(format!("// {task} #12: mend this\n// {task}(#3)")), 0);
}

#[test]
fn a_path_of_a_machine_is_found() {
    let paths = |text: &str| machine_paths(&Tree::of(&[("a.md", text)])).len();
    let own = concat!("/ho", "me/somebody/enishi");
    assert_eq!(paths(&format!("See `{own}`.")), 1);
    assert_eq!(paths(&format!("See https://example.jp{own}.")), 0);
    assert_eq!(paths("See ../shared/data."), 0);
}
