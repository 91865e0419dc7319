//! The table, walked whole: what it allows is written out here a second time, as sentences of the
//! office, and everything else must be refused.

use enishi_domain::words::ClosedSet as _;
use jiff::civil::Date;

use super::*;

fn principal(duty: Duty, is_confirmed: bool) -> Principal {
    let department = duty.is_of_department().then(|| "商工課".to_owned());
    Principal {
        staff: StaffId(7),
        name: "甲".to_owned(),
        duties: vec![Assignment {
            duty,
            department,
            from: Date::constant(2024, 4, 1),
            until: None,
        }],
        is_confirmed,
    }
}

/// What the office says, read as: this duty may do this, in its own department or anywhere, while
/// the part of the sheet is at one of these stages.
fn expected(duty: Duty, action: Action, is_own: bool, stage: Stage) -> bool {
    use Action as A;
    use Stage as S;
    let is_settled = stage >= S::Approved;
    let in_review = stage == S::InReview;
    let unsent = matches!(stage, S::Drafting | S::Returned);
    let reviewed = matches!(stage, S::Approved | S::Discussed);
    let says: &[(A, bool)] = match duty {
        Duty::Entry => &[
            (A::SeeYear, true),
            (A::SeeSubmissions, true),
            (A::SeeLedger, is_own),
            (A::SeePersonal, is_own),
            (A::DecideIdentity, is_own),
            (A::ClosePeriod, is_own),
            (A::Record, is_own),
            (A::Correct, is_own),
            (A::Import, is_own),
            (A::UndoImport, is_own),
            (A::CheckSheet, true),
            (A::Write, is_own && !is_settled),
            (A::Submit, is_own && unsent),
            (A::Answer, is_own && reviewed),
        ],
        Duty::Head => &[
            (A::SeeYear, true),
            (A::SeeSubmissions, true),
            (A::SeeLedger, is_own),
            (A::SeePersonal, is_own),
            (A::CheckSheet, true),
            (A::Return, is_own && in_review),
            (A::Approve, is_own && in_review),
        ],
        Duty::Planning => &[
            (A::SeeYear, true),
            (A::SeeSubmissions, true),
            (A::SeeLedger, true),
            (A::SeePersonal, true),
            (A::DecideIdentity, true),
            (A::ClosePeriod, true),
            (A::Freeze, true),
            (A::Record, true),
            (A::Correct, true),
            (A::Observe, true),
            (A::Import, true),
            (A::UndoImport, true),
            (A::CheckSheet, true),
            (A::Write, !is_settled),
            (A::Return, in_review),
            (A::Reopen, is_settled),
            (A::Discuss, stage == S::Approved),
            (A::Publish, stage == S::Discussed),
            (A::SeePublication, true),
            (A::Define, true),
            (A::Remark, reviewed),
            (A::Answer, reviewed),
            (A::HoldMeeting, true),
        ],
        Duty::Panel => &[(A::SeeYear, true), (A::Remark, reviewed)],
        Duty::Audit => &[
            (A::SeeYear, true),
            (A::SeeSubmissions, true),
            (A::SeeLedger, true),
            (A::CheckSheet, true),
            (A::SeeAudit, true),
        ],
        Duty::Administration => &[(A::ManageStaff, true), (A::SeeAudit, true)],
    };
    says.iter().any(|(said, holds)| *said == action && *holds)
}

#[test]
fn the_table_allows_what_the_office_says_and_nothing_else() {
    let own = ["商工課".to_owned()];
    let other = ["農政課".to_owned(), "農業委員会".to_owned()];
    let mut walked = 0;
    for duty in Duty::ALL {
        let who = principal(*duty, true);
        for action in Action::ALL {
            for stage in Stage::ALL {
                for (departments, is_own) in [(own.as_slice(), true), (other.as_slice(), false)] {
                    let object = Object::Programme {
                        departments,
                        stage: *stage,
                    };
                    let allowed = who.may(action, object);
                    let wanted = expected(*duty, action, is_own, *stage);
                    assert_eq!(allowed, wanted, "{duty:?} {action:?} {is_own} {stage:?}");
                    assert_eq!(who.ask(action, object).is_ok(), wanted);
                    assert!(!allowed || who.may_somewhere(action));
                    walked += 1;
                }
            }
        }
    }
    assert_eq!(walked, 6 * 27 * 7 * 2);
}

#[test]
fn without_a_duty_or_its_second_factor_nothing_is_allowed() {
    let mut nobody = principal(Duty::Planning, true);
    nobody.duties.clear();
    for action in Action::ALL {
        assert!(!nobody.may_somewhere(action));
        assert!(!nobody.may(action, Object::Office));
        for duty in [Duty::Head, Duty::Administration] {
            let unconfirmed = principal(duty, false);
            assert!(unconfirmed.awaits_second_factor());
            assert!(!unconfirmed.may_somewhere(action), "{duty:?} {action:?}");
        }
    }
    assert!(!principal(Duty::Entry, false).awaits_second_factor());
}

#[test]
fn what_concerns_the_whole_office_is_not_reached_from_one_department() {
    let clerk = principal(Duty::Entry, true);
    assert!(!clerk.may(Action::SeeLedger, Object::Office));
    assert!(principal(Duty::Audit, true).may(Action::SeeLedger, Object::Office));
}

/// The page of the manual says the same as the table.
#[test]
fn the_manual_shows_the_table_as_it_is() {
    let manual = include_str!("../../../../docs/reference/permissions.md");
    let mut rows = String::new();
    for line in TABLE {
        let stages: Vec<&str> = line.stages.iter().map(|stage| stage.word()).collect();
        let stages = if stages.is_empty() {
            "いつでも".to_owned()
        } else {
            stages.join("・")
        };
        let reach = match line.reach {
            Reach::Own => "自課",
            Reach::Any => "全庁",
        };
        let (duty, action) = (line.duty.word(), line.action);
        rows.push_str(&format!("| {duty} | `{action:?}` | {reach} | {stages} |\n"));
    }
    assert!(manual.contains(&rows), "the manual should hold:\n{rows}");
}
