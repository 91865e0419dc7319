//! What holds for every printed value.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Part, Quantity};
use enishi_domain::text::with_thousands;
use proptest::prelude::*;

use super::*;

const UNITS: [&str; 12] = [
    "人",
    "件",
    "社",
    "％",
    "%",
    "年",
    "回/年",
    "千円",
    "ha",
    "件（月平均）",
    "t-CO2",
    "",
];

fn amounts() -> impl Strategy<Value = Decimal> {
    (-999_999_999_i64..1_000_000_000, 0_u32..4).prop_map(|(n, scale)| Decimal::new(n, scale))
}

fn full_width(text: &str) -> String {
    let widen = |c: char| match c {
        '0'..='9' | ',' | '.' | '-' => {
            char::from_u32(c as u32 + 0xfee0).expect("a full-width twin")
        }
        other => other,
    };
    text.chars().map(widen).collect()
}

/// What a value says of an amount, so that sets of them can be compared.
fn facts(parts: &[Part]) -> Vec<String> {
    let mut facts: Vec<String> = parts.iter().map(|part| format!("{part:?}")).collect();
    facts.sort();
    facts
}

proptest! {
    #[test]
    fn a_printed_amount_is_read_back(amount in amounts(), unit in 0..UNITS.len(), form in 0..4) {
        let unit = Unit::new(UNITS[unit]);
        let plain = amount.to_string();
        let printed = match form {
            0 => plain,
            1 => with_thousands(&plain),
            2 => full_width(&with_thousands(&plain)),
            _ => with_thousands(&plain).replace('-', "△"),
        };
        let text = format!("{printed}{unit}");
        // A bare day (20240401) is not read as an amount, and there is no telling them apart.
        prop_assume!(!date_like(&text));
        let value = read_value(&text);
        prop_assert_eq!(value.parts(), &[Part::exact(amount, unit)], "{}", text);
    }

    #[test]
    fn any_text_is_read_the_same_twice(text in ".{0,60}") {
        let value = read_value(&text);
        prop_assert_eq!(&read_value(&value.text), &value);
        let _ = (irregularities(&text), date_like(&text));
    }

    #[test]
    fn any_heap_of_sheet_words_is_read_the_same_twice(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..12),
    ) {
        let text = pieces.concat();
        let value = read_value(&text);
        prop_assert_eq!(&read_value(&value.text), &value);
        if let Content::Parts(parts) = &value.content {
            prop_assert!(!parts.is_empty());
            prop_assert!(text.contains(|c: char| c.is_numeric() || "ゼ零".contains(c)), "{}", text);
        }
        let _ = (irregularities(&text), date_like(&text));
    }

    #[test]
    fn a_unit_column_changes_units_only(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..12),
    ) {
        let before = read_value(&pieces.concat());
        let mut after = before.clone();
        after.adopt_unit(&Unit::new("人"));
        prop_assert_eq!(&after.text, &before.text);
        prop_assert_eq!(after.missing(), before.missing());
        for (after, before) in after.parts().iter().zip(before.parts()) {
            let with_unit = Part { unit: after.unit.clone(), ..before.clone() };
            prop_assert_eq!(after, &with_unit);
            prop_assert!(before.unit.is_unprinted() || after.unit == before.unit);
        }
    }

    #[test]
    fn the_order_of_labels_changes_no_part(
        amounts in prop::collection::vec(amounts(), 3),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
        names in 0..4_usize,
        gap in prop::sample::select(vec![" ", "、", "　", "\n", "／"]),
    ) {
        let names = [
            ["男:", "女:", "計:"],
            ["市内", "市外", "県外"],
            ["R5:", "R6:", "R7:"],
            ["24年度：", "25年度：", "令和6年度："],
        ][names];
        // 「市内-5」 may be a hyphen, and is not read; 「市内△5」 is.
        let entry = |i: &usize| format!("{}{}人", names[*i], amounts[*i]).replace('-', "△");
        let printed = [0, 1, 2].iter().map(entry).collect::<Vec<_>>().join(gap);
        let permuted = order.iter().map(entry).collect::<Vec<_>>().join(gap);
        let (first, second) = (read_value(&printed), read_value(&permuted));
        prop_assert_eq!(first.parts().len(), 3, "{}", printed);
        prop_assert_eq!(facts(first.parts()), facts(second.parts()));
    }

    #[test]
    fn a_date_in_any_form_is_never_an_amount(
        year in 1990_i16..2100, month in 1_u8..13, day in 1_u8..29, form in 0..12, wide: bool,
    ) {
        let fiscal = FiscalYear::new(year).expect("within the calendar");
        let era = fiscal.short();
        let name = fiscal.to_string();
        let printed = match form {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{year}/{month}/{day}"),
            2 => format!("{year}.{month}.{day}"),
            3 => format!("{year}年{month}月{day}日"),
            4 => format!("{year}{month:02}{day:02}"),
            5 => format!("{era}.{month}.{day}"),
            6 => format!("{era}.{month}"),
            7 => format!("{era}年{month}月末"),
            8 => name,
            9 => era,
            10 => format!("{month}月{day}日"),
            _ => format!("{year}年{month}月"),
        };
        let printed = if wide { full_width(&printed) } else { printed };
        prop_assert!(read_value(&printed).parts().is_empty(), "{}", printed);
        prop_assert!(date_like(&printed), "{}", printed);
    }

    #[test]
    fn an_amount_keeps_its_amount_beside_its_year(
        amount in amounts(), year in 1990_i16..2050, bracketed: bool,
    ) {
        let year = FiscalYear::new(year).expect("within the calendar");
        let text = match bracketed {
            true => format!("{amount}人（{year}）"),
            false => format!("{year}：{amount}人"),
        };
        let value = read_value(&text);
        let [part] = value.parts() else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert_eq!((part.quantity, part.period), (Quantity::Exact(amount), Some(year)));
    }
}

/// Ten megabytes of each piece: what took more than linear time would not come back.
#[test]
fn a_long_text_is_words_and_takes_no_time() {
    for piece in [
        "1", "1,", "(", "[1]", "R6", "男:1 ", "・", "a/b", "－1", "一", "1万", "○", "年",
    ] {
        let text = piece.repeat(10_000_000 / piece.len());
        assert_eq!(read_value(&text).missing(), Some(Missing::Words), "{piece}");
        assert!(irregularities(&text).is_empty() && !date_like(&text));
        let _ = read_value(&piece.repeat(1_900 / piece.chars().count()));
    }
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

/// What sheets are made of, to be heaped up at random.
const PIECES: [&str; 48] = [
    "1",
    "12",
    "3,500",
    "0",
    "5.5",
    "２０",
    "△",
    "-",
    "ー",
    "～",
    "/",
    "・",
    "、",
    " ",
    "\n",
    ":",
    "：",
    "(",
    "）",
    "（",
    "人",
    "件",
    "％",
    "%",
    "千円",
    "万",
    "億",
    "年",
    "年度",
    "月",
    "日",
    "R6",
    "令和",
    "H28.3",
    "男",
    "女性",
    "市内",
    "約",
    "以上",
    "未満",
    "増",
    "減",
    "累計",
    "中",
    "うち",
    "未測定",
    "集計中",
    "¥",
];
