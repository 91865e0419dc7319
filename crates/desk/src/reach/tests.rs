//! What a job forgets to ask, the store refuses all the same: units of work of everybody, with a
//! programme of their own and one of another department, written without asking the policy.

use std::sync::Arc;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::staff::{Duty, StaffId};
use enishi_domain::workflow::{Step, Taken};
use enishi_store::rehearsal::scratches;
use enishi_store::{Posting, Remark, Statement, StoreError};
use jiff::Timestamp;

use super::*;
use crate::demo::{Size, region_files};
use crate::demo_staff::{DemoStaff, demo_staff};
use crate::office::Secret;
use crate::passwords::Hashing;
use crate::reception::{Credentials, Entropy, Reception};
use crate::second_factor;

const NOW: &str = "2025-05-01T00:00:00Z";

/// Who may write what: with their own department's programmes, and with others'.
const LAW: [(Duty, [(bool, bool); 4]); 6] = {
    const NONE: (bool, bool) = (false, false);
    const OWN: (bool, bool) = (true, false);
    const ALL: (bool, bool) = (true, true);
    [
        (Duty::Entry, [OWN, OWN, OWN, OWN]),
        (Duty::Head, [NONE, OWN, NONE, NONE]),
        (Duty::Planning, [ALL, ALL, ALL, ALL]),
        (Duty::Panel, [NONE, NONE, ALL, NONE]),
        (Duty::Audit, [NONE, NONE, NONE, NONE]),
        (Duty::Administration, [NONE, NONE, NONE, NONE]),
    ]
};

/// Writes without asking whether it may be done. Each duty has a year of its own, in which nothing
/// was said before.
async fn put(
    posting: &mut Posting,
    what: Answered,
    (programme, year): (&str, FiscalYear),
) -> Result<(), StoreError> {
    match what {
        Answered::Assessment => {
            let said = Statement::default();
            let place = (programme, year, "1");
            let kept = posting.assess(place, (0, Position(0)), &said).await?;
            assert!(kept.is_some());
        }
        Answered::WorkflowStep => {
            let taken = Taken {
                step: Step::Submit,
                by: StaffId::SYSTEM,
                version: None,
                decision_number: None,
                reason: None,
            };
            let year = year.next().unwrap();
            let step = posting.take_step((programme, year), Position(0), &taken);
            assert!(step.await?.is_some());
        }
        Answered::Remark => {
            let remark = Remark {
                fiscal_year: year,
                programme: programme.to_owned(),
                kpi: String::new(),
                answers: None,
                category: None,
                text: "よい".to_owned(),
            };
            posting.remark(&remark).await?;
        }
        Answered::PeriodClose => {
            posting.close_period(programme, Kind::Hire, year).await?;
        }
    }
    Ok(())
}

/// Somebody at the counter, with everything shown that their duty asks for.
async fn at_the_counter(reception: &Reception, who: &DemoStaff) -> Counter {
    let now: Timestamp = NOW.parse().unwrap();
    let shown = Credentials {
        login: &who.login,
        password: &who.password,
        address: "192.0.2.1",
    };
    let secret = reception.log_in(shown, now).await.unwrap();
    let counter = reception.counter(&secret, now).await.unwrap().unwrap();
    let Some(code) = who.codes.first() else {
        return counter;
    };
    second_factor::confirm(&counter, code).await.unwrap();
    let secret = reception.confirmed(&counter).await.unwrap();
    reception.counter(&secret, now).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_a_job_forgets_to_ask_the_store_refuses() {
    let entropy: Entropy = Arc::new(|bytes: &mut [u8]| {
        static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);
        for byte in bytes {
            *byte = NEXT.fetch_add(83, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let now: Timestamp = NOW.parse().unwrap();
    for scratch in scratches().await {
        let scratch = scratch.by_its_owner().await;
        let files = region_files(Size::Small);
        let secret = Secret::new(&[7; 32]);
        let made = Office::init(&scratch.address, &files, secret, now).await;
        let (office, _) = made.unwrap();
        let programmes = &office.definitions.standing;
        let own = programmes[0].departments[0].clone();
        let other = programmes.iter().find(|p| !p.departments.contains(&own));
        let (own, other) = (programmes[0].no.clone(), other.unwrap().no.clone());
        let staff = demo_staff(&office, &Hashing::new(1), &entropy).await;
        let reception = Reception::new(office, 1, entropy.clone());
        for (n, who) in (1..).zip(staff.unwrap()) {
            let counter = at_the_counter(&reception, &who).await;
            let (_, law) = LAW.iter().find(|(duty, _)| *duty == who.duty).unwrap();
            for (what, (may_own, may_other)) in Answered::ALL.into_iter().zip(law) {
                for (programme, may) in [(&own, may_own), (&other, may_other)] {
                    let year = FiscalYear::new(2030 + 2 * n).unwrap();
                    let mut posting = counter.office.begin("forgot", None).await.unwrap();
                    let written = put(&mut posting, what, (programme, year)).await;
                    let (name, duty) = (scratch.name, who.duty);
                    match written {
                        Ok(()) => assert!(may, "{name}: {duty:?} {what:?} {programme}"),
                        Err(StoreError::OutOfReach) => {
                            assert!(!may, "{name}: {duty:?} {what:?} {programme}");
                            continue;
                        }
                        Err(error) => panic!("{error}"),
                    }
                    posting.commit().await.unwrap();
                }
            }
        }
        reception.close().await;
    }
}
