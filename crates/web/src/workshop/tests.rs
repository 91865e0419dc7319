//! What a task that was begun too late leaves alone.

use enishi_desk::deposits::Handed;
use enishi_desk::work_on_deposit::{Counted, Said};

use super::*;

fn deposit() -> Deposit {
    Deposit {
        id: "0a".repeat(32),
        kind: Handed::Register,
        staff: 2,
        name: "a.csv".to_owned(),
        bytes: 1,
        since: 0,
        source: "members".to_owned(),
        encoding: None,
        mapping: None,
        said: Said::default(),
        asked: None,
        seen: None,
        tried: Some(Counted::default()),
        committed: None,
        checked: None,
        inquiry: None,
        failed: None,
    }
}

fn order(tray: &Tray, deposit: &Deposit) -> Order {
    Order {
        task: Task::Commit,
        data: tray.data(deposit),
        report: tray.report(deposit),
        bytes: deposit.bytes,
        name: deposit.name.clone(),
        mapping: String::new(),
        encoding: None,
        said: Said::default(),
        staff: deposit.staff,
    }
}

#[tokio::test]
async fn what_was_written_or_given_up_meanwhile_is_not_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let tray = Tray::open(folder.path()).unwrap();
    let worker: Worker = Arc::new(|_, _| Box::pin(async { Err(Fault::Died) }));
    let workshop = Workshop::new(tray.clone(), worker);
    let seen = deposit();
    let mut written = seen.clone();
    written.committed = Some(Counted::default());
    tray.save(&written).unwrap();
    let begun = workshop.begin(seen.clone(), order(&tray, &seen));
    assert!(matches!(begun, Err(DepositError::NotNow)));
    assert_eq!(tray.find(&seen.id).unwrap(), Some(written.clone()));
    tray.discard(&written).unwrap();
    let begun = workshop.begin(seen.clone(), order(&tray, &seen));
    assert!(matches!(begun, Err(DepositError::NotNow)));
    assert_eq!(tray.find(&seen.id).unwrap(), None, "it does not come back");
}
