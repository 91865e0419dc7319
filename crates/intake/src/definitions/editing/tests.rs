//! A form written back touches what was changed, and nothing else.

use proptest::prelude::*;

use super::*;
use crate::definitions::region::read_region;

const TEXT: &str = "# 事業1\n\
municipality = '焼津市'\ncode = '222127'\n\n\
[[programme]]\nno = \"1\"\n\n\
[[programme.kpi]]\nno = \"①\"\nname = \"会員数\" # 市の言い方\ntargets = { R6 = \"75社\" }\n\n\
[programme.kpi.metric]\nmeasure = \"distinct\"\nparty = \"org\"\n\
kinds = [\"match.agreed\"] # 成立だけ\nwhere = { scheme = \"複業\" }\nwindow = \"fy\"\nunit = \"社\"\n\n\
[[programme.kpi]]\nno = \"②\"\nname = \"別\"\n\n\
[programme.kpi.metric]\nmeasure = \"rows\"\nkinds = [\"consult\"]\nwindow = \"fy\"\nunit = \"件\"\n";

fn file(text: &str) -> RegionFile<'_> {
    RegionFile {
        name: "p.toml",
        text,
    }
}

fn place() -> (&'static str, KpiNo, FiscalYear) {
    ("1", "1".parse().unwrap(), "R7".parse().unwrap())
}

fn fields() -> Fields {
    let (programme, no, year) = place();
    fields_of(TEXT, programme, no, year).unwrap()
}

fn edited(changes: &[(&'static str, &str)]) -> String {
    let mut fields = fields();
    fields.extend(
        changes
            .iter()
            .map(|(name, said)| (*name, (*said).to_owned())),
    );
    with_fields(&file(TEXT), place(), &fields).unwrap().unwrap()
}

#[test]
fn a_form_shows_what_the_file_says() {
    let fields = fields();
    for (name, said) in [
        ("name", "会員数"),
        ("target", ""),
        ("metric.kinds", "match.agreed"),
        ("metric.where.scheme", "複業"),
        ("metric.note", ""),
    ] {
        assert_eq!(fields[name], said, "{name}");
    }
    let before = fields_of(TEXT, "1", "1".parse().unwrap(), "R6".parse().unwrap()).unwrap();
    assert_eq!(before["target"], "75社");
}

#[test]
fn only_what_was_changed_is_touched() {
    assert_eq!(edited(&[]), TEXT);
    for (change, from, to) in [
        (("name", "社数"), "\"会員数\" #", "\"社数\" #"),
        (
            ("target", "80社"),
            "{ R6 = \"75社\" }",
            "{ R6 = \"75社\" , R7 = \"80社\" }",
        ),
        (
            ("metric.kinds", "match.agreed、consult"),
            "[\"match.agreed\"] #",
            "[\"match.agreed\", \"consult\"] #",
        ),
        (
            ("metric.where.scheme", ""),
            "where = { scheme = \"複業\" }\n",
            "",
        ),
        (
            ("metric.where.age-below", "35"),
            "{ scheme = \"複業\" }",
            "{ scheme = \"複業\" , age-below = 35 }",
        ),
        (
            ("metric.digits", "1"),
            "unit = \"社\"\n",
            "unit = \"社\"\ndigits = 1\n",
        ),
    ] {
        let expected = TEXT.replacen(from, to, 1);
        assert_eq!(edited(&[change]), expected, "{change:?}");
        read_region(&[file(&expected)]).unwrap();
    }
}

#[test]
fn what_cannot_be_is_refused_where_it_was_written() {
    let text = edited(&[("metric.window", "year")]);
    let error = read_region(&[file(&text)]).unwrap_err();
    assert_eq!(
        error.line,
        TEXT[..TEXT.find("window").unwrap()].lines().count() + 1
    );
    assert!(error.pointer().contains("window = \"year\""));
}

#[test]
fn what_is_written_in_another_way_has_no_form() {
    let (programme, no, year) = place();
    for text in ["", "a = ", "programme = [{ no = '1', kpi = [] }]"] {
        assert_eq!(fields_of(text, programme, no, year), None, "{text}");
    }
    assert!(defines_programme(TEXT, "1") && !defines_programme(TEXT, "2"));
}

proptest! {
    #[test]
    fn what_a_form_says_is_what_it_shows_again(
        name in "[^\\p{C}]{1,20}",
        scheme in prop::collection::vec("[ぁ-ん一-龠a-z\"'\\\\]{1,6}", 0..4),
        age in prop::option::of(0_u8..120),
    ) {
        let said = [
            ("name", name.trim().to_owned()),
            ("metric.where.scheme", scheme.join("、")),
            ("metric.where.age-from", age.map_or_else(String::new, |age| age.to_string())),
        ];
        let mut fields = fields();
        fields.extend(said.clone());
        let text = with_fields(&file(TEXT), place(), &fields).unwrap().unwrap();
        let (programme, no, year) = place();
        let again = fields_of(&text, programme, no, year).unwrap();
        for (name, said) in said {
            prop_assert_eq!(&again[name], &said);
        }
    }
}
