//! A mapping, and each fault of one with its place.

use super::*;
use crate::definitions::wording::definition_error_ja;

const GOOD: &str = "id = 'a'\nversion = 1\nlabel = 'A'\npurpose = 'event'\n\
    [columns]\nname = ['氏名', 'お名前']\nborn = '生年月日'\nday = '日付'\nnote = '備考'\n\
    [row]\nkind = 'consult'\noccurred-on = 'day'\n\
    [[party]]\nrole = 'subject'\ntype = 'person'\nname = 'name'\n";

#[test]
fn a_mapping_is_read_and_its_text_kept() {
    let mapping = read_mapping("a.toml", GOOD).expect("it is good");
    assert_eq!((mapping.id.as_str(), mapping.system.as_str()), ("a", "a"));
    assert_eq!(
        (mapping.purpose.as_str(), mapping.text.as_str()),
        ("event", GOOD)
    );
    assert_eq!((mapping.columns.len(), mapping.parties.len()), (4, 1));
}

#[test]
fn faults_of_a_mapping_have_a_place() {
    for (from, to, place, told) in [
        ("purpose = 'event'\n", "", "1:1", "利用目的"),
        ("'event'", "' '", "4:11", "利用目的"),
        ("'consult'", "'consul'", "11:8", "使えるのは event.attend"),
        ("kind = 'consult'\n", "", "1:1", "「kind」がありません"),
        (
            "= 'day'",
            "= 'date'",
            "12:15",
            "あるのは born、day、name、note",
        ),
        ("'subject'", "'boss'", "14:8", "subject、counterparty"),
        ("type = 'person'", "type = 'human'", "15:8", "person、org"),
        (
            "name = 'name'\n",
            "name = 'name'\nbirth = 'born'\n",
            "17:9",
            "「age-from」が必要",
        ),
        ("occurred-on", "occured-on", "12:1", "キーはありません"),
        (
            "[[party]]",
            "[[exclude]]\ncolumn = 'note'\nwhen = 'odd'\nreason = 'deleted'\n[[party]]",
            "15:8",
            "filled",
        ),
        (
            "[[party]]",
            "[[exclude]]\ncolumn = 'note'\nwhen = 'is'\nreason = 'odd'\n[[party]]",
            "16:10",
            "deleted",
        ),
        (
            "[row]\n",
            "[row]\nfacets = { colour = 'x' }\n",
            "11:12",
            "scheme",
        ),
        (
            "[row]\n",
            "[row]\nage = 'born'\nage-from = 'born'\n",
            "12:12",
            "一緒には使えません",
        ),
    ] {
        let text = GOOD.replacen(from, to, 1);
        let error = read_mapping("a.toml", &text).expect_err(to);
        assert_eq!(
            format!("{}:{}", error.line, error.column),
            place,
            "{text}\n{error}"
        );
        let message = definition_error_ja(&error);
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn bent_definitions_never_panic() {
    use crate::definitions::region::{RegionFile, read_region};

    let programme = include_str!("../../../../../regions/yaizu/programme-1.toml");
    let region = include_str!("../../../../../regions/yaizu/region.toml");
    let bits = [
        "\"",
        "[",
        "]",
        "=",
        "\n",
        "{",
        "男",
        "'",
        "R6",
        "0",
        "[[party]]\n",
        "#",
    ];
    let mut state = 3_u64;
    let mut roll = |sides: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % sides
    };
    for round in 0..2_000 {
        let mut text = if round % 2 == 0 { GOOD } else { programme }.to_owned();
        for _ in 0..=roll(3) {
            let at = text.floor_char_boundary(roll(text.len().max(1)));
            let to = text.floor_char_boundary((at + roll(9)).min(text.len()));
            text.replace_range(at..to, bits[roll(bits.len())]);
        }
        let error = if round % 2 == 0 {
            read_mapping("a.toml", &text).err()
        } else {
            let files = [("region.toml", region), ("a.toml", text.as_str())];
            let files = files.map(|(name, text)| RegionFile { name, text });
            read_region(&files).err()
        };
        if let Some(error) = error {
            let told = definition_error_ja(&error);
            assert!(
                told.contains('^') && error.line > 0 && error.column > 0,
                "{told}"
            );
        }
    }
}
