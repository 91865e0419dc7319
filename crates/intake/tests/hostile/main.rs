//! Hostile and malformed texts, each generated here: every one is read, read with a finding, or
//! refused by an error that names the reason. None panics, hangs or is read silently wrong. The
//! numbers are the lines of the list of hostile inputs.

mod delimited;
mod encodings;
mod pages;

use std::io::Write;
use std::ops::ControlFlow;

use enishi_domain::finding::Reading;
use enishi_intake::IntakeError;
use enishi_intake::formats::{Hints, Tables, read_tables};
use enishi_intake::registers::wording::register_error_ja;
use enishi_intake::registers::{Context, read_register, sources};
use enishi_intake::wording::error_ja;

const HEADER: &str = "事業名,目標値\n";

/// Is read, with this text in row 2, column 1 of its first table.
fn reads(what: &str, bytes: impl AsRef<[u8]>, text: &str) {
    reads_named(what, "a.csv", bytes, text);
}

fn reads_named(what: &str, name: &str, bytes: impl AsRef<[u8]>, text: &str) {
    let tables = accepted(what, name, bytes.as_ref()).value;
    let second = tables.grids[0].cell(2, 1).map_or("", |cell| cell.text);
    assert_eq!(second, text, "{what}");
}

/// Is read, with a finding of this message.
fn finds(what: &str, bytes: impl AsRef<[u8]>, message: &str) {
    let findings = accepted(what, "a.csv", bytes.as_ref()).findings;
    let said: Vec<_> = findings.iter().map(|finding| finding.message).collect();
    assert!(said.contains(&message), "{what}: {said:?}");
}

/// Is refused with this error, whose Japanese wording is a sentence.
fn refuses(what: &str, bytes: impl AsRef<[u8]>, expected: &IntakeError) {
    let error = refused(what, bytes.as_ref());
    assert_eq!(error, *expected, "{what}");
    assert!(error_ja(&error).ends_with('。'), "{what}");
}

/// Is refused as bytes that are not text in this encoding.
fn undecodable(what: &str, bytes: impl AsRef<[u8]>, expected: &str) {
    let error = refused(what, bytes.as_ref());
    let fits = matches!(error, IntakeError::UndecodableAs { encoding, .. } if encoding == expected);
    assert!(fits, "{what}: {error}");
}

fn accepted(what: &str, name: &str, bytes: &[u8]) -> Reading<Tables> {
    let hints = Hints {
        name: Some(name),
        ..Hints::default()
    };
    imported(what, bytes, &hints);
    read_tables(bytes, &hints).unwrap_or_else(|error| panic!("{what}: {error}"))
}

fn refused(what: &str, bytes: &[u8]) -> IntakeError {
    let hints = Hints {
        name: Some("a.csv"),
        ..Hints::default()
    };
    imported(what, bytes, &hints);
    read_tables(bytes, &hints)
        .err()
        .unwrap_or_else(|| panic!("{what}: was read"))
}

/// The same bytes as a register: every source that ships hands over rows in the order of the file,
/// or says in a sentence why it does not.
fn imported(what: &str, bytes: &[u8], hints: &Hints<'_>) {
    for source in sources::names() {
        let mapping = sources::built_in(source)
            .expect("it ships")
            .expect("it is good");
        let mut last = 0;
        let read = read_register(bytes, hints, &mapping, &Context::default(), &mut |row| {
            assert!(row.number > last, "{what} as {source}: row {}", row.number);
            last = row.number;
            ControlFlow::Continue(())
        });
        if let Err(error) = read {
            assert!(!register_error_ja(&error).is_empty(), "{what} as {source}");
            assert_eq!(last, 0, "{what} as {source}: rows before the refusal");
        }
    }
}

fn csv(body: &str) -> Vec<u8> {
    format!("{HEADER}{body}").into_bytes()
}

fn joined(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}
