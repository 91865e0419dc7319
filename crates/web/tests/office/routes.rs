//! Which addresses there are, read from the router itself, so that none can be forgotten by a test.

use std::collections::BTreeSet;

const SOURCE: &str = include_str!("../../src/routes.rs");

/// An address with what stands in its braces, and what may be asked of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: String,
    pub reads: bool,
    pub writes: bool,
}

/// All of them.
pub fn routes() -> Vec<Route> {
    let mut found = BTreeSet::new();
    for piece in SOURCE.split(".route(").skip(1) {
        let (_, rest) = piece.split_once('"').unwrap();
        let (path, handlers) = rest.split_once('"').unwrap();
        let handlers = handlers.split("\n        .").next().unwrap();
        found.insert(Route {
            path: path.to_owned(),
            reads: handlers.contains("get("),
            writes: handlers.contains("post("),
        });
    }
    let all: Vec<Route> = found.into_iter().collect();
    assert!(all.len() > 40, "the router is read: {}", all.len());
    assert!(all.iter().all(|route| route.reads || route.writes));
    all
}

impl Route {
    /// An address of its kind, with something in each of its braces.
    pub fn address(&self, known: &[(&str, &str)]) -> String {
        let mut address = self.path.clone();
        for (name, value) in known {
            address = address.replace(&format!("{{{name}}}"), value);
        }
        let parts = address.split('/');
        let filled: Vec<&str> = parts
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect();
        filled.join("/")
    }
}
