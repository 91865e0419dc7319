//! Small files taken apart.

use super::*;

fn with_source(files: &[(&str, &str)], check: impl FnOnce(&[RustSource<'_>])) {
    let tree = Tree::of(files);
    let (sources, broken) = all_sources(&tree);
    assert_eq!(broken, Vec::<String>::new());
    check(&sources);
}

#[test]
fn functions_are_measured_wherever_they_stand() {
    let text = "//! A.\nfn a() {\n    1;\n}\nimpl B {\n    /// Doc.\n    fn c(\n    ) {}\n}\n";
    with_source(&[("crates/x/src/a.rs", text)], |sources| {
        let measured = sources[0]
            .functions
            .iter()
            .map(|f| (f.name.as_str(), f.lines));
        assert_eq!(measured.collect::<Vec<_>>(), [("a", 3), ("c", 2)]);
    });
}

#[test]
fn tests_are_told_from_code_by_attribute_path_and_declaration() {
    let code = "//! A.\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
    let declaring =
        "//! L.\n#[cfg(any(test, feature = \"s\"))]\nmod made;\n#[cfg(not(test))]\nmod o;\n";
    let files = [
        ("crates/x/src/a.rs", code),
        ("crates/x/src/lib.rs", declaring),
        ("crates/x/src/made.rs", "//! M.\n"),
        ("crates/x/src/made/more.rs", "//! M.\n"),
        ("crates/x/src/o.rs", "//! O.\n"),
        ("crates/x/src/o/tests.rs", "//! T.\n"),
        ("tests/src/lib.rs", "//! T.\n"),
    ];
    with_source(&files, |sources| {
        let first = |path: &str| sources.iter().find(|s| s.path == path).expect("is there");
        assert!(!first("crates/x/src/a.rs").is_test(2));
        assert!(first("crates/x/src/a.rs").is_test(5));
        let whole = |path| first(path).is_test(1);
        assert!(whole("crates/x/src/made.rs") && whole("crates/x/src/made/more.rs"));
        assert!(whole("crates/x/src/o/tests.rs") && whole("tests/src/lib.rs"));
        assert!(!whole("crates/x/src/o.rs") && !whole("crates/x/src/lib.rs"));
    });
}

#[test]
fn words_hold_literals_and_leave_documentation_out() {
    let text =
        "//! 文書\n/// 「年度」 a year.\npub struct Year(u8);\nfn a() { say!(\"年\") } // 注\n";
    with_source(&[("crates/x/src/a.rs", text)], |sources| {
        let source = &sources[0];
        let literals: Vec<_> = source.words.iter().filter(|w| w.is_literal).collect();
        assert_eq!(literals.len(), 1);
        assert_eq!((literals[0].text.as_str(), literals[0].line), ("\"年\"", 4));
        let named = NamedType {
            code: "Year".to_owned(),
            japanese: "年度".to_owned(),
        };
        assert_eq!(source.named_types, [named]);
    });
}

#[test]
fn what_is_no_rust_is_said_to_be_none() {
    let tree = Tree::of(&[("crates/x/src/a.rs", "fn {")]);
    assert_eq!(all_sources(&tree).1.len(), 1);
}
