//! A sheet through the year: who may do what, two people at one form, and random walks.

use std::collections::BTreeSet;

use enishi_desk::edit_definition::{Kept, Place, keep, show_definition};
use enishi_desk::freeze_year::freeze_year;
use enishi_desk::reception::Counter;
use enishi_desk::review_sheet::{Opinion, remark, show_review};
use enishi_desk::show_year::{ProgrammeShown, show_year};
use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{Draft, Writing, Written, write_assessment};
use enishi_desk::{AccessError, DeskError, Statement};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::staff::{Duty, Participant};
use enishi_domain::workflow::{Refusal, Stage, Step};

use crate::house::House;
use crate::publishing::{PROVISIONAL, discuss};

pub fn r6() -> FiscalYear {
    FiscalYear::new(2024).unwrap()
}

pub async fn part(counter: &Counter, no: &str) -> ProgrammeShown {
    let shown = show_year(counter, Some(r6())).await.unwrap();
    shown.programmes.into_iter().find(|p| p.no == no).unwrap()
}

pub fn draft(kpi: &str, based_on: i64, cause: &str) -> Draft {
    Draft {
        kpi: kpi.to_owned(),
        based_on,
        statement: Statement {
            cause: cause.to_owned(),
            ..Statement::default()
        },
    }
}

pub async fn step(counter: &Counter, step: Step) -> Result<(), DeskError> {
    let wanted = Wanted {
        programme: "1".to_owned(),
        step,
        seen: part(counter, "1").await.version,
        drafts: Vec::new(),
        decision_number: Some("焼政第12号".to_owned()),
        reason: Some("根拠を確かめてください".to_owned()),
    };
    take_step(counter, r6(), &wanted).await.map(|_| ())
}

pub async fn write(counter: &Counter, based_on: i64, cause: &str) -> Result<Written, DeskError> {
    let writing = Writing {
        programme: "1",
        drafts: &[draft("1", based_on, cause)],
        takes_back: true,
    };
    write_assessment(counter, r6(), writing).await
}

/// Writes the first programme's definitions anew.
async fn redefine(counter: &Counter, change: impl FnOnce(&str) -> String) {
    let place = Place {
        programme: "1",
        kpi: KpiNo::new(1),
        year: r6(),
    };
    let shown = show_definition(counter, place, None).await.unwrap();
    let kept = keep(counter, place, (shown.version, &change(&shown.text))).await;
    assert_eq!(kept.unwrap(), Kept::Kept);
}

/// Sets the target of KPI 1-1.
pub async fn set_target(counter: &Counter, target: &str) {
    let change = |text: &str| {
        let before = "targets = { R6 = \"";
        let (start, rest) = text.split_once(before).unwrap();
        let (_, rest) = rest.split_once('"').unwrap();
        format!("{start}{before}{target}\"{rest}")
    };
    redefine(counter, change).await;
}

const PEOPLE: [&str; 4] = ["clerk", "head", "planning", "other"];

/// The clerk, the head, the planning office and the clerk of another department.
pub async fn people(house: &mut House) -> [Counter; 4] {
    appoint(house).await;
    let [clerk, head, planning, other] = PEOPLE;
    [
        house.counter(clerk).await,
        house.counter(head).await,
        house.counter(planning).await,
        house.counter(other).await,
    ]
}

/// Without figures that are frozen nothing is published.
async fn freeze(house: &House) {
    let frozen = freeze_year(&house.office, r6(), &PROVISIONAL).await;
    frozen.unwrap();
}

async fn appoint(house: &House) {
    let own = house.department("1");
    let other = house.department("2");
    assert_ne!(own, other);
    house.staff("clerk", Duty::Entry, Some(&own)).await;
    house.staff("head", Duty::Head, Some(&own)).await;
    house.staff("planning", Duty::Planning, None).await;
    house.staff("other", Duty::Entry, Some(&other)).await;
}

fn is_refused_as_changed(done: &Result<(), DeskError>) -> bool {
    let refusal = Refusal::ChangedSinceApproval;
    matches!(done, Err(DeskError::Access(AccessError::Workflow(why))) if *why == refusal)
}

#[tokio::test]
async fn an_approval_does_not_outlive_the_target_that_it_is_of() {
    let mut house = House::new().await;
    freeze(&house).await;
    appoint(&house).await;
    let clerk = house.session("clerk").await;
    let head = house.session("head").await;
    let planning = house.session("planning").await;
    // Whoever asks again knows what was defined meanwhile.
    let at = async |session: &String| house.at_counter(session).await.unwrap();
    write(&at(&clerk).await, 0, "申込が少なかった")
        .await
        .unwrap();
    step(&at(&clerk).await, Step::Submit).await.unwrap();
    step(&at(&head).await, Step::Approve).await.unwrap();
    for (next, target) in [(Step::Discuss, "1社"), (Step::Publish, "2社")] {
        assert!(
            !part(&at(&planning).await, "1")
                .await
                .has_changed_since_approval()
        );
        set_target(&at(&planning).await, target).await;
        assert!(
            part(&at(&planning).await, "1")
                .await
                .has_changed_since_approval()
        );
        let refused = step(&at(&planning).await, next).await;
        assert!(is_refused_as_changed(&refused), "{refused:?}");
        step(&at(&planning).await, Step::Reopen).await.unwrap();
        step(&at(&clerk).await, Step::Submit).await.unwrap();
        step(&at(&head).await, Step::Approve).await.unwrap();
        step(&at(&planning).await, Step::Discuss).await.unwrap();
    }
    step(&at(&planning).await, Step::Publish).await.unwrap();
    assert!(
        !part(&at(&planning).await, "1")
            .await
            .has_changed_since_approval()
    );
}

#[tokio::test]
async fn a_part_is_written_returned_mended_approved_and_published() {
    let mut house = House::new().await;
    freeze(&house).await;
    let [clerk, head, planning, other] = people(&mut house).await;
    let stranger = write(&other, 0, "よその課").await;
    assert!(matches!(
        stranger,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    assert_eq!(
        write(&clerk, 0, "申込が少なかった").await.unwrap(),
        Written::Kept
    );
    assert_eq!(
        part(&clerk, "1").await.course.course.stage(),
        Stage::Drafting
    );
    assert!(matches!(
        step(&head, Step::Approve).await,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    step(&clerk, Step::Submit).await.unwrap();
    step(&planning, Step::Return).await.unwrap();
    let returned = part(&clerk, "1").await.course;
    assert_eq!(returned.course.reason(), Some("根拠を確かめてください"));
    let mended = write(&clerk, 1, "申込が6件にとどまった").await;
    assert_eq!(mended.unwrap(), Written::Kept);
    step(&clerk, Step::Submit).await.unwrap();
    step(&head, Step::Approve).await.unwrap();
    let refused = write(&clerk, 2, "あとから").await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    step(&planning, Step::Discuss).await.unwrap();
    step(&planning, Step::Publish).await.unwrap();
    let published = part(&clerk, "1").await;
    assert_eq!(published.course.course.stage(), Stage::Published);
    let approval = published.course.course.approval().unwrap();
    assert_eq!(approval.version, published.version);
    assert_eq!(approval.decision_number, "焼政第12号");
}

#[tokio::test]
async fn a_version_is_of_all_that_is_published_and_stays_where_figures_are_frozen() {
    let mut house = House::new().await;
    appoint(&house).await;
    let planning = house.session("planning").await;
    let at = async || house.at_counter(&planning).await.unwrap();
    let mut versions = BTreeSet::from([part(&at().await, "1").await.version]);
    for (before, after) in [
        ("地域活性化事業\"", "地域活性化\""),
        ("経営課題の解決を", "課題の解決を"),
        ("\"商工観光課\"", "\"商工課\""),
        ("14894396", "14894397"),
        ("ビジネスマッチング件数", "マッチング件数"),
        ("direction = \"増加\"", "direction = \"減少\""),
        ("\"単年度フロー\"", "\"累計\""),
        ("R6 = \"75社\"", "R6 = \"76社\""),
        (
            "measure = \"distinct\"\nparty = \"org\"",
            "measure = \"rows\"",
        ),
        ("published-by = [\"kind\"]", "published-by = []"),
    ] {
        let change = |text: &str| {
            assert!(text.contains(before), "{before}");
            text.replacen(before, after, 1)
        };
        redefine(&at().await, change).await;
        let is_another = versions.insert(part(&at().await, "1").await.version);
        assert!(is_another, "{before} is published");
    }
    let change = |text: &str| text.replacen("R6 = \"76社\"", "R6 = \"76社\", R7 = \"80社\"", 1);
    redefine(&at().await, change).await;
    let frozen = freeze_year(&house.office, r6(), &PROVISIONAL).await;
    assert!(frozen.unwrap().kept > 0);
    let is_another = versions.insert(part(&at().await, "1").await.version);
    assert!(!is_another, "neither another year nor freezing is of it");
}

#[tokio::test]
async fn whoever_wrote_a_part_does_not_approve_it() {
    let mut house = House::new().await;
    let own = house.department("1");
    house.staff("both", Duty::Entry, Some(&own)).await;
    let office = &house.office;
    let given = enishi_desk::manage_staff::assign(office, "both", Duty::Head, Some(&own));
    given.await.unwrap();
    let both = house.counter("both").await;
    write(&both, 0, "自分で書いた").await.unwrap();
    step(&both, Step::Submit).await.unwrap();
    let refused = step(&both, Step::Approve).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Workflow(Refusal::OwnWork)))
    ));
}

#[tokio::test]
async fn an_approval_of_what_stood_there_before_is_refused() {
    let mut house = House::new().await;
    let [clerk, head, _, _] = people(&mut house).await;
    write(&clerk, 0, "はじめ").await.unwrap();
    step(&clerk, Step::Submit).await.unwrap();
    let seen = part(&head, "1").await.version;
    write(&clerk, 1, "差し替え").await.unwrap();
    step(&clerk, Step::Submit).await.unwrap();
    let wanted = Wanted {
        programme: "1".to_owned(),
        step: Step::Approve,
        seen,
        drafts: Vec::new(),
        decision_number: Some("1".to_owned()),
        reason: None,
    };
    let refused = take_step(&head, r6(), &wanted).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Workflow(
            Refusal::AnotherVersion
        )))
    ));
}

#[tokio::test]
async fn of_two_at_one_form_the_second_sees_the_first_and_loses_nothing() {
    let mut house = House::new().await;
    let [clerk, _, planning, _] = people(&mut house).await;
    assert_eq!(write(&clerk, 0, "甲の文").await.unwrap(), Written::Kept);
    let Written::Conflict(theirs) = write(&planning, 0, "乙の文").await.unwrap() else {
        panic!("there was a conflict");
    };
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].now.statement.cause, "甲の文");
    assert_eq!(theirs[0].now.revision, 1);
    assert_eq!(theirs[0].seen.cause, "");
    assert_eq!(
        write(&planning, 1, "甲の文\r\n乙の文").await.unwrap(),
        Written::Kept
    );
    assert_eq!(
        write(&planning, 2, "甲の文\n乙の文").await.unwrap(),
        Written::Unchanged
    );
    let kept = part(&clerk, "1").await.kpis[0].clone();
    assert_eq!(kept.statement.cause, "甲の文\n乙の文");
    assert_eq!(kept.revision, 2);
}

#[tokio::test]
async fn what_is_written_is_seen_by_the_rules() {
    let mut house = House::new().await;
    let [clerk, _, _, _] = people(&mut house).await;
    let before = part(&clerk, "1").await;
    write(&clerk, 0, "連絡は090-1234-5678へ").await.unwrap();
    let after = part(&clerk, "1").await;
    let found = |part: &ProgrammeShown| part.findings.iter().any(|f| f.rule == "Y55");
    assert!(!found(&before));
    assert!(found(&after), "{:?}", after.findings);
}

#[tokio::test]
async fn an_answer_is_to_what_was_said_of_ones_own_programme() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    house.staff("panel", Duty::Panel, None).await;
    let (planning, panel) = (
        house.counter("planning").await,
        house.counter("panel").await,
    );
    let [first, _] = discuss(&mut house, &planning, "1", "申込が少なかった").await;
    let [second, _] = discuss(&mut house, &planning, "2", "申込が少なかった").await;
    let said = |programme: &str, answers| Opinion {
        seen: Position(0),
        programme: programme.to_owned(),
        kpi: String::new(),
        category: Some(Participant::Academia),
        text: "夜にも開いてほしい".to_owned(),
        answers,
    };
    // Whoever is not of the office says as what they speak.
    let mut of_nobody = said("1", None);
    of_nobody.category = None;
    assert!(matches!(
        remark(&panel, r6(), &of_nobody).await,
        Err(DeskError::Access(AccessError::Incomplete))
    ));
    let is_refused = |done| matches!(done, Err(DeskError::Access(AccessError::Forbidden(_))));
    let asked = remark(&panel, r6(), &said("1", None)).await.unwrap();
    assert!(is_refused(remark(&panel, r6(), &said("1", asked)).await));
    assert!(is_refused(remark(&first, r6(), &said("1", None)).await));
    assert!(is_refused(remark(&second, r6(), &said("1", asked)).await));
    // Of another programme than the one that it claims to be of.
    let elsewhere = remark(&second, r6(), &said("2", asked)).await;
    let is_incomplete = matches!(elsewhere, Err(DeskError::Access(AccessError::Incomplete)));
    assert!(is_incomplete, "{elsewhere:?}");
    let answered = remark(&first, r6(), &said("1", asked)).await.unwrap();
    let twice = remark(&planning, r6(), &said("1", answered)).await;
    assert!(twice.is_err(), "an answer is not answered");
    let again = remark(&planning, r6(), &said("1", asked)).await.unwrap();
    assert!(again.is_none(), "it stands there already");
    let mut more = said("1", asked);
    more.text = "資料も改めます".to_owned();
    remark(&planning, r6(), &more).await.unwrap();
    let review = show_review(&panel, Some(r6())).await.unwrap();
    assert_eq!(review.remarks.len(), 1);
    assert_eq!(review.remarks[0].answers.len(), 2);
    assert_eq!((review.may_remark.len(), review.may_answer.len()), (2, 0));
}

#[tokio::test]
async fn random_walks_of_six_people_break_no_law() {
    let mut house = House::new().await;
    freeze(&house).await;
    appoint(&house).await;
    let mut sessions = Vec::new();
    for login in PEOPLE {
        sessions.push(house.session(login).await);
    }
    let mut dice = 20_260_401_u64;
    let mut below = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(dice >> 33).unwrap() % sides
    };
    const STEPS: [Step; 6] = [
        Step::Submit,
        Step::Return,
        Step::Approve,
        Step::Reopen,
        Step::Discuss,
        Step::Publish,
    ];
    let (mut done, mut published, mut changed) = (0, 0, 0);
    for n in 0..400 {
        if below(20) == 0 {
            let planning = house.at_counter(&sessions[2]).await.unwrap();
            set_target(&planning, &format!("{}社", n + 100)).await;
            continue;
        }
        let reader = &house.at_counter(&sessions[0]).await.unwrap();
        let before = part(reader, "1").await;
        let was = before.course.course.stage();
        // Mostly anybody does anything; now and then the one whose turn it is goes on.
        let (who, wanted) = match (below(4), was) {
            (0, Stage::Drafting | Stage::Returned) => (0, Step::Submit),
            (0, Stage::InReview) => (1, Step::Approve),
            (0, Stage::Approved) => (2, Step::Discuss),
            (0, Stage::Discussed) => (2, Step::Publish),
            _ => (below(4), STEPS[below(6)]),
        };
        let who = &house.at_counter(&sessions[who]).await.unwrap();
        let result = if below(4) == 0 {
            let revision = before.kpis[0].revision;
            write(who, revision, &format!("第{n}案")).await.map(|_| ())
        } else {
            step(who, wanted).await
        };
        let after = part(who, "1").await;
        let (stage, approval) = (after.course.course.stage(), after.course.course.approval());
        if result.is_err() {
            assert_eq!((stage, &after.version), (was, &before.version));
            changed += usize::from(is_refused_as_changed(&result));
            continue;
        }
        done += 1;
        assert_eq!(stage >= Stage::Approved, approval.is_some());
        if let Some(approval) = approval {
            assert_eq!(approval.version, after.version, "what was approved stands");
            assert!(!after.course.course.is_author(approval.by));
        }
        published += usize::from(stage == Stage::Published);
    }
    assert!(done > 30, "only {done} steps were allowed");
    assert!(published > 0);
    assert!(
        changed > 0,
        "nothing was changed between approval and the next step"
    );
}
