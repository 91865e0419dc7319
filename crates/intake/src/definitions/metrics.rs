//! The metric language: TOML to [`Metric`], with named counts that ratios and differences refer to
//! and that other counts build on. Nothing is assumed that a figure depends on: the type of party
//! of a distinct count, the window and the unit must be said. What can be said and is still odd is
//! not refused here but told by `warnings`.

mod raw;
mod warnings;

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::Decimal;
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::{DateBasis, Kind, Role};
use enishi_domain::figure::Unit;
use enishi_domain::metric::SeriesChoice;
use enishi_domain::metric::{Count, Formula, Measure, Metric, Selection, Window};
use enishi_domain::party::PartyType;
use enishi_domain::statistics::Series;
use enishi_domain::words::ClosedSet;
use toml::Spanned;

use super::fault::{DefinitionError, Problem, Source};
use crate::numerals::is_known_unit;
pub(super) use raw::RawMetric;
pub use warnings::{Seen, inspect, unseen_values};

/// What metrics of one region may name.
pub(super) struct Names<'a> {
    /// Counts, each with the file that it stands in.
    pub(super) counts: BTreeMap<String, (Source<'a>, RawMetric)>,
    /// Series.
    pub(super) series: Vec<Series>,
}

/// The measures of the language, as they are written.
const MEASURES: &str = "rows, distinct, amount, quantity, ratio, difference, series, undecided";
const COUNTING: &str = "rows, distinct, amount, quantity";

impl Names<'_> {
    /// Reads one metric.
    pub(super) fn metric(
        &self,
        source: Source<'_>,
        raw: &Spanned<RawMetric>,
    ) -> Result<Metric, DefinitionError> {
        let span = raw.span();
        let raw = raw.get_ref();
        let missing = |key| source.at(span.clone(), Problem::MissingKey { key });
        if raw.is_undecided() {
            return undecided(source, raw);
        }
        let window = raw
            .window
            .as_ref()
            .ok_or_else(|| missing("window".to_owned()))?;
        let unit = raw
            .unit
            .as_ref()
            .ok_or_else(|| missing("unit".to_owned()))?;
        let window = read_window(source, window, raw)?;
        let formula = self.formula(source, raw, span)?;
        check_window(source, raw, &formula, window)?;
        Ok(Metric {
            formula,
            window,
            divisor: read_divisor(source, raw)?,
            digits: raw.digits.as_ref().map(|digits| *digits.get_ref()),
            unit: read_unit(source, unit)?,
            note: raw.note.as_ref().map(|note| note.trim().to_owned()),
        })
    }

    fn formula(
        &self,
        source: Source<'_>,
        raw: &RawMetric,
        span: std::ops::Range<usize>,
    ) -> Result<Formula, DefinitionError> {
        let measure = raw
            .measure
            .as_ref()
            .map(|measure| measure.get_ref().as_str());
        match measure {
            Some("ratio") => {
                raw.refuse(source, "ratio", &raw.set_but(&["of", "to"]))?;
                let of = self.named(source, "of", raw.of.as_ref(), "ratio", &span)?;
                let to = self.named(source, "to", raw.to.as_ref(), "ratio", &span)?;
                Ok(Formula::Ratio { of, to })
            }
            Some("difference") => {
                raw.refuse(source, "difference", &raw.set_but(&["of", "minus"]))?;
                let of = self.named(source, "of", raw.of.as_ref(), "difference", &span)?;
                let minus = self.named(source, "minus", raw.minus.as_ref(), "difference", &span)?;
                Ok(Formula::Difference { of, minus })
            }
            Some("series") => {
                raw.refuse(
                    source,
                    "series",
                    &raw.set_but(&["series", "definition", "parts"]),
                )?;
                self.series(source, raw, span).map(Formula::Series)
            }
            Some("rows" | "distinct" | "amount" | "quantity") | None => self
                .count(source, raw, span, &mut Vec::new())
                .map(Formula::Count),
            Some(_) => Err(refused_measure(source, raw, MEASURES)),
        }
    }

    /// The count that `of`, `to` or `minus` names.
    fn named(
        &self,
        source: Source<'_>,
        key: &'static str,
        name: Option<&Spanned<String>>,
        measure: &str,
        span: &std::ops::Range<usize>,
    ) -> Result<Count, DefinitionError> {
        let name = name.ok_or_else(|| {
            let with = format!("measure = \"{measure}\"");
            source.at(span.clone(), Problem::Needs { key, with })
        })?;
        self.count_of_name(source, key, name, &mut Vec::new())
    }

    /// A count by its name, and whatever it builds on.
    fn count_of_name(
        &self,
        source: Source<'_>,
        key: &'static str,
        name: &Spanned<String>,
        path: &mut Vec<String>,
    ) -> Result<Count, DefinitionError> {
        let text = name.get_ref();
        if let Some(from) = path.iter().position(|visited| visited == text) {
            let mut names = path[from..].to_vec();
            names.push(text.clone());
            let names = names.join(" → ");
            return Err(source.at(name.span(), Problem::Cycle { names }));
        }
        let Some((home, raw)) = self.counts.get(text) else {
            let known: Vec<&str> = self.counts.keys().map(String::as_str).collect();
            let (name_text, known) = (text.clone(), known.join(", "));
            let problem = Problem::Undefined {
                key,
                name: name_text,
                known,
            };
            return Err(source.at(name.span(), problem));
        };
        path.push(text.clone());
        let count = self.count(*home, raw, raw.span.clone(), path);
        path.pop();
        count
    }

    /// A count of its own keys, over those of the count that it builds on.
    fn count(
        &self,
        source: Source<'_>,
        raw: &RawMetric,
        span: std::ops::Range<usize>,
        path: &mut Vec<String>,
    ) -> Result<Count, DefinitionError> {
        raw.refuse(
            source,
            "a count",
            &raw.set(&["of", "to", "minus", "series", "definition", "parts"]),
        )?;
        let base = raw
            .based_on
            .as_ref()
            .map(|name| self.count_of_name(source, "based-on", name, path))
            .transpose()?;
        let kinds = read_kinds(source, raw)?;
        let missing = |key: &str| {
            let key = key.to_owned();
            source.at(span.clone(), Problem::MissingKey { key })
        };
        let selection = match (base.as_ref(), kinds) {
            (Some(base), None) => base.selection.clone(),
            (base, Some(kinds)) => Selection {
                kinds,
                conditions: base.map_or_else(Vec::new, |base| base.selection.conditions.clone()),
                role: base.map_or(Role::Subject, |base| base.selection.role),
                date: base.map_or(DateBasis::Occurred, |base| base.selection.date),
            },
            (None, None) => return Err(missing("kinds")),
        };
        let measure = match (read_measure(source, raw, &span)?, base) {
            (Some(measure), _) => measure,
            (None, Some(base)) => base.measure,
            (None, None) => return Err(missing("measure")),
        };
        let selection = narrowed(source, raw, selection)?;
        check_date(source, raw, &selection, &span)?;
        Ok(Count { measure, selection })
    }

    fn series(
        &self,
        source: Source<'_>,
        raw: &RawMetric,
        span: std::ops::Range<usize>,
    ) -> Result<SeriesChoice, DefinitionError> {
        let needs = |key| {
            let with = "measure = \"series\"".to_owned();
            source.at(span.clone(), Problem::Needs { key, with })
        };
        let id = raw.series.as_ref().ok_or_else(|| needs("series"))?;
        let definition = raw.definition.as_ref().ok_or_else(|| needs("definition"))?;
        let undefined = |key, name: &Spanned<String>, known: BTreeSet<&str>| {
            let known: Vec<&str> = known.into_iter().collect();
            let problem = Problem::Undefined {
                key,
                name: name.get_ref().clone(),
                known: known.join(", "),
            };
            source.at(name.span(), problem)
        };
        let mut of_id = self
            .series
            .iter()
            .filter(|s| &s.id == id.get_ref())
            .peekable();
        if of_id.peek().is_none() {
            let known = self.series.iter().map(|s| s.id.as_str()).collect();
            return Err(undefined("series", id, known));
        }
        if !of_id.clone().any(|s| &s.definition == definition.get_ref()) {
            let known = of_id.map(|s| s.definition.as_str()).collect();
            return Err(undefined("definition", definition, known));
        }
        let parts = raw.parts.as_ref();
        Ok(SeriesChoice {
            series: id.get_ref().clone(),
            definition: definition.get_ref().clone(),
            parts: parts.map_or_else(Vec::new, |parts| parts.get_ref().clone()),
        })
    }
}

/// A KPI of which only the unit is known, if that. What would say how it is counted does not belong
/// here.
fn undecided(source: Source<'_>, raw: &RawMetric) -> Result<Metric, DefinitionError> {
    let mut others = raw.set_but(&[]);
    others.extend(raw.set(&["window", "since", "divisor", "digits"]));
    raw.refuse(source, "measure = \"undecided\"", &others)?;
    let unit = raw.unit.as_ref().map(|unit| read_unit(source, unit));
    Ok(Metric {
        formula: Formula::Undecided,
        // Nothing is looked at, so that any span will do.
        window: Window::FiscalYear,
        divisor: Decimal::ONE,
        digits: None,
        unit: unit.transpose()?.unwrap_or_default(),
        note: raw.note.as_ref().map(|note| note.trim().to_owned()),
    })
}

/// A unit that the readers of sheets know too: one unknown to them would compare with nothing.
pub(super) fn read_unit(
    source: Source<'_>,
    written: &Spanned<String>,
) -> Result<Unit, DefinitionError> {
    let unit = Unit::new(written.get_ref());
    if is_known_unit(unit.as_str()) {
        Ok(unit)
    } else {
        Err(source.refused("unit", written, String::new()))
    }
}

/// Reads a named count for its own sake, so that one that nothing uses is checked too.
pub(super) fn check_counts(names: &Names<'_>) -> Result<(), DefinitionError> {
    for (name, (source, raw)) in &names.counts {
        raw.refuse(
            *source,
            "a named count",
            &raw.set(&["window", "since", "divisor", "digits", "unit", "note"]),
        )?;
        if raw
            .measure
            .as_ref()
            .is_some_and(|m| !is_counting(m.get_ref()))
        {
            return Err(refused_measure(*source, raw, COUNTING));
        }
        names.count(*source, raw, raw.span.clone(), &mut vec![name.clone()])?;
    }
    Ok(())
}

fn is_counting(measure: &str) -> bool {
    matches!(measure, "rows" | "distinct" | "amount" | "quantity")
}

fn refused_measure(source: Source<'_>, raw: &RawMetric, known: &str) -> DefinitionError {
    match &raw.measure {
        Some(measure) => source.refused("measure", measure, known.to_owned()),
        None => source.at(
            raw.span.clone(),
            Problem::MissingKey {
                key: "measure".to_owned(),
            },
        ),
    }
}

fn read_measure(
    source: Source<'_>,
    raw: &RawMetric,
    span: &std::ops::Range<usize>,
) -> Result<Option<Measure>, DefinitionError> {
    let party = raw.party.as_ref();
    let Some(measure) = &raw.measure else {
        if let Some(party) = party {
            let (key, with) = ("measure", "party".to_owned());
            return Err(source.at(party.span(), Problem::Needs { key, with }));
        }
        return Ok(None);
    };
    let with = format!("measure = \"{}\"", measure.get_ref());
    let read = match (measure.get_ref().as_str(), party) {
        ("distinct", Some(party)) => {
            let party_type: PartyType = source.member("party", party)?;
            if !party_type.is_countable() {
                return Err(source.refused(
                    "party",
                    party,
                    "person, org, household, anonymous".into(),
                ));
            }
            Measure::Distinct(party_type)
        }
        ("distinct", None) => {
            return Err(source.at(span.clone(), Problem::Needs { key: "party", with }));
        }
        (_, Some(party)) => {
            let key = "party";
            return Err(source.at(party.span(), Problem::NotTogether { key, with }));
        }
        ("rows", None) => Measure::Rows,
        ("amount", None) => Measure::SumAmount,
        ("quantity", None) => Measure::SumQuantity,
        _ => return Err(refused_measure(source, raw, COUNTING)),
    };
    Ok(Some(read))
}

fn read_kinds(
    source: Source<'_>,
    raw: &RawMetric,
) -> Result<Option<BTreeSet<Kind>>, DefinitionError> {
    let Some(kinds) = &raw.kinds else {
        return Ok(None);
    };
    if kinds.get_ref().is_empty() {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        let problem = Problem::Value {
            key: "kinds",
            value: "[]".to_owned(),
            known: known.join(", "),
        };
        return Err(source.at(kinds.span(), problem));
    }
    let kinds = kinds.get_ref().iter();
    kinds
        .map(|kind| source.member("kinds", kind))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// The selection with the conditions, role and date of the count itself.
fn narrowed(
    source: Source<'_>,
    raw: &RawMetric,
    mut selection: Selection,
) -> Result<Selection, DefinitionError> {
    if let Some(raw) = &raw.conditions {
        selection.conditions.extend(raw.get_ref().conditions());
    }
    selection.conditions.sort();
    selection.conditions.dedup();
    if let Some(role) = &raw.role {
        selection.role = source.member("role", role)?;
    }
    if let Some(date) = &raw.date {
        selection.date = source.member("date", date)?;
    }
    Ok(selection)
}

/// A date that one of the kinds does not have would leave that kind out without a word.
fn check_date(
    source: Source<'_>,
    raw: &RawMetric,
    selection: &Selection,
    span: &std::ops::Range<usize>,
) -> Result<(), DefinitionError> {
    let lacks = |kind: &&Kind| !kind.date_bases().contains(&selection.date);
    let Some(kind) = selection.kinds.iter().find(lacks) else {
        return Ok(());
    };
    let written = raw.date.as_ref().map(Spanned::span);
    let known: Vec<&str> = kind.date_bases().iter().map(|date| date.code()).collect();
    let problem = Problem::Value {
        key: "date",
        value: format!("{} ({})", selection.date.code(), kind.code()),
        known: known.join(", "),
    };
    Err(source.at(written.unwrap_or_else(|| span.clone()), problem))
}

fn read_window(
    source: Source<'_>,
    window: &Spanned<String>,
    raw: &RawMetric,
) -> Result<Window, DefinitionError> {
    let with = format!("window = \"{}\"", window.get_ref());
    let read = match (window.get_ref().as_str(), &raw.since) {
        ("cumulative", Some(since)) => {
            let day = parse_day(since.get_ref());
            Window::Cumulative(day.map_err(|_| source.refused("since", since, String::new()))?)
        }
        ("cumulative", None) => {
            return Err(source.at(window.span(), Problem::Needs { key: "since", with }));
        }
        (_, Some(since)) => {
            let key = "since";
            return Err(source.at(since.span(), Problem::NotTogether { key, with }));
        }
        ("fy", None) => Window::FiscalYear,
        ("asof", None) => Window::AsOf,
        ("latest", None) => Window::Latest,
        _ => {
            let known = "fy, asof, cumulative, latest".to_owned();
            return Err(source.refused("window", window, known));
        }
    };
    Ok(read)
}

/// Only a series has a latest value, and only counts have a standing or a running total.
fn check_window(
    source: Source<'_>,
    raw: &RawMetric,
    formula: &Formula,
    window: Window,
) -> Result<(), DefinitionError> {
    let is_series = matches!(formula, Formula::Series(_));
    let fits = match window {
        Window::FiscalYear => true,
        Window::AsOf | Window::Cumulative(_) => !is_series,
        Window::Latest => is_series,
    };
    match &raw.window {
        Some(written) if !fits => {
            let known = if is_series {
                "fy, latest"
            } else {
                "fy, asof, cumulative"
            };
            Err(source.refused("window", written, known.to_owned()))
        }
        Some(_) | None => Ok(()),
    }
}

fn read_divisor(source: Source<'_>, raw: &RawMetric) -> Result<Decimal, DefinitionError> {
    let Some(written) = &raw.divisor else {
        return Ok(Decimal::ONE);
    };
    let text = written.get_ref().text();
    let divisor = text.parse::<Decimal>().ok().filter(|d| *d > Decimal::ZERO);
    divisor.ok_or_else(|| {
        let (key, known) = ("divisor", String::new());
        source.at(
            written.span(),
            Problem::Value {
                key,
                value: text,
                known,
            },
        )
    })
}

#[cfg(test)]
mod tests;
