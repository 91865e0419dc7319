//! Giving the slices of a cell to the KPIs of its programme: by number, by the name repeated before
//! each value, or in order where the length fits. What fits nothing is left over, never guessed.

use enishi_domain::figure::{Content, Missing};
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::{fold_ascii, fold_ascii_char};
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::Column;

use super::numbering::{Setting, Split, Style, split};
use crate::marks::{read_mark, repair_mark_run};
use crate::numerals::read_value;

/// One slice of a cell, given to a KPI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// As printed, the numbering removed.
    pub text: String,
    /// For a mark that had to be repaired: what it was read as.
    pub repaired: Option<StatedVerdict>,
    /// 「男」: the part of the KPI that the row is about, where each part has a row.
    pub label: Option<String>,
}

impl Slice {
    /// A text as it stands.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            repaired: None,
            label: None,
        }
    }
}

/// A cell's slices by KPI, in the KPIs' order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assigned {
    /// One entry a KPI.
    pub slices: Vec<Option<Slice>>,
    /// Texts that belong to no KPI for certain.
    pub left: Vec<String>,
    /// Whether the numbers stand out of order, restart or repeat.
    pub out_of_order: bool,
    /// Whether the marks were read by repair, as ①○②× for `10 2x`.
    pub repaired: bool,
}

/// The KPIs a cell is divided among.
#[derive(Clone, Copy, Debug)]
pub struct Items<'a> {
    /// Their numbers.
    pub numbers: &'a [KpiNo],
    /// Their names.
    pub names: &'a [String],
    /// How the KPI cell numbers them.
    pub style: Option<Style>,
}

/// Divides a cell of a column among the KPIs.
#[must_use]
pub fn assign(cell: &str, column: Column, items: Items<'_>) -> Assigned {
    let count = items.numbers.len();
    let mut assigned = Assigned {
        slices: vec![None; count],
        ..Assigned::default()
    };
    let trimmed = cell.trim();
    if trimmed.is_empty() && count != 1 {
        return assigned;
    }
    let setting = if column == Column::Remarks {
        Setting::Prose
    } else {
        Setting::List
    };
    if let Some((_, cut)) = split(trimmed, setting, items.style) {
        by_number(&mut assigned, &cut, setting, items.numbers);
        return assigned;
    }
    if is_torn_numbering(trimmed, items) {
        assigned.left.push(trimmed.to_owned());
        return assigned;
    }
    if count == 1 {
        assigned.slices[0] = Some(Slice::plain(trimmed));
        return assigned;
    }
    if column == Column::Mark
        && let Some(verdicts) = repair_mark_run(trimmed, count)
    {
        by_repair(&mut assigned, trimmed, &verdicts);
        return assigned;
    }
    let by_name = by_name(trimmed, items.names);
    if let Some((before, _)) = &by_name
        && !before.is_empty()
        && column != Column::Remarks
    {
        assigned.left.push((*before).to_owned());
    }
    let texts = by_name.map(|(_, texts)| texts);
    if let Some(texts) = texts.or_else(|| by_length(trimmed, column, count)) {
        for (slot, text) in assigned.slices.iter_mut().zip(texts) {
            *slot = text.map(Slice::plain);
        }
        return assigned;
    }
    // A text that is not numbered speaks of the programme as a whole; it is no KPI's loss.
    if column != Column::Remarks {
        assigned.left.push(trimmed.to_owned());
    }
    assigned
}

fn by_number(assigned: &mut Assigned, cut: &Split<'_>, setting: Setting, numbers: &[KpiNo]) {
    assigned.out_of_order = cut.out_of_order;
    if !cut.before.is_empty() {
        assigned.left.push(cut.before.to_owned());
    }
    // Where the KPIs' own numbers begin again, the same run of numbers says which is which.
    let same_run = cut.items.iter().map(|item| &item.no).eq(numbers);
    // Those that share the text to come.
    let mut sharing = String::new();
    for (at, item) in cut.items.iter().enumerate() {
        let shared = cut.items[at..].iter().find(|item| !item.joined);
        let shares = item.joined || !sharing.is_empty();
        if shares && setting == Setting::List {
            // One value for several is nobody's for certain.
            sharing.push_str(&item.no.circled());
            sharing.push_str(item.text);
            if !item.joined {
                assigned.left.push(std::mem::take(&mut sharing));
            }
            continue;
        }
        let text = shared.map_or(item.text, |shared| shared.text);
        let by_number = numbers.iter().position(|no| *no == item.no);
        let slot = if same_run { Some(at) } else { by_number };
        match slot.map(|at| &mut assigned.slices[at]) {
            Some(slot @ None) => *slot = Some(Slice::plain(text)),
            Some(Some(_)) | None => {
                let left = format!("{}{}", item.no.circled(), text);
                assigned.left.push(left);
            }
        }
    }
}

/// The run is cut where each number stands, so that every KPI keeps its own printed piece.
fn by_repair(assigned: &mut Assigned, run: &str, verdicts: &[StatedVerdict]) {
    assigned.repaired = true;
    let pieces: Vec<&str> = run.split_whitespace().collect();
    for (at, verdict) in verdicts.iter().enumerate() {
        let text = if pieces.len() == verdicts.len() {
            pieces[at]
        } else {
            run
        };
        assigned.slices[at] = Some(Slice {
            text: text.to_owned(),
            repaired: Some(*verdict),
            label: None,
        });
    }
}

/// 「1.10社 2.20名」 beside 「1.会社数 2.参加者数」 is numbered, or it is 1.10 and 2.20.
fn is_torn_numbering(cell: &str, items: Items<'_>) -> bool {
    let mut pieces = cell.split_whitespace();
    let mut begins = |no: &KpiNo| {
        let folded = fold_ascii(pieces.next().unwrap_or_default());
        let behind = folded.strip_prefix(&format!("{no}.")).map(str::to_owned);
        behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let dotted = items.style == Some(Style::Dotted) && items.numbers.len() > 1;
    dotted && items.numbers.iter().all(&mut begins)
}

/// 「就農者数：4人 集積率：38.7%」: every name is found, in order. What stands before the first one, its
/// bullet aside, and the text of each.
fn by_name<'c>(cell: &'c str, names: &[String]) -> Option<(&'c str, Vec<Option<String>>)> {
    let mut starts = Vec::with_capacity(names.len());
    let mut from = 0;
    for name in names {
        let name = name.trim();
        if name.chars().count() < 2 {
            return None;
        }
        let at = from + cell[from..].find(name)?;
        starts.push((at, at + name.len()));
        from = at + name.len();
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|(start, _)| *start)
        .chain([cell.len()]);
    let slice = |((_, after), end): (&(usize, usize), usize)| {
        let text = cell[*after..end]
            .trim()
            .trim_start_matches([':', '：', '…', '・'])
            .trim_end_matches(['、', ',', '，', ';', '；', '・'])
            .trim();
        Some(text.to_owned())
    };
    let before = starts.first().map_or("", |(start, _)| &cell[..*start]);
    let bullets = |c: char| c.is_whitespace() || "・･●○◎■□◆◇※*-－".contains(c);
    let texts = starts.iter().zip(ends).map(slice).collect();
    Some((before.trim_matches(bullets), texts))
}

/// A bare list in order: as many lines, or as many words that are each a value or a mark.
fn by_length(cell: &str, column: Column, count: usize) -> Option<Vec<Option<String>>> {
    let reads = |text: &&str| {
        if column == Column::Mark {
            read_mark(text) != StatedVerdict::Other
        } else {
            matches!(read_value(text).content, Content::Parts(_))
        }
    };
    let keep = |pieces: Vec<&str>| {
        let fits = pieces.len() == count;
        fits.then(|| {
            pieces
                .into_iter()
                .map(|piece| Some(piece.trim().to_owned()))
                .collect()
        })
    };
    let lines: Vec<&str> = cell
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    // A line of words among figures belongs to the line above it: 「63社⏎（暫定値）」.
    let figures = [
        Column::Baseline,
        Column::Target,
        Column::Actual,
        Column::Rate,
    ];
    let plain = |line: &&str| {
        !figures.contains(&column) || read_value(line).missing() != Some(Missing::Words)
    };
    if lines.len() == count && column != Column::Remarks && lines.iter().all(plain) {
        return keep(lines);
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    if words.len() == count && column != Column::Remarks && words.iter().all(reads) {
        return keep(words);
    }
    let glyphs: Vec<&str> = cell.split("").filter(|c| !c.trim().is_empty()).collect();
    let all_marks = column == Column::Mark
        && glyphs.iter().all(|glyph| {
            let letter = glyph
                .chars()
                .all(|c| fold_ascii_char(c).is_ascii_alphanumeric());
            !letter && read_mark(glyph) != StatedVerdict::Other
        });
    if all_marks { keep(glyphs) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(cell: &str, column: Column) -> (Vec<Option<String>>, Vec<String>) {
        let numbers = [KpiNo::new(1), KpiNo::new(2)];
        let names = ["就農者数".to_owned(), "集積率".to_owned()];
        let items = Items {
            numbers: &numbers,
            names: &names,
            style: None,
        };
        let assigned = assign(cell, column, items);
        let text = |slice: Option<Slice>| slice.map(|slice| slice.text);
        (
            assigned.slices.into_iter().map(text).collect(),
            assigned.left,
        )
    }

    #[test]
    fn what_stands_before_the_first_name_is_left_over() {
        for (cell, column, left) in [
            ("就農者数：4人 集積率：38.7%", Column::Target, &[][..]),
            ("・就農者数：4人\n・集積率：38.7%", Column::Target, &[]),
            (
                "320人 就農者数：4人 集積率：38.7%",
                Column::Target,
                &["320人"],
            ),
            ("令和6年度の就農者数：増 集積率：増", Column::Remarks, &[]),
        ] {
            let (slices, found) = assigned(cell, column);
            assert!(slices.iter().all(Option::is_some), "{cell}");
            assert_eq!(found, left, "{cell}");
        }
    }

    #[test]
    fn one_value_for_two_numbers_is_nobodys() {
        for cell in ["①②10人", "①～②10人"] {
            let (slices, left) = assigned(cell, Column::Target);
            assert_eq!((slices, left), (vec![None, None], vec![cell.to_owned()]));
        }
        let both = Some("とも順調".to_owned());
        let (slices, left) = assigned("①②とも順調", Column::Remarks);
        assert_eq!((slices, left), (vec![both.clone(), both], Vec::new()));
    }
}
