//! How fast a year of gifts is read: 725,929 rows in CP932 with 60 columns, about 300 MB.
//!
//! `cargo bench -p enishi-intake --bench registers -- PATH` writes the register to the path where
//! there is none yet, reads it, and prints one line.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use encoding_rs::SHIFT_JIS;
use enishi_domain::register::RowOutcome;
use enishi_intake::formats::Hints;
use enishi_intake::registers::{Context, read_register, sources::built_in};

const ROWS: u32 = 725_929;
const GIFTS: u32 = 8;

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads its argument and the clock"
)]
fn main() -> io::Result<()> {
    // `cargo bench` adds an option of its own.
    let path = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let path = path.map_or_else(
        || std::env::temp_dir().join("enishi-bench-donors.csv"),
        PathBuf::from,
    );
    if !path.exists() {
        write_register(BufWriter::new(File::create(&path)?))?;
    }
    let mapping = built_in("furusato-ledger").expect("the source ships");
    let mapping = mapping.map_err(io::Error::other)?;
    let context = Context {
        municipality: Some("焼津市"),
        ..Context::default()
    };
    let start = Instant::now();
    let bytes = std::fs::read(&path)?;
    let mut parties = 0;
    let reading = read_register(&bytes, &Hints::default(), &mapping, &context, &mut |row| {
        if let RowOutcome::Engagements(drafts, _) = &row.outcome {
            parties += drafts
                .iter()
                .map(|draft| draft.parties.len())
                .sum::<usize>();
        }
        ControlFlow::Continue(())
    });
    let seconds = start.elapsed().as_secs_f64();
    let summary = reading.map_err(io::Error::other)?.value;
    let mut out = io::stdout();
    writeln!(
        out,
        "enishi seconds={seconds:.3} bytes={} read={} excluded={} refused={} parties={parties}",
        bytes.len(),
        summary.read,
        summary.excluded,
        summary.refused
    )
}

/// A donor ledger of which most columns are empty in most rows, as they are.
fn write_register(mut file: impl Write) -> io::Result<()> {
    let mut headings = vec![
        "寄附者番号",
        "申込日",
        "入金日",
        "氏名",
        "フリガナ",
        "〒",
        "都道府県",
        "市区町村",
        "町名・番地",
        "建物名",
        "電話番号",
        "メールアドレス",
        "送り先_氏名",
        "送り先_住所",
        "寄附金額",
        "削除",
        "削除_理由",
        "備考",
        "調定日",
        "受付区分",
        "決済方法",
        "ワンストップ",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    for purpose in ["子育て", "教育", "産業", "環境", "おまかせ"] {
        headings.push(format!("{purpose} 選択"));
        headings.push(format!("{purpose} 金額"));
    }
    for n in 1..=GIFTS {
        headings.push(format!("返礼品{n}_コード"));
        headings.push(format!("返礼品{n}_名称"));
        headings.push(format!("返礼品{n}_数量"));
    }
    let mut line = headings.join(",") + "\r\n";
    let rest = ",".repeat(headings.len() - 22 - 10 - 3);
    for row in 0..ROWS {
        let (day, person) = (row % 28 + 1, row % 600_000);
        let month = row / 28 % 12 + 1;
        line += &format!(
            "{row:09},2024/{month:02}/{day:02},2024/{month:02}/{day:02},架空　花子{person},\
             カクウ　ハナコ{person},425-{:04},静岡県,静岡市葵区,架空町一丁目{person}番地{day}号,\
             架空マンション{day},054-{:03}-{:04},donor{person}@example.jp,,,{},,,,\
             2024/{month:02}/{day:02},ポータル,クレジット,希望する,○,10000,,,,,,,,,A{day:04},\
             【訳あり】架空のまぐろ　たっぷり詰合せ{day}kg,1{rest}\r\n",
            person % 10_000,
            person % 1_000,
            person % 10_000,
            10_000 + person % 9 * 1_000,
        );
        if line.len() > 1 << 20 || row + 1 == ROWS {
            let (encoded, _, _) = SHIFT_JIS.encode(&line);
            file.write_all(&encoded)?;
            line.clear();
        }
    }
    file.flush()
}
