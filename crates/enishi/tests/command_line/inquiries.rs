//! Workbooks for departments are made and read back.

use crate::ledger::{hall, json};

#[test]
fn an_inquiry_is_made_once_and_read_back_without_a_change() {
    let folder = hall();
    let made = json(&folder, "inquire -o out --fiscal-year R6");
    let files = made["files"].as_array().expect("files");
    assert!(files.len() > 1 && files.iter().all(|file| file["kpis"].as_u64() > Some(0)));
    let name = files[0]["file"].as_str().expect("a name");
    let before = std::fs::read(folder.path(name)).expect("the file");
    let again = folder.run("inquire -o out --fiscal-year R6");
    assert_eq!(again.code, 2);
    assert!(
        again.complaints.contains("上書きしません"),
        "{}",
        again.complaints
    );
    assert_eq!(std::fs::read(folder.path(name)).expect("the file"), before);
    for dry_run in ["", " --dry-run"] {
        let read = json(&folder, &format!("inquire --read {name}{dry_run}"));
        assert_eq!(read["files"][0]["lines"], serde_json::json!([]));
        assert!(read["files"][0]["unchanged"].as_u64() > Some(0));
    }
    for (arguments, says) in [
        (
            format!("inquire --read {name} --fiscal-year R5"),
            "令和6年度の照会です",
        ),
        (
            "inquire --read gifts.csv".to_owned(),
            "庁内照会のファイルではない",
        ),
        (
            "inquire --read none.xlsx".to_owned(),
            "ファイルがありません",
        ),
        ("inquire -o out --department 秘書課".to_owned(), "秘書課"),
        ("inquire".to_owned(), "--output"),
    ] {
        let ran = folder.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments}: {}{}", ran.out, ran.complaints);
        assert!(
            ran.complaints.contains(says),
            "{arguments}: {}",
            ran.complaints
        );
    }
}
