//! Any text as a printed value: read, never a panic.
#![no_main]

use enishi_intake::numerals::read_value;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = read_value(text);
});
