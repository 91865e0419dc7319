//! Departments that are renamed, split and merged: duties follow, and a sheet keeps its names.

use enishi_desk::demo::{Size, region_files};
use enishi_desk::manage_staff::{assign, end_duty};
use enishi_desk::office::{DefinitionFile, Office, Secret};
use enishi_desk::show_year::show_year;
use enishi_desk::write_assessment::{Draft, Writing, Written, write_assessment};
use enishi_desk::{AccessError, DeskError, Statement};
use enishi_domain::staff::Duty;

use crate::house::House;

const YEAR: i64 = 365 * 24 * 3600;

/// 商工観光課 becomes two after R7, and 農政課 and 福祉課 one.
const CHANGES: &str = "[[department]]\nname = '商工観光課'\nuntil = 'R7'\nbecame = ['商工課', '観光課']\n\
    [[department]]\nname = '商工課'\nsince = 'R8'\n\
    [[department]]\nname = '観光課'\nsince = 'R8'\n\
    [[department]]\nname = '農政課'\nuntil = 'R7'\nbecame = ['農業福祉課']\n\
    [[department]]\nname = '福祉課'\nuntil = 'R7'\nbecame = ['農業福祉課']\n\
    [[department]]\nname = '農業福祉課'\nsince = 'R8'\n";

async fn define(house: &House) {
    let mut files = region_files(Size::Small);
    files.push(DefinitionFile {
        name: "departments.toml".to_owned(),
        text: CHANGES.to_owned(),
    });
    let init = Office::init(
        &house.database.address,
        &files,
        Secret::new(&[7; 32]),
        house.now,
    );
    init.await.unwrap().0.close().await;
}

fn draft() -> Draft {
    Draft {
        kpi: String::new(),
        based_on: 0,
        statement: Statement {
            cause: "周知が足りなかった。".to_owned(),
            ..Statement::default()
        },
    }
}

async fn departments(house: &mut House, year: &str, programme: &str) -> Vec<String> {
    let counter = house.counter("commerce").await;
    let shown = show_year(&counter, Some(year.parse().unwrap()))
        .await
        .unwrap();
    let mut parts = shown.programmes.into_iter();
    parts.find(|part| part.no == programme).unwrap().departments
}

#[tokio::test]
async fn a_duty_follows_its_department_and_a_sheet_keeps_its_name() {
    let mut house = House::new().await;
    house
        .staff("commerce", Duty::Entry, Some("商工観光課"))
        .await;
    house.staff("farming", Duty::Entry, Some("農政課")).await;
    define(&house).await;
    let held = |counter: enishi_desk::reception::Counter| {
        let duties = counter.principal().duties.iter();
        let names: Vec<String> = duties.filter_map(|held| held.department.clone()).collect();
        names
    };
    assert_eq!(held(house.counter("commerce").await), ["商工観光課"]);
    house.wait(YEAR);
    assert_eq!(held(house.counter("commerce").await), ["商工課", "観光課"]);
    assert_eq!(held(house.counter("farming").await), ["農業福祉課"]);
    assert_eq!(departments(&mut house, "R6", "1").await, ["商工観光課"]);
    assert_eq!(
        departments(&mut house, "R8", "1").await,
        ["商工課", "観光課"]
    );
    assert_eq!(departments(&mut house, "R8", "2").await, ["農業福祉課"]);
    let r6 = "R6".parse().unwrap();
    let commerce = house.counter("commerce").await;
    let drafts = [draft()];
    let written = write_assessment(&commerce, r6, Writing::new("1", &drafts))
        .await
        .unwrap();
    assert_eq!(written, Written::Kept);
    let strange = write_assessment(&commerce, r6, Writing::new("2", &drafts)).await;
    assert!(matches!(
        strange,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
}

#[tokio::test]
async fn a_duty_of_a_split_department_ends_at_one_and_stays_at_the_other() {
    let mut house = House::new().await;
    house
        .staff("commerce", Duty::Entry, Some("商工観光課"))
        .await;
    define(&house).await;
    house.wait(YEAR);
    let office = Office::open(&house.database.address, Secret::new(&[7; 32]), house.now);
    let office = office.await.unwrap();
    let none = end_duty(&office, "commerce", Duty::Head, Some("観光課")).await;
    assert!(matches!(
        none,
        Err(DeskError::Access(AccessError::DutyNotHeld))
    ));
    let end = end_duty(&office, "commerce", Duty::Entry, Some("観光課"));
    end.await.unwrap();
    let counter = house.counter("commerce").await;
    let duties = &counter.principal().duties;
    let names: Vec<_> = duties
        .iter()
        .map(|held| held.department.as_deref())
        .collect();
    assert_eq!(names, [Some("商工課")]);
    for (name, is_there) in [("観光課", true), ("商工観光課", false)] {
        let assigned = assign(&office, "commerce", Duty::Entry, Some(name)).await;
        assert_eq!(assigned.is_ok(), is_there, "{name}");
    }
}
