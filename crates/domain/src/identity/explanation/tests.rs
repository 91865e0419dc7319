//! What the queue says.

use super::super::judgement::judge;
use super::super::keys::Keymaker;
use super::super::keys::tests::{Secret, draft};
use super::*;

fn explained(one: &str, other: &str) -> (Explanation, String) {
    explained_as(PartyType::Person, one, other)
}

fn explained_as(party_type: PartyType, one: &str, other: &str) -> (Explanation, String) {
    let [one, other] = [one, other].map(|text| draft(party_type, text));
    let keymaker = Keymaker::new(Secret(7));
    let judgement = judge(&keymaker.keys(&one), &keymaker.keys(&other));
    let explanation = explain(&judgement, party_type, &one.profile, &other.profile);
    (explanation, reason_codes(&judgement))
}

#[test]
fn a_pair_is_explained_field_by_field() {
    let (explanation, codes) = explained(
        "name=髙橋 優太;kana=タカハシ ユウタ;birth=2010-05-06;address=焼津市本町1-2",
        "name=高橋 優斗;kana=タカハシ ユウト;birth=2010-05-06;address=静岡県焼津市本町1番2号",
    );
    let sentences: Vec<&str> = explanation
        .reasons
        .iter()
        .map(|r| r.sentence.as_str())
        .collect();
    assert_eq!(
        sentences,
        [
            "氏名・名称が類似",
            "フリガナが類似",
            "氏が一致",
            "名が不一致",
            "生年月日が一致",
            "住所が一致（書き方は異なる）",
        ]
    );
    let kana = &explanation.reasons[1];
    assert_eq!(
        (&*kana.differences.left, &*kana.differences.right),
        (&[7][..], &[7][..])
    );
    assert_eq!(explanation.doubts, [Doubt::NameNear]);
    assert!(
        explanation.summary.starts_with("照合点による："),
        "{}",
        explanation.summary
    );
    assert!(
        codes.starts_with("scored ") && codes.contains(" given=disagree"),
        "{codes}"
    );
    assert!(!codes.contains("橋"), "{codes}");
}

#[test]
fn each_doubt_has_its_reason() {
    for (one, other, doubts) in [
        (
            "kana=ヤマダ ケンイチ;tel=0540001234",
            "kana=ヤマダ ケンイチ;tel=0540001234",
            &[Doubt::ReadingOnly][..],
        ),
        (
            "name=山田花子;post=4250000",
            "name=山田花子;post=4250000",
            &[Doubt::LittleInCommon],
        ),
        (
            "name=山田 健一;kana=ヤマダ ケンイチ;tel=0540001234",
            "name=山田 賢一;kana=ヤマダ ケンイチ;tel=0540001234",
            &[Doubt::KanjiDiffer],
        ),
        (
            "name=山田 花子;post=4250000",
            "name=鈴木 一郎;post=4200000",
            &[Doubt::LittleInCommon],
        ),
        (
            "name=山田 花子;mail=a@b.jp",
            "name=山田 花子;mail=a@b.jp",
            &[],
        ),
    ] {
        assert_eq!(explained(one, other).0.doubts, doubts, "{one}");
    }
}

/// The program asked before it learned the number of one of them.
#[test]
fn two_corporate_numbers_are_said_to_be_two() {
    let (explanation, _) = explained_as(
        PartyType::Organization,
        "name=株式会社虹浜設計;address=焼津市本町1-2;corporate_number=9111111111111",
        "name=㈱長浜設計;address=焼津市本町1-2;corporate_number=1111111111119",
    );
    assert_eq!(explanation.doubts, [Doubt::CorporateNumberDiffers]);
    let sentences: Vec<&str> = explanation
        .reasons
        .iter()
        .map(|reason| reason.sentence.as_str())
        .collect();
    assert!(sentences.contains(&"名称の終わりが類似"), "{sentences:?}");
}
