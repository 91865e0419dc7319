//! Imports: rows are known again, raw rows come back byte for byte, and an import that was undone
//! is known no longer.

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Kind};
use enishi_domain::register::{BatchState, RowVerdict};
use enishi_store::{
    Audit, BatchDescription, BatchId, Change, EvidenceNote, FrozenFigure, ImportedRow, KnownRow,
    NewEngagement, Revision, Source, StaffId, Store,
};
use jiff::civil::Date;

use crate::databases::scratches;
use crate::ledger::{at, declare_purpose};

fn row(number: i64, engagements: Vec<EngagementId>) -> ImportedRow {
    ImportedRow {
        number,
        external_key: (number % 7 > 0).then(|| format!("A {number:05}")),
        content_hash: i64::MAX - number,
        ordinal: 1,
        verdict: RowVerdict::New,
        issues: None,
        engagements,
        decided_by: Some(StaffId::SYSTEM),
        likeness: (number % 5 > 0).then_some(number),
    }
}

/// What is known of a source: the engagements under each row's own number.
async fn known(store: &Store, source: &str) -> Vec<(Option<String>, i64, Vec<EngagementId>)> {
    let mut rows = Vec::new();
    let take = |row: KnownRow<'_>| {
        assert_eq!((row.ordinal, row.verdict), (1, RowVerdict::New));
        let key = row.external_key.map(str::to_owned);
        rows.push((key, row.content_hash, row.engagements));
    };
    store.known_rows(source, take).await.unwrap();
    rows
}

fn as_known(rows: &[ImportedRow]) -> Vec<(Option<String>, i64, Vec<EngagementId>)> {
    let known = rows.iter().map(|row| {
        let key = row.external_key.clone();
        (key, row.content_hash, row.engagements.clone())
    });
    known.collect()
}

#[tokio::test]
async fn imported_rows_are_known_until_the_import_is_undone() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        declare_purpose(&mut posting).await;
        let description = BatchDescription {
            source: "寄附者台帳",
            mapping: "f1-2",
            purpose: "event",
            file_name: Some("寄附.csv"),
            file_digest: "00ff",
        };
        let batch = posting.begin_batch(&description).await.unwrap();
        let engagement = Engagement::new(Kind::DonationFurusato, Date::constant(2024, 5, 1));
        let source = |row| Some(Source { batch, row });
        let new: Vec<_> = (2..602)
            .map(|number| NewEngagement {
                engagement: &engagement,
                source: source(number),
            })
            .collect();
        let ids = posting.assert_all(&new).await.unwrap();
        let rows: Vec<_> = (2..).zip(&ids).map(|(n, id)| row(n, vec![*id])).collect();
        posting.write_import_rows(batch, &rows).await.unwrap();
        let raw: Vec<Vec<u8>> = (2..602)
            .map(|n| format!("{n},\u{9ad9}\r\n").into_bytes())
            .collect();
        let slices: Vec<&[u8]> = raw.iter().map(Vec::as_slice).collect();
        posting.keep_raw_rows(batch, 2, &slices).await.unwrap();
        posting.commit().await.unwrap();

        assert_eq!(
            store.batch_state(batch).await.unwrap(),
            Some(BatchState::Staged)
        );
        assert!(known(&store, "寄附者台帳").await.is_empty());
        let mut posting = store.begin(at(1)).await.unwrap();
        let state = BatchState::Committed;
        posting
            .change_batch(batch, state, Some("{\"new\":600}"))
            .await
            .unwrap();
        posting.commit().await.unwrap();
        assert_eq!(known(&store, "寄附者台帳").await, as_known(&rows));
        assert_eq!(store.import_rows(batch).await.unwrap(), rows);
        assert!(known(&store, "会員台帳").await.is_empty());
        for n in [2, 257, 258, 601] {
            let found = store.raw_row(batch, n).await.unwrap();
            assert_eq!(
                found.as_deref(),
                Some(slices[usize::try_from(n - 2).unwrap()])
            );
        }
        assert_eq!(store.raw_row(batch, 602).await.unwrap(), None);

        let mut posting = store.begin(at(2)).await.unwrap();
        posting.dispose_of_raw_rows(batch).await.unwrap();
        posting
            .change_batch(batch, BatchState::Undone, None)
            .await
            .unwrap();
        posting.commit().await.unwrap();
        assert_eq!(store.raw_row(batch, 2).await.unwrap(), None);
        assert!(known(&store, "寄附者台帳").await.is_empty());
        assert_eq!(store.batch_state(BatchId(99)).await.unwrap(), None);
        assert_eq!(store.import_rows(batch).await.unwrap().len(), 600);
    }
}

#[tokio::test]
async fn imports_are_listed_with_what_each_touched() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        declare_purpose(&mut posting).await;
        let of = |programme: Option<&str>| Engagement {
            programme: programme.map(str::to_owned),
            ..Engagement::new(Kind::EventAttend, Date::constant(2024, 5, 1))
        };
        let (first, second, none) = (of(Some("1")), of(Some("2")), of(None));
        let before = posting.assert(&second).await.unwrap();
        posting.commit().await.unwrap();
        let mut batches = Vec::new();
        for (n, touched) in [(1, &first), (2, &none)] {
            let mut posting = store.begin(at(n)).await.unwrap();
            let description = BatchDescription {
                source: "event-signup",
                mapping: "event-signup/1",
                purpose: "event",
                file_name: (n == 1).then_some("申込.csv"),
                file_digest: "00ff",
            };
            let batch = posting.begin_batch(&description).await.unwrap();
            posting.assert(touched).await.unwrap();
            if n == 1 {
                let change = Change::Correct(&first, CorrectionReason::EntryError);
                let revision = Revision {
                    id: before,
                    change,
                    reason_text: None,
                    source: None,
                };
                posting.revise_all(&[revision]).await.unwrap();
            }
            let state = BatchState::Committed;
            let counts = Some("{\"new\":1}");
            posting.change_batch(batch, state, counts).await.unwrap();
            posting.commit().await.unwrap();
            batches.push(batch);
        }
        let mut posting = store.begin(at(3)).await.unwrap();
        let state = BatchState::Undone;
        posting.change_batch(batches[1], state, None).await.unwrap();
        posting.commit().await.unwrap();
        let listed = store.imports(None, 50).await.unwrap();
        let told: Vec<_> = listed.iter().map(|one| (one.batch, one.state)).collect();
        assert_eq!(
            told,
            [
                (batches[1], BatchState::Undone),
                (batches[0], BatchState::Committed)
            ]
        );
        assert_eq!(listed[1].file_name.as_deref(), Some("申込.csv"));
        assert_eq!((listed[1].at, listed[1].by), (at(1).at, StaffId::SYSTEM));
        assert_eq!(
            listed[0].counts.as_deref(),
            Some("{\"new\":1}"),
            "they stay"
        );
        let older = store.imports(Some(batches[1]), 50).await.unwrap();
        assert_eq!(older, listed[1..]);
        assert_eq!(store.imports(None, 1).await.unwrap(), listed[..1]);
        let mut touched = store.import_programmes(batches[0]).await.unwrap();
        touched.sort_unstable();
        assert_eq!(touched, ["1", "2"], "also what it took the place of");
        assert_eq!(store.import_programmes(batches[1]).await.unwrap(), [""]);
    }
}

#[tokio::test]
async fn figures_audit_and_evidence_are_written_down() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let year = enishi_domain::calendar::FiscalYear::new(2024).unwrap();
        let mut posting = store.begin(at(0)).await.unwrap();
        let day = Date::constant(2024, 5, 1);
        let id = posting
            .assert(&Engagement::new(Kind::Hire, day))
            .await
            .unwrap();
        let figure = FrozenFigure {
            edition: "R6".to_owned(),
            programme: "1".to_owned(),
            kpi: "1".to_owned(),
            fiscal_year: year,
            as_of: posting.position(),
            metric: "00".to_owned(),
            amounts: "[63]".to_owned(),
            rows: Some(63),
            distinct: None,
            evidence: 63,
            status: enishi_domain::measurement::FigureStatus::Frozen,
            reason: None,
            input_digest: "11".to_owned(),
        };
        posting
            .keep_metric("00", "1-1", "kinds = []")
            .await
            .unwrap();
        posting
            .keep_metric("00", "1-1", "kinds = []")
            .await
            .unwrap();
        let position = posting.freeze(&figure).await.unwrap();
        let note = EvidenceNote {
            proves: enishi_domain::engagement::Position(id.0),
            kind: "file".to_owned(),
            digest: Some("22".to_owned()),
            title: "雇用証明".to_owned(),
            retained_until: Some(day),
            visibility: "internal".to_owned(),
        };
        posting.add_evidence(&note).await.unwrap();
        let entry = Audit {
            staff: StaffId::SYSTEM,
            action: "freeze".to_owned(),
            object: Some("R6".to_owned()),
            detail: None,
        };
        let audited = posting.audit(&entry).await.unwrap();
        posting.commit().await.unwrap();
        assert_eq!(
            store.frozen_figures(year).await.unwrap(),
            [(position, figure)]
        );
        assert_eq!(
            store.audit_from(position, 10).await.unwrap(),
            [(audited, entry)]
        );
    }
}
