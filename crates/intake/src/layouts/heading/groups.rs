//! Indicators side by side whose headings repeat: 「指標①｜指標値｜実績値｜指標②｜指標値｜実績値」.

use enishi_domain::kpi::KpiNo;
use enishi_domain::year_sheet::Column;

use super::HeadingColumn;
use crate::layouts::VALUE_COLUMNS;

/// Gives the columns behind each indicator's name its number, as far as the first indicator has
/// such a column too: what stands behind the last one may be the programme's.
pub(super) fn settle(columns: &mut [&mut HeadingColumn]) {
    let starts = starts(columns);
    let [first, second, ..] = starts.as_slice() else {
        return;
    };
    let kinds: Vec<Column> = columns[first + 1..*second]
        .iter()
        .map(|heading| heading.column)
        .filter(|column| VALUE_COLUMNS.contains(column))
        .collect();
    if kinds.is_empty() {
        return;
    }
    let ends = starts.iter().skip(1).copied().chain([columns.len()]);
    for ((start, end), ordinal) in starts.iter().copied().zip(ends).zip(1..) {
        let no = *columns[start].kpi.get_or_insert(KpiNo::new(ordinal));
        let mut taken = Vec::new();
        for heading in &mut columns[start + 1..end] {
            let kind = (heading.column, heading.period);
            if heading.kpi.is_none() && kinds.contains(&kind.0) && !taken.contains(&kind) {
                heading.kpi = Some(no);
                taken.push(kind);
            }
        }
    }
}

/// The names of the indicators: numbered, or the same heading again within one programme's columns.
fn starts(columns: &[&mut HeadingColumn]) -> Vec<usize> {
    let is_name = |at: &usize| columns[*at].column == Column::KpiName;
    let names: Vec<usize> = (0..columns.len()).filter(is_name).collect();
    let mut numbers: Vec<_> = names.iter().filter_map(|at| columns[*at].kpi).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() > 1 && numbers.len() == names.len() {
        return names;
    }
    let again = |at: &usize| columns[*at].text == columns[names[0]].text;
    let of_programme = [Column::ProgrammeNo, Column::ProgrammeName];
    let another_programme = |first: usize| {
        let mut behind = columns[first..].iter();
        behind.any(|heading| of_programme.contains(&heading.column))
    };
    match names.first() {
        Some(first)
            if numbers.is_empty() && names.iter().all(again) && !another_programme(*first) =>
        {
            names
        }
        _ => Vec::new(),
    }
}
