//! What `convert` writes is read back as the same sheet: `sheet` in the JSON is equal.

use std::path::Path;

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::convert_sheet::{Encoding, Format, convert_sheet};
use enishi_domain::strategies;
use enishi_tests::shared_data;
use proptest::prelude::*;

const FORMATS: [(&str, Format); 5] = [
    ("out.xlsx", Format::Xlsx),
    ("out.html", Format::Html),
    ("out.csv", Format::Csv(Encoding::Utf8Bom)),
    ("out.csv", Format::Csv(Encoding::Cp932)),
    ("out.json", Format::Json),
];

fn read(name: &str, bytes: &[u8]) -> Checked {
    let document = Document { name, bytes };
    check_sheet(document, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn sheet_json(checked: &Checked) -> serde_json::Value {
    serde_json::to_value(checked.to_check(Language::Japanese).sheet).expect("a sheet is JSON")
}

fn assert_goes_both_ways(checked: &Checked) {
    for (name, format) in FORMATS {
        let converted = convert_sheet(checked, format, Language::Japanese).expect("it is written");
        if converted
            .substitutions
            .iter()
            .any(|s| s.replacement != Some(s.character))
        {
            continue;
        }
        let again = read(name, &converted.bytes);
        assert_eq!(sheet_json(&again), sheet_json(checked), "{format:?}");
        let twice = convert_sheet(checked, format, Language::Japanese).expect("it is written");
        assert_eq!(
            twice.bytes, converted.bytes,
            "the same bytes twice: {format:?}"
        );
    }
}

#[test]
fn the_seed_comes_back_from_every_format() {
    let Some(bytes) = shared_data::read("seed/yaizu-r6.tsv") else {
        return;
    };
    assert_goes_both_ways(&read("yaizu-r6.tsv", &bytes));
}

#[test]
fn the_example_comes_back_from_every_format() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/effect-verification-r6.tsv");
    let bytes = std::fs::read(path).expect("the example ships with the project");
    assert_goes_both_ways(&read("example.tsv", &bytes));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Random sheets go through JSON first, as a reader would have produced them.
    #[test]
    fn any_sheet_comes_back_from_every_format(sheet in strategies::year_sheet()) {
        let evaluation = enishi_domain::evaluation::evaluate_sheet(&sheet);
        let checked = Checked {
            source: enishi_domain::interchange::Source::default(),
            sheet,
            evaluation,
            findings: Vec::new(),
        };
        assert_goes_both_ways(&checked);
    }
}

/// What a person declares in a settings file holds for every form of the sheet.
#[test]
fn declarations_hold_for_written_forms_too() {
    let sheet = "事業名\t指標名\t目標値\t実績値\nA\t待ち時間の長さ\t10分\t8分\n";
    let plain = read("a.tsv", sheet.as_bytes());
    let settings = enishi_desk::read_settings::read_settings("[defaults]\ndirection = '減少'\n");
    let options = Options {
        settings: settings.expect("the settings are good"),
        ..Options::default()
    };
    for (name, format) in FORMATS {
        let written = convert_sheet(&plain, format, Language::Japanese).expect("it is written");
        let document = Document {
            name,
            bytes: &written.bytes,
        };
        let checked = check_sheet(document, &options).expect("it is read");
        let kpi = &sheet_json(&checked)["programmes"][0]["kpis"][0];
        assert_eq!(kpi["direction"], "down", "{format:?}");
        assert_eq!(kpi["computed"]["verdict"], "met", "{format:?}");
    }
}

/// Someone adds a row in a spreadsheet and fills only what a person fills.
#[test]
fn a_row_added_by_hand_is_a_kpi_of_the_programme_above_it() {
    let sheet = "No.\t事業名\t指標名\t目標値\t実績値\n1\tA\t移住者数\t10人\t8人\n";
    let plain = read("a.tsv", sheet.as_bytes());
    let csv = Format::Csv(Encoding::Utf8Bom);
    let written = convert_sheet(&plain, csv, Language::Japanese).expect("it is written");
    let mut text = String::from_utf8(written.bytes).expect("it is UTF-8");
    text.push_str(",,,,②,相談件数,件,,20,30\r\n");
    let checked = read("a.csv", text.as_bytes());
    let kpis = &sheet_json(&checked)["programmes"][0]["kpis"];
    assert_eq!(kpis[1]["name"], "相談件数");
    assert_eq!(kpis[1]["actual"]["parts"][0]["amount"], "30");
    assert_eq!(kpis[1]["computed"]["verdict"], "met");
}
