//! What the list of the ledger is filled with: a page of rows, and what the whole selection adds up
//! to. Parties are numbers here; nothing of a person is in it.
//!
//! A page begins behind a position, so that the thousandth is as quick as the first.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, Kind, LedgerRow, Position, Role};
use enishi_domain::figure::Unit;
use enishi_domain::metric::{Condition, Count, Formula, Measure, Metric, Selection, Window};
use enishi_domain::party::PartyType;
use enishi_domain::words::ClosedSet as _;
use enishi_store::BatchId;

use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::this_year;

/// How many rows a page holds.
const ROWS: u32 = 50;

/// How many imports are offered to be looked at.
const IMPORTS: u32 = 20;

/// At how many positions of an import it is seen whose it is: a file is mostly of one programme.
const SAMPLE: i64 = 500;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// The year in which it happened; the latest with targets where none is named.
    pub year: Option<FiscalYear>,
    /// The programme's number.
    pub programme: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// Only what an import wrote, of whatever year.
    pub batch: Option<BatchId>,
    /// Only what was recorded before this one.
    pub before: Option<Position>,
}

/// A page of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerPage {
    /// The year.
    pub year: FiscalYear,
    /// The programme it is limited to.
    pub programme: Option<String>,
    /// The programmes that the one who looks may choose.
    pub programmes: Vec<(String, Option<String>)>,
    /// Whether they may look at all of them at once.
    pub may_see_all: bool,
    /// The last imports that wrote something that they may see: number, register, file.
    pub imports: Vec<(BatchId, String, Option<String>)>,
    /// The rows in force, the latest first.
    pub rows: Vec<LedgerRow>,
    /// Where the next page begins.
    pub next: Option<Position>,
    /// What the year's selection adds up to; none for an import.
    pub totals: Option<Totals>,
}

/// 延べ and 実 of a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many records.
    pub records: i64,
    /// 延べ: every participation, and the heads of tallies.
    pub rows: i64,
    /// 実: persons, each once.
    pub persons: i64,
    /// 実: organisations, each once.
    pub organizations: i64,
}

/// Shows a page.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_ledger(
    counter: &Counter,
    filter: &LedgerFilter,
) -> Result<LedgerPage, DeskError> {
    let office = &counter.office;
    let store = &office.store;
    let action = Action::SeeLedger;
    let programme = counter.limited_to(action, filter.programme.as_deref())?;
    let of = programme.as_deref();
    let programmes = counter.programmes_for(action).into_iter();
    let programmes = programmes.map(|programme| (programme.no.clone(), programme.name.clone()));
    let year = filter.year.unwrap_or_else(|| this_year(office));
    let (kind, before) = (filter.kind, filter.before);
    let page = match filter.batch {
        Some(batch) => store.batch_page(batch, of, kind, before, ROWS).await?,
        None => store.ledger_page(year, of, kind, before, ROWS).await?,
    };
    let totals = match filter.batch {
        Some(_) => None,
        None => Some(totals(office, year, of, kind).await?),
    };
    Ok(LedgerPage {
        year,
        imports: imports(counter, of).await?,
        programmes: programmes.collect(),
        may_see_all: counter.principal().may(action, Object::Office),
        rows: page.rows,
        next: page.next,
        totals,
        programme,
    })
}

/// The last imports; for a department only those that wrote something of the programme it looks
/// at among their first rows, as the name of a file says something by itself.
async fn imports(
    counter: &Counter,
    programme: Option<&str>,
) -> Result<Vec<(BatchId, String, Option<String>)>, DeskError> {
    let store = &counter.office.store;
    let mut imports = store.recent_batches(IMPORTS).await?;
    if counter.principal().may(Action::SeeLedger, Object::Office) {
        return Ok(imports);
    }
    let mut own = Vec::new();
    for import in imports.drain(..) {
        let before = Some(Position(import.0.0 + SAMPLE));
        let page = store
            .batch_page(import.0, programme, None, before, 1)
            .await?;
        if !page.rows.is_empty() {
            own.push(import);
        }
    }
    Ok(own)
}

/// Counts as a KPI of the selection would be counted.
pub(crate) async fn totals(
    office: &Office,
    year: FiscalYear,
    programme: Option<&str>,
    kind: Option<Kind>,
) -> Result<Totals, DeskError> {
    let kinds = kind.as_ref().map_or(Kind::ALL, std::slice::from_ref);
    let metric = |party_type| Metric {
        formula: Formula::Count(Count {
            measure: Measure::Distinct(party_type),
            selection: Selection {
                kinds: kinds.iter().copied().collect(),
                conditions: programme
                    .map(|no| Condition::Programme(no.to_owned()))
                    .into_iter()
                    .collect(),
                role: Role::Subject,
                date: DateBasis::Occurred,
            },
        }),
        window: Window::FiscalYear,
        divisor: Decimal::ONE,
        digits: None,
        unit: Unit::default(),
        note: None,
    };
    let mut measuring = office.store.measuring(Position::NOW).await?;
    // No closing is of no programme, so that nothing recorded gives no figure, and 0 of each.
    let persons = measuring
        .measure_metric("", &metric(PartyType::Person), year)
        .await?;
    let organizations = metric(PartyType::Organization);
    let organizations = measuring.measure_metric("", &organizations, year).await?;
    Ok(Totals {
        records: persons.evidence,
        rows: persons.rows.unwrap_or_default(),
        persons: persons.distinct.unwrap_or_default(),
        organizations: organizations.distinct.unwrap_or_default(),
    })
}
