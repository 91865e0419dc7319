//! Encodings: each told by its bytes, strictly.

use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS};

use super::{Decoded, decode};
use crate::error::IntakeError;

const SHEET: &str =
    "事業名,目標値,実績値\n首都圏等複業人材の活用,75社,63社\n相談件数の増加,120件,98件\n";

fn decoded(bytes: &[u8]) -> Decoded<'_> {
    decode(bytes, None).unwrap()
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn each_encoding_is_told_by_its_bytes() {
    let bom = |mark: &[u8], bytes: Vec<u8>| [mark, bytes.as_slice()].concat();
    let cases: [(&str, Vec<u8>); 9] = [
        ("utf-8", SHEET.into()),
        ("utf-8-bom", bom(b"\xef\xbb\xbf", SHEET.into())),
        ("cp932", SHIFT_JIS.encode(SHEET).0.into_owned()),
        ("euc-jp", EUC_JP.encode(SHEET).0.into_owned()),
        ("iso-2022-jp", ISO_2022_JP.encode(SHEET).0.into_owned()),
        ("utf-16le", bom(b"\xff\xfe", utf16(SHEET, u16::to_le_bytes))),
        ("utf-16be", bom(b"\xfe\xff", utf16(SHEET, u16::to_be_bytes))),
        ("utf-16le", utf16(SHEET, u16::to_le_bytes)),
        ("utf-16be", utf16(SHEET, u16::to_be_bytes)),
    ];
    for (encoding, bytes) in cases {
        let decoded = decoded(&bytes);
        assert_eq!((decoded.encoding, &*decoded.text), (encoding, SHEET));
        assert!(decoded.findings.is_empty(), "{encoding}");
        let named = decode(&bytes, Some(encoding)).unwrap();
        assert_eq!(&*named.text, SHEET, "{encoding} when named");
    }
}

#[test]
fn cp932_holds_nec_and_ibm_characters_and_both_codes_of_one() {
    let bytes =
        b"\x87\x40,\x87\x8a,\x87\x7e,\xee\xe0,\xfb\xfc,\xfa\xb1,\x81\x60,\x81\x7c,\x5c,\x7e\n";
    let decoded = decoded(bytes);
    assert_eq!(decoded.encoding, "cp932");
    assert_eq!(&*decoded.text, "①,㈱,㍻,髙,髙,﨑,～,－,\\,~\n");
}

#[test]
fn a_trail_byte_that_is_a_backslash_or_a_bar_ends_no_field() {
    let bytes = SHIFT_JIS.encode("\"表示\",芸ポ\n十,ソ|\n").0;
    assert_eq!(&*decoded(&bytes).text, "\"表示\",芸ポ\n十,ソ|\n");
}

#[test]
fn half_width_katakana_stay_cp932() {
    let bytes = SHIFT_JIS.encode("ﾀﾅｶ,ｽｽﾞｷ,ﾔｲﾂﾞｼ\nﾔｲﾂﾞ,ｶﾅ,氏名\n").0;
    assert_eq!(decoded(&bytes).encoding, "cp932");
}

#[test]
fn a_byte_that_does_not_fit_is_named_with_its_line() {
    let cases: [&[u8]; 3] = [
        b"\x8e\x96\x8b\xc6,1\n\x8e\x96,\x8b",
        b"\x8e\x96\x8b\xc6\n\x8e,\xff",
        b"\x8e\x96\n\x82\r\n",
    ];
    for bytes in cases {
        let error = decode(bytes, None).unwrap_err();
        assert!(
            matches!(error, IntakeError::UndecodableAs { line: 2, .. }),
            "{error:?}"
        );
    }
    let cut = decode(&SHEET.as_bytes()[..18], None).unwrap_err();
    assert!(
        matches!(cut, IntakeError::CutOff { line: 1, .. }),
        "{cut:?}"
    );
    let named = decode(SHEET.as_bytes(), Some("iso-2022-jp")).unwrap_err();
    assert!(matches!(
        named,
        IntakeError::UndecodableAs {
            line: 1,
            byte_offset: 0,
            ..
        }
    ));
}

#[test]
fn a_file_glued_from_two_encodings_is_refused_where_the_second_begins() {
    let body = SHIFT_JIS.encode("首都圏,75社\n").0;
    let mixed = [SHEET.as_bytes(), &body].concat();
    let at = IntakeError::MixedEncodings {
        byte_offset: SHEET.len(),
        line: 4,
    };
    assert_eq!(decode(&mixed, None).unwrap_err(), at);
    let marked = [b"\xef\xbb\xbf", SHEET.as_bytes(), &body].concat();
    assert!(matches!(
        decode(&marked, None).unwrap_err(),
        IntakeError::UndecodableAs {
            encoding: "utf-8-bom",
            line: 4,
            ..
        }
    ));
}

#[test]
fn names_are_taken_in_their_usual_spellings() {
    for name in ["Shift_JIS", "CP932", "windows-31j", "sjis"] {
        assert_eq!(decode(b"a", Some(name)).unwrap().encoding, "cp932");
    }
    let unknown = decode(b"a", Some("ebcdic")).unwrap_err();
    assert_eq!(unknown, IntakeError::UnknownEncoding("ebcdic".into()));
}

#[test]
fn control_characters_are_dropped_and_told() {
    let decoded = decoded("a\0b,c\u{1b}\n\t1\u{85}\n値段は百円".as_bytes());
    assert_eq!(&*decoded.text, "ab,c\n\t1\n値段は百円");
    let arguments = &decoded.findings[0].arguments;
    assert_eq!(decoded.findings[0].message, "control_characters_dropped");
    assert_eq!(arguments[0], ("count", "3".to_owned()));
    assert_eq!(arguments[1], ("nul", "1".to_owned()));
}

#[test]
fn a_stray_nul_does_not_make_utf16() {
    let cp932 = [&SHIFT_JIS.encode(SHEET).0, b"a\0b,1\n".as_slice()].concat();
    for (bytes, encoding) in [
        (&b"a\0b,1"[..], "utf-8"),
        (b"h,i\na\0b,1\n", "utf-8"),
        (&cp932, "cp932"),
    ] {
        assert_eq!(decoded(bytes).encoding, encoding, "{bytes:?}");
    }
}

#[test]
fn a_second_bom_goes_with_the_first_and_one_inside_stays() {
    let decoded = decoded("\u{feff}\u{feff}a,b\u{feff}c\n".as_bytes());
    assert_eq!(&*decoded.text, "a,b\u{feff}c\n");
    assert_eq!(decoded.findings.len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_binary() {
    let noise: Vec<u8> = (0..4096u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for bytes in [&noise[..], b"\0\x01\x02\x03\x04", &[0; 64]] {
        assert_eq!(decode(bytes, None).unwrap_err(), IntakeError::Binary);
    }
}

#[test]
fn blank_texts_are_empty() {
    for bytes in [&b"\xef\xbb\xbf"[..], b" \r\n\t\n", b"\xff\xfe"] {
        assert_eq!(
            decode(bytes, None).unwrap_err(),
            IntakeError::Empty,
            "{bytes:?}"
        );
    }
}

#[test]
fn a_page_that_declares_another_encoding_is_read_by_its_bytes() {
    let page = "<meta charset=Shift_JIS><table><tr><td>焼津</table>";
    let read = decoded(page.as_bytes());
    assert_eq!(read.encoding, "utf-8");
    assert_eq!(read.findings[0].message, "encodings_disagree");
    let page = "<meta charset=\"euc-jp\"><table><tr><td>焼津</table>";
    let bytes = EUC_JP.encode(page).0;
    let read = decoded(&bytes);
    assert_eq!((read.encoding, read.findings.len()), ("euc-jp", 0));
    let two = "<meta charset=utf-8><meta charset=shift_jis>焼津";
    assert_eq!(decoded(two.as_bytes()).findings.len(), 1);
}
