//! Passwords by the thousand: few are looked at, whoever knows theirs comes in beside them, and how
//! long a refusal takes tells nobody who is here.

use std::time::{Duration, Instant};

use enishi_desk::reception::Credentials;
use enishi_desk::{AccessError, DeskError};
use enishi_domain::staff::Duty;

use crate::house::House;

/// How many passwords are tried.
const TRIES: i64 = 10_000;

fn wrong<'a>(login: &'a str, address: &'a str) -> Credentials<'a> {
    Credentials {
        login,
        password: "wrong boat ledger",
        address,
    }
}

#[tokio::test]
async fn of_ten_thousand_wrong_passwords_twenty_an_hour_are_looked_at() {
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let mut looked_at = 0;
    for n in 0..TRIES {
        let tried = house
            .reception
            .log_in(wrong("sato", "198.51.100.7"), house.now);
        match tried.await {
            Err(DeskError::Access(AccessError::LoginFailed)) => looked_at += 1,
            Err(DeskError::Access(AccessError::LoginDelayed(_))) => {}
            other => panic!("{other:?}"),
        }
        if n % 1_000 == 0 {
            house.log_in("sato").await;
        }
        // Within the hour.
        if n % 3 == 0 {
            house.wait(1);
        }
    }
    assert!((5..=20).contains(&looked_at), "{looked_at}");
}

#[tokio::test]
async fn a_login_that_is_not_there_is_refused_no_quicker_than_a_wrong_password() {
    const PAIRS: usize = 40;
    let house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..PAIRS {
        // From elsewhere each time, so that nobody has to wait.
        let address = format!("198.51.100.{n}");
        for (login, times) in [("sato", &mut known), ("nobody", &mut unknown)] {
            let begin = now();
            let refused = house
                .reception
                .log_in(wrong(login, &address), house.now)
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
