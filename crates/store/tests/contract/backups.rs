//! A backup says the same whatever database it is of, and gives the same ledger on either.

use std::io::{self, Write};

use enishi_domain::strategies::ledger::ledger;
use enishi_store::{BackupFault, RestorePlace, SCHEMA_VERSION, Store, StoreError, read_through};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::AssertSqlSafe;

use crate::databases::{Scratch, scratches};

async fn backup(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    let now = (Timestamp::UNIX_EPOCH, None);
    store.back_up(now, &mut out, &mut |_| {}).await.unwrap();
    out
}

async fn restore(bytes: &[u8], place: &RestorePlace) -> Result<Store, StoreError> {
    let read = read_through(bytes)?;
    place.take_in(bytes, &read, &mut |_| {}).await
}

/// A ledger with something in it.
async fn written(scratch: &Scratch) -> Store {
    let store = scratch.store().await;
    let mut runner = TestRunner::deterministic();
    let tree = ledger().new_tree(&mut runner).unwrap();
    crate::measuring::replay(&store, &tree.current(), 5).await;
    store
}

#[tokio::test]
async fn a_ledger_is_the_same_after_a_way_through_every_database() {
    let mut first: Option<Vec<u8>> = None;
    for from in scratches().await {
        let store = written(&from).await;
        let bytes = backup(&store).await;
        store.close().await;
        // One ledger gives one backup, on whichever database it stands.
        let expected = first.get_or_insert_with(|| bytes.clone());
        assert!(*expected == bytes, "{}", from.name);
        for into in scratches().await {
            let into = into.by_its_owner().await;
            let way = format!("{} to {}", from.name, into.name);
            let place = RestorePlace::beside(&into.address).await.unwrap();
            let restored = restore(&bytes, &place).await.unwrap();
            assert!(restored.derived_is_sound(7).await.unwrap(), "{way}");
            assert_eq!(restored.verify(None).await.unwrap().damage, None, "{way}");
            restored.close().await;
            assert!(
                Store::open(&into.address).await.is_err(),
                "{way}: too early"
            );
            place.settle().await.unwrap();
            let store = Store::open(&into.address).await.unwrap();
            assert!(backup(&store).await == bytes, "{way}");
            // It is a ledger like any other: guarded, and open to the next.
            let posting = store.begin(crate::ledger::at(1)).await.unwrap();
            posting.commit().await.unwrap();
            let guarded = sqlx::raw_sql("delete from posting")
                .execute(&mut into.connection().await)
                .await;
            assert!(guarded.is_err(), "{way}: the guards are missing");
            store.close().await;
            let refused = RestorePlace::beside(&into.address).await.unwrap_err();
            let is_occupied = matches!(refused, StoreError::Backup(BackupFault::Occupied(_)));
            assert!(is_occupied, "{way}: {refused}");
        }
    }
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing() {
    for scratch in scratches().await {
        let store = written(&scratch).await;
        let mut bytes = backup(&store).await;
        store.close().await;
        let read = read_through(bytes.as_slice()).unwrap();
        // Exchanged between the two readings.
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        for into in scratches().await {
            let place = RestorePlace::beside(&into.address).await.unwrap();
            let refused = place.take_in(bytes.as_slice(), &read, &mut |_| {}).await;
            assert!(refused.is_err(), "{}", into.name);
            place.clear().await.unwrap();
            assert!(Store::look(&into.address).await.is_err(), "{}", into.name);
            if into.is_sqlite() {
                let path = into.address.trim_start_matches("sqlite:");
                let folder = std::path::Path::new(path).parent().unwrap();
                assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
            }
        }
    }
}

#[tokio::test]
async fn a_backup_of_an_older_schema_is_brought_up_to_date() {
    for scratch in scratches().await {
        let store = written(&scratch).await;
        let bytes = backup(&store).await;
        store.close().await;
        for into in scratches().await {
            let into = into.by_its_owner().await;
            let place = RestorePlace::beside(&into.address).await.unwrap();
            let older = enishi_store::rehearsal::backup_of_first_schema(&bytes).unwrap();
            let restored = restore(&older, &place).await.unwrap();
            assert!(restored.derived_is_sound(7).await.unwrap(), "{}", into.name);
            restored.close().await;
            place.settle().await.unwrap();
            let versions = "select cast(count(*) as bigint) from schema_version";
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(versions))
                .fetch_one(&mut into.connection().await)
                .await
                .unwrap();
            assert_eq!(count, SCHEMA_VERSION, "{}", into.name);
        }
    }
}

/// A reader of the ledger holds nobody up: somebody writes while the backup waits for its disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_writes_while_a_backup_is_written() {
    for scratch in scratches().await {
        let store = written(&scratch).await;
        let before = store.last_position().await.unwrap();
        let (told, waiting) = std::sync::mpsc::channel();
        let (go, gone) = std::sync::mpsc::channel();
        let mut slow = Slow {
            bytes: Vec::new(),
            told: Some(told),
            gone,
        };
        let backing = {
            let store = store.clone();
            tokio::spawn(async move {
                let now = (Timestamp::UNIX_EPOCH, None);
                let read = store.back_up(now, &mut slow, &mut |_| {}).await.unwrap();
                (read, slow.bytes)
            })
        };
        tokio::task::block_in_place(|| waiting.recv().unwrap());
        let audit = enishi_store::Audit {
            staff: enishi_store::StaffId::SYSTEM,
            action: "meanwhile".to_owned(),
            object: None,
            detail: None,
        };
        let mut posting = store.begin(crate::ledger::at(1)).await.unwrap();
        posting.audit(&audit).await.unwrap();
        posting.commit().await.unwrap();
        go.send(()).unwrap();
        let (read, bytes) = backing.await.unwrap();
        assert_eq!(read.head.last, before.0, "{}", scratch.name);
        let place = RestorePlace::for_trial(&std::env::temp_dir()).unwrap();
        let restored = restore(&bytes, &place).await.unwrap();
        assert_eq!(restored.last_position().await.unwrap(), before);
        assert_eq!(restored.verify(None).await.unwrap().damage, None);
        restored.close().await;
        place.clear().await.unwrap();
        store.close().await;
    }
}

/// A disk that takes its first bytes only when it is told to.
struct Slow {
    bytes: Vec<u8>,
    told: Option<std::sync::mpsc::Sender<()>>,
    gone: std::sync::mpsc::Receiver<()>,
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(told) = self.told.take() {
            told.send(()).unwrap();
            tokio::task::block_in_place(|| self.gone.recv().unwrap());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
