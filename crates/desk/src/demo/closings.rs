//! When the departments say that a year is complete, when its figures are frozen, and what becomes
//! known afterwards.

use enishi_domain::engagement::{CorrectionReason, Kind};
use enishi_domain::identity::LinkVerdict;

use super::Source;
use super::actuals::{YearActuals, years};
use super::builder::{Builder, subject};
use super::matching::after;
use super::people::{Tie, tie};
use super::schedule::{Action, at};
use super::sign_ups::participants;

/// What each programme's figures need complete.
const KINDS: [(&str, &[Kind]); 6] = [
    (
        "1",
        &[
            Kind::EventAttend,
            Kind::Consult,
            Kind::MatchAgreed,
            Kind::BaseOpen,
            Kind::BusinessStart,
            Kind::DonationCorporate,
            Kind::Tally,
        ],
    ),
    (
        "2",
        &[
            Kind::FarmStart,
            Kind::FarmEntry,
            Kind::FarmLease,
            Kind::ServiceUse,
            Kind::Tally,
        ],
    ),
    (
        "3",
        &[Kind::BaseOpen, Kind::ServiceLaunch, Kind::SurveyAnswer],
    ),
    (
        "4",
        &[
            Kind::OrgActive,
            Kind::OrgJoin,
            Kind::ResidencyMoveIn,
            Kind::ResidencyMoveOut,
            Kind::ResidencyDual,
        ],
    ),
    (
        "5",
        &[
            Kind::EventAttend,
            Kind::Hire,
            Kind::Certification,
            Kind::Tally,
        ],
    ),
    (
        "6",
        &[
            Kind::DonationFurusato,
            Kind::DonationRefund,
            Kind::ResidencyMoveIn,
            Kind::ResidencyMoveOut,
        ],
    ),
];

/// Closes the year's periods, freezes its figures, and goes on correcting.
pub(super) fn write(builder: &mut Builder, year: &YearActuals) {
    for (n, (programme, kinds)) in (0..).zip(KINDS) {
        for (minute, kind) in (0..).zip(kinds) {
            if is_complete(year, programme, *kind) {
                let action = Action::Close {
                    programme,
                    kind: *kind,
                    year: year.year,
                };
                builder.step(at(after(year, 5, 15), 9 + n, 5 * minute), action);
            }
        }
    }
    let freeze = Action::Freeze { year: year.year };
    builder.step(at(after(year, 5, 31), 17, 0), freeze);
    if year.index == 3 {
        write_second_thoughts(builder, year);
        write_merged_by_mistake(builder, year);
    }
}

/// Whether anybody can say so: what had not begun was not counted, and stays blank.
fn is_complete(year: &YearActuals, programme: &str, kind: Kind) -> bool {
    match (programme, kind) {
        ("2", Kind::ServiceUse | Kind::Tally) => year.centre_uses.is_some(),
        ("3", Kind::BaseOpen) => year.startups.is_some(),
        ("3", Kind::SurveyAnswer) => year.students.is_some(),
        _ => true,
    }
}

/// Opened again for a hire that the job office reported late, and voided after the freeze.
fn write_second_thoughts(builder: &mut Builder, year: &YearActuals) {
    let (programme, kind) = ("5", Kind::Hire);
    let reopen = Action::Reopen {
        programme,
        kind,
        year: year.year,
        reason: "雇用報告1件を追加で受領",
    };
    let close = Action::Close {
        programme,
        kind,
        year: year.year,
    };
    builder.step(at(after(year, 5, 20), 9, 0), reopen);
    builder.step(at(after(year, 5, 22), 9, 0), close);
    let hires = format!("{}/hires.csv", year.year.short());
    let void = Action::Void {
        row: subject(&hires, 4),
        reason: CorrectionReason::NotConcluded,
        text: "採用辞退が判明",
    };
    builder.step(at(after(year, 6, 12), 14, 10), void);
}

/// Two people of one name, taken for one for some weeks.
fn write_merged_by_mistake(builder: &mut Builder, year: &YearActuals) {
    let namesakes = participants(year).find_map(|(_, who)| {
        let (other, _) = tie(who).filter(|(_, tie)| *tie == Tie::Namesake)?;
        let first = builder.first_row(Source::SignUps, other)?.clone();
        let second = builder.first_row(Source::SignUps, who)?.clone();
        Some((first, second))
    });
    let Some((a, b)) = namesakes else {
        return;
    };
    let decisions = [
        (after(year, 2, 1), LinkVerdict::Same, "氏名とカナが一致"),
        (after(year, 3, 4), LinkVerdict::None, "誤り。判定を取り消す"),
        (
            after(year, 3, 5),
            LinkVerdict::Different,
            "電話で別人と確認",
        ),
    ];
    for (day, verdict, reason) in decisions {
        let action = Action::Decide {
            a: a.clone(),
            b: b.clone(),
            verdict,
            reason,
            basis: None,
        };
        builder.step(at(day, 15, 0), action);
    }
}

/// What came after the last freeze and changes none of its figures.
pub(super) fn write_after_the_last_year(builder: &mut Builder) {
    let [.., last] = years();
    // Sent again by the system's operator; nothing in it is new.
    let file = format!("{}/furusato-ledger-late.csv", last.year.short());
    let again = at(after(last, 6, 3), 9, 30);
    builder.import(Source::DonorLedger, &file, again, None);
}
