//! Levels of single fields.

use super::super::keys::tests::{company, person};
use super::*;

#[test]
fn fields_agree_nearly_or_not_at_all() {
    for (one, other, field, level) in [
        ("name=山田 花子", "name=山田花子", Field::Name, Level::Agree),
        ("name=山田花子", "name=山田華子", Field::Name, Level::Near),
        ("name=山田花子", "name=鈴木一", Field::Name, Level::Disagree),
        (
            "name=山田花子",
            "kana=ヤマダハナコ",
            Field::Name,
            Level::Missing,
        ),
        (
            "name=山田 花子",
            "name=鈴木 花子",
            Field::Given,
            Level::Agree,
        ),
        (
            "name=山田 花子",
            "name=鈴木 花子",
            Field::Family,
            Level::Disagree,
        ),
        (
            "birth=1980-05-06",
            "birth=1980-06-05",
            Field::Birth,
            Level::Near,
        ),
        (
            "birth=1980-05-06",
            "birth=1980-05-16",
            Field::Birth,
            Level::Near,
        ),
        (
            "birth=1980-05-06",
            "birth=1950-05-06",
            Field::Birth,
            Level::Disagree,
        ),
        (
            "address=焼津市本町1-2",
            "address=焼津市本町1-2-3",
            Field::Address,
            Level::Near,
        ),
        (
            "address=焼津市本町1-2",
            "address=焼津市小川1-2",
            Field::Address,
            Level::Disagree,
        ),
        (
            "address=焼津市本町",
            "address=焼津市本町1-2",
            Field::Address,
            Level::Near,
        ),
        (
            "member:会=1;member:別=2",
            "member:別=2",
            Field::Number,
            Level::Agree,
        ),
        ("member:会=1", "member:会=2", Field::Number, Level::Missing),
    ] {
        let agreement = Agreement::of(&person(one), &person(other));
        assert_eq!(agreement.level(field), level, "{one} {other}");
        let turned = Agreement::of(&person(other), &person(one));
        assert_eq!(turned, agreement, "{one} {other}");
    }
}

#[test]
fn a_legal_form_is_a_field_of_its_own() {
    let agreement = Agreement::of(&company("name=㈱架空"), &company("name=有限会社架空"));
    assert_eq!(agreement.level(Field::Name), Level::Agree);
    assert_eq!(agreement.level(Field::LegalForm), Level::Disagree);
}
