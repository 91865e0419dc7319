//! A register on its way into the ledger: the four steps, what is refused on the way, and how an
//! import is taken back.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx};
use enishi_desk::demo::{Size, city};
use enishi_domain::staff::Duty;
use enishi_publish::{PlainCell, PlainSheet, plain_workbooks};
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town, head_of_form};

/// Two members.
pub const MEMBERS: &str = "会員番号,氏名,フリガナ,入会日\n\
    0001,甲野 一,コウノ ハジメ,2024/5/1\n\
    0002,乙川 花,オツカワ ハナ,2024/6/1\n";

/// The same in CP932, with half a character in the second name.
const BROKEN: &[u8] = b"\x89\xef\x88\xf5\x94\xd4\x8d\x86,\x8e\x81\x96\xbc,\x83t\x83\x8a\x83K\x83i,\
    \x93\xfc\x89\xef\x93\xfa\n\
    0001,\x8d\x62\x96\xec \x88\xea,\x83R\x83E\x83m \x83n\x83W\x83\x81,2024/5/1\n\
    0002,\x89\xb3\x90\xec\x81,\x83I\x83c\x83J\x83\x8f \x83n\x83i,2024/6/1\n";

/// Hands a file over and gives the path of its page, once it was looked at.
pub async fn handed_over(browser: &mut Browser, source: &str, name: &str, bytes: &[u8]) -> String {
    let answer = browser.upload(source, name, bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let path = answer.header("location").to_owned();
    browser.settled(&path).await;
    path
}

/// Goes on with what the page proposes, for a programme or none, to the step 確認.
pub async fn tried(browser: &mut Browser, path: &str, programme: &str) -> Answer {
    let fields = [("programme", programme)];
    let answer = browser.post(&format!("{path}/try"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    browser.settled(path).await
}

async fn committed(browser: &mut Browser, path: &str) -> Answer {
    let answer = browser.post(&format!("{path}/commit"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    browser.settled(path).await
}

/// How many rows the page says of a verdict.
fn count(page: &Answer, verdict: &str) -> String {
    let mark = format!("<dt>{verdict}</dt><dd>");
    let (_, rest) = page
        .text
        .split_once(&mark)
        .unwrap_or_else(|| panic!("{}", page.text));
    rest.split('行').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_register_goes_through_the_four_steps_and_is_known_again() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = handed_over(&mut planning, "members", "名簿.csv", MEMBERS.as_bytes()).await;
    let columns = planning.get(&path).await;
    assert!(columns.text.contains("文字コードは utf-8 と判定"));
    assert!(columns.text.contains("<td>甲野 一</td>"), "rows are shown");
    assert!(columns.text.contains("aria-current=\"step\">②列の対応"));
    let check = tried(&mut planning, &path, "").await;
    assert_eq!(
        (count(&check, "新規"), count(&check, "エラー")),
        ("2".into(), "0".into())
    );
    assert!(check.text.contains("まだ何も書き込んでいません"));
    let list = planning.get("/imports").await;
    assert!(list.text.contains("取込みはまだありません"));
    let done = committed(&mut planning, &path).await;
    assert!(
        done.text.contains("として台帳に記録しました"),
        "{}",
        done.text
    );
    let list = planning.get("/imports").await;
    assert!(list.text.contains("<td>新規2</td>"), "{}", list.text);
    assert!(list.text.contains("<td>名簿.csv</td>"));
    let data = town
        .uploads()
        .iter()
        .filter(|name| name.ends_with(".data"))
        .count();
    assert_eq!(data, 0, "what is in the ledger waits nowhere else");
    let foreign = [("programme", ""), ("purpose", "donation")];
    let other = handed_over(&mut planning, "members", "別.csv", MEMBERS.as_bytes()).await;
    let refused = planning.post(&format!("{other}/try"), &foreign).await;
    assert_eq!(
        refused.status,
        StatusCode::BAD_REQUEST,
        "its purpose is its own"
    );
    let again = handed_over(&mut planning, "members", "名簿.csv", MEMBERS.as_bytes()).await;
    let check = tried(&mut planning, &again, "").await;
    assert_eq!(
        (count(&check, "新規"), count(&check, "同一")),
        ("0".into(), "2".into())
    );
    let done = committed(&mut planning, &again).await;
    assert!(done.text.contains("何も書き込んでいません"));
}

#[tokio::test]
async fn a_file_of_every_source_of_the_demo_city_goes_in_and_is_known_again() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let city = city(Size::Small);
    let mut sources = BTreeSet::new();
    let files = city.files.iter();
    for file in files.filter(|file| sources.insert(file.source)) {
        let (source, bytes) = (file.source.name(), file.bytes().unwrap());
        let name = &file.name;
        let path = handed_over(&mut planning, source, name, &bytes).await;
        let fields = [("programme", ""), ("date", "R6.7.1")];
        let day = &fields[..if source == "event-signup" { 2 } else { 1 }];
        let answer = planning.post(&format!("{path}/try"), day).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let check = planning.settled(&path).await;
        let new = count(&check, "新規");
        assert_ne!(new, "0", "{name}");
        let done = committed(&mut planning, &path).await;
        assert_eq!(count(&done, "新規"), new, "{name}");
        assert!(done.text.contains("として台帳に記録しました"), "{name}");
        let again = handed_over(&mut planning, source, name, &bytes).await;
        planning.post(&format!("{again}/try"), day).await;
        let check = planning.settled(&again).await;
        assert_eq!(count(&check, "新規"), "0", "{name}");
        assert_eq!(count(&check, "更新"), "0", "{name}");
        planning.post(&format!("{again}/discard"), &[]).await;
    }
    assert_eq!(sources.len(), 6, "each source has a file");
}

#[tokio::test]
async fn a_broken_file_is_mended_through_its_report() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = handed_over(&mut planning, "members", "名簿.csv", BROKEN).await;
    let columns = planning.get(&path).await;
    assert!(
        columns.text.contains("文字コードは cp932 と判定"),
        "{}",
        columns.text
    );
    let check = tried(&mut planning, &path, "").await;
    assert_eq!(
        (count(&check, "新規"), count(&check, "エラー")),
        ("1".into(), "1".into())
    );
    let told = "<li>3行目 「氏名」に読めない文字があります";
    assert!(check.text.contains(told), "{}", check.text);
    assert!(!check.text.contains("0円"), "no amount is no sum");
    committed(&mut planning, &path).await;
    let report = planning.get(&format!("{path}/report")).await;
    assert_eq!(report.status, StatusCode::OK);
    let disposition = report.header("content-disposition");
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert!(
        disposition.contains("%E5%90%8D%E7%B0%BF.xlsx"),
        "{disposition}"
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(report.bytes)).unwrap();
    let sheet = book.worksheet_range("エラー行").unwrap();
    let rows = sheet.rows();
    let mut rows: Vec<Vec<String>> = rows
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(rows.len(), 2, "the headings, and the row that is broken");
    assert_eq!(rows[0][4], "理由");
    assert_eq!(rows[1][0], "0002", "zeros in front stay");
    assert!(rows[1][4].contains("読めない文字"), "{:?}", rows[1]);
    rows[1][1] = "乙川 花".to_owned();
    let cells = rows
        .into_iter()
        .map(|row| row.into_iter().map(PlainCell::Text).collect());
    let mended = plain_workbooks(&[PlainSheet {
        name: "エラー行",
        rows: cells.collect(),
    }]);
    let mended = mended.unwrap();
    let path = handed_over(&mut planning, "members", "直した行.xlsx", &mended).await;
    let check = tried(&mut planning, &path, "").await;
    assert_eq!(
        (count(&check, "新規"), count(&check, "エラー")),
        ("1".into(), "0".into())
    );
    committed(&mut planning, &path).await;
    let whole = handed_over(&mut planning, "members", "名簿.csv", MEMBERS.as_bytes()).await;
    let check = tried(&mut planning, &whole, "").await;
    assert_eq!(count(&check, "新規"), "0", "nobody is there twice");
}

#[tokio::test]
async fn other_headings_are_chosen_once_and_known_from_then_on() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let file = MEMBERS
        .replace("会員番号", "整理No")
        .replace("入会日", "入会年月日");
    let path = handed_over(&mut planning, "members", "名簿.csv", file.as_bytes()).await;
    let columns = planning.get(&path).await;
    assert!(
        columns.text.contains("推定です"),
        "入会年月日 is much like 入会日"
    );
    let refused = planning
        .post(&format!("{path}/try"), &[("programme", "")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("次の列は必ず要ります"),
        "{}",
        refused.text
    );
    let foreign = [
        ("column.number", "別の見出し"),
        ("column.joined", "入会年月日"),
    ];
    let foreign = planning.post(&format!("{path}/try"), &foreign).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
    let chosen = [
        ("column.number", "整理No"),
        ("column.joined", "入会年月日"),
        ("keep", "yes"),
        ("programme", ""),
    ];
    let answer = planning.post(&format!("{path}/try"), &chosen).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let check = planning.settled(&path).await;
    assert_eq!(count(&check, "新規"), "2");
    committed(&mut planning, &path).await;
    for file in [file.as_str(), MEMBERS] {
        let next = handed_over(&mut planning, "members", "翌月.csv", file.as_bytes()).await;
        let check = tried(&mut planning, &next, "").await;
        assert_eq!(count(&check, "同一"), "2", "no heading was chosen");
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_in_words_and_not_kept() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/imports").await;
    let head = head_of_form(&planning.csrf, "members", "大.xlsx");
    let piece = Bytes::from(vec![0; 1024 * 1024]);
    let first = [Bytes::from(head), Bytes::from_static(b"PK\x03\x04")];
    let pieces = first.into_iter().chain(std::iter::repeat_n(piece, 51));
    let answer = planning.send_form("/imports", streamed(pieces)).await;
    assert_eq!(
        answer.status,
        StatusCode::PAYLOAD_TOO_LARGE,
        "{}",
        answer.text
    );
    assert!(answer.text.contains("上限 50 MiB"), "{}", answer.text);
    assert!(town.uploads().is_empty(), "{:?}", town.uploads());
    let empty = planning.upload("members", "空.csv", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for n in 0..5 {
        let name = format!("{n}.csv");
        handed_over(&mut planning, "members", &name, MEMBERS.as_bytes()).await;
    }
    let sixth = planning
        .upload("members", "6.csv", MEMBERS.as_bytes())
        .await;
    assert_eq!(sixth.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_its_status_too() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    for (name, bytes) in [
        ("画像.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("書庫.xlsx", b"PK\x03\x04no more of it"),
        ("空行.csv", b"\n\n\n"),
    ] {
        let path = handed_over(&mut planning, "members", name, bytes).await;
        let page = planning.get(&path).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.text.contains("data-kind=\"error\""), "{name}");
    }
}

#[tokio::test]
async fn a_form_that_never_says_where_its_file_begins_is_not_heard_out() {
    let town = Town::new(Security::Loopback).await;
    let mut browser = town.browser();
    browser.get("/login").await;
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    let piece = Bytes::from(vec![b'-'; 64 * 1024]);
    let pieces = std::iter::repeat_n(piece, 4096).inspect(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let answer = browser.send_form("/imports", streamed(pieces)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < 300, "{sent} pieces of 64 KiB were heard");
}

/// A body that comes piece by piece.
fn streamed(pieces: impl Iterator<Item = Bytes> + Send + 'static) -> Body {
    Body::from_stream(futures_util::stream::iter(
        pieces.map(Ok::<_, std::io::Error>),
    ))
}

#[tokio::test]
async fn a_file_is_open_to_nobody_but_its_owner() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = handed_over(&mut planning, "members", "名簿.csv", BROKEN).await;
    tried(&mut planning, &path, "").await;
    for duty in [Duty::Entry, Duty::Head, Duty::Audit, Duty::Administration] {
        let mut other = town.inside(duty).await;
        let expected = if duty == Duty::Entry {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::FORBIDDEN
        };
        other.get("/").await;
        for page in ["", "/report"] {
            let answer = other.get(&format!("{path}{page}")).await;
            assert_eq!(answer.status, expected, "{duty:?} {page}");
        }
        for step in ["look", "try", "commit", "again", "stop", "discard"] {
            let answer = other.post(&format!("{path}/{step}"), &[]).await;
            assert_eq!(answer.status, expected, "{duty:?} {step}");
        }
        let list = other.get("/imports").await;
        assert!(!list.text.contains("名簿.csv"), "{duty:?}");
    }
    for id in [
        "../../etc/passwd",
        "..%2f..%2fenishi.key",
        "00",
        &"0".repeat(64),
    ] {
        let answer = planning.get(&format!("/imports/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(
        count(&planning.get(&path).await, "新規"),
        "1",
        "it is as it was"
    );
}

#[tokio::test]
async fn a_department_imports_for_its_own_programmes_and_takes_only_those_back() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let whole = handed_over(&mut planning, "members", "全庁.csv", MEMBERS.as_bytes()).await;
    tried(&mut planning, &whole, "").await;
    committed(&mut planning, &whole).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let list = clerk.get("/imports").await;
    assert!(!list.text.contains("全庁.csv"));
    let path = handed_over(&mut clerk, "members", "自課.csv", MEMBERS.as_bytes()).await;
    let columns = clerk.get(&path).await;
    assert!(!columns.text.contains("（決めない）"));
    for (programme, status) in [("", 403), ("2", 403), ("99", 404)] {
        let fields = [("programme", programme)];
        let answer = clerk.post(&format!("{path}/try"), &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{programme}");
    }
    let check = tried(&mut clerk, &path, "1").await;
    assert_eq!(count(&check, "新規"), "2");
    committed(&mut clerk, &path).await;
    let list = clerk.get("/imports").await;
    assert!(list.text.contains("<td>自課.csv</td>"));
    let own = list.hidden("batch");
    let theirs = planning.get("/imports").await;
    let (_, older) = theirs.text.rsplit_once("name=\"batch\" value=\"").unwrap();
    let older = older.split('"').next().unwrap();
    assert_ne!(own, older);
    let fields = [("batch", older), ("reason", "よその課")];
    let refused = clerk.post("/imports/undo", &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let silent = clerk
        .post("/imports/undo", &[("batch", &own), ("reason", " ")])
        .await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("batch", own.as_str()), ("reason", "別の月の名簿だった")];
    let undone = clerk.post("/imports/undo", &fields).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    let list = until(&mut clerk, "/imports", "取り消した関わり2件").await;
    assert!(list.text.contains("<td>取消し<br>"), "{}", list.text);
    let again = clerk.post("/imports/undo", &fields).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it is done once");
    let ledger = clerk.get("/ledger?programme=1&year=R6").await;
    assert!(
        ledger.text.contains("この条件の記録はありません"),
        "{}",
        ledger.text
    );
}

/// A page, once it says something.
async fn until(browser: &mut Browser, path: &str, says: &str) -> Answer {
    let told = async {
        loop {
            let page = browser.get(path).await;
            if page.text.contains(says) {
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(60), told).await;
    waited.expect("it is said")
}

#[tokio::test]
async fn a_file_with_my_numbers_is_not_kept() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let file = "会員番号,氏名,個人番号,入会日\n0001,甲野 一,123456789018,2024/5/1\n";
    let path = handed_over(&mut planning, "members", "名簿.csv", file.as_bytes()).await;
    let page = planning.get(&path).await;
    assert!(
        page.text.contains("預かったファイルを削除しました"),
        "{}",
        page.text
    );
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text.contains("123456789018"));
    let names = town.uploads();
    assert_eq!(names.len(), 1, "what is known of it: {names:?}");
    let record = town.folder.path().join("uploads").join(&names[0]);
    let record = std::fs::read_to_string(record).unwrap();
    assert!(!record.contains("123456789018"));
    let again = planning.post(&format!("{path}/commit"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_a_file_says_is_shown_as_text_and_nothing_else() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let attack = "<script>alert(1)</script>";
    let file = format!(
        "会員番号,氏名,入会日,{attack}\n0001,<img src=x onerror=alert(1)>,{attack},{attack}\n"
    );
    let name = "<svg onload=alert(1)>.csv";
    let path = handed_over(&mut planning, "members", name, file.as_bytes()).await;
    let columns = planning.get(&path).await;
    let check = tried(&mut planning, &path, "").await;
    let list = planning.get("/imports").await;
    for page in [columns, check, list] {
        assert_eq!(page.status, StatusCode::OK);
        for raw in ["<script>alert", "<img src=x", "<svg onload"] {
            assert!(!page.text.contains(raw), "{raw}");
        }
    }
}

#[tokio::test]
async fn a_form_with_a_file_needs_the_same_proofs_as_any_other() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/imports").await;
    let token = planning.csrf.clone();
    for wrong in ["", "00"] {
        planning.csrf = wrong.to_owned();
        let form = crate::browser::form_with_file(wrong, "members", "a.csv", MEMBERS.as_bytes());
        let answer = planning.send_form("/imports", Body::from(form)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong:?}");
    }
    let unknown = crate::browser::form_with_file(&token, "nobody", "a.csv", MEMBERS.as_bytes());
    let answer = planning.send_form("/imports", Body::from(unknown)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut outsider = town.browser();
    outsider.get("/login").await;
    let form = crate::browser::form_with_file(&outsider.csrf, "members", "a.csv", b"a");
    let answer = outsider.send_form("/imports", Body::from(form)).await;
    assert!(answer.header("location").starts_with("/login"));
    let mut panel = town.inside(Duty::Panel).await;
    panel.get("/").await;
    let form = crate::browser::form_with_file(&panel.csrf, "members", "a.csv", b"a");
    let answer = panel.send_form("/imports", Body::from(form)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(town.uploads().is_empty(), "{:?}", town.uploads());
}
