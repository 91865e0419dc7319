//! A seeded bug for each paper.

use super::*;

fn found(check: fn(&Tree) -> Vec<String>, files: &[(&str, &str)]) -> usize {
    check(&Tree::of(files)).len()
}

#[test]
fn a_rule_without_its_page_is_found() {
    let rule = (
        "crates/lint/src/rules/s01_counts_differ.rs",
        "code: \"S01\",",
    );
    let page = (
        "crates/lint/src/rules/s01_counts_differ.md",
        "# S01 件数が合わない\n",
    );
    let part = ("crates/lint/src/rules/s01_counts_differ/columns.rs", "");
    assert_eq!(found(rule_pages, &[rule, page, part]), 0);
    assert_eq!(found(rule_pages, &[rule]), 1);
    assert_eq!(found(rule_pages, &[page]), 1);
    let of_another = (
        "crates/lint/src/rules/s01_counts_differ.md",
        "# S02 別のこと\n",
    );
    assert_eq!(found(rule_pages, &[rule, of_another]), 1);
}

#[test]
fn a_path_that_is_not_there_is_found() {
    let map = "Begin at `crates/domain/src/lib.rs`, with `cargo test` and `enishi check`.\n";
    let code = ("crates/domain/src/lib.rs", "");
    assert_eq!(found(named_paths, &[("ARCHITECTURE.md", map), code]), 0);
    assert_eq!(found(named_paths, &[("ARCHITECTURE.md", map)]), 1);
    let linking = (
        "docs/howto/a.md",
        "See [the map](../../ARCHITECTURE.md#rooms), [b](b.md).\n",
    );
    assert_eq!(found(named_paths, &[("ARCHITECTURE.md", ""), linking]), 1);
    let elsewhere = (
        "a.md",
        "See [there](https://example.jp/b.md) and [here](#here).\n",
    );
    assert_eq!(found(named_paths, &[elsewhere]), 0);
}

#[test]
fn a_complaint_without_a_test_that_there_is_is_found() {
    let rows = |shown: &str| -> String {
        (1..=20)
            .map(|n| format!("| {n} | だめだ | It works. | {shown} |\n"))
            .collect()
    };
    let code = ("crates/web/tests/office/a.rs", "async fn it_works() {}\n");
    let page = ("tests/browser/a.test.js", "test('it works, too', run);\n");
    let of = |text: &str| found(shown_by_tests, &[code, page, (COMPLAINTS, text)]);
    assert_eq!(of(&rows("`it_works`, `it works, too`")), 0);
    assert_eq!(
        of(&rows("`it_works`").replace("| 7 | だめだ", "| 70 | だめだ")),
        1
    );
    assert_eq!(of(&rows("nothing")), 20);
    assert_eq!(of(&rows("`it_fails`")), 20);
    assert_eq!(found(shown_by_tests, &[code, page]), 1);
}

#[test]
fn an_unlisted_a_stale_and_a_careless_dependency_are_found() {
    let manifest = "[dependencies]\nserde.workspace = true\nenishi-domain.workspace = true\n";
    let room = ("crates/publish/Cargo.toml", manifest);
    let head =
        "# Dependencies\n\n| crate | for | instead of | licence | rooms |\n|---|---|---|---|---|\n";
    let with = |rows: &str| {
        let text = format!("{head}{rows}");
        found(dependencies, &[room, (DEPENDENCIES, text.as_str())])
    };
    assert_eq!(with("| `serde` | JSON | by hand | MIT | publish |\n"), 0);
    assert_eq!(with(""), 1);
    assert_eq!(with("| `serde` | JSON | by hand | MIT | domain |\n"), 1);
    assert_eq!(with("| `serde` | JSON | | MIT | publish |\n"), 1);
    let both =
        "| `serde` | JSON | by hand | MIT | publish |\n| `csv` | csv | by hand | MIT | lint |\n";
    assert_eq!(with(both), 1);
}

#[test]
fn an_incomplete_decision_is_found() {
    let whole = "# A\n\n## Context\n\n## Decision\n\n## Consequences\n";
    assert_eq!(found(decisions, &[("docs/decisions/0001-a.md", whole)]), 0);
    let cut = "# A\n\n## Context\n\n## Decision\n";
    assert_eq!(found(decisions, &[("docs/decisions/0001-a.md", cut)]), 1);
    assert_eq!(found(decisions, &[("docs/decisions/a.md", whole)]), 1);
    let twice = [
        ("docs/decisions/0001-a.md", whole),
        ("docs/decisions/0001-b.md", whole),
    ];
    assert_eq!(found(decisions, &twice), 1);
}

#[test]
fn a_word_missing_from_the_glossary_is_found() {
    let code = "//! A.\n/// 「年度」 a year.\npub struct FiscalYear;\n/// Ours.\npub struct B;\n";
    let domain = ("crates/domain/src/calendar.rs", code);
    let head = "# Glossary\n\n| 日本語 | code | note |\n|---|---|---|\n";
    let with = |row: &str| {
        let text = format!("{head}{row}");
        found(glossary, &[domain, (GLOSSARY, text.as_str())])
    };
    assert_eq!(with("| 年度 | `FiscalYear` | April to March |\n"), 0);
    assert_eq!(with("| 会計年度 | `FiscalYear` | April to March |\n"), 1);
    assert_eq!(with(""), 1);
}

#[test]
fn a_closed_changelog_is_found() {
    assert_eq!(
        found(
            changelog,
            &[("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n")]
        ),
        0
    );
    assert_eq!(
        found(
            changelog,
            &[("CHANGELOG.md", "# Changelog\n\n## [0.1.0]\n")]
        ),
        1
    );
    assert_eq!(found(changelog, &[]), 1);
}

#[test]
fn a_missing_command_is_found() {
    let readme = "# Enishi\n\n```\n./example\n```\n\n```\n./test\n```\n";
    let (english, japanese) = (("README.md", readme), ("README.ja.md", readme));
    let commands = [english, japanese, ("example", ""), ("test", "")];
    assert_eq!(found(two_commands, &commands), 0);
    assert_eq!(found(two_commands, &commands[..3]), 1);
    assert_eq!(found(two_commands, &commands[1..]), 2);
}
