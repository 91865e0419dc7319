//! 「事業効果（案）」 what a rubric proposes for each programme. A person decides; the proposal is shown
//! beside what was measured, 「4件中3件測定」.

use enishi_domain::Decimal;
use enishi_domain::evaluation::Evaluation;
use enishi_domain::kpi::{Direction, Kpi};
use enishi_domain::rating::{Basis, Proposal, Rubric};
use enishi_domain::verdict::Verdict;

use crate::check_sheet::Checked;

/// The proposal for one programme.
#[derive(Clone, Debug)]
pub struct Proposed<'r> {
    /// What it rests on.
    pub basis: Basis,
    /// What is proposed.
    pub proposal: Proposal<'r>,
}

/// The proposal for each programme, in the sheet's order.
#[must_use]
pub fn rate_programmes<'r>(checked: &Checked, rubric: &'r Rubric) -> Vec<Proposed<'r>> {
    let programmes = checked
        .sheet
        .programmes
        .iter()
        .zip(&checked.evaluation.kpis);
    programmes
        .map(|(programme, evaluations)| {
            let mut basis = Basis::of(evaluations);
            basis.changes = changes(&programme.kpis, evaluations);
            let proposal = rubric.propose(&basis);
            Proposed { basis, proposal }
        })
        .collect()
}

/// (A − B)/|B| in percent, positive for the better, of every measured, undivided KPI that shall
/// grow or fall and has a baseline.
fn changes(kpis: &[Kpi], evaluations: &[Evaluation]) -> Vec<Decimal> {
    let change = |(kpi, evaluation): (&Kpi, &Evaluation)| {
        if matches!(evaluation.verdict, Verdict::Unmeasured(_)) {
            return None;
        }
        let [baseline] = kpi.baseline_value()?.parts() else {
            return None;
        };
        let [actual] = kpi.actual_value()?.parts() else {
            return None;
        };
        let factor = actual.unit.factor_to(&baseline.unit)?;
        let reached = actual.quantity.amount()?.checked_mul(factor)?;
        let before = baseline.quantity.amount()?;
        let gained = reached.checked_sub(before)?;
        let gained = match kpi.direction {
            Direction::Up => gained,
            Direction::Down => -gained,
            Direction::Maintain { .. } | Direction::Range => return None,
        };
        gained
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(before.abs())
    };
    kpis.iter().zip(evaluations).filter_map(change).collect()
}
