//! What the checklist of 実績の締め is filled with: for each programme and each kind that its KPIs
//! count, how many rows there are, what was recorded last, and whether somebody said that it is
//! complete. A blank is not zero, so 0 rows are closed as well as a thousand.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Closing, DateBasis, Kind, Position};
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::ProgrammeDefinition;
use enishi_domain::workflow::Stage;
use enishi_store::{PeriodRows, Signature};
use jiff::Timestamp;

use crate::close_period::{Period, PeriodSeen};
use crate::error::DeskError;
use crate::freeze_year::is_over;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;
use crate::show_year::{YearShown, this_year, years};

/// The checklist of a year.
#[derive(Clone, Debug)]
pub struct ClosingsPage {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// Whether the year is over: before, more may come of any kind.
    pub is_over: bool,
    /// The programmes that the one who looks may see, in the order of the sheet.
    pub programmes: Vec<ProgrammePeriods>,
}

/// A programme's part of it.
#[derive(Clone, Debug)]
pub struct ProgrammePeriods {
    /// Its number.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// 担当課
    pub departments: Vec<String>,
    /// Whether the one who looks may close and reopen.
    pub may_close: bool,
    /// A line for each kind.
    pub periods: Vec<PeriodShown>,
}

/// One line of it.
#[derive(Clone, Debug)]
pub struct PeriodShown {
    /// What is complete or not.
    pub kind: Kind,
    /// The KPIs that count it.
    pub kpis: Vec<KpiNo>,
    /// By which date it falls into the year.
    pub basis: DateBasis,
    /// How many rows lack that date, and count in no year.
    pub undated: i64,
    /// Whether some of its rows belong to no programme.
    pub has_unassigned: bool,
    /// What is seen of it: whoever decides must have seen the same.
    pub seen: PeriodSeen,
    /// What was said last, and by whom.
    pub said: Option<(Closing, Signature)>,
    /// When the last row was recorded, and the file that it came with.
    pub last: Option<(Timestamp, Option<String>)>,
}

/// Shows the checklist.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_closings(
    counter: &Counter,
    year: Option<FiscalYear>,
) -> Result<ClosingsPage, DeskError> {
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    let office = &office.in_year(year);
    let may_see =
        |known: &&ProgrammeDefinition| counter.may_with(Action::SeeLedger, Some(known.no.as_str()));
    let programmes: Vec<_> = office.region.programmes.iter().filter(may_see).collect();
    if programmes.is_empty() {
        counter.ask_with(Action::SeeLedger, None)?;
    }
    let found = Found::of(office, year).await?;
    let of_all_years = office.store.all_period_rows().await?;
    let lasts = office.store.period_lasts(year).await?;
    let positions: Vec<Position> = lasts.iter().map(|(_, _, position)| *position).collect();
    let moments = office.store.recorded_at(&positions).await?;
    let origins = office.store.origins(&positions).await?;
    let recorded = |programme: &ProgrammeDefinition, kind: Kind| {
        let of_kind = lasts.iter().filter(|(of, known, _)| {
            *known == kind && of.as_ref().is_none_or(|of| *of == programme.no)
        });
        let position = of_kind.map(|(_, _, position)| *position).max()?;
        let origin = origins.get(&position);
        let file = origin.map(|origin| origin.file_name.as_ref().unwrap_or(&origin.register));
        Some((*moments.get(&position)?, file.cloned()))
    };
    let shown = programmes.into_iter().map(|programme| {
        let kinds = found.kinds(programme).into_iter();
        ProgrammePeriods {
            no: programme.no.clone(),
            name: programme.name.clone(),
            departments: programme.departments.clone(),
            may_close: counter.may_with(Action::ClosePeriod, Some(&programme.no)),
            periods: kinds
                .map(|kind| {
                    let undated = undated(&of_all_years, programme, kind);
                    found.period(programme, kind, undated, recorded(programme, kind))
                })
                .collect(),
        }
    });
    Ok(ClosingsPage {
        year,
        is_over: is_over(office, year),
        years: years(office, Some(year)),
        programmes: shown.collect(),
    })
}

/// How many kinds nobody has closed of those that KPIs of a year count and the one who looks may
/// close; none of a programme that is published, whose figures stay as they are.
///
/// # Errors
/// [`DeskError::Store`].
pub(crate) async fn open_kinds(counter: &Counter, shown: &YearShown) -> Result<usize, DeskError> {
    let office = &counter.office.in_year(shown.year);
    let parts = shown.programmes.iter();
    let published: BTreeSet<&str> = parts
        .filter(|part| part.course.course.stage() == Stage::Published)
        .map(|part| part.no.as_str())
        .collect();
    let may_close = |known: &&ProgrammeDefinition| {
        let no = known.no.as_str();
        !published.contains(no) && counter.may_with(Action::ClosePeriod, Some(no))
    };
    let said = said(office, shown.year).await?;
    let programmes = office.region.programmes.iter().filter(may_close);
    let open = programmes.flat_map(|programme| {
        let kinds = counted(programme).into_iter();
        kinds.filter(|kind| {
            let of_kind = said.get(&(programme.no.clone(), *kind));
            !of_kind.is_some_and(|(closing, _)| closing.is_closed)
        })
    });
    Ok(open.count())
}

/// How a period is now.
pub(crate) async fn seen(office: &Office, period: &Period) -> Result<PeriodSeen, DeskError> {
    let office = &office.in_year(period.year);
    let programme = office.programme(&period.programme)?;
    let found = Found::of(office, period.year).await?;
    Ok(found.seen(programme, period.kind))
}

/// What was said last of each programme's kinds, and by whom.
type Said = BTreeMap<(String, Kind), (Closing, Signature)>;

async fn said(office: &Office, year: FiscalYear) -> Result<Said, DeskError> {
    let said = office.store.signed_closings(year).await?.into_iter();
    let said = said.map(|(closing, by)| {
        let key = (closing.programme.clone(), closing.kind);
        (key, (closing, by))
    });
    // The last one of a key stays.
    Ok(said.collect())
}

/// What the programme's KPIs count.
fn counted(programme: &ProgrammeDefinition) -> BTreeSet<Kind> {
    let kpis = programme.kpis.iter();
    kpis.flat_map(|kpi| kpi.metric.formula.kinds()).collect()
}

/// What the ledger holds of a year.
struct Found {
    rows: Vec<PeriodRows>,
    said: Said,
}

impl Found {
    async fn of(office: &Office, year: FiscalYear) -> Result<Self, DeskError> {
        Ok(Self {
            rows: office.store.period_rows(year).await?,
            said: said(office, year).await?,
        })
    }

    /// What the programme's KPIs count, what it recorded, and what was said to be complete.
    fn kinds(&self, programme: &ProgrammeDefinition) -> BTreeSet<Kind> {
        let mut kinds = counted(programme);
        let own = self.rows.iter().filter(|rows| {
            let is_own = rows.programme.as_ref() == Some(&programme.no);
            is_own && rows.basis == basis(programme, rows.kind)
        });
        kinds.extend(own.map(|rows| rows.kind));
        let said = self.said.keys().filter(|(no, _)| *no == programme.no);
        kinds.extend(said.map(|(_, kind)| *kind));
        kinds
    }

    /// The rows of a kind that are the programme's or nobody's, by the date that its KPIs look at.
    fn rows(
        &self,
        programme: &ProgrammeDefinition,
        kind: Kind,
    ) -> impl Iterator<Item = &PeriodRows> {
        let basis = basis(programme, kind);
        let no = programme.no.clone();
        self.rows.iter().filter(move |rows| {
            let is_own = rows.programme.as_ref().is_none_or(|of| *of == no);
            is_own && rows.kind == kind && rows.basis == basis
        })
    }

    fn said(&self, programme: &ProgrammeDefinition, kind: Kind) -> Option<&(Closing, Signature)> {
        self.said.get(&(programme.no.clone(), kind))
    }

    fn seen(&self, programme: &ProgrammeDefinition, kind: Kind) -> PeriodSeen {
        let said = self.said(programme, kind);
        PeriodSeen {
            said: said.map_or_else(Position::default, |(closing, _)| closing.position),
            rows: self.rows(programme, kind).map(|rows| rows.rows).sum(),
        }
    }

    fn period(
        &self,
        programme: &ProgrammeDefinition,
        kind: Kind,
        undated: i64,
        last: Option<(Timestamp, Option<String>)>,
    ) -> PeriodShown {
        let kpis = programme.kpis.iter();
        let kpis = kpis.filter(|kpi| kpi.metric.formula.kinds().contains(&kind));
        PeriodShown {
            kind,
            kpis: kpis.map(|kpi| kpi.no).collect(),
            basis: basis(programme, kind),
            undated,
            has_unassigned: self
                .rows(programme, kind)
                .any(|rows| rows.programme.is_none()),
            seen: self.seen(programme, kind),
            said: self.said(programme, kind).cloned(),
            last,
        }
    }
}

/// The rows of all years that lack the date by which the programme's KPIs let them fall into one.
/// One that has not ended lacks nothing.
fn undated(of_all_years: &[PeriodRows], programme: &ProgrammeDefinition, kind: Kind) -> i64 {
    let by = |basis: DateBasis| -> i64 {
        let of_kind = of_all_years.iter().filter(|rows| {
            let of = rows.programme.as_ref();
            let is_own = of.is_none_or(|of| *of == programme.no);
            is_own && rows.kind == kind && rows.basis == basis
        });
        of_kind.map(|rows| rows.rows).sum()
    };
    match basis(programme, kind) {
        DateBasis::Occurred | DateBasis::Ended => 0,
        day @ (DateBasis::Settled | DateBasis::Recognized) => by(DateBasis::Occurred) - by(day),
    }
}

/// By which date the programme's KPIs let a kind fall into a year.
pub(crate) fn basis(programme: &ProgrammeDefinition, kind: Kind) -> DateBasis {
    let counts = programme
        .kpis
        .iter()
        .flat_map(|kpi| kpi.metric.formula.counts());
    let mut of_kind = counts.filter(|count| count.selection.kinds.contains(&kind));
    let first = of_kind.next().map(|count| count.selection.date);
    first.unwrap_or(DateBasis::Occurred)
}
