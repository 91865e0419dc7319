//! 「数えられない行」 rows without the day by which a programme's KPIs let them fall into a year: gifts
//! without 調定日; and rows of a programme that there is not. They are taken, as the day or the
//! definition may follow; that no figure counts them is told.

use std::collections::BTreeSet;

use enishi_domain::engagement::{DateBasis, Kind};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::metric::Formula;
use enishi_domain::words::ClosedSet as _;

use super::late::Brought;
use crate::office::Office;
use crate::show_closings::basis;

/// What is told of rows that no figure counts. One that has not ended lacks nothing.
pub(super) fn findings(office: &Office, brought: &Brought) -> Vec<Finding> {
    let mut findings = Vec::new();
    for programme in &office.region.programmes {
        let formulas = programme.kpis.iter().map(|kpi| &kpi.metric.formula);
        let kinds: BTreeSet<Kind> = formulas.flat_map(Formula::kinds).collect();
        for kind in kinds {
            let day = basis(programme, kind);
            let rows = brought.rows(None, kind, programme);
            if rows > 0 && day != DateBasis::Ended {
                let told = Finding::new("I20", Severity::Warning, "undated");
                let told = told.with("programme", &programme.no).with("rows", rows);
                findings.push(told.with("kind", kind.word()).with("day", day.word()));
            }
        }
    }
    let standing = &office.definitions.standing;
    let rows = brought.of_no_programme(standing);
    if rows > 0 {
        let known: Vec<&str> = standing.iter().map(|one| one.no.as_str()).collect();
        let told = Finding::new("I21", Severity::Warning, "no_such_programme");
        findings.push(told.with("rows", rows).with("known", known.join("、")));
    }
    findings
}
