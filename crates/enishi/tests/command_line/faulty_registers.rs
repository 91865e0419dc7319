//! Registers with mistakes in them: each complaint names the file, the row and the field, and the
//! way out; nothing odd is taken in silently, and nothing that is missing becomes 0.

use crate::ledger::{hall, json};
use crate::program::{Folder, Ran};

const HEADING: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除\r\n";
const IMPORT: &str = "import gifts.csv --source furusato-ledger";

/// A gift's row; its parts that matter here are given.
fn gift(number: &str, applied: &str, name: &str, amount: &str) -> String {
    format!(
        "{number},{applied},2024/05/02,2024/05/07,{name},カクウ,000-0001,静岡県,ためし市,\
         見本町1番,{amount},\r\n"
    )
}

fn with(rows: &[String]) -> Folder {
    let folder = hall();
    folder.write(
        "gifts.csv",
        (HEADING.to_owned() + &rows.concat()).as_bytes(),
    );
    folder
}

fn imported(folder: &Folder, code: i32, says: &[&str]) -> Ran {
    let ran = folder.run(IMPORT);
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.complaints);
    let said = format!("{}{}", ran.out, ran.complaints);
    for words in says {
        assert!(said.contains(words), "{words}: {said}");
    }
    ran
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = hall();
    // 「氏名,金額」
    let cp932 = b"\x8e\x81\x96\xbc,\x8b\xe0\x8az\n";
    let utf8 = "架空 花子,1\n".as_bytes();
    let utf8_first = [utf8, utf8, cp932].concat();
    let cp932_first = [&cp932[..], cp932, cp932, utf8].concat();
    for (bytes, says) in [
        (&b""[..], "ファイルが空です"),
        ("品目,単価\n1,2\n".as_bytes(), "見出しが見つかりません"),
        (&utf8_first, "3行目"),
        (&cp932_first, "4行目"),
        (
            b"PK\x03\x04[Content_Types].xml xl/workbook.xml",
            "ブックの zip 圧縮",
        ),
        (b"%PDF-1.7\n", "PDF"),
    ] {
        folder.write("gifts.csv", bytes);
        let ran = imported(&folder, 2, &[says]);
        assert!(
            ran.complaints.starts_with("gifts.csv: "),
            "{}",
            ran.complaints
        );
        let english = folder.run(&format!("{IMPORT} --lang en"));
        assert!(
            english.complaints.starts_with("gifts.csv: "),
            "{}",
            english.complaints
        );
    }
}

#[test]
fn a_refused_row_is_told_with_file_row_field_and_the_way_out() {
    let day = "2024/05/01";
    for (rows, says) in [
        (
            [
                gift("T1", day, "架空 花子", "一万円"),
                gift("T2", day, "架空 太郎", "1000"),
            ],
            "gifts.csv:2:11 誤り I03 「寄附金額」の「一万円」を数として読めません。12000",
        ),
        (
            [
                gift("T1", day, "架空 花子", ""),
                gift("T2", day, "架空 太郎", "1000"),
            ],
            "gifts.csv:2:11 誤り I03 「寄附金額」が空です。",
        ),
        (
            [
                gift("T1", day, "架空 花子", "1000"),
                gift("T1", day, "架空 花子", "2000"),
            ],
            "gifts.csv:3 誤り I13 この行の受付番号は2行目と同じで",
        ),
        (
            [
                gift("T1", "0204/05/01", "架空 花子", "1"),
                gift("T2", day, "架空 太郎", "2"),
            ],
            "gifts.csv:2:2 誤り I02 「申込日」の日付「0204/05/01」を読めません",
        ),
    ] {
        let folder = with(&rows);
        imported(&folder, 1, &[says, "新規 1", "エラー 1"]);
        let measured = json(&folder, "measure --kpi 6-3 --fiscal-year R6");
        assert_eq!(measured["kpis"][0]["value"]["text"], "1人");
    }
}

#[test]
fn a_quote_that_is_left_open_loses_its_own_row_only() {
    let day = "2024/05/01";
    for closing in ["架空 太郎", "\"架空 太郎\"", "架空 \"太郎\""] {
        let folder = with(&[
            gift("T1", day, "\"架空 花子", "1000"),
            gift("T2", day, closing, "2000"),
            gift("T3", day, "架空 次郎", "3000"),
        ]);
        let broken = "gifts.csv:2:5 誤り I01 「氏名」の引用符";
        imported(&folder, 1, &[broken, "新規 2", "エラー 1"]);
    }
    // The rest of the file is one value where the next quote ends a value as a quote may.
    let folder = with(&[
        gift("T1", day, "\"架空 花子", "1000"),
        gift("T2", day, "架空 太郎\"", "2000"),
        gift("T3", day, "架空 次郎", "3000"),
    ]);
    let swallowed = "gifts.csv:2:5 誤り I01 「氏名」で開いた引用符（\"）が閉じないまま、続く1行";
    imported(&folder, 1, &[swallowed, "新規 1"]);
}

#[test]
fn odd_days_are_read_and_told() {
    let folder = with(&[
        gift("T1", "1870/05/01", "架空 花子", "1000"),
        gift("T2", "2099/05/01", "架空 太郎", "2000"),
        gift("T3", "2024/05/01", "架空 次郎", "3000"),
    ]);
    let told = [
        "gifts.csv:2:2 注意 I02",
        "gifts.csv:3:2 注意 I02",
        "1900年より前",
    ];
    let ran = imported(&folder, 0, &told);
    assert_eq!(ran.out.matches("I02").count(), 2, "{}", ran.out);
}

#[test]
fn a_my_number_in_place_of_a_receipt_is_refused_and_not_kept() {
    let number = "123456789018";
    let day = "2024/05/01";
    let folder = with(&[
        gift(number, day, "架空 花子", "1000"),
        gift("T2", day, "架空 太郎", "2000"),
    ]);
    let refused = format!("{IMPORT} --report report.xlsx");
    let ran = folder.run(&refused);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.out
            .contains("gifts.csv:2:1 誤り I07 「寄附者番号」にマイナンバー"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains(number) && !ran.complaints.contains(number));
    for name in ["enishi.db", "enishi.db-wal"] {
        let bytes = std::fs::read(folder.path(name)).unwrap_or_default();
        let mut windows = bytes.windows(number.len());
        assert!(!windows.any(|window| window == number.as_bytes()), "{name}");
    }
    // Receipts of 12 digits that bear it by chance, one in ten, are receipts.
    let rows: Vec<String> = (0..40)
        .map(|n| {
            gift(
                &format!("{}", 300_000_000_000_u64 + n),
                day,
                "架空 花子",
                "1000",
            )
        })
        .collect();
    imported(&with(&rows), 0, &["新規 40"]);
}

#[test]
fn polite_headings_are_guessed_and_empty_ones_are_named_by_their_place() {
    let folder = hall();
    let file = "受付番号,,お名前,お申し込み日,ご寄附金額\n1,,架空 花子,2024/05/01,1000\n";
    folder.write("gifts.csv", file.as_bytes());
    let guesses = [
        "（2列目は空）",
        "name = [\"お名前\"]  # 推定",
        "applied = [\"お申し込み日\"]  # 推定",
        "amount = [\"ご寄附金額\"]  # 推定",
    ];
    imported(&folder, 2, &guesses);
    folder.write("gifts.csv", b",,,\n1,2,3,4\n");
    let ran = imported(
        &folder,
        2,
        &["見出しの行がありません", "必要な列：寄附金額"],
    );
    assert!(!ran.complaints.contains("[columns]"), "{}", ran.complaints);
}

#[test]
fn what_is_alike_is_called_alike_and_told_in_80_columns() {
    let day = "2024/05/01";
    let rows = [
        gift("", day, "架空 花子", "1000"),
        gift("", day, "架空 花子", "1000"),
    ];
    let ran = imported(
        &with(&rows),
        0,
        &["重複候補: このファイルの2行目に似ています"],
    );
    assert!(!ran.out.contains("同じ内容"), "{}", ran.out);
    let mut lines = ran.out.lines().filter(|line| !line.contains("I10"));
    assert!(lines.all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[test]
fn a_refused_column_ends_with_1() {
    let folder = hall();
    let file = "会員番号,氏名,個人番号,入会日\n1,架空 花子,123456789018,R6.4.1\n";
    folder.write("members.csv", file.as_bytes());
    let ran = folder.run("import members.csv --source members");
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.complaints);
    assert!(ran.out.contains("members.csv:1:3 誤り I07"), "{}", ran.out);
}

#[test]
fn a_list_of_refused_rows_that_nobody_mended_is_refused_again() {
    let day = "2024/05/01";
    let folder = with(&[
        gift("T1", day, "架空 花子", "1000"),
        gift("T2", "2024/05/39", "架空 太郎", "2000"),
        gift("T1", day, "架空 花子", "1001"),
        gift("T4", day, "架空 次郎", "4,000"),
        gift("123456789018", day, "架空 三郎", "5000"),
    ]);
    let ran = folder.run(&format!("{IMPORT} --report r.xlsx"));
    assert_eq!(ran.code, 1, "{}", ran.out);
    let counts = |arguments: &str| {
        let read = json(&folder, arguments);
        let counts = &read["counts"];
        let said = &read["refused"][0]["findings"][0];
        let told = said["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(said["rule"], "I15", "{read}");
        (
            counts["new"].clone(),
            counts["updated"].clone(),
            counts["refused"].clone(),
            told,
        )
    };
    let again = counts("import r.xlsx --source furusato-ledger --report s.xlsx");
    assert_eq!(
        (&again.0, &again.1, &again.2),
        (&0.into(), &0.into(), &4.into())
    );
    assert!(
        again.3.contains("2024/05/39"),
        "the reason stands: {}",
        again.3
    );
    // The reasons do not grow from one list to the next.
    assert_eq!(counts("import s.xlsx --source furusato-ledger"), again);
    let whole = folder
        .run("measure --kpi 6-④ --fiscal-year R6 --format json")
        .out;
    assert!(!whole.contains("1001"), "{whole}");
}
