//! A small folder, asked in every way.

use axum::http::Request;
use tower::ServiceExt as _;

use super::*;

const PAGES: [(&str, &str); 4] = [
    ("index.html", "<p>top</p>"),
    ("404.html", "<p>lost</p>"),
    ("r6/index.html", "<p>year</p>"),
    ("data/r6/kpis-cp932.csv", "a,b"),
];

fn write(folder: &Path, pages: &[(&str, &str)]) {
    let mut sums = String::new();
    for (name, text) in pages {
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
    write(folder.path(), &PAGES);
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
    let body = axum::body::to_bytes(body, 1_000).await.unwrap();
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
    write(folder.path(), &PAGES);
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
    write(folder.path(), &[("index.html", "<p>new</p>")]);
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
