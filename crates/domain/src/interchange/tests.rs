//! The published shapes, key by key, and the way back.

use proptest::prelude::*;

use super::{Check, Checks, InterchangeError, NoEntry, RenderedFinding, Source};
use crate::evaluation::evaluate_sheet;
use crate::figure::{Content, Part, Quantity, Unit, Value};
use crate::finding::{Repair, Severity};
use crate::grid::Place;
use crate::kpi::{Actual, Kpi, KpiNo, Printed, Target};
use crate::strategies;
use crate::year_sheet::{Programme, YearSheet};

fn check(sheet: &YearSheet) -> Check {
    Check::new(Source::default(), sheet, &evaluate_sheet(sheet), Vec::new())
}

fn value(text: &str, parts: Vec<Part>) -> Value {
    Value {
        text: text.to_owned(),
        content: Content::Parts(parts),
        place: None,
    }
}

fn one_kpi(target: Value, actual: Value) -> YearSheet {
    let mut kpi = Kpi::new(KpiNo::new(1), Printed::new("参加者数"));
    kpi.target = Some(Target(target));
    kpi.actual = Some(Actual::Stated(actual));
    let programme = Programme {
        no: "1".to_owned(),
        kpis: vec![kpi],
        ..Programme::default()
    };
    YearSheet {
        programmes: vec![programme],
        ..YearSheet::default()
    }
}

proptest! {
    #[test]
    fn a_sheet_comes_back_from_json(sheet in strategies::any_year_sheet()) {
        let written = check(&sheet);
        let json = serde_json::to_string(&written).unwrap();
        let read: Check = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(check(&read.into_sheet().unwrap()), written);
    }

    #[test]
    fn a_total_is_the_sum_of_its_results(
        a in strategies::year_sheet(),
        b in strategies::year_sheet(),
    ) {
        let checks = Checks::new(vec![check(&a), check(&b)]);
        prop_assert_eq!(checks.summary.kpis, a.kpis().count() + b.kpis().count());
        let computed = checks.summary.computed;
        let sum = computed.met + computed.missed + computed.unmeasured;
        prop_assert_eq!(sum, checks.summary.kpis);
    }
}

#[test]
fn keys_stand_in_the_published_order_and_absent_ones_are_absent() {
    let people = Unit::new("人");
    let sheet = one_kpi(
        value("75人", vec![Part::exact(75.into(), people.clone())]),
        value("63人", vec![Part::exact(63.into(), people)]),
    );
    let json = serde_json::to_string(&check(&sheet).sheet.programmes[0].kpis[0]).unwrap();
    let expected = concat!(
        r#"{"no":1,"name":"参加者数","unit":"","direction":"up","direction_source":"assumed","#,
        r#""accumulation":"undeclared","baseline":null,"#,
        r#""target":{"text":"75人","parts":[{"label":null,"amount":"75","unit":"人","#,
        r#""qualifier":null,"period":null}],"missing":null},"#,
        r#""actual":{"text":"63人","parts":[{"label":null,"amount":"63","unit":"人","#,
        r#""qualifier":null,"period":null}],"missing":null},"#,
        r#""stated":null,"computed":{"verdict":"missed","reason":null,"period":null},"#,
        r#""rate":{"percent":"84.0","formula":"F1"},"stated_rate":null,"remarks":null}"#,
    );
    assert_eq!(json, expected);
}

#[test]
fn parts_of_a_divided_kpi_have_their_own_rates() {
    let part = |label: &str, hundredths: i64| Part {
        label: Some(label.to_owned()),
        ..Part::exact(rust_decimal::Decimal::new(hundredths, 2), Unit::new("年"))
    };
    let sheet = one_kpi(
        value("男:18.51年", vec![part("男", 1851)]),
        value(
            "男:18.18年 女:20.29年",
            vec![part("男", 1818), part("女", 2029)],
        ),
    );
    let kpi = &check(&sheet).sheet.programmes[0].kpis[0];
    let json = serde_json::to_string(&kpi.rate).unwrap();
    let expected = concat!(
        r#"{"percent":"98.2","formula":"F1","parts":["#,
        r#"{"label":"男","percent":"98.2","formula":"F1","verdict":"missed","reason":null},"#,
        r#"{"label":"女","percent":null,"formula":null,"verdict":"unmeasured","#,
        r#""reason":"part_without_target"}]}"#,
    );
    assert_eq!(json, expected);
    assert_eq!(kpi.computed.verdict, "missed");
}

#[test]
fn amounts_keep_their_digits() {
    let range = Part {
        quantity: Quantity::Range {
            low: Some(rust_decimal::Decimal::new(100, 1)),
            high: None,
        },
        ..Part::exact(0.into(), Unit::default())
    };
    let json = serde_json::to_string(&super::PartEntry::from(&range)).unwrap();
    let expected =
        r#"{"label":null,"amount":null,"unit":"","low":"10.0","qualifier":null,"period":null}"#;
    assert_eq!(json, expected);
}

#[test]
fn a_finding_is_written_with_its_place_and_number() {
    let finding = RenderedFinding {
        rule: "S05".to_owned(),
        severity: Severity::Error,
        programme: Some("3".to_owned()),
        kpi: Some(KpiNo {
            first: 7,
            second: Some(2),
        }),
        place: Some(Place {
            header: Some("評価".to_owned()),
            ..Place::new(4, 8)
        }),
        message: "読み替え".to_owned(),
        remedy: Some("表には出ない".to_owned()),
        excerpt: None,
        repair: Some(Repair {
            from: "10".to_owned(),
            to: "①○".to_owned(),
        }),
        count: 1,
    };
    let sheet = YearSheet::default();
    let evaluation = evaluate_sheet(&sheet);
    let check = Check::new(Source::default(), &sheet, &evaluation, vec![finding]);
    assert_eq!(check.summary.findings.error, 1);
    let expected = concat!(
        r#"[{"rule":"S05","severity":"error","programme":"3","kpi":"7-2","#,
        r#""place":{"row":4,"column":8,"header":"評価"},"message":"読み替え","#,
        r#""repair":{"from":"10","to":"①○"}}]"#,
    );
    assert_eq!(serde_json::to_string(&check.findings).unwrap(), expected);
}

#[test]
fn what_is_no_checked_sheet_is_refused() {
    let sheet = one_kpi(
        value("1", vec![Part::exact(1.into(), Unit::default())]),
        value("1", vec![Part::exact(1.into(), Unit::default())]),
    );
    let refused = |change: fn(&mut Check)| {
        let mut check = check(&sheet);
        change(&mut check);
        check.into_sheet().unwrap_err()
    };
    assert_eq!(
        refused(|check| check.format = "enishi.check/2".to_owned()),
        InterchangeError::UnknownFormat("enishi.check/2".to_owned())
    );
    assert_eq!(
        refused(|check| check.sheet.fiscal_year = Some(6)),
        InterchangeError::BadYear(6)
    );
    assert_eq!(
        refused(|check| {
            check.sheet.programmes[0].kpis[0].no = NoEntry::Levels("七".to_owned());
        }),
        InterchangeError::BadKpiNo("七".to_owned())
    );
    assert_eq!(
        refused(|check| {
            let target = check.sheet.programmes[0].kpis[0].target.as_mut().unwrap();
            target.missing = Some("blank".to_owned());
        }),
        InterchangeError::PartsOrMissing("1".to_owned())
    );
    assert_eq!(
        refused(|check| {
            let target = check.sheet.programmes[0].kpis[0].target.as_mut().unwrap();
            target.parts[0].amount = Some("1e400".to_owned());
        }),
        InterchangeError::BadAmount("1e400".to_owned())
    );
}
