//! Counting in SQL: a metric's counts over the facts, as of any position. The one place where SQL
//! is joined from fragments; they are fixed, and every value is bound. What it gives must be what
//! `enishi_domain::measure` gives: a property test holds the two together on both databases.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, Facet, LedgerRow, Position};
use enishi_domain::measure::Tally;
use enishi_domain::metric::{Condition, Count, Selection, Window};
use enishi_domain::party::PartyType;
use enishi_domain::words::ClosedSet as _;
use sqlx::{AnyConnection, Row as _};

use crate::columns::QUANTITY_SCALE;
use crate::database::Store;
use crate::dialect::Dialect;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
use crate::facts::{day_number, type_of_number, year_number};
use crate::reading::EvidencePage;

mod canon;
mod people;
mod query;
mod shares;
mod stretch;

pub(crate) use canon::{Canon, KeptCanon};
use people::People;
pub(crate) use query::Query;
pub(crate) use shares::shares;
use stretch::Sums;
pub(crate) use stretch::{Stretch, stretches};

impl Store {
    /// The ledger rows that a count rests on, a page at a time: those behind `after`, at most so
    /// many.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn evidence(
        &self,
        (count, window): (&Count, Window),
        year: FiscalYear,
        as_of: Position,
        after: Option<Position>,
        most: u32,
    ) -> Result<EvidencePage, StoreError> {
        let span = Span::new(&count.selection, window, year, Known::at(as_of));
        let Some(compared) = span.years() else {
            return Ok(EvidencePage {
                rows: Vec::new(),
                next: None,
            });
        };
        let mut query = Query::new(self.dialect);
        query.text("select f.from_position from engagement_fact f where f.shape in (");
        span.shapes(&mut query);
        query.text(") and f.fiscal_year");
        query.text(compared);
        query.number(i64::from(year.western()));
        span.filter_facts(&mut query);
        query.text(" and f.lead = 1 and f.from_position > ");
        query.number(after.unwrap_or_default().0);
        query.text(" order by f.from_position limit ");
        query.number(i64::from(most) + 1);
        let mut connection = self.readers.acquire().await?;
        let found = query.fetch(&mut connection).await?;
        let mut positions: Vec<i64> = Vec::with_capacity(found.len());
        for row in &found {
            positions.push(row.try_get(0)?);
        }
        let is_full = positions.len() > usize::try_from(most).unwrap_or(usize::MAX);
        positions.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let rows = read_rows_at(&mut connection, self.dialect, &positions).await?;
        drop(connection);
        let mut rows: Vec<LedgerRow> = rows;
        self.date_rows(&mut rows).await?;
        let next = positions.last().copied().map(Position);
        Ok(EvidencePage {
            rows,
            next: next.filter(|_| is_full),
        })
    }
}

/// As of which position the ledger is looked at, and what is known of it beyond the facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub as_of: Position,
    /// Nothing lies behind it.
    pub is_present: bool,
    /// It is the end of a unit of work, of which the cells tell what the ledger was.
    pub ends_unit: bool,
}

impl Known {
    /// By the facts alone, wherever it lies.
    pub(crate) fn at(as_of: Position) -> Self {
        Self {
            as_of,
            is_present: false,
            ends_unit: false,
        }
    }

    /// Takes what came later off a column of a cell `c`.
    fn less_later(self, column: &'static str, query: &mut Query) {
        if self.is_present || !self.ends_unit {
            return;
        }
        query.text(" - coalesce((select cast(sum(l.");
        query.text(column);
        query.text(
            ") as bigint) from cell_change l where l.shape = c.shape \
             and l.fiscal_year = c.fiscal_year and l.party_type = c.party_type and l.position > ",
        );
        query.number(self.as_of.0);
        query.text("), 0)");
    }

    /// Whether something was in force: at present, or from and to when.
    fn in_force(self, [present, from, to]: [&'static str; 3], query: &mut Query) {
        if self.is_present {
            query.text(present);
            return;
        }
        query.text(from);
        query.number(self.as_of.0);
        query.text(to);
        query.number(self.as_of.0);
        query.text(")");
    }
}

/// Counts what a span holds. The cells say what whole stretches add up to and who stands in them,
/// now or behind any unit of work; else the facts are looked at. Who is linked to whom is looked up
/// here.
pub(crate) async fn tally(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    canon: &mut Canon,
) -> Result<Tally, StoreError> {
    let (mut tally, peopled) = sums(connection, dialect, span).await?;
    let mut of_type: BTreeMap<PartyType, People> = BTreeMap::new();
    for (stretch, party_type) in peopled {
        let people = of_type.entry(party_type).or_default();
        if span.holds_whole(&stretch) {
            add_kept_parties(connection, dialect, span, &stretch, people).await?;
        } else {
            add_parties(connection, dialect, span, &stretch, people).await?;
        }
    }
    for (party_type, mut people) in of_type {
        people.join(canon.read(connection).await?)?;
        tally.distinct.insert(party_type, people.count());
    }
    Ok(tally)
}

/// What a span adds up to, without who takes part: that is left to be asked of the stretches that
/// come with it.
pub(crate) async fn sums(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
) -> Result<(Tally, Vec<(Stretch, PartyType)>), StoreError> {
    let mut tally = Tally::default();
    let mut peopled = Vec::new();
    for stretch in stretches(connection, dialect, span).await? {
        let sums = if span.holds_whole(&stretch) {
            stretch.sums
        } else {
            sums_of(connection, dialect, span, &stretch).await?
        };
        tally.rows += sums.rows;
        tally.evidence += sums.evidence;
        tally.amount += Decimal::from(sums.amount);
        tally.quantity += Decimal::new(sums.quantity, QUANTITY_SCALE);
        // Each participation of somebody who can be told apart is a row.
        let party_type = type_of_number(stretch.party_type).filter(|_| sums.rows > 0);
        peopled.extend(party_type.map(|party_type| (stretch, party_type)));
    }
    Ok((tally, peopled))
}

/// What the facts of a stretch add up to that the span holds.
async fn sums_of(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    stretch: &Stretch,
) -> Result<Sums, StoreError> {
    let mut query = Query::new(dialect);
    query.text(
        "select cast(coalesce(sum(f.rows), 0) as bigint), \
         cast(coalesce(sum(f.lead), 0) as bigint), \
         cast(coalesce(sum(f.amount_yen), 0) as bigint), \
         cast(coalesce(sum(f.quantity), 0) as bigint) from engagement_fact f where ",
    );
    span.facts_of(stretch, &mut query);
    let found = query.fetch_one(connection).await?;
    Sums::read(&found, 0)
}

/// Adds who stands in a whole stretch. They come as one text, as many rows would take the driver
/// longer than the database. Of the past, the facts are asked of the blocks that changed since.
async fn add_kept_parties(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    stretch: &Stretch,
    people: &mut People,
) -> Result<(), StoreError> {
    let mut query = Query::new(dialect);
    query.text("select string_agg(c.block || ' ' || c.parties, ',') from cell_party c where ");
    stretch.is_of("c", &mut query);
    if !span.known.is_present {
        query.text(" and c.changed_at <= ");
        query.number(span.known.as_of.0);
    }
    let found = query.fetch_one(connection).await?;
    let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
    people.add_blocks(list)?;
    if span.known.is_present {
        return Ok(());
    }
    let mut query = Query::new(dialect);
    query.text("select string_agg(cast(p as text), ',') from (select distinct f.party as p ");
    stretch.changed_facts(span.known.as_of, &mut query);
    span.filter_facts(&mut query);
    query.text(") as parties");
    let found = query.fetch_one(connection).await?;
    let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
    people.add_list(list)
}

/// Adds who has a fact in a stretch that the span holds. They lie side by side, so that they need
/// not be sorted.
async fn add_parties(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    stretch: &Stretch,
    people: &mut People,
) -> Result<(), StoreError> {
    let mut query = Query::new(dialect);
    query.text("select string_agg(cast(p as text), ',') from (");
    query.text("select distinct f.party as p from engagement_fact f where ");
    span.facts_of(stretch, &mut query);
    query.text(") as parties");
    let found = query.fetch_one(connection).await?;
    let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
    people.add_list(list)
}

/// Which facts a count looks at.
pub(crate) struct Span<'a> {
    selection: &'a Selection,
    window: Window,
    year: FiscalYear,
    known: Known,
}

impl<'a> Span<'a> {
    pub(crate) fn new(
        selection: &'a Selection,
        window: Window,
        year: FiscalYear,
        known: Known,
    ) -> Self {
        Self {
            selection,
            window,
            year,
            known,
        }
    }

    /// How the years of facts compare with the year asked; no fact is of a window of series.
    fn years(&self) -> Option<&'static str> {
        match self.window {
            Window::FiscalYear => Some(" = "),
            Window::Cumulative(_) | Window::AsOf => Some(" <= "),
            Window::Latest => None,
        }
    }

    /// Whether all facts of a stretch that are in force lie within, so that its cell tells.
    fn holds_whole(&self, stretch: &Stretch) -> bool {
        let ages = |condition: &Condition| match condition {
            Condition::AgeBelow(_) | Condition::AgeFrom(_) => true,
            Condition::Facet { .. } | Condition::Programme(_) => false,
        };
        let is_whole = match self.window {
            Window::FiscalYear => true,
            Window::Cumulative(since) => {
                let before = since.yesterday().map_or(i64::MIN, year_number);
                stretch.fiscal_year > before
            }
            Window::AsOf | Window::Latest => false,
        };
        let is_kept = self.known.is_present || self.known.ends_unit;
        is_kept && is_whole && !self.selection.conditions.iter().any(ages)
    }

    /// The facts `f` of a stretch that lie within.
    fn facts_of(&self, stretch: &Stretch, query: &mut Query) {
        stretch.filter(query);
        self.filter_facts(query);
    }

    /// What else a fact `f` of a stretch must meet.
    fn filter_facts(&self, query: &mut Query) {
        self.filter_days(query);
        query.text(" and ");
        self.known.in_force(
            [
                "f.to_position is null",
                "f.from_position <= ",
                " and (f.to_position is null or f.to_position > ",
            ],
            query,
        );
    }

    /// The same at whatever position.
    pub(crate) fn filter_days(&self, query: &mut Query) {
        match self.window {
            Window::Cumulative(since) => {
                query.text(" and f.day >= ");
                query.number(day_number(since));
            }
            Window::AsOf => {
                query.text(" and (f.ended_day is null or f.ended_day > ");
                query.number(day_number(self.year.last_day()));
                query.text(")");
            }
            Window::FiscalYear | Window::Latest => {}
        }
        for condition in &self.selection.conditions {
            match condition {
                Condition::AgeBelow(limit) => {
                    query.text(" and f.age < ");
                    query.number(i64::from(*limit));
                }
                Condition::AgeFrom(limit) => {
                    query.text(" and f.age >= ");
                    query.number(i64::from(*limit));
                }
                Condition::Facet { .. } | Condition::Programme(_) => {}
            }
        }
    }

    /// The combinations that meet the selection.
    fn shapes(&self, query: &mut Query) {
        // What holds at the end of a year is told by when it began, whatever date is named.
        let basis = match self.window {
            Window::AsOf => DateBasis::Occurred,
            Window::FiscalYear | Window::Cumulative(_) | Window::Latest => self.selection.date,
        };
        query.text("select s.id from fact_shape s where s.basis = ");
        query.word(basis.code());
        query.text(" and s.role = ");
        query.word(self.selection.role.code());
        query.text(" and s.kind in (");
        query.words(self.selection.kinds.iter().map(|kind| kind.code()));
        query.text(")");
        for condition in &self.selection.conditions {
            match condition {
                Condition::Facet { facet, any_of } => {
                    query.text(facet_column(*facet));
                    query.words(any_of.iter().map(String::as_str));
                    query.text(")");
                }
                Condition::Programme(no) => {
                    query.text(" and s.programme = ");
                    query.word(no);
                }
                Condition::AgeBelow(_) | Condition::AgeFrom(_) => {}
            }
        }
    }
}

/// The beginning of a condition on a facet.
fn facet_column(facet: Facet) -> &'static str {
    match facet {
        Facet::Scheme => " and s.scheme in (",
        Facet::Class => " and s.class in (",
        Facet::Tag => " and s.tag in (",
        Facet::Topic => " and s.topic in (",
        Facet::Answer => " and s.answer in (",
        Facet::Centre => " and s.centre in (",
        Facet::Club => " and s.club in (",
    }
}
