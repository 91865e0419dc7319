//! Every case of every rule's page, from the bytes of its sheet to the lines it must give.
//! `UPDATE=1 cargo test -p enishi-tests --test rule_pages` rewrites what is expected.

use std::fs;
use std::path::PathBuf;

use enishi_desk::check_sheet::{Document, Options, check_sheet};
use enishi_desk::read_settings::read_settings;
use enishi_lint::page::{Case, page};
use enishi_lint::{RULES, wording};

fn found(code: &str, case: &Case) -> String {
    let name = format!("case.{}", case.format);
    let mut options = Options::default();
    if let Some(settings) = case.settings {
        options.settings = read_settings(settings).expect("a case's settings");
    }
    if let Some(year) = case.fiscal_year {
        options.settings.fiscal_year = Some(year.parse().expect("a case's fiscal year"));
    }
    let document = Document {
        name: &name,
        bytes: case.input.as_bytes(),
    };
    let checked = match check_sheet(document, &options) {
        Ok(checked) => checked,
        Err(error) => return format!("not read: {error}\n"),
    };
    let own = checked
        .findings
        .iter()
        .filter(|finding| finding.rule == code);
    own.map(|finding| wording::line(finding) + "\n").collect()
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 is how expected lines are rewritten"
)]
fn every_page_says_what_its_rule_finds() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for rule in RULES {
        let page = page(rule.code).expect("every rule has a page");
        let mut text = rule.page.to_owned();
        // From the end, so that the places before stay where they are.
        for case in page.cases.iter().rev() {
            let found = found(rule.code, case);
            if found.trim() != case.expected.trim() {
                wrong.push(format!(
                    "{} {}\nexpected:\n{}\nfound:\n{found}",
                    rule.code, case.title, case.expected
                ));
                text.replace_range(case.expected_at.clone(), &found);
            }
        }
        if update && text != rule.page {
            fs::write(page_path(rule.code), text).expect("the page can be rewritten");
        }
    }
    assert!(wrong.is_empty() || update, "{}", wrong.join("\n"));
}

fn page_path(code: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/lint/src/rules");
    let pages = fs::read_dir(&folder).expect("the folder of rules");
    let prefix = format!("{}_", code.to_ascii_lowercase());
    let named = |name: &str| name.starts_with(&prefix) && name.ends_with(".md");
    let mut paths = pages.filter_map(Result::ok).map(|entry| entry.path());
    paths
        .find(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(named)
        })
        .expect("every rule has a page")
}

/// A rule that finds nothing in any of its cases is not shown to bite.
#[test]
fn every_rule_is_shown_to_find_and_to_keep_quiet() {
    let mut missing = Vec::new();
    for rule in RULES {
        let cases = &page(rule.code).expect("every rule has a page").cases;
        let quiet = cases.iter().any(|case| case.expected.trim().is_empty());
        let finds = cases.iter().any(|case| !case.expected.trim().is_empty());
        // What a workbook, a broken encoding or two years' sheets show cannot stand in one text.
        let shown_elsewhere = rule.code.starts_with('R') || rule.code == "D17";
        if !quiet || !(finds || shown_elsewhere) {
            missing.push(rule.code);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
