//! The steps, and who is who.

use super::*;

#[test]
fn steps_come_in_order_and_name_rows_that_are_there_by_then() {
    let city = small();
    assert!(city.steps.is_sorted_by_key(|step| step.at));
    let mut imported = BTreeSet::new();
    let mut frozen = Vec::new();
    for step in &city.steps {
        match &step.action {
            Action::Import { file, .. } => {
                assert!(city.file(file).is_some(), "{file}");
                imported.insert(file.as_str());
            }
            Action::Undo { file, .. } => assert!(imported.remove(file.as_str()), "{file}"),
            Action::Decide { a, b, .. } => {
                for row in [a, b] {
                    assert!(imported.contains(row.file.as_str()), "{row:?} {}", step.at);
                }
            }
            Action::Correct { row, .. } | Action::Void { row, .. } => {
                assert!(imported.contains(row.file.as_str()), "{row:?} {}", step.at);
            }
            Action::Freeze { year } => frozen.push(*year),
            Action::Close { .. }
            | Action::Reopen { .. }
            | Action::Appoint(_)
            | Action::AtCounter { .. } => {}
        }
    }
    assert_eq!(imported.len() + 1, city.files.len());
    assert_eq!(frozen, years().map(|year| year.year));
}

#[test]
fn decisions_agree_with_the_truth_but_for_one_that_is_taken_back() {
    let city = small();
    let mut truth = BTreeMap::new();
    for file in city
        .files
        .iter()
        .filter(|file| file.donor_ledger().is_none())
    {
        for (row, role, who) in file.appearances() {
            truth.insert((file.name.as_str(), row, role), who);
        }
    }
    let mut wrong = Vec::new();
    let mut verdicts: BTreeMap<LinkVerdict, u64> = BTreeMap::new();
    for step in &city.steps {
        let Action::Decide { a, b, verdict, .. } = &step.action else {
            continue;
        };
        *verdicts.entry(*verdict).or_default() += 1;
        let who = |row: &RowRef| truth[&(row.file.as_str(), row.row, row.role)];
        let is_same = who(a) == who(b);
        match verdict {
            LinkVerdict::Same if !is_same => wrong.push((a.clone(), b.clone())),
            LinkVerdict::Household | LinkVerdict::Different => assert!(!is_same, "{a:?} {b:?}"),
            LinkVerdict::None => assert_eq!(wrong.last(), Some(&(a.clone(), b.clone()))),
            LinkVerdict::Same | LinkVerdict::Maybe => {}
        }
    }
    assert_eq!(wrong.len(), 1);
    assert!(verdicts[&LinkVerdict::Household] >= 10, "{verdicts:?}");
    assert!(verdicts[&LinkVerdict::Different] >= 10, "{verdicts:?}");
    assert!(
        (200..3_000).contains(&verdicts[&LinkVerdict::Same]),
        "{verdicts:?}"
    );
}

#[test]
fn whoever_shares_a_name_in_the_small_registers_is_tied() {
    let mut names: BTreeMap<String, Vec<Who>> = BTreeMap::new();
    for file in small()
        .files
        .iter()
        .filter(|file| file.donor_ledger().is_none())
    {
        for (_, _, who) in file.appearances().filter(|(_, _, Who(n))| *n < 1_000_000) {
            let of_name = names.entry(person(who).kana()).or_default();
            if !of_name.contains(&who) {
                of_name.push(who);
            }
        }
    }
    for (kana, people) in names.into_iter().filter(|(_, people)| people.len() > 1) {
        let [a, b] = people.as_slice() else {
            panic!("{kana}: {people:?}");
        };
        let tied = |a: Who, b: Who| tie(a).is_some_and(|(other, _)| other == b);
        assert!(tied(*a, *b) || tied(*b, *a), "{kana}: {people:?}");
    }
}

#[test]
fn couples_share_a_mail_and_twins_a_birthday() {
    let number = (FIRST_PARTICIPANT..)
        .find(|n| n % 60 == 7)
        .expect("one of sixty");
    let (wife, husband) = (person(Who(number)), person(Who(number - 1)));
    assert_eq!(wife.mail, husband.mail);
    assert_ne!(wife.kana(), husband.kana());
    let number = (FIRST_PARTICIPANT..)
        .find(|n| n % 120 == 23)
        .expect("one of a hundred");
    let (elder, younger) = (person(Who(number - 1)), person(Who(number)));
    assert_eq!((elder.birth, elder.home), (younger.birth, younger.home));
    assert_ne!(elder.kana(), younger.kana());
}

#[test]
fn corporate_numbers_have_their_check_digit() {
    // 国税庁 itself: 7000012050002.
    assert_eq!(check_digit(12_050_002), 7);
    let number = Firm(3).corporate_number();
    assert_eq!(number.len(), 13);
    assert!(number[1..].starts_with("9999"));
}

#[test]
fn donors_that_share_a_mail_are_told_apart_by_their_names() {
    for number in (0..50_000).map(|n| FIRST_DONOR + 40 * n + 1) {
        let (one, other) = (person(Who(number)), person(Who(number - 1)));
        assert_eq!(one.mail, other.mail);
        assert_ne!(one.kana(), other.kana(), "{number}");
    }
}

#[test]
fn a_file_that_is_imported_again_is_told_the_same() {
    let mut told = BTreeMap::new();
    let mut again = 0;
    for step in small().steps {
        let Action::Import { file, event, .. } = step.action else {
            continue;
        };
        if let Some(before) = told.insert(file.clone(), event.clone()) {
            assert_eq!(before, event, "{file}");
            again += 1;
        }
    }
    assert_eq!(again, 6);
}
