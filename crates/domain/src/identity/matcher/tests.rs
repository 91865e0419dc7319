//! One party against many.

use proptest::prelude::*;

use super::super::keys::tests::person;
use super::super::{Link, LinkVerdict};
use super::*;
use crate::engagement::Position;

fn known(parties: &[(i64, &str)], links: &[(i64, i64, LinkVerdict)]) -> (Matcher, PurposeIndex) {
    let links: Vec<Link> = links
        .iter()
        .zip(1..)
        .map(|((a, b, verdict), position)| Link {
            position: Position(position),
            a: PartyId(*a),
            b: PartyId(*b),
            verdict: *verdict,
        })
        .collect();
    let mut matcher = Matcher::new(Identities::as_of(&links, Position::NOW));
    let purpose = matcher.purpose("催し");
    for (party, described) in parties {
        matcher.add_known(PartyId(*party), purpose, &person(described));
    }
    (matcher, purpose)
}

const FLOWER: &str = "name=架空 花子;kana=カクウ ハナコ;mail=a@b.jp";

#[test]
fn a_known_one_is_found_and_a_stranger_is_new() {
    let (matcher, purpose) = known(&[(1, FLOWER), (2, "name=別 人;mail=x@y.jp")], &[]);
    let decide = |described: &str| matcher.decide(&person(described), purpose, None).outcome;
    let found = Outcome::Same(Subject::Known(PartyId(1)));
    assert_eq!(decide("kana=かくう　はなこ;mail=A@B.jp"), found);
    assert_eq!(decide("name=誰か;mail=c@d.jp"), Outcome::New);
    assert_eq!(decide(""), Outcome::New);
}

#[test]
fn whoever_asks_about_few_is_told_what_everybody_would_be() {
    let parties = [
        (1, FLOWER),
        (2, "name=架空 華子;kana=カクウ ハナコ;tel=0540001234"),
        (3, "name=別 人;mail=x@y.jp;tel=0540001234"),
        (4, "kana=カクウ ハナコ;birth=1990-01-02;post=425-0022"),
        (5, "member:甲=1;name=見本 太郎"),
    ];
    let links = [(1, 4, LinkVerdict::Same), (2, 3, LinkVerdict::Different)];
    for described in [
        FLOWER,
        "name=架空 花子;kana=カクウ ハナコ;tel=0540001234",
        "name=誰か;mail=x@y.jp",
        "member:甲=1",
        "name=見知らぬ 人;mail=c@d.jp",
        "",
    ] {
        let row = person(described);
        let (everybody, purpose) = known(&parties, &links);
        let (mut few, _) = known(&[], &links);
        few.ask_only_about(std::slice::from_ref(&row), purpose);
        for (party, described) in &parties {
            few.add_known(PartyId(*party), purpose, &person(described));
        }
        let expected = everybody.decide(&row, purpose, None);
        assert_eq!(few.decide(&row, purpose, None), expected, "{described}");
    }
}

#[test]
fn two_who_fit_are_a_question() {
    let parties = [
        (1, "kana=カクウ ハナコ;mail=a@b.jp;tel=0540001234"),
        (2, "kana=カクウハナコ;mail=a@b.jp"),
    ];
    let (matcher, purpose) = known(&parties, &[]);
    let row = person("name=架空花子;kana=カクウハナコ;mail=a@b.jp;tel=0540009999");
    let decision = matcher.decide(&row, purpose, None);
    assert_eq!(decision.outcome, Outcome::Ask);
    assert_eq!(decision.candidates.len(), 2);
}

#[test]
fn numbers_of_two_parties_are_a_question() {
    let (matcher, purpose) = known(&[(1, "member:甲=1"), (2, "member:乙=2")], &[]);
    let decision = matcher.decide(&person("member:甲=1;member:乙=2"), purpose, None);
    assert_eq!(decision.outcome, Outcome::Ask);
    let decision = matcher.decide(&person("member:甲=1;member:乙=3"), purpose, None);
    assert_eq!(decision.outcome, Outcome::Same(Subject::Known(PartyId(1))));
}

#[test]
fn joined_parties_are_one_candidate() {
    let parties = [
        (1, "kana=カクウ ハナコ;mail=a@b.jp;tel=0540001234"),
        (2, "kana=カクウハナコ;mail=a@b.jp"),
    ];
    let (matcher, purpose) = known(&parties, &[(2, 1, LinkVerdict::Same)]);
    let decision = matcher.decide(&person("kana=カクウハナコ;mail=a@b.jp"), purpose, None);
    assert_eq!(decision.outcome, Outcome::Same(Subject::Known(PartyId(1))));
}

#[test]
fn who_was_kept_apart_never_comes_back() {
    let parties = [(1, FLOWER), (2, FLOWER)];
    for (verdict, outcome) in [
        (LinkVerdict::Different, Outcome::New),
        (LinkVerdict::Household, Outcome::New),
        (LinkVerdict::None, Outcome::Same(Subject::Known(PartyId(2)))),
    ] {
        let (matcher, purpose) = known(&parties, &[(1, 2, verdict)]);
        let decision = matcher.decide(&person(FLOWER), purpose, Some(PartyId(1)));
        assert_eq!(decision.outcome, outcome, "{verdict:?}");
    }
}

#[test]
fn a_description_that_was_decided_about_stays_with_its_party() {
    let other = "name=架空 花子;kana=カクウ ハナコ;mail=a@b.jp;tel=0540001234";
    let (matcher, purpose) = known(
        &[(1, FLOWER), (2, other)],
        &[(1, 2, LinkVerdict::Different)],
    );
    let decision = matcher.decide(&person(FLOWER), purpose, None);
    assert_eq!(decision.outcome, Outcome::Same(Subject::Known(PartyId(1))));
    assert_eq!(
        decision.candidates.len(),
        1,
        "the other one is not proposed again"
    );
}

#[test]
fn parties_of_two_purposes_are_never_compared() {
    let (mut matcher, purpose) = known(&[(1, FLOWER)], &[]);
    let other = matcher.purpose("寄附");
    assert_ne!(purpose, other);
    assert_eq!(
        matcher.decide(&person(FLOWER), other, None).outcome,
        Outcome::New
    );
    assert_eq!(matcher.purpose("催し"), purpose);
}

#[test]
fn a_mail_address_of_everybody_finds_nobody() {
    let described: Vec<String> = (0..150)
        .map(|n| format!("kana=カクウ {};mail=info@b.jp", kana(n)))
        .collect();
    let parties: Vec<(i64, &str)> = (1..).zip(described.iter().map(String::as_str)).collect();
    let (matcher, purpose) = known(&parties, &[]);
    let decision = matcher.decide(&person("name=誰 か;mail=info@b.jp"), purpose, None);
    assert_eq!(decision.outcome, Outcome::New);
}

#[test]
fn rows_of_one_file_find_each_other() {
    let (mut matcher, purpose) = known(&[], &[]);
    let rows = [
        "kana=カクウ ハナコ;mail=a@b.jp",
        "name=別 人;mail=x@y.jp",
        "name=架空 花子;kana=カクウ ハナコ;mail=a@b.jp;tel=0540001234",
        "name=架空 花子;kana=カクウ ハナコ;tel=0540001234",
    ];
    let keys = rows.map(person);
    let outcomes: Vec<Outcome> = matcher
        .decide_all(&keys, purpose)
        .into_iter()
        .map(|decision| decision.outcome)
        .collect();
    let third = Outcome::Same(Subject::Row(2));
    assert_eq!(outcomes, [third, Outcome::New, Outcome::New, third]);
}

fn kana(n: usize) -> String {
    let syllables: Vec<char> = "アイウエオカキクケコサシスセソ".chars().collect();
    [n / 15 % 15, n % 15, n / 225]
        .iter()
        .map(|at| syllables[*at])
        .collect()
}

/// Which rows go together, whatever they are called.
fn groups(decisions: &[Decision], order: &[usize]) -> Vec<usize> {
    let mut group = vec![0; decisions.len()];
    for (at, decision) in decisions.iter().enumerate() {
        let first = match decision.outcome {
            Outcome::Same(Subject::Row(row)) => row,
            Outcome::Same(Subject::Known(_)) | Outcome::Ask | Outcome::New => at,
        };
        group[order[at]] = order[first];
    }
    let smallest = |g: usize| group.iter().position(|other| *other == g);
    group.iter().filter_map(|g| smallest(*g)).collect()
}

proptest! {
    #[test]
    fn the_order_of_rows_decides_nothing(
        people in proptest::collection::vec((0..4_usize, 0..3_u32, 0..3_u32, 0..3_u32), 1..12),
        shuffle in any::<u64>(),
    ) {
        let rows: Vec<Keys> = people.iter().map(|(name, mail, telephone, address)| {
            let mut text = format!("name=架空 {0};kana=カクウ {0}", kana(name % 2));
            if *name > 1 { text = format!("kana=カクウ {}", kana(name % 2)); }
            if *mail > 0 { text += &format!(";mail=m{mail}@b.jp"); }
            if *telephone > 0 { text += &format!(";tel=05400012{telephone}4"); }
            if *address > 0 { text += &format!(";address=焼津市本町{address}"); }
            person(&text)
        }).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|row| mixed(shuffle ^ *row as u64));
        let shuffled: Vec<Keys> = order.iter().map(|row| rows[*row].clone()).collect();
        let decide = |rows: &[Keys]| {
            let (mut matcher, purpose) = known(&[], &[]);
            matcher.decide_all(rows, purpose)
        };
        let straight: Vec<usize> = (0..rows.len()).collect();
        prop_assert_eq!(groups(&decide(&rows), &straight), groups(&decide(&shuffled), &order));
    }
}
