//! A city's files, year by year: `programme-1.toml` is what it began with, `R7/programme-1.toml`
//! takes its place from R7 on. A year's region is read of what stands for each name by then.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::editions::Editions;
use enishi_domain::finding::{Finding, Reading};

use super::fault::DefinitionError;
use super::region::{RegionFile, read_region};

/// The year and the bare name of `R7/programme-1.toml`; no year where there is none.
#[must_use]
pub fn split_name(name: &str) -> (Option<FiscalYear>, &str) {
    let Some((folder, bare)) = name.split_once('/') else {
        return (None, name);
    };
    match folder.parse::<FiscalYear>() {
        // Written in one way only, so that no name stands for the same file as another.
        Ok(year) if year.short() == folder => (Some(year), bare),
        Ok(_) | Err(_) => (None, name),
    }
}

/// The name of a file in the folder of a year.
#[must_use]
pub fn name_in(year: FiscalYear, bare: &str) -> String {
    format!("{}/{bare}", year.short())
}

/// The years that have a folder.
#[must_use]
pub fn opened_years(files: &[RegionFile<'_>]) -> BTreeSet<FiscalYear> {
    let years = files.iter().filter_map(|file| split_name(file.name).0);
    years.collect()
}

/// The files that hold for a year, each under its whole name.
#[must_use]
pub fn files_for<'a>(files: &[RegionFile<'a>], year: Option<FiscalYear>) -> Vec<RegionFile<'a>> {
    let mut standing: BTreeMap<&str, (Option<FiscalYear>, RegionFile<'a>)> = BTreeMap::new();
    for file in files {
        let (of, bare) = split_name(file.name);
        // None sorts before every year, and is what a city began with.
        let is_later = standing.get(bare).is_none_or(|(known, _)| *known < of);
        if of <= year && is_later {
            standing.insert(bare, (of, *file));
        }
    }
    standing.into_values().map(|(_, file)| file).collect()
}

/// Reads a city of all its files, in any order, year by year.
///
/// # Errors
/// As [`read_region`], for the first year that cannot be used.
pub fn read_editions(files: &[RegionFile<'_>]) -> Result<Reading<Editions>, DefinitionError> {
    let first = read_region(&files_for(files, None))?;
    let mut findings: Vec<Finding> = first.findings;
    let mut opened = BTreeMap::new();
    for year in opened_years(files) {
        let read = read_region(&files_for(files, Some(year)))?;
        let new = read.findings.into_iter();
        let new: Vec<Finding> = new.filter(|finding| !findings.contains(finding)).collect();
        findings.extend(new);
        opened.insert(year, read.value);
    }
    Ok(Reading {
        value: Editions::new(first.value, opened),
        findings,
    })
}

#[cfg(test)]
mod tests;
