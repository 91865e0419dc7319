//! Tables of printed values and what each of them says.

use enishi_domain::figure::{Content, Part, Quantity};

use super::*;

/// One line for a value: `男 18.51年 @2024 ~About | 女 …`, or the reason why there is none.
fn shown(text: &str) -> String {
    match read_value(text).content {
        Content::Missing(reason) => format!("{reason:?}"),
        Content::Parts(parts) => parts.iter().map(show_part).collect::<Vec<_>>().join(" | "),
    }
}

fn show_part(part: &Part) -> String {
    let end = |end: Option<Decimal>| end.map_or_else(String::new, |end| end.to_string());
    let quantity = match part.quantity {
        Quantity::Exact(amount) => amount.to_string(),
        Quantity::Range { low, high } => format!("{}～{}", end(low), end(high)),
        Quantity::OutOf {
            amount,
            denominator,
        } => format!("{amount}/{denominator}"),
    };
    let label = part
        .label
        .as_ref()
        .map_or_else(String::new, |label| format!("{label} "));
    let qualifier = part
        .qualifier
        .map_or_else(String::new, |q| format!(" ~{q:?}"));
    let period = part
        .period
        .map_or_else(String::new, |p| format!(" @{}", p.western()));
    format!("{label}{quantity}{}{qualifier}{period}", part.unit)
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| shown(text) != *expected)
        .map(|(text, expected)| format!("{text}: read {}, expected {expected}", shown(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn numbers_and_units_are_read_as_printed() {
    check(&[
        ("75社", "75社"),
        ("50 人", "50人"),
        (" 3 人 ", "3人"),
        ("100\n人", "100人"),
        ("725, 929人", "725929人"),
        ("10, 812, 285千円", "10812285千円"),
        ("715,000人", "715000人"),
        ("３８．７％", "38.7％"),
        ("74396.0", "74396.0"),
        ("1234540.0", "1234540.0"),
        (" 2,637", "2637"),
        ("-0", "0"),
        ("０件", "0件"),
        ("0 地域", "0地域"),
        ("ゼロ", "0"),
        ("ゼロ件", "0件"),
        (".5%", "0.5%"),
        ("12.5%％", "12.5%"),
        ("12.5％ %", "12.5％"),
        ("5回/年", "5回/年"),
        ("12.3件/10万人", "12.3件/10万人"),
        ("100件（月平均）", "100件（月平均）"),
        ("12国・地域", "12国・地域"),
        ("3t-CO2/年", "3t-CO2/年"),
        ("100m2", "100m2"),
        ("3か所", "3か所"),
        ("5つ", "5つ"),
        ("5%ポイント", "5%ポイント"),
        ("¥12000", "12000円"),
        ("￥1,000", "1000円"),
        ("○100人", "100人"),
        ("・100人", "100人"),
        ("50人※1", "50人"),
        ("100。", "100"),
        ("18.51年", "18.51年"),
        ("6年", "6年"),
        ("2,024年", "2024年"),
        ("5年間", "5年間"),
        ("10月間", "10月間"),
        ("3か月", "3か月"),
        ("12345678", "12345678"),
        (
            "9999999999999999999999999999",
            "9999999999999999999999999999",
        ),
    ]);
}

#[test]
fn signs_stand_in_front_of_digits() {
    check(&[
        ("△12", "-12"),
        ("▲1,234人", "-1234人"),
        ("△ 12", "-12"),
        ("-5人", "-5人"),
        ("−5.5％", "-5.5％"),
        ("ー5人", "-5人"),
        ("＋3人", "3人"),
        ("△12 △12△12", "-12"),
        ("12.5%12.5%", "12.5%"),
        ("△-12", "-12"),
        ("社会減△5人", "-5人"),
        ("男:△5人 女:3人", "男 -5人 | 女 3人"),
        ("±10％以内", "-10～10％ ~AtMost"),
        ("- 12人", "Words"),
        ("目標-5", "Words"),
    ]);
}

#[test]
fn scales_are_expanded_and_thousands_of_yen_stay_units() {
    check(&[
        ("12万5千人", "125000人"),
        ("3百20万円", "3200000円"),
        ("820億45百万円", "82045000000円"),
        ("467.66万円", "4676600円"),
        ("1億2,000万円", "120000000円"),
        ("2億5,0000万円", "700000000円"),
        ("12,287百万円", "12287百万円"),
        ("1.5億円", "150000000円"),
        ("12千人", "12000人"),
        ("10～20万人", "100000～200000人"),
        ("10万～20万人", "100000～200000人"),
        ("5～10千円", "5～10千円"),
        ("1万2万人", "Words"),
    ]);
}

#[test]
fn numbers_in_words_count_only_where_they_are_all() {
    check(&[
        ("三十", "30"),
        ("三十人", "30人"),
        ("百二十人以上", "120人 ~AtLeast"),
        ("二〇", "20"),
        ("二〇二四年", "Words"),
        ("四月", "Words"),
        ("一", "Dash"),
        ("一部", "Words"),
        ("十分", "Words"),
        ("一人ひとりの支援", "Words"),
        ("〇", "Words"),
        ("○人", "Words"),
    ]);
}

#[test]
fn ranges_and_shares_keep_both_numbers() {
    check(&[
        ("10～20人", "10～20人"),
        ("10人～20人", "10～20人"),
        ("10〜20", "10～20"),
        ("10-20人", "10～20人"),
        ("20-10人", "Words"),
        ("7-2", "Words"),
        ("R6-7", "Words"),
        ("～20人", "～20人"),
        ("10人～", "10～人"),
        ("10人以上20人未満", "10～20人"),
        ("10人以上、20人以下", "10～20人"),
        ("12/15地区", "12/15地区"),
        ("12／15 地区", "12/15地区"),
        ("12地区/15地区", "12/15地区"),
        ("15地区中12地区", "12/15地区"),
        ("40/50", "40/50"),
        ("4/1", "Words"),
        ("12/15", "Words"),
        ("054-626-1111", "Words"),
    ]);
}

#[test]
fn qualifiers_are_told_from_units() {
    check(&[
        ("約30人", "30人 ~About"),
        ("およそ30", "30 ~About"),
        ("30人程度", "30人 ~About"),
        ("30人以上", "30人 ~AtLeast"),
        ("100％超", "100％ ~AtLeast"),
        ("30人未満", "30人 ~AtMost"),
        ("5％以内", "5％ ~AtMost"),
        ("延べ100人", "100人 ~Gross"),
        ("100人（延べ）", "100人 ~Gross"),
        ("累計100人", "100人 ~Cumulative"),
        ("100件（累計）", "100件 ~Cumulative"),
        ("100人（暫定）", "100人 ~Provisional"),
        ("（見込み）100人", "100人 ~Provisional"),
        ("100人（見込み）", "100人 ~Provisional"),
        ("12件（集計中）", "12件 ~Provisional"),
        ("3人増", "3人 ~Increase"),
        ("5％の増加", "5％ ~Increase"),
        ("5人減", "5人 ~Decrease"),
        ("減 5人", "5人 ~Decrease"),
        ("△5人減", "5人 ~Decrease"),
        ("5人以上の増加", "5人 ~Increase"),
        ("約延べ100人以上", "100人 ~AtLeast"),
        ("≥30人", "30人 ~AtLeast"),
    ]);
}

#[test]
fn parts_are_told_apart_by_their_labels() {
    check(&[
        ("男:18.51年", "男 18.51年"),
        ("男:18.18年 女:20.29年", "男 18.18年 | 女 20.29年"),
        ("男:18.18年女:20.29年", "男 18.18年 | 女 20.29年"),
        ("男性 70.10年 女性 73.20年", "男 70.10年 | 女 73.20年"),
        ("男 18.51／女 21.3", "男 18.51 | 女 21.3"),
        ("男 18／女 21年", "男 18年 | 女 21年"),
        ("男10人女12人", "男 10人 | 女 12人"),
        ("（男）18.51年（女）20.29年", "男 18.51年 | 女 20.29年"),
        ("18.51年（男）、20.29年（女）", "男 18.51年 | 女 20.29年"),
        ("男：18.51年\n女：21.3年", "男 18.51年 | 女 21.3年"),
        ("A地区:3件 B地区:5件", "A地区 3件 | B地区 5件"),
        ("Ａ地区：３件　Ｂ地区：５件", "A地区 3件 | B地区 5件"),
        ("5件（A地区）3件（B地区）", "A地区 5件 | B地区 3件"),
        ("市内12件、市外3件", "市内 12件 | 市外 3件"),
        ("市内は12件、市外は3件", "市内 12件 | 市外 3件"),
        ("1号店:3人 2号店:4人", "1号店 3人 | 2号店 4人"),
        ("男:10人 女:12人 計:22人", "男 10人 | 女 12人 | 計 22人"),
        ("男:未測定 女:20.29年", "女 20.29年"),
        ("男:- 女:20.29年", "女 20.29年"),
        (
            "65歳以上 100人、65歳未満 50人",
            "65歳以上 100人 | 65歳未満 50人",
        ),
        ("40(12)", "40 | 内数 12"),
        ("40（12）人", "40人 | 内数 12人"),
        ("40人（うち女性12人）", "40人 | 内数 12人"),
        ("100人（男60人、女40人）", "100人"),
        ("12件（80％）", "12件"),
        ("100人（前年度比 +5.2％）", "100人"),
        ("120・3,500 回・人", "120回 | 3500人"),
        ("120回・3,500人", "120回 | 3500人"),
        ("10・20・30人", "10人 | 20人 | 30人"),
        ("120人 30件", "120人 | 30件"),
        ("男女計 22人", "男女計 22人"),
        ("目標値：100人", "100人"),
        ("新規就農者数：5人", "5人"),
    ]);
}

#[test]
fn years_beside_amounts_become_their_periods() {
    check(&[
        ("24年度:100 25年度:120", "100 @2012 | 120 @2013"),
        ("5年度:100 6年度:120", "100 @2023 | 120 @2024"),
        ("R6:100人 R7:120人", "100人 @2024 | 120人 @2025"),
        ("令和6年度 100件", "100件 @2024"),
        ("2024年度：100", "100 @2024"),
        ("H28.3 10件", "10件 @2015"),
        ("令和7年3月末 100件", "100件 @2024"),
        ("100件（R6年度）", "100件 @2024"),
        ("100件（令和6年度末時点）", "100件 @2024"),
        ("100（2024）", "100 @2024"),
        ("2018年度：100　2019年度：120", "100 @2018 | 120 @2019"),
        ("100人（R6）、120人（R7）", "100人 @2024 | 120人 @2025"),
        ("100件（R7.4.1現在）", "100件"),
        ("R6男:10人 R6女:12人", "男 10人 @2024 | 女 12人 @2024"),
        ("R6実績:100 R7実績:120", "100 @2024 | 120 @2025"),
        (
            "R6目標 100人 R6実績 90人",
            "目標 100人 @2024 | 実績 90人 @2024",
        ),
        ("R5:調整中 R6:100人", "100人 @2024"),
        ("R5:60% → R6:70%", "60% @2023 | 70% @2024"),
        ("60%→70%", "Words"),
        ("R6～R8:100人", "R6～R8 100人"),
    ]);
}

#[test]
fn a_date_is_never_a_number() {
    check(&[
        ("R5.6月頃公表予定", "NotPublished"),
        ("令和6年10月1日", "Words"),
        ("R6.4.1", "Words"),
        ("R6", "Words"),
        ("2024-04-01", "Words"),
        ("2024/4/1", "Words"),
        ("20240401", "Words"),
        ("4月1日", "Words"),
        ("6月", "Words"),
        ("2024年", "Words"),
        ("24年度", "Words"),
        ("H28年3月末", "Words"),
        ("㍻28年3月", "Words"),
        ("22：00", "Words"),
        ("令和6年13月", "Words"),
        ("平成31年5月1日", "Words"),
        ("R7.4～R8.3", "Words"),
        ("4月～6月", "Words"),
        ("R6.4.31", "Words"),
    ]);
    for text in [
        "R6.4.1",
        "令和6年10月1日",
        "2024-04-01",
        "2024/4/1",
        "20240401",
        "R6",
        "令和６年度",
        "6月",
        "H28年3月末",
        "R7.4～R8.3",
        "R6年4月頃",
        "8/5(水)",
        "9:30",
    ] {
        assert!(date_like(text), "{text}");
    }
    for text in [
        "6年",
        "2024",
        "24年",
        "100人",
        "R6 100人",
        "4/1",
        "増加",
        "",
    ] {
        assert!(!date_like(text), "{text}");
    }
}

#[test]
fn what_is_missing_is_never_zero() {
    check(&[
        ("", "Blank"),
        ("　", "Blank"),
        ("-", "Dash"),
        ("‐", "Dash"),
        ("―", "Dash"),
        ("－", "Dash"),
        ("ー", "Dash"),
        ("–", "Dash"),
        ("—", "Dash"),
        ("−", "Dash"),
        ("未公表", "NotPublished"),
        ("未測定", "NotSurveyed"),
        ("未測定（5年に1回調査）", "NotSurveyed"),
        ("0人（未計測）", "NotSurveyed"),
        ("0件（集計中）", "InProgress"),
        ("未実施", "NotStarted"),
        ("R7より実施予定", "NotStarted"),
        ("（集計中）", "InProgress"),
        ("調整中", "InProgress"),
        ("中止", "Discontinued"),
        ("定義変更", "DefinitionChanged"),
        ("秘匿", "Suppressed"),
        ("Ｘ", "Suppressed"),
        ("χ", "Suppressed"),
        ("######", "Illegible"),
        ("判読不能", "Illegible"),
        ("■■", "Illegible"),
        ("増加", "Words"),
        ("維持", "Words"),
        ("皆減", "Words"),
        ("なし", "Words"),
        ("該当なし", "Words"),
        ("データなし", "Dash"),
        ("×", "Words"),
        ("A", "Words"),
    ]);
}

#[test]
fn words_around_one_number_are_passed_over_but_nothing_is_guessed() {
    check(&[
        ("目標値は100人とする", "100人"),
        ("年間100人", "100人"),
        ("年3回以上", "3回 ~AtLeast"),
        ("新規就農者 50人", "50人"),
        ("50人雇用", "50人"),
        ("100人を目指す", "100人"),
        ("前年比10％増", "10％ ~Increase"),
        ("3年間で100人", "100人"),
        ("4月1日現在 100人", "100人"),
        ("1人当たり5万円", "50000円"),
        ("65歳以上 100人", "100人"),
        ("1人1台", "Words"),
        ("5年に1回", "Words"),
        ("7 5社", "Words"),
        ("1 234人", "Words"),
        ("CO2削減", "Words"),
        ("第3次計画策定", "Words"),
        ("（3）", "Words"),
        ("(100人)", "100人"),
        ("(1) 100人", "Words"),
        ("①75社", "Words"),
        ("1,5", "Words"),
        ("100人（", "Words"),
        ("01202", "Words"),
        ("0546261111", "Words"),
        ("1e400", "Words"),
        ("1e5", "Words"),
        ("0x10", "Words"),
        ("1_000", "Words"),
        ("1.2.3", "Words"),
        ("99999999999999999999999999999", "Words"),
        (
            "令和6年度は商店街の空き店舗の解消に取り組み、出店者の相談会を行い、新たに3件の出店につながったものである。",
            "Words",
        ),
    ]);
}

#[test]
fn slips_of_printing_are_named_with_their_number() {
    for (text, expected) in [
        ("725, 929人", vec![(Slip::InnerBlank, "725, 929人")]),
        ("1 234人", vec![(Slip::InnerBlank, "1 234人")]),
        ("３８．７％", vec![(Slip::FullWidthDigits, "３８．７％")]),
        ("1，234人", vec![(Slip::MixedSeparators, "1，234人")]),
        (
            "10.812,285千円",
            vec![(Slip::MixedSeparators, "10.812,285千円")],
        ),
        ("1,234,5", vec![(Slip::GroupingBroken, "1,234,5")]),
        (
            "2億5,0000万円",
            vec![
                (Slip::GroupingBroken, "2億5,0000万円"),
                (Slip::ScalesOverlap, "2億5,0000万円"),
            ],
        ),
        ("12.5%％", vec![(Slip::PercentDoubled, "12.5%％")]),
        ("△-12人", vec![(Slip::SignDoubled, "△-12人")]),
        ("△5人減", vec![(Slip::SignDoubled, "△5人")]),
        ("△12 △12△12", vec![(Slip::Repeated, "△12 △12△12")]),
        ("3 人", vec![]),
        ("715,000人", vec![]),
        ("令和６年度", vec![]),
        ("R6 100人", vec![]),
    ] {
        let found: Vec<_> = irregularities(text)
            .into_iter()
            .map(|i| (i.kind, i.excerpt))
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(k, e)| (k, e.to_owned()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_long_text_is_words_and_takes_no_time() {
    let started = std::time::Instant::now();
    for piece in [
        "1", "1,", "(", "[1]", "R6", "男:1 ", "・", "a/b", "－1", "一", "1万", "○", "年",
    ] {
        let text = piece.repeat(10_000_000 / piece.len());
        assert_eq!(read_value(&text).missing(), Some(Missing::Words), "{piece}");
        assert!(irregularities(&text).is_empty() && !date_like(&text));
        let _ = read_value(&piece.repeat(1_900 / piece.chars().count()));
    }
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn a_unit_column_changes_units_and_nothing_else() {
    let mut value = read_value("男:10 女:12 計:22人");
    let before = value.clone();
    value.adopt_unit(&Unit::new("名"));
    assert_eq!(value, before);
    let mut value = read_value("R6:10 R7:12");
    value.adopt_unit(&Unit::new("名"));
    assert_eq!(
        value
            .parts()
            .iter()
            .map(|p| p.unit.as_str())
            .collect::<Vec<_>>(),
        ["名", "名"]
    );
    assert_eq!(value.text, "R6:10 R7:12");
}
