//! Any bytes as a document whose name says delimited text: read or refused, never a panic.
#![no_main]

use enishi_intake::formats::{Hints, read_tables};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["x.csv", "x.tsv", "x.html", "x.txt"] {
        let hints = Hints { name: Some(name), ..Hints::default() };
        if let Ok(read) = read_tables(bytes, &hints) {
            let cells: usize = read.value.grids.iter().map(|grid| grid.cells().count()).sum();
            assert!(cells <= 3 * bytes.len() || bytes.starts_with(&[0x1f, 0x8b]));
        }
    }
});
