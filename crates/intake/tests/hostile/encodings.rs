//! Lines 38 to 43: CP932 and its neighbours.

use encoding_rs::{EUC_JP, ISO_2022_JP};
use enishi_intake::IntakeError;

use crate::{HEADER, cp932, csv, finds, joined, reads, refuses, undecodable, utf16};

#[test]
fn cp932_is_read_with_all_its_extensions() {
    let with = |bytes: &[u8]| joined(&[&cp932(HEADER), bytes]);
    let extensions = with(b"\x87\x40\x87\x8a\x87\x7e\xee\xe0\xfb\xfc,1\n");
    reads("38 NEC and IBM extensions", extensions, "①㈱㍻髙髙");
    let gaiji = with(b"\xf0\x40\xf9\xfc,1\n");
    finds("38 外字", gaiji, "private_use_character");
    reads(
        "39 trail byte 5C in quotes",
        with(&cp932("\"表,ソ\",1\n")),
        "表,ソ",
    );
    reads(
        "40 wave dash and minus",
        with(b"\x81\x60\x81\x7c\x5c\x7e,1\n"),
        "～－\\~",
    );
}

#[test]
fn a_lead_byte_alone_is_refused() {
    let with = |bytes: &[u8]| joined(&[&cp932(HEADER), bytes]);
    undecodable("41 at the end", with(b"\x8e\x96,\x8b"), "cp932");
    undecodable("41 before CRLF", with(b"1,\x8b\r\n2,3\r\n"), "cp932");
    undecodable("41 before a comma", with(b"\x8b,3\r\n"), "cp932");
}

#[test]
fn other_encodings_are_told_apart() {
    let mixed = joined(&[HEADER.as_bytes(), &cp932("相談,3\n")]);
    let changes = IntakeError::MixedEncodings {
        byte_offset: HEADER.len(),
        line: 2,
    };
    refuses("42 UTF-8 header, CP932 body", mixed, &changes);
    let euc = EUC_JP.encode("事業名,値\n相談件数,3\n").0;
    reads("42 EUC-JP", euc, "相談件数");
    let open_escape = joined(&[&ISO_2022_JP.encode(HEADER).0, b"\x1b$B;v6H"]);
    reads("42 ISO-2022-JP with an open escape", open_escape, "事業");
    reads(
        "42 UTF-16LE without BOM",
        utf16("事業名,目標値\n相談,3\n"),
        "相談",
    );
    reads(
        "42 UTF-7 is plain ASCII",
        *b"a,b\n+ZeVnLIqe-,1\n",
        "+ZeVnLIqe-",
    );
}

#[test]
fn unusual_characters_are_kept_or_told() {
    let unusual = "ﾔｲﾂﾞか\u{3099}葛\u{e0100}🎣";
    reads(
        "43 half-width, NFD, IVS, emoji",
        csv(&format!("{unusual},1\n")),
        unusual,
    );
    reads("43 BOM inside", csv("a\u{feff}b,1\n"), "a\u{feff}b");
    finds(
        "43 direction override",
        csv("\u{202e}x,1\n"),
        "direction_controls_kept",
    );
    finds("43 NUL", csv("a\0b,1\n"), "control_characters_dropped");
}
