//! What we say that we keep of the OWASP ASVS 5.0, and the tests that show it.

use crate::tree::Tree;

const TABLE: &str = "docs/asvs.csv";
const HEAD: &str = "id,level,status,about,evidence";

/// Every requirement that is called met names a test that is there; no other names one.
#[must_use]
pub fn asvs(tree: &Tree) -> Vec<String> {
    let Some(text) = tree.text(TABLE) else {
        return vec![format!("{TABLE}: is not there")];
    };
    let mut lines = text.lines();
    let mut violations = Vec::new();
    if lines.next() != Some(HEAD) {
        violations.push(format!("{TABLE}: begins with {HEAD}"));
    }
    let mut last = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let &[id, level, status, about, evidence] = cells.as_slice() else {
            violations.push(format!("{TABLE}: five cells and no more commas: {line}"));
            continue;
        };
        let numbers: Vec<u32> = id.split('.').flat_map(str::parse).collect();
        let is_good = numbers.len() == 3 && matches!(level, "1" | "2" | "3") && !about.is_empty();
        if !is_good || numbers <= last {
            violations.push(format!(
                "{TABLE}: {id} is not in its order, or says too little"
            ));
        }
        last = numbers;
        let is_kept = match status {
            "met" => is_test(tree, evidence),
            "part" | "open" | "not_applicable" => evidence.is_empty(),
            _ => false,
        };
        if !is_kept {
            violations.push(format!("{TABLE}: {id} is {status} by `{evidence}`"));
        }
    }
    violations
}

/// `crates/…/file.rs::name_of_a_test`
fn is_test(tree: &Tree, evidence: &str) -> bool {
    let Some((path, name)) = evidence.split_once("::") else {
        return false;
    };
    let text = tree.text(path).unwrap_or_default();
    let Some((before, _)) = text.split_once(&format!("fn {name}()")) else {
        return false;
    };
    // Attributes stand right above; an empty line ends what is above.
    let above = before.rsplit("\n\n").next().unwrap_or_default();
    above.contains("#[test]") || above.contains("#[tokio::test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(line: &str) -> usize {
        let table = format!("{HEAD}\n{line}\n");
        let source = "#[test]\nfn it_holds() {}\n\nfn no_test() {}\n";
        asvs(&Tree::of(&[(TABLE, &table), ("a.rs", source)])).len()
    }

    #[test]
    fn what_is_met_names_a_test_that_is_there() {
        for (line, expected) in [
            ("1.2.1,1,met,something,a.rs::it_holds", 0),
            ("1.2.1,1,open,something,", 0),
            ("1.2.1,1,met,something,", 1),
            ("1.2.1,1,met,something,a.rs::is_gone", 1),
            ("1.2.1,1,met,something,a.rs::no_test", 1),
            ("1.2.1,1,met,something,b.rs::it_holds", 1),
            ("1.2.1,1,open,something,a.rs::it_holds", 1),
            ("1.2,1,met,something,a.rs::it_holds", 1),
            ("1.2.1,1,met", 1),
        ] {
            assert_eq!(violations(line), expected, "{line}");
        }
    }
}
