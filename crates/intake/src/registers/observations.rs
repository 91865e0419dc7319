//! A statistics file's row to an observation. Which series and definition it is of must be known
//! to the region: a line never goes on under another definition because two labels look alike.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::figure::Unit;
use enishi_domain::statistics::{Observation, Release, Series};
use enishi_domain::text::fold_label;

use jiff::civil::Date;

use super::Context;
use super::cells;
use super::record::{Record, Refused};
use crate::definitions::mapping::ObservationSpec;

pub(super) fn read(
    record: &Record<'_, '_>,
    spec: &ObservationSpec,
    context: &Context<'_>,
) -> Result<Observation, Refused> {
    let series = series_of(record, spec, context.series)?;
    let text = record.text(spec.value);
    let value = cells::decimal(text.trim_end_matches(['%', '％']));
    let value = value.ok_or_else(|| {
        record.say(spec.value, |at| at.number_unreadable(&text));
        Refused
    })?;
    let stated = spec.unit.map(|column| (column, record.text(column)));
    let factor = match &stated {
        None => Some(enishi_domain::Decimal::ONE),
        Some((_, unit)) => Unit::new(unit).factor_to(&series.unit),
    };
    let value = factor.and_then(|factor| value.checked_mul(factor));
    let value = value.ok_or_else(|| {
        if let Some((column, unit)) = &stated {
            record.say(*column, |at| at.unit_differs(unit, series.unit.as_str()));
        }
        Refused
    })?;
    let period = period(record, spec, context.today)?;
    if series.ended.is_some_and(|ended| period >= ended) {
        record.say(spec.period, |at| {
            at.definition_ended(&series.definition_text)
        });
        return Err(Refused);
    }
    let published_on = record.day(spec.published_on)?.map(|day| day.date);
    if let (Some(day), Some(today)) = (published_on, context.today)
        && day > today
    {
        let column = spec.published_on.unwrap_or(spec.period);
        record.say(column, |at| at.day_ahead(&day.to_string()));
        return Err(Refused);
    }
    let part = spec.part.map(|column| record.text(column).into_owned());
    let release = match spec.release {
        Some(column) => record.word("release", column)?,
        None => None,
    };
    let document = spec.document.map(|column| record.text(column));
    let document = document.map(|text| text.trim().to_owned());
    Ok(Observation {
        position: Position::default(),
        series: series.id.clone(),
        definition: series.definition.clone(),
        part: part.filter(|part| !part.is_empty()),
        period,
        value: value.normalize(),
        release: release.unwrap_or(Release::Final),
        published_on,
        document: document.filter(|text| !text.is_empty()),
    })
}

/// 時点 as a fiscal year, or the fiscal year of a day. Nobody has observed a year that has not begun.
fn period(
    record: &Record<'_, '_>,
    spec: &ObservationSpec,
    today: Option<Date>,
) -> Result<FiscalYear, Refused> {
    let text = record.text(spec.period);
    let year = text.parse().ok();
    let year = year.or_else(|| cells::day(&text).and_then(|day| FiscalYear::of(day.date)));
    let year = year.ok_or_else(|| {
        record.say(spec.period, |at| at.day_unreadable(&text));
        Refused
    })?;
    let this = today.and_then(FiscalYear::of);
    if this.is_some_and(|this| year > this) {
        record.say(spec.period, |at| at.day_ahead(&text));
        return Err(Refused);
    }
    Ok(year)
}

/// The series by its label or name, the definition by its text or name. A definition need not be
/// written where the region knows only one.
fn series_of<'c>(
    record: &Record<'_, '_>,
    spec: &ObservationSpec,
    series: &'c [Series],
) -> Result<&'c Series, Refused> {
    let label = record.text(spec.series);
    let is = |text: &str, other: &str| fold_label(text) == fold_label(other);
    let of_label: Vec<&Series> = series
        .iter()
        .filter(|series| is(&series.label, &label) || series.id == label)
        .collect();
    let definition = spec.definition.map(|column| record.text(column));
    let definition = definition.filter(|text| !text.is_empty());
    let found = match (&definition, of_label.as_slice()) {
        (None, [only]) => Some(*only),
        (None, _) => None,
        (Some(text), known) => known
            .iter()
            .find(|series| series.definition == **text || is(&series.definition_text, text))
            .copied(),
    };
    found.ok_or_else(|| {
        let texts = of_label
            .iter()
            .map(|series| series.definition_text.as_str());
        let known = texts.collect::<Vec<_>>().join("」「");
        record.say(spec.series, |at| match known.as_str() {
            "" => at.series_unknown(&label),
            known => at.definition_unknown(&label, known),
        });
        Refused
    })
}
