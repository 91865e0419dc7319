//! 「事業効果（案）」 what a rubric proposes for each programme. A person decides; the proposal is shown
//! beside what was measured, 「4件中3件測定」.

use enishi_domain::rating::{Basis, Proposal, Rubric};

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
            let basis = Basis::of_programme(&programme.kpis, evaluations);
            let proposal = rubric.propose(&basis);
            Proposed { basis, proposal }
        })
        .collect()
}
