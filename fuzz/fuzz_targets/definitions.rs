//! Any text as a file of a region, as a mapping and as settings: taken or refused with the place
//! where it is wrong, never a panic.
#![no_main]

use enishi_intake::definitions::fault::DefinitionError;
use enishi_intake::definitions::mapping::read_mapping;
use enishi_intake::definitions::region::{RegionFile, read_region};
use enishi_intake::definitions::settings::read_settings;
use libfuzzer_sys::fuzz_target;

const REGION: &str = include_str!("../../regions/yaizu/region.toml");

fn is_placed(error: &DefinitionError, text: &str) {
    assert!(error.line >= 1 && error.column >= 1 && error.length >= 1);
    if error.file == "x.toml" {
        assert!(error.line <= text.lines().count().max(1) + 1);
    }
    let _ = error.to_string();
}

fuzz_target!(|text: &str| {
    let file = RegionFile { name: "x.toml", text };
    let region = RegionFile { name: "region.toml", text: REGION };
    for files in [&[file][..], &[region, file]] {
        if let Err(error) = read_region(files) {
            is_placed(&error, text);
        }
    }
    if let Err(error) = read_mapping("x.toml", text) {
        is_placed(&error, text);
    }
    if let Err(error) = read_settings(text) {
        let _ = error.to_string();
    }
});
