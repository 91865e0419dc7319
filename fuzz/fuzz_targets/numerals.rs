//! Any text as a printed value: read without a panic, and the same when its own text is read again.
#![no_main]

use enishi_intake::numerals::{irregularities, read_value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let value = read_value(text);
    assert_eq!(read_value(&value.text), value);
    let _ = irregularities(text);
});
