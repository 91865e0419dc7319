//! What another definition would do: which lines of the file differ, which figures of last year
//! come out otherwise, and which rows come in or fall out.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, LedgerRow, Position};
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::{KpiDefinition, Region};
use enishi_intake::definitions::wording::sentence;

use crate::error::DeskError;
use crate::office::Office;

/// How many rows of a KPI are compared one by one; of more only the figures are told.
const MOST_ROWS: usize = 5_000;

/// How many that come in or fall out are shown.
pub const MOST_SHOWN: usize = 20;

/// How many pairs of lines are compared; longer files are shown as wholly other.
const MOST_COMPARED: usize = 1_000_000;

/// A line that is taken out or put in, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// It stands there now.
    Out(usize, String),
    /// It would stand there.
    In(usize, String),
}

/// A KPI that is counted otherwise.
#[derive(Clone, Debug)]
pub struct Recount {
    /// The programme's number.
    pub programme: String,
    /// The KPI's.
    pub kpi: KpiNo,
    /// How it is counted now, as a sentence.
    pub sentence_before: String,
    /// How it would be.
    pub sentence_after: String,
    /// Last year's figure by the definition of now.
    pub before: String,
    /// And by the new one.
    pub after: String,
    /// Rows that come in and fall out; none where there are too many to be told one by one.
    pub rows: Option<RowChanges>,
}

/// Rows that a definition takes in or leaves out.
#[derive(Clone, Debug, Default)]
pub struct RowChanges {
    /// How many come in.
    pub count_in: usize,
    /// How many fall out.
    pub count_out: usize,
    /// The first of those that come in.
    pub rows_in: Vec<LedgerRow>,
    /// The first of those that fall out.
    pub rows_out: Vec<LedgerRow>,
}

/// Every KPI that another definition counts otherwise, by both, in the year before.
pub(super) async fn recount(
    office: &Office,
    after: &Region,
    year: FiscalYear,
) -> Result<Vec<Recount>, DeskError> {
    let mut figures = Vec::new();
    for programme in &after.programmes {
        for kpi in &programme.kpis {
            let before = office.region.kpi(&programme.no, kpi.no);
            let Some(before) = before.filter(|before| before.metric != kpi.metric) else {
                continue;
            };
            let measure = |kpi: &KpiDefinition| {
                // It is asked what it would have given, whenever it begins.
                let kpi = KpiDefinition {
                    begins: None,
                    ..kpi.clone()
                };
                let (store, no) = (office.store.clone(), programme.no.clone());
                async move {
                    let figure = store.measure(&no, &kpi, year, Position::NOW).await?;
                    Ok::<_, DeskError>(figure.value(&kpi.metric.unit).text)
                }
            };
            let series = (&office.region.series, &after.series);
            figures.push(Recount {
                programme: programme.no.clone(),
                kpi: kpi.no,
                sentence_before: sentence::definition_ja(&before.metric, None, series.0),
                sentence_after: sentence::definition_ja(&kpi.metric, None, series.1),
                before: measure(before).await?,
                after: measure(kpi).await?,
                rows: row_changes(office, (before, kpi), year).await?,
            });
        }
    }
    Ok(figures)
}

async fn row_changes(
    office: &Office,
    (before, after): (&KpiDefinition, &KpiDefinition),
    year: FiscalYear,
) -> Result<Option<RowChanges>, DeskError> {
    let (Some(old), Some(new)) = (
        rows(office, before, year).await?,
        rows(office, after, year).await?,
    ) else {
        return Ok(None);
    };
    let ids = |rows: &[LedgerRow]| rows.iter().map(|row| row.id).collect::<BTreeSet<_>>();
    let (old_ids, new_ids) = (ids(&old), ids(&new));
    let missing = |rows: Vec<LedgerRow>, others: &BTreeSet<EngagementId>| {
        let rows = rows.into_iter().filter(|row| !others.contains(&row.id));
        rows.take(MOST_SHOWN).collect::<Vec<_>>()
    };
    Ok(Some(RowChanges {
        count_in: new_ids.difference(&old_ids).count(),
        count_out: old_ids.difference(&new_ids).count(),
        rows_in: missing(new, &old_ids),
        rows_out: missing(old, &new_ids),
    }))
}

/// The rows that a KPI rests on, each once; none where there are too many.
async fn rows(
    office: &Office,
    kpi: &KpiDefinition,
    year: FiscalYear,
) -> Result<Option<Vec<LedgerRow>>, DeskError> {
    const AT_ONCE: u32 = 1_000;
    let mut found: Vec<LedgerRow> = Vec::new();
    let mut known = BTreeSet::new();
    for count in kpi.metric.formula.counts() {
        let mut after = None;
        loop {
            let of = (count, kpi.metric.window);
            let store = &office.store;
            let page = store
                .evidence(of, year, Position::NOW, after, AT_ONCE)
                .await?;
            found.extend(page.rows.into_iter().filter(|row| known.insert(row.id)));
            if found.len() > MOST_ROWS {
                return Ok(None);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Some(found))
}

/// What is different, line by line: what both begin and end with is passed over, and of what stands
/// between, the longest common part stays.
pub(super) fn line_changes(before: &str, after: &str) -> Vec<LineChange> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let ends = old[same..].iter().rev().zip(new[same..].iter().rev());
    let ends = ends.take_while(|(a, b)| a == b).count();
    let (olds, news) = (&old[same..old.len() - ends], &new[same..new.len() - ends]);
    if olds.len().saturating_mul(news.len()) > MOST_COMPARED {
        let out = olds.iter().zip(same + 1..);
        let out = out.map(|(line, n)| LineChange::Out(n, (*line).to_owned()));
        let new = news.iter().zip(same + 1..);
        let new = new.map(|(line, n)| LineChange::In(n, (*line).to_owned()));
        return out.chain(new).collect();
    }
    let width = news.len() + 1;
    let mut common = vec![0_u32; (olds.len() + 1) * width];
    for (i, a) in olds.iter().enumerate().rev() {
        for (j, b) in news.iter().enumerate().rev() {
            common[i * width + j] = if a == b {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut changes) = (0, 0, Vec::new());
    while i < olds.len() || j < news.len() {
        if i < olds.len() && j < news.len() && olds[i] == news[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == news.len()
            || i < olds.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]
        {
            changes.push(LineChange::Out(same + i + 1, olds[i].to_owned()));
            i += 1;
        } else {
            changes.push(LineChange::In(same + j + 1, news[j].to_owned()));
            j += 1;
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_lines_that_go_and_come() {
        use LineChange::{In, Out};
        let out = |n: usize, text: &str| Out(n, text.to_owned());
        let new = |n: usize, text: &str| In(n, text.to_owned());
        for (before, after, expected) in [
            ("a\nb\n", "a\nb\n", vec![]),
            ("a\nb\nc\n", "a\nx\nc\n", vec![out(2, "b"), new(2, "x")]),
            ("a\nc\n", "a\nb\nc\n", vec![new(2, "b")]),
            ("a\nb\nc\nd\n", "b\nd\n", vec![out(1, "a"), out(3, "c")]),
            ("", "a\n", vec![new(1, "a")]),
        ] {
            assert_eq!(
                line_changes(before, after),
                expected,
                "{before:?} {after:?}"
            );
        }
    }
}
