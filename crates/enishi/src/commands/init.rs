//! `enishi init`: makes a ledger for a city, or gives the one that is there new definitions.

use std::fs;
use std::path::Path;

use enishi_desk::Language;
use enishi_desk::office::{DefinitionFile, Office};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::measure::DefinitionFinding;
use jiff::Timestamp;
use serde_json::json;

use super::on_ledger::{Said, block_on, finish, make_secret, secret_path};
use crate::arguments::ledger;
use crate::files::{FileError, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Makes the ledger and its secret.
pub fn run(arguments: &ledger::Init, language: Language) -> u8 {
    let words = Words::of(language);
    let files = match region_files(&arguments.region) {
        Ok(files) => files,
        Err(error) => {
            complain_of(&arguments.region, &error, language);
            return FAILED;
        }
    };
    let path = secret_path(&arguments.ledger);
    let secret = match make_secret(&path) {
        Ok(secret) => secret,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let database = &arguments.ledger.database;
    let done = block_on(async {
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
        });
        let mut human = words.ledger_made(region, kpis, database, &path);
        for finding in &findings {
            human.push_str(&words.definition_finding(finding));
        }
        office.close().await;
        Ok(Said {
            human,
            json,
            code: CLEAN,
        })
    });
    finish(done, arguments.ledger.format, language)
}

/// The TOML files of a folder and of the years' folders in it, by name.
fn region_files(folder: &Path) -> Result<Vec<DefinitionFile>, FileError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && is_year(&name) {
            for file in fs::read_dir(&path)? {
                files.extend(definition_file(&file?.path(), &format!("{name}/"))?);
            }
        } else {
            files.extend(definition_file(&path, "")?);
        }
    }
    if files.is_empty() {
        return Err(FileError::NoDefinitions);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Whether a folder is called as a year is: `R7`.
fn is_year(name: &str) -> bool {
    let year: Result<FiscalYear, _> = name.parse();
    year.is_ok_and(|year| year.short() == name)
}

/// A TOML file under its name behind its folder's; none for another file.
fn definition_file(path: &Path, folder: &str) -> Result<Option<DefinitionFile>, FileError> {
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Ok(None);
    }
    let bytes = crate::files::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Some(DefinitionFile {
        name: format!("{folder}{name}"),
        text: String::from_utf8(bytes).map_err(|_| FileError::NotUtf8)?,
    }))
}
