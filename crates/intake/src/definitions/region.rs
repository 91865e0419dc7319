//! A city as TOML files: programmes with their KPIs and metrics, named counts, series and purposes.
//! Any file may hold any of these; how a city divides them is its own matter. Targets are read as a
//! sheet's are, so that 「②男:18.51年」 says of 男 and nothing of 女.

mod places;
mod programmes;
mod raw;

use std::collections::BTreeMap;

use enishi_domain::background::Department;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Reading};
use enishi_domain::region::{Deadline, Purpose, Region};
use enishi_domain::statistics::Series;
use enishi_domain::workflow::Step;
use jiff::civil::Date;
use toml::Spanned;

use super::fault::{DefinitionError, Problem, Source};
use super::metrics::{self, Names, Seen};
use programmes::read_programme;
use raw::{RawDeadline, RawDepartment, RawFile, RawPurpose, RawSeries};

/// One file of a region's folder.
#[derive(Clone, Copy, Debug)]
pub struct RegionFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its TOML.
    pub text: &'a str,
}

/// Reads a region of all its files, in any order. What is odd about its metrics comes along as
/// findings L01 to L09.
///
/// # Errors
/// [`DefinitionError`], with file, line and column, for the first thing that cannot be used.
pub fn read_region(files: &[RegionFile<'_>]) -> Result<Reading<Region>, DefinitionError> {
    let mut parts = Vec::new();
    for file in files {
        let source = Source {
            file: file.name,
            text: file.text,
        };
        parts.push((source, source.parse::<RawFile>()?));
    }
    let mut region = Region {
        municipality: String::new(),
        code: String::new(),
        programmes: Vec::new(),
        series: Vec::new(),
        purposes: Vec::new(),
        departments: Vec::new(),
        deadlines: Vec::new(),
    };
    let mut names = Names {
        counts: BTreeMap::new(),
        series: Vec::new(),
    };
    for (source, raw) in &mut parts {
        read_names(*source, raw, &mut names)?;
    }
    metrics::check_counts(&names)?;
    for (source, raw) in &parts {
        read_identity(*source, raw, &mut region)?;
        for purpose in &raw.purpose {
            region
                .purposes
                .push(read_purpose(*source, purpose, &region.purposes)?);
        }
        for department in &raw.department {
            let read = read_department(*source, department, &region.departments)?;
            region.departments.push(read);
        }
        for deadline in &raw.deadline {
            let read = read_deadline(*source, deadline, &region.deadlines)?;
            region.deadlines.push(read);
        }
        for programme in &raw.programme {
            let read = read_programme(*source, programme, &names)?;
            refuse_repeated(*source, "no", &programme.no, || {
                region.programmes.iter().any(|other| other.no == read.no)
            })?;
            region.programmes.push(read);
        }
    }
    complete(files, &parts, &region)?;
    for (source, raw) in &parts {
        for department in &raw.department {
            check_succession(*source, department, &region.departments)?;
        }
    }
    region.series = names.series;
    region.programmes.sort_by_cached_key(|programme| {
        let number = programme.no.parse().unwrap_or(u32::MAX);
        (number, programme.no.clone())
    });
    let findings = metrics::inspect(&region).into_iter();
    let findings = findings.map(|finding| places::placed(&parts, finding));
    Ok(Reading {
        findings: findings.collect(),
        value: region,
    })
}

/// Whether a file defines what changes with the year, programmes or counts, and not only what the
/// city is.
///
/// # Errors
/// [`DefinitionError`] where it is no file of a region.
pub fn defines_a_year(file: &RegionFile<'_>) -> Result<bool, DefinitionError> {
    let source = Source {
        file: file.name,
        text: file.text,
    };
    let raw = source.parse::<RawFile>()?;
    Ok(!raw.programme.is_empty() || !raw.count.is_empty())
}

/// L07, with the places in the files that the region was read of.
#[must_use]
pub fn unseen_values(files: &[RegionFile<'_>], region: &Region, seen: &Seen) -> Vec<Finding> {
    let sources = files.iter().map(|file| Source {
        file: file.name,
        text: file.text,
    });
    let parts = sources.filter_map(|source| Some((source, source.parse::<RawFile>().ok()?)));
    let parts: Vec<_> = parts.collect();
    let findings = metrics::unseen_values(region, seen).into_iter();
    findings
        .map(|finding| places::placed(&parts, finding))
        .collect()
}

/// A region needs a name, a code and something to measure.
fn complete(
    files: &[RegionFile<'_>],
    parts: &[(Source<'_>, RawFile)],
    region: &Region,
) -> Result<(), DefinitionError> {
    let missing = if region.municipality.is_empty() {
        "municipality"
    } else if region.code.is_empty() {
        "code"
    } else if region.programmes.is_empty() {
        "programme"
    } else {
        return Ok(());
    };
    let file = parts.first().map(|(source, _)| *source);
    let name = files.first().map_or("", |file| file.name);
    let source = file.unwrap_or(Source {
        file: name,
        text: "",
    });
    let key = missing.to_owned();
    Err(source.at(0..0, Problem::MissingKey { key }))
}

fn read_names<'a>(
    source: Source<'a>,
    raw: &mut RawFile,
    names: &mut Names<'a>,
) -> Result<(), DefinitionError> {
    for series in &raw.series {
        let read = read_series(source, series)?;
        refuse_repeated(source, "definition", &series.definition, || {
            let same = |s: &Series| (&s.id, &s.definition) == (&read.id, &read.definition);
            names.series.iter().any(same)
        })?;
        names.series.push(read);
    }
    for (name, mut count) in std::mem::take(&mut raw.count) {
        refuse_repeated(source, "count", &name, || {
            names.counts.contains_key(name.get_ref())
        })?;
        count.span = name.span();
        names.counts.insert(name.into_inner(), (source, count));
    }
    Ok(())
}

fn refuse_repeated(
    source: Source<'_>,
    key: &'static str,
    name: &Spanned<String>,
    is_there: impl FnOnce() -> bool,
) -> Result<(), DefinitionError> {
    if !is_there() {
        return Ok(());
    }
    let problem = Problem::Repeated {
        key,
        name: name.get_ref().clone(),
    };
    Err(source.at(name.span(), problem))
}

fn read_identity(
    source: Source<'_>,
    raw: &RawFile,
    region: &mut Region,
) -> Result<(), DefinitionError> {
    if let Some(name) = &raw.municipality {
        refuse_repeated(source, "municipality", name, || {
            !region.municipality.is_empty()
        })?;
        region.municipality = name.get_ref().trim().to_owned();
    }
    if let Some(code) = &raw.code {
        let text = code.get_ref().trim();
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(source.refused("code", code, String::new()));
        }
        region.code = text.to_owned();
    }
    Ok(())
}

fn read_purpose(
    source: Source<'_>,
    raw: &RawPurpose,
    others: &[Purpose],
) -> Result<Purpose, DefinitionError> {
    let id = raw.id.get_ref().clone();
    refuse_repeated(source, "id", &raw.id, || {
        others.iter().any(|other| other.id == id)
    })?;
    Ok(Purpose {
        id,
        label: raw.label.clone(),
        legal_basis: raw.legal_basis.clone(),
        retention_years: raw.retention_years,
    })
}

fn read_department(
    source: Source<'_>,
    raw: &RawDepartment,
    others: &[Department],
) -> Result<Department, DefinitionError> {
    let name = raw.name.get_ref().trim().to_owned();
    refuse_repeated(source, "name", &raw.name, || {
        others.iter().any(|other| other.name == name)
    })?;
    let year = |key, written: &Option<Spanned<String>>| {
        let written = written.as_ref();
        written.map(|year| source.parsed(key, year)).transpose()
    };
    Ok(Department {
        name,
        since: year("since", &raw.since)?,
        until: year("until", &raw.until)?,
        became: raw.became.iter().map(|b| b.get_ref().clone()).collect(),
    })
}

fn read_deadline(
    source: Source<'_>,
    raw: &RawDeadline,
    others: &[Deadline],
) -> Result<Deadline, DefinitionError> {
    let label = raw.label.get_ref().trim().to_owned();
    refuse_repeated(source, "label", &raw.label, || {
        others.iter().any(|other| other.label == label)
    })?;
    let refused = |known: &str| source.refused("day", &raw.day, known.to_owned());
    let numbers = raw.day.get_ref().split_once('-');
    let number = |text: &str| text.trim().parse::<i8>().ok();
    let numbers = numbers.and_then(|(month, day)| Some((number(month)?, number(day)?)));
    let (month, day) = numbers.ok_or_else(|| refused("6-30"))?;
    // A common year, so that 29 February, which most years lack, is none.
    if Date::new(2001, month, day).is_err() {
        return Err(refused("6-30"));
    }
    let step: Step = source.member("step", &raw.step)?;
    match step {
        Step::Submit | Step::Approve | Step::Discuss | Step::Publish => {}
        Step::Edit | Step::Return | Step::Reopen => {
            let known = "submit, approve, discuss, publish";
            return Err(source.refused("step", &raw.step, known.to_owned()));
        }
    }
    Ok(Deadline {
        label,
        month,
        day,
        step,
    })
}

/// What took a department's place must be known, and there from the year after: so succession only
/// ever goes forward, and ends.
fn check_succession(
    source: Source<'_>,
    raw: &RawDepartment,
    all: &[Department],
) -> Result<(), DefinitionError> {
    let Some(first) = raw.became.first() else {
        return Ok(());
    };
    let until = raw.until.as_ref();
    let needs = || {
        let with = format!("became = [\"{}\"]", first.get_ref());
        source.at(first.span(), Problem::Needs { key: "until", with })
    };
    let until: FiscalYear = source.parsed("until", until.ok_or_else(needs)?)?;
    for became in &raw.became {
        let name = became.get_ref();
        let known = all.iter().find(|known| known.name == *name);
        let undefined = || {
            let names: Vec<&str> = all.iter().map(|known| known.name.as_str()).collect();
            let (name, known) = (name.clone(), names.join(", "));
            source.at(
                became.span(),
                Problem::Undefined {
                    key: "became",
                    name,
                    known,
                },
            )
        };
        let known = known.ok_or_else(undefined)?;
        // It follows in the year after, and not before it began itself.
        let is_there = until.next().is_some_and(|next| known.existed_in(next));
        if !is_there || known.name == *raw.name.get_ref() {
            return Err(source.refused("became", became, String::new()));
        }
    }
    Ok(())
}

fn read_series(source: Source<'_>, raw: &RawSeries) -> Result<Series, DefinitionError> {
    let ended = raw.ended.as_ref();
    Ok(Series {
        id: raw.id.clone(),
        definition: raw.definition.get_ref().clone(),
        label: raw.label.clone(),
        unit: metrics::read_unit(source, &raw.unit)?,
        publisher: raw.publisher.clone(),
        definition_text: raw.definition_text.clone(),
        ended: ended.map(|year| source.parsed("ended", year)).transpose()?,
    })
}

#[cfg(test)]
mod tests;
