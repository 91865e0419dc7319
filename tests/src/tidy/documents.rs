//! Papers that must agree with the tree: the map, the glossary, the table of dependencies, the
//! pages of the lint rules, decisions, the changelog and the two commands of README.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::rust_source::all_sources;
use crate::tree::Tree;

/// What a path may end in, to be told from other words in backticks.
const ENDINGS: &[&str] = &[
    ".html", ".json", ".lock", ".md", ".py", ".rs", ".sh", ".toml", ".tsv", ".yml",
];

const COMPLAINTS: &str = "docs/explanation/complaints.md";
const DEPENDENCIES: &str = "docs/dependencies.md";
const GLOSSARY: &str = "GLOSSARY.md";
const RULES: &str = "crates/lint/src/rules/";

/// Every rule stands beside its page, under its own code.
#[must_use]
pub fn rule_pages(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    let files = tree.paths().filter_map(|path| path.strip_prefix(RULES));
    for name in files.filter(|name| !name.contains('/') && *name != "tests.rs") {
        let (stem, partner) = match (name.strip_suffix(".rs"), name.strip_suffix(".md")) {
            (Some(stem), _) => (stem, "md"),
            (None, Some(stem)) => (stem, "rs"),
            (None, None) => {
                violations.push(format!("{RULES}{name}: neither a rule nor its page"));
                continue;
            }
        };
        if !tree.holds(&format!("{RULES}{stem}.{partner}")) {
            violations.push(format!("{RULES}{name}: there is no {stem}.{partner}"));
        }
        let code = stem.split('_').next().unwrap_or_default().to_uppercase();
        let expected = match partner {
            "md" => format!("\"{code}\""),
            _ => format!("# {code} "),
        };
        let text = tree.text(&format!("{RULES}{name}")).unwrap_or_default();
        if !text.contains(&expected) {
            violations.push(format!("{RULES}{name}: is not about {code}"));
        }
    }
    violations
}

/// What the map names in backticks exists, and so does what any document links to.
#[must_use]
pub fn named_paths(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    let map = tree.text("ARCHITECTURE.md").unwrap_or_default();
    for path in in_backticks(map).filter(|word| is_path(word)) {
        if !tree.holds(path) {
            violations.push(format!("ARCHITECTURE.md: there is no `{path}`"));
        }
    }
    for (document, text) in tree.texts(".md") {
        for link in links(text) {
            if !tree.holds(&resolved(document, link)) {
                violations.push(format!("{document}: links to {link}, which is not there"));
            }
        }
    }
    violations
}

/// What answers a complaint is shown by tests that there are.
#[must_use]
pub fn shown_by_tests(tree: &Tree) -> Vec<String> {
    let Some(text) = tree.text(COMPLAINTS) else {
        return vec![format!("{COMPLAINTS}: is not there")];
    };
    let sources: Vec<&str> = [".rs", ".js"]
        .iter()
        .flat_map(|ending| tree.texts(ending).map(|(_, text)| text))
        .collect();
    let is_test = |name: &str| {
        let [function, visit] = [format!("fn {name}("), format!("test('{name}'")];
        let mut sources = sources.iter();
        sources.any(|text| text.contains(&function) || text.contains(&visit))
    };
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let shown = rows.filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next());
    let mut violations: Vec<String> = in_backticks(&shown.collect::<Vec<_>>().join("\n"))
        .filter(|name| !is_test(name))
        .map(|name| format!("{COMPLAINTS}: there is no test `{name}`"))
        .collect();
    for number in 1..=20 {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| {number} |")));
        if !row.is_some_and(|row| row.contains('`')) {
            violations.push(format!("{COMPLAINTS}: nothing shows what answers {number}"));
        }
    }
    violations
}

fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn is_path(word: &str) -> bool {
    let plain = !word.contains([' ', ':', '(', '<', '…', '*']) && !word.starts_with(['-', '/']);
    plain && (word.contains('/') || ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

/// Links to other files of the project, without the place within them.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1);
    let inner = targets.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let outside = |target: &&str| target.contains("://") || target.starts_with('#');
    inner
        .filter(move |target| !outside(target))
        .filter_map(|target| target.split('#').next())
}

fn resolved(document: &str, link: &str) -> String {
    let mut names: Vec<&str> = document.split('/').collect();
    names.pop();
    for name in link.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// Every dependency has a row with a reason, an alternative, a licence and its rooms; the rooms are
/// those that use it, and no row is left of one that is gone.
#[must_use]
pub fn dependencies(tree: &Tree) -> Vec<String> {
    let used = dependencies_by_crate(tree);
    let rows: Vec<_> = table_rows(tree.text(DEPENDENCIES).unwrap_or_default()).collect();
    let name_of = |row: &[&str]| row.first().map(|cell| cell.trim_matches('`').to_owned());
    let listed: BTreeSet<String> = rows.iter().filter_map(|row| name_of(row)).collect();
    let mut violations: Vec<String> = used
        .keys()
        .filter(|name| !listed.contains(*name))
        .map(|name| format!("{DEPENDENCIES}: no row for {name}"))
        .collect();
    for row in &rows {
        let name = name_of(row).unwrap_or_default();
        let Some(users) = used.get(&name) else {
            violations.push(format!("{DEPENDENCIES}: nothing uses {name}"));
            continue;
        };
        if row.len() != 5 || row.iter().any(|cell| cell.is_empty()) {
            violations.push(format!(
                "{DEPENDENCIES}: the row of {name} has an empty cell"
            ));
            continue;
        }
        let rooms: BTreeSet<String> = row[4].split(',').map(|r| r.trim().to_owned()).collect();
        if rooms != *users {
            let users: Vec<_> = users.iter().map(String::as_str).collect();
            let message = format!("{DEPENDENCIES}: {name} is used in {}", users.join(", "));
            violations.push(message);
        }
    }
    violations
}

/// The crates from elsewhere, each with the folders that use it.
fn dependencies_by_crate(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in tree.texts("/Cargo.toml") {
        let manifest: Table = text.parse().unwrap_or_default();
        let folder = path.trim_end_matches("/Cargo.toml");
        let room = folder.rsplit('/').next().unwrap_or_default();
        // What is needed on some systems only stands in tables of the same shape.
        let systems = manifest.get("target").and_then(Value::as_table);
        let systems = systems.into_iter().flat_map(Table::values);
        for table in systems.filter_map(Value::as_table).chain([&manifest]) {
            for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let names = table.get(section).and_then(Value::as_table);
                for name in names.into_iter().flat_map(Table::keys) {
                    if !name.starts_with("enishi-") {
                        let rooms = used.entry(name.clone()).or_default();
                        rooms.insert(room.to_owned());
                    }
                }
            }
        }
    }
    used
}

/// The rows of a document's tables, headings left out.
fn table_rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let mut in_body = false;
    cells.filter(move |cells| {
        let is_rule = cells
            .iter()
            .all(|cell| !cell.is_empty() && cell.trim_matches('-').is_empty());
        in_body |= is_rule;
        in_body && !is_rule
    })
}

/// A decision says its context, what was decided and what follows, under a number of its own.
#[must_use]
pub fn decisions(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    let mut numbers = BTreeSet::new();
    for (path, text) in tree.texts(".md") {
        let Some(name) = path.strip_prefix("docs/decisions/") else {
            continue;
        };
        let number = name.split('-').next().unwrap_or_default();
        if number.len() != 4 || !number.bytes().all(|b| b.is_ascii_digit()) {
            violations.push(format!(
                "{path}: does not begin with a number of four digits"
            ));
        } else if !numbers.insert(number) {
            violations.push(format!("{path}: the number {number} is taken"));
        }
        for section in ["Context", "Decision", "Consequences"] {
            if !text.lines().any(|line| line == format!("## {section}")) {
                violations.push(format!("{path}: no section {section}"));
            }
        }
    }
    violations
}

/// A domain type whose documentation begins with the office's word has both in the glossary.
#[must_use]
pub fn glossary(tree: &Tree) -> Vec<String> {
    let rows: Vec<_> = table_rows(tree.text(GLOSSARY).unwrap_or_default()).collect();
    let (sources, _) = all_sources(tree);
    let domain = sources
        .iter()
        .filter(|s| s.path.starts_with("crates/domain/src/"));
    let mut violations = Vec::new();
    for named in domain.flat_map(|source| &source.named_types) {
        let code = format!("`{}`", named.code);
        let holds =
            |row: &Vec<&str>| row.len() > 1 && row[0] == named.japanese && row[1].contains(&code);
        if !rows.iter().any(holds) {
            let message = format!("{GLOSSARY}: no row | {} | {code} |", named.japanese);
            violations.push(message);
        }
    }
    violations
}

/// The changelog has a part for what is not released yet.
#[must_use]
pub fn changelog(tree: &Tree) -> Vec<String> {
    let text = tree.text("CHANGELOG.md").unwrap_or_default();
    let is_open = text.lines().any(|line| line == "## [Unreleased]");
    let missing = (!is_open).then(|| "CHANGELOG.md: no part `## [Unreleased]`".to_owned());
    missing.into_iter().collect()
}

/// Both READMEs give `./example` and `./test`, each on a line of its own, and both are there.
#[must_use]
pub fn two_commands(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for command in ["example", "test"] {
        if !tree.holds(command) {
            violations.push(format!("there is no ./{command}"));
        }
        for readme in ["README.md", "README.ja.md"] {
            let text = tree.text(readme).unwrap_or_default();
            if !text.lines().any(|line| line == format!("./{command}")) {
                violations.push(format!("{readme}: does not give ./{command}"));
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests;
