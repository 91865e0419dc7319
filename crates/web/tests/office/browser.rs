//! A browser without a screen: it keeps its cookie, fills in forms with what the page carries, and
//! says where a form came from, as browsers do.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use enishi_desk::check_deposit::check;
use enishi_desk::demo::{Size, region_files};
use enishi_desk::demo_staff::{DemoStaff, demo_staff};
use enishi_desk::deposits::Tray;
use enishi_desk::import_register::Mode;
use enishi_desk::office::{Office, Secret};
use enishi_desk::passwords::Hashing;
use enishi_desk::reception::{Entropy, Reception};
use enishi_desk::rehearsal::{self, Scratch};
use enishi_desk::work_on_deposit::{Fault, Task, import, look, read_answers};
use enishi_domain::staff::Duty;
use enishi_web::{Around, LogLine, Security, Site, Worker, router};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub const HOST: &str = "enishi.example.lg.jp";

const START: &str = "2025-05-01T00:00:00Z";

const BOUNDARY: &str = "a-line-that-stands-in-no-file";

/// An office with one account for each duty.
pub struct Town {
    pub office: Office,
    pub service: Router,
    pub staff: Vec<DemoStaff>,
    pub log: Arc<Mutex<Vec<LogLine>>>,
    seconds: Arc<AtomicI64>,
    pub entropy: Entropy,
    security: Security,
    pub folder: TempDir,
    pub database: Scratch,
    /// The settings of a directory, its secret, and how long it is waited for.
    #[cfg(feature = "oidc")]
    pub directory: Option<(std::path::PathBuf, String, enishi_web::Patience)>,
}

/// Somebody's browser.
pub struct Browser {
    service: Router,
    pub cookie: Option<String>,
    pub csrf: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

/// Where the test script wants tests to run that hold on either database.
#[expect(
    clippy::disallowed_methods,
    reason = "the test script says it by ENISHI_TESTS_ON"
)]
pub async fn either() -> Scratch {
    let asked = std::env::var("ENISHI_TESTS_ON").ok();
    rehearsal::either(asked.as_deref()).await
}

impl Town {
    pub async fn new(security: Security) -> Self {
        Self::on(either().await, security).await
    }

    pub async fn on(database: Scratch, security: Security) -> Self {
        let start: Timestamp = START.parse().unwrap();
        let files = region_files(Size::Small);
        let made = Office::init(&database.address, &files, Secret::new(&[9; 32]), start).await;
        let (office, _) = made.unwrap();
        let next = AtomicU64::new(1);
        let entropy: Entropy = Arc::new(move |bytes: &mut [u8]| {
            for chunk in bytes.chunks_mut(8) {
                let n = next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
                let mixed = (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
            }
        });
        let staff = demo_staff(&office, &Hashing::new(2), &entropy)
            .await
            .unwrap();
        let mut town = Self {
            service: Router::new(),
            staff,
            log: Arc::default(),
            seconds: Arc::default(),
            office,
            entropy,
            security,
            folder: tempfile::tempdir().unwrap(),
            database,
            #[cfg(feature = "oidc")]
            directory: None,
        };
        let worker = town.worker();
        town.open(worker);
        town
    }

    /// Opens the office, or opens it again after its program ended, with somebody who works on
    /// files.
    pub fn open(&mut self, worker: Worker) {
        let start: Timestamp = START.parse().unwrap();
        let seconds = self.seconds.clone();
        let clock = move || start + SignedDuration::from_secs(seconds.load(Ordering::Relaxed));
        let lines = self.log.clone();
        let write = move |line: &LogLine| lines.lock().unwrap().push(line.clone());
        let reception = Reception::new(self.office.clone(), 2, self.entropy.clone());
        let around = Around {
            clock: Arc::new(clock),
            log: Arc::new(write),
            tray: Tray::open(&self.folder.path().join("uploads")).unwrap(),
            worker,
        };
        let site = Site::new(reception, self.security, around);
        #[cfg(feature = "oidc")]
        let site = match self.directory.clone() {
            Some((path, secret, patience)) => {
                let directory = enishi_web::Directory::open(&path, Some(secret), patience);
                site.with_directory(directory.unwrap())
            }
            None => site,
        };
        self.service = router(site);
    }

    /// Works on files in this process.
    pub fn worker(&self) -> Worker {
        let office = self.office.clone();
        Arc::new(move |order, watched| {
            let office = office.clone();
            Box::pin(async move {
                let mut watch = |progress| {
                    watched.tell(progress);
                    if watched.is_stopped() {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                };
                let done = match order.task {
                    Task::Look => look(&order),
                    Task::Check => check(&order),
                    Task::Read => read_answers(&order),
                    Task::Try => import(&office, &order, Mode::DryRun, &mut watch).await,
                    Task::Commit => import(&office, &order, Mode::Commit, &mut watch).await,
                };
                done.map_err(|error| Fault::of(&error))
            })
        })
    }

    /// The names of all files that were handed over.
    pub fn uploads(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("uploads")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }

    /// What the audit says was done by some action, oldest first.
    pub async fn audited(&self, action: &str) -> Vec<String> {
        let entries = self.office.audited(action).await.unwrap();
        entries.into_iter().map(|(_, object)| object).collect()
    }

    pub fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// What the office takes the time to be.
    #[cfg(feature = "oidc")]
    pub fn now(&self) -> Timestamp {
        let start: Timestamp = START.parse().unwrap();
        start + SignedDuration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    pub fn account(&self, duty: Duty) -> &DemoStaff {
        self.staff.iter().find(|staff| staff.duty == duty).unwrap()
    }

    pub fn browser(&self) -> Browser {
        Browser {
            service: self.service.clone(),
            cookie: None,
            csrf: String::new(),
        }
    }

    /// Why the directory let nobody in, as the last line of the log has it.
    #[cfg(feature = "oidc")]
    pub fn cause(&self) -> Option<&'static str> {
        self.log.lock().unwrap().last().unwrap().cause
    }

    /// A browser in which somebody with a duty came in, with everything shown that it asks for.
    pub async fn inside(&self, duty: Duty) -> Browser {
        let account = self.account(duty);
        let mut browser = self.browser();
        browser.get("/login").await;
        let (login, password) = (account.login.as_str(), account.password.as_str());
        let answer = browser
            .post("/login", &[("login", login), ("password", password)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        if let Some(code) = account.codes.first() {
            browser.get("/second-factor").await;
            let answer = browser.post("/second-factor", &[("code", code)]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        }
        browser
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header("host", HOST);
        self.send(request, String::new()).await
    }

    /// Sends a form of the page that was shown last.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .copied()
            .chain([("csrf", csrf.as_str())])
            .collect();
        let origin = format!("https://{HOST}");
        let headers = [
            ("origin", origin.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        self.post_with(path, &fields, &headers).await
    }

    /// Sends exactly this.
    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let mut request = Request::post(path)
            .header("host", HOST)
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, body.finish()).await
    }

    /// Hands a file over, and says where it is then.
    pub async fn upload(&mut self, source: &str, name: &str, bytes: &[u8]) -> Answer {
        self.get("/imports").await;
        let csrf = self.csrf.clone();
        let form = form_with_file(&csrf, source, name, bytes);
        self.send_form("/imports", Body::from(form)).await
    }

    /// Sends a form with a file, as the page of imports does.
    pub async fn send_form(&mut self, path: &str, body: Body) -> Answer {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post(path)
            .header("host", HOST)
            .header("origin", format!("https://{HOST}"))
            .header("content-type", kind);
        self.send(request, body).await
    }

    /// Follows what goes on with a file until it has ended.
    pub async fn settled(&mut self, path: &str) -> Answer {
        let settled = async {
            loop {
                let page = self.get(path).await;
                if page.header("refresh").is_empty() {
                    return page;
                }
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(120), settled).await;
        waited.expect("it ends")
    }

    async fn send(
        &mut self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let request = request.body(body.into()).unwrap();
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(line) = parts.headers.get("set-cookie") {
            let line = line.to_str().unwrap();
            self.cookie = Some(line.split(';').next().unwrap().to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
            bytes: bytes.to_vec(),
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&mark).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A form with a file, as browsers write it; without a source where none is named.
pub fn form_with_file(csrf: &str, source: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut form = head_of_form(csrf, source, name);
    form.extend_from_slice(bytes);
    form.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    form
}

/// What stands in such a form before the file's bytes.
pub fn head_of_form(csrf: &str, source: &str, name: &str) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        let head = "Content-Disposition: form-data; name";
        format!("--{BOUNDARY}\r\n{head}=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let source = match source {
        "" => String::new(),
        source => field("source", source),
    };
    [field("csrf", csrf), source, file].concat().into_bytes()
}
