//! Where facts stand side by side: one combination of what metrics select by, one year, one type of
//! party. Each has its cell.

use enishi_domain::engagement::Position;
use enishi_domain::metric::Window;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::{Query, Span};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::facts::year_number;

/// A stretch of the facts: one combination, year and type of party, its parties side by side.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    pub(super) shape: i64,
    pub(super) fiscal_year: i64,
    pub(crate) party_type: i64,
    /// At present, or behind the unit of work that is asked of.
    pub(super) sums: Sums,
}

impl Stretch {
    /// Whether a fact `f` is of the stretch.
    pub(crate) fn filter(&self, query: &mut Query) {
        self.is_of("f", query);
    }

    /// From the facts `f` of the stretch whose parties, sixty to a block, changed behind a
    /// position.
    /// Whoever is nobody who can be told apart is in no block.
    pub(crate) fn changed_facts(&self, after: Position, query: &mut Query) {
        // SQLite keeps the order of a cross join: few blocks, and the facts of each.
        query.text(
            "from cell_party c cross join engagement_fact f where f.shape = c.shape \
             and f.fiscal_year = c.fiscal_year and f.party_type = c.party_type \
             and f.party >= c.block * 60 and f.party < c.block * 60 + 60 and ",
        );
        self.is_of("c", query);
        query.text(" and c.changed_at > ");
        query.number(after.0);
    }

    /// From all facts `f` of the stretch, unless nothing of it changed behind a position.
    pub(crate) fn facts_if_changed(&self, after: Position, query: &mut Query) {
        query.text("from engagement_fact f where exists (select 1 from cell_change c where ");
        self.is_of("c", query);
        query.text(" and c.position > ");
        query.number(after.0);
        query.text(") and ");
        self.filter(query);
    }

    /// Whether a row of the table that goes by that letter is of the stretch.
    pub(super) fn is_of(&self, table: &'static str, query: &mut Query) {
        let columns = [
            (".shape = ", self.shape),
            (".fiscal_year = ", self.fiscal_year),
            (".party_type = ", self.party_type),
        ];
        for (n, (column, value)) in columns.into_iter().enumerate() {
            query.text(if n == 0 { "" } else { " and " });
            query.text(table);
            query.text(column);
            query.number(value);
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Sums {
    pub rows: i64,
    pub evidence: i64,
    pub amount: i64,
    pub quantity: i64,
}

impl Sums {
    /// From four columns.
    pub(super) fn read(row: &AnyRow, first: usize) -> Result<Self, StoreError> {
        Ok(Self {
            rows: row.try_get(first)?,
            evidence: row.try_get(first + 1)?,
            amount: row.try_get(first + 2)?,
            quantity: row.try_get(first + 3)?,
        })
    }
}

/// Where facts may stand that a count looks at. The cells tell, as each stretch has one.
pub(crate) async fn stretches(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
) -> Result<Vec<Stretch>, StoreError> {
    let Some(compared) = span.years() else {
        return Ok(Vec::new());
    };
    let mut query = Query::new(dialect);
    query.text("select c.shape, c.fiscal_year, c.party_type");
    for column in ["rows", "evidence", "amount_yen", "quantity"] {
        query.text(", c.");
        query.text(column);
        span.known.less_later(column, &mut query);
    }
    query.text(" from cell c where c.shape in (");
    span.shapes(&mut query);
    query.text(") and c.fiscal_year");
    query.text(compared);
    query.number(i64::from(span.year.western()));
    if let Window::Cumulative(since) = span.window {
        query.text(" and c.fiscal_year >= ");
        query.number(year_number(since));
    }
    query.text(" order by c.shape, c.fiscal_year, c.party_type");
    let found = query.fetch(connection).await?;
    let stretches = found.iter().map(|row| {
        Ok(Stretch {
            shape: row.try_get(0)?,
            fiscal_year: row.try_get(1)?,
            party_type: row.try_get(2)?,
            sums: Sums::read(row, 3)?,
        })
    });
    stretches.collect()
}
