//! Levels of single fields.

use super::super::keys::tests::{company, person};
use super::*;

fn check(field: Field, cases: &[(&str, &str, Level)]) {
    for (one, other, level) in cases {
        let agreement = Agreement::of(&person(one), &person(other));
        assert_eq!(agreement.level(field), *level, "{one} {other}");
        let turned = Agreement::of(&person(other), &person(one));
        assert_eq!(turned, agreement, "{one} {other}");
    }
}

#[test]
fn names_agree_nearly_or_not_at_all() {
    let cases = [
        ("name=山田 花子", "name=山田花子", Level::Agree),
        ("name=山田花子", "name=山田華子", Level::Near),
        ("name=山田花子", "name=山田太郎", Level::Disagree),
        ("name=山田花子", "kana=ヤマダハナコ", Level::Missing),
    ];
    check(Field::Name, &cases);
    let given = [
        ("name=山田 花子", "name=鈴木 花子", Level::Agree),
        ("name=山田 花子", "name=山田 太郎", Level::Disagree),
        ("name=山田花子", "name=鈴木 花子", Level::Near),
        ("name=山田花子", "name=山田太郎", Level::Missing),
    ];
    check(Field::Given, &given);
    let family = [("name=山田 花子", "name=鈴木 花子", Level::Disagree)];
    check(Field::Family, &family);
}

#[test]
fn a_slip_in_a_birthday_is_not_another_year() {
    let cases = [
        ("birth=1980-05-06", "birth=1980-06-05", Level::Near),
        ("birth=1980-05-06", "birth=1980-05-16", Level::Near),
        ("birth=1980-05-06", "birth=1950-05-06", Level::Disagree),
    ];
    check(Field::Birth, &cases);
}

#[test]
fn an_address_agrees_by_house_or_by_town() {
    let [house, room] = ["address=焼津市本町1-2", "address=焼津市本町1-2-3"];
    let cases = [
        (house, room, Level::Near),
        (house, "address=焼津市本町", Level::Near),
        (house, "address=焼津市小川1-2", Level::Disagree),
    ];
    check(Field::Address, &cases);
}

#[test]
fn two_numbers_say_nothing_and_one_says_all() {
    let cases = [
        ("member:会=1;member:別=2", "member:別=2", Level::Agree),
        ("member:会=1", "member:会=2", Level::Missing),
    ];
    check(Field::Number, &cases);
}

#[test]
fn a_legal_form_is_a_field_of_its_own() {
    let agreement = Agreement::of(&company("name=㈱架空"), &company("name=有限会社架空"));
    assert_eq!(agreement.level(Field::Name), Level::Agree);
    assert_eq!(agreement.level(Field::LegalForm), Level::Disagree);
}
