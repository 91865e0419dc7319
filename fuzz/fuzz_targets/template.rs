//! Any bytes below the headings of our own form: read or refused, and what was read comes back as
//! it was when it is written into the form again.
#![no_main]

use std::ops::ControlFlow;

use enishi_domain::register::{Draft, RowOutcome};
use enishi_domain::words::as_plain_field;
use enishi_intake::formats::Hints;
use enishi_intake::registers::template::{SOURCE, TemplateRow, table};
use enishi_intake::registers::{Context, read_register, sources};
use libfuzzer_sys::fuzz_target;

const HEADINGS: &str = "関わりの種別,発生日,受付番号,事業,活動,日付の精度,終了日,入金日,調定日,金額,\
     数量,単位,年齢,制度,記載事項_会場,本人_氏名・名称,本人_フリガナ,本人_番号_会員番号\n";

fn read(bytes: &[u8]) -> Vec<(Option<String>, Draft)> {
    let Some(Ok(mapping)) = sources::built_in(SOURCE) else {
        panic!("the form ships and is good");
    };
    let mut drafts = Vec::new();
    let (hints, context) = (Hints::default(), Context::default());
    let _ = read_register(bytes, &hints, &mapping, &context, &mut |row| {
        if let RowOutcome::Engagements(read, _) = row.outcome {
            drafts.extend(read.into_iter().map(|draft| (row.external_key.clone(), draft)));
        }
        ControlFlow::Continue(())
    });
    drafts
}

fn csv(table: &[Vec<String>]) -> String {
    let field = |text: &String| format!("\"{}\"", as_plain_field(text).replace('"', "\"\""));
    let line = |row: &Vec<String>| row.iter().map(field).collect::<Vec<_>>().join(",") + "\r\n";
    table.iter().map(line).collect()
}

/// The first row begins well, so that what follows in it is read.
const BEGINNING: &str = "event.attend,2024-05-01,";

fuzz_target!(|bytes: &[u8]| {
    let drafts = read(&[HEADINGS.as_bytes(), BEGINNING.as_bytes(), bytes].concat());
    if drafts.is_empty() {
        return;
    }
    let rows = drafts.iter().cloned();
    let rows: Vec<TemplateRow> = rows.map(|(key, draft)| TemplateRow { key, draft }).collect();
    let text = csv(&table(&rows));
    assert_eq!(read(text.as_bytes()), drafts, "{text}");
});
