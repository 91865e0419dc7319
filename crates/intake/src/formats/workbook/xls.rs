//! Workbooks of Excel 5.0 to 2003 (BIFF5 and BIFF8): which sheets there are, their strings and
//! number formats. The cells are read by `xls_sheet`.

use std::collections::BTreeMap;

use encoding_rs::Encoding;
use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;

use super::WantedSheet;
use super::budget::{Budget, Limits};
use super::compound_file::{CompoundFile, u16_at, u32_at};
use super::draft::{Company, Draft, SheetTitle, Visibility, missing_sheet};
use super::number_format::NumberFormat;
use super::serial_date::DateSystem;
use super::shared_strings::SharedStrings;
use super::styles::Styles;
use super::xls_records::{Cursor, Record, Records, Strings};
use super::xls_sheet;
use super::xml::damaged;
use crate::error::IntakeError;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const ENCRYPTED: u16 = 0x002f;
const DATE_SYSTEM: u16 = 0x0022;
const CODE_PAGE: u16 = 0x0042;
const SHEET: u16 = 0x0085;
const STYLE: u16 = 0x00e0;
const SHARED_STRINGS: u16 = 0x00fc;
const NUMBER_FORMAT: u16 = 0x041e;

/// Reads the workbook in a compound file.
pub(super) fn read_compound(
    bytes: &[u8],
    wanted: WantedSheet<'_>,
    budget: &mut Budget,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let file = CompoundFile::open(bytes)?;
    if file.contains("EncryptedPackage") {
        return Err(IntakeError::Encrypted);
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = file.stream(name)? {
            return read_stream(&stream, wanted, budget);
        }
    }
    Err(IntakeError::NotAWorkbook)
}

/// Whether the bytes are a workbook's stream without a compound file round it.
pub(super) fn is_bare_stream(bytes: &[u8]) -> bool {
    let version = u16_at(bytes, 4);
    u16_at(bytes, 0) == Some(BEGIN) && matches!(version, Some(0x0500 | 0x0600))
}

/// Reads a workbook's stream.
pub(super) fn read_stream(
    stream: &[u8],
    wanted: WantedSheet<'_>,
    budget: &mut Budget,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let contents = Contents::read(stream, &budget.limits)?;
    let wanted = wanted.among(
        contents
            .sheets
            .iter()
            .map(|entry| entry.title.name.as_str()),
    )?;
    let company = Company::of(contents.sheets.len());
    let mut reading = Reading::clean(Vec::new());
    let sheets = contents.sheets.iter().zip(0..);
    let wanted_sheets = sheets.filter(|(entry, index)| wanted.is(&entry.title.name, *index));
    for (entry, _) in wanted_sheets {
        let mut records = Records::new(stream, entry.offset);
        if records.next().is_none_or(|begin| begin.kind != BEGIN) {
            reading.findings.push(missing_sheet(&entry.title));
            continue;
        }
        let draft = Draft::new(entry.title.clone(), company);
        let draft = xls_sheet::read(records, &contents, draft, budget)?;
        let (grid, mut findings) = draft.finish();
        reading.value.push(grid);
        reading.findings.append(&mut findings);
    }
    if reading.value.is_empty() {
        return Err(damaged("no worksheet in it"));
    }
    Ok(reading)
}

/// What the stream says before its sheets.
pub(super) struct Contents {
    sheets: Vec<SheetEntry>,
    pub(super) text: Strings,
    pub(super) strings: SharedStrings,
    pub(super) styles: Styles,
}

struct SheetEntry {
    title: SheetTitle,
    offset: usize,
}

impl Contents {
    fn read(stream: &[u8], limits: &Limits) -> Result<Self, IntakeError> {
        let mut records = Records::new(stream, 0);
        let begin = records.next().filter(|record| record.kind == BEGIN);
        let begin = begin.ok_or(damaged("the workbook's stream"))?;
        let mut contents = Self {
            sheets: Vec::new(),
            text: match u16_at(begin.data, 0) {
                Some(0x0600) => Strings::Unicode,
                // Written before the code page is known: the one of our cities.
                Some(0x0500) => Strings::CodePage(encoding_rs::SHIFT_JIS),
                _ => return Err(IntakeError::NotAWorkbook),
            },
            strings: SharedStrings::default(),
            styles: Styles::default(),
        };
        let mut declared = DeclaredFormats::default();
        for record in records {
            match record.kind {
                END => {
                    let DeclaredFormats { ids, codes, from } = declared;
                    contents.styles = Styles::new(&ids, &codes, from);
                    return Ok(contents);
                }
                ENCRYPTED => return Err(IntakeError::Encrypted),
                SHARED_STRINGS => contents.read_strings(&record, limits)?,
                SHEET => contents.read_sheet(&record),
                CODE_PAGE => contents.read_code_page(&record),
                _ => declared.take(&record, contents.text),
            }
        }
        Err(damaged("a workbook that ends too early"))
    }

    fn read_code_page(&mut self, record: &Record<'_>) {
        if let (Strings::CodePage(encoding), Some(page)) = (&mut self.text, u16_at(record.data, 0))
        {
            *encoding = encoding_of(page);
        }
    }

    /// Charts and macro modules are listed too, and have no cells.
    fn read_sheet(&mut self, record: &Record<'_>) {
        let (Some(offset), Some([state, 0])) = (u32_at(record.data, 0), record.data.get(4..6))
        else {
            return;
        };
        let mut name = String::new();
        let mut cursor = Cursor::new(record, 6);
        if cursor.short_string(self.text, &mut name).is_none() {
            return;
        }
        let visibility = match state & 3 {
            0 => Visibility::Shown,
            _ => Visibility::Hidden,
        };
        self.sheets.push(SheetEntry {
            title: SheetTitle { name, visibility },
            offset: offset as usize,
        });
    }

    fn read_strings(&mut self, record: &Record<'_>, limits: &Limits) -> Result<(), IntakeError> {
        let mut cursor = Cursor::new(record, 8);
        let count = u32_at(record.data, 4).unwrap_or(0);
        for _ in 0..count {
            let mut read = None;
            self.strings.add(limits, |text| {
                let start = text.len();
                read = cursor.long_string(Strings::Unicode, text);
                if read.is_none() {
                    text.truncate(start);
                }
                Ok(())
            })?;
            if read.is_none() {
                return Err(damaged("the table of strings"));
            }
        }
        Ok(())
    }
}

/// The number formats as they are declared.
#[derive(Default)]
struct DeclaredFormats {
    ids: Vec<u32>,
    codes: BTreeMap<u32, NumberFormat>,
    from: DateSystem,
}

impl DeclaredFormats {
    fn take(&mut self, record: &Record<'_>, text: Strings) {
        match record.kind {
            DATE_SYSTEM if u16_at(record.data, 0) == Some(1) => {
                self.from = DateSystem::From1904;
            }
            STYLE => self.ids.push(u16_at(record.data, 2).map_or(0, u32::from)),
            NUMBER_FORMAT => {
                let mut code = String::new();
                let mut cursor = Cursor::new(record, 2);
                let read = match text {
                    Strings::Unicode => cursor.long_string(text, &mut code),
                    Strings::CodePage(_) => cursor.short_string(text, &mut code),
                };
                if let (Some(()), Some(id)) = (read, u16_at(record.data, 0)) {
                    self.codes
                        .insert(u32::from(id), NumberFormat::of_code(&code));
                }
            }
            _ => {}
        }
    }
}

fn encoding_of(code_page: u16) -> &'static Encoding {
    match code_page {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 | 0x8000 => encoding_rs::MACINTOSH,
        _ => encoding_rs::WINDOWS_1252,
    }
}
