//! Any bytes as a workbook: read or refused, never a panic.
#![no_main]

use enishi_intake::formats::workbook::read_workbook;
use enishi_intake::formats::{Format, Hints};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Xlsx, Format::Xls, Format::Ods] {
        let _ = read_workbook(bytes, format, &Hints::default());
    }
});
