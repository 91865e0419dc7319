//! No text whatever makes a rule stop, and no finding is mute.

use enishi_domain::background::Background;
use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::kpi::{Printed, StatedRate};
use enishi_domain::year_sheet::{Column, Unassigned, YearSheet};
use proptest::prelude::*;

use crate::check;
use crate::handmade::{baseline, cost, programme, sheet};
use crate::sheet::excerpt;
use crate::wording::{Language, message};

/// Pieces that rules look for, in any order, and any other characters between them.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9０-９,， .．、:：@()（）\\-−ー]{1,6}",
        "令和|平成|年度?|月|日|元年|（2024年）|起業|、|。|・|のの|寄附|寄付|氏名：|内線|①|②|件数|割合",
        "\\PC{1,3}",
        "[\\s\\u{0}]",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Values as a reader could give them.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,20}(\\.[0-9]{1,6})?(人|件|%|千円|円|年|)",
        "(男|女|計|R5|R6|内数):[0-9]{1,4}人 (男|女|計|R6|R7):-?[0-9]{1,4}(人|件)",
        Just("空欄".to_owned()),
        Just("-".to_owned()),
        Just(String::new()),
    ]
}

prop_compose! {
    fn any_sheet()(
        names in [words(), words()],
        targets in [number(), number()],
        actuals in [number(), number()],
        before in number(),
        marks in ["[○×\\-△A]?", "[○×✕〇－]?"],
        prose in [words(), words(), words()],
        year in 2015_i16..2030,
    ) -> YearSheet {
        let kpis = [0, 1].map(|i| {
            [names[i].as_str(), targets[i].as_str(), actuals[i].as_str(), marks[i].as_str()]
        });
        let mut first = programme("1", &kpis);
        first.kpis[0].baseline = baseline(&before);
        first.kpis[0].stated_rate = Some(StatedRate {
            text: prose[0].clone(),
            percent: Some(year.into()),
            place: None,
        });
        first.overview = Some(Printed::new(prose[0].repeat(2)));
        first.remarks = Some(Printed::new(prose[1].as_str()));
        first.cost_settled = cost(&prose[2], None);
        let mut sheet = sheet([first, programme("", &kpis)]);
        sheet.title = Some(prose[2].clone());
        sheet.fiscal_year = enishi_domain::calendar::FiscalYear::new(year);
        sheet.unassigned.push(Unassigned {
            programme: Some("1".to_owned()),
            column: Column::Target,
            text: prose[0].clone(),
            place: None,
        });
        sheet
    }
}

proptest! {
    #[test]
    fn any_sheet_is_checked_and_every_finding_is_worded(sheet in any_sheet()) {
        let evaluation = evaluate_sheet(&sheet);
        let findings = check(&sheet, &evaluation, &Background::default());
        for finding in &findings {
            prop_assert!(!message(finding, Language::Japanese).is_empty());
            prop_assert!(!message(finding, Language::English).is_empty());
            let quoted = finding.excerpt.as_deref().unwrap_or_default();
            prop_assert!(quoted.chars().count() <= 60, "{quoted}");
        }
        prop_assert_eq!(&findings, &check(&sheet, &evaluation, &Background::default()));
    }

    #[test]
    fn an_excerpt_is_one_short_line(text in words()) {
        let quoted = excerpt(&text);
        prop_assert!(quoted.chars().count() <= 60);
        prop_assert!(!quoted.contains(['\n', '\t']));
    }
}
