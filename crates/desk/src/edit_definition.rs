//! 「定義の編集」 changes how a KPI is defined for a year: as a form or as the file's TOML, looked at
//! before it is kept, and kept only over the version that was looked at. A version is a row of the
//! file in the ledger, so every one of them stays.

pub mod recount;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::finding::Finding;
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::{KpiDefinition, Region};
use enishi_domain::workflow::Stage;
use enishi_intake::definitions::editing::{Fields, defines_programme, fields_of, with_fields};
use enishi_intake::definitions::editions::{files_for, split_name};
use enishi_intake::definitions::fault::DefinitionError;
use enishi_intake::definitions::region::RegionFile;
use enishi_intake::definitions::wording::sentence;
use enishi_store::Signature;

use crate::definitions::{as_region, files_at, read_files};
use crate::error::DeskError;
use crate::office::{DefinitionFile, Office};
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::{this_year, years};
use crate::write_assessment::whole_text;
use crate::year_course::courses;
use recount::{line_changes, recount};

/// Most characters of a file.
pub const LONGEST_FILE: usize = 100_000;

/// Which KPI, as it is defined for which year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The programme's number.
    pub programme: &'a str,
    /// The KPI's.
    pub kpi: KpiNo,
    /// The year.
    pub year: FiscalYear,
}

/// A definition as it stands.
#[derive(Clone, Debug)]
pub struct DefinitionShown {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from.
    pub years: Vec<FiscalYear>,
    /// From which year on the file holds; none where the city began with it.
    pub since: Option<FiscalYear>,
    /// The KPI's name.
    pub name: String,
    /// How it is counted, as a sentence.
    pub sentence: String,
    /// The file.
    pub file: String,
    /// Its TOML.
    pub text: String,
    /// The version that it is.
    pub version: Position,
    /// The form's fields; none where only the TOML can be edited.
    pub fields: Option<Fields>,
    /// Every version, the latest first.
    pub versions: Vec<Signature>,
    /// The years that it defines whose part of the sheet is decided: to change what is published of
    /// it, the part is opened again.
    pub decided: Vec<(FiscalYear, Stage)>,
}

/// What somebody wants it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The form's fields.
    Fields(Fields),
    /// The whole file.
    Toml(String),
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Look {
    /// The file as it would be.
    pub text: String,
    /// What is different in it.
    pub lines: Vec<recount::LineChange>,
    /// Why it cannot be kept; then nothing else is said.
    pub fault: Option<Box<DefinitionError>>,
    /// What is odd about it.
    pub findings: Vec<Finding>,
    /// The year that is counted again.
    pub recounted: FiscalYear,
    /// What becomes of that year's figures.
    pub figures: Vec<recount::Recount>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is in force from now on.
    Kept,
    /// It says what stood there already.
    Unchanged,
    /// Somebody else was quicker: this is the version that they left. Nothing was kept.
    Conflict(Position),
}

/// Shows how a KPI is defined for a year; as a former version had it where one is named.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::UnknownKpi`], [`DeskError::Store`].
pub async fn show_definition(
    counter: &Counter,
    place: Place<'_>,
    former: Option<Position>,
) -> Result<DefinitionShown, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = counter.office.in_year(place.year);
    let kpi = kpi_of(&office.region, place)?;
    let file = file_of(&office, place).await?;
    let versions = office.store.definition_versions(&file.name).await?;
    let version = versions.first().map_or(Position(0), |last| last.position);
    let named = former.filter(|former| versions.iter().any(|known| known.position == *former));
    let text = match named {
        Some(former) => {
            let files = files_at(&office.store, former).await?;
            let then = files.into_iter().find(|known| known.name == file.name);
            then.map_or(file.text, |then| then.text)
        }
        None => file.text,
    };
    Ok(DefinitionShown {
        year: place.year,
        years: years(&office, Some(place.year)),
        since: split_name(&file.name).0,
        name: kpi.name.clone(),
        sentence: sentence::definition_ja(&kpi.metric, None, &office.region.series),
        fields: fields_of(&text, place.programme, place.kpi, place.year),
        text,
        decided: decided(&office, place, &file.name).await?,
        file: file.name,
        version,
        versions,
    })
}

/// The years in which the programme is defined by that file and its part of the sheet is decided,
/// the latest first.
async fn decided(
    office: &Office,
    place: Place<'_>,
    file: &str,
) -> Result<Vec<(FiscalYear, Stage)>, DeskError> {
    let files = files_at(&office.store, Position::NOW).await?;
    let mut decided = Vec::new();
    for year in years(office, Some(place.year)) {
        let of_year = files_for(&as_region(&files), Some(year));
        let is_of_file = |known: &RegionFile<'_>| {
            known.name == file && defines_programme(known.text, place.programme)
        };
        if !of_year.iter().any(is_of_file) {
            continue;
        }
        let courses = courses(&office.in_year(year), year).await?;
        let stage = courses.get(place.programme).map(|part| part.course.stage());
        decided.extend(
            stage
                .filter(|stage| *stage >= Stage::Approved)
                .map(|stage| (year, stage)),
        );
    }
    Ok(decided)
}

/// What a change would do, before it is kept.
///
/// # Errors
/// As [`show_definition`].
pub async fn look(counter: &Counter, place: Place<'_>, wanted: &Wanted) -> Result<Look, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = counter.office.in_year(place.year);
    let file = file_of(&office, place).await?;
    let recounted = place.year.previous().unwrap_or(place.year);
    let mut look = Look {
        text: file.text.clone(),
        lines: Vec::new(),
        fault: None,
        findings: Vec::new(),
        recounted,
        figures: Vec::new(),
    };
    match text_of(&file, place, wanted) {
        Ok(text) => look.text = text,
        Err(DeskError::Definition(fault)) => {
            look.fault = Some(fault);
            return Ok(look);
        }
        Err(error) => return Err(error),
    }
    look.lines = line_changes(&file.text, &look.text);
    let files = files_at(&office.store, Position::NOW).await?;
    let after = match read_files(&with_file(files, &file.name, &look.text)) {
        Ok(read) => read,
        Err(DeskError::Definition(fault)) => {
            look.fault = Some(fault);
            return Ok(look);
        }
        Err(error) => return Err(error),
    };
    let in_file = |finding: &Finding| {
        let place = finding.place.as_ref();
        place.is_some_and(|place| place.sheet.as_deref() == Some(file.name.as_str()))
    };
    look.findings = after.findings.into_iter().filter(in_file).collect();
    let after = after.value.of(place.year);
    look.figures = recount(&office, &after, recounted).await?;
    Ok(look)
}

/// Keeps a file that was looked at as the next version, over the one that was looked at.
///
/// # Errors
/// As [`look`]; [`DeskError::Definition`] where it cannot be used.
pub async fn keep(
    counter: &Counter,
    place: Place<'_>,
    (based_on, text): (Position, &str),
) -> Result<Kept, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = counter.office.in_year(place.year);
    let file = file_of(&office, place).await?;
    let text = text_of(&file, place, &Wanted::Toml(text.to_owned()))?;
    let object = format!("{}-{}/{}", place.programme, place.kpi, place.year.short());
    let mut posting = office.begin("define", Some(object)).await?;
    // Nobody else writes from here on.
    let files = files_at(&office.store, Position::NOW).await?;
    let versions = office.store.definition_versions(&file.name).await?;
    let last = versions.first().map_or(Position(0), |last| last.position);
    if last != based_on {
        return Ok(Kept::Conflict(last));
    }
    if files
        .iter()
        .any(|known| known.name == file.name && known.text == text)
    {
        return Ok(Kept::Unchanged);
    }
    let editions = read_files(&with_file(files, &file.name, &text))?.value;
    office.declare(&mut posting, &editions).await?;
    posting.keep_definition(&file.name, Some(&text)).await?;
    posting.commit().await?;
    Ok(Kept::Kept)
}

fn kpi_of<'a>(region: &'a Region, place: Place<'_>) -> Result<&'a KpiDefinition, DeskError> {
    let unknown = || DeskError::UnknownKpi {
        programme: place.programme.to_owned(),
        kpi: place.kpi,
    };
    region.kpi(place.programme, place.kpi).ok_or_else(unknown)
}

/// The file that defines a programme for a year.
async fn file_of(office: &Office, place: Place<'_>) -> Result<DefinitionFile, DeskError> {
    let files = files_at(&office.store, Position::NOW).await?;
    let files = files_for(&as_region(&files), Some(place.year));
    let mut defining = files
        .into_iter()
        .filter(|file| defines_programme(file.text, place.programme));
    let unknown = || DeskError::UnknownProgramme(place.programme.to_owned());
    let file = defining.next().ok_or_else(unknown)?;
    Ok(DefinitionFile {
        name: file.name.to_owned(),
        text: file.text.to_owned(),
    })
}

/// The file as it is wanted.
fn text_of(file: &DefinitionFile, place: Place<'_>, wanted: &Wanted) -> Result<String, DeskError> {
    match wanted {
        Wanted::Toml(text) => {
            let text = whole_text(text, LONGEST_FILE)?;
            Ok(format!("{text}\n"))
        }
        Wanted::Fields(fields) => {
            let file = RegionFile {
                name: &file.name,
                text: &file.text,
            };
            let of = (place.programme, place.kpi, place.year);
            let unknown = || DeskError::UnknownKpi {
                programme: place.programme.to_owned(),
                kpi: place.kpi,
            };
            with_fields(&file, of, fields)?.ok_or_else(unknown)
        }
    }
}

fn with_file(mut files: Vec<DefinitionFile>, name: &str, text: &str) -> Vec<DefinitionFile> {
    for file in &mut files {
        if file.name == name {
            text.clone_into(&mut file.text);
        }
    }
    files
}

/// Every KPI of a year with the sentence that defines it, for the list.
///
/// # Errors
/// [`crate::AccessError::Forbidden`].
pub fn list_definitions(
    counter: &Counter,
    year: Option<FiscalYear>,
) -> Result<DefinitionList, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    let region = office.in_year(year).region;
    let programmes = region.programmes.iter().map(|programme| {
        let kpis = programme.kpis.iter().map(|kpi| {
            let sentence = sentence::definition_ja(&kpi.metric, None, &region.series);
            let target = kpi.targets.get(&year).map(|target| target.text.clone());
            (kpi.no, kpi.name.clone(), sentence, target)
        });
        (programme.no.clone(), programme.name.clone(), kpis.collect())
    });
    Ok(DefinitionList {
        year,
        years: years(office, Some(year)),
        programmes: programmes.collect(),
    })
}

/// A programme of the list: its number and name, and each KPI with its name, its sentence and the
/// target of the year.
pub type ListedProgramme = (
    String,
    Option<String>,
    Vec<(KpiNo, String, String, Option<String>)>,
);

/// What is defined for a year.
#[derive(Clone, Debug)]
pub struct DefinitionList {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from.
    pub years: Vec<FiscalYear>,
    /// In the order of the sheet.
    pub programmes: Vec<ListedProgramme>,
}
