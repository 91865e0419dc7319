//! Who is one person without asking, who is asked about, and who is not.

use super::super::keys::tests::{company, person};
use super::*;
use Certainty::{Certain, Doubtful, Unlike};

const HOME: &str = "post=425-0000;address=焼津市架空町1-2-3;tel=054-000-1234;mail=ie@example.jp";

#[test]
fn numbers_and_strong_keys_decide() {
    for (one, other, certainty) in [
        // The same number.
        (
            "member:会=7;name=山田 花子",
            "member:会=7;name=鈴木 花子",
            Certain,
        ),
        (
            "member:会=7;name=山田 花子;birth=1980-05-06",
            "member:会=7;name=鈴木 一郎;birth=1950-01-02",
            Doubtful,
        ),
        // Strong keys.
        (
            "kana=ヤマダ ハナコ;mail=a@b.jp",
            "name=山田 花子;kana=ヤマダハナコ;mail=A@B.JP",
            Certain,
        ),
        (
            "mail=a@b.jp;name=山田 花子",
            "mail=a@b.jp;name=山田 太郎",
            Unlike,
        ),
        (
            "kana=ヤマダ ハナコ;birth=1980-05-06;post=425-0000",
            "kana=ヤマダハナコ;birth=1980-05-06;post=4250000",
            Certain,
        ),
    ] {
        let judged = judge(&person(one), &person(other));
        assert_eq!(
            judged.certainty, certainty,
            "{one} / {other}: {}",
            judged.score
        );
    }
}

#[test]
fn what_else_agrees_is_weighed_as_a_clerk_would() {
    for (one, other, certainty) in [
        // A name in a house.
        (
            "name=山田花子;address=焼津市本町1-2",
            "name=山田 花子;address=焼津市本町1番2号",
            Certain,
        ),
        (
            "name=山田花子;address=焼津市本町1-2",
            "name=山田花子;address=焼津市小川5",
            Unlike,
        ),
        (
            "name=山田花子;post=4250000",
            "name=山田花子;post=4250000",
            Doubtful,
        ),
        // A namesake of another age.
        (
            "name=山田花子;address=焼津市本町1-2;birth=1980-05-06",
            "name=山田花子;address=焼津市本町1-2;birth=1950-01-02",
            Doubtful,
        ),
        // A reading alone is not enough without a birthday.
        (
            "kana=ヤマダハナコ;tel=0540001234",
            "kana=ヤマダハナコ;tel=0540001234",
            Doubtful,
        ),
        // Somebody who married.
        (
            "name=山田 花子;kana=ヤマダ ハナコ;birth=1980-05-06;tel=0540001234",
            "name=鈴木 花子;kana=スズキ ハナコ;birth=1980-05-06;tel=0540001234",
            Certain,
        ),
        // Nobody's name.
        ("tel=0540001234", "tel=0540001234", Unlike),
    ] {
        let judged = judge(&person(one), &person(other));
        assert_eq!(
            judged.certainty, certainty,
            "{one} / {other}: {}",
            judged.score
        );
    }
}

#[test]
fn a_family_is_never_one_person() {
    let with = |described: &str| person(&format!("{described};{HOME}"));
    for (one, other, certainty) in [
        // A couple.
        (
            "name=山田 花子;kana=ヤマダ ハナコ",
            "name=山田 太郎;kana=ヤマダ タロウ",
            Unlike,
        ),
        // Twins, of names that sound different or nearly the same.
        (
            "name=山田 大翔;kana=ヤマダ ヒロト;birth=2010-05-06",
            "name=山田 美咲;kana=ヤマダ ミサキ;birth=2010-05-06",
            Doubtful,
        ),
        (
            "name=山田 優太;kana=ヤマダ ユウタ;birth=2010-05-06",
            "name=山田 優斗;kana=ヤマダ ユウト;birth=2010-05-06",
            Doubtful,
        ),
        (
            "kana=ヤマダユウタ;birth=2010-05-06",
            "kana=ヤマダユウト;birth=2010-05-06",
            Doubtful,
        ),
        // Twins, of whom one reading was mistyped.
        (
            "name=山田 優太;kana=ヤマダ ユウタ;birth=2010-05-06",
            "name=山田 優斗;kana=ヤマダ ユウタ;birth=2010-05-06",
            Doubtful,
        ),
        // Father and son, read alike.
        (
            "name=山田 健一;kana=ヤマダ ケンイチ",
            "name=山田 賢一;kana=ヤマダ ケンイチ",
            Doubtful,
        ),
        (
            "kana=ヤマダ ケンイチ;birth=1950-05-06",
            "kana=ヤマダ ケンイチ;birth=1980-05-06",
            Doubtful,
        ),
    ] {
        let judged = judge(&with(one), &with(other));
        assert_eq!(
            judged.certainty, certainty,
            "{one} / {other}: {}",
            judged.score
        );
    }
}

#[test]
fn organisations_are_one_by_number_or_by_name_and_place() {
    for (one, other, certainty) in [
        (
            "corporate_number=9111111111111;name=甲",
            "corporate_number=9111111111111;name=乙",
            Certain,
        ),
        (
            "corporate_number=9111111111111;name=㈱架空;tel=0540001234",
            "corporate_number=1111111111119;name=㈱架空;tel=0540001234",
            Unlike,
        ),
        (
            "name=㈱架空水産;tel=0540001234",
            "name=架空水産株式会社;tel=0540001234",
            Certain,
        ),
        (
            "name=㈱架空水産;tel=0540001234",
            "name=(有)架空水産;tel=0540001234",
            Doubtful,
        ),
        ("name=㈱架空水産", "name=架空水産", Doubtful),
        (
            "name=㈱架空水産;tel=0540001234",
            "name=㈱別の会社;tel=0540001234",
            Unlike,
        ),
    ] {
        let judged = judge(&company(one), &company(other));
        assert_eq!(
            judged.certainty, certainty,
            "{one} / {other}: {}",
            judged.score
        );
    }
    let judged = judge(
        &company("name=山田花子;tel=0540001234"),
        &person("name=山田花子;tel=0540001234"),
    );
    assert_eq!(judged.certainty, Unlike, "a person is no company");
}
