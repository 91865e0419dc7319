//! A year is opened with what was defined for the one before, and nothing of the old one moves.

use enishi_desk::compare_years::{Changed, compare_years, comparison_xlsx};
use enishi_desk::demo::{Size, region_files};
use enishi_desk::evaluate_year::evaluate_year;
use enishi_desk::office::{DefinitionFile, Office, Secret};
use enishi_desk::open_year::{Opening, open_year};
use enishi_desk::show_year::show_year;
use enishi_desk::write_assessment::{Draft, Writing, write_assessment};
use enishi_desk::{AccessError, DeskError, Statement};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::staff::Duty;

use enishi_intake::formats::{Hints, read_tables};

use crate::house::House;

fn year(text: &str) -> FiscalYear {
    text.parse().unwrap()
}

/// What shows whether anything of a year moved.
async fn shown(house: &mut House, of: &str) -> Vec<String> {
    let counter = house.counter("planning").await;
    let shown = show_year(&counter, Some(year(of))).await.unwrap();
    let kpis = shown.programmes.iter().flat_map(|part| {
        let head = format!("{:?} {:?} {}", part.name, part.departments, part.version);
        let kpis = part.kpis.iter();
        let kpis = kpis.map(|kpi| {
            format!(
                "{} {:?} {} {}",
                kpi.name, kpi.target, kpi.actual, kpi.measured.definition
            )
        });
        std::iter::once(head).chain(kpis).collect::<Vec<_>>()
    });
    kpis.collect()
}

#[tokio::test]
async fn to_open_a_year_twice_is_to_open_it_once() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    let before = shown(&mut house, "R6").await;
    let counter = house.counter("planning").await;
    for wrong in ["R6", "R8", "R9"] {
        let refused = open_year(&counter, year(wrong)).await;
        let is_named = matches!(
            refused,
            Err(DeskError::Access(AccessError::YearNotNext(_, Some(next)))) if next == year("R7")
        );
        assert!(is_named, "{wrong}");
    }
    assert_eq!(
        open_year(&counter, year("R7")).await.unwrap(),
        Opening::Opened(6)
    );
    let once = house.office.editions_at(Position::NOW).await.unwrap();
    // One counter was made before the year was opened, the other knows of it.
    let knowing = house.counter("planning").await;
    let last = house.office.position(None).await.unwrap();
    for counter in [counter, knowing] {
        let again = open_year(&counter, year("R7")).await;
        assert_eq!(again.unwrap(), Opening::WasOpen);
    }
    assert_eq!(house.office.position(None).await.unwrap(), last);
    let twice = house.office.editions_at(Position::NOW).await.unwrap();
    assert_eq!(once, twice);
    assert_eq!(shown(&mut house, "R6").await, before);
    // The folder that the city was made of does not have the year that was opened since.
    let files = region_files(Size::Small);
    let init = Office::init(
        &house.database.address,
        &files,
        Secret::new(&[7; 32]),
        house.now,
    );
    init.await.unwrap().0.close().await;
    assert_eq!(house.office.editions_at(Position::NOW).await.unwrap(), once);
}

#[tokio::test]
async fn a_new_year_has_last_years_kpis_and_no_target_is_made_up() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    house
        .staff("commerce", Duty::Entry, Some("商工観光課"))
        .await;
    let commerce = house.counter("commerce").await;
    let refused = open_year(&commerce, year("R7")).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    let draft = Draft {
        kpi: "1".to_owned(),
        based_on: 0,
        statement: Statement {
            improvement: "商工会を通じて早めに周知する。".to_owned(),
            ..Statement::default()
        },
    };
    write_assessment(&commerce, year("R6"), Writing::new("1", &[draft]))
        .await
        .unwrap();
    let counter = house.counter("planning").await;
    open_year(&counter, year("R7")).await.unwrap();
    let counter = house.counter("planning").await;
    let new = show_year(&counter, Some(year("R7"))).await.unwrap();
    assert!(new.years.contains(&year("R7")));
    let kpis: Vec<_> = new.programmes.iter().flat_map(|part| &part.kpis).collect();
    assert_eq!(kpis.len(), 23);
    assert!(
        kpis.iter()
            .all(|kpi| kpi.target.is_none() && kpi.mark() == "-")
    );
    let compared = compare_years(&counter, Some(year("R7"))).await.unwrap();
    let first = compared
        .lines
        .iter()
        .find(|line| line.kpi.is_some())
        .unwrap();
    assert_eq!(first.changes, [Changed::TargetMissing]);
    assert_eq!(first.improvement, "商工会を通じて早めに周知する。");
    let bytes = comparison_xlsx(&compared).unwrap();
    let read = read_tables(&bytes, &Hints::default()).unwrap().value;
    let mut cells = read.grids[0].cells();
    assert!(cells.any(|cell| cell.text.contains("商工会を通じて")));
}

#[tokio::test]
async fn what_a_new_year_defines_anew_is_told_and_the_old_year_keeps_its_own() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    let before = shown(&mut house, "R6").await;
    let mut files = region_files(Size::Small);
    let one = files
        .iter()
        .find(|file| file.name == "programme-1.toml")
        .unwrap();
    let text = one
        .text
        .replace("R6 = \"75社\"", "R6 = \"75社\", R7 = \"80社\"");
    let text = text.replace("\"商工観光課\"", "\"産業課\"");
    let text = text.replace(
        "measure = \"distinct\"\nparty = \"org\"",
        "measure = \"rows\"",
    );
    let (kept, _) = text.split_at(text.rfind("[[programme.kpi]]").unwrap());
    files.push(DefinitionFile {
        name: "R7/programme-1.toml".to_owned(),
        text: kept.to_owned(),
    });
    let init = Office::init(
        &house.database.address,
        &files,
        Secret::new(&[7; 32]),
        house.now,
    );
    init.await.unwrap().0.close().await;
    let counter = house.counter("planning").await;
    let compared = compare_years(&counter, Some(year("R7"))).await.unwrap();
    let changes = |no: &str, kpi: Option<u8>| {
        let mut lines = compared.lines.iter();
        let wanted = kpi.map(|kpi| kpi.to_string());
        let is_line = |of: Option<String>| of == wanted;
        let line =
            lines.find(|line| line.programme == no && is_line(line.kpi.map(|kpi| kpi.to_string())));
        line.unwrap().changes.clone()
    };
    assert_eq!(changes("1", None), [Changed::Departments]);
    assert_eq!(
        changes("1", Some(1)),
        [Changed::Target, Changed::Definition]
    );
    assert_eq!(changes("1", Some(2)), [Changed::TargetMissing]);
    assert_eq!(changes("1", Some(4)), [Changed::Dropped]);
    assert_eq!(changes("2", None), []);
    assert_eq!(shown(&mut house, "R6").await, before);
}

#[tokio::test]
async fn a_day_to_come_is_no_day_to_look_at_the_ledger() {
    let house = House::new().await;
    let today = house.office.today();
    let tomorrow = today.tomorrow().unwrap();
    for day in [today.yesterday().unwrap(), today] {
        assert!(
            evaluate_year(&house.office, year("R6"), Some(day))
                .await
                .is_ok()
        );
    }
    let refused = evaluate_year(&house.office, year("R6"), Some(tomorrow)).await;
    assert!(matches!(
        refused,
        Err(DeskError::DayToCome { day, today: now }) if (day, now) == (tomorrow, today)
    ));
}
