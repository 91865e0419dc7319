//! A small folder, asked in every way.

use axum::http::Request;
use enishi_domain::interchange::edition::{
    Edition, EditionCounts, EditionKpi, EditionProgramme, EditionStatement,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::*;

const PAGES: [(&str, &str); 4] = [
    ("index.html", "<p>top</p>"),
    ("404.html", "<p>lost</p>"),
    ("r6/index.html", "<p>year</p>"),
    ("data/r6/kpis-cp932.csv", "a,b"),
];

fn write<'a, T: AsRef<[u8]>>(folder: &Path, pages: impl IntoIterator<Item = (&'a str, T)>) {
    let mut sums = String::new();
    for (name, text) in pages {
        let text = text.as_ref();
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        let sum = hexadecimal(&Sha256::digest(text));
        sums.push_str(&format!("{sum}  {name}\n"));
    }
    fs::write(folder.join(SUMS), sums).unwrap();
}

fn site() -> (tempfile::TempDir, PublicSite) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), PAGES);
    fs::write(folder.path().join("secret.txt"), "not named").unwrap();
    let site = PublicSite::open(folder.path()).unwrap();
    (folder, site)
}

async fn ask(
    site: &PublicSite,
    method: &str,
    path: &str,
    tag: Option<&HeaderValue>,
) -> (Response, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(tag) = tag {
        request = request.header(IF_NONE_MATCH, tag);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer = ConnectInfo(Peer(IpAddr::from([127, 0, 0, 1])));
    request.extensions_mut().insert(peer);
    let router = public_router(site.clone(), Security::Loopback);
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 100_000).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (Response::from_parts(parts, Body::empty()), text)
}

#[tokio::test]
async fn files_are_answered_with_their_kind_and_tag_and_safe_headers() {
    let (_folder, site) = site();
    for (path, status, text) in [
        ("/", 200, "<p>top</p>"),
        ("/r6/", 200, "<p>year</p>"),
        ("/r6/index.html", 200, "<p>year</p>"),
        ("/r6", 308, ""),
        ("/data/r6/kpis-cp932.csv", 200, "a,b"),
        ("/nothing", 404, "<p>lost</p>"),
        ("/nothing/", 404, "<p>lost</p>"),
    ] {
        let (response, body) = ask(&site, "GET", path, None).await;
        assert_eq!(
            (response.status().as_u16(), body.as_str()),
            (status, text),
            "{path}"
        );
        for (name, value) in HEADERS {
            assert_eq!(response.headers()[name], value, "{path}");
        }
    }
    let (csv, _) = ask(&site, "GET", "/data/r6/kpis-cp932.csv", None).await;
    assert_eq!(csv.headers()[CONTENT_TYPE], "text/csv; charset=Shift_JIS");
    let tag = csv.headers()[ETAG].clone();
    let (known, body) = ask(&site, "GET", "/data/r6/kpis-cp932.csv", Some(&tag)).await;
    assert_eq!((known.status().as_u16(), body.as_str()), (304, ""));
    let (other, _) = ask(&site, "GET", "/", Some(&tag)).await;
    assert_eq!(other.status().as_u16(), 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let (refused, _) = ask(&site, method, "/", None).await;
        assert_eq!(refused.status().as_u16(), 405, "{method}");
    }
}

#[tokio::test]
async fn what_the_sums_do_not_name_is_not_there() {
    let (_folder, site) = site();
    for path in [
        "/secret.txt",
        "/SHA256SUMS",
        "/../secret.txt",
        "/r6/../secret.txt",
        "/r6/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/r6//index.html",
    ] {
        let (response, body) = ask(&site, "GET", path, None).await;
        assert_eq!(response.status().as_u16(), 404, "{path}");
        assert_eq!(body, "<p>lost</p>");
    }
}

#[test]
fn a_folder_that_is_not_whole_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        PublicSite::open(folder.path()),
        Err(FolderError::NoSite(_))
    ));
    write(folder.path(), PAGES);
    fs::write(folder.path().join("index.html"), "other").unwrap();
    assert!(matches!(
        PublicSite::open(folder.path()),
        Err(FolderError::Changed(_))
    ));
    let sum = "0".repeat(64);
    for name in ["../outside", "/etc/passwd", "", "a/../../b"] {
        fs::write(folder.path().join(SUMS), format!("{sum}  {name}\n")).unwrap();
        let refused = PublicSite::open(folder.path());
        assert!(
            matches!(refused, Err(FolderError::NoFile { line: 1, .. })),
            "{name}"
        );
    }
}

#[tokio::test]
async fn another_site_is_taken_once_it_is_whole() {
    let (folder, site) = site();
    assert!(!site.renew().unwrap());
    let sums = fs::read(folder.path().join(SUMS)).unwrap();
    write(folder.path(), [("index.html", "<p>new</p>")]);
    fs::write(folder.path().join("index.html"), "half").unwrap();
    assert!(site.renew().is_err());
    assert_eq!(ask(&site, "GET", "/", None).await.1, "<p>top</p>");
    fs::write(folder.path().join("index.html"), "<p>new</p>").unwrap();
    assert!(site.renew().unwrap());
    assert_eq!(ask(&site, "GET", "/", None).await.1, "<p>new</p>");
    assert_ne!(fs::read(folder.path().join(SUMS)).unwrap(), sums);
}

#[test]
fn the_public_role_names_neither_desk_nor_store() {
    let texts = [
        include_str!("../public.rs"),
        include_str!("../public/api.rs"),
        include_str!("../api/description.rs"),
        include_str!("../api/refusal.rs"),
        include_str!("../wording/api.rs"),
        include_str!("../security.rs"),
        include_str!("../serving.rs"),
    ];
    for line in texts.iter().flat_map(|text| text.lines()) {
        let code = line.split("//").next().unwrap_or_default();
        for refused in [
            "enishi_desk",
            "enishi_store",
            "site::",
            "routes::",
            "pages::",
        ] {
            assert!(!code.contains(refused), "{line}");
        }
    }
}

fn edition(fiscal_year: i16, kpis: &[&str]) -> Edition {
    let kpi = |no: &&str| EditionKpi {
        no: (*no).to_owned(),
        name: "参加者数".to_owned(),
        unit: "人".to_owned(),
        direction: "up".to_owned(),
        target: Some("5人".to_owned()),
        target_amount: Some("5".to_owned()),
        actual: "-".to_owned(),
        amounts: Vec::new(),
        verdict: "unmeasured".to_owned(),
        reason: Some("not_closed".to_owned()),
        reason_words: Some("入力が完了していない".to_owned()),
        rate: None,
        breakdowns: Vec::new(),
        definition: "年度内の参加者".to_owned(),
        source: "関わり台帳".to_owned(),
        corrections: Vec::new(),
        earlier: Vec::new(),
        statement: EditionStatement::default(),
    };
    let counts = EditionCounts {
        unmeasured: kpis.len(),
        ..EditionCounts::default()
    };
    Edition {
        format: "enishi.edition/1".to_owned(),
        municipality: "試験市".to_owned(),
        municipality_code: "000000".to_owned(),
        fiscal_year,
        published_on: "2025-08-01".to_owned(),
        counts,
        programmes: vec![EditionProgramme {
            no: "1".to_owned(),
            name: Some("交流".to_owned()),
            overview: None,
            departments: Vec::new(),
            cost_settled_yen: None,
            counts,
            statement: EditionStatement::default(),
            publications: Vec::new(),
            kpis: kpis.iter().map(kpi).collect(),
        }],
    }
}

/// Two published years as a folder.
fn published() -> (tempfile::TempDir, PublicSite) {
    let folder = tempfile::tempdir().unwrap();
    let editions = [edition(2023, &["1"]), edition(2024, &["1", "7-2"])];
    let files = enishi_publish::site(&editions).unwrap();
    let named = files.iter().map(|(path, bytes)| (path.as_str(), bytes));
    write(folder.path(), named);
    let site = PublicSite::open(folder.path()).unwrap();
    (folder, site)
}

/// The schema of a response by the document.
fn validator(document: &Value, template: &str, status: &str, kind: &str) -> jsonschema::Validator {
    let mut response = &document["paths"][template]["get"]["responses"][status];
    if let Some(place) = response["$ref"].as_str() {
        response = document.pointer(place.trim_start_matches('#')).unwrap();
    }
    let schema = &response["content"][kind]["schema"];
    assert!(schema.is_object(), "{template}: {status} {kind}");
    let whole = json!({"allOf": [schema], "components": document["components"]});
    jsonschema::validator_for(&whole).unwrap()
}

#[tokio::test]
async fn a_program_reads_what_the_document_says() {
    let (_folder, site) = published();
    let (told, text) = ask(&site, "GET", api::DOCUMENT, None).await;
    assert_eq!(told.headers()[CONTENT_TYPE], "application/json");
    let tag = told.headers()[ETAG].clone();
    let (known, _) = ask(&site, "GET", api::DOCUMENT, Some(&tag)).await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut unasked = document["paths"].as_object().unwrap().clone();
    let mut asked = Vec::new();
    for (template, path, status) in [
        ("/years.json", "/years.json", 200),
        ("/years/{year}.json", "/years/2023.json", 200),
        ("/years/{year}.json", "/years/2024.json", 200),
        ("/years/{year}.json", "/years/2022.json", 404),
        ("/kpis/{kpi}.json", "/kpis/1-1.json", 200),
        ("/kpis/{kpi}.json", "/kpis/1-7-2.json", 200),
        ("/kpis/{kpi}.json", "/kpis/2-1.json", 404),
        ("/kpis/{kpi}.json", "/kpis/..%2fyears.json", 404),
        ("/files.json", "/files.json", 200),
    ] {
        let (response, text) = ask(&site, "GET", &format!("/api/v1{path}"), None).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        let kind = response.headers()[CONTENT_TYPE].to_str().unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        let validator = validator(&document, template, &status.to_string(), kind);
        let faults: Vec<_> = validator.iter_errors(&answer).collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
        if status == 404 {
            assert_eq!(answer["code"], "not_found", "{path}");
        } else {
            asked.push(format!("api/v1{path}"));
        }
        unasked.remove(template);
    }
    assert!(unasked.is_empty(), "{unasked:?}");
    let files = site.files();
    let below = files.by_path.keys().filter(|path| path.starts_with("api/"));
    let untold: Vec<_> = below.filter(|path| !asked.contains(path)).collect();
    assert!(untold.is_empty(), "{untold:?}");
    let (refused, text) = ask(&site, "POST", "/api/v1/years.json", None).await;
    assert_eq!(refused.headers()[ALLOW], "GET, HEAD");
    assert!(text.contains("\"code\":\"method_not_allowed\""), "{text}");
}

#[tokio::test]
async fn lists_and_trends_say_what_the_editions_say_and_no_more() {
    let (_folder, site) = published();
    let read = async |path: &str| -> Value {
        let (_, text) = ask(&site, "GET", path, None).await;
        serde_json::from_str(&text).unwrap()
    };
    let years = read("/api/v1/years.json").await;
    let listed = |n: usize| {
        (
            &years["years"][n]["fiscal_year"],
            &years["years"][n]["kpis"],
        )
    };
    assert_eq!(listed(0), (&json!(2024), &json!(["1-1", "1-7-2"])));
    assert_eq!(listed(1), (&json!(2023), &json!(["1-1"])));
    let of = |told: Value| -> Vec<Value> {
        let years = told["years"].as_array().unwrap().iter();
        years.map(|year| year["fiscal_year"].clone()).collect()
    };
    assert_eq!(of(read("/api/v1/kpis/1-1.json").await), [2023, 2024]);
    // A year without the KPI is not there, and no 0 stands in its place.
    assert_eq!(of(read("/api/v1/kpis/1-7-2.json").await), [2024]);
    let edition = read("/api/v1/years/2024.json").await;
    let over_years = read("/api/v1/kpis/1-7-2.json").await;
    assert_eq!(
        over_years["years"][0]["kpi"],
        edition["programmes"][0]["kpis"][1]
    );
    let files = read("/api/v1/files.json").await;
    for file in files["files"].as_array().unwrap() {
        let path = format!("/{}", file["path"].as_str().unwrap());
        let held = site.files();
        let held = held.get(&path).unwrap();
        assert_eq!(file["bytes"], held.bytes.len());
        assert_eq!(
            format!("\"{}\"", file["sha256"].as_str().unwrap()),
            held.tag
        );
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 is how the kept document is rewritten"
)]
fn the_document_is_the_one_that_is_kept() {
    let kept = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reference/openapi-public.json"
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(kept, api::document()).unwrap();
    }
    let text = fs::read_to_string(kept).unwrap();
    assert!(text == api::document(), "run with UPDATE=1, and review it");
}
