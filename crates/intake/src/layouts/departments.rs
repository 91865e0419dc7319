//! 「担当課」 taken apart: written under each other, listed, or run together.

/// Endings of an office's name.
const ENDINGS: [&str; 9] = ["課", "部", "室", "局", "係", "所", "センター", "署", "院"];
/// What may follow such a character inside one name: 課長, 部会, 局内, 室外.
const CONTINUES: &str = "長員会外局内付用品門署下数";

/// A text longer than this, in bytes, is no row of offices.
const LONGEST_RUN: usize = 3_000;

/// The departments of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departments {
    /// One by one.
    pub names: Vec<String>,
    /// Whether names that were run together had to be cut.
    pub cut: bool,
}

/// Splits at 、 , / and line breaks, and names that run together behind 課, 部, 室 and 局. 部 before
/// 課 is the division the section belongs to, not a department of its own.
#[must_use]
pub fn split_departments(text: &str) -> Departments {
    let mut departments = Departments::default();
    for listed in text.split(['、', ',', '，', '/', '／', ';', '；', '・']) {
        for joined in join_wrapped(listed) {
            let pieces = cut_run_together(&joined);
            departments.cut |= pieces.len() > 1;
            departments.names.extend(pieces);
        }
    }
    departments
}

/// Joins what a line break divides inside a name: 「商工\n観光課」 is one, 「商工課\n農政課」 two.
fn join_wrapped(listed: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for piece in listed.split_whitespace() {
        let opens_new = |last: &String| {
            ENDINGS.iter().any(|ending| last.ends_with(ending)) && !belongs_together(last, piece)
        };
        match joined.last_mut() {
            Some(last) if !opens_new(last) => last.push_str(piece),
            _ => joined.push(piece.to_owned()),
        }
    }
    joined
}

fn cut_run_together(name: &str) -> Vec<String> {
    if name.len() > LONGEST_RUN {
        return vec![name.to_owned()];
    }
    let mut pieces: Vec<String> = Vec::new();
    let mut start = 0;
    for (at, c) in name.char_indices() {
        let end = at + c.len_utf8();
        let Some(next) = name[end..].chars().next() else {
            break;
        };
        let ends = matches!(c, '課' | '部' | '室' | '局') && at > start;
        if !ends || CONTINUES.contains(next) || "(（".contains(next) {
            continue;
        }
        // The rest has to be an office too: 「危機管理課ほか」 stays one.
        if is_office(&name[end..]) && !belongs_together(&name[start..end], &name[end..]) {
            pieces.push(name[start..end].to_owned());
            start = end;
        }
    }
    pieces.push(name[start..].to_owned());
    pieces
}

fn is_office(name: &str) -> bool {
    let name = name.trim_end_matches([')', '）']);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// 「福祉部」 and 「子育て支援課」, 「市長公室」 and 「政策課」: a division and its section.
fn belongs_together(left: &str, right: &str) -> bool {
    let division = ["部", "局", "公室"]
        .iter()
        .any(|ending| left.ends_with(ending));
    let first_ending = right.chars().find(|c| "課部局".contains(*c));
    division && (first_ending == Some('課') || right.ends_with('室'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_told_apart() {
        for (text, names, cut) in [
            ("商工観光課", &["商工観光課"][..], false),
            (
                "商工観光課 誘致戦略課",
                &["商工観光課", "誘致戦略課"],
                false,
            ),
            (
                "スマイルライフ推進課誘致戦略課",
                &["スマイルライフ推進課", "誘致戦略課"],
                true,
            ),
            ("商工\n観光課", &["商工観光課"], false),
            ("福祉部子育て支援課", &["福祉部子育て支援課"], false),
            ("政策推進部　市長公室", &["政策推進部市長公室"], false),
            (
                "農政課、都市計画課・建築課",
                &["農政課", "都市計画課", "建築課"],
                false,
            ),
            ("総務部会事務局", &["総務部会事務局"], false),
            ("危機管理課ほか", &["危機管理課ほか"], false),
            ("", &[], false),
        ] {
            let departments = split_departments(text);
            assert_eq!(
                (departments.names.as_slice(), departments.cut),
                (
                    names
                        .iter()
                        .map(|n| (*n).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    cut
                ),
                "{text}"
            );
        }
    }
}
