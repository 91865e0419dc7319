//! Registers in workbooks, as spreadsheet programs write them.

use std::ops::ControlFlow;

use enishi_domain::register::{RegisterRow, RowOutcome};
use enishi_intake::formats::{Format, Hints};
use enishi_intake::registers::{Context, Summary, read_register, sources::built_in};
use enishi_tests::hostile_bytes::{bend, rounds_asked_for};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook, XlsxError};

/// A donor ledger under a title, beside a sheet of notes: days as days, amounts as numbers.
fn donor_ledger() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "記入の手引き")?;
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "令和6年度 寄附者台帳")?;
    let headings = [
        "寄附者番号",
        "申込日",
        "入金日",
        "氏名",
        "寄附金額",
        "個人番号",
    ];
    for (column, heading) in (0..).zip(headings) {
        sheet.write(2, column, heading)?;
    }
    let plain = CellFormat::new().set_num_format("yyyy/mm/dd");
    let japanese = CellFormat::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
    let yen = CellFormat::new().set_num_format("\"¥\"#,##0");
    let day = ExcelDateTime::from_ymd(2024, 4, 1)?;
    for (row, day_format) in [(3, &plain), (4, &japanese)] {
        sheet.write(row, 0, format!("00{row}"))?;
        sheet.write_with_format(row, 1, &day, day_format)?;
        sheet.write(row, 2, "R6.4.5")?;
        sheet.write(row, 3, "架空 花子")?;
        sheet.write_with_format(row, 4, 12_000, &yen)?;
        sheet.write(row, 5, 123_456_789_018_u64)?;
    }
    workbook.save_to_buffer()
}

fn read(bytes: &[u8], source: &str) -> (Vec<RegisterRow>, Summary) {
    let mapping = built_in(source).expect("it ships").expect("it is good");
    let mut rows = Vec::new();
    let take = &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    };
    let hints = Hints::default();
    let reading = read_register(bytes, &hints, &mapping, &Context::default(), take);
    (rows, reading.expect("it is read").value)
}

#[test]
fn a_workbook_is_read_with_its_days_and_amounts() {
    let (rows, summary) = read(&donor_ledger().expect("it is written"), "furusato-ledger");
    assert_eq!(
        (summary.format, summary.heading_row, summary.read),
        (Format::Xlsx, 3, 2)
    );
    assert_eq!(summary.refused_columns, ["個人番号"]);
    for (row, key) in rows.iter().zip(["003", "004"]) {
        assert_eq!(row.external_key.as_deref(), Some(key));
        assert!(!String::from_utf8_lossy(&row.raw).contains("123456789018"));
        let RowOutcome::Engagements(drafts, _) = &row.outcome else {
            panic!("{row:?}")
        };
        let engagement = &drafts[0].engagement;
        assert_eq!(engagement.occurred_on.to_string(), "2024-04-01");
        assert_eq!(engagement.amount.map(|yen| yen.0), Some(12_000));
    }
}

#[test]
fn bent_registers_end_in_rows_or_a_reason() {
    let book = donor_ledger().expect("it is written");
    let text = "会員番号,氏名,入会日,個人番号\n1,\"架空 花子\",R6.4.1,123456789018\n2,,R6.4.1,\n";
    let mappings: Vec<_> = [
        "furusato-ledger",
        "members",
        "event-signup",
        "enishi-template",
    ]
    .map(|source| built_in(source).expect("it ships").expect("it is good"))
    .into();
    let reader = |bytes: &[u8]| {
        for mapping in &mappings {
            let (hints, context) = (Hints::default(), Context::default());
            let mut last = 0;
            let _ = read_register(bytes, &hints, mapping, &context, &mut |row| {
                assert!(row.number > last, "rows come in the order of the file");
                last = row.number;
                ControlFlow::Continue(())
            });
        }
    };
    let (made, failures) = bend(&[&book, text.as_bytes()], rounds_asked_for(60), reader);
    assert!(made > 0 && failures.is_empty(), "{}", failures.join("\n"));
}
