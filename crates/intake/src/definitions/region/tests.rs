//! The region that ships, held to the sheet it published, and the faults of a region.

use std::collections::BTreeMap;

use enishi_domain::kpi::KpiNo;
use enishi_domain::region::Region;

use super::*;
use crate::definitions::wording::{definition_error_ja, sentence_ja};

const YAIZU: [(&str, &str); 7] = [
    (
        "region.toml",
        include_str!("../../../../../regions/yaizu/region.toml"),
    ),
    (
        "programme-1.toml",
        include_str!("../../../../../regions/yaizu/programme-1.toml"),
    ),
    (
        "programme-2.toml",
        include_str!("../../../../../regions/yaizu/programme-2.toml"),
    ),
    (
        "programme-3.toml",
        include_str!("../../../../../regions/yaizu/programme-3.toml"),
    ),
    (
        "programme-4.toml",
        include_str!("../../../../../regions/yaizu/programme-4.toml"),
    ),
    (
        "programme-5.toml",
        include_str!("../../../../../regions/yaizu/programme-5.toml"),
    ),
    (
        "programme-6.toml",
        include_str!("../../../../../regions/yaizu/programme-6.toml"),
    ),
];

fn yaizu() -> Reading<Region> {
    let files = YAIZU.map(|(name, text)| RegionFile { name, text });
    read_region(&files).unwrap_or_else(|error| panic!("{}", definition_error_ja(&error)))
}

#[test]
fn yaizu_has_six_programmes_and_23_kpis() {
    let region = yaizu().value;
    assert_eq!(
        (region.municipality.as_str(), region.code.as_str()),
        ("焼津市", "222127")
    );
    let counts: Vec<usize> = region.programmes.iter().map(|p| p.kpis.len()).collect();
    assert_eq!(counts, [4, 4, 3, 4, 4, 4]);
    for programme in &region.programmes {
        for (kpi, number) in programme.kpis.iter().zip(1..) {
            assert_eq!(kpi.no, KpiNo::new(number));
            assert!(!sentence_ja(&kpi.metric, None, &region.series).is_empty());
        }
    }
}

#[test]
fn yaizu_has_the_targets_that_its_sheet_prints_and_no_others() {
    let region = yaizu().value;
    let year = "R6".parse().expect("a year");
    let mut printed: BTreeMap<String, &str> = BTreeMap::new();
    for programme in &region.programmes {
        for kpi in &programme.kpis {
            assert!(kpi.targets.keys().all(|target| *target == year));
            if let Some(target) = kpi.targets.get(&year) {
                printed.insert(format!("{}-{}", programme.no, kpi.no), target.text.as_str());
            }
        }
    }
    let expected = [
        ("1-1", "75社"),
        ("1-2", "750名"),
        ("1-3", "12件"),
        ("1-4", "6件"),
        ("2-1", "50人"),
        ("2-2", "45%"),
        ("2-3", "3 人"),
        ("2-4", "10人"),
        ("3-2", "2件"),
        ("4-1", "1 地域"),
        ("4-2", "男:18.51年"),
        ("6-3", "715,000人"),
    ];
    let expected = expected.map(|(kpi, text)| (kpi.to_owned(), text));
    assert_eq!(printed, BTreeMap::from(expected));
    let life = region.kpi("4", KpiNo::new(2)).expect("it is there");
    let labels: Vec<_> = life.targets[&year]
        .parts()
        .iter()
        .map(|p| p.label.clone())
        .collect();
    assert_eq!(labels, [Some("男".to_owned())]);
}

#[test]
fn what_is_odd_in_yaizu_is_told() {
    let findings = yaizu().findings;
    let told: Vec<String> = findings
        .iter()
        .map(|f| {
            let programme = f.programme.as_deref().unwrap_or_default();
            let kpi = f.kpi.map_or_else(String::new, |no| no.to_string());
            format!("{programme}-{kpi} {}", f.rule)
        })
        .collect();
    assert_eq!(
        told,
        [
            "1-3 L08", "4-2 L05", "6-1 L08", "6-3 L01", "6-3 L08", "6-4 L08"
        ]
    );
}

#[test]
#[expect(
    clippy::disallowed_macros,
    reason = "a test that did not run must say so"
)]
fn yaizu_agrees_with_the_sheet_it_published() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/seed/yaizu-r6.tsv"
    );
    let Ok(seed) = std::fs::read_to_string(path) else {
        eprintln!("did not run: the seed sheet is not beside the checkout");
        return;
    };
    let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let region = yaizu().value;
    let rows = seed.lines().skip(1);
    for (programme, row) in region.programmes.iter().zip(rows) {
        let cells: Vec<&str> = row.split('\t').collect();
        assert_eq!(programme.no, cells[0]);
        assert_eq!(
            squeeze(programme.name.as_deref().unwrap_or_default()),
            squeeze(cells[1])
        );
        let cost = programme.costs_settled.values().next().expect("R6 has one");
        assert_eq!(cost.to_string(), squeeze(cells[3]));
        let names: String = programme
            .kpis
            .iter()
            .map(|kpi| format!("{}{}", kpi.no.circled(), kpi.name))
            .collect();
        assert_eq!(squeeze(&names), squeeze(cells[4]));
        assert_eq!(programme.departments.concat(), cells[9].replace(' ', ""));
        for target in programme.kpis.iter().flat_map(|kpi| kpi.targets.values()) {
            assert!(cells[5].contains(&target.text), "{}", target.text);
        }
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut files = YAIZU.map(|(name, text)| RegionFile { name, text });
    files.reverse();
    let read = read_region(&files).expect("it is good");
    assert_eq!(read, yaizu());
}

#[test]
fn faults_of_a_region_have_a_place() {
    let head = "municipality = 'A'\ncode = '000000'\n";
    let kpi = "[[programme]]\nno = '1'\n[[programme.kpi]]\nno = '①'\nname = 'n'\n\
        metric = { measure = 'rows', kinds = ['hire'], window = 'fy', unit = '人' }\n";
    let deadline = |day: &str, step: &str| {
        format!("{head}[[deadline]]\nlabel = 'x'\nday = '{day}'\nstep = '{step}'\n")
    };
    for (text, place) in [
        (String::new(), "1:1"),
        (kpi.to_owned(), "1:1"),
        (head.to_owned(), "1:1"),
        (format!("municipality = 'A'\ncode = '12345'\n{kpi}"), "2:8"),
        (format!("{head}{kpi}{kpi}"), "10:6"),
        (format!("{head}{kpi}targets = {{ R6 = '多い' }}\n"), "9:18"),
        (format!("{head}{kpi}targets = {{ R0 = '1人' }}\n"), "9:13"),
        (format!("{head}{kpi}direction = 'sideways'\n"), "9:13"),
        (
            format!("{head}{kpi}tolerance = '1'\ndirection = 'up'\n"),
            "9:13",
        ),
        (format!("{head}{kpi}accumulation = 'heap'\n"), "9:16"),
        (format!("{head}{kpi}published-by = ['size']\n"), "9:17"),
        (
            format!("{head}{kpi}published-by = ['kind', 'kind']\n"),
            "9:25",
        ),
        (
            format!("{head}{kpi}published-by = ['kind']\n").replace("'fy'", "'asof'"),
            "9:17",
        ),
        (
            format!(
                "{head}{kpi}{}",
                &kpi[kpi.find("[[programme.kpi").expect("it is there")..]
            ),
            "10:6",
        ),
        (format!("{head}{kpi}colour = 'red'\n"), "9:1"),
        (format!("{head}mayor = 'x'\n{kpi}"), "3:1"),
        (deadline("6-31", "submit"), "5:7"),
        (deadline("2-29", "submit"), "5:7"),
        (deadline("June", "submit"), "5:7"),
        (deadline("6-30", "reopen"), "6:8"),
        (deadline("6-30", "later"), "6:8"),
        (
            deadline("6-30", "submit") + "[[deadline]]\nlabel = 'x'\nday = '7-1'\nstep = '承認'\n",
            "8:9",
        ),
    ] {
        let files = [RegionFile {
            name: "r.toml",
            text: &text,
        }];
        let error = read_region(&files).expect_err(&text);
        assert_eq!(
            format!("{}:{}", error.line, error.column),
            place,
            "{text}\n{error}"
        );
    }
}

#[test]
fn a_kpi_whose_metric_is_undecided_says_so_and_nothing_else() {
    let read = |more: &str| {
        let text = format!(
            "municipality = '架空市'\ncode = '000000'\n[[programme]]\nno = '1'\n\
             [[programme.kpi]]\nno = '①'\nname = '累計来場者割合'\ntargets = {{ R6 = '45社' }}\n\
             [programme.kpi.metric]\nmeasure = 'undecided'\n{more}"
        );
        let files = [("region.toml", text.as_str())];
        read_region(&files.map(|(name, text)| RegionFile { name, text }))
    };
    let reading = read("unit = '人'\n").expect("a unit is all that is known");
    let metric = &reading.value.programmes[0].kpis[0].metric;
    assert_eq!(sentence_ja(metric, None, &[]), "算定方法は未定（人）");
    // Nothing is counted, so that only the units can contradict one another.
    let rules: Vec<&str> = reading.findings.iter().map(|f| f.rule).collect();
    assert_eq!(rules, ["L03"]);
    assert!(read("").is_ok());
    for more in ["kinds = ['hire']", "window = 'fy'", "divisor = 10"] {
        let error = read(more).expect_err(more);
        assert!(definition_error_ja(&error).contains("undecided"), "{more}");
    }
}

#[test]
fn a_deadline_is_a_day_and_a_step() {
    let text = "[[deadline]]\nlabel = '提出'\nday = '06-30'\nstep = '提出'\n";
    let mut files = YAIZU.map(|(name, text)| RegionFile { name, text }).to_vec();
    files.push(RegionFile {
        name: "deadlines.toml",
        text,
    });
    let region = read_region(&files).expect("it is good").value;
    let [deadline] = region.deadlines.as_slice() else {
        panic!("one is declared: {:?}", region.deadlines);
    };
    assert_eq!((deadline.month, deadline.day), (6, 30));
    assert_eq!(deadline.step, Step::Submit);
}
