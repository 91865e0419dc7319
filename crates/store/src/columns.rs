//! Between domain types and columns: what is written can be read again, and what no version of the
//! program writes is refused.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{
    Closing, Engagement, EngagementId, Facet, LedgerRow, Operation, Position,
};
use enishi_domain::figure::Unit;
use enishi_domain::identity::Link;
use enishi_domain::money::Yen;
use enishi_domain::party::PartyId;
use enishi_domain::statistics::Observation;
use enishi_domain::words::ClosedSet;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::StoreError;
use crate::rows::Field;

/// The facets in the order of their columns.
pub(crate) const FACETS: [Facet; 7] = [
    Facet::Scheme,
    Facet::Class,
    Facet::Tag,
    Facet::Topic,
    Facet::Answer,
    Facet::Centre,
    Facet::Club,
];

/// Decimal places of a quantity in the facts; the ledger takes no finer ones.
pub(crate) const QUANTITY_SCALE: u32 = 6;

/// Stands between rows that come back as one text: half a million rows would take the driver longer
/// than the database. The ledger takes no text that holds it.
pub(crate) const SEPARATOR: &str = "\u{1e}";

/// What stands between the texts of such a row.
pub(crate) const FIELD: &str = "\u{1f}";

/// Refuses characters that a database does not take (NUL) or that the seals use between rows.
pub(crate) fn checked<'a>(what: &'static str, text: &'a str) -> Result<&'a str, StoreError> {
    if text.contains(['\0', '\u{1e}', '\u{1f}']) {
        return Err(StoreError::ControlCharacter(what));
    }
    Ok(text)
}

fn checked_optional<'a>(
    what: &'static str,
    text: Option<&'a String>,
) -> Result<Option<&'a str>, StoreError> {
    text.map(|text| checked(what, text)).transpose()
}

/// The member of a closed set by its code.
pub(crate) fn member<T: ClosedSet>(what: &'static str, code: &str) -> Result<T, StoreError> {
    T::from_code(code).ok_or_else(|| unreadable(what, code))
}

pub(crate) fn unreadable(what: &'static str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable {
        what,
        value: value.to_string(),
    }
}

pub(crate) fn date(what: &'static str, text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| unreadable(what, text))
}

pub(crate) fn fiscal_year(western: i64) -> Result<FiscalYear, StoreError> {
    let year = i16::try_from(western).ok().and_then(FiscalYear::new);
    year.ok_or_else(|| unreadable("a fiscal year", western))
}

pub(crate) fn timestamp(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds).map_err(|_| unreadable("a moment", microseconds))
}

/// The quantity as a whole number and its scale, as it was written.
fn quantity_columns(quantity: Decimal) -> Result<(i64, i64), StoreError> {
    let refused = || StoreError::UnwritableQuantity(quantity.to_string());
    quantity_in_facts(quantity)?;
    let written = if quantity.scale() > QUANTITY_SCALE {
        quantity.normalize()
    } else {
        quantity
    };
    let mantissa = i64::try_from(written.mantissa()).map_err(|_| refused())?;
    Ok((mantissa, i64::from(written.scale())))
}

/// The quantity in millionths.
pub(crate) fn quantity_in_facts(quantity: Decimal) -> Result<i64, StoreError> {
    let refused = || StoreError::UnwritableQuantity(quantity.to_string());
    let plain = quantity.normalize();
    if plain.scale() > QUANTITY_SCALE {
        return Err(refused());
    }
    let factor = 10_i128.pow(QUANTITY_SCALE - plain.scale());
    let millionths = plain.mantissa().checked_mul(factor).ok_or_else(refused)?;
    // A sum of a million of them must still be counted.
    let most = i128::from(i64::MAX / 1_000_000);
    if millionths.abs() > most {
        return Err(refused());
    }
    i64::try_from(millionths).map_err(|_| refused())
}

/// What a row of the ledger is written from.
pub(crate) struct RowHead<'a> {
    pub position: Position,
    pub id: EngagementId,
    pub replaces: Option<Position>,
    pub operation: Operation,
    pub reason: Option<&'static str>,
    pub reason_text: Option<&'a str>,
    pub batch: Option<i64>,
    pub batch_row: Option<i64>,
}

/// The fields of `insert_engagement`.
pub(crate) fn engagement_fields(
    head: &RowHead<'_>,
    engagement: &Engagement,
) -> Result<Vec<Field>, StoreError> {
    let day = |date: Option<Date>| Field::Text(date.map(|date| date.to_string()));
    let quantity = engagement.quantity.map(quantity_columns).transpose()?;
    let programme = checked_optional("the programme", engagement.programme.as_ref())?;
    let activity = checked_optional("the activity", engagement.activity.as_ref())?;
    let mut fields = vec![
        Field::number(head.position.0),
        Field::number(head.id.0),
        Field::Number(head.replaces.map(|position| position.0)),
        Field::text(head.operation.code()),
        Field::text(engagement.kind.code()),
        Field::optional(programme),
        Field::optional(activity),
        Field::text(engagement.occurred_on.to_string()),
        Field::text(engagement.precision.code()),
        day(engagement.ended_on),
        day(engagement.settled_on),
        day(engagement.recognized_on),
        Field::Number(engagement.amount.map(|yen| yen.0)),
        Field::Number(quantity.map(|(mantissa, _)| mantissa)),
        Field::Number(quantity.map(|(_, scale)| scale)),
        Field::text(checked("the unit", engagement.unit.as_str())?),
        Field::Number(engagement.age.map(i64::from)),
    ];
    for facet in FACETS {
        let value = checked_optional("a facet", engagement.facets.get(&facet))?;
        fields.push(Field::optional(value));
    }
    fields.push(Field::Text(attributes_text(&engagement.attributes)?));
    fields.push(Field::optional(head.reason));
    let text = head.reason_text.map(|text| checked("the reason", text));
    fields.push(Field::optional(text.transpose()?));
    fields.push(Field::Number(head.batch));
    fields.push(Field::Number(head.batch_row));
    Ok(fields)
}

fn attributes_text(attributes: &BTreeMap<String, String>) -> Result<Option<String>, StoreError> {
    if attributes.is_empty() {
        return Ok(None);
    }
    for (name, value) in attributes {
        checked("an attribute", name)?;
        checked("an attribute", value)?;
    }
    let text = serde_json::to_string(attributes).expect("a map of texts is JSON");
    Ok(Some(text))
}

/// A row of `read_engagements` without its parties and its moment.
pub(crate) fn ledger_row(row: &AnyRow) -> Result<LedgerRow, StoreError> {
    let position = Position(row.try_get(0)?);
    let operation: Operation = member("an operation", row.try_get(3)?)?;
    let reason: Option<&str> = row.try_get(25)?;
    Ok(LedgerRow {
        position,
        id: EngagementId(row.try_get(1)?),
        replaces: row.try_get::<Option<i64>, _>(2)?.map(Position),
        operation,
        engagement: engagement(row)?,
        reason: reason.map(|code| member("a reason", code)).transpose()?,
        reason_text: row.try_get(26)?,
        batch: row.try_get::<Option<i64>, _>(27)?.map(Position),
        recorded_at: Timestamp::UNIX_EPOCH,
    })
}

fn engagement(row: &AnyRow) -> Result<Engagement, StoreError> {
    let day = |at: usize| -> Result<Option<Date>, StoreError> {
        let text: Option<&str> = row.try_get(at)?;
        text.map(|text| date("a date", text)).transpose()
    };
    let mut facets = BTreeMap::new();
    for (at, facet) in (17..).zip(FACETS) {
        if let Some(value) = row.try_get::<Option<String>, _>(at)? {
            facets.insert(facet, value);
        }
    }
    let attributes: Option<&str> = row.try_get(24)?;
    let attributes = attributes
        .map(|text| serde_json::from_str(text).map_err(|_| unreadable("the attributes", text)));
    let age: Option<i64> = row.try_get(16)?;
    let age = age.map(|age| u8::try_from(age).map_err(|_| unreadable("an age", age)));
    Ok(Engagement {
        kind: member("a kind", row.try_get(4)?)?,
        programme: row.try_get(5)?,
        activity: row.try_get(6)?,
        occurred_on: date("a date", row.try_get(7)?)?,
        precision: member("a precision", row.try_get(8)?)?,
        ended_on: day(9)?,
        settled_on: day(10)?,
        recognized_on: day(11)?,
        amount: row.try_get::<Option<i64>, _>(12)?.map(Yen),
        quantity: quantity(row.try_get(13)?, row.try_get(14)?)?,
        unit: Unit::new(row.try_get(15)?),
        age: age.transpose()?,
        facets,
        attributes: attributes.transpose()?.unwrap_or_default(),
        parties: Vec::new(),
    })
}

/// A quantity of its digits and its scale; none where one of them is absent.
pub(crate) fn quantity(
    mantissa: Option<i64>,
    scale: Option<i64>,
) -> Result<Option<Decimal>, StoreError> {
    let (Some(mantissa), Some(scale)) = (mantissa, scale) else {
        return Ok(None);
    };
    let scale = u32::try_from(scale).ok().filter(|scale| *scale <= 28);
    let scale = scale.ok_or_else(|| unreadable("the scale of a quantity", mantissa))?;
    Ok(Some(Decimal::new(mantissa, scale)))
}

/// A row of `read_links`.
pub(crate) fn link(row: &AnyRow) -> Result<Link, StoreError> {
    Ok(Link {
        position: Position(row.try_get(0)?),
        a: PartyId(row.try_get(1)?),
        b: PartyId(row.try_get(2)?),
        verdict: member("a verdict", row.try_get(3)?)?,
    })
}

/// A row of `read_closings`.
pub(crate) fn closing(row: &AnyRow) -> Result<Closing, StoreError> {
    Ok(Closing {
        position: Position(row.try_get(0)?),
        programme: row.try_get(1)?,
        kind: member("a kind", row.try_get(2)?)?,
        fiscal_year: fiscal_year(row.try_get(3)?)?,
        is_closed: row.try_get::<i64, _>(4)? == 1,
        reason: row.try_get(5)?,
    })
}

/// A row of `read_observations`.
pub(crate) fn observation(row: &AnyRow) -> Result<Observation, StoreError> {
    let value: &str = row.try_get(5)?;
    let published: Option<&str> = row.try_get(7)?;
    Ok(Observation {
        position: Position(row.try_get(0)?),
        series: row.try_get(1)?,
        definition: row.try_get(2)?,
        part: row.try_get(3)?,
        period: fiscal_year(row.try_get(4)?)?,
        value: Decimal::from_str_exact(value).map_err(|_| unreadable("a value", value))?,
        release: member("a release", row.try_get(6)?)?,
        published_on: published.map(|day| date("a date", day)).transpose()?,
        document: row.try_get(8)?,
    })
}
