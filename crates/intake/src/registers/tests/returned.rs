//! Refused rows that come back.

use super::*;
use crate::registers::returned::mark;
use crate::registers::wording::{MARK_HEADINGS, REASON_HEADINGS};

const CELLS: [&str; 3] = ["1", "架空 花子", "R6.4.39"];

/// A list of one refused row, with what stands there when it comes back.
fn list(language: usize, cells: [&str; 3], reason: &str, mark: &str) -> String {
    let (heading, of_mark) = (REASON_HEADINGS[language], MARK_HEADINGS[language]);
    let row = cells.join(",");
    format!("会員番号,氏名,入会日,{heading},{of_mark}\n{row},{reason},{mark}\n")
}

#[test]
fn a_row_of_the_list_is_read_once_it_is_mended() {
    let mapping = source("members");
    let marked = mark(CELLS);
    let mended = ["1", "架空 花子", "R6.4.30"];
    for language in [0, 1] {
        let one = |cells, reason| {
            let text = list(language, cells, reason, &marked);
            told(&text, &mapping, &yaizu())
        };
        // Nobody did anything, or a program wrote the blanks around a cell anew.
        for cells in [CELLS, ["1", " 架空 花子 ", "R6.4.39"]] {
            let told = one(cells, "日付を読めません");
            assert!(told.contains("refused !I15:unmended@4"), "{told}");
        }
        // The reason was taken away: the row is read as it is.
        assert!(one(CELLS, "").contains("!I02:day_unreadable@3"));
        assert!(one(CELLS, " ").contains("!I02:day_unreadable@3"));
        let told = one(mended, "日付を読めません");
        assert!(
            !told.contains("refused") && told.contains("2024-04-30"),
            "{told}"
        );
    }
}

#[test]
fn a_mended_row_is_the_row_of_the_register() {
    let mapping = source("members");
    let context = Context {
        compares: true,
        ..yaizu()
    };
    let mended = ["1", "架空 花子", "R6.4.30"];
    let text = list(0, mended, "日付を読めません", &mark(CELLS));
    let (rows, reading) = read(text.as_bytes(), &mapping, &context).expect("it is read");
    let plain = format!("会員番号,氏名,入会日\n{}\n", mended.join(","));
    let (same, _) = read(plain.as_bytes(), &mapping, &context).expect("it is read");
    assert_eq!(rows[0].content, same[0].content);
    // The next list has the register's headings, and no reasons of the last one.
    assert_eq!(reading.value.headings, ["会員番号", "氏名", "入会日"]);
    assert!(reading.value.unread.is_empty() && reading.value.refused_columns.is_empty());
    let raw = String::from_utf8_lossy(&rows[0].raw).into_owned();
    assert!(!raw.contains("日付"), "{raw}");
}

#[test]
fn a_register_with_reasons_of_its_own_is_read() {
    let text = "会員番号,氏名,入会日,理由\n1,架空 花子,R6.4.1,転居\n";
    let told = told(text, &source("members"), &yaizu());
    assert!(!told.contains("refused"), "{told}");
}

#[test]
fn one_cell_more_or_less_is_another_row() {
    let marks = [
        mark(["ab", "c"]),
        mark(["a", "bc"]),
        mark(["abc", ""]),
        mark(["abc"]),
        mark(["", "abc"]),
    ];
    for (at, one) in marks.iter().enumerate() {
        assert!(!marks[at + 1..].contains(one), "{one}");
    }
}
