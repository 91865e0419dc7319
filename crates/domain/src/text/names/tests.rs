//! What is one name and what is another.

use proptest::prelude::*;

use super::*;

#[test]
fn what_two_clerks_write_for_one_name_is_one_key() {
    for (one, other) in [
        ("髙﨑 花子", "高崎花子"),
        ("渡邉　太郎", "渡邊太郎"),
        ("渡邊太郎", "渡辺 太郎様"),
        ("齋藤", "齊藤"),
        ("斎藤", "斉藤"),
        ("澤德", "沢徳"),
        ("𠮷野", "吉野"),
        ("葛\u{e0100}城", "葛城"),
        ("辻\u{fe00}", "辻"),
        ("神\u{fa19}", "神神"),
        ("山田 さくら", "山田サクラ"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("ＳＭＩＴＨ　Ｊｏｈｎ", "smith john"),
    ] {
        assert_eq!(
            person_name_key(one),
            person_name_key(other),
            "{one} {other}"
        );
        assert!(person_name_key(one).is_some(), "{one}");
    }
}

#[test]
fn organisations_are_compared_without_their_legal_form() {
    for name in [
        "㈱架空水産",
        "(株)架空水産",
        "（株）架空水産",
        "株式会社架空水産",
        "株式会社　架空水産",
        "架空水産㈱",
        "架空水産　株式会社",
        "架空水産(株)",
        "有限会社架空水産",
        "㈲架空水産",
        "合同会社架空水産",
        "一般社団法人架空水産",
        "特定非営利活動法人架空水産",
        "ＮＰＯ法人 架空水産",
        "架空水産 御中".trim_end_matches(" 御中"),
    ] {
        assert_eq!(
            organization_name_key(name).as_deref(),
            Some("架空水産"),
            "{name}"
        );
    }
    let canon = |name| organization_name_key(name);
    assert_eq!(canon("キャノン商会"), canon("キヤノン商会"));
    assert_eq!(canon("センター架空"), canon("センタ架空"));
    assert_eq!(canon("株式会社"), Some("株式会社".to_owned()));
}

#[test]
fn the_legal_form_is_known_by_every_way_to_write_it() {
    for (name, form) in [
        ("㈱架空", Some("株式会社")),
        ("架空（有）", Some("有限会社")),
        ("公益財団法人架空", Some("公益財団法人")),
        ("架空商店", None),
    ] {
        assert_eq!(legal_form(name), form, "{name}");
    }
}

#[test]
fn a_destroyed_name_has_no_key() {
    for name in [
        "U+2363A野",
        "〓野 太郎",
        "?田",
        "？田",
        "&#134071;野",
        "\u{e000}田",
        "山田**",
        "　",
        "・",
    ] {
        assert_eq!(person_name_key(name), None, "{name}");
        assert_eq!(organization_name_key(name), None, "{name}");
    }
}

#[test]
fn a_name_of_two_words_is_split() {
    let split = split_name("髙橋　花子 様").expect("two words");
    assert_eq!(
        (split.family.as_str(), split.given.as_str()),
        ("高橋", "花子")
    );
    assert_eq!(split_name("高橋花子"), None);
    assert_eq!(split_name("A B C"), None);
}

#[test]
fn the_table_of_variants_needs_no_second_look() {
    for (variant, compared) in VARIANTS.iter() {
        assert_eq!(super::variant(*compared), *compared, "{variant} {compared}");
        assert_eq!(
            super::super::fold_compatibility(&compared.to_string()),
            compared.to_string()
        );
    }
    assert!(VARIANTS.windows(2).all(|pair| pair[0].0 != pair[1].0));
}

fn nameable() -> impl Strategy<Value = String> {
    let characters = proptest::sample::select(
        "山田髙﨑邉齋德𠮷さくらサクラﾊﾟﾝｶﾞーｰ-・ 　(株)㈱（有）様株式会社カ)ABCａｂ１２゛か"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop_oneof![
        3 => proptest::collection::vec(characters, 0..12).prop_map(String::from_iter),
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn a_key_is_its_own_key(name in nameable()) {
        if let Some(key) = person_name_key(&name) {
            prop_assert_eq!(person_name_key(&key), Some(key));
        }
        if let Some(key) = organization_name_key(&name) {
            prop_assert_eq!(organization_name_key(&key), Some(key));
        }
    }

    #[test]
    fn width_and_blanks_change_no_key(name in nameable()) {
        let wide: String = name.chars().map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
            ' ' => '\u{3000}',
            other => other,
        }).collect();
        prop_assert_eq!(person_name_key(&name), person_name_key(&wide));
        let blank: String = name.chars().flat_map(|c| [c, ' ']).collect();
        // A blank parts a voicing mark from its kana, and the number of a character from its sign.
        let is_plain = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{3041}'..='\u{9fff}');
        if name.chars().all(|c| is_plain(c) && !matches!(c, '\u{3099}'..='\u{309c}')) {
            prop_assert_eq!(person_name_key(&name), person_name_key(&blank));
        }
    }

    #[test]
    fn whichever_variant_is_written_is_one_key(
        picked in proptest::collection::vec(any::<proptest::sample::Index>(), 1..6),
    ) {
        let pairs: Vec<(char, char)> = picked.iter().map(|index| *index.get(&VARIANTS)).collect();
        let written: String = pairs.iter().map(|pair| pair.0).collect();
        let common: String = pairs.iter().map(|pair| pair.1).collect();
        prop_assert_eq!(person_name_key(&written), person_name_key(&common));
        prop_assert_eq!(organization_name_key(&written), organization_name_key(&common));
    }
}
