//! The import table: which room may import which. Cargo refuses what is not declared, so it is
//! enough to look at what the manifests declare.

use toml::{Table, Value};

use crate::tree::Tree;

/// Each room and the rooms it may import, from the ground up. Rooms that the map foresees and that
/// do not stand yet are listed too, so that they begin in their place.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("intake", &["domain"]),
    ("lint", &["domain"]),
    ("matching", &["domain"]),
    ("circulation", &["domain"]),
    ("publish", &["domain"]),
    ("store", &["domain"]),
    (
        "desk",
        &[
            "domain",
            "intake",
            "lint",
            "matching",
            "circulation",
            "publish",
            "store",
        ],
    ),
    ("web", &["domain", "publish", "desk"]),
    ("enishi", &["domain", "desk", "web"]),
];

/// What a manifest may list dependencies under. A room's tests obey the same table as its code:
/// a test that needs two rooms belongs to `tests`.
const SECTIONS: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

/// Rooms import only what stands beneath them, in code as in tests.
#[must_use]
pub fn imports(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (path, room, manifest) in manifests(tree) {
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            continue;
        };
        for (section, dependency) in siblings(&manifest) {
            if dependency != room && !allowed.contains(&dependency.as_str()) {
                let message = format!("{path}: {section}: {room} must not import {dependency}");
                violations.push(message);
            }
        }
    }
    violations
}

/// Every folder below `crates/` is a room of the table, and its package has its name.
#[must_use]
pub fn names(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (path, room, manifest) in manifests(tree) {
        if !ROOMS.iter().any(|(name, _)| *name == room) {
            violations.push(format!("{path}: {room} is no room of the map"));
        }
        let expected = match room.as_str() {
            "enishi" => "enishi".to_owned(),
            other => format!("enishi-{other}"),
        };
        let package = manifest.get("package").and_then(Value::as_table);
        let name = package.and_then(|p| p.get("name")).and_then(Value::as_str);
        if name != Some(expected.as_str()) {
            violations.push(format!("{path}: the package is not called {expected}"));
        }
    }
    violations
}

fn manifests(tree: &Tree) -> impl Iterator<Item = (&str, String, Table)> {
    tree.texts("/Cargo.toml").filter_map(|(path, text)| {
        let room = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        Some((path, room.to_owned(), text.parse().unwrap_or_default()))
    })
}

fn siblings(manifest: &Table) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for section in SECTIONS {
        let listed = manifest.get(*section).and_then(Value::as_table);
        for name in listed.into_iter().flat_map(Table::keys) {
            if let Some(room) = name.strip_prefix("enishi-") {
                found.push((*section, room.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n{rest}")
    }

    #[test]
    fn sideways_upward_and_test_only_imports_are_refused() {
        for (room, rest, refused) in [
            (
                "lint",
                "[dependencies]\nenishi-domain.workspace = true\n",
                0,
            ),
            (
                "lint",
                "[dependencies]\nenishi-intake.workspace = true\n",
                1,
            ),
            (
                "domain",
                "[dependencies]\nenishi-desk.workspace = true\n",
                1,
            ),
            (
                "lint",
                "[dev-dependencies]\nenishi-intake.workspace = true\n",
                1,
            ),
            (
                "lint",
                "[dev-dependencies]\nenishi-tests.workspace = true\n",
                1,
            ),
            (
                "enishi",
                "[dependencies]\nenishi-lint.workspace = true\n",
                1,
            ),
            (
                "desk",
                "[dependencies]\nenishi-lint.workspace = true\nserde = \"1\"\n",
                0,
            ),
        ] {
            let path = format!("crates/{room}/Cargo.toml");
            let text = manifest(&format!("enishi-{room}"), rest);
            let found = imports(&Tree::of(&[(path.as_str(), text.as_str())]));
            assert_eq!(found.len(), refused, "{room}: {rest}: {found:?}");
        }
    }

    #[test]
    fn a_room_off_the_map_or_under_another_name_is_refused() {
        let found = |path, name| names(&Tree::of(&[(path, manifest(name, "").as_str())]));
        assert!(found("crates/lint/Cargo.toml", "enishi-lint").is_empty());
        assert!(found("crates/enishi/Cargo.toml", "enishi").is_empty());
        assert_eq!(found("crates/lint/Cargo.toml", "lint").len(), 1);
        assert_eq!(found("crates/shed/Cargo.toml", "enishi-shed").len(), 1);
    }
}
