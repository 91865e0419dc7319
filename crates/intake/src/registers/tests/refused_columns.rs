//! Columns that nobody may keep.

use super::*;

const NUMBERS: [&str; 3] = [
    "123456789018",
    "１２３４－５６７８－９０１８",
    "1234 5678 9018",
];

fn holds(rows: &[RegisterRow], text: &str) -> bool {
    let needle = text.as_bytes();
    let in_raw = |row: &RegisterRow| row.raw.windows(needle.len()).any(|window| window == needle);
    rows.iter()
        .any(|row| in_raw(row) || format!("{row:?}").contains(text))
}

/// Three numbers that differ, each with a valid check digit.
const VALID: [&str; 3] = ["123456789018", "100000000005", "200000000008"];

fn check_digit(eleven: u64) -> u64 {
    let digits = (1..=11).map(|place| {
        let digit = eleven / 10_u64.pow(place - 1) % 10;
        digit * u64::from(if place <= 6 { place + 1 } else { place - 5 })
    });
    match digits.sum::<u64>() % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

#[test]
fn a_column_named_my_number_is_refused_whatever_it_holds() {
    for heading in [
        "個人番号",
        "マイナンバー（本人）",
        "個 人 番 号",
        "住民票コード",
        "MyNumber",
    ] {
        for number in NUMBERS {
            let file = format!("会員番号,氏名,{heading},入会日\n1,架空 花子,{number},R6.4.1\n");
            let mapping = source("members");
            let (rows, reading) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
            assert!(!holds(&rows, number), "{heading}");
            assert_eq!(reading.value.refused_columns, [heading]);
            assert_eq!(reading.findings[0].rule, "I07");
            assert!(!format!("{reading:?}").contains(number));
            assert_eq!(String::from_utf8_lossy(&rows[0].raw), "1,架空 花子,,R6.4.1");
        }
    }
}

#[test]
fn a_column_of_valid_numbers_is_refused_under_any_name() {
    let valid: Vec<String> = [12_345_678_901_u64, 20_000_000_000, 31_415_926_535]
        .iter()
        .map(|eleven| format!("{eleven}{}", check_digit(*eleven)))
        .collect();
    assert_eq!(valid[0], VALID[0]);
    let mapping = source("members");
    let mut file = "会員番号,氏名,備考,入会日\n".to_owned();
    for (n, number) in valid.iter().enumerate() {
        file += &format!("{n},架空 {n},{number},R6.4.1\n");
    }
    let (rows, reading) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
    assert_eq!(reading.value.refused_columns, ["備考"]);
    assert!(valid.iter().all(|number| !holds(&rows, number)));
    // Over three cells, as forms ask for it.
    let mut split = "会員番号,氏名,一,二,三,入会日\n".to_owned();
    for (n, number) in valid.iter().enumerate() {
        let (a, b, c) = (&number[..4], &number[4..8], &number[8..]);
        split += &format!("{n},架空 {n},{a},{b},{c},R6.4.1\n");
    }
    let (_, reading) = read(split.as_bytes(), &mapping, &yaizu()).expect("it is read");
    assert_eq!(reading.value.refused_columns, ["一", "二", "三"]);
}

#[test]
fn nothing_is_kept_of_a_row_out_of_step() {
    let file = "会員番号,氏名,個人番号,入会日\n1,架空,花子,123456789018,R6.4.1\n123456789018\n";
    let (rows, _) = read(file.as_bytes(), &source("members"), &yaizu()).expect("it is read");
    assert!(rows.iter().all(|row| row.raw.is_empty()));
    assert!(!holds(&rows, "123456789018"));
}

#[test]
fn two_numbers_or_parcels_are_no_my_numbers() {
    for values in [
        ["123456789018", "123456789018", "123456789018"],
        ["123456789018", "123456789019", "123456789010"],
        ["000000000000", "000000000000", "000000000000"],
    ] {
        let mut file = "会員番号,氏名,地番,入会日\n".to_owned();
        for value in values {
            file += &format!("1,架空,{value},R6.4.1\n");
        }
        let (_, reading) = read(file.as_bytes(), &source("members"), &yaizu()).expect("it is read");
        assert!(reading.value.refused_columns.is_empty(), "{values:?}");
    }
}

/// A plain generator, so that the test is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        let state = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = state.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 24) % sides
    }

    fn my_number(&mut self) -> String {
        let eleven = 10_000_000_000 + self.roll(89_999_999_999);
        format!("{eleven}{}", check_digit(eleven))
    }
}

/// Four columns that say nothing by their headings: parcels of 12 digits, telephones, codes of four
/// digits, and of a planted file numbers in one of four disguises.
fn suspicious(dice: &mut Dice, planted: Option<usize>) -> (String, Vec<String>) {
    let mut file = "会員番号,氏名,入会日,地番,電話,一,二,三\n".to_owned();
    let mut numbers = Vec::new();
    for row in 0..3 + dice.roll(40) {
        let number = dice.my_number();
        let full = |text: &str| -> String {
            let wide =
                |c: char| char::from_u32(c as u32 + 0xfee0).expect("digits have a wide form");
            text.chars().map(wide).collect()
        };
        let hyphened = format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..]);
        let cells = match planted {
            Some(0) => format!("{number},,"),
            Some(1) => format!("{},,", full(&number)),
            Some(2) => format!(",{hyphened},"),
            Some(_) => hyphened.replace('-', ","),
            None => format!(
                "{:04},{:04},{:04}",
                dice.roll(9_999),
                dice.roll(9_999),
                dice.roll(9_999)
            ),
        };
        let (parcel, phone) = (
            100_000_000_000 + dice.roll(800_000_000_000),
            dice.roll(9_999),
        );
        file += &format!("{row},架空 {row},R6.4.1,{parcel},054-626-{phone:04},{cells}\n");
        numbers.push(number);
    }
    (file, numbers)
}

#[test]
fn of_a_thousand_files_all_planted_ones_and_hardly_any_other_are_refused() {
    let mapping = source("members");
    let (mut wrongly, mut dice) = (0, Dice(5));
    for round in 0..1_000 {
        let planted = (round % 5 == 0).then_some(round / 5 % 4);
        let (file, numbers) = suspicious(&mut dice, planted);
        let (rows, reading) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
        if planted.is_some() {
            assert!(!reading.value.refused_columns.is_empty(), "{file}");
            for number in &numbers {
                let hyphened = format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..]);
                assert!(!holds(&rows, number) && !holds(&rows, &hyphened), "{file}");
                assert!(!holds(&rows, &hyphened.replace('-', ",")), "{file}");
            }
        } else {
            wrongly += usize::from(!reading.value.refused_columns.is_empty());
        }
    }
    assert!(wrongly <= 4, "{wrongly} of 800");
}
