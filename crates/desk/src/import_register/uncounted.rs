//! 「数えられない行」 rows without the day by which a programme's KPIs let them fall into a year: gifts
//! without 調定日. They are taken, as the day may follow; that no figure counts them is told.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{DateBasis, Kind};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::metric::Formula;
use enishi_domain::register::{RegisterRow, RowOutcome};
use enishi_domain::words::ClosedSet as _;

use crate::office::Office;
use crate::show_closings::basis;

/// The days that a row may lack. One that has not ended lacks nothing.
const MAY_LACK: [DateBasis; 2] = [DateBasis::Settled, DateBasis::Recognized];

/// How many rows lack a day, by programme; of no programme under none.
#[derive(Default)]
pub(super) struct Undated(BTreeMap<(Kind, DateBasis), BTreeMap<Option<String>, u64>>);

impl Undated {
    /// Notes a row that will be written.
    pub(super) fn note(&mut self, row: &RegisterRow) {
        let RowOutcome::Engagements(drafts, _) = &row.outcome else {
            return;
        };
        for engagement in drafts.iter().map(|draft| &draft.engagement) {
            for basis in MAY_LACK {
                if engagement.date(basis).is_some() {
                    continue;
                }
                let of_programmes = self.0.entry((engagement.kind, basis)).or_default();
                // A programme's number is copied once, not once a row.
                match of_programmes.get_mut(&engagement.programme) {
                    Some(rows) => *rows += 1,
                    None => {
                        of_programmes.insert(engagement.programme.clone(), 1);
                    }
                }
            }
        }
    }
}

/// What is told of rows that no figure counts.
pub(super) fn findings(office: &Office, undated: &Undated) -> Vec<Finding> {
    let mut findings = Vec::new();
    for programme in &office.region.programmes {
        let formulas = programme.kpis.iter().map(|kpi| &kpi.metric.formula);
        let kinds: BTreeSet<Kind> = formulas.flat_map(Formula::kinds).collect();
        for kind in kinds {
            let lacking = basis(programme, kind);
            let of_programmes = undated.0.get(&(kind, lacking)).into_iter().flatten();
            let own = of_programmes
                .filter(|(no, _)| no.as_ref().is_none_or(|no| *no == programme.no))
                .map(|(_, rows)| rows);
            let rows: u64 = own.sum();
            if rows > 0 {
                let told = Finding::new("I20", Severity::Warning, "undated");
                let told = told.with("programme", &programme.no).with("rows", rows);
                findings.push(told.with("kind", kind.word()).with("day", lacking.word()));
            }
        }
    }
    findings
}
