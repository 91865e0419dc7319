//! The sheet of R6 through its year, from what departments write of it to its publication, and R7
//! as far as it is half a year later. Everything that is said agrees with `actuals` whatever the
//! size of the city.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::staff::{Duty, Participant};
use enishi_domain::workflow::Step;
use jiff::Timestamp;
use jiff::civil::Date;

use super::actuals::years;
use super::builder::Builder;
use super::schedule::{Action, Deed, Official, Said, at};
use crate::review_sheet::Held;

mod words;

const PLANNING: Official = Official {
    login: "kikaku-1",
    name: "政策企画の担当",
    duty: Duty::Planning,
    department: None,
};

const PANEL: Official = Official {
    login: "iin-1",
    name: "効果検証会議の委員",
    duty: Duty::Panel,
    department: None,
};

const fn clerk(login: &'static str, name: &'static str, department: &'static str) -> Official {
    Official {
        login,
        name,
        duty: Duty::Entry,
        department: Some(department),
    }
}

const fn head(login: &'static str, name: &'static str, department: &'static str) -> Official {
    Official {
        duty: Duty::Head,
        ..clerk(login, name, department)
    }
}

/// Who writes for a department, and who approves.
const COMMERCE: [Official; 2] = [
    clerk("shoko-1", "商工観光課の入力担当", "商工観光課"),
    head("shoko-kacho", "商工観光課長", "商工観光課"),
];
const FARMING: [Official; 2] = [
    clerk("nosei-1", "農政課の入力担当", "農政課"),
    head("nosei-kacho", "農政課長", "農政課"),
];
const ATTRACTION: [Official; 2] = [
    clerk("yuchi-1", "誘致戦略課の入力担当", "誘致戦略課"),
    head("yuchi-kacho", "誘致戦略課長", "誘致戦略課"),
];
const SMILE: [Official; 2] = [
    clerk(
        "smile-1",
        "スマイルライフ推進課の入力担当",
        "スマイルライフ推進課",
    ),
    head(
        "smile-kacho",
        "スマイルライフ推進課長",
        "スマイルライフ推進課",
    ),
];
const POLICY: [Official; 2] = [
    clerk("kikaku-2", "政策企画課の入力担当", "政策企画課"),
    head("kikaku-kacho", "政策企画課長", "政策企画課"),
];

/// Which department writes of a programme, the number under which its head approves, and why its
/// small figures are published, where it has such.
const PROGRAMMES: [(&str, [Official; 2], &str, Option<&str>); 6] = [
    ("1", COMMERCE, "焼商第41号", None),
    ("2", FARMING, "焼農第27号", Some(words::ANNOUNCED)),
    ("3", ATTRACTION, "焼誘第18号", Some(words::EVENTS)),
    ("4", SMILE, "焼ス第33号", None),
    ("5", COMMERCE, "焼商第42号", Some(words::CERTIFIED)),
    ("6", POLICY, "焼政第12号", None),
];

/// A year's deeds, as they are put together.
struct Course<'a> {
    builder: &'a mut Builder,
    year: FiscalYear,
}

/// Appoints the staff, opens R7, takes R6 through its course, and begins that of R7.
pub(super) fn write(builder: &mut Builder) {
    let [.., last] = years();
    let begins = Date::constant(2025, 4, 1);
    let departments = [COMMERCE, FARMING, ATTRACTION, SMILE, POLICY];
    let officials = departments.into_iter().flatten();
    for official in officials.chain([PLANNING, PANEL]) {
        builder.step(at(begins, 8, 40), Action::Appoint(official));
    }
    if let Some(next) = last.year.next() {
        let mut course = Course {
            builder,
            year: next,
        };
        course.deed(at(begins, 9, 30), PLANNING, Deed::OpenYear);
        course.begin_next_year();
    }
    let mut course = Course {
        builder,
        year: last.year,
    };
    course.enter();
    course.approve();
    course.review();
    course.publish();
}

fn step(programme: &'static str, step: Step) -> Deed {
    Deed::Take {
        programme,
        step,
        decision_number: None,
        reason: None,
    }
}

fn returned(programme: &'static str, why: &'static str) -> Deed {
    Deed::Take {
        programme,
        step: Step::Return,
        decision_number: None,
        reason: Some(why),
    }
}

fn june(day: i8) -> Date {
    Date::constant(2025, 6, day)
}

fn july(day: i8) -> Date {
    Date::constant(2025, 7, day)
}

impl Course<'_> {
    fn deed(&mut self, at: Timestamp, by: Official, deed: Deed) {
        let year = self.year;
        let action = Action::AtCounter { by, year, deed };
        self.builder.step(at, action);
    }

    /// Writes what a department says, one after the other.
    fn say(&mut self, on: Date, by: Official, said: impl Iterator<Item = &'static Said>) {
        for (minute, said) in (0..).zip(said) {
            self.deed(at(on, 10, 5 * minute), by, Deed::Write(said));
        }
    }

    /// Every department writes and hands in; one part comes back and is mended.
    fn enter(&mut self) {
        for (n, (programme, [clerk, _], ..)) in (0..).zip(PROGRAMMES) {
            let said = words::R6.iter().filter(|said| said.programme == programme);
            self.say(june(3 + n), clerk, said);
            self.deed(at(june(12), 9, n), clerk, step(programme, Step::Submit));
        }
        let (programme, [clerk, head], ..) = PROGRAMMES[1];
        let back = returned(programme, words::RETURNED);
        self.deed(at(june(13), 11, 0), head, back);
        self.say(june(16), clerk, std::iter::once(&words::MENDED));
        let again = step(programme, Step::Submit);
        self.deed(at(june(16), 15, 0), clerk, again);
    }

    fn approve(&mut self) {
        for (n, (programme, [_, head], decision, _)) in (0..).zip(PROGRAMMES) {
            let approve = Deed::Take {
                programme,
                step: Step::Approve,
                decision_number: Some(decision),
                reason: None,
            };
            self.deed(at(june(18), 13, n), head, approve);
        }
    }

    /// 効果検証会議: who was there, what was said, and what was answered.
    fn review(&mut self) {
        for (n, (programme, ..)) in (0..).zip(PROGRAMMES) {
            let discuss = step(programme, Step::Discuss);
            self.deed(at(july(7), 9, n), PLANNING, discuss);
        }
        let participants = [
            (Participant::Industry, 2),
            (Participant::Government, 1),
            (Participant::Academia, 1),
            (Participant::Finance, 1),
            (Participant::Labour, 1),
            (Participant::Media, 1),
            (Participant::Residents, 2),
        ];
        let meeting = Held {
            held_on: july(10),
            title: words::MEETING.to_owned(),
            participants: BTreeMap::from(participants),
            minutes: words::MINUTES.to_owned(),
        };
        self.deed(at(july(11), 9, 0), PLANNING, Deed::Meet(meeting));
        for (n, remarked) in (0..).zip(&words::REMARKS) {
            self.deed(at(july(11), 10, n), PANEL, Deed::Remark(remarked));
            self.deed(at(july(18), 10, n), PLANNING, Deed::Answer(remarked));
        }
    }

    fn publish(&mut self) {
        let on = Date::constant(2025, 8, 20);
        for (n, (programme, _, _, reason)) in (0..).zip(PROGRAMMES) {
            let publish = Deed::Take {
                programme,
                step: Step::Publish,
                decision_number: None,
                reason,
            };
            self.deed(at(on, 9, n), PLANNING, publish);
        }
    }

    /// Half a year later departments are at different stages: one is being asked again, one waits
    /// for its head, two are writing, and the others have not begun.
    fn begin_next_year(&mut self) {
        let october = |day| Date::constant(2025, 10, day);
        for (programme, [clerk, head], on, is_sent) in [
            ("1", COMMERCE, 6, true),
            ("2", FARMING, 7, false),
            ("3", ATTRACTION, 8, true),
            ("6", POLICY, 9, false),
        ] {
            let said = words::R7.iter().filter(|said| said.programme == programme);
            self.say(october(on), clerk, said);
            if is_sent {
                let submit = step(programme, Step::Submit);
                self.deed(at(october(on), 16, 0), clerk, submit);
            }
            if programme == "3" {
                let back = returned(programme, words::RETURNED_AT_HALF);
                self.deed(at(october(10), 11, 0), head, back);
            }
        }
    }
}
