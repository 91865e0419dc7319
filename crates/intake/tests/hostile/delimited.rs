//! Lines 44 to 53: delimited text, and what is only named so.

use enishi_intake::{IntakeError, OtherFormat};

use crate::{csv, finds, gzip, reads, refuses};

#[test]
fn line_ends_and_quotes() {
    reads("44 lone CR", *b"h,i\ra,1\r", "a");
    reads("44 CRCRLF", *b"h,i\r\r\na,1\r\r\n", "a");
    reads("44 LF in quotes", csv("\"a\nb\",1"), "a\nb");
    reads("44 U+2028", csv("a\u{2028}b,1\n"), "a\u{2028}b");
    let swallowing = csv(&format!("\"a,1\n{}", "b,2\n".repeat(500_000)));
    finds(
        "45 open quote before much text",
        swallowing,
        "quote_never_closes",
    );
    reads("45 quote in the middle", csv("a\"b\"c,1\n"), "a\"b\"c");
    reads("45 empty quotes at the end", csv("a,\"\""), "a");
}

#[test]
fn sizes_beyond_measure() {
    finds(
        "46 a million columns",
        csv(&"x,".repeat(1_000_000)),
        "columns_left_out",
    );
    finds(
        "46 a cell longer than cells are",
        csv(&"x".repeat(2 << 20)),
        "cell_cut_off",
    );
    let too_large = IntakeError::TooLarge {
        bytes: 257 << 20,
        limit: 256 << 20,
    };
    refuses("46 one long line", vec![b'x'; 257 << 20], &too_large);
    refuses("46 nothing", *b"", &IntakeError::Empty);
    refuses("46 only a BOM", *b"\xef\xbb\xbf", &IntakeError::Empty);
    refuses("46 only delimiters", *b",,,\n,,,\n", &IntakeError::NoTable);
    reads("46 only a header", csv(""), "");
}

#[test]
fn dialects_and_content() {
    finds("47 ragged", csv("a,1\nb,2,3\n"), "rows_longer");
    reads("47 semicolon", *b"h;i\na,5;1,5\n", "a,5");
    reads("47 full-width comma", "名，値\n相談，3\n", "相談");
    reads("47 sep line", *b"sep=;\nh;i\na;1\n", "a");
    reads(
        "48 preamble",
        "令和6年度\n注,\n\n事業名,目標値,実績値\na,1,2\n※注\n",
        "注",
    );
    reads(
        "49 formula",
        csv("=cmd|' /C calc'!A0,1\n"),
        "=cmd|' /C calc'!A0",
    );
    reads("49 formula after a tab", csv("\"\t=1\",1\n"), "\t=1");
    reads("50 numbers stay text", csv("1e400,\"1,234,5\"\n"), "1e400");
    reads("51 the same header twice", *b"h,h\na,1\n", "a");
    reads(
        "52 a date that is none",
        csv("令和6年13月,1\n"),
        "令和6年13月",
    );
}

#[test]
fn other_formats_named_csv() {
    reads("53 gzip", gzip(&csv("a,1\n")), "a");
    let bzip2 = IntakeError::Unsupported(OtherFormat::Bzip2);
    refuses("53 bzip2", *b"BZh91AY&SY\x01\x02", &bzip2);
    refuses(
        "53 zip",
        *b"PK\x03\x04\x14\0photo.jpg",
        &IntakeError::NotAWorkbook,
    );
    refuses(
        "53 error page",
        "<html><body><h1>404</h1>",
        &IntakeError::NoTable,
    );
    refuses(
        "a binary",
        *b"\0\x01\x02\x03\x04\x05\x06\x07",
        &IntakeError::Binary,
    );
    refuses(
        "a PDF",
        *b"%PDF-1.7 ...",
        &IntakeError::Unsupported(OtherFormat::Pdf),
    );
}
