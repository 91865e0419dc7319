//! A session begins only where what let somebody in still does, on both databases.

use enishi_domain::staff::AccountState;
use enishi_store::{Recording, Session};
use jiff::Timestamp;

use crate::databases::scratches;

#[tokio::test]
async fn a_session_begins_only_while_the_account_is_as_it_was_looked_at() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let now: Timestamp = "2025-05-01T00:00:00Z".parse().unwrap();
        let recording = || Recording::by_system(now, "test");
        let staff = store.staff("見本").await.unwrap();
        let mut posting = store.begin(recording()).await.unwrap();
        posting.open_account(staff, "mihon").await.unwrap();
        posting.set_password(staff, "a hash").await.unwrap();
        assert!(posting.bind_account(staff, "a mark").await.unwrap());
        posting.commit().await.unwrap();
        let session = Session {
            staff,
            created_at: now,
            seen_at: now,
            ends_at: now,
            is_confirmed: false,
        };
        let cases = [
            (Some("a hash"), None, true),
            (Some("a hash"), Some("a mark"), true),
            (Some("a hash"), Some("another"), false),
            (Some("another"), None, false),
            (None, None, false),
            (None, Some("a mark"), false),
        ];
        for (n, (password, mark, begins)) in cases.into_iter().enumerate() {
            let mut posting = store.begin(recording()).await.unwrap();
            let digest = format!("{n}");
            let began = posting.begin_session(&digest, &session, (password, mark));
            assert_eq!(began.await.unwrap(), begins, "{n} {}", scratch.name);
            assert_eq!(posting.has_session(&digest).await.unwrap(), begins);
            posting.commit().await.unwrap();
        }
        // It goes on under another secret once, and not where it ended.
        for (before, after, is_there) in [("0", "c", true), ("0", "d", false)] {
            let went_on = store.confirm_session(before, after, &session).await;
            assert_eq!(went_on.unwrap(), is_there, "{}", scratch.name);
        }
        let (kept, _, _) = store.session("c").await.unwrap().unwrap();
        assert!(kept.is_confirmed);
        for change in ["no password", "suspended"] {
            let mut posting = store.begin(recording()).await.unwrap();
            if change == "suspended" {
                posting.set_password(staff, "a hash").await.unwrap();
                let state = AccountState::Suspended;
                posting.set_account_state(staff, state).await.unwrap();
            } else {
                posting.drop_password(staff).await.unwrap();
            }
            let proof = (Some("a hash"), None);
            let began = posting.begin_session(change, &session, proof).await;
            assert!(!began.unwrap(), "{change}");
            posting.commit().await.unwrap();
        }
        store.close().await;
    }
}
