//! The closed sets of 名寄せ, and what the queue says of a pair.

use super::{ClosedSet, closed_set};
use crate::identity::agreement::{Field, Level};
use crate::identity::explanation::Doubt;
use crate::identity::judgement::Step;
use crate::identity::keys::KeyKind;
use crate::identity::score::{Score, Thresholds};

closed_set! { KeyKind:
    Name "name" "氏名・名称",
    NameShape "name_shape" "氏名・名称の字の並び",
    FamilyName "family_name" "氏",
    GivenName "given_name" "名",
    Kana "kana" "フリガナ",
    KanaShape "kana_shape" "フリガナの字の並び",
    FamilyKana "family_kana" "氏のフリガナ",
    GivenKana "given_kana" "名のフリガナ",
    Birth "birth" "生年月日",
    Postcode "postcode" "郵便番号",
    Town "town" "町名",
    Address "address" "住所",
    Telephone "telephone" "電話番号",
    Mail "mail" "メールアドレス",
    CorporateNumber "corporate_number" "法人番号",
    LegalForm "legal_form" "法人格",
}

closed_set! { Field:
    Name "name" "氏名・名称",
    Kana "kana" "フリガナ",
    Family "family" "氏",
    Given "given" "名",
    Birth "birth" "生年月日",
    Postcode "postcode" "郵便番号",
    Address "address" "住所",
    Telephone "telephone" "電話番号",
    Mail "mail" "メールアドレス",
    CorporateNumber "corporate_number" "法人番号",
    Number "number" "会員番号・受付番号",
    LegalForm "legal_form" "法人格",
}

closed_set! { Level:
    Agree "agree" "一致",
    Near "near" "類似",
    Disagree "disagree" "不一致",
    Missing "missing" "記載なし",
}

closed_set! { Step:
    CorporateNumber "corporate_number" "法人番号が一致",
    Number "number" "会員番号・受付番号が一致",
    MailAndKana "mail_and_kana" "メールアドレスとフリガナが一致",
    TelephoneAndBirth "telephone_and_birth" "電話番号と生年月日が一致",
    KanaBirthAndPostcode "kana_birth_and_postcode" "フリガナ、生年月日、郵便番号が一致",
    Scored "scored" "照合点による",
}

closed_set! { Doubt:
    Household "household" "連絡先が同じで氏名が異なる（家族の可能性）",
    BirthDiffers "birth_differs" "生年月日が異なる",
    NameNear "name_near" "氏名が一字ほど異なる",
    KanjiDiffer "kanji_differ" "読みは同じで漢字が異なる",
    ReadingDiffers "reading_differs" "漢字は同じで読みが異なる",
    ReadingOnly "reading_only" "フリガナだけで、生年月日がない",
    LegalFormDiffers "legal_form_differs" "法人格が異なる",
    NumberContradicted "number_contradicted" "番号は同じで、氏名と生年月日が異なる",
    CorporateNumberDiffers "corporate_number_differs" "法人番号が異なる（別の法人）",
    LittleInCommon "little_in_common" "一致する項目が少ない",
}

/// フリガナが一致 and the like.
pub(crate) fn field_sentence(field: Field, level: Level, is_written_alike: bool) -> String {
    let word = field.word();
    match (field, level) {
        (Field::Address, Level::Near) => format!("{word}は町名まで一致"),
        (Field::Birth, Level::Near) => format!("{word}は月か日だけが異なる"),
        (Field::Name | Field::Kana | Field::Address, Level::Agree) if !is_written_alike => {
            format!("{word}が一致（書き方は異なる）")
        }
        (_, level) => format!("{word}が{}", level.word()),
    }
}

/// 名称の終わりが類似
pub(crate) fn ending_sentence(level: Level) -> String {
    format!("名称の終わりが{}", level.word())
}

/// By what a pair was found.
pub(crate) fn step_sentence(step: Step, score: Score, bounds: Thresholds) -> String {
    match step {
        Step::Scored => format!(
            "{}：{score}（確認は{}から、自動は{}から）",
            step.word(),
            bounds.lower,
            bounds.upper
        ),
        Step::CorporateNumber
        | Step::Number
        | Step::MailAndKana
        | Step::TelephoneAndBirth
        | Step::KanaBirthAndPostcode => step.word().to_owned(),
    }
}
