//! How documents are written: one title, and one sentence a line, so that a change of a sentence is
//! a change of a line. Rule pages keep to a form of their own, which `enishi-lint` tests.

use crate::tree::Tree;

/// Documents whose sentences are somebody else's.
const NOT_OURS: &[&str] = &["crates/", "tests/documents/"];

/// Where the guides for staff are.
const GUIDES: &str = "docs/guide/";

/// Where the words of the screens stand.
const SCREENS: &[&str] = &[
    "crates/web/templates/",
    "crates/web/src/wording",
    "crates/desk/src/wording",
    "crates/domain/src/words/",
];

/// What ends in a full stop and is no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "cf.", "vs.", "No.", "etc."];

/// Every document has exactly one `# ` title, and begins with it.
#[must_use]
pub fn titles(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (path, text) in documents(tree) {
        let lines: Vec<_> = outside_code(text).map(|(_, line)| line).collect();
        let titles = lines.iter().filter(|line| line.starts_with("# ")).count();
        if titles != 1 || !lines[0].starts_with("# ") {
            violations.push(format!(
                "{path}: {titles} titles, where one opens the document"
            ));
        }
    }
    violations
}

/// No line holds two sentences.
#[must_use]
pub fn sentences(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for (path, text) in documents(tree) {
        let prose = outside_code(text).filter(|(_, line)| !line.trim_start().starts_with('|'));
        let crowded = prose.filter(|(_, line)| holds_two_sentences(line));
        violations.extend(crowded.map(|(n, _)| format!("{path}:{n}: two sentences in a line")));
    }
    violations
}

/// What a guide for staff puts in 「」 stands so on a screen.
#[must_use]
pub fn screen_words(tree: &Tree) -> Vec<String> {
    let of_screens = |path: &str| SCREENS.iter().any(|place| path.starts_with(place));
    let mut screens = String::new();
    for ending in [".html", ".rs"] {
        for (_, text) in tree.texts(ending).filter(|(path, _)| of_screens(path)) {
            screens.push_str(text);
        }
    }
    let mut violations = Vec::new();
    for (path, text) in documents(tree).filter(|(path, _)| path.starts_with(GUIDES)) {
        let quoted = text.split('「').skip(1);
        let words = quoted.filter_map(|rest| rest.split('」').next());
        let unknown = words.filter(|word| !screens.contains(word));
        violations.extend(unknown.map(|word| format!("{path}: no screen says 「{word}」")));
    }
    violations
}

fn documents(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let ours = |path: &str| !NOT_OURS.iter().any(|folder| path.starts_with(folder));
    tree.texts(".md").filter(move |(path, _)| ours(path))
}

/// The lines with their numbers, blocks of code left out.
fn outside_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().zip(1..).filter_map(move |(line, number)| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        (!in_code && !is_fence).then_some((number, line))
    })
}

fn holds_two_sentences(line: &str) -> bool {
    let prose = without_code(line);
    let japanese = prose.match_indices('。').any(|(at, stop)| {
        !prose[at + stop.len()..]
            .trim_start_matches(['」', '）', '*'])
            .is_empty()
    });
    let english = prose.match_indices(['.', '?']).any(|(at, _)| {
        let (before, after) = (&prose[..=at], &prose[at + 1..]);
        let begins = after
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let word = before.rsplit([' ', '(']).next().unwrap_or_default();
        let is_number = word
            .trim_end_matches('.')
            .chars()
            .all(|c| c.is_ascii_digit());
        begins && !is_number && !ABBREVIATIONS.contains(&word)
    });
    japanese || english
}

/// The line with what stands between backticks blotted out.
fn without_code(line: &str) -> String {
    let pieces = line.split('`').zip([false, true].into_iter().cycle());
    pieces
        .map(|(piece, is_code)| if is_code { "x" } else { piece })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_on_no_screen_is_found() {
        let page = (
            "crates/web/templates/pages/a.html",
            "<button>提出する</button>",
        );
        for (guide, unknown) in [("「提出する」を押します。", 0), ("「送信」を押します。", 1)]
        {
            let found = screen_words(&Tree::of(&[page, ("docs/guide/a.md", guide)]));
            assert_eq!(found.len(), unknown, "{guide}");
        }
    }

    #[test]
    fn a_second_sentence_in_a_line_is_found() {
        for (line, crowded) in [
            ("One sentence.", false),
            ("One sentence. Another one.", true),
            ("1. First, e.g. The word `A. B` and version 1.2.", false),
            ("Is it? Yes.", true),
            ("文はひとつ。", false),
            ("「文はひとつ。」", false),
            ("ひとつ。ふたつ。", true),
        ] {
            assert_eq!(holds_two_sentences(line), crowded, "{line}");
            let text = format!("# Title\n\n{line}\n");
            let found = sentences(&Tree::of(&[("docs/a.md", text.as_str())]));
            assert_eq!(found.len(), usize::from(crowded), "{line}");
        }
    }

    #[test]
    fn a_missing_and_a_second_title_are_found() {
        let found = |text| titles(&Tree::of(&[("README.md", text)])).len();
        assert_eq!(found("# A\n\n```\n# a comment\n```\n\n## B\n"), 0);
        assert_eq!(found("# A\n\n# B\n"), 1);
        assert_eq!(found("## A\n"), 1);
        assert_eq!(found("Text.\n\n# A\n"), 1);
    }
}
