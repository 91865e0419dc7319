//! Published tables with figures of their own to be held against: nothing is lost, and what is
//! computed is computed again here, from the bytes and by other means.

use std::collections::BTreeMap;
use std::path::Path;

use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::error::DeskError;
use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::Severity;
use enishi_domain::kpi::{Accumulation, Direction, Kpi};
use enishi_domain::rate::capped;
use enishi_domain::verdict::Verdict;
use enishi_domain::year_sheet::Column;
use enishi_intake::IntakeError;
use enishi_intake::definitions::settings::read_settings;
use enishi_intake::formats::unpacked;
use enishi_tests::shared_data;
use rust_xlsxwriter::Workbook;

type Row = BTreeMap<String, String>;

/// The rows of a delimited file by its headings, read by another reader than ours.
fn rows(bytes: &[u8], delimiter: u8) -> Vec<Row> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(bytes);
    let rows = reader.deserialize::<Row>();
    rows.collect::<Result<_, _>>().expect("a delimited file")
}

fn options(settings: &str) -> Options {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("documents")
        .join(settings);
    let toml = std::fs::read_to_string(path).expect("the settings");
    Options {
        settings: read_settings(&toml).expect("good settings"),
        ..Options::default()
    }
}

fn check(name: &str, bytes: &[u8], options: &Options) -> Checked {
    let document = Document { name, bytes };
    check_sheet(document, options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn findings(checked: &Checked, rule: &str) -> usize {
    checked
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .count()
}

/// One indicator of a programme, year by year: target and actual.
struct Indicator {
    name: String,
    unit: String,
    years: BTreeMap<i16, (Option<Decimal>, Option<Decimal>)>,
}

/// A row goes to the last indicator of that name and unit that lacks its year.
fn indicators(rows: &[Row]) -> Vec<(String, Vec<Indicator>)> {
    let mut programmes: Vec<(String, Vec<Indicator>)> = Vec::new();
    for row in rows {
        let no = &row["事業番号"];
        if programmes.last().is_none_or(|(last, _)| last != no) {
            programmes.push((no.clone(), Vec::new()));
        }
        let indicators = &mut programmes.last_mut().expect("just pushed").1;
        let (name, unit) = (row["指標"].trim(), row["単位"].trim());
        if name.is_empty() {
            continue;
        }
        let year = row["年度"].parse().expect("a year");
        let fits = |i: &Indicator| i.name == name && i.unit == unit && !i.years.contains_key(&year);
        let at = indicators.iter().rposition(fits).unwrap_or_else(|| {
            indicators.push(Indicator {
                name: name.to_owned(),
                unit: unit.to_owned(),
                years: BTreeMap::new(),
            });
            indicators.len() - 1
        });
        let values = (row["目標値"].parse().ok(), row["実績値"].parse().ok());
        indicators[at].years.insert(year, values);
    }
    programmes
}

fn expected_verdict(indicator: &Indicator, kpi: &Kpi) -> (Option<i16>, Option<bool>) {
    let both = |(year, values): (&i16, &(Option<Decimal>, Option<Decimal>))| {
        Some((*year, values.0?, values.1?))
    };
    let Some((year, target, actual)) = indicator.years.iter().rev().find_map(both) else {
        return (None, None);
    };
    // 「…の増加数」 adds up over the years.
    let (target, actual) = if kpi.accumulation == Accumulation::Increment {
        let until = || indicator.years.range(..=year).map(|(_, values)| values);
        let targets = until().filter_map(|(target, _)| *target);
        (
            targets.sum(),
            until().filter_map(|(_, actual)| *actual).sum(),
        )
    } else {
        (target, actual)
    };
    let met = match kpi.direction {
        Direction::Up => actual >= target,
        Direction::Down => actual <= target,
        Direction::Maintain { .. } | Direction::Range => actual == target,
    };
    (Some(year), Some(met))
}

fn parts(kpi: &Kpi, of: fn(&Kpi) -> Option<&enishi_domain::figure::Value>) -> usize {
    of(kpi).map_or(0, |value| value.parts().len())
}

#[test]
fn three_years_of_the_ministries_indicators_become_one_kpi_each() {
    let Some(bytes) = shared_data::read("judgit/indicators_2021.csv.gz") else {
        return;
    };
    let checked = check("indicators_2021.csv.gz", &bytes, &Options::default());
    let rows = rows(&unpacked(&bytes).expect("gzip"), b',');
    assert_eq!(rows.len(), 24_555);
    let expected = indicators(&rows);
    let sheet = &checked.sheet;
    assert_eq!(checked.source.layout.as_deref(), Some("long"));
    assert_eq!(sheet.programmes.len(), 4_648);
    assert_eq!(sheet.kpis().count(), 8_173);

    let left = |column| {
        sheet
            .unassigned
            .iter()
            .filter(|u| u.column == column)
            .count()
    };
    let read = |of| sheet.kpis().map(|(_, kpi)| parts(kpi, of)).sum::<usize>();
    assert_eq!((left(Column::Actual), left(Column::Target)), (5, 7));
    assert_eq!(read(Kpi::actual_value) + left(Column::Actual), 16_552);
    assert_eq!(read(Kpi::target_value) + left(Column::Target), 15_323);

    let mut counts = BTreeMap::new();
    let programmes = sheet.programmes.iter().zip(&checked.evaluation.kpis);
    for ((programme, evaluations), (no, indicators)) in programmes.zip(&expected) {
        assert_eq!(
            (&programme.no, programme.kpis.len()),
            (no, indicators.len())
        );
        for ((kpi, evaluation), indicator) in programme.kpis.iter().zip(evaluations).zip(indicators)
        {
            // A numbering at the name's beginning is the KPI's number.
            assert!(indicator.name.ends_with(&kpi.name.text), "{no}");
            let (year, met) = expected_verdict(indicator, kpi);
            let verdict = match evaluation.verdict {
                Verdict::Met => Some(true),
                Verdict::Missed => Some(false),
                Verdict::Unmeasured(_) => None,
            };
            let period = evaluation.period.map(FiscalYear::western);
            assert_eq!(
                (period.filter(|_| met.is_some()), verdict),
                (year, met),
                "{no}"
            );
            *counts.entry(format!("{verdict:?}")).or_insert(0) += 1;
        }
    }
    let counted: Vec<(&str, usize)> = counts.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let expected = [
        ("None", 2_395),
        ("Some(false)", 2_343),
        ("Some(true)", 3_435),
    ];
    assert_eq!(counted, expected);
}

/// What our rates of a file of the French barometer are beside the printed ones.
#[derive(Debug, Default, PartialEq, Eq)]
struct Beside {
    /// Rows with all four values.
    complete: usize,
    /// Ours, capped to 0–100 and rounded, is the printed one.
    equal: usize,
    /// Rows that stood at or beyond the target from the start, where we say 維持目標.
    maintained: usize,
    /// Those of them that differ from the printed rate.
    maintained_otherwise: usize,
    /// Rates that M43 finds to follow by no formula at all …
    m43_errors: usize,
    /// … and those that follow for the other direction.
    m43_infos: usize,
}

fn compare(checked: &Checked, rows: &[Row]) -> Beside {
    let m43 = || {
        checked
            .findings
            .iter()
            .filter(|finding| finding.rule == "M43")
    };
    let severe = |severity| m43().filter(|finding| finding.severity == severity).count();
    let mut beside = Beside {
        m43_errors: severe(Severity::Error),
        m43_infos: severe(Severity::Info),
        ..Beside::default()
    };
    let evaluations = checked.evaluation.kpis.iter().flatten();
    let kpis = checked.sheet.kpis().map(|(_, kpi)| kpi).zip(evaluations);
    for ((kpi, evaluation), row) in kpis.zip(rows) {
        assert_eq!(kpi.name.text, row["indicateur"].trim());
        let number = |key: &str| row[key].trim().parse::<Decimal>().ok();
        let columns = ["valeur_initiale", "valeur_actuelle", "cible"];
        let complete = columns.into_iter().all(|key| number(key).is_some());
        let Some(printed) = number("pourcentage_cible").filter(|_| complete) else {
            continue;
        };
        beside.complete += 1;
        let rate = evaluation
            .rate
            .expect("a rate where all values are printed");
        // As the barometer rounds: 12.5 to 12.
        let to_even = rust_decimal::RoundingStrategy::MidpointNearestEven;
        let equal = capped(rate.percent).round_dp_with_strategy(0, to_even) == printed;
        beside.equal += usize::from(equal);
        beside.maintained += usize::from(rate.maintains);
        beside.maintained_otherwise += usize::from(rate.maintains && !equal);
    }
    beside
}

fn barometer(settings: &str, file: &str) -> Option<Beside> {
    let name = format!("barometre-resultats-synthese-{file}.csv");
    let bytes = shared_data::read(&format!("barometre-fr/{name}"))?;
    let checked = check(&name, &bytes, &options(settings));
    let rows = rows(&bytes, b',');
    assert_eq!(checked.sheet.kpis().count(), rows.len(), "{name}");
    Some(compare(&checked, &rows))
}

/// Where a place stood beyond the target from the start, target and baseline infer the wrong
/// direction: 3 and 69 rows. M43 says so, as information; one rate follows neither way.
#[test]
fn the_french_barometers_rates_follow_by_f4() {
    for (file, complete, equal, m43_errors) in [
        ("national", 51, 51, 0),
        ("regional", 583, 580, 0),
        ("departemental", 3_645, 3_576, 1),
    ] {
        let Some(beside) = barometer("barometre.toml", file) else {
            return;
        };
        let expected = Beside {
            complete,
            equal,
            m43_errors,
            m43_infos: complete - equal - m43_errors,
            ..Beside::default()
        };
        assert_eq!(beside, expected, "{file}");
    }
}

/// With the direction declared the same rows are 維持目標, 100 or 0 as printed, but for that one.
#[test]
fn the_french_barometers_rates_follow_where_directions_are_declared() {
    for (file, complete, maintained, otherwise) in
        [("regional", 583, 3, 0), ("departemental", 3_645, 69, 1)]
    {
        let Some(beside) = barometer("barometre_directions.toml", file) else {
            return;
        };
        let expected = Beside {
            complete,
            equal: complete - otherwise,
            maintained,
            maintained_otherwise: otherwise,
            m43_errors: otherwise,
            m43_infos: 0,
        };
        assert_eq!(beside, expected, "{file}");
    }
}

#[test]
fn the_barometers_workbook_says_what_its_csv_says() {
    let folder = "barometre-fr/";
    let csv = shared_data::read(&format!(
        "{folder}barometre-resultats-synthese-departemental.csv"
    ));
    let workbook = shared_data::read(&format!("{folder}departements-synthese.xlsx"));
    let (Some(csv), Some(workbook)) = (csv, workbook) else {
        return;
    };
    let checked = check(
        "departements-synthese.xlsx",
        &workbook,
        &options("barometre.toml"),
    );
    let beside = compare(&checked, &rows(&csv, b','));
    let counts = (beside.complete, beside.equal, beside.m43_errors);
    assert_eq!(counts, (3_645, 3_576, 1));
}

#[test]
fn programmes_without_targets_are_read_and_unmeasured() {
    let Some(bytes) = shared_data::read("jimujigyo-5cities/programmes.tsv") else {
        return;
    };
    let checked = check("programmes.tsv", &bytes, &options("programmes.toml"));
    let rows = rows(&bytes, b'\t');
    let named = rows
        .iter()
        .filter(|row| !row["kpi_name"].trim().is_empty())
        .count();
    assert_eq!((rows.len(), named), (5_224, 5_024));
    assert_eq!(checked.sheet.kpis().count(), named);
    assert_eq!(checked.sheet.programmes.len(), 2_261);
    let measured = |verdict: Verdict| !matches!(verdict, Verdict::Unmeasured(_));
    let evaluations = || checked.evaluation.kpis.iter().flatten();
    assert!(!evaluations().any(|evaluation| measured(evaluation.verdict)));
}

#[test]
fn tables_that_are_no_sheets_are_refused_with_a_reason() {
    for path in shared_data::files_below("takamatsu-opendata") {
        if path.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).expect("a workbook");
        let document = Document {
            name: &name,
            bytes: &bytes,
        };
        let refused = check_sheet(document, &Options::default());
        let no_table = matches!(refused, Err(DeskError::Intake(IntakeError::NoTable)));
        assert!(no_table, "{name}: {refused:?}");
    }
}

/// A workbook with a worksheet for each of the given tables; a name that begins with `-` is hidden.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        let visible = name.trim_start_matches('-');
        sheet.set_name(visible).expect("a name");
        if visible != *name {
            sheet.set_hidden(true);
        }
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write_string(row, column, *text).expect("a cell");
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn worksheets_of_several_departments_are_one_sheet_and_hidden_ones_are_left_out() {
    const HEADING: &[&str] = &[
        "事業名",
        "KPI",
        "目標値",
        "実績値",
        "評価",
        "決算額（千円）",
    ];
    let total: &[&str] = &["合計", "", "", "", "", "100"];
    let bytes = workbook(&[
        (
            "商工課",
            &[
                HEADING,
                &["販路支援事業", "①会社数", "①10社", "①12社", "①○", "100"],
                total,
            ],
        ),
        (
            "-昨年度",
            &[
                HEADING,
                &["古い事業", "①会社数", "①10社", "①12社", "①○", "100"],
            ],
        ),
        (
            "農政課",
            &[
                HEADING,
                &["就農支援事業", "①就農者数", "①5人", "①6人", "①○", "100"],
                total,
            ],
        ),
    ]);
    let checked = check("sheets.xlsx", &bytes, &Options::default());
    let programmes = checked.sheet.programmes.iter();
    let named: Vec<(&str, &str)> = programmes
        .map(|p| {
            (
                p.no.as_str(),
                p.name.as_ref().map_or("", |name| name.text.as_str()),
            )
        })
        .collect();
    assert_eq!(named, [("1", "販路支援事業"), ("2", "就農支援事業")]);
    assert_eq!(findings(&checked, "R02"), 1);
    assert_eq!(findings(&checked, "Y50"), 0);
    let second = checked.sheet.programmes[1].kpis[0].name.place.as_ref();
    assert_eq!(
        second.and_then(|place| place.sheet.as_deref()),
        Some("農政課")
    );
}
