//! What must not stand in the code of the rooms, or only in its one home.

use crate::rust_source::{RustSource, Word, all_sources};
use crate::tree::Tree;

/// A run of words that is refused.
struct Banned {
    words: &'static [&'static str],
    /// Where it is refused: the beginnings of paths.
    within: &'static [&'static str],
    /// Where it stands all the same.
    except: &'static [&'static str],
    why: &'static str,
}

const ROOMS: &[&str] = &["crates/"];
/// Where no figure may be a float. `intake` and `publish` meet the floats of workbooks.
const FIGURES: &[&str] = &["crates/domain/", "crates/lint/", "crates/desk/"];
const PURE: &[&str] = &["crates/domain/", "crates/lint/"];
const BINARY: &[&str] = &["crates/enishi/"];

const BANNED: &[Banned] = &[
    ban(&["unsafe"], ROOMS, &[], "nothing here needs it"),
    ban(
        &["#", "[", "allow", "("],
        ROOMS,
        &[],
        "write #[expect(…, reason = …)]",
    ),
    ban(
        &["#", "!", "[", "allow", "("],
        ROOMS,
        &[],
        "write #![expect(…, reason = …)]",
    ),
    ban(
        &[".", "unwrap", "("],
        ROOMS,
        &[],
        "handle it, or say with expect why it holds",
    ),
    ban(
        &["#", "[", "ignore"],
        &[""],
        &[],
        "a test that does not run proves nothing",
    ),
    ban(
        &["#", "[", "should_panic"],
        &[""],
        &[],
        "ask for the error instead",
    ),
    ban(
        &["println", "!"],
        ROOMS,
        BINARY,
        "only the binary speaks to a terminal",
    ),
    ban(
        &["eprintln", "!"],
        ROOMS,
        BINARY,
        "only the binary speaks to a terminal",
    ),
    ban(
        &["print", "!"],
        ROOMS,
        BINARY,
        "only the binary speaks to a terminal",
    ),
    ban(
        &["env", ":", ":", "var"],
        ROOMS,
        BINARY,
        "only the binary reads the environment",
    ),
    ban(
        &["env", ":", ":", "args"],
        ROOMS,
        BINARY,
        "only the binary reads arguments",
    ),
    ban(
        &["std", ":", ":", "env"],
        ROOMS,
        BINARY,
        "only the binary reads the environment",
    ),
    ban(
        &["SystemTime", ":", ":", "now"],
        ROOMS,
        BINARY,
        "the clock comes in from outside",
    ),
    ban(
        &["Instant", ":", ":", "now"],
        ROOMS,
        BINARY,
        "the clock comes in from outside",
    ),
    ban(
        &["thread", ":", ":", "sleep"],
        &[""],
        &[],
        "wait for the thing itself",
    ),
    ban(&["f64"], FIGURES, &[], "figures and money are decimals"),
    ban(&["f32"], FIGURES, &[], "figures and money are decimals"),
    ban(
        &["std", ":", ":", "fs"],
        PURE,
        &[],
        "this room does no input or output",
    ),
    ban(
        &["std", ":", ":", "io"],
        PURE,
        &[],
        "this room does no input or output",
    ),
    ban(
        &["std", ":", ":", "net"],
        &["crates/", "tests/"],
        &["crates/web/", "crates/enishi/"],
        "only the office in the browser uses a network",
    ),
];

const fn ban(
    words: &'static [&'static str],
    within: &'static [&'static str],
    except: &'static [&'static str],
    why: &'static str,
) -> Banned {
    Banned {
        words,
        within,
        except,
        why,
    }
}

/// Files and folders (ending in `/`) whose code may hold Japanese words, with the reason. Rule
/// pages and templates are no code and need no entry; tests and documentation are free.
const JAPANESE_PLACES: &[(&str, &str)] = &[
    (
        "crates/desk/src/demo/",
        "the registers of an invented city, as such systems write them",
    ),
    (
        "crates/desk/src/passwords.rs",
        "what the town's people would think of first",
    ),
    ("crates/desk/src/wording.rs", "what users read"),
    ("crates/desk/src/wording/", "what users read"),
    ("crates/publish/src/wording/", "what users read"),
    ("crates/domain/src/calendar.rs", "the eras' names"),
    ("crates/domain/src/figure.rs", "what the units are called"),
    ("crates/domain/src/label.rs", "what labels say"),
    (
        "crates/domain/src/long_form.rs",
        "the columns of the table that is written and read again",
    ),
    ("crates/domain/src/money.rs", "円 behind an amount"),
    (
        "crates/domain/src/text/",
        "how names, readings and addresses are written",
    ),
    (
        "crates/domain/src/words.rs",
        "the closed sets as tables show them",
    ),
    ("crates/domain/src/words/", "the closed sets of the ledger"),
    ("crates/enishi/src/wording.rs", "what users read"),
    (
        "crates/enishi/src/wording/",
        "the help and what is wrong with a command line",
    ),
    (
        "crates/intake/src/definitions/wording.rs",
        "what users read",
    ),
    (
        "crates/intake/src/definitions/wording/",
        "metrics as sentences and the headings of our own form",
    ),
    (
        "crates/intake/src/layouts/",
        "how sheets name columns, parts and departments",
    ),
    ("crates/intake/src/marks.rs", "how sheets write marks"),
    ("crates/intake/src/numerals.rs", "how sheets write numbers"),
    ("crates/intake/src/numerals/", "how sheets write numbers"),
    (
        "crates/intake/src/registers/",
        "how registers write their cells, and what is said of them",
    ),
    ("crates/intake/src/wording.rs", "what users read"),
    (
        "crates/lint/src/comparison.rs",
        "the units that count whole things",
    ),
    ("crates/lint/src/page/", "the headings of a rule's page"),
    (
        "crates/lint/src/rules/",
        "the words that single rules look for",
    ),
    ("crates/lint/src/wording.rs", "what users read"),
    (
        "crates/publish/src/cp932.rs",
        "what stands for a character that CP932 lacks",
    ),
    (
        "crates/publish/src/formats/xlsx/styles.rs",
        "the name of a font",
    ),
    ("crates/publish/src/wording.rs", "what users read"),
    ("crates/web/src/wording.rs", "what users read"),
    ("crates/web/src/wording/", "what users read"),
];

/// Code does without banned words; those that are refused everywhere are refused in tests too.
#[must_use]
pub fn banned(sources: &[RustSource<'_>]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        for ban in BANNED.iter().filter(|ban| ban.applies_to(source.path)) {
            let runs = source.words.windows(ban.words.len());
            let hits = runs.filter(|run| ban.is_at(run));
            let in_tests_too = ban.within == [""];
            let lines = hits.map(|run| run[0].line);
            for line in lines.filter(|line| in_tests_too || !source.is_test(*line)) {
                let found = ban.words.concat();
                violations.push(format!("{}:{line}: `{found}`: {}", source.path, ban.why));
            }
        }
    }
    violations
}

impl Banned {
    fn applies_to(&self, path: &str) -> bool {
        let begins = |places: &[&str]| places.iter().any(|place| path.starts_with(place));
        begins(self.within) && !begins(self.except)
    }

    fn is_at(&self, run: &[Word]) -> bool {
        let same = |(word, banned): (&Word, &&str)| !word.is_literal && word.text == **banned;
        run.iter().zip(self.words).all(same)
    }
}

/// Words that users read, or that sheets hold, stand in the places of the table.
#[must_use]
pub fn japanese(sources: &[RustSource<'_>]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        if JAPANESE_PLACES
            .iter()
            .any(|(place, _)| stands_in(source.path, place))
        {
            continue;
        }
        for word in japanese_literals(source) {
            let (path, line, text) = (source.path, word.line, &word.text);
            violations.push(format!(
                "{path}:{line}: {text} belongs to a place for Japanese words"
            ));
        }
    }
    violations
}

/// A place that holds no Japanese words any more has no entry.
#[must_use]
pub fn unused_places(tree: &Tree) -> Vec<String> {
    let (sources, _) = all_sources(tree);
    let in_use = |place: &str| {
        let mut within = sources.iter().filter(|s| stands_in(s.path, place));
        within.any(|source| japanese_literals(source).next().is_some())
    };
    let unused = JAPANESE_PLACES.iter().filter(|(place, _)| !in_use(place));
    unused
        .map(|(place, _)| format!("{place}: no place for Japanese words any more"))
        .collect()
}

fn stands_in(path: &str, place: &str) -> bool {
    path == place || (place.ends_with('/') && path.starts_with(place))
}

fn japanese_literals<'a>(source: &'a RustSource<'_>) -> impl Iterator<Item = &'a Word> {
    let literals = source.words.iter().filter(|word| word.is_literal);
    literals.filter(|word| word.text.contains(is_japanese) && !source.is_test(word.line))
}

/// Kana and kanji; signs such as ○ and △ are no words.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9d}')
}

/// A task left in the code names its issue: `TODO #12`.
#[must_use]
pub fn unowned_tasks(tree: &Tree) -> Vec<String> {
    let task = concat!("TO", "DO");
    let mut violations = Vec::new();
    for (path, text) in tree.texts(".rs") {
        for (line, number) in text.lines().zip(1..) {
            let Some((_, after)) = line.split_once(task) else {
                continue;
            };
            let issue = after.trim_start_matches([' ', '(', ':']).strip_prefix('#');
            if !issue.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                violations.push(format!("{path}:{number}: {task} without an issue"));
            }
        }
    }
    violations
}

/// No file names a folder of somebody's machine.
#[must_use]
pub fn machine_paths(tree: &Tree) -> Vec<String> {
    let folders = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:\\Us", "ers"),
    ];
    let mut violations = Vec::new();
    for (path, text) in tree.texts("") {
        for (line, number) in text.lines().zip(1..) {
            let found = folders.iter().find(|folder| names_folder(line, folder));
            violations.extend(found.map(|folder| format!("{path}:{number}: names {folder}")));
        }
    }
    violations
}

/// The folder at the beginning of a path, not in the midst of an address or a relative path.
fn names_folder(line: &str, folder: &str) -> bool {
    let mut hits = line.match_indices(folder);
    hits.any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '*'))
    })
}

#[cfg(test)]
mod tests;
