//! 「公開」 answers everybody with the files of one folder and nothing else. All of them are read
//! into memory and held against their sums when the folder is opened and whenever other sums lie
//! there, so a request is looked up and never reads a path. Nothing here knows of the ledger: this
//! file may not name the desk or the store, and a test keeps that.

pub mod api;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{
    ALLOW, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, STRICT_TRANSPORT_SECURITY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::api::{Code, Refusal};
use crate::security::Security;
use crate::serving::{Listening, Peer, ServeError, serve};

/// The file that names all others, each behind its sum.
const SUMS: &str = "SHA256SUMS";

/// How often it is looked whether other files lie there.
const LOOK: Duration = Duration::from_secs(5);

/// The most that a site may hold.
const LARGEST: u64 = 1024 * 1024 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// What every answer says besides.
const HEADERS: [(&str, &str); 5] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    // What was corrected is seen soon, and what was not costs no bytes.
    ("cache-control", "public, max-age=60, must-revalidate"),
];

/// Why a folder is not opened to everybody.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It holds no site.
    #[error("{0} holds no site: SHA256SUMS is missing")]
    NoSite(PathBuf),
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// A file is not the one that was published.
    #[error("{0} is not the file that was published")]
    Changed(PathBuf),
    /// The sums name something that is no file of a site.
    #[error("line {line} of {path} names no file of a site")]
    NoFile {
        /// The sums.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// More than is kept in memory.
    #[error("{0} is larger than a site may be")]
    TooLarge(PathBuf),
}

/// A folder that is open to everybody. Cheap to clone.
#[derive(Clone)]
pub struct PublicSite {
    folder: Arc<PathBuf>,
    document: Arc<File>,
    files: Arc<RwLock<Arc<Files>>>,
}

/// What lies in the folder, by path.
struct Files {
    sums: Vec<u8>,
    by_path: BTreeMap<String, File>,
}

struct File {
    bytes: Bytes,
    tag: HeaderValue,
    kind: &'static str,
}

impl PublicSite {
    /// Reads a folder whole.
    ///
    /// # Errors
    /// [`FolderError`].
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        let files = Files::read(folder)?;
        let document = api::document().into_bytes();
        let sum = hexadecimal(&Sha256::digest(&document));
        let place = || FolderError::Changed(PathBuf::from(api::DOCUMENT));
        Ok(Self {
            document: Arc::new(File::new(api::DOCUMENT, document, &sum).ok_or_else(place)?),
            folder: Arc::new(folder.to_owned()),
            files: Arc::new(RwLock::new(Arc::new(files))),
        })
    }

    /// How many files there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files().by_path.len()
    }

    /// Takes what lies there by now, if it is another site and whole; otherwise goes on with what
    /// is in memory. Whether it was taken.
    ///
    /// # Errors
    /// [`FolderError`], also while somebody is still copying.
    pub fn renew(&self) -> Result<bool, FolderError> {
        if read(&self.folder.join(SUMS))? == self.files().sums {
            return Ok(false);
        }
        let files = Files::read(&self.folder)?;
        let mut held = self.files.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(files);
        Ok(true)
    }

    fn files(&self) -> Arc<Files> {
        let held = self.files.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }
}

impl Files {
    fn read(folder: &Path) -> Result<Self, FolderError> {
        let path = folder.join(SUMS);
        if !path.is_file() {
            return Err(FolderError::NoSite(folder.to_owned()));
        }
        let sums = read(&path)?;
        let mut by_path = BTreeMap::new();
        let mut total = 0;
        for (n, line) in String::from_utf8_lossy(&sums).lines().enumerate() {
            let named = line.split_once("  ").filter(|(_, name)| is_below(name));
            let (sum, name) = named.ok_or_else(|| FolderError::NoFile {
                path: path.clone(),
                line: n + 1,
            })?;
            let place = folder.join(name);
            let bytes = read(&place)?;
            total += bytes.len() as u64;
            if total > LARGEST {
                return Err(FolderError::TooLarge(folder.to_owned()));
            }
            if hexadecimal(&Sha256::digest(&bytes)) != sum {
                return Err(FolderError::Changed(place));
            }
            let file = File::new(name, bytes, sum).ok_or(FolderError::Changed(place))?;
            by_path.insert(name.to_owned(), file);
        }
        Ok(Self { sums, by_path })
    }

    /// The file of an address; of a folder its page.
    fn get(&self, path: &str) -> Option<&File> {
        let name = path.strip_prefix('/')?;
        if name.is_empty() || name.ends_with('/') {
            return self.by_path.get(&format!("{name}index.html"));
        }
        self.by_path.get(name)
    }
}

impl File {
    /// With its sum, where that is one.
    fn new(name: &str, bytes: Vec<u8>, sum: &str) -> Option<Self> {
        Some(Self {
            tag: HeaderValue::from_str(&format!("\"{sum}\"")).ok()?,
            kind: kind(name),
            bytes: bytes.into(),
        })
    }
}

/// Listens in the clear on this machine alone, or over TLS, or for a proxy, and answers until told
/// to stop.
///
/// # Errors
/// [`ServeError`].
pub async fn serve_public(
    listening: Listening,
    site: PublicSite,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let watched = site.clone();
    let watching = tokio::spawn(async move {
        let mut look = tokio::time::interval(LOOK);
        loop {
            look.tick().await;
            let site = watched.clone();
            // A folder that is being written is looked at again; what is open stays.
            drop(tokio::task::spawn_blocking(move || site.renew()).await);
        }
    });
    let router = public_router(site, listening.security);
    let served = serve(listening, router, stop).await;
    watching.abort();
    served
}

/// What everybody can ask for.
pub fn public_router(site: PublicSite, security: Security) -> Router {
    Router::new().fallback(respond).with_state((site, security))
}

async fn respond(
    State((site, security)): State<(PublicSite, Security)>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    method: Method,
    uri: Uri,
    asked: HeaderMap,
) -> Response {
    let mut response = if came_past(security, peer) {
        StatusCode::FORBIDDEN.into_response()
    } else if method == Method::GET || method == Method::HEAD {
        of_path(&site, uri.path(), &asked)
    } else {
        let allow = [(ALLOW, HeaderValue::from_static("GET, HEAD"))];
        let refused = (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
        if uri.path().starts_with(api::ROOT) {
            Refusal::in_place_of(&refused)
        } else {
            refused
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if security.is_encrypted() {
        let years = HeaderValue::from_static("max-age=63072000");
        headers.insert(STRICT_TRANSPORT_SECURITY, years);
    }
    response
}

fn of_path(site: &PublicSite, path: &str, asked: &HeaderMap) -> Response {
    let files = site.files();
    let document = (path == api::DOCUMENT).then_some(&*site.document);
    if let Some(file) = document.or_else(|| files.get(path)) {
        let known = asked.get_all(IF_NONE_MATCH).iter();
        let is_known = known.filter_map(|tags| tags.to_str().ok()).any(|tags| {
            let mut tags = tags
                .split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"));
            tags.any(|tag| tag == "*" || tag.as_bytes() == file.tag.as_bytes())
        });
        if is_known {
            return (StatusCode::NOT_MODIFIED, [(ETAG, file.tag.clone())]).into_response();
        }
        return of_file(StatusCode::OK, file);
    }
    // Only what is there is redirected to, so nothing that a request says comes back in a header.
    let folder = format!("{path}/");
    if !path.ends_with('/')
        && files.get(&folder).is_some()
        && let Ok(place) = HeaderValue::from_str(&folder)
    {
        return (StatusCode::PERMANENT_REDIRECT, [(LOCATION, place)]).into_response();
    }
    if path.starts_with(api::ROOT) {
        return Refusal::new(Code::NotFound).into_response();
    }
    match files.by_path.get("404.html") {
        Some(page) => of_file(StatusCode::NOT_FOUND, page),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_file(status: StatusCode, file: &File) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.kind)),
        (ETAG, file.tag.clone()),
    ];
    (status, headers, Body::from(file.bytes.clone())).into_response()
}

fn came_past(security: Security, peer: IpAddr) -> bool {
    matches!(security, Security::Proxy(known) if known != peer)
}

/// Whether a name leads below the folder and nowhere else.
fn is_below(name: &str) -> bool {
    let mut steps = Path::new(name).components();
    !name.is_empty() && steps.all(|step| matches!(step, Component::Normal(_)))
}

/// The content type of a file of a site.
pub(crate) fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("csv") if name.ends_with("-cp932.csv") => "text/csv; charset=Shift_JIS",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

fn read(path: &Path) -> Result<Vec<u8>, FolderError> {
    fs::read(path).map_err(|error| FolderError::Unreadable(path.to_owned(), error))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
