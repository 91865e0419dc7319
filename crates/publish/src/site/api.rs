//! 「公開API」 what a program reads of the site: files below `api/v1`, so that they are the same from
//! a folder, behind any web server and from `enishi public`. A year is the edition as it was
//! published; lists and a KPI over the years are made of the editions and say nothing besides.

use enishi_domain::interchange::edition::{Edition, EditionCounts, EditionKpi, EditionProgramme};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::SiteFiles;
use crate::formats::PublishError;

/// Below which path they are.
pub const ROOT: &str = "api/v1";

/// The published years.
#[derive(Serialize, JsonSchema)]
pub struct PublishedYears {
    /// The latest first.
    years: Vec<PublishedYear>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
pub struct PublishedYear {
    /// By the western year in which it begins: `years/2024.json` is its edition.
    fiscal_year: i16,
    /// 団体名
    municipality: String,
    /// 全国地方公共団体コード
    municipality_code: String,
    /// The day on which the last programme was published.
    published_on: String,
    /// Over all programmes.
    #[schemars(schema_with = "counts")]
    counts: EditionCounts,
    /// Its KPIs in the order of the sheet, each by its address: `kpis/1-2.json` for `1-2`.
    kpis: Vec<String>,
}

/// A KPI over the years.
#[derive(Serialize, JsonSchema)]
pub struct KpiOverYears<'a> {
    /// Programme and KPI, `1-2`.
    code: String,
    /// The published years in which it stands, the oldest first. A year that is missing was not
    /// published, which is not 0.
    years: Vec<KpiOfYear<'a>>,
}

/// A KPI in a published year.
#[derive(Serialize, JsonSchema)]
pub struct KpiOfYear<'a> {
    /// By the western year in which it begins.
    fiscal_year: i16,
    /// 事業名
    programme: Option<&'a str>,
    /// As its year's edition has it.
    #[schemars(schema_with = "kpi")]
    kpi: &'a EditionKpi,
}

/// The files to work with.
#[derive(Serialize, JsonSchema)]
pub struct PublishedFiles {
    /// By their paths.
    files: Vec<PublishedFile>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
pub struct PublishedFile {
    /// From the root of the site.
    path: String,
    /// How long it is.
    bytes: usize,
    /// Its SHA-256.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    sha256: String,
}

/// Adds what a program reads, after everything that the list of files has to name.
pub(super) fn all(editions: &[&Edition], files: &mut SiteFiles) -> Result<(), PublishError> {
    let years = editions.iter().map(|edition| PublishedYear {
        fiscal_year: edition.fiscal_year,
        municipality: edition.municipality.clone(),
        municipality_code: edition.municipality_code.clone(),
        published_on: edition.published_on.clone(),
        counts: edition.counts,
        kpis: codes(edition).map(|(code, ..)| code).collect(),
    });
    let years = PublishedYears {
        years: years.collect(),
    };
    keep(files, "years", &years)?;
    for edition in editions {
        keep(files, &edition_path(edition), edition)?;
        for (code, ..) in codes(edition) {
            keep(files, &format!("kpis/{code}"), &over_years(editions, &code))?;
        }
    }
    let listed = files.iter().filter(|(path, _)| is_data(path));
    let listed = listed.map(|(path, bytes)| PublishedFile {
        path: path.clone(),
        bytes: bytes.len(),
        sha256: hexadecimal(&Sha256::digest(bytes)),
    });
    let listed = PublishedFiles {
        files: listed.collect(),
    };
    keep(files, "files", &listed)
}

/// The address of a year's edition, below [`ROOT`] and without its ending.
fn edition_path(edition: &Edition) -> String {
    format!("years/{}", edition.fiscal_year)
}

fn over_years<'a>(editions: &[&'a Edition], code: &str) -> KpiOverYears<'a> {
    let of_year = |edition: &&'a Edition| {
        let mut all = codes(edition);
        let (_, programme, kpi) = all.find(|(other, ..)| other == code)?;
        Some(KpiOfYear {
            fiscal_year: edition.fiscal_year,
            programme: programme.name.as_deref(),
            kpi,
        })
    };
    KpiOverYears {
        code: code.to_owned(),
        years: editions.iter().rev().filter_map(of_year).collect(),
    }
}

/// The KPIs of a year under the code that pages name them by.
fn codes(edition: &Edition) -> impl Iterator<Item = (String, &EditionProgramme, &EditionKpi)> {
    edition.programmes.iter().flat_map(|programme| {
        let kpis = programme.kpis.iter();
        kpis.map(move |kpi| (format!("{}-{}", programme.no, kpi.no), programme, kpi))
    })
}

/// Whether a file is for working with; pages and their style are for reading.
fn is_data(path: &str) -> bool {
    !path.ends_with(".html") && !path.ends_with(".css")
}

fn keep(files: &mut SiteFiles, name: &str, told: &impl Serialize) -> Result<(), PublishError> {
    let mut json = serde_json::to_vec_pretty(told)?;
    json.push(b'\n');
    files.insert(format!("{ROOT}/{name}.json"), json);
    Ok(())
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Parts of an edition keep the schema that it is published with.
fn counts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"$ref": "#/components/schemas/Edition/$defs/counts"})
}

fn kpi(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"$ref": "#/components/schemas/Edition/$defs/kpi"})
}
