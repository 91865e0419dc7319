//! 「シートの取込み」 takes the programmes, KPIs and targets that a checked sheet states into the
//! definitions of its year, the way 定義の編集 keeps them. What is defined already is shown beside
//! what the sheet says and stays unless somebody chooses the sheet's; how a KPI is counted no sheet
//! says, so that a new one is 未測定 until somebody decides it.

mod differences;
mod stating;

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_intake::definitions::editing::adding::{Addition, NewProgramme, with_addition};
use enishi_intake::definitions::editing::{Fields, defines_programme, fields_of, with_fields};
use enishi_intake::definitions::editions::{files_for, name_in, opened_years, split_name};
use enishi_intake::definitions::region::RegionFile;

use crate::access_error::AccessError;
use crate::definitions::{as_region, files_at, read_files};
use crate::error::DeskError;
use crate::office::{DefinitionFile, Office};
use crate::open_year::{last_year, next_year};
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::{this_year, years};
use differences::differences;
pub use stating::{StatedKpi, StatedProgramme, stated};

/// What a sheet would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// The last definition that was looked at.
    pub mark: Position,
    /// From which year on the changed files hold; none where the city began with them.
    pub since: Option<FiscalYear>,
    /// What differs, in the order of the sheet.
    pub differences: Vec<Difference>,
    /// How many names, targets and costs say the same.
    pub same: usize,
    /// What cannot be taken.
    pub left_out: Vec<LeftOut>,
}

/// One thing that the sheet says and the definitions do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The programme's number.
    pub programme: String,
    /// The KPI's; none for the programme itself.
    pub kpi: Option<KpiNo>,
    /// What of it.
    pub what: What,
    /// What is defined; none where nothing is, so that taking it changes nothing that is there.
    pub before: Option<String>,
    /// What the sheet says.
    pub after: String,
}

/// What of a programme or KPI differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A whole KPI is new, and its programme with it where that is.
    Kpi,
    /// 事業名, or the KPI's name.
    Name,
    /// 目標値 of the year.
    Target,
    /// 基準値
    Baseline,
    /// 決算額 of the year.
    Cost,
}

/// What a sheet says and cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A programme without a number.
    WithoutNumber(String),
    /// A number that stands twice: its second programme or KPI.
    Twice(String),
    /// A target without an amount.
    NoAmount(String, String),
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// So many differences are in force from now on.
    Taken(usize),
    /// Nothing was chosen.
    Nothing,
    /// Somebody changed the definitions meanwhile; nothing was taken.
    Conflict,
}

impl Difference {
    /// By what a form knows it again: `1-2.target`.
    #[must_use]
    pub fn key(&self) -> String {
        let what = match self.what {
            What::Kpi => "kpi",
            What::Name => "name",
            What::Target => "target",
            What::Baseline => "baseline",
            What::Cost => "cost",
        };
        let kpi = self.kpi.map_or_else(String::new, |kpi| format!("-{kpi}"));
        format!("{}{kpi}.{what}", self.programme)
    }
}

/// Shows what a sheet would change in a year; in the latest with targets where none is named.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::YearNotNext`] for a year that was not opened yet,
/// [`DeskError::Store`].
pub async fn propose(
    counter: &Counter,
    programmes: &[StatedProgramme],
    year: Option<FiscalYear>,
) -> Result<Proposal, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    refuse_unopened(office, year)?;
    let mark = office.store.definition_mark().await?;
    let files = files_at(&office.store, Position::NOW).await?;
    let region = read_files(&files)?.value.of(year);
    let (differences, same, left_out) = differences(&region, programmes, year);
    Ok(Proposal {
        year,
        years: years(office, Some(year)),
        mark,
        since: edition(&files, year),
        differences,
        same,
        left_out,
    })
}

/// Takes what was chosen, over the definitions that were looked at. Of a new KPI the whole is taken
/// or nothing.
///
/// # Errors
/// As [`propose`]; [`DeskError::Definition`] where what is taken cannot be used, and nothing is.
pub async fn take_in(
    counter: &Counter,
    programmes: &[StatedProgramme],
    (year, mark): (FiscalYear, Position),
    chosen: &BTreeSet<String>,
) -> Result<TakenIn, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = &counter.office;
    refuse_unopened(office, year)?;
    let mut posting = office.begin("define.sheet", Some(year.short())).await?;
    // Nobody else writes from here on.
    if office.store.definition_mark().await? != mark {
        return Ok(TakenIn::Conflict);
    }
    let before = files_at(&office.store, Position::NOW).await?;
    let region = read_files(&before)?.value.of(year);
    let (all, ..) = differences(&region, programmes, year);
    let taken: Vec<&Difference> = all
        .iter()
        .filter(|one| chosen.contains(&one.key()))
        .collect();
    if taken.is_empty() {
        return Ok(TakenIn::Nothing);
    }
    let mut files = Files {
        year,
        folder: edition(&before, year),
        all: before.clone(),
    };
    for difference in &taken {
        files.apply(difference, programmes)?;
    }
    let editions = read_files(&files.all)?.value;
    office.declare(&mut posting, &editions).await?;
    for file in &files.all {
        if !before.contains(file) {
            let text = Some(file.text.as_str());
            posting.keep_definition(&file.name, text).await?;
        }
    }
    posting.commit().await?;
    Ok(TakenIn::Taken(taken.len()))
}

/// A year that was not opened has last year's files: what a sheet says of it would change last
/// year's.
fn refuse_unopened(office: &Office, year: FiscalYear) -> Result<(), DeskError> {
    if last_year(office).is_some_and(|last| year <= last) {
        return Ok(());
    }
    Err(AccessError::YearNotNext(year, next_year(office)).into())
}

/// The folder in which a year's definitions stand; none for those that the city began with.
fn edition(files: &[DefinitionFile], year: FiscalYear) -> Option<FiscalYear> {
    let opened = opened_years(&as_region(files));
    opened.range(..=year).next_back().copied()
}

/// The city's files while they are changed.
struct Files {
    year: FiscalYear,
    folder: Option<FiscalYear>,
    all: Vec<DefinitionFile>,
}

impl Files {
    fn apply(
        &mut self,
        difference: &Difference,
        programmes: &[StatedProgramme],
    ) -> Result<(), DeskError> {
        let year = self.year;
        let no = difference.programme.as_str();
        let unknown = || DeskError::UnknownProgramme(no.to_owned());
        let mut said = programmes.iter();
        let programme = said.find(|said| said.no == no).ok_or_else(unknown)?;
        let Some(kpi) = difference.kpi else {
            let addition = match difference.what {
                What::Cost => Addition::Cost(no, year, programme.cost.ok_or_else(unknown)?),
                What::Name | What::Kpi | What::Target | What::Baseline => {
                    Addition::Name(no, &difference.after)
                }
            };
            return self.add(no, &addition);
        };
        let unknown = || DeskError::UnknownKpi {
            programme: no.to_owned(),
            kpi,
        };
        let field = match difference.what {
            What::Kpi => {
                self.found(programme)?;
                let mut kpis = programme.kpis.iter();
                let said = kpis.find(|said| said.no == kpi).ok_or_else(unknown)?;
                return self.add(no, &Addition::Kpi(no, said.new_in(year)));
            }
            What::Name => "name",
            What::Target => "target",
            What::Baseline | What::Cost => "baseline",
        };
        let at = self.defining(no).ok_or_else(unknown)?;
        let file = &mut self.all[at];
        let fields = fields_of(&file.text, no, kpi, year).ok_or_else(unknown)?;
        let mut fields: Fields = fields;
        fields.insert(field, difference.after.clone());
        let as_file = RegionFile {
            name: &file.name,
            text: &file.text,
        };
        let text = with_fields(&as_file, (no, kpi, year), &fields)?;
        file.text = text.ok_or_else(unknown)?;
        Ok(())
    }

    /// Sees to it that a programme is defined: a new one in a file of its own.
    fn found(&mut self, programme: &StatedProgramme) -> Result<(), DeskError> {
        let no = programme.no.as_str();
        if self.defining(no).is_some() {
            return Ok(());
        }
        let is_plain = no.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let bare = if is_plain {
            format!("programme-{no}.toml")
        } else {
            "programmes.toml".to_owned()
        };
        let name = self
            .folder
            .map_or_else(|| bare.clone(), |year| name_in(year, &bare));
        let at = self.all.iter().position(|file| file.name == name);
        let at = at.unwrap_or_else(|| {
            let text = String::new();
            self.all.push(DefinitionFile { name, text });
            self.all.len() - 1
        });
        let new = Addition::Programme(NewProgramme {
            no,
            name: programme.name.as_deref(),
            overview: programme.overview.as_deref(),
            departments: &programme.departments,
            cost: programme.cost.map(|cost| (self.year, cost)),
        });
        self.put(at, no, &new)
    }

    fn add(&mut self, no: &str, addition: &Addition<'_>) -> Result<(), DeskError> {
        let unknown = || DeskError::UnknownProgramme(no.to_owned());
        let at = self.defining(no).ok_or_else(unknown)?;
        self.put(at, no, addition)
    }

    fn put(&mut self, at: usize, no: &str, addition: &Addition<'_>) -> Result<(), DeskError> {
        let text = with_addition(&self.all[at].text, addition);
        let unknown = || DeskError::UnknownProgramme(no.to_owned());
        self.all[at].text = text.ok_or_else(unknown)?;
        Ok(())
    }

    /// The file that defines a programme for the year.
    fn defining(&self, no: &str) -> Option<usize> {
        let held = as_region(&self.all);
        let held = files_for(&held, Some(self.year));
        let mut held = held.iter().filter(|file| defines_programme(file.text, no));
        let name = held.next()?.name.to_owned();
        debug_assert!(split_name(&name).0 <= Some(self.year));
        self.all.iter().position(|file| file.name == name)
    }
}
