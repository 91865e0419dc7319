//! `enishi init`: makes a ledger for a city, or gives the one that is there new definitions.

use std::fs;
use std::path::{Path, PathBuf};

use enishi_desk::change_definitions::{Difference, Standing, definition_changes};
use enishi_desk::office::{DefinitionFile, Office};
use enishi_desk::{Language, check_files, file_of};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::measure::DefinitionFinding;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::on_ledger::{Said, block_on, finish, make_secret, secret_path};
use crate::arguments::ledger;
use crate::files::{FileError, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Makes the ledger and its secret.
pub fn run(arguments: &ledger::Init, language: Language) -> u8 {
    let words = Words::of(language);
    let files = match region_files(&arguments.region) {
        Ok(files) => files,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    // What cannot be read makes neither a key nor a ledger.
    if let Err(error) = check_files(&files) {
        complain(&error.message(language));
        return FAILED;
    }
    let path = secret_path(&arguments.ledger);
    let is_new = !path.exists();
    let secret = match make_secret(&path) {
        Ok(secret) => secret,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let database = &arguments.ledger.database;
    let done = block_on(async {
        let standing = definition_changes(database, &files).await?;
        let is_same = standing == Standing::Same;
        let (office, findings) = Office::init(database, &files, secret, Timestamp::now()).await?;
        let region = office.region();
        let kpis = region
            .programmes
            .iter()
            .map(|p| p.kpis.len())
            .sum::<usize>();
        let listed = findings
            .iter()
            .map(|finding| words.definition_entry(finding));
        let listed: Vec<DefinitionFinding> = listed.collect();
        let json = json!({
            "format": "enishi.init/1",
            "database": database,
            "municipality": region.municipality,
            "programmes": region.programmes.len(),
            "kpis": kpis,
            "findings": listed,
            "changed": !is_same,
            "changes": changes(&standing),
        });
        let mut human = told(&standing, &office, kpis, (database, &path), words);
        // What is odd about definitions was told when they were given.
        for finding in findings.iter().filter(|_| !is_same) {
            human.push_str(&words.definition_finding(finding));
        }
        office.close().await;
        Ok(Said {
            human,
            json,
            code: CLEAN,
        })
    });
    // A key that opens nothing is left by nobody; once there is a database it may bear its mark.
    let is_without_ledger = file_of(database).is_some_and(|file| !file.exists());
    if done.is_err() && is_new && is_without_ledger {
        drop(fs::remove_file(&path));
    }
    finish(done, arguments.ledger.format, language)
}

/// What was made or changed.
fn told(
    standing: &Standing,
    office: &Office,
    kpis: usize,
    (database, key): (&str, &Path),
    words: Words,
) -> String {
    let region = office.region();
    let renewed = || words.definitions_renewed(region, kpis, database);
    match standing {
        Standing::Same => words.ledger_stands(region, kpis, database),
        Standing::New => words.ledger_made(region, kpis, database, key),
        Standing::Unreadable => renewed() + &words.definitions_were_unreadable(),
        Standing::Differs(found) => renewed() + &words.definition_differences(found),
    }
}

/// What differs from what the ledger held; null where nothing could be held against it.
fn changes(standing: &Standing) -> Option<Vec<Json>> {
    let entry = |one: &Difference| {
        json!({
            "year": one.year.map(FiscalYear::western),
            "matter": one.matter.code(),
            "number": one.number,
            "change": one.change().code(),
            "before": one.before,
            "after": one.after,
        })
    };
    match standing {
        Standing::New | Standing::Unreadable => None,
        Standing::Same => Some(Vec::new()),
        Standing::Differs(differences) => Some(differences.iter().map(entry).collect()),
    }
}

/// The TOML files of a folder and of the years' folders in it, by name; or the file or folder that
/// is amiss.
fn region_files(folder: &Path) -> Result<Vec<DefinitionFile>, (PathBuf, FileError)> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && is_year(&name) {
            for file in entries(&path)? {
                files.extend(definition_file(&file, &format!("{name}/"))?);
            }
        } else {
            files.extend(definition_file(&path, "")?);
        }
    }
    if files.is_empty() {
        return Err((folder.to_owned(), FileError::NoDefinitions));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, (PathBuf, FileError)> {
    let found = fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| Ok(entry?.path()));
        paths.collect()
    });
    found.map_err(|error: std::io::Error| (folder.to_owned(), error.into()))
}

/// Whether a folder is called as a year is: `R7`.
fn is_year(name: &str) -> bool {
    let year: Result<FiscalYear, _> = name.parse();
    year.is_ok_and(|year| year.short() == name)
}

/// A TOML file under its name behind its folder's; none for another file.
fn definition_file(
    path: &Path,
    folder: &str,
) -> Result<Option<DefinitionFile>, (PathBuf, FileError)> {
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Ok(None);
    }
    let amiss = |error| (path.to_owned(), error);
    let bytes = crate::files::read(path).map_err(amiss)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Some(DefinitionFile {
        name: format!("{folder}{name}"),
        text: String::from_utf8(bytes).map_err(|_| amiss(FileError::NotUtf8))?,
    }))
}
