//! `enishi serve`: opens the office in the browser, and ends it when told to.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enishi_desk::deposits::Tray;
use enishi_desk::manage_staff::{FIRST_LOGIN, NewStaff, first_administrator};
use enishi_desk::office::Office;
use enishi_desk::reception::Reception;
use enishi_desk::warm_up::warm_up;
use enishi_desk::{DeskError, Language};
use enishi_web::{Around, Listening, LogLine, Security, ServeError, Site, Tls, router, serve};
use jiff::Timestamp;

use super::directory::{self, Directory};
use super::on_ledger::{block_on, entropy, read_secret, secret_path};
use crate::arguments::serving;
use crate::files::{complain, complain_of};
use crate::wording::Words;
use crate::workers::worker;
use crate::{CLEAN, FAILED};

/// Why the office was not opened, or did not stay open.
pub enum Ended {
    /// The ledger.
    Desk(DeskError),
    /// The sockets.
    Serve(ServeError),
    /// The folder of uploads.
    Folder(io::Error),
}

/// Opens the office.
pub fn run(arguments: &serving::Serve, language: Language) -> u8 {
    let directory = match arguments
        .directory
        .as_deref()
        .map(directory::open)
        .transpose()
    {
        Ok(directory) => directory,
        Err(refusal) => {
            complain(&Words::of(language).no_directory(&refusal));
            return FAILED;
        }
    };
    let secret = match read_secret(&secret_path(&arguments.ledger)) {
        Ok(secret) => secret,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            complain(&Words::of(language).no_secret());
            return FAILED;
        }
    };
    let protection = &arguments.protection;
    let tls = protection
        .tls_cert
        .as_ref()
        .zip(protection.tls_key.as_ref());
    let tls = tls.map(|(certificate, key)| Tls {
        certificate: certificate.clone(),
        key: key.clone(),
    });
    let ended = block_on(async {
        // Refused before the ledger is touched.
        let at = (arguments.listen, tls.as_ref(), protection.behind_proxy);
        let listening = listen(at).await?;
        let database = &arguments.ledger.database;
        let office = Office::open(database, secret, Timestamp::now()).await;
        let office = office.map_err(Ended::Desk)?;
        let words = Words::of(language);
        let new = NewStaff {
            login: FIRST_LOGIN.to_owned(),
            name: words.administrator().to_owned(),
        };
        let link = first_administrator(&office, &new, &entropy()).await;
        if let Some(link) = link.map_err(Ended::Desk)? {
            let scheme = scheme(listening.security);
            complain(&words.first_administrator(scheme, listening.address, &link));
        }
        let key = secret_path(&arguments.ledger);
        let uploads = uploads_path(arguments);
        let place = (database.as_str(), key.as_path(), uploads.as_path());
        open(office, listening, place, (directory, language)).await
    });
    finish(ended, language)
}

/// Where files that are handed over lie: beside a database of SQLite unless said otherwise.
fn uploads_path(arguments: &serving::Serve) -> PathBuf {
    if let Some(path) = &arguments.uploads {
        return path.clone();
    }
    match arguments.ledger.database.strip_prefix("sqlite:") {
        Some(path) => Path::new(path.trim_start_matches("//")).with_extension("uploads"),
        None => PathBuf::from("enishi.uploads"),
    }
}

/// Listens.
pub async fn listen(
    (address, tls, proxy): (SocketAddr, Option<&Tls>, Option<IpAddr>),
) -> Result<Listening, Ended> {
    Listening::at(address, tls, proxy)
        .await
        .map_err(Ended::Serve)
}

/// Serves an office until Ctrl-C or the system's end, then closes its ledger. Those who work on
/// files are told where it is.
pub async fn open(
    office: Office,
    listening: Listening,
    (database, key, uploads): (&str, &Path, &Path),
    (directory, language): (Option<Directory>, Language),
) -> Result<(), Ended> {
    let tray = Tray::open(uploads).map_err(Ended::Folder)?;
    // What waited for too long goes, though nobody hands anything over.
    tray.sweep(Timestamp::now())
        .map_err(|error| Ended::Desk(error.into()))?;
    let program = std::env::current_exe().map_err(Ended::Folder)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let reception = Reception::new(office, cores, entropy());
    let (security, address) = (listening.security, listening.address);
    let log = Arc::new(|line: &LogLine| complain(&line.json()));
    let around = Around {
        clock: Arc::new(Timestamp::now),
        log,
        tray,
        worker: worker(&program, database, key),
    };
    let site = directory::with(Site::new(reception.clone(), security, around), directory);
    complain(&Words::of(language).serving(scheme(security), address));
    let warming = reception.clone();
    let warming = tokio::spawn(async move {
        // What cannot be read is told to whoever asks for the page.
        drop(warm_up(&warming).await);
    });
    let served = serve(listening, router(site), told_to_stop()).await;
    warming.abort();
    reception.close().await;
    served.map_err(Ended::Serve)
}

/// The exit code, and why where it is no good one.
pub fn finish(ended: Result<(), Ended>, language: Language) -> u8 {
    match ended {
        Ok(()) => CLEAN,
        Err(Ended::Desk(error)) => {
            complain(&error.message(language));
            FAILED
        }
        Err(Ended::Folder(error)) => {
            complain(&Words::of(language).no_uploads(&error));
            FAILED
        }
        Err(Ended::Serve(error)) => {
            complain(&Words::of(language).not_served(&error));
            FAILED
        }
    }
}

pub fn scheme(security: Security) -> &'static str {
    match security {
        Security::Loopback | Security::Proxy(_) => "http",
        Security::Tls => "https",
    }
}

#[cfg(unix)]
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = signal(SignalKind::interrupt());
    let terminate = signal(SignalKind::terminate());
    let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
pub async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
