//! One edition, looked at from every file that is made of it.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use enishi_domain::interchange::edition::{
    EDITION_FORMAT, EarlierActual, Edition, EditionAmount, EditionBreakdown, EditionCorrection,
    EditionCounts, EditionKpi, EditionPart, EditionProgramme, EditionStatement, Publication,
};

use super::*;

fn kpi(no: &str, actual: Option<&str>, verdict: &str) -> EditionKpi {
    EditionKpi {
        no: no.to_owned(),
        name: "関係人口<b>の数".to_owned(),
        unit: "人".to_owned(),
        direction: "up".to_owned(),
        target: Some("1,200人".to_owned()),
        target_amount: Some("1200".to_owned()),
        actual: actual.map_or_else(|| "-".to_owned(), |amount| format!("{amount}人")),
        amounts: actual
            .map(|amount| EditionAmount {
                label: None,
                amount: amount.replace(',', ""),
            })
            .into_iter()
            .collect(),
        verdict: verdict.to_owned(),
        reason: actual.is_none().then(|| "not_closed".to_owned()),
        reason_words: actual.is_none().then(|| "入力が完了していない".to_owned()),
        rate: actual.map(|_| "100.0".to_owned()),
        breakdowns: actual.map(|_| breakdown()).into_iter().collect(),
        definition: "=年度内の参加者を実人数で数える".to_owned(),
        source: "関わり台帳".to_owned(),
        corrections: vec![EditionCorrection {
            on: "2025-07-01".to_owned(),
            of: "record".to_owned(),
            operation: "correct".to_owned(),
            operation_words: "訂正".to_owned(),
            reason: Some("duplicate".to_owned()),
            reason_words: Some("重複".to_owned()),
        }],
        earlier: vec![EarlierActual {
            on: "2025-06-01".to_owned(),
            target: Some("1,000人".to_owned()),
            actual: "1,199人".to_owned(),
        }],
        statement: EditionStatement {
            cause: "天候\nによる".to_owned(),
            ..EditionStatement::default()
        },
    }
}

fn breakdown() -> EditionBreakdown {
    let part = |label: &str, status: &str, text: &str, amount: Option<&str>| EditionPart {
        label: label.to_owned(),
        status: status.to_owned(),
        text: text.to_owned(),
        amount: amount.map(str::to_owned),
    };
    EditionBreakdown {
        by: "目的".to_owned(),
        parts: vec![
            part("子育て", "shown", "1,180人", Some("1180")),
            part("観光", "suppressed", "x", None),
            part("記載なし", "withheld", "…", None),
        ],
    }
}

fn edition(fiscal_year: i16) -> Edition {
    let kpis = vec![
        kpi("1", Some("1,200"), "met"),
        kpi("2", Some("0"), "missed"),
        kpi("3", None, "unmeasured"),
    ];
    let counts = EditionCounts {
        met: 1,
        missed: 1,
        unmeasured: 1,
    };
    Edition {
        format: EDITION_FORMAT.to_owned(),
        municipality: "試験市".to_owned(),
        municipality_code: "000000".to_owned(),
        fiscal_year,
        published_on: "2025-08-01".to_owned(),
        counts,
        programmes: vec![EditionProgramme {
            no: "1".to_owned(),
            name: Some("関係人口の創出".to_owned()),
            overview: Some("都市との交流".to_owned()),
            departments: vec!["政策企画課".to_owned()],
            cost_settled_yen: Some(12_345_678),
            counts,
            statement: EditionStatement::default(),
            publications: vec![Publication {
                on: "2025-08-01".to_owned(),
                version: "0".repeat(64),
            }],
            kpis,
        }],
    }
}

fn text(files: &SiteFiles, path: &str) -> String {
    String::from_utf8(files[path].clone()).expect("pages are UTF-8")
}

/// The addresses of a page, as they stand in it.
fn links(page: &str) -> Vec<&str> {
    let ends = ["href=\"", "src=\""].map(|begin| page.split(begin).skip(1));
    let links = ends.into_iter().flatten();
    links.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_a_file_of_the_site() {
    let files = site(&[edition(2023), edition(2024)]).unwrap();
    assert!(files.contains_key("r6/kpis/1-3/index.html"));
    assert!(files.contains_key("r5/programmes/1/index.html"));
    let mut followed = BTreeSet::new();
    for (path, _) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = text(&files, path);
        for link in links(&page)
            .into_iter()
            .filter(|link| !link.starts_with('#'))
        {
            let mut place: Vec<&str> = path.split('/').collect();
            place.pop();
            if link.starts_with('/') {
                place.clear();
            }
            for step in link.trim_start_matches('/').split('/') {
                match step {
                    ".." => assert!(place.pop().is_some(), "{path}: {link}"),
                    step => place.push(step),
                }
            }
            let target = place.join("/");
            assert!(files.contains_key(&target), "{path}: {link}");
            followed.insert(target);
        }
    }
    let pages = files.keys().filter(|path| !path.ends_with("404.html"));
    let unreached: Vec<_> = pages.filter(|path| !followed.contains(*path)).collect();
    assert!(unreached.is_empty(), "{unreached:?}");
}

#[test]
fn the_same_editions_in_any_order_give_the_same_bytes() {
    let (one, other) = (edition(2023), edition(2024));
    let files = site(&[one.clone(), other.clone()]).unwrap();
    assert_eq!(files, site(&[other, one]).unwrap());
}

#[test]
fn every_format_says_the_same_of_every_kpi() {
    let edition = edition(2024);
    let files = site(std::slice::from_ref(&edition)).unwrap();
    let utf8 = text(&files, "data/r6/kpis.csv");
    let (cp932, _, is_lossy) = encoding_rs::SHIFT_JIS.decode(&files["data/r6/kpis-cp932.csv"]);
    assert!(!is_lossy);
    assert_eq!(utf8.trim_start_matches('\u{feff}'), cp932);
    assert!(utf8.starts_with('\u{feff}'));
    let mut csv = csv::Reader::from_reader(cp932.as_bytes());
    let csv: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let book = Cursor::new(files["data/r6/kpis.xlsx"].clone());
    let mut book: Xlsx<_> = Xlsx::new(book).unwrap();
    let sheet = book.worksheet_range("指標").unwrap();
    let cells: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let json: serde_json::Value = serde_json::from_slice(&files["api/v1/years/2024.json"]).unwrap();
    for (n, kpi) in edition.programmes[0].kpis.iter().enumerate() {
        let (mark, word) = crate::wording::site::verdict(&kpi.verdict);
        let status = if kpi.amounts.is_empty() {
            "not_measured"
        } else {
            "shown"
        };
        let said = [kpi.actual.as_str(), mark, kpi.verdict.as_str(), status];
        let of_csv = [10, 11, 12, 15].map(|column| &csv[n][column]);
        assert_eq!(of_csv, said);
        let row = cells
            .iter()
            .find(|row| row.len() > 12 && row[5] == kpi.no)
            .unwrap();
        assert_eq!([10, 11, 12, 15].map(|column| row[column].as_str()), said);
        let of_json = &json["programmes"][0]["kpis"][n];
        assert_eq!(
            [&of_json["actual"], &of_json["verdict"]],
            [said[0], said[2]]
        );
        let page = text(&files, &format!("r6/kpis/1-{}/index.html", kpi.no));
        assert!(page.contains(&format!("<p class=\"figure\">{}</p>", kpi.actual)));
        assert!(page.contains(&format!("</span> {word}</span>")), "{page}");
        assert!(page.contains("1,199人") && page.contains("（理由：重複）"));
        assert!(!page.contains("<b>"), "markup is shown as text");
    }
    // A formula stays a text, in csv behind an apostrophe.
    assert_eq!(&csv[0][16], "'=年度内の参加者を実人数で数える");
}

#[test]
fn every_format_hides_the_same_parts() {
    let edition = edition(2024);
    let files = site(std::slice::from_ref(&edition)).unwrap();
    let utf8 = text(&files, "data/r6/breakdowns.csv");
    let (cp932, ..) = encoding_rs::SHIFT_JIS.decode(&files["data/r6/breakdowns-cp932.csv"]);
    assert_eq!(utf8.trim_start_matches('\u{feff}'), cp932);
    let mut csv = csv::Reader::from_reader(cp932.as_bytes());
    let csv: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let book = Cursor::new(files["data/r6/breakdowns.xlsx"].clone());
    let mut book: Xlsx<_> = Xlsx::new(book).unwrap();
    let sheet = book.worksheet_range("内訳").unwrap();
    let json: serde_json::Value = serde_json::from_slice(&files["api/v1/years/2024.json"]).unwrap();
    let parts = breakdown().parts;
    // Of the two KPIs that were measured.
    assert_eq!(csv.len(), 2 * parts.len());
    for (n, part) in parts.iter().enumerate() {
        let said = [part.label.as_str(), &part.text, &part.status];
        assert_eq!([5, 6, 9].map(|column| &csv[n][column]), said);
        assert_eq!(&csv[n][7], part.amount.as_deref().unwrap_or(""));
        let mut rows = sheet.rows();
        let row = rows.find(|row| row.len() > 9 && row[5].to_string() == part.label);
        let row: Vec<String> = row.unwrap().iter().map(Data::to_string).collect();
        assert_eq!([5, 6, 9].map(|column| row[column].as_str()), said);
        assert_eq!(row[7], part.amount.as_deref().unwrap_or(""));
        let of_json = &json["programmes"][0]["kpis"][0]["breakdowns"][0]["parts"][n];
        assert_eq!(of_json["text"], said[1]);
        assert_eq!(of_json["amount"].as_str(), part.amount.as_deref());
        let page = text(&files, "r6/kpis/1-1/index.html");
        let [label, told, _] = said;
        let line = format!("<th scope=\"row\">{label}</th><td class=\"number\">{told}</td>");
        assert!(page.contains(&line), "{page}");
    }
}

#[test]
fn the_json_has_its_schema() {
    let files = site(&[edition(2024)]).unwrap();
    let schema = serde_json::from_slice(&files["data/enishi.edition-1.schema.json"]).unwrap();
    let edition = serde_json::from_slice(&files["api/v1/years/2024.json"]).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&edition)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, [] as [String; 0]);
}

#[test]
fn a_year_that_is_not_published_is_in_no_trend() {
    let files = site(&[edition(2022), edition(2024)]).unwrap();
    let page = text(&files, "r6/kpis/1-1/index.html");
    assert!(page.contains("令和4年度") && !page.contains("令和5年度"));
    // A page of an earlier year knows nothing of later ones.
    let before = text(&files, "r4/kpis/1-1/index.html");
    assert!(!before.contains("令和6年度"));
}

#[test]
fn workbooks_hide_nothing() {
    let files = site(&[edition(2024)]).unwrap();
    let book = Cursor::new(&files["data/r6/kpis.xlsx"]);
    let mut book = zip::ZipArchive::new(book).unwrap();
    for n in 0..book.len() {
        let mut part = book.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        for refused in ["comments", "pivotCache", "externalLink"] {
            assert!(!name.contains(refused), "{name}");
        }
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        assert!(!text.contains("hidden="), "{name}");
        assert!(!text.contains("<f>"), "{name}");
    }
}
