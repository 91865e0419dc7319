//! Accounts, passwords, sessions and the second factor.

use enishi_desk::manage_staff::{NewStaff, add_staff, first_administrator, reset, suspend};
use enishi_desk::policy::Action;
use enishi_desk::reception::Credentials;
use enishi_desk::second_factor;
use enishi_desk::{AccessError, DeskError};
use enishi_domain::staff::Duty;
use enishi_store::rehearsal;

use crate::house::{HOME, House, PASSWORD, code};

fn shown<'a>(login: &'a str, password: &'a str, address: &'a str) -> Credentials<'a> {
    Credentials {
        login,
        password,
        address,
    }
}

#[tokio::test]
async fn the_first_administrator_is_made_once_and_the_link_works_once() {
    let house = House::new().await;
    let new = NewStaff {
        login: "Admin".to_owned(),
        name: "管理者".to_owned(),
    };
    let made = first_administrator(&house.office, &new, &house.entropy).await;
    let link = made.unwrap().unwrap();
    let again = first_administrator(&house.office, &new, &house.entropy).await;
    assert_eq!(again.unwrap(), None);
    let (reception, now) = (&house.reception, house.now);
    assert_eq!(reception.link_owner(&link, now).await.unwrap(), "管理者");
    let link = (link.as_str(), HOME);
    let weak = reception.set_password(link, "password1234", now).await;
    assert!(matches!(
        weak,
        Err(DeskError::Access(AccessError::PasswordRefused(_)))
    ));
    reception.set_password(link, PASSWORD, now).await.unwrap();
    let used = reception.set_password(link, "another boat 77", now).await;
    assert!(matches!(
        used,
        Err(DeskError::Access(AccessError::LinkUnusable))
    ));
    house.log_in("ADMIN").await;
}

#[tokio::test]
async fn a_link_runs_out_and_a_newer_one_takes_its_place() {
    let mut house = House::new().await;
    let new = NewStaff {
        login: "ito".to_owned(),
        name: "伊藤".to_owned(),
    };
    let first = add_staff(&house.office, &new, &house.entropy)
        .await
        .unwrap();
    let second = reset(&house.office, "ito", &house.entropy).await.unwrap();
    let owner = house.reception.link_owner(&first, house.now).await;
    assert!(matches!(
        owner,
        Err(DeskError::Access(AccessError::LinkUnusable))
    ));
    house.wait(73 * 3600);
    let owner = house.reception.link_owner(&second, house.now).await;
    assert!(matches!(
        owner,
        Err(DeskError::Access(AccessError::LinkUnusable))
    ));
}

#[tokio::test]
async fn a_session_ends_by_idling_by_its_length_and_by_logging_out() {
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let idle = house.log_in("sato").await;
    house.wait(29 * 60);
    assert!(house.at_counter(&idle).await.is_some());
    house.wait(29 * 60);
    assert!(house.at_counter(&idle).await.is_some());
    house.wait(31 * 60);
    assert!(house.at_counter(&idle).await.is_none());
    let long = house.log_in("sato").await;
    for _ in 0..23 {
        house.wait(25 * 60);
        assert!(house.at_counter(&long).await.is_some());
    }
    house.wait(25 * 60);
    assert!(
        house.at_counter(&long).await.is_none(),
        "ten hours are over"
    );
    let (one, two) = (house.log_in("sato").await, house.log_in("sato").await);
    assert_ne!(one, two);
    house
        .at_counter(&one)
        .await
        .unwrap()
        .log_out()
        .await
        .unwrap();
    assert!(house.at_counter(&one).await.is_none());
    let three = house.log_in("sato").await;
    let counter = house.at_counter(&two).await.unwrap();
    counter.log_out_everywhere().await.unwrap();
    for secret in [two, three] {
        assert!(house.at_counter(&secret).await.is_none());
    }
}

#[tokio::test]
async fn whoever_is_suspended_or_reset_is_out_at_once() {
    let house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    let secret = house.log_in("sato").await;
    suspend(&house.office, "sato").await.unwrap();
    assert!(house.at_counter(&secret).await.is_none());
    let (reception, now) = (&house.reception, house.now);
    let refused = reception.log_in(shown("sato", PASSWORD, "a"), now).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::LoginFailed))
    ));
    let anew = async |link: &str| {
        // Without its second factor the account would be open to whoever knows the old password.
        let old = reception.log_in(shown("sato", PASSWORD, "a"), now).await;
        let is_refused = matches!(old, Err(DeskError::Access(AccessError::LoginFailed)));
        assert!(is_refused, "the old password is none any more");
        reception
            .set_password((link, "a"), PASSWORD, now)
            .await
            .unwrap();
        house.log_in("sato").await
    };
    let link = reset(&house.office, "sato", &house.entropy).await.unwrap();
    let secret = anew(&link).await;
    let link = reset(&house.office, "sato", &house.entropy).await.unwrap();
    assert!(house.at_counter(&secret).await.is_none());
    anew(&link).await;
}

#[tokio::test]
async fn wrong_passwords_delay_one_address_and_leave_others_alone() {
    let mut house = House::new().await;
    house.staff("sato", Duty::Planning, None).await;
    for _ in 0..5 {
        let wrong = shown("sato", "wrong boat ledger", "198.51.100.7");
        let refused = house.reception.log_in(wrong, house.now).await;
        assert!(matches!(
            refused,
            Err(DeskError::Access(AccessError::LoginFailed))
        ));
    }
    let right = shown("sato", PASSWORD, "198.51.100.7");
    let refused = house.reception.log_in(right, house.now).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::LoginDelayed(_)))
    ));
    house.log_in("sato").await;
    house.wait(31);
    house.reception.log_in(right, house.now).await.unwrap();
    let unknown = shown("nobody", PASSWORD, "198.51.100.8");
    let refused = house.reception.log_in(unknown, house.now).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::LoginFailed))
    ));
}

#[tokio::test]
async fn a_head_shows_a_second_factor_and_every_code_counts_once() {
    let mut house = House::new().await;
    let department = house.department("1");
    house.staff("kato", Duty::Head, Some(&department)).await;
    let secret = house.log_in("kato").await;
    let counter = house.at_counter(&secret).await.unwrap();
    assert!(counter.principal().awaits_second_factor());
    assert!(!counter.principal().may_somewhere(Action::SeeYear));
    let begun = second_factor::begin(&counter).await.unwrap().unwrap();
    let wrong = second_factor::confirm(&counter, "000000").await;
    assert!(matches!(
        wrong,
        Err(DeskError::Access(AccessError::CodeRefused))
    ));
    let first = code(&begun.secret, house.now);
    let recovery = second_factor::confirm(&counter, &first).await.unwrap();
    assert_eq!(recovery.len(), 10);
    let confirmed = house.reception.confirmed(&counter).await.unwrap();
    assert!(
        house.at_counter(&secret).await.is_none(),
        "the session is another"
    );
    let counter = house.at_counter(&confirmed).await.unwrap();
    assert!(counter.principal().may_somewhere(Action::Approve));
    assert_eq!(
        second_factor::begin(&counter).await.unwrap(),
        None,
        "shown once"
    );
    let again = second_factor::confirm(&counter, &first).await;
    assert!(
        matches!(again, Err(DeskError::Access(AccessError::CodeRefused))),
        "replayed"
    );
    let codes = second_factor::confirm(&counter, &recovery[3])
        .await
        .unwrap();
    assert_eq!(codes, Vec::<String>::new());
    let again = second_factor::confirm(&counter, &recovery[3]).await;
    assert!(matches!(
        again,
        Err(DeskError::Access(AccessError::CodeRefused))
    ));
    house.wait(60);
    let counter = house.at_counter(&confirmed).await.unwrap();
    let next = code(&begun.secret, house.now);
    second_factor::confirm(&counter, &next).await.unwrap();
    for action in [
        "second_factor.add",
        "second_factor.recovery",
        "second_factor",
    ] {
        let audited = house.office.audited(action).await.unwrap();
        assert_eq!(audited.len(), 1, "{action}");
    }
}

#[tokio::test]
async fn who_is_put_out_while_they_come_in_registers_nothing() {
    let house = House::new().await;
    house.staff("kato", Duty::Planning, None).await;
    let secret = house.log_in("kato").await;
    let counter = house.at_counter(&secret).await.unwrap();
    let begun = second_factor::begin(&counter).await.unwrap().unwrap();
    let link = reset(&house.office, "kato", &house.entropy).await.unwrap();
    let first = code(&begun.secret, house.now);
    let late = second_factor::confirm(&counter, &first).await;
    let is_refused = matches!(late, Err(DeskError::Access(AccessError::CodeRefused)));
    assert!(is_refused, "{late:?}");
    let late = house.reception.confirmed(&counter).await;
    let is_refused = matches!(late, Err(DeskError::Access(AccessError::LoginFailed)));
    assert!(is_refused, "{late:?}");
    let link = (link.as_str(), "a");
    let set = house
        .reception
        .set_password(link, PASSWORD, house.now)
        .await;
    set.unwrap();
    let secret = house.log_in("kato").await;
    let counter = house.at_counter(&secret).await.unwrap();
    assert!(!second_factor::is_enrolled(&counter).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_send_one_code_at_once_one_comes_in() {
    let house = House::new().await;
    let department = house.department("1");
    house.staff("kato", Duty::Head, Some(&department)).await;
    let secret = house.log_in("kato").await;
    let counter = house.at_counter(&secret).await.unwrap();
    let begun = second_factor::begin(&counter).await.unwrap().unwrap();
    let shown = code(&begun.secret, house.now);
    let mut tasks = Vec::new();
    for _ in 0..100 {
        let (counter, shown) = (counter.clone(), shown.clone());
        tasks.push(tokio::spawn(async move {
            second_factor::confirm(&counter, &shown).await.is_ok()
        }));
    }
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 1);
    let again = second_factor::confirm(&counter, &shown).await;
    assert!(again.is_err(), "a code counts once");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tries_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let house = House::new().await;
    let department = house.department("1");
    house.staff("kato", Duty::Head, Some(&department)).await;
    let secret = house.log_in("kato").await;
    let counter = house.at_counter(&secret).await.unwrap();
    let mut codes = Vec::new();
    let mut passwords = Vec::new();
    for _ in 0..40 {
        let (counter, reception, now) = (counter.clone(), house.reception.clone(), house.now);
        let code = async move { second_factor::confirm(&counter, "000000").await.err() };
        codes.push(tokio::spawn(code));
        let wrong = shown("kato", "wrong boat ledger", "198.51.100.7");
        let password = async move { reception.log_in(wrong, now).await.err() };
        passwords.push(tokio::spawn(password));
    }
    for tries in [codes, passwords] {
        let (mut looked_at, mut delayed) = (0, 0);
        for task in tries {
            match task.await.unwrap() {
                Some(DeskError::Access(AccessError::LoginDelayed(_))) => delayed += 1,
                Some(DeskError::Access(AccessError::CodeRefused | AccessError::LoginFailed)) => {
                    looked_at += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((looked_at, delayed), (5, 35));
    }
}

#[tokio::test]
async fn the_database_holds_nothing_that_lets_anybody_in() {
    let house = House::on(rehearsal::sqlite()).await;
    let department = house.department("1");
    house.staff("kato", Duty::Head, Some(&department)).await;
    let session = house.log_in("kato").await;
    let counter = house.at_counter(&session).await.unwrap();
    let begun = second_factor::begin(&counter).await.unwrap().unwrap();
    let shown = code(&begun.secret, house.now);
    let recovery = second_factor::confirm(&counter, &shown).await.unwrap();
    let link = reset(&house.office, "kato", &house.entropy).await.unwrap();
    let path = house
        .database
        .address
        .trim_start_matches("sqlite:")
        .to_owned();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
    for kept_out in [
        &session,
        &begun.secret,
        &link,
        &PASSWORD.to_owned(),
        &recovery[0],
    ] {
        let is_there = bytes
            .windows(kept_out.len())
            .any(|w| w == kept_out.as_bytes());
        assert!(!is_there);
    }
}
