//! What holds for all rules together: the pages, the order, and what the seed's facts must give.

mod hostile;

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::background::Background;
use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::finding::Finding;
use enishi_domain::grid::Place;
use enishi_domain::kpi::Printed;
use enishi_domain::year_sheet::{Column, Programme, Unassigned, YearSheet};

use crate::handmade::{cost, names, programme, sheet};
use crate::page::{Page, severity_code};
use crate::wording::{Language, remedy, title};
use crate::{RULES, check, rule};

#[test]
fn rules_are_sorted_by_code_and_found_by_it() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
    for each in RULES {
        let found = rule(each.code).map(|rule| rule.code);
        assert_eq!(found, Some(each.code));
    }
    assert!(rule("S00").is_none());
}

#[test]
fn every_page_holds_what_a_page_must_hold() {
    for rule in RULES {
        let page = Page::parse(rule.page).unwrap_or_else(|error| panic!("{}: {error}", rule.code));
        assert_eq!(page.code, rule.code);
        assert_eq!(page.severity, rule.severity, "{}", rule.code);
        for message in &page.messages {
            let japanese = names(message.template.japanese);
            let english = names(message.template.english);
            assert_eq!(japanese, english, "{} {}", rule.code, message.key);
        }
        for language in [Language::Japanese, Language::English] {
            assert!(!title(rule.code, language).is_empty(), "{}", rule.code);
            assert!(!remedy(rule.code, language).is_empty(), "{}", rule.code);
        }
    }
}

#[test]
fn every_page_has_a_case_that_finds_and_one_that_does_not() {
    for rule in RULES {
        let page = Page::parse(rule.page).expect("parsed by another test");
        let (clean, found): (Vec<_>, Vec<_>) =
            page.cases.iter().partition(|case| case.expected.is_empty());
        assert!(!clean.is_empty(), "{}", rule.code);
        // A workbook's faults cannot be shown in a text, and D17 needs two sheets.
        let unshown = rule.code.starts_with('R') || rule.code == "D17";
        assert!(unshown || !found.is_empty(), "{}", rule.code);
        for line in page.cases.iter().flat_map(|case| case.expected.lines()) {
            assert!(line.starts_with(rule.code), "{line}");
        }
        for case in &page.cases {
            assert_eq!(&rule.page[case.expected_at.clone()], case.expected);
        }
    }
}

/// The readers' rules are emitted elsewhere; of all others each message stands in the source.
#[test]
fn every_message_of_a_page_is_used_by_its_rule() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let mut sources = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the rules have a folder") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).expect("a rule is a text");
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            sources.insert(name[..3].to_uppercase(), source);
        }
    }
    for rule in RULES {
        let source = &sources[rule.code];
        let elsewhere = source.contains("while_reading");
        let page = Page::parse(rule.page).expect("parsed by another test");
        for message in page.messages.iter().filter(|_| !elsewhere) {
            let quoted = format!("\"{}\"", message.key);
            assert!(source.contains(&quoted), "{} {}", rule.code, message.key);
        }
    }
}

/// The seed's facts, in words of our own where it is not the words that matter.
fn seed_programmes() -> Vec<Programme> {
    vec![
        programme(
            "1",
            &[
                ["地元企業のビジネスマッチング件数", "75社", "63社", "×"],
                ["複業人材参加者数", "750名", "750名", "○"],
                ["拠点に結びついた個人事業主数", "12件", "11件", "×"],
                ["企業版ふるさと納税寄附件数", "6件", "5件", "×"],
            ],
        ),
        programme(
            "2",
            &[
                ["35歳未満の就農者数", "50人", "4人", "×"],
                ["担い手への農地集積", "45%", "38.7%", "×"],
                ["農業生産法人以外の新規参入数", "3人", "3人", "○"],
                ["センターの利用者数", "10人", "1,628人", "○"],
            ],
        ),
        programme(
            "3",
            &[
                ["スタートアップの進出数", "", "3 社", "○"],
                ["新規サービス創出件数", "2件", "2 件", "○"],
                ["起業に関心を持っている人数", "", "2 人", "○"],
            ],
        ),
        programme(
            "4",
            &[
                ["地域活動を始めた組織数", "1 地域", "0 地域", "×"],
                ["市民の健康寿命", "男:18.51年", "男:18.18年 女:20.29年", "×"],
                ["参画する個人、起業、NPO法人等の数", "", "46人", "○"],
                ["移住者及び二拠点居住者数", "", "9人", "×"],
            ],
        ),
        programme(
            "5",
            &[
                ["人口一人当たりの労働生産性", "", "467.66万円", "○"],
                ["新たに雇用した人数", "", "10人", "○"],
                ["雇用促進セミナー参加者", "", "35人", "○"],
                ["新たに認定された市内企業数", "", "4社", "○"],
            ],
        ),
        programme(
            "6",
            &[
                ["社会増(UIJターン数)", "", "203人", "×"],
                ["ファンクラブ会員数", "", "0人", "-"],
                [
                    "ふるさと納税寄付件数(年間 関係人口数)",
                    "715,000人",
                    "725, 929人",
                    "○",
                ],
                ["ふるさと納税寄付金額", "", "10, 812, 285千円", "×"],
            ],
        ),
    ]
}

fn seed() -> YearSheet {
    let mut programmes = seed_programmes();
    complete(&mut programmes);
    let mut sheet = sheet(programmes);
    sheet.unassigned.push(Unassigned {
        programme: Some("5".to_owned()),
        column: Column::Target,
        text: "320人".to_owned(),
        place: Some(Place::new(6, 6)),
    });
    sheet
}

fn complete(programmes: &mut [Programme]) {
    let costs = [
        ("14, 894, 396円", 14_894_396),
        ("5, 627, 315円", 5_627_315),
        ("9, 627, 700円", 9_627_700),
        ("12, 287, 547円", 12_287_547),
        ("1, 486, 350円", 1_486_350),
        ("5, 292, 876円", 5_292_876),
    ];
    let again =
        "拠点を中心に、商談の場がひとりでに続いていくことと、市内への定着が進むことを期待する。";
    let remarks = [
        format!("①コロナ渦では商談が多かった。今後は、{again}③至らなかった。今後は、{again}"),
        "①周知の方法を変える。②集積を進める。".to_owned(),
        "①進出を増やす。".to_owned(),
        "①立ち上げに至らなかった。②教室を増やす。④案内を早める。".to_owned(),
        "①続けていく。".to_owned(),
        "①転出が多い。②翌年度に始めるため未計測。③達成した。④届かなかった。".to_owned(),
    ];
    for ((programme, (text, yen)), words) in programmes.iter_mut().zip(costs).zip(remarks) {
        programme.cost_settled = cost(text, Some(yen));
        programme.departments = vec!["商工観光課".to_owned()];
        programme.remarks = Some(Printed::new(words.clone()));
        for kpi in &mut programme.kpis {
            let number = kpi.no.circled();
            let own = words.split_once(number.as_str()).map(|(_, rest)| {
                let end = rest.find(['②', '③', '④']).unwrap_or(rest.len());
                Printed::new(&rest[..end])
            });
            kpi.remarks = own;
        }
    }
    programmes[1].name = None;
}

/// Where a rule finds something: `1-①`, `3` for a programme, or `-` for the sheet.
fn places(findings: &[Finding], code: &str) -> BTreeSet<String> {
    let of_rule = findings.iter().filter(|finding| finding.rule == code);
    let named = of_rule.map(|finding| match (&finding.programme, finding.kpi) {
        (Some(programme), Some(kpi)) => format!("{programme}-{}", kpi.circled()),
        (Some(programme), None) => programme.clone(),
        (None, _) => "-".to_owned(),
    });
    named.collect()
}

#[test]
fn the_seeds_facts_give_what_they_must_give() {
    let sheet = seed();
    let findings = check(&sheet, &evaluate_sheet(&sheet), &Background::default());
    for (code, expected) in [
        ("S01", "3 4 5 6"),
        ("S02", "2"),
        ("S03", ""),
        ("S04", "1"),
        ("S06", ""),
        ("S07", "1 2 3 4 5 6 6-③ 6-④"),
        ("S10", "5"),
        ("D10", "-"),
        ("D12", ""),
        ("D18", "2-④"),
        ("N20", "1-① 4-① 6-③"),
        ("N21", ""),
        ("N23", ""),
        ("N27", ""),
        ("N28", "4-②"),
        ("N29", "2-①"),
        ("N30", ""),
        ("N33", "6-②"),
        ("N34", ""),
        ("M40", ""),
        ("M41", ""),
        ("M42", "3-① 3-③ 4-③ 4-④ 5-① 5-② 5-③ 5-④ 6-① 6-④"),
        ("M43", ""),
        ("Y50", ""),
        ("Y55", ""),
        ("Y58", "-"),
        ("T60", "1 2-③ 4-③ 6-③"),
    ] {
        let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
        assert_eq!(places(&findings, code), expected, "{code}");
    }
    let severities: BTreeSet<_> = findings
        .iter()
        .filter(|finding| finding.rule == "N20")
        .map(|finding| severity_code(finding.severity))
        .collect();
    assert_eq!(severities, BTreeSet::from(["warning"]));
}

#[test]
fn findings_come_in_the_order_of_the_sheet_and_sheetwide_ones_last() {
    let sheet = seed();
    let findings = check(&sheet, &evaluate_sheet(&sheet), &Background::default());
    let placed = |finding: &Finding| {
        let place = finding.place.as_ref();
        place.map_or((true, 0, 0), |place| (false, place.row, place.column))
    };
    assert!(findings.is_sorted_by_key(placed));
    assert_eq!(
        findings.last().map(|finding| finding.place.is_none()),
        Some(true)
    );
    assert_eq!(
        findings,
        check(&sheet, &evaluate_sheet(&sheet), &Background::default())
    );
}

#[test]
fn nothing_is_found_in_an_empty_sheet() {
    let sheet = YearSheet::default();
    assert_eq!(
        check(&sheet, &evaluate_sheet(&sheet), &Background::default()),
        []
    );
}
