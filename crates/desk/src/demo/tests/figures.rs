//! What the rows add up to, counted by plain replay of the steps.

use super::*;

/// One recorded row, as far as figures ask for it.
#[derive(Clone, Debug)]
struct Fact {
    kind: Kind,
    occurred: Date,
    recognized: Option<Date>,
    heads: u64,
    facets: BTreeMap<&'static str, String>,
    role: Role,
    who: Option<Who>,
    is_anonymous: bool,
    age: Option<u64>,
}

/// What is recorded, by the register's own number or by content and place.
type Facts = BTreeMap<(Source, String), Fact>;

/// One published value.
type Observed = BTreeMap<(String, String), Vec<(FiscalYear, Decimal)>>;

#[derive(Default)]
struct Replayed {
    facts: Facts,
    by_place: BTreeMap<(String, u64), (Source, String)>,
    gifts: BTreeMap<u64, Yen>,
    gift_places: BTreeMap<u64, u64>,
    observed: Observed,
    closed: BTreeSet<(&'static str, Kind, FiscalYear)>,
}

fn parsed(text: &str) -> Option<Date> {
    let mut numbers = text.split('/').map(str::parse::<i16>);
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let small = |number: Result<i16, _>| i8::try_from(number.ok()?).ok();
    Date::new(year.ok()?, small(month)?, small(day)?).ok()
}

/// The rows of a file by heading.
fn rows(file: &RegisterFile) -> Vec<(u64, BTreeMap<String, String>)> {
    let texts = file.texts();
    let (header, rows) = texts.split_first().expect("a header");
    let named = |row: &Vec<String>| header.iter().cloned().zip(row.iter().cloned()).collect();
    (2..).zip(rows).map(|(n, row)| (n, named(row))).collect()
}

impl Replayed {
    /// Everything up to and including the freeze of the year.
    fn up_to_freeze(city: &City, year: FiscalYear) -> Self {
        let mut replayed = Self::default();
        for step in &city.steps {
            match &step.action {
                Action::Import { file, .. } => {
                    replayed.import(city.file(file).expect("an imported file exists"), year);
                }
                Action::Undo { file, .. } => replayed.undo(file),
                Action::Void { row, .. } => replayed.void(row, year),
                Action::Close {
                    programme,
                    kind,
                    year,
                } => {
                    replayed.closed.insert((programme, *kind, *year));
                }
                Action::Reopen {
                    programme,
                    kind,
                    year,
                    ..
                } => {
                    replayed.closed.remove(&(*programme, *kind, *year));
                }
                Action::Freeze { year: frozen } if *frozen == year => break,
                Action::Freeze { .. }
                | Action::Decide { .. }
                | Action::Correct { .. }
                | Action::Appoint(_)
                | Action::AtCounter { .. } => {}
            }
        }
        replayed
    }

    fn import(&mut self, file: &RegisterFile, year: FiscalYear) {
        match file.source {
            Source::DonorLedger => {
                let ledger = file.donor_ledger().expect("a donor ledger");
                if ledger.year() == year {
                    self.import_gifts(ledger, file.name.contains("late"));
                }
            }
            Source::Statistics => self.observe(file),
            Source::SignUps | Source::Template | Source::Companies | Source::Members => {
                self.import_rows(file);
            }
        }
    }

    fn import_gifts(&mut self, ledger: &DonorLedger, is_late: bool) {
        for (row, gift) in (2..).zip(ledger.rows()) {
            if gift.standing == Standing::Valid {
                self.gifts.insert(gift.receipt, gift.amount);
                if !is_late {
                    self.gift_places.insert(row, gift.receipt);
                }
            }
        }
    }

    fn import_rows(&mut self, file: &RegisterFile) {
        // A match counts for the firm with which it came about, everything else for its 本人.
        let mut told: Vec<_> = file.appearances().collect();
        told.sort_by_key(|(row, role, _)| (*row, *role));
        let who: BTreeMap<u64, (Role, Who)> = told
            .into_iter()
            .map(|(row, role, who)| (row, (role, who)))
            .collect();
        let mut ordinals: BTreeMap<String, u64> = BTreeMap::new();
        for (n, row) in rows(file) {
            let key = row.get("受付番号").or(row.get("認定番号")).cloned();
            let key = key.filter(|key| !key.is_empty()).unwrap_or_else(|| {
                let content = format!("{row:?}");
                let ordinal = ordinals.entry(content.clone()).or_default();
                *ordinal += 1;
                format!("{content}{ordinal}")
            });
            let Some(fact) = fact(file.source, &row, who.get(&n).copied()) else {
                continue;
            };
            self.facts.insert((file.source, key.clone()), fact);
            self.by_place
                .insert((file.name.clone(), n), (file.source, key));
        }
    }

    fn observe(&mut self, file: &RegisterFile) {
        for (_, row) in rows(file) {
            let key = (
                row["系列"].clone() + "/" + &row["定義"],
                row["区分"].clone(),
            );
            let period = row["時点"].parse().expect("a year");
            let value = row["値"].parse().expect("a number");
            self.observed.entry(key).or_default().push((period, value));
        }
    }

    fn undo(&mut self, file: &str) {
        let places = self.by_place.iter();
        let undone: Vec<_> = places
            .filter(|((name, _), _)| name == file)
            .map(|(_, key)| key.clone())
            .collect();
        for key in undone {
            self.facts.remove(&key);
        }
    }

    fn void(&mut self, row: &RowRef, year: FiscalYear) {
        if row.file.contains("furusato") {
            if row.file.starts_with(&format!("{}/", year.short())) {
                let receipt = self.gift_places[&row.row];
                assert!(self.gifts.remove(&receipt).is_some());
            }
            return;
        }
        let key = &self.by_place[&(row.file.clone(), row.row)];
        assert!(self.facts.remove(key).is_some(), "{row:?}");
    }

    fn of(&self, year: FiscalYear, kinds: &[Kind]) -> Vec<&Fact> {
        let facts = self.facts.values();
        facts
            .filter(|fact| {
                let by = if fact.kind.is_donation() {
                    fact.recognized
                } else {
                    Some(fact.occurred)
                };
                kinds.contains(&fact.kind) && by.and_then(FiscalYear::of) == Some(year)
            })
            .collect()
    }

    fn is_closed(&self, kpi: &str, kinds: &[Kind], year: FiscalYear) -> bool {
        let closed = |kind: &Kind| {
            let mut closed = self.closed.iter();
            closed.any(|(no, of, on)| kpi.starts_with(no) && of == kind && *on == year)
        };
        kinds.iter().all(closed)
    }

    fn latest(&self, series: &str, part: &str, year: FiscalYear) -> Option<Decimal> {
        let observed = self.observed.get(&(series.to_owned(), part.to_owned()))?;
        let known = observed.iter().filter(|(period, _)| *period <= year);
        known
            .max_by_key(|(period, _)| *period)
            .map(|(_, value)| value.normalize())
    }
}

fn fact(source: Source, row: &BTreeMap<String, String>, who: Option<(Role, Who)>) -> Option<Fact> {
    let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
    let kind = match source {
        Source::SignUps => (cell("出欠") == "出席").then_some(Kind::EventAttend)?,
        Source::Companies => Kind::Certification,
        Source::Members => Kind::Membership,
        Source::Template => Kind::from_word(&cell("関わりの種別")).expect("a kind"),
        Source::DonorLedger | Source::Statistics => return None,
    };
    let days = ["発生日", "開催日", "認定日", "入会日"];
    let occurred = days.iter().find_map(|name| parsed(&cell(name)));
    let occurred = occurred.expect("a day");
    let born = parsed(&cell("本人_生年月日")).map(|birth| age(birth, occurred));
    let facets = Facet::ALL
        .iter()
        .map(|facet| (facet.word(), cell(facet.word())));
    Some(Fact {
        kind,
        occurred,
        recognized: parsed(&cell("調定日")),
        heads: cell("数量").parse().unwrap_or(0),
        facets: facets.collect(),
        role: who.map_or(Role::Subject, |(role, _)| role),
        who: who.map(|(_, who)| who),
        is_anonymous: cell("本人_種別") == PartyType::Anonymous.word(),
        age: cell("年齢").parse().ok().or(born),
    })
}

fn distinct(facts: &[&Fact]) -> Decimal {
    let people: BTreeSet<Who> = facts.iter().filter_map(|fact| fact.who).collect();
    Decimal::from(people.len())
}

fn count(facts: &[&Fact]) -> Decimal {
    let is_tally = |fact: &Fact| fact.kind == Kind::Tally;
    let rows = facts
        .iter()
        .map(|fact| if is_tally(fact) { fact.heads } else { 1 });
    Decimal::from(rows.sum::<u64>())
}

fn with<'a>(facts: Vec<&'a Fact>, facet: &str, says: &str) -> Vec<&'a Fact> {
    let facts = facts.into_iter();
    facts.filter(|fact| fact.facets[facet] == says).collect()
}

/// How a figure is counted.
#[derive(Clone, Copy)]
enum Way {
    People,
    Rows,
}

/// A facet and what it must say.
type Where = Option<(&'static str, &'static str)>;

/// The figures that are counted, as the region's metrics define them.
const COUNTED: &[(&str, &[Kind], Where, Way)] = &[
    (
        "1-1",
        &[Kind::MatchAgreed],
        Some(("制度", "複業")),
        Way::People,
    ),
    (
        "1-2",
        &[Kind::EventAttend, Kind::Consult],
        Some(("制度", "複業")),
        Way::People,
    ),
    (
        "1-3",
        &[Kind::BaseOpen, Kind::BusinessStart],
        Some(("制度", "複業")),
        Way::Rows,
    ),
    ("1-4", &[Kind::DonationCorporate], None, Way::Rows),
    ("2-3", &[Kind::FarmEntry], None, Way::People),
    (
        "2-4",
        &[Kind::ServiceUse, Kind::Tally],
        Some(("施設", "農業・地域支援")),
        Way::Rows,
    ),
    (
        "3-1",
        &[Kind::BaseOpen],
        Some(("区分", "スタートアップ")),
        Way::People,
    ),
    ("3-2", &[Kind::ServiceLaunch], None, Way::Rows),
    (
        "3-3",
        &[Kind::SurveyAnswer],
        Some(("回答", "あり")),
        Way::Rows,
    ),
    (
        "4-1",
        &[Kind::OrgActive],
        Some(("区分", "地域運営組織")),
        Way::People,
    ),
    ("4-3", &[Kind::OrgJoin], None, Way::People),
    (
        "4-4",
        &[Kind::ResidencyMoveIn, Kind::ResidencyDual],
        None,
        Way::People,
    ),
    ("5-2", &[Kind::Hire], None, Way::People),
    (
        "5-3",
        &[Kind::EventAttend, Kind::Tally],
        Some(("目的", "雇用促進")),
        Way::Rows,
    ),
    ("5-4", &[Kind::Certification], None, Way::People),
];

/// The series behind the figures that others publish, with their parts.
const PUBLISHED: &[(&str, &str, &[&str])] = &[
    ("2-2", "農地集積率/maff-2014", &[""]),
    ("4-2", "65歳時の平均自立期間/shizuoka-65", &["男", "女"]),
    ("5-1", "人口一人当たりの労働生産性/per-capita", &[""]),
    ("6-1", "社会増/resident-register", &[""]),
];

/// Every figure of a year; none where nothing is said.
fn figures(replayed: &Replayed, year: FiscalYear) -> BTreeMap<&'static str, Vec<Decimal>> {
    let mut figures = BTreeMap::new();
    for (kpi, kinds, condition, way) in COUNTED {
        let facts = replayed.of(year, kinds);
        let facts = match condition {
            Some((facet, says)) => with(facts, facet, says),
            None => facts,
        };
        let value = match way {
            Way::People => distinct(&facts),
            Way::Rows => count(&facts),
        };
        let is_said = replayed.is_closed(kpi, kinds, year) || !facts.is_empty();
        figures.insert(*kpi, if is_said { vec![value] } else { Vec::new() });
    }
    for (kpi, series, parts) in PUBLISHED {
        let parts = parts.iter();
        let values = parts.filter_map(|part| replayed.latest(series, part, year));
        figures.insert(*kpi, values.collect());
    }
    let starting = replayed.of(year, &[Kind::FarmStart]).into_iter();
    let young: Vec<_> = starting
        .filter(|fact| fact.age.is_some_and(|age| age < 35))
        .collect();
    figures.insert("2-1", vec![distinct(&young)]);
    figures.insert("6-2", Vec::new());
    let yen = replayed.gifts.values().copied().sum::<Yen>().0;
    assert_eq!(yen % 1000, 0);
    figures.insert("6-3", vec![Decimal::from(replayed.gifts.len())]);
    figures.insert("6-4", vec![Decimal::from(yen / 1000)]);
    figures
}

#[test]
fn every_year_gives_what_it_must_when_it_is_frozen() {
    let city = small();
    for actuals in years() {
        let replayed = Replayed::up_to_freeze(&city, actuals.year);
        let counted = figures(&replayed, actuals.year);
        for (kpi, expected) in actuals.by_kpi(Size::Small) {
            assert_eq!(counted[kpi], expected, "{} {kpi}", actuals.year);
        }
    }
}

#[test]
fn matches_count_firms_and_students_are_anonymous() {
    let [.., last] = years();
    let replayed = Replayed::up_to_freeze(&small(), last.year);
    let matched = replayed.of(last.year, &[Kind::MatchAgreed]);
    assert!(matched.iter().all(|fact| fact.role == Role::Counterparty));
    let students = replayed.of(last.year, &[Kind::SurveyAnswer]);
    assert!(students.iter().all(|fact| fact.is_anonymous));
}

#[test]
fn the_last_year_gives_the_same_when_all_is_over() {
    let city = small();
    let [.., last] = years();
    let never = FiscalYear::new(2100).expect("a year");
    let mut replayed = Replayed::up_to_freeze(&city, never);
    let frozen = Replayed::up_to_freeze(&city, last.year);
    replayed.gifts = frozen.gifts.clone();
    assert_eq!(figures(&replayed, last.year), figures(&frozen, last.year));
}

#[test]
fn r6_is_what_the_seed_states() {
    let [.., r6] = years();
    let text = |size| {
        let kpis = r6.by_kpi(size).into_iter();
        let texts = kpis.map(|(_, values)| {
            let values: Vec<_> = values.iter().map(Decimal::to_string).collect();
            values.join("/")
        });
        texts.collect::<Vec<_>>().join(" ")
    };
    let small = "63 750 11 5 4 38.7 3 1628 3 2 2 0 18.18/20.29 46 9 467.66 10 35 4 203  726 10812";
    assert_eq!(text(Size::Small), small);
    assert_eq!(
        text(Size::Full),
        small.replace("726 10812", "725929 10812285")
    );
}

#[test]
fn no_two_years_give_the_same_figures() {
    let figures = |year: &YearActuals| year.by_kpi(Size::Full);
    let all: BTreeSet<_> = years().into_iter().map(figures).collect();
    assert_eq!(all.len(), 5);
}

#[test]
fn the_full_r6_adds_up_to_the_yen() {
    let [.., r6] = years();
    let mut gifts = BTreeMap::new();
    for export in [gifts::Export::Main, gifts::Export::Late] {
        let ledger = DonorLedger::new(r6, Size::Full, export);
        for gift in ledger
            .rows()
            .filter(|gift| gift.standing == Standing::Valid)
        {
            gifts.insert(gift.receipt, gift.amount);
        }
    }
    // Three were entered twice, and are voided by steps.
    let twice = gifts::GiftYear::new(r6, Size::Full);
    for receipt in twice.entered_twice() {
        assert!(gifts.remove(&receipt).is_some());
    }
    assert_eq!(gifts.len(), 725_929);
    assert_eq!(gifts.values().copied().sum::<Yen>(), Yen(10_812_285_000));
    assert!(gifts.values().all(|yen| *yen >= Yen(2_000)));
}
