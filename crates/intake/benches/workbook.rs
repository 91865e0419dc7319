//! How fast a workbook of two million cells is read, and in how much memory.
//!
//! `cargo bench -p enishi-intake --bench workbook -- PATH` writes the workbook to the path where
//! there is none yet, reads it, and prints one line. `benches/workbook.sh` compares it with others.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

use enishi_intake::formats::workbook::read_workbook;
use enishi_intake::formats::{Format, Hints};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROWS: u32 = 200_000;
const COLUMNS: u8 = 10;
const STRINGS: u32 = 20_000;

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
        || std::env::temp_dir().join("enishi-bench.xlsx"),
        PathBuf::from,
    );
    if !path.exists() {
        write_workbook(BufWriter::new(File::create(&path)?))?;
    }
    let start = Instant::now();
    let bytes = std::fs::read(&path)?;
    let reading = read_workbook(&bytes, Format::Xlsx, &Hints::default());
    let seconds = start.elapsed().as_secs_f64();
    let reading = reading.map_err(io::Error::other)?;
    let cells: usize = reading
        .value
        .iter()
        .map(enishi_domain::grid::Grid::len)
        .sum();
    let rate = cells as f64 / seconds;
    let peak = peak_memory().unwrap_or(0);
    let mut out = io::stdout();
    writeln!(
        out,
        "enishi seconds={seconds:.3} cells={cells} cells_per_second={rate:.0} peak_kib={peak}"
    )
}

/// Half numbers, half shared strings, as a register of a city looks.
fn write_workbook(file: impl Write + io::Seek) -> io::Result<()> {
    let mut zip = ZipWriter::new(file);
    for (name, text) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", PACKAGE_RELATIONSHIPS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONSHIPS),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())?;
    write!(
        zip,
        "{DECLARATION}<sst {MAIN} count=\"{STRINGS}\" uniqueCount=\"{STRINGS}\">"
    )?;
    for index in 0..STRINGS {
        write!(zip, "<si><t>焼津市の事業 {index} 号</t></si>")?;
    }
    write!(zip, "</sst>")?;
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())?;
    write!(zip, "{DECLARATION}<worksheet {MAIN}><sheetData>")?;
    for row in 1..=ROWS {
        write!(zip, "<row r=\"{row}\" spans=\"1:{COLUMNS}\">")?;
        for column in 0..COLUMNS {
            let letter = char::from(b'A' + column);
            let number = row.wrapping_mul(7919).wrapping_add(u32::from(column));
            if column % 2 == 0 {
                write!(
                    zip,
                    "<c r=\"{letter}{row}\" t=\"s\"><v>{}</v></c>",
                    number % STRINGS
                )?;
            } else {
                let (whole, hundredths) = (number % 100_000, number % 97 + 1);
                write!(
                    zip,
                    "<c r=\"{letter}{row}\"><v>{whole}.{hundredths:02}</v></c>"
                )?;
            }
        }
        write!(zip, "</row>")?;
    }
    write!(zip, "</sheetData></worksheet>")?;
    zip.finish()?;
    Ok(())
}

/// The most memory that was resident, in KiB, as Linux counts it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const CONTENT_TYPES: &str = concat!(
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package."#,
    r#"relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-"#,
    r#"officedocument.spreadsheetml.sheet.main+xml"/>"#,
    r#"<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd."#,
    r#"openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
    r#"<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd."#,
    r#"openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#,
);
const PACKAGE_RELATIONSHIPS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/"#,
    r#"relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
);
const WORKBOOK: &str = concat!(
    r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
    r#"<sheets><sheet name="register" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
);
const WORKBOOK_RELATIONSHIPS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/"#,
    r#"relationships/worksheet" Target="worksheets/sheet1.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/"#,
    r#"relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
);
