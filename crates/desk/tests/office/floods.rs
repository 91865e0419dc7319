//! Passwords by the thousand: few are looked at, whoever knows theirs comes in beside them, and how
//! long a refusal takes tells nobody who is here.

use std::time::{Duration, Instant};

use enishi_desk::manage_staff::reset;
use enishi_desk::reception::Credentials;
use enishi_desk::second_factor;
use enishi_desk::{AccessError, DeskError};
use enishi_domain::staff::Duty;

use crate::house::{HOME, House, PASSWORD, code};

/// How many passwords are tried.
const TRIES: i64 = 10_000;

fn wrong<'a>(login: &'a str, address: &'a str) -> Credentials<'a> {
    Credentials {
        login,
        password: "wrong boat ledger",
        address,
    }
}

/// Whether a wrong password is looked at, and not refused before.
async fn is_looked_at(house: &House, login: &str, address: &str) -> bool {
    let tried = house.reception.log_in(wrong(login, address), house.now);
    match tried.await {
        Err(DeskError::Access(AccessError::LoginFailed)) => true,
        Err(DeskError::Access(AccessError::LoginDelayed(_))) => false,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_ten_thousand_wrong_passwords_twenty_an_hour_are_looked_at() {
    for addresses in [1, 2_500] {
        let mut house = House::new().await;
        let department = house.department("1");
        house.staff("kato", Duty::Head, Some(&department)).await;
        let counter = house.at_counter(&house.log_in("kato").await).await.unwrap();
        let begun = second_factor::begin(&counter).await.unwrap().unwrap();
        let first = code(&begun.secret, house.now);
        second_factor::confirm(&counter, &first).await.unwrap();
        let mut looked_at = 0;
        for n in 0..TRIES {
            let from = n % addresses;
            let address = format!("198.51.{}.{}", from / 250, from % 250);
            looked_at += i64::from(is_looked_at(&house, "kato", &address).await);
            // Whoever sits where they always sit comes in all the time, by both factors.
            if n % 1_000 == 999 {
                let counter = house.at_counter(&house.log_in("kato").await).await.unwrap();
                let code = code(&begun.secret, house.now);
                second_factor::confirm(&counter, &code).await.unwrap();
            }
            // Within the hour.
            if n % 3 == 0 {
                house.wait(1);
            }
        }
        assert!((5..=20).contains(&looked_at), "{looked_at}, {addresses}");
    }
}

#[tokio::test]
async fn whoever_tries_many_accounts_from_one_address_gets_no_further_with_any() {
    const ACCOUNTS: usize = 10;
    let mut house = House::new().await;
    let logins: Vec<String> = (0..ACCOUNTS).map(|n| format!("clerk{n}")).collect();
    for login in &logins {
        house.staff(login, Duty::Planning, None).await;
    }
    let mut looked_at = [0; ACCOUNTS];
    for n in 0..10_000 {
        let of = n % ACCOUNTS;
        looked_at[of] += i32::from(is_looked_at(&house, &logins[of], "198.51.100.7").await);
        if n % 3 == 0 {
            house.wait(1);
        }
    }
    for count in looked_at {
        assert!((5..=20).contains(&count), "{looked_at:?}");
    }
    for login in &logins {
        house.log_in(login).await;
    }
}

#[tokio::test]
async fn a_known_address_is_remembered_for_ninety_days_and_a_link_makes_one_known() {
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let flood = async |house: &House| {
        for n in 0..20 {
            is_looked_at(house, "sato", &format!("198.51.100.{n}")).await;
        }
    };
    let shown = |address| Credentials {
        login: "sato",
        password: PASSWORD,
        address,
    };
    let is_let_in = async |house: &House, address| {
        let tried = house.reception.log_in(shown(address), house.now);
        tried.await.is_ok()
    };
    house.wait(89 * 24 * 3600);
    flood(&house).await;
    assert!(is_let_in(&house, HOME).await);
    house.wait(89 * 24 * 3600);
    flood(&house).await;
    assert!(is_let_in(&house, HOME).await, "it was used meanwhile");
    assert!(!is_let_in(&house, "192.0.2.2").await, "a stranger waits");
    let link = reset(&house.office, "sato", &house.entropy).await.unwrap();
    let link = (link.as_str(), "192.0.2.2");
    let set = house
        .reception
        .set_password(link, PASSWORD, house.now)
        .await;
    set.unwrap();
    assert!(is_let_in(&house, "192.0.2.2").await);
    house.wait(91 * 24 * 3600);
    flood(&house).await;
    assert!(!is_let_in(&house, HOME).await, "unused for too long");
}

#[tokio::test]
async fn failures_count_for_a_day_whatever_others_try_and_then_no_more() {
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    house.staff("ito", Duty::Planning, None).await;
    let stranger = "198.51.100.7";
    // Up to the longest wait.
    let mut looked_at = 0;
    while looked_at < 11 {
        looked_at += i32::from(is_looked_at(&house, "sato", stranger).await);
        house.wait(1);
    }
    // Of a code of the second factor less is remembered; that is nobody else's affair.
    house.wait(11 * 60);
    let counter = house.at_counter(&house.log_in("ito").await).await.unwrap();
    drop(second_factor::confirm(&counter, "000000").await);
    assert!(!is_looked_at(&house, "sato", stranger).await);
    house.wait(25 * 3600);
    for _ in 0..5 {
        assert!(is_looked_at(&house, "sato", stranger).await);
    }
    assert!(!is_looked_at(&house, "sato", stranger).await);
}

#[tokio::test]
async fn a_login_that_is_not_there_is_refused_no_quicker_than_a_wrong_password() {
    const PAIRS: usize = 40;
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        // What failed is forgotten each time, so that nobody has to wait.
        house.wait(25 * 3600);
        for (login, times) in [("sato", &mut known), ("nobody", &mut unknown)] {
            let begin = now();
            let refused = house
                .reception
                .log_in(wrong(login, "198.51.100.7"), house.now)
                .await;
            times.push(begin.elapsed());
            assert!(matches!(
                refused,
                Err(DeskError::Access(AccessError::LoginFailed))
            ));
        }
    }
    // Kolmogorov and Smirnov: how far the two distributions are apart. Of equal ones, forty times
    // each, not one in a million is so far; without the hash that nobody has they are wholly apart.
    let apart = distance(&mut known, &mut unknown);
    assert!(apart <= 24, "{apart} of {PAIRS}");
}

/// The moment.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a refusal takes is what is asked"
)]
fn now() -> Instant {
    Instant::now()
}

/// By how many of the times the two distributions differ at most.
fn distance(one: &mut [Duration], other: &mut [Duration]) -> usize {
    one.sort_unstable();
    other.sort_unstable();
    let up_to = |times: &[Duration], end: &Duration| times.partition_point(|time| time <= end);
    let ends = one.iter().chain(other.iter());
    let differences = ends.map(|end| up_to(one, end).abs_diff(up_to(other, end)));
    differences.max().unwrap_or(0)
}
