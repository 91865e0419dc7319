//! The demo city from its files to its sheet: every step of its office through the jobs that a real
//! office uses, and then the figures that the seed's sheet states.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use enishi_desk::break_down::breakdowns;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::convert_sheet::{Format, convert_sheet};
use enishi_desk::demo::{City, Size, actuals, city, region_files};
use enishi_desk::evaluate_year::evaluate_year;
use enishi_desk::measure_year::{measure_live, measure_year};
use enishi_desk::office::{Office, Secret};
use enishi_desk::publish_year::{NotPublished, publish_site, publish_year};
use enishi_desk::reception::Entropy;
use enishi_desk::run_demo::run_demo;
use enishi_desk::{DeskError, Language};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::finding::Severity;
use enishi_domain::interchange::NoEntry;
use enishi_domain::measurement::FigureStatus;

async fn small_city(folder: &Path) -> (Office, City) {
    let address = format!("sqlite:{}/enishi.db", folder.display());
    let city = city(Size::Small);
    let start = city.steps[0].at;
    let (mut office, findings) = Office::init(
        &address,
        &region_files(Size::Small),
        Secret::new(&[7; 32]),
        start,
    )
    .await
    .expect("a new ledger");
    assert!(findings.iter().all(|f| f.severity != Severity::Error));
    run_demo(&mut office, &city, &entropy(), &mut |_| {
        ControlFlow::Continue(())
    })
    .await
    .expect("every step of the office");
    (office, city)
}

/// Bytes that never come twice.
fn entropy() -> Entropy {
    let next = AtomicU64::new(1);
    Arc::new(move |bytes: &mut [u8]| {
        let n = next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        for (byte, n) in bytes.iter_mut().zip(n.into_iter().cycle()) {
            *byte = n;
        }
    })
}

fn r6() -> FiscalYear {
    FiscalYear::new(2024).expect("a year of our age")
}

/// The written sheet is checked like any city's. No error is one that the ledger could have
/// prevented, as the ledger knows actuals and the city sets names and targets: 事業2 has no name on
/// the published sheet (S02), in 事業3 to 事業6 some KPIs have no target (S01), and of 4-② only 男
/// has one (N28).
fn assert_only_what_the_city_decided_remains(sheet: &Checked) {
    let written = convert_sheet(sheet, Format::Xlsx, Language::Japanese).expect("a workbook");
    let document = Document {
        name: "sheet.xlsx",
        bytes: &written.bytes,
    };
    let checked = check_sheet(document, &Options::default()).expect("it is read again");
    let findings = checked.to_check(Language::Japanese).findings.into_iter();
    let errors = findings.filter(|finding| finding.severity == "error");
    let errors: Vec<_> = errors
        .map(|finding| (finding.rule, finding.programme, finding.kpi))
        .collect();
    let of = |programme: &str| Some(programme.to_owned());
    let expected = [
        ("S02".to_owned(), of("2"), None),
        ("S01".to_owned(), of("3"), None),
        ("N28".to_owned(), of("4"), Some(NoEntry::Plain(2))),
        ("S01".to_owned(), of("4"), None),
        ("S01".to_owned(), of("5"), None),
        ("S01".to_owned(), of("6"), None),
    ];
    assert_eq!(errors, expected);
}

/// Each programme with a × says why, and nobody had written anything when the year had just ended.
async fn assert_says_what_was_written_by_then(office: &Office, sheet: &Checked) {
    let said = |sheet: &Checked| {
        let kpis = sheet.sheet.kpis();
        kpis.filter(|(_, kpi)| kpi.remarks.is_some()).count()
    };
    assert!(said(sheet) > 7, "{}", said(sheet));
    let unexplained = |sheet: &Checked| sheet.findings.iter().any(|f| f.rule == "M45");
    assert!(!unexplained(sheet));
    let early = jiff::civil::date(2025, 4, 10);
    let early = evaluate_year(office, r6(), Some(early))
        .await
        .expect("a sheet");
    assert_eq!(said(&early), 0);
    assert!(unexplained(&early));
    assert_ne!(early.source.sha256, sheet.source.sha256);
}

/// Every breakdown is of the same rows as its figure, and whoever is in the figure is in a line.
async fn assert_broken_down(office: &Office) {
    let measured = measure_year(office, r6(), None).await.expect("figures");
    let mut broken = Vec::new();
    for (programme, figures) in office.region().programmes.iter().zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let found = breakdowns(office, (&programme.no, figure), r6())
                .await
                .expect("breakdowns");
            for breakdown in found {
                let name = format!("{}-{} {}", programme.no, kpi.no, breakdown.by);
                let rows: i64 = breakdown.lines.iter().map(|line| line.rows).sum();
                if breakdown.by != "算式の項" {
                    assert_eq!(Some(rows), figure.measurement.rows, "{name}");
                }
                if let Some(whole) = figure.measurement.distinct
                    && breakdown.lines.iter().all(|line| line.figure.is_some())
                {
                    let lines = breakdown.lines.iter();
                    let counted: Vec<i64> = lines.filter_map(|line| line.distinct).collect();
                    assert!(counted.iter().sum::<i64>() >= whole, "{name}");
                    assert!(counted.iter().all(|one| *one <= whole), "{name}");
                }
                broken.push(name);
            }
        }
    }
    for name in ["1-2 種別", "1-2 目的", "4-4 種別", "5-3 種別"] {
        assert!(broken.iter().any(|one| one == name), "{name}: {broken:?}");
    }
}

/// R6 went through its whole year, and R7 is as far as half a year brings it.
async fn assert_published(office: &Office) {
    let edition = publish_year(office, r6()).await.expect("R6 is published");
    assert_eq!(edition.published_on, "2025-08-20");
    let (met, missed) = (edition.counts.met, edition.counts.missed);
    assert_eq!((edition.programmes.len(), met, missed), (6, 5, 7));
    let kpis = edition.programmes.iter().flat_map(|part| &part.kpis);
    for kpi in kpis.filter(|kpi| kpi.verdict == "missed") {
        assert!(!kpi.statement.cause.is_empty(), "{} says why", kpi.name);
    }
    let site = publish_site(office, &[]).await.expect("a site");
    assert!(site.contains_key("r6/kpis/6-3/index.html"));
    assert!(!site.keys().any(|path| path.starts_with("r7")), "{site:?}");
    let next = r6().next().expect("a year of our age");
    let unfinished = publish_year(office, next).await;
    assert!(matches!(
        unfinished,
        Err(DeskError::NotPublished(NotPublished::Unfinished { programmes, .. }))
            if programmes.len() == 6
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_city_gives_the_figures_of_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let (office, _) = small_city(folder.path()).await;
    let mut wrong = Vec::new();
    for actual in actuals::years() {
        let measured = measure_year(&office, actual.year, None).await.unwrap();
        let region = office.region();
        let mut expected = actual.by_kpi(Size::Small).into_iter();
        for (programme, figures) in region.programmes.iter().zip(&measured.programmes) {
            for (kpi, figure) in programme.kpis.iter().zip(figures) {
                let (name, amounts) = expected.next().unwrap();
                let found: Vec<_> = figure
                    .measurement
                    .amounts
                    .iter()
                    .map(|a| a.amount)
                    .collect();
                if found != amounts {
                    let kpi = format!("{} {}-{}", actual.year, programme.no, kpi.no);
                    wrong.push(format!("{kpi} ({name}): {found:?}, not {amounts:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let measured = measure_year(&office, r6(), None).await.unwrap();
    let statuses: Vec<_> = measured
        .programmes
        .iter()
        .flatten()
        .map(|m| m.measurement.status)
        .collect();
    let frozen = statuses
        .iter()
        .filter(|s| **s == FigureStatus::Frozen)
        .count();
    assert_eq!(frozen, 22, "{statuses:?}");
    let sheet = evaluate_year(&office, r6(), None).await.unwrap();
    assert_says_what_was_written_by_then(&office, &sheet).await;
    let summary = sheet.summary();
    assert_eq!((summary.programmes, summary.kpis), (6, 23));
    assert_eq!((summary.computed.met, summary.computed.missed), (5, 7));
    assert_only_what_the_city_decided_remains(&sheet);
    assert_broken_down(&office).await;
    assert_published(&office).await;
    let live = measure_live(&office, r6(), Position::NOW).await.unwrap();
    assert_eq!(live.programmes.len(), 6);
    office.close().await;
}
