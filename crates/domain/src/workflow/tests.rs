//! The law in single cases, and in random walks of many steps against what must never happen.

use super::*;

const CLERK: StaffId = StaffId(2);
const HEAD: StaffId = StaffId(3);

fn step(step: Step, by: StaffId) -> Taken {
    Taken {
        step,
        by,
        version: Some("v1".to_owned()),
        decision_number: Some("焼政第12号".to_owned()),
        reason: Some("根拠の確認".to_owned()),
    }
}

fn course(steps: &[(Step, StaffId)]) -> Course {
    let mut course = Course::default();
    for (taken, by) in steps {
        course.take(&step(*taken, *by)).unwrap();
    }
    course
}

const TO_REVIEW: [(Step, StaffId); 2] = [(Step::Edit, CLERK), (Step::Submit, CLERK)];

#[test]
fn a_part_goes_from_nothing_to_what_is_published() {
    let mut course = course(&TO_REVIEW);
    assert_eq!(course.stage(), Stage::InReview);
    for (taken, stage) in [
        (Step::Return, Stage::Returned),
        (Step::Edit, Stage::Drafting),
        (Step::Submit, Stage::InReview),
        (Step::Approve, Stage::Approved),
        (Step::Discuss, Stage::Discussed),
        (Step::Publish, Stage::Published),
        (Step::Reopen, Stage::Drafting),
    ] {
        let by = if taken == Step::Approve { HEAD } else { CLERK };
        course.take(&step(taken, by)).unwrap();
        assert_eq!(course.stage(), stage, "{taken:?}");
    }
    assert_eq!(course.approval(), None);
}

#[test]
fn nobody_approves_what_they_wrote_or_submitted() {
    for steps in [
        [(Step::Edit, HEAD), (Step::Submit, CLERK)],
        [(Step::Edit, CLERK), (Step::Submit, HEAD)],
    ] {
        let mut course = course(&steps);
        let refused = course.take(&step(Step::Approve, HEAD));
        assert_eq!(refused, Err(Refusal::OwnWork));
        assert_eq!(course.stage(), Stage::InReview);
    }
}

#[test]
fn an_approval_names_its_decision_and_its_version() {
    for (spoil, refusal) in [
        (
            (|taken| taken.decision_number = Some(" ".to_owned())) as fn(&mut Taken),
            Refusal::NoDecisionNumber,
        ),
        (|taken| taken.version = None, Refusal::AnotherVersion),
    ] {
        let mut course = course(&TO_REVIEW);
        let mut taken = step(Step::Approve, HEAD);
        spoil(&mut taken);
        assert_eq!(course.take(&taken), Err(refusal));
    }
}

#[test]
fn what_was_changed_after_its_approval_is_neither_discussed_nor_published() {
    let mut course = course(&TO_REVIEW);
    assert!(!course.has_changed_since_approval("v2"));
    course.take(&step(Step::Approve, HEAD)).unwrap();
    for taken in [Step::Discuss, Step::Publish] {
        for version in [None, Some("v2".to_owned())] {
            let changed = Taken {
                version,
                ..step(taken, CLERK)
            };
            assert_eq!(course.take(&changed), Err(Refusal::ChangedSinceApproval));
        }
        assert!(course.has_changed_since_approval("v2"));
        assert!(!course.has_changed_since_approval("v1"));
        course.take(&step(taken, CLERK)).unwrap();
    }
}

#[test]
fn what_was_changed_after_its_approval_is_opened_again_and_approved_anew() {
    let mut course = course(&TO_REVIEW);
    for (taken, by, version) in [
        (Step::Approve, HEAD, "v1"),
        (Step::Reopen, CLERK, "v2"),
        (Step::Submit, CLERK, "v2"),
        (Step::Approve, HEAD, "v2"),
        (Step::Discuss, CLERK, "v2"),
        (Step::Publish, CLERK, "v2"),
    ] {
        let taken = Taken {
            version: Some(version.to_owned()),
            ..step(taken, by)
        };
        course.take(&taken).unwrap();
    }
    assert_eq!(course.approval().unwrap().version, "v2");
}

#[test]
fn returning_and_reopening_need_a_reason() {
    let mut course = course(&TO_REVIEW);
    let mut taken = step(Step::Return, HEAD);
    taken.reason = None;
    assert_eq!(course.take(&taken), Err(Refusal::NoReason));
    course.take(&step(Step::Approve, HEAD)).unwrap();
    taken.step = Step::Reopen;
    assert_eq!(course.take(&taken), Err(Refusal::NoReason));
    assert_eq!(course.stage(), Stage::Approved);
}

/// A small generator of numbers, so that a walk is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % sides
    }
}

/// What is watched beside the law, kept by other means than the law's own.
#[derive(Default)]
struct Watch {
    version: u64,
    writers: BTreeSet<StaffId>,
    approved: Option<u64>,
    published: usize,
}

impl Watch {
    fn see(&mut self, taken: &Taken, course: &Course) {
        match taken.step {
            Step::Edit => {
                self.version += 1;
                self.writers.insert(taken.by);
                self.approved = None;
            }
            Step::Submit => {
                self.writers.insert(taken.by);
            }
            Step::Approve => {
                assert!(!self.writers.contains(&taken.by), "approved own work");
                assert!(taken.decision_number.as_ref().is_some_and(|n| n != " "));
                self.approved = Some(self.version);
            }
            Step::Reopen => {
                assert!(taken.reason.is_some(), "reopened without a reason");
                self.approved = None;
            }
            Step::Return => assert!(taken.reason.is_some(), "returned without a reason"),
            Step::Discuss | Step::Publish => {
                let is_approved = self.approved == Some(self.version);
                assert!(is_approved, "{:?} of another version", taken.step);
                self.published += usize::from(taken.step == Step::Publish);
            }
        }
        let is_settled = course.stage() >= Stage::Approved;
        assert_eq!(is_settled, course.approval().is_some());
        assert_eq!(is_settled, self.approved.is_some());
    }
}

#[test]
fn a_hundred_thousand_random_steps_break_no_law() {
    const STEPS: [Step; 7] = [
        Step::Edit,
        Step::Submit,
        Step::Return,
        Step::Approve,
        Step::Reopen,
        Step::Discuss,
        Step::Publish,
    ];
    let mut dice = Dice(20_260_401);
    let (mut done, mut published, mut refused) = (0, 0, 0);
    while done < 100_000 {
        let mut course = Course::default();
        let mut watch = Watch::default();
        for _ in 0..200 {
            // Now and then a target is changed beside all steps.
            watch.version += u64::from(dice.below(20) == 0);
            let version = watch
                .version
                .saturating_sub(usize::from(dice.below(8) == 0) as u64);
            let step = STEPS[dice.below(7)];
            // Mostly three write and three decide; now and then anybody does anything.
            let is_of_hand = matches!(step, Step::Edit | Step::Submit) && dice.below(30) > 0;
            let people = if is_of_hand { 3 } else { 6 };
            let taken = Taken {
                step,
                by: StaffId(2 + dice.below(people) as i64),
                version: Some(format!("v{version}")),
                decision_number: Some(["12", " "][usize::from(dice.below(8) == 0)].to_owned()),
                reason: (dice.below(4) > 0).then(|| "理由".to_owned()),
            };
            let before = course.clone();
            match course.take(&taken) {
                Ok(()) if taken.step != Step::Edit && version != watch.version => {
                    // The desk compares what was looked at with what stands there; the law only
                    // binds what follows to it.
                    course = before;
                }
                Ok(()) => watch.see(&taken, &course),
                Err(_) => {
                    assert_eq!(before, course, "a refused step changed something");
                    refused += 1;
                }
            }
            done += 1;
        }
        published += watch.published;
    }
    assert!(published > 100, "only {published} walks came to the end");
    assert!(refused > 10_000);
}
