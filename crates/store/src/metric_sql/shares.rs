//! How much of a count is whose, so that nothing is published of it that tells of one of them. The
//! facts are asked, as no cell knows what one party adds to it.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::{Facet, Kind};
use enishi_domain::measure::Shares;
use enishi_domain::metric::{Division, Measure};
use enishi_domain::words::ClosedSet as _;
use sqlx::{AnyConnection, Row as _};

use super::canon::{Canon, numbers};
use super::stretch::{Stretch, stretches};
use super::{Query, Span};
use crate::columns::member;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::facts::type_of_number;

/// Who holds how much, by party, and what is nobody's who can be told apart.
#[derive(Default)]
struct Holders {
    of: HashMap<i64, i64>,
    nobody: i64,
}

/// The parts of what a span holds, each under what its engagements say; none where they say
/// nothing.
pub(crate) async fn shares(
    connection: &mut AnyConnection,
    dialect: Dialect,
    (span, measure): (&Span<'_>, Measure),
    division: Division,
    canon: &mut Canon,
) -> Result<BTreeMap<Option<String>, Shares>, StoreError> {
    let labels = labels(connection, dialect, span, division).await?;
    let mut parts: BTreeMap<Option<String>, Holders> = BTreeMap::new();
    for stretch in stretches(connection, dialect, span).await? {
        let label = labels.get(&stretch.shape).cloned().flatten();
        let holders = parts.entry(label).or_default();
        add_holders(connection, dialect, (span, measure), &stretch, holders).await?;
    }
    let pairs = canon.read(connection).await?;
    for holders in parts.values_mut() {
        for (party, number) in pairs {
            if let Some(held) = holders.of.remove(party) {
                *holders.of.entry(*number).or_default() += held;
            }
        }
    }
    let shares = parts.into_iter().map(|(label, holders)| {
        let shares = Shares::of(measure, holders.of.into_values(), holders.nobody);
        (label, shares)
    });
    Ok(shares
        .filter(|(_, shares)| *shares != Shares::default())
        .collect())
}

/// What each combination says.
async fn labels(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    division: Division,
) -> Result<HashMap<i64, Option<String>>, StoreError> {
    let mut query = Query::new(dialect);
    query.text("select d.id, ");
    query.text(column(division));
    query.text(" from fact_shape d where d.id in (");
    span.shapes(&mut query);
    query.text(")");
    let mut labels = HashMap::new();
    for row in query.fetch(connection).await? {
        let said: Option<String> = row.try_get(1)?;
        let label = match (division, said) {
            (Division::Kind, Some(code)) => {
                let kind: Kind = member("a kind", &code)?;
                Some(kind.word().to_owned())
            }
            (Division::Facet(_) | Division::Kind, said) => said,
        };
        labels.insert(row.try_get(0)?, label);
    }
    Ok(labels)
}

fn column(division: Division) -> &'static str {
    match division {
        Division::Kind => "d.kind",
        Division::Facet(Facet::Scheme) => "d.scheme",
        Division::Facet(Facet::Class) => "d.class",
        Division::Facet(Facet::Tag) => "d.tag",
        Division::Facet(Facet::Topic) => "d.topic",
        Division::Facet(Facet::Answer) => "d.answer",
        Division::Facet(Facet::Centre) => "d.centre",
        Division::Facet(Facet::Club) => "d.club",
    }
}

/// Adds who holds how much in a stretch. They come as one text, as many rows would take the driver
/// longer than the database.
async fn add_holders(
    connection: &mut AnyConnection,
    dialect: Dialect,
    (span, measure): (&Span<'_>, Measure),
    stretch: &Stretch,
    holders: &mut Holders,
) -> Result<(), StoreError> {
    let sum = match measure {
        // Whether somebody stands there is all that counts.
        Measure::Distinct(wanted) if type_of_number(stretch.party_type) != Some(wanted) => {
            return Ok(());
        }
        Measure::Distinct(_) => "cast(1 as bigint)",
        Measure::Rows => "cast(sum(f.rows) as bigint)",
        Measure::SumAmount => "cast(coalesce(sum(f.amount_yen), 0) as bigint)",
        Measure::SumQuantity => "cast(coalesce(sum(f.quantity), 0) as bigint)",
    };
    let mut query = Query::new(dialect);
    query.text("select string_agg(h.party || ' ' || h.held, ',') from (select f.party, ");
    query.text(sum);
    query.text(" as held from engagement_fact f where ");
    span.facts_of(stretch, &mut query);
    query.text(" group by f.party) as h");
    let found = query.fetch_one(connection).await?;
    let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
    let is_nobody = type_of_number(stretch.party_type).is_none();
    for pair in list.split(',').filter(|pair| !pair.is_empty()) {
        let [party, held] = numbers(pair)?;
        if is_nobody {
            holders.nobody += held;
        } else {
            *holders.of.entry(party).or_default() += held;
        }
    }
    Ok(())
}
