//! From the domain to the published JSON.

use crate::calendar::FiscalYear;
use crate::evaluation::{Evaluation, PartEvaluation, SheetEvaluation};
use crate::figure::{Content, Part, Quantity, Value};
use crate::finding::Severity;
use crate::grid::Place;
use crate::kpi::{Actual, Direction, Kpi, KpiNo, Printed, StatedMark, StatedRate};
use crate::measurement::Evidence;
use crate::rate::Rate;
use crate::verdict::{StatedVerdict, Verdict};
use crate::words::{ClosedSet, direction_code, verdict_code};
use crate::year_sheet::{Programme, Unassigned, YearSheet};

use super::measure::DifferenceEntry;
use super::{
    BesideEntry, ComputedCounts, ComputedEntry, CorrectionsCount, EvidenceEntry, FindingEntry,
    KpiEntry, NoEntry, PartEntry, PlaceEntry, ProgrammeEntry, RateEntry, RatePartEntry,
    RenderedFinding, RepairEntry, SheetEntry, StatedCounts, StatedEntry, StatedRateEntry, Summary,
    UnassignedEntry, ValueEntry,
};

impl SheetEntry {
    pub(super) fn new(sheet: &YearSheet, evaluation: &SheetEvaluation) -> Self {
        Self {
            title: sheet.title.clone(),
            municipality: sheet.municipality.clone(),
            fiscal_year: sheet.fiscal_year.map(FiscalYear::western),
            programmes: programme_entries(sheet, evaluation).collect(),
            unassigned: sheet.unassigned.iter().map(UnassignedEntry::from).collect(),
        }
    }
}

pub(super) fn programme_entries<'a>(
    sheet: &'a YearSheet,
    evaluation: &'a SheetEvaluation,
) -> impl Iterator<Item = ProgrammeEntry> + 'a {
    let programmes = sheet.programmes.iter().enumerate();
    programmes.map(|(index, programme)| {
        let evaluations = evaluation.kpis.get(index).map_or(&[][..], Vec::as_slice);
        ProgrammeEntry::new(programme, evaluations)
    })
}

impl ProgrammeEntry {
    fn new(programme: &Programme, evaluations: &[Evaluation]) -> Self {
        let text = |printed: &Option<Printed>| printed.as_ref().map(|p| p.text.clone());
        debug_assert_eq!(
            programme.kpis.len(),
            evaluations.len(),
            "one evaluation a KPI"
        );
        let kpis = programme.kpis.iter().zip(evaluations);
        Self {
            no: programme.no.clone(),
            name: text(&programme.name),
            overview: text(&programme.overview),
            cost_settled_yen: programme
                .cost_settled
                .as_ref()
                .and_then(|cost| cost.yen)
                .map(|yen| yen.0),
            departments: programme.departments.clone(),
            remarks: text(&programme.remarks),
            kpis: kpis
                .map(|(kpi, computed)| KpiEntry::new(kpi, computed))
                .collect(),
        }
    }
}

impl From<KpiNo> for NoEntry {
    fn from(no: KpiNo) -> Self {
        match no.second {
            None => Self::Plain(no.first),
            Some(_) => Self::Levels(no.to_string()),
        }
    }
}

impl KpiEntry {
    fn new(kpi: &Kpi, computed: &Evaluation) -> Self {
        let tolerance = match kpi.direction {
            Direction::Maintain { tolerance } if !tolerance.is_zero() => {
                Some(tolerance.to_string())
            }
            Direction::Maintain { .. } | Direction::Up | Direction::Down | Direction::Range => None,
        };
        Self {
            no: kpi.no.into(),
            name: kpi.name.text.clone(),
            unit: kpi.unit.to_string(),
            direction: direction_code(kpi.direction).to_owned(),
            tolerance,
            direction_source: kpi.direction_source.code().to_owned(),
            accumulation: kpi.accumulation.code().to_owned(),
            formula: kpi.formula.map(|formula| formula.to_string()),
            baseline: kpi.baseline_value().map(ValueEntry::from),
            target: kpi.target_value().map(ValueEntry::from),
            actual: kpi.actual_value().map(ValueEntry::from),
            evidence: kpi
                .actual
                .as_ref()
                .and_then(Actual::evidence)
                .map(EvidenceEntry::from),
            stated: kpi.stated.as_ref().map(StatedEntry::from),
            computed: ComputedEntry {
                verdict: verdict_code(computed.verdict).to_owned(),
                reason: reason_code(computed.verdict),
                period: computed.period.map(FiscalYear::western),
            },
            rate: computed.rate.map(|rate| RateEntry::new(rate, computed)),
            stated_rate: kpi.stated_rate.as_ref().map(StatedRateEntry::from),
            remarks: kpi.remarks.as_ref().map(|printed| printed.text.clone()),
        }
    }
}

impl From<&Evidence> for EvidenceEntry {
    fn from(evidence: &Evidence) -> Self {
        let corrections = evidence.corrections.as_ref();
        Self {
            count: evidence.count,
            status: evidence.status.code().to_owned(),
            corrections: corrections.map(|(count, difference)| CorrectionsCount {
                count: *count,
                difference: difference.iter().map(DifferenceEntry::from).collect(),
            }),
        }
    }
}

impl From<&Value> for ValueEntry {
    fn from(value: &Value) -> Self {
        let (parts, missing) = match &value.content {
            Content::Parts(parts) => (parts.iter().map(PartEntry::from).collect(), None),
            Content::Missing(missing) => (Vec::new(), Some(missing.code().to_owned())),
        };
        Self {
            text: value.text.clone(),
            parts,
            missing,
        }
    }
}

impl From<&Part> for PartEntry {
    fn from(part: &Part) -> Self {
        let (amount, low, high, denominator) = match part.quantity {
            Quantity::Exact(amount) => (Some(amount), None, None, None),
            Quantity::Range { low, high } => (None, low, high, None),
            Quantity::OutOf {
                amount,
                denominator,
            } => (Some(amount), None, None, Some(denominator)),
        };
        Self {
            label: part.label.clone(),
            amount: amount.map(|n| n.to_string()),
            unit: part.unit.to_string(),
            low: low.map(|n| n.to_string()),
            high: high.map(|n| n.to_string()),
            denominator: denominator.map(|n| n.to_string()),
            qualifier: part.qualifier.map(|q| q.code().to_owned()),
            period: part.period.map(FiscalYear::western),
        }
    }
}

impl From<&StatedMark> for StatedEntry {
    fn from(mark: &StatedMark) -> Self {
        Self {
            text: mark.text.clone(),
            verdict: mark.verdict.code().to_owned(),
        }
    }
}

impl From<&StatedRate> for StatedRateEntry {
    fn from(rate: &StatedRate) -> Self {
        Self {
            text: rate.text.clone(),
            percent: rate.percent.map(|n| n.to_string()),
        }
    }
}

impl RateEntry {
    fn new(rate: Rate, computed: &Evaluation) -> Self {
        let parts: Vec<_> = computed.parts.iter().map(RatePartEntry::from).collect();
        Self {
            percent: rate.shown(),
            formula: rate.formula.to_string(),
            maintained: rate.maintains.then_some(true),
            beside: computed.beside.map(|beside| BesideEntry {
                percent: beside.shown(),
                formula: beside.formula.to_string(),
            }),
            parts: (!parts.is_empty()).then_some(parts),
        }
    }
}

impl From<&PartEvaluation> for RatePartEntry {
    fn from(part: &PartEvaluation) -> Self {
        Self {
            label: part.label.clone(),
            percent: part.rate.map(|rate| rate.shown()),
            formula: part.rate.map(|rate| rate.formula.to_string()),
            verdict: verdict_code(part.verdict).to_owned(),
            reason: reason_code(part.verdict),
        }
    }
}

fn reason_code(verdict: Verdict) -> Option<String> {
    match verdict {
        Verdict::Met | Verdict::Missed => None,
        Verdict::Unmeasured(reason) => Some(reason.code().to_owned()),
    }
}

impl From<&Unassigned> for UnassignedEntry {
    fn from(unassigned: &Unassigned) -> Self {
        Self {
            programme: unassigned.programme.clone(),
            column: unassigned.column.code().to_owned(),
            text: unassigned.text.clone(),
            place: unassigned.place.clone().map(PlaceEntry::from),
        }
    }
}

impl From<Place> for PlaceEntry {
    fn from(place: Place) -> Self {
        Self {
            row: place.row,
            column: place.column,
            header: place.header,
            sheet: place.sheet,
        }
    }
}

impl From<RenderedFinding> for FindingEntry {
    fn from(finding: RenderedFinding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity.code().to_owned(),
            programme: finding.programme,
            kpi: finding.kpi.map(NoEntry::from),
            place: finding.place.map(PlaceEntry::from),
            message: finding.message,
            repair: finding.repair.map(|repair| RepairEntry {
                from: repair.from,
                to: repair.to,
            }),
            count: (finding.count > 1).then_some(finding.count),
        }
    }
}

impl Summary {
    /// Counts one sheet; a finding that stands for several counts as those.
    #[must_use]
    pub fn new(
        sheet: &YearSheet,
        evaluation: &SheetEvaluation,
        findings: impl Iterator<Item = (Severity, usize)>,
    ) -> Self {
        let mut summary = Self {
            programmes: sheet.programmes.len(),
            kpis: sheet.kpis().count(),
            ..Self::default()
        };
        for mark in sheet.kpis().filter_map(|(_, kpi)| kpi.stated.as_ref()) {
            summary.stated.count(mark.verdict);
        }
        for computed in evaluation.kpis.iter().flatten() {
            summary.computed.count(computed.verdict);
        }
        for (severity, count) in findings {
            match severity {
                Severity::Error => summary.findings.error += count,
                Severity::Warning => summary.findings.warning += count,
                Severity::Info => summary.findings.info += count,
            }
        }
        summary
    }

    /// Adds up the counts of several sheets.
    #[must_use]
    pub fn total<'a>(summaries: impl Iterator<Item = &'a Self>) -> Self {
        summaries.fold(Self::default(), |mut total, one| {
            total.programmes += one.programmes;
            total.kpis += one.kpis;
            total.stated.met += one.stated.met;
            total.stated.missed += one.stated.missed;
            total.stated.unmeasured += one.stated.unmeasured;
            total.stated.other += one.stated.other;
            total.computed.met += one.computed.met;
            total.computed.missed += one.computed.missed;
            total.computed.unmeasured += one.computed.unmeasured;
            total.findings.error += one.findings.error;
            total.findings.warning += one.findings.warning;
            total.findings.info += one.findings.info;
            total
        })
    }
}

impl StatedCounts {
    fn count(&mut self, verdict: StatedVerdict) {
        match verdict {
            StatedVerdict::Met => self.met += 1,
            StatedVerdict::Missed => self.missed += 1,
            StatedVerdict::Unmeasured => self.unmeasured += 1,
            StatedVerdict::Other => self.other += 1,
        }
    }
}

impl ComputedCounts {
    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::Missed => self.missed += 1,
            Verdict::Unmeasured(_) => self.unmeasured += 1,
        }
    }
}
