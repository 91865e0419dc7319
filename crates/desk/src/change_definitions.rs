//! 「定義の変更点」 what differs between the definitions that a ledger holds and those that it is
//! given, edition by edition: programmes, KPIs, targets, series and what else a city declares. The
//! texts of files, their comments and their order do not matter here.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;

use enishi_domain::background::Department;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::editions::Editions;
use enishi_domain::engagement::Position;
use enishi_domain::figure::Value;
use enishi_domain::interchange::measure::kpi_code;
use enishi_domain::region::{Deadline, KpiDefinition, ProgrammeDefinition, Purpose, Region};
use enishi_domain::statistics::Series;
use enishi_store::Store;

use crate::definitions::{are_same, files_at, read_files};
use crate::error::DeskError;
use crate::office::{DefinitionFile, with_opened_years};

/// How definitions that are given stand to those of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The ledger holds none yet, or is not there.
    New,
    /// The ledger holds these very files.
    Same,
    /// What the ledger holds cannot be read by this version, so nothing can be held against it.
    Unreadable,
    /// The files differ; what they define may be the same all the same.
    Differs(Vec<Difference>),
}

/// One thing that is added, gone or another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Of the definitions of which year; none for those that the city began with.
    pub year: Option<FiscalYear>,
    /// What kind of thing.
    pub matter: Matter,
    /// By what it is known.
    pub number: String,
    /// Its name, or a target's value, in the ledger; none for what is added.
    pub before: Option<String>,
    /// The same as it is given; none for what is gone.
    pub after: Option<String>,
}

/// What may differ, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// 団体名
    Municipality,
    /// The definitions of a year as a whole.
    Year,
    /// 事業
    Programme,
    /// 指標
    Kpi,
    /// 目標値
    Target,
    /// 統計系列
    Series,
    /// 利用目的
    Purpose,
    /// 担当課
    Department,
    /// 締切
    Deadline,
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The ledger did not have it.
    Added,
    /// It is not among what is given.
    Removed,
    /// It is defined otherwise.
    Changed,
}

impl Change {
    /// In the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    /// As the published JSON calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Matter {
    /// As the published JSON calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Year => "year",
            Self::Programme => "programme",
            Self::Kpi => "kpi",
            Self::Target => "target",
            Self::Series => "series",
            Self::Purpose => "purpose",
            Self::Department => "department",
            Self::Deadline => "deadline",
        }
    }
}

impl Difference {
    /// What became of it.
    #[must_use]
    pub fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            (Some(_), Some(_)) => Change::Changed,
        }
    }
}

/// Holds files against what the ledger at an address has in force.
///
/// # Errors
/// [`DeskError::Store`], [`DeskError::Definition`] for files that cannot be used.
pub async fn definition_changes(
    address: &str,
    files: &[DefinitionFile],
) -> Result<Standing, DeskError> {
    // Why there is none, whoever makes it is told.
    let Ok(store) = Store::open(address).await else {
        return Ok(Standing::New);
    };
    let known = files_at(&store, Position::NOW).await?;
    let files = with_opened_years(&store, files).await?;
    store.close().await;
    if known.is_empty() {
        return Ok(Standing::New);
    }
    if are_same(&known, &files) {
        return Ok(Standing::Same);
    }
    let given = read_files(&files)?.value;
    let Ok(held) = read_files(&known) else {
        return Ok(Standing::Unreadable);
    };
    Ok(Standing::Differs(differences(&held.value, &given)))
}

/// Refuses the definitions of another city: a ledger is one city's. A city may take another name,
/// and keeps its code.
pub(crate) async fn check_municipality(store: &Store, given: &Editions) -> Result<(), DeskError> {
    let known = files_at(store, Position::NOW).await?;
    // What cannot be read has to be replaced, and names nobody.
    let Ok(held) = read_files(&known) else {
        return Ok(());
    };
    let city = |editions: &Editions| {
        let first = editions.all().next();
        first.map(|region| (region.code.clone(), region.municipality.clone()))
    };
    match (city(&held.value), city(given)) {
        (Some(held), Some(given)) if held.0 != given.0 => Err(DeskError::OtherMunicipality {
            held: Box::new(held),
            given: Box::new(given),
        }),
        _ => Ok(()),
    }
}

/// What differs, in the order of the editions, and of each in the order of [`Matter`].
fn differences(held: &Editions, given: &Editions) -> Vec<Difference> {
    let by_year = |editions: &Editions| -> BTreeMap<Option<FiscalYear>, Region> {
        let years = once(None).chain(editions.opened().map(Some));
        years.zip(editions.all().cloned()).collect()
    };
    let (held, given) = (by_year(held), by_year(given));
    let years: BTreeSet<Option<FiscalYear>> = held.keys().chain(given.keys()).copied().collect();
    let mut found = Vec::new();
    for year in years {
        match (held.get(&year), given.get(&year)) {
            (Some(held), Some(given)) => found.extend(between(year, held, given)),
            (held, given) => found.push(whole_year(year, held, given)),
        }
    }
    found
}

fn whole_year(
    year: Option<FiscalYear>,
    held: Option<&Region>,
    given: Option<&Region>,
) -> Difference {
    let name = year.map_or_else(String::new, |year| year.to_string());
    Difference {
        year,
        matter: Matter::Year,
        number: year.map_or_else(String::new, FiscalYear::short),
        before: held.map(|_| name.clone()),
        after: given.map(|_| name.clone()),
    }
}

fn between(year: Option<FiscalYear>, held: &Region, given: &Region) -> Vec<Difference> {
    let (held, given) = (stated(held), stated(given));
    let known: BTreeMap<_, _> = held.iter().map(|stated| (stated.key(), stated)).collect();
    let mut found = Vec::new();
    for now in &given {
        let before = known.get(&now.key());
        if before.is_none_or(|before| *before != now) {
            found.push(difference(year, before.copied(), Some(now)));
        }
    }
    let kept: BTreeSet<_> = given.iter().map(Stated::key).collect();
    let gone = held.iter().filter(|stated| !kept.contains(&stated.key()));
    found.extend(gone.map(|stated| difference(year, Some(stated), None)));
    found.sort_by_key(|difference| difference.matter);
    found
}

fn difference(
    year: Option<FiscalYear>,
    before: Option<&Stated>,
    after: Option<&Stated>,
) -> Difference {
    let either = after.or(before);
    Difference {
        year,
        matter: either.map_or(Matter::Year, |stated| stated.matter),
        number: either.map_or_else(String::new, |stated| stated.number.clone()),
        before: before.map(|stated| stated.text.clone()),
        after: after.map(|stated| stated.text.clone()),
    }
}

/// One thing that a region states.
#[derive(Debug, PartialEq)]
struct Stated {
    matter: Matter,
    number: String,
    text: String,
    content: Content,
}

/// All of it, without what is stated on its own.
#[derive(Debug, PartialEq)]
enum Content {
    Municipality,
    Programme(Box<ProgrammeDefinition>),
    Kpi(Box<KpiDefinition>),
    Target(Value),
    Series(Series),
    Purpose(Purpose),
    Department(Department),
    Deadline(Deadline),
}

impl Stated {
    fn key(&self) -> (Matter, &str) {
        (self.matter, &self.number)
    }

    fn new(matter: Matter, number: &str, text: &str, content: Content) -> Self {
        Self {
            matter,
            number: number.to_owned(),
            text: text.to_owned(),
            content,
        }
    }
}

fn stated(region: &Region) -> Vec<Stated> {
    let mut all = vec![Stated::new(
        Matter::Municipality,
        &region.code,
        &region.municipality,
        Content::Municipality,
    )];
    for programme in &region.programmes {
        let name = programme.name.clone().unwrap_or_default();
        let alone = ProgrammeDefinition {
            kpis: Vec::new(),
            ..programme.clone()
        };
        let content = Content::Programme(Box::new(alone));
        all.push(Stated::new(
            Matter::Programme,
            &programme.no,
            &name,
            content,
        ));
        for kpi in &programme.kpis {
            all.extend(of_kpi(&kpi_code(&programme.no, kpi.no), kpi));
        }
    }
    all.extend(region.series.iter().map(|series| {
        let number = format!("{}/{}", series.id, series.definition);
        let content = Content::Series(series.clone());
        Stated::new(Matter::Series, &number, &series.label, content)
    }));
    all.extend(region.purposes.iter().map(|purpose| {
        let content = Content::Purpose(purpose.clone());
        Stated::new(Matter::Purpose, &purpose.id, &purpose.label, content)
    }));
    all.extend(region.departments.iter().map(|department| {
        let content = Content::Department(department.clone());
        Stated::new(
            Matter::Department,
            &department.name,
            &department.name,
            content,
        )
    }));
    all.extend(region.deadlines.iter().map(|deadline| {
        let content = Content::Deadline(deadline.clone());
        Stated::new(Matter::Deadline, &deadline.label, &deadline.label, content)
    }));
    all
}

/// A KPI, and each of its targets.
fn of_kpi(code: &str, kpi: &KpiDefinition) -> Vec<Stated> {
    let alone = KpiDefinition {
        targets: BTreeMap::new(),
        ..kpi.clone()
    };
    let content = Content::Kpi(Box::new(alone));
    let targets = kpi.targets.iter().map(|(year, value)| {
        let number = format!("{code} {}", year.short());
        Stated::new(
            Matter::Target,
            &number,
            &value.text,
            Content::Target(value.clone()),
        )
    });
    let kpi = Stated::new(Matter::Kpi, code, &kpi.name, content);
    once(kpi).chain(targets).collect()
}
