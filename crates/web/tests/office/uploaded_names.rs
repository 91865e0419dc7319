//! What a browser calls a file is shown, and leads nowhere.

use std::collections::BTreeSet;
use std::ffi::OsString;

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::Town;
use crate::importing::handed_over;
use crate::registers::TALK;

/// What stands in the town's folder.
fn files(town: &Town) -> BTreeSet<OsString> {
    let entries = std::fs::read_dir(town.folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

#[tokio::test]
async fn whatever_a_file_is_called_it_is_kept_under_a_name_of_ours() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let before = files(&town);
    for name in [
        "../../../etc/cron.d/x",
        "..\\..\\x.csv",
        "/etc/passwd",
        "C:\\autoexec.csv",
        "CON",
        "NUL.csv",
        "a%00b.csv",
        "~/.profile",
    ] {
        let path = handed_over(&mut clerk, "event-signup", name, TALK.as_bytes()).await;
        assert_eq!(clerk.get(&path).await.status, StatusCode::OK, "{name}");
        assert_eq!(files(&town), before, "{name}: nothing beside the uploads");
        let kept = town.uploads();
        assert!(!kept.is_empty());
        for kept in kept {
            let is_ours = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
            let (stem, _) = kept.split_once('.').unwrap_or((&kept, ""));
            assert!(stem.bytes().all(is_ours), "{name}: {kept}");
        }
        clerk.post(&format!("{path}/discard"), &[]).await;
    }
}
