//! Which cells a finding is about: those whose printed text stands at the finding's place, else the
//! name of its KPI, else the number of its programme. A finding about the sheet stands in the list
//! only.

use std::collections::BTreeMap;

use enishi_domain::grid::Place;
use enishi_domain::interchange::RenderedFinding;
use enishi_domain::kpi::{Kpi, KpiNo, Printed};
use enishi_domain::long_form::LongColumn;
use enishi_domain::year_sheet::{Programme, YearSheet};

use crate::document::Flag;
use crate::wording;

use super::Subject;

/// More findings than these about one cell stand in the list only: a cell of a thousand texts that
/// belong to nobody has a thousand findings, and every one of them would be about all the others.
const MOST_FLAGS: usize = 20;

/// The flags by row and column of the table.
#[derive(Debug, Default)]
pub(super) struct Flags(BTreeMap<(usize, LongColumn), Vec<Flag>>);

impl Flags {
    pub(super) fn of(&self, row: usize, column: LongColumn) -> Vec<Flag> {
        self.0.get(&(row, column)).cloned().unwrap_or_default()
    }

    /// The flags of the n-th unassigned text: its rows stand behind all others.
    pub(super) fn of_unassigned(&self, sheet: &YearSheet, index: usize) -> Vec<Flag> {
        let rows = |p: &Programme| p.kpis.len().max(1);
        let before: usize = sheet.programmes.iter().map(rows).sum();
        self.of(before.max(1) + index, LongColumn::UnassignedText)
    }
}

pub(super) fn flags(subjects: &[Subject<'_>], findings: &[RenderedFinding]) -> Flags {
    let index = PlaceIndex::new(subjects);
    let mut flags = Flags::default();
    for (number, finding) in (1..).zip(findings) {
        let flag = Flag {
            number,
            severity: finding.severity,
            summary: wording::flag_summary(
                number,
                &finding.rule,
                finding.severity,
                &finding.message,
            ),
        };
        for cell in index.cells(finding) {
            let flags = flags.0.entry(cell).or_default();
            if flags.len() < MOST_FLAGS {
                flags.push(flag.clone());
            }
        }
    }
    flags
}

/// A place without its heading, which only describes it.
type Spot<'a> = (u32, u32, Option<&'a str>);

type CellIndex = (usize, LongColumn);

/// Which cells came from where.
struct PlaceIndex<'a> {
    subjects: &'a [Subject<'a>],
    spots: BTreeMap<Spot<'a>, Vec<CellIndex>>,
    /// The first row of a programme, by its number.
    programmes: BTreeMap<&'a str, usize>,
    /// The row of a KPI, by its programme's number and its own.
    kpis: BTreeMap<(&'a str, KpiNo), usize>,
}

impl<'a> PlaceIndex<'a> {
    fn new(subjects: &'a [Subject<'a>]) -> Self {
        let mut index = Self {
            subjects,
            spots: BTreeMap::new(),
            programmes: BTreeMap::new(),
            kpis: BTreeMap::new(),
        };
        let mut last_order = None;
        for (row, subject) in subjects.iter().enumerate() {
            if let Some(programme) = subject.programme {
                // Merged cells are flagged where the merged range begins.
                if subject.order != last_order {
                    index.add_programme(row, programme);
                }
                index.programmes.entry(&programme.no).or_insert(row);
                if let Some(kpi) = subject.kpi {
                    index.kpis.entry((&programme.no, kpi.no)).or_insert(row);
                }
            }
            last_order = subject.order;
            for (column, place) in subject.kpi.into_iter().flat_map(kpi_places) {
                index.add(row, column, place);
            }
            if let Some(unassigned) = subject.unassigned {
                index.add(row, LongColumn::UnassignedText, unassigned.place.as_ref());
            }
        }
        index
    }

    fn add_programme(&mut self, row: usize, programme: &'a Programme) {
        let place = |printed: &'a Option<Printed>| printed.as_ref().and_then(|p| p.place.as_ref());
        let cost = programme.cost_settled.as_ref();
        for (column, place) in [
            (LongColumn::ProgrammeNo, programme.place.as_ref()),
            (LongColumn::ProgrammeName, place(&programme.name)),
            (LongColumn::Overview, place(&programme.overview)),
            (
                LongColumn::CostYen,
                cost.and_then(|c| c.printed.place.as_ref()),
            ),
            (LongColumn::Remarks, place(&programme.remarks)),
            (
                LongColumn::Departments,
                place(&programme.departments_printed),
            ),
        ] {
            self.add(row, column, place);
        }
    }

    fn add(&mut self, row: usize, column: LongColumn, place: Option<&'a Place>) {
        if let Some(place) = place {
            self.spots
                .entry(spot(place))
                .or_default()
                .push((row, column));
        }
    }

    /// The cells that a finding is about.
    fn cells(&self, finding: &RenderedFinding) -> Vec<CellIndex> {
        let at_place = finding
            .place
            .as_ref()
            .and_then(|place| self.spots.get(&spot(place)));
        let mut cells: Vec<CellIndex> = at_place
            .into_iter()
            .flatten()
            .copied()
            .filter(|(row, _)| self.is_about(*row, finding))
            .collect();
        if cells.is_empty() {
            cells.extend(self.heading(finding));
        }
        cells
    }

    /// Several KPIs share one printed cell; a finding about one of them is not about the others.
    fn is_about(&self, row: usize, finding: &RenderedFinding) -> bool {
        let subject = &self.subjects[row];
        let of_unassigned = subject.unassigned.and_then(|u| u.programme.as_deref());
        let programme = subject.programme.map(|p| p.no.as_str()).or(of_unassigned);
        let kpi = subject.kpi.map(|kpi| kpi.no);
        let same_programme = finding.programme.is_none()
            || programme.is_none()
            || finding.programme.as_deref() == programme;
        let same_kpi = finding.kpi.is_none() || kpi.is_none() || finding.kpi == kpi;
        same_programme && same_kpi
    }

    /// The cell that names the finding's KPI, or else its programme.
    fn heading(&self, finding: &RenderedFinding) -> Option<CellIndex> {
        let no = finding.programme.as_deref()?;
        let kpi = finding.kpi.and_then(|kpi| self.kpis.get(&(no, kpi)));
        let of_kpi = kpi.map(|row| (*row, LongColumn::KpiName));
        let programme = self.programmes.get(no);
        of_kpi.or_else(|| programme.map(|row| (*row, LongColumn::ProgrammeNo)))
    }
}

fn kpi_places(kpi: &Kpi) -> [(LongColumn, Option<&Place>); 7] {
    [
        (LongColumn::KpiName, kpi.name.place.as_ref()),
        (
            LongColumn::Baseline,
            kpi.baseline_value().and_then(|v| v.place.as_ref()),
        ),
        (
            LongColumn::Target,
            kpi.target_value().and_then(|v| v.place.as_ref()),
        ),
        (
            LongColumn::Actual,
            kpi.actual_value().and_then(|v| v.place.as_ref()),
        ),
        (
            LongColumn::MarkStated,
            kpi.stated.as_ref().and_then(|m| m.place.as_ref()),
        ),
        (
            LongColumn::RatePrinted,
            kpi.stated_rate.as_ref().and_then(|r| r.place.as_ref()),
        ),
        (
            LongColumn::KpiRemarks,
            kpi.remarks.as_ref().and_then(|r| r.place.as_ref()),
        ),
    ]
}

fn spot(place: &Place) -> Spot<'_> {
    (place.row, place.column, place.sheet.as_deref())
}
