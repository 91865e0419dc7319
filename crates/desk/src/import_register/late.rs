//! 「締めた後の取込み」 rows of a programme, kind and year that somebody said is complete, or whose
//! figures are frozen. They are taken, as gifts do arrive late; that they are is told, so that
//! somebody looks whether the year has to be opened again.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Closing, DateBasis, Engagement, Kind};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::measure::is_selected;
use enishi_domain::region::ProgrammeDefinition;
use enishi_domain::register::{RegisterRow, RowOutcome};
use enishi_domain::words::ClosedSet as _;

use crate::error::DeskError;
use crate::office::Office;
use crate::show_closings::basis;

/// How many rows a file brings or changes, by what may decide where they count and by programme;
/// under no year those that lack the day.
#[derive(Default)]
pub(super) struct Brought {
    rows: BTreeMap<(Option<FiscalYear>, Kind, DateBasis), OfProgrammes>,
    /// What somebody writes by hand, of which all is known.
    one: Option<Engagement>,
}

/// How many by programme; of no programme under none.
type OfProgrammes = BTreeMap<Option<String>, u64>;

impl Brought {
    /// Notes a row that will be written.
    pub(super) fn note(&mut self, row: &RegisterRow) {
        let RowOutcome::Engagements(drafts, _) = &row.outcome else {
            return;
        };
        for engagement in drafts.iter().map(|draft| &draft.engagement) {
            self.note_engagement(engagement);
        }
    }

    /// What somebody writes by hand.
    pub(super) fn by(engagement: &Engagement) -> Self {
        let mut brought = Self {
            one: Some(engagement.clone()),
            ..Self::default()
        };
        brought.note_engagement(engagement);
        brought
    }

    fn note_engagement(&mut self, engagement: &Engagement) {
        for basis in DateBasis::ALL {
            let year = engagement.fiscal_year(*basis);
            let of_programmes = self
                .rows
                .entry((year, engagement.kind, *basis))
                .or_default();
            // A programme's number is copied once, not once a row.
            match of_programmes.get_mut(&engagement.programme) {
                Some(rows) => *rows += 1,
                None => {
                    of_programmes.insert(engagement.programme.clone(), 1);
                }
            }
        }
    }

    /// How many rows name a programme that is none of these.
    pub(super) fn of_no_programme(&self, known: &[ProgrammeDefinition]) -> u64 {
        let is_known = |no: &String| known.iter().any(|programme| programme.no == *no);
        // Under its day of occurrence each stands once.
        let once = self.rows.iter();
        let once = once.filter(|((_, _, basis), _)| *basis == DateBasis::Occurred);
        let named = once.flat_map(|(_, of_programmes)| of_programmes);
        let unknown = named.filter(|(no, _)| no.as_ref().is_some_and(|no| !is_known(no)));
        unknown.map(|(_, rows)| rows).sum()
    }

    fn years(&self) -> BTreeSet<FiscalYear> {
        self.rows.keys().filter_map(|(year, _, _)| *year).collect()
    }

    /// The rows that a programme's KPIs, or its closing, are about; under no year those that lack
    /// the day by which these count.
    pub(super) fn rows(
        &self,
        year: Option<FiscalYear>,
        kind: Kind,
        programme: &ProgrammeDefinition,
    ) -> u64 {
        let of_programmes = self.rows.get(&(year, kind, basis(programme, kind)));
        let rows = of_programmes.into_iter().flatten();
        let own = rows.filter(|(no, _)| no.as_ref().is_none_or(|no| *no == programme.no));
        let own = own.map(|(_, rows)| rows).sum();
        if own == 0 && year.is_some_and(|year| self.is_looked_at(year, kind, programme)) {
            return 1;
        }
        own
    }

    /// Whether a programme's KPIs count what somebody writes by hand, whatever programme that is
    /// of: not every definition asks for its own.
    fn is_looked_at(&self, year: FiscalYear, kind: Kind, programme: &ProgrammeDefinition) -> bool {
        let Some(one) = self.one.as_ref().filter(|one| one.kind == kind) else {
            return false;
        };
        programme.kpis.iter().any(|kpi| {
            let counts = kpi.metric.formula.counts();
            let mut counts = counts.iter();
            counts.any(|count| is_selected(one, &count.selection, kpi.metric.window, year))
        })
    }
}

/// What is told of rows that come late.
pub(super) async fn findings(
    office: &Office,
    brought: &Brought,
) -> Result<Vec<Finding>, DeskError> {
    let mut findings = Vec::new();
    for year in brought.years() {
        let closings = office.store.signed_closings(year).await?;
        let frozen = office.store.frozen_figures(year).await?;
        if closings.is_empty() && frozen.is_empty() {
            continue;
        }
        // The last that was said of a kind holds.
        let said: BTreeMap<(&str, Kind), &Closing> = closings
            .iter()
            .map(|(closing, _)| ((closing.programme.as_str(), closing.kind), closing))
            .collect();
        for programme in &office.in_year(year).region.programmes {
            let no = programme.no.as_str();
            let frozen = frozen.iter().map(|(_, figure)| figure);
            let frozen = frozen.filter(|figure| figure.programme == no && figure.reason.is_none());
            let frozen: BTreeSet<&str> = frozen.map(|figure| figure.kpi.as_str()).collect();
            let kpis = programme.kpis.iter();
            let kpis = kpis.filter(|kpi| frozen.contains(kpi.no.to_string().as_str()));
            let frozen: BTreeSet<Kind> = kpis.flat_map(|kpi| kpi.metric.formula.kinds()).collect();
            let closed = said
                .values()
                .filter(|one| one.programme == no && one.is_closed);
            let closed: BTreeSet<Kind> = closed.map(|closing| closing.kind).collect();
            for kind in closed.union(&frozen) {
                let rows = brought.rows(Some(year), *kind, programme);
                let message = match frozen.contains(kind) {
                    true => "frozen_year",
                    false => "closed_year",
                };
                if rows > 0 {
                    let told = Finding::new("I16", Severity::Warning, message);
                    let told = told.with("programme", no).with("rows", rows);
                    findings.push(told.with("kind", kind.word()).with("year", year));
                }
            }
        }
    }
    Ok(findings)
}
