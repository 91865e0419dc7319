//! The house is tidy: every check of `enishi_tests::tidy` over the project as it stands.

use enishi_tests::tidy::CHECKS;
use enishi_tests::tree::Tree;

#[test]
fn the_house_is_tidy() {
    let tree = Tree::of_project().expect("the project can be read");
    let mut report = String::new();
    for (name, check) in CHECKS {
        let violations = check(&tree);
        if !violations.is_empty() {
            report.push_str(&format!("\n{name}: {}\n  ", violations.len()));
            report.push_str(&violations.join("\n  "));
        }
    }
    assert!(report.is_empty(), "the house is not tidy:\n{report}\n");
}
