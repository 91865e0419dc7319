//! Registers with bytes bent: whatever comes, nothing panics, and rows keep their order.

use super::*;

const FILE: &str = "寄附者番号,申込日,入金日,氏名,フリガナ,寄附金額,子育て 選択,返礼品1_名称,削除,個人番号\r\n\
    01,R6.4.1,,髙橋 花子,タカハシ,\"10,000\",○,\"茶\"\"特選\"\"\",,123456789018\r\n\
    02,2024/5/1,R6.5.2,㈱架空,,▲500,,,,\r\n\
    03,令和6年度,,架空,,１２３円,,,1,\r\n";

/// A plain generator, so that the test is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn bent_bytes_never_panic() {
    let mut dice = Dice(11);
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(FILE);
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(FILE.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let seeds: [&[u8]; 3] = [FILE.as_bytes(), &cp932, &wide];
    let odd: [&[u8]; 9] = [
        b"\"", b",", b"\n", b"\r", b"\0", b"\x1b$B", b"\xff", b"\x81", b"=\"x\"",
    ];
    let mappings: Vec<Mapping> = super::super::sources::names().map(source).collect();
    for round in 0..1_500 {
        let mut bytes = seeds[round % 3].to_vec();
        for _ in 0..=dice.roll(6) {
            let at = dice.roll(bytes.len());
            match dice.roll(4) {
                0 => bytes[at] = (dice.roll(256)) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.splice(at..at, odd[dice.roll(odd.len())].iter().copied())),
                _ => drop(bytes.drain(at..(at + dice.roll(9)).min(bytes.len()))),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        let mapping = if round % 4 == 0 {
            &mappings[dice.roll(mappings.len())]
        } else {
            mappings
                .iter()
                .find(|m| m.id == "furusato-ledger")
                .expect("it ships")
        };
        if let Ok((rows, reading)) = read(&bytes, mapping, &yaizu()) {
            assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
            let told = reading.value.read + reading.value.excluded + reading.value.refused;
            assert_eq!(told, rows.len() as u64);
        }
    }
}

#[test]
fn a_cell_that_is_no_text_refuses_its_row_only() {
    let mut bytes = encoding_rs::SHIFT_JIS
        .encode("会員番号,氏名,入会日,備考\n1,架空 花子,R6.4.1,\n2,架空 ")
        .0
        .into_owned();
    bytes.extend_from_slice(b"\x81,R6.4.1,\n3,x,R6.4.1,\x81\n");
    let (rows, reading) = read(&bytes, &source("members"), &yaizu()).expect("it is read");
    let told: Vec<String> = rows.iter().map(show).collect();
    assert_eq!(reading.value.encoding, Some("cp932"));
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[1].starts_with("3 2 refused !I09:undecodable@2"),
        "{told:?}"
    );
    // What is not read need not be readable.
    assert!(told[2].starts_with("4 3 membership"), "{told:?}");
}
