//! Whoever the city's directory vouches for, as far as the desk settles it: whose an account is.

use enishi_desk::directory_login::{Admission, DirectoryFault, Vouched};
use enishi_desk::manage_staff::{FIRST_LOGIN, NewStaff, first_administrator, reset, suspend};
use enishi_domain::staff::Duty;

use crate::house::House;

const CITY: &str = "https://sso.example.lg.jp/adfs";

fn vouched<'a>(issuer: &'a str, subject: &'a str, login: &'a str) -> Vouched<'a> {
    Vouched {
        issuer,
        subject,
        login,
        is_strong: false,
        address: "192.0.2.1",
    }
}

/// Why somebody does not come in; nothing where they do.
async fn refusal(house: &House, vouched: Vouched<'_>) -> Option<DirectoryFault> {
    let admitted = house.reception.log_in_by_directory(vouched, house.now);
    match admitted.await.unwrap() {
        Admission::Session(secret) => {
            assert!(house.at_counter(&secret).await.is_some());
            None
        }
        Admission::Refused(fault) => Some(fault),
    }
}

async fn audited(house: &House, action: &str) -> usize {
    house.office.audited(action).await.unwrap().len()
}

#[tokio::test]
async fn an_account_is_of_the_first_who_came_by_its_name_until_it_is_reset() {
    let house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let another = Some(DirectoryFault::AnotherPerson);
    for (issuer, subject, expected) in [
        (CITY, "S-1-5-1", None),
        (CITY, "S-1-5-1", None),
        (CITY, "S-1-5-2", another),
        (CITY, "", another),
        ("https://sso.example.lg.jp", "/adfsS-1-5-1", another),
        (CITY, "S-1-5-1", None),
    ] {
        let found = refusal(&house, vouched(issuer, subject, "Sato")).await;
        assert_eq!(found, expected, "{issuer} {subject}");
    }
    assert_eq!(audited(&house, "login.directory.bind").await, 1);
    assert_eq!(audited(&house, "login.directory").await, 3);
    // A name that goes to somebody else goes with an account that 管理 opens to them.
    suspend(&house.office, "sato").await.unwrap();
    let ended = refusal(&house, vouched(CITY, "S-1-5-2", "sato")).await;
    assert_eq!(ended, Some(DirectoryFault::NoAccount));
    reset(&house.office, "sato", &house.entropy).await.unwrap();
    assert_eq!(audited(&house, "login.directory.unbind").await, 1);
    for (subject, expected) in [("S-1-5-2", None), ("S-1-5-1", another)] {
        let found = refusal(&house, vouched(CITY, subject, "sato")).await;
        assert_eq!(found, expected, "{subject}");
    }
    reset(&house.office, "sato", &house.entropy).await.unwrap();
    reset(&house.office, "sato", &house.entropy).await.unwrap();
    assert_eq!(audited(&house, "login.directory.unbind").await, 2);
}

#[tokio::test]
async fn of_two_who_come_at_once_by_a_name_it_is_one_s() {
    let house = House::new().await;
    for login in ["sato", "ito", "abe", "mori"] {
        house.staff(login, Duty::Planning, None).await;
        let (one, other) = tokio::join!(
            refusal(&house, vouched(CITY, "1", login)),
            refusal(&house, vouched(CITY, "2", login)),
        );
        let mut both = [one, other];
        both.sort_by_key(Option::is_some);
        assert_eq!(both, [None, Some(DirectoryFault::AnotherPerson)]);
        let (one, other) = tokio::join!(
            refusal(&house, vouched(CITY, "1", login)),
            refusal(&house, vouched(CITY, "1", login)),
        );
        assert_eq!(one, other, "in two windows");
    }
    assert_eq!(audited(&house, "login.directory.bind").await, 4);
}

#[tokio::test]
async fn whoever_is_called_as_the_first_administrator_is_not_let_in() {
    let house = House::new().await;
    let new = NewStaff {
        login: FIRST_LOGIN.to_owned(),
        name: "管理者".to_owned(),
    };
    let made = first_administrator(&house.office, &new, &house.entropy).await;
    made.unwrap().unwrap();
    for login in ["admin", "ADMIN"] {
        let found = refusal(&house, vouched(CITY, "S-1-5-1", login)).await;
        assert_eq!(found, Some(DirectoryFault::PasswordOnly), "{login}");
    }
    assert_eq!(audited(&house, "login.directory.bind").await, 0);
}
