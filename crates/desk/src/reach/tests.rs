//! What a job forgets to ask is refused all the same. Everybody writes everything, with a programme
//! of their own and one of another department, and nobody asks the policy: once through the store,
//! and once past it, where nobody but PostgreSQL looks. What is taken is what the table allows at
//! some stage, without one difference.

use std::collections::BTreeSet;
use std::sync::Arc;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};
use enishi_store::StoreError;
use enishi_store::rehearsal::{Scratch, is_taken, put, scratches};
use jiff::Timestamp;

use super::*;
use crate::demo::{Size, region_files};
use crate::demo_staff::{DemoStaff, demo_staff};
use crate::office::Secret;
use crate::passwords::Hashing;
use crate::reception::{Credentials, Entropy, Reception};
use crate::second_factor;

const NOW: &str = "2025-05-01T00:00:00Z";

/// Who writes what, as the office says it; who is of a department writes with its programmes only.
fn law(duty: Duty) -> &'static [Answered] {
    use Answered as A;
    match duty {
        Duty::Entry => &[
            A::Assessment,
            A::WorkflowStep(Step::Submit),
            A::Answer,
            A::PeriodClose,
        ],
        Duty::Head => &[
            A::WorkflowStep(Step::Return),
            A::WorkflowStep(Step::Approve),
        ],
        Duty::Planning => &[
            A::Assessment,
            A::WorkflowStep(Step::Return),
            A::WorkflowStep(Step::Reopen),
            A::WorkflowStep(Step::Discuss),
            A::WorkflowStep(Step::Publish),
            A::Remark,
            A::Answer,
            A::PeriodClose,
            A::Figure,
            A::Observation,
            A::Meeting,
            A::Definition,
        ],
        Duty::Panel => &[A::Remark],
        Duty::Audit => &[],
        Duty::Administration => &[A::Duty],
    }
}

/// What is done to the ledger and held to the table by the desk alone, as rows do not tell whose
/// they are: those of several people share a transaction, and a pair is of two parties.
const ASKED_ONCE: [Action; 5] = [
    Action::DecideIdentity,
    Action::Record,
    Action::Correct,
    Action::Import,
    Action::UndoImport,
];

/// What writes nothing that anybody answers for.
const LOOKED_AT: [Action; 7] = [
    Action::SeeYear,
    Action::SeeSubmissions,
    Action::SeeLedger,
    Action::SeePersonal,
    Action::CheckSheet,
    Action::SeePublication,
    Action::SeeAudit,
];

#[test]
fn every_action_is_held_twice_asked_once_or_only_looks() {
    let twice = Answered::ALL.map(action);
    let all: Vec<Action> = [&twice[..], &ASKED_ONCE, &LOOKED_AT].concat();
    assert_eq!(all.len(), Action::ALL.len());
    let all: BTreeSet<Action> = all.into_iter().collect();
    assert_eq!(all, BTreeSet::from(Action::ALL));
}

/// Somebody at the counter, and before it, where they showed no second factor that they need.
async fn at_the_counter(reception: &Reception, who: &DemoStaff) -> (Counter, Option<Counter>) {
    let now: Timestamp = NOW.parse().unwrap();
    let shown = Credentials {
        login: &who.login,
        password: &who.password,
        address: "192.0.2.1",
    };
    let secret = reception.log_in(shown, now).await.unwrap();
    let before = reception.counter(&secret, now).await.unwrap().unwrap();
    let Some(code) = who.codes.first() else {
        return (before, None);
    };
    second_factor::confirm(&before, code).await.unwrap();
    let secret = reception.confirmed(&before).await.unwrap();
    let counter = reception.counter(&secret, now).await.unwrap().unwrap();
    (counter, Some(before))
}

/// An office whose staff have one duty each, in the department of the first programme where it is
/// of one; that programme, another department's, and a remark that can be answered.
struct Scene {
    reception: Reception,
    staff: Vec<DemoStaff>,
    own: String,
    other: String,
    remark: Position,
}

impl Scene {
    async fn new(scratch: &Scratch) -> Self {
        let entropy: Entropy = Arc::new(|bytes: &mut [u8]| {
            static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);
            for byte in bytes {
                *byte = NEXT.fetch_add(83, std::sync::atomic::Ordering::Relaxed);
            }
        });
        let now: Timestamp = NOW.parse().unwrap();
        let files = region_files(Size::Small);
        let secret = Secret::new(&[7; 32]);
        let made = Office::init(&scratch.address, &files, secret, now).await;
        let (office, _) = made.unwrap();
        let programmes = &office.definitions.standing;
        let department = programmes[0].departments[0].clone();
        let mut others = programmes.iter();
        let other = others.find(|p| !p.departments.contains(&department));
        let (own, other) = (programmes[0].no.clone(), other.unwrap().no.clone());
        let staff = demo_staff(&office, &Hashing::new(1), &entropy).await;
        let mut posting = office.begin("remark", None).await.unwrap();
        let place = (own.as_str(), year());
        let said = put(&mut posting, Answered::Remark, place, Position(0)).await;
        said.unwrap();
        let remark = posting.commit().await.unwrap();
        Self {
            reception: Reception::new(office, 1, entropy),
            staff: staff.unwrap(),
            own,
            other,
            remark,
        }
    }

    /// Whether the store takes a row of somebody's; nothing of it stays.
    async fn takes(&self, counter: &Counter, (what, programme): (Answered, &str)) -> bool {
        let mut posting = counter.office.begin("forgot", None).await.unwrap();
        match put(&mut posting, what, (programme, year()), self.remark).await {
            Ok(()) => true,
            Err(StoreError::OutOfReach) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// Whether the table allows it at some stage, and says the same as the office.
    fn may(&self, (counter, duty): (&Counter, Duty), (what, programme): (Answered, &str)) -> bool {
        let departments = &counter.office.standing(programme).unwrap().departments;
        let mut stages = Stage::ALL.iter();
        let may = stages.any(|stage| {
            let stage = *stage;
            let object = if what.is_of_programme() {
                Object::Programme { departments, stage }
            } else {
                Object::Office
            };
            counter.principal().may(action(what), object)
        });
        let is_reached = programme == self.own || !duty.is_of_department();
        let said = law(duty).contains(&what) && is_reached;
        assert_eq!(may, said, "{duty:?} {what:?} {programme}");
        may
    }
}

fn year() -> FiscalYear {
    FiscalYear::new(2030).unwrap()
}

#[tokio::test]
async fn what_a_job_forgets_to_ask_is_refused_behind_it() {
    for scratch in scratches().await {
        let scratch = scratch.by_its_owner().await;
        let scene = Scene::new(&scratch).await;
        let mut postgres = None;
        if !scratch.is_sqlite() {
            postgres = Some(scratch.connection().await);
        }
        let (mut asked, mut taken) = (0, 0);
        for who in &scene.staff {
            let (counter, before) = at_the_counter(&scene.reception, who).await;
            let name = (scratch.name, who.duty);
            for what in Answered::ALL {
                for programme in [&scene.own, &scene.other] {
                    let row = (what, programme.as_str());
                    let may = scene.may((&counter, who.duty), row);
                    let is_kept = scene.takes(&counter, row).await;
                    assert_eq!(is_kept, may, "the store: {name:?} {row:?}");
                    if let Some(before) = &before {
                        let is_kept = scene.takes(before, row).await;
                        assert!(!is_kept, "without a second factor: {name:?} {row:?}");
                    }
                    (asked, taken) = (asked + 1, taken + usize::from(may));
                    let Some(postgres) = &mut postgres else {
                        continue;
                    };
                    let told = counter.office.reach.told();
                    let is_kept = is_taken(postgres, &told, row).await;
                    assert_eq!(is_kept, may, "PostgreSQL by itself: {name:?} {row:?}");
                    if let Some(before) = &before {
                        let told = before.office.reach.told();
                        let is_kept = is_taken(postgres, &told, row).await;
                        assert!(!is_kept, "without a second factor: {name:?} {row:?}");
                    }
                }
            }
        }
        // Six duties, fifteen things, two programmes; two rows of a duty of the whole office for
        // each of its 14, and one of a department's duty for each of its 6.
        assert_eq!((asked, taken), (6 * 15 * 2, 14 * 2 + 6));
        scene.reception.close().await;
    }
}
