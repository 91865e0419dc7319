//! Finds the row of headings and binds a mapping's columns to it. Where a column is missing that
//! the mapping cannot do without, it says which, and proposes a mapping for the file.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use enishi_domain::text::fold_label;

use super::returned::Returned;
use super::table::Table;
use super::wording::MARK_HEADINGS;
use super::{RegisterError, wording};
use crate::definitions::mapping::pattern::Captured;
use crate::definitions::mapping::{Column, ColumnSpec, Mapping};
use crate::error::IntakeError;
use crate::formats::limits::LAST_COLUMN;

/// Titles and notes may stand above the headings, but not more than this.
const DEEPEST: usize = 30;

/// Nobody calls a column by more bytes; comparing whole pages with every pattern takes minutes.
const LONGEST: usize = 1_000;

/// Which columns of a table a mapping reads.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    /// The row of the headings.
    pub(super) row: u64,
    /// As written, column by column.
    pub(super) headings: Vec<String>,
    columns: Vec<Vec<Bound>>,
    forbidden: BTreeSet<usize>,
    pub(super) returned: Option<Returned>,
}

/// One heading that a column was bound to.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Its place in the record, from 0.
    pub(super) index: usize,
    /// What it has in the open places of its pattern.
    pub(super) captured: Captured,
}

impl Binding {
    fn new(row: u64, headings: Vec<String>, mapping: &Mapping) -> Self {
        let columns = mapping.columns.iter();
        let mut binding = Self {
            row,
            columns: columns.map(|spec| bound(spec, &headings)).collect(),
            returned: Returned::of(&headings),
            headings,
            forbidden: BTreeSet::new(),
        };
        // They are ours, and say nothing about the row.
        if let Some(returned) = binding.returned {
            binding.forbid(&returned.places().into());
        }
        binding
    }

    /// The headings of the register itself.
    pub(super) fn own_headings(&self) -> &[String] {
        let end = self.returned.map(|returned| returned.places()[0]);
        &self.headings[..end.unwrap_or(self.headings.len())]
    }

    /// The headings that a column was bound to and that may be read.
    pub(super) fn of(&self, column: Column) -> &[Bound] {
        &self.columns[column.0]
    }

    /// The headings that a column was bound to, by its place in the mapping.
    pub(super) fn found(&self, column: usize) -> Vec<String> {
        let bound = self.columns[column].iter();
        let named = bound.filter_map(|bound| self.heading(bound.index));
        named.map(str::to_owned).collect()
    }

    /// The heading at a place of the record.
    pub(super) fn heading(&self, index: usize) -> Option<&str> {
        self.headings.get(index).map(String::as_str)
    }

    /// Whether the values of a place must not be kept.
    pub(super) fn is_forbidden(&self, index: usize) -> bool {
        self.forbidden.contains(&index)
    }

    /// Whether anything is forbidden.
    pub(super) fn has_forbidden(&self) -> bool {
        !self.forbidden.is_empty()
    }

    /// Takes columns out of all reading, and tells their headings.
    pub(super) fn forbid(&mut self, indices: &BTreeSet<usize>) -> Vec<String> {
        for bound in &mut self.columns {
            bound.retain(|bound| !indices.contains(&bound.index));
        }
        self.forbidden.extend(indices);
        let headings = indices.iter().filter_map(|index| self.heading(*index));
        headings.map(str::to_owned).collect()
    }

    /// The headings that no column was bound to.
    pub(super) fn unread(&self) -> Vec<String> {
        let used: BTreeSet<usize> = self.columns.iter().flatten().map(|b| b.index).collect();
        let all = self.headings.iter().enumerate();
        all.filter(|(index, heading)| {
            !used.contains(index) && !self.is_forbidden(*index) && !heading.is_empty()
        })
        .map(|(_, heading)| heading.clone())
        .collect()
    }

    /// The last place that anything is read from.
    pub(super) fn last_used(&self) -> usize {
        let used = self.columns.iter().flatten().map(|bound| bound.index);
        used.max().unwrap_or(0)
    }

    fn matched(&self) -> usize {
        self.columns
            .iter()
            .filter(|bound| !bound.is_empty())
            .count()
    }

    fn missing<'m>(&self, mapping: &'m Mapping) -> Vec<&'m ColumnSpec> {
        let columns = mapping.columns.iter().zip(&self.columns);
        columns
            .filter(|(spec, bound)| spec.is_required && bound.is_empty())
            .map(|(spec, _)| spec)
            .collect()
    }
}

/// The first of the patterns that matches takes its headings: one, or all where it is open.
fn bound(spec: &ColumnSpec, headings: &[String]) -> Vec<Bound> {
    for pattern in &spec.patterns {
        let named = headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| !heading.is_empty());
        let matched = named.filter_map(|(index, heading)| {
            let captured = pattern.matches(heading)?;
            Some(Bound { index, captured })
        });
        let mut found: Vec<Bound> = if pattern.is_open() {
            matched.collect()
        } else {
            matched.take(1).collect()
        };
        if !found.is_empty() {
            found.sort_by_key(|bound| (bound.captured.number, bound.index));
            return found;
        }
    }
    Vec::new()
}

/// The table and the row that fit the mapping best.
pub(super) fn find<'t, 'b>(
    tables: &'t [Table<'b>],
    mapping: &Mapping,
) -> Result<(&'t Table<'b>, Binding), RegisterError> {
    let (table, binding) = best(tables, mapping)?;
    let missing = binding.missing(mapping);
    if missing.is_empty() && binding.matched() > 0 {
        refuse_several(tables, &binding, mapping)?;
        return Ok((table, binding));
    }
    let written = |spec: &&ColumnSpec| {
        let patterns = spec.patterns.iter().map(|pattern| pattern.written.as_str());
        patterns.collect::<Vec<_>>().join(" / ")
    };
    let binding = without_somebody(binding, mapping);
    let missing = binding.missing(mapping);
    Err(RegisterError::UnknownHeading {
        source_label: mapping.label.clone(),
        missing: missing.iter().map(written).collect(),
        found: without_tail(&binding.headings),
        proposal: proposal(&binding, mapping),
    })
}

/// Refuses a workbook of which more than one worksheet is the register: what is on the others would
/// be lost without a word. The list of refused rows is one worksheet, whatever stands beside it.
fn refuse_several(
    tables: &[Table<'_>],
    found: &Binding,
    mapping: &Mapping,
) -> Result<(), RegisterError> {
    let is_returned = |heading: &String| MARK_HEADINGS.contains(&heading.as_str());
    if tables.len() < 2 || found.headings.iter().any(is_returned) {
        return Ok(());
    }
    let mut fitting = Vec::new();
    for (table, number) in tables.iter().zip(1..) {
        let (_, binding) = best(std::slice::from_ref(table), mapping)?;
        if binding.missing(mapping).is_empty() && binding.matched() > 0 {
            fitting.push(
                table
                    .name()
                    .map_or_else(|| format!("{number}"), str::to_owned),
            );
        }
    }
    if fitting.len() > 1 {
        return Err(RegisterError::SeveralWorksheets(fitting));
    }
    Ok(())
}

/// The table and the row that fit best, whether or not the mapping's headings are there.
fn best<'t, 'b>(
    tables: &'t [Table<'b>],
    mapping: &Mapping,
) -> Result<(&'t Table<'b>, Binding), RegisterError> {
    let mut best: Option<(&Table<'b>, Binding)> = None;
    for table in tables {
        let mut looked = 0;
        table.for_each(&mut |row, fields, _| {
            looked += 1;
            // Beyond the last column of any spreadsheet there are no headings; a row of a million
            // fields is no reason to compare a million.
            let texts = fields.iter().take(LAST_COLUMN as usize);
            let headings = texts.map(|field| {
                let is_heading = field.bytes.len() <= LONGEST;
                let text = is_heading.then(|| table.charset.text(field)).flatten();
                text.unwrap_or_default().into_owned()
            });
            let binding = Binding::new(row, headings.collect(), mapping);
            let filled = |b: &Binding| b.headings.iter().filter(|h| !h.is_empty()).count();
            let rank = |b: &Binding| (b.missing(mapping).is_empty(), b.matched(), filled(b));
            let is_better = best
                .as_ref()
                .is_none_or(|(_, held)| rank(&binding) > rank(held));
            if is_better {
                best = Some((table, binding));
            }
            if looked >= DEEPEST {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
    }
    Ok(best.ok_or(IntakeError::NoTable)?)
}

/// Where the file has no row of headings the row that fits best is somebody's.
fn without_somebody(binding: Binding, mapping: &Mapping) -> Binding {
    if names_columns(&binding) {
        binding
    } else {
        Binding::new(binding.row, Vec::new(), mapping)
    }
}

/// The table and the row to look at before anything is read: as [`find`], and where headings are
/// missing, the row that fits best all the same.
pub(super) fn look<'t, 'b>(
    tables: &'t [Table<'b>],
    mapping: &Mapping,
) -> Result<(&'t Table<'b>, Binding), RegisterError> {
    let (table, binding) = best(tables, mapping)?;
    if binding.missing(mapping).is_empty() && binding.matched() > 0 {
        refuse_several(tables, &binding, mapping)?;
        return Ok((table, binding));
    }
    Ok((table, without_somebody(binding, mapping)))
}

/// The headings up to the last that is not empty.
fn without_tail(headings: &[String]) -> Vec<String> {
    let last = headings.iter().rposition(|heading| !heading.is_empty());
    headings[..last.map_or(0, |last| last + 1)].to_vec()
}

/// What headings of registers are made of.
const WORDS: [&str; 40] = [
    "氏名",
    "名前",
    "名称",
    "フリガナ",
    "ふりがな",
    "カナ",
    "かな",
    "番号",
    "コード",
    "金額",
    "年月日",
    "日付",
    "日時",
    "申込",
    "入金",
    "入会",
    "退会",
    "開催",
    "住所",
    "所在地",
    "郵便",
    "都道府県",
    "市区町村",
    "電話",
    "メール",
    "区分",
    "件数",
    "人数",
    "寄附",
    "寄付",
    "備考",
    "種別",
    "種類",
    "品目",
    "単価",
    "出欠",
    "出席",
    "所属",
    "認定",
    "性別",
];

/// Whether a row says what columns hold, and is not somebody's row: nothing in it looks like a day,
/// a number or an address of mail, and at least two cells are such words.
fn names_columns(binding: &Binding) -> bool {
    let is_value = |text: &String| {
        let digits = fold_label(text)
            .chars()
            .filter(char::is_ascii_digit)
            .count();
        digits >= 3 || text.contains(['@', '＠'])
    };
    let is_label = |text: &&String| {
        let plain = plainly(text);
        WORDS.iter().any(|word| plain.contains(word))
    };
    let headings = &binding.headings;
    let labels = headings
        .iter()
        .filter(is_label)
        .count()
        .max(binding.matched());
    !headings.iter().any(is_value) && labels >= 2.min(headings.len())
}

/// The mapping with a table `[columns]` for the file: what was found, what may be meant, and as
/// notes what is left. Where a required heading cannot be guessed an empty one stands to be filled.
fn proposal(binding: &Binding, mapping: &Mapping) -> String {
    let mut free = binding.unread();
    let mut lines: Vec<String> = Vec::new();
    let written = |spec: &ColumnSpec| {
        let patterns = spec.patterns.iter().map(|pattern| quoted(&pattern.written));
        patterns.collect::<Vec<_>>().join(", ")
    };
    let guesses = guesses(binding, mapping, &mut free);
    for (at, (spec, bound)) in mapping.columns.iter().zip(&binding.columns).enumerate() {
        let key = quoted_key(&spec.name);
        let line = match (&guesses[at], spec.is_required && bound.is_empty()) {
            (Some(heading), _) => {
                format!("{key} = [{}]  # {}", quoted(heading), wording::GUESSED)
            }
            (None, true) => {
                let first = spec.patterns.first().map_or("", |p| p.written.as_str());
                format!("{key} = [\"\"]  # {}", wording::not_found(first))
            }
            (None, false) => format!("{key} = [{}]", written(spec)),
        };
        lines.push(line);
    }
    let left = free
        .iter()
        .map(|heading| format!("# {}", heading.replace(['\n', '\r'], " ")));
    let columns: Vec<String> = lines.into_iter().chain(left).collect();
    let (before, after) = around_columns(&mapping.text);
    format!("{before}[columns]\n{}\n\n{after}", columns.join("\n"))
}

/// For each column without a heading the one that may be meant, taken from those that are left.
/// What is required chooses first.
pub(super) fn guesses(
    binding: &Binding,
    mapping: &Mapping,
    free: &mut Vec<String>,
) -> Vec<Option<String>> {
    let mut guesses = vec![None; mapping.columns.len()];
    for chooses_first in [true, false] {
        for (at, spec) in mapping.columns.iter().enumerate() {
            if spec.is_required == chooses_first && binding.columns[at].is_empty() {
                guesses[at] = guessed(spec, free);
            }
        }
    }
    guesses
}

/// The heading that is most like the column's, taken from those that are left.
fn guessed(spec: &ColumnSpec, free: &mut Vec<String>) -> Option<String> {
    let likeness = |heading: &String| {
        let patterns = spec.patterns.iter();
        patterns
            .map(|pattern| likeness(&pattern.written, heading))
            .max()
    };
    let scores = free.iter().map(likeness).enumerate();
    let (at, score) = scores.max_by_key(|(at, score)| (*score, std::cmp::Reverse(*at)))?;
    (score? >= LIKELY).then(|| free.remove(at))
}

/// The text of a mapping before and after its table of columns.
pub(super) fn around_columns(text: &str) -> (&str, &str) {
    let begins = text.find("[columns]").unwrap_or(text.len());
    let after = text[begins..]
        .find("\n[")
        .map_or(text.len(), |at| begins + at + 1);
    (&text[..begins], &text[after..])
}

/// Of a hundred pairs of letters so many must be common.
const LIKELY: usize = 40;

/// How much of two headings is the same, by pairs of letters, in percent.
fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| -> BTreeSet<(char, char)> {
        let letters: Vec<char> = plainly(text).chars().collect();
        let ends = letters.first().map(|c| ('^', *c)).into_iter();
        ends.chain(letters.windows(2).map(|pair| (pair[0], pair[1])))
            .collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    200 * a.intersection(&b).count() / (a.len() + b.len()).max(1)
}

/// What forms say politely, and how registers say it.
const POLITE: [(&str, &str); 6] = [
    ("お名前", "氏名"),
    ("名前", "氏名"),
    ("申し込み", "申込"),
    ("お申込", "申込"),
    ("ご寄", "寄"),
    ("ご住所", "住所"),
];

fn plainly(text: &str) -> String {
    let folded = fold_label(text);
    let plain = POLITE
        .iter()
        .fold(folded, |text, (polite, plain)| text.replace(polite, plain));
    plain.trim_start_matches(['お', '御']).to_owned()
}

pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn quoted_key(name: &str) -> String {
    let is_bare = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_bare && !name.is_empty() {
        name.to_owned()
    } else {
        quoted(name)
    }
}
