//! The boxes of a programme's part: kept together, handed in together, and taken back on purpose.

use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{Draft, Writing, Written, write_assessment};
use enishi_desk::{AccessError, DeskError};
use enishi_domain::workflow::{Refusal, Stage, Step};

use crate::house::House;
use crate::yearly_work::{draft, part, people, r6, step, write};

#[tokio::test]
async fn boxes_are_kept_together_and_one_that_was_not_typed_into_is_left_alone() {
    let mut house = House::new().await;
    let [clerk, _, planning, _] = people(&mut house).await;
    let all = [draft("1", 0, "一"), draft("2", 0, ""), draft("", 0, "全体")];
    let kept = write_assessment(&clerk, r6(), Writing::new("1", &all))
        .await
        .unwrap();
    assert_eq!(kept, Written::Kept);
    let audited = house.office.audited("assess").await.unwrap();
    assert_eq!(audited.len(), 1);
    assert_eq!(audited[0].1, "1-1,1/R6");
    // The planning office had the page open since before: it typed into the second box only.
    let late = [draft("1", 0, ""), draft("2", 0, "二"), draft("", 0, "")];
    let kept = write_assessment(&planning, r6(), Writing::new("1", &late))
        .await
        .unwrap();
    assert_eq!(kept, Written::Kept);
    let now = part(&clerk, "1").await.course;
    let causes = ["1", "2", ""].map(|kpi| now.statement(kpi).cause);
    assert_eq!(causes, ["一", "二", "全体"]);
    // Where one box of several is in conflict, none is kept.
    let both = [draft("1", 0, "壱"), draft("2", 1, "弐")];
    let conflict = write_assessment(&planning, r6(), Writing::new("1", &both))
        .await
        .unwrap();
    let Written::Conflict(theirs) = conflict else {
        panic!("there was a conflict");
    };
    assert_eq!(theirs.len(), 1);
    let quicker = &theirs[0].now;
    assert_eq!((quicker.kpi.as_str(), quicker.revision), ("1", 1));
    let long = [draft("1", 1, "壱"), draft("2", 1, &"長".repeat(4_001))];
    let refused = write_assessment(&clerk, r6(), Writing::new("1", &long)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::TextTooLong {
            length: 4_001,
            ..
        }))
    ));
    let after = part(&clerk, "1").await.course;
    assert_eq!(after.statements, now.statements);
    // To empty a box is to type into it.
    let emptied = write_assessment(&clerk, r6(), Writing::new("1", &[draft("2", 1, "")])).await;
    assert_eq!(emptied.unwrap(), Written::Kept);
    assert_eq!(part(&clerk, "1").await.course.statement("2").cause, "");
}

#[tokio::test]
async fn what_was_typed_is_handed_in_with_the_step_or_neither_is() {
    let mut house = House::new().await;
    let [clerk, head, planning, _] = people(&mut house).await;
    write(&clerk, 0, "はじめ").await.unwrap();
    let wanted = |step, seen: &str, drafts: &[Draft]| Wanted {
        programme: "1".to_owned(),
        step,
        seen: seen.to_owned(),
        drafts: drafts.to_vec(),
        decision_number: None,
        reason: Some("直してください".to_owned()),
    };
    let seen = part(&clerk, "1").await.version;
    write(&planning, 1, "政策企画課の文").await.unwrap();
    let typed = [draft("1", 1, "はじめ"), draft("2", 0, "二")];
    let refused = take_step(&clerk, r6(), &wanted(Step::Submit, &seen, &typed)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Workflow(
            Refusal::AnotherVersion
        )))
    ));
    assert_eq!(part(&clerk, "1").await.course.revision("2"), 0);
    let seen = part(&clerk, "1").await.version;
    let handed_in = wanted(Step::Submit, &seen, &typed);
    take_step(&clerk, r6(), &handed_in).await.unwrap();
    let now = part(&clerk, "1").await;
    assert_eq!(now.course.course.stage(), Stage::InReview);
    assert_eq!(now.course.statement("1").cause, "政策企画課の文");
    assert_eq!(now.course.statement("2").cause, "二");
    let submitted = now.course.steps.last().unwrap();
    assert_eq!(submitted.taken.version.as_ref(), Some(&now.version));
    // Nothing is written by the way with another step.
    let typed = [draft("2", 1, "二の二")];
    let refused = take_step(&planning, r6(), &wanted(Step::Return, &now.version, &typed)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::Workflow(Refusal::NotNow {
            stage: Stage::Drafting,
            step: Step::Return
        })))
    ));
    step(&head, Step::Approve).await.unwrap();
}

#[tokio::test]
async fn to_write_into_what_was_handed_in_takes_it_back_and_that_is_told() {
    let mut house = House::new().await;
    let [clerk, _, planning, _] = people(&mut house).await;
    write(&clerk, 0, "はじめ").await.unwrap();
    step(&clerk, Step::Submit).await.unwrap();
    // Whoever does not know that it was handed in takes nothing back.
    let by_the_way = [draft("2", 0, "知らずに")];
    let refused = write_assessment(&planning, r6(), Writing::new("1", &by_the_way)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Access(AccessError::HandedIn))
    ));
    let before = part(&clerk, "1").await.course;
    assert_eq!(before.course.stage(), Stage::InReview);
    assert!(before.taken_back.is_empty());
    write(&planning, 1, "直した").await.unwrap();
    write(&planning, 2, "また直した").await.unwrap();
    let now = part(&clerk, "1").await.course;
    assert_eq!(now.course.stage(), Stage::Drafting);
    let who: Vec<&str> = now.taken_back.iter().map(|by| by.name.as_str()).collect();
    assert_eq!(who.len(), 1);
    assert_eq!(who[0], planning.principal().name);
}
