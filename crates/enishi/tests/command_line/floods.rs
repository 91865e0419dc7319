//! What is sent to take the office down: files that unfold, and logins by the hundred. It answers
//! all the time, in words, and takes no memory for it.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::crashes::now;
use crate::serving::{Browser, Office, come_in, hall};

/// How long any answer may take.
pub const PATIENCE: Duration = Duration::from_secs(35);

/// How much the server may grow, in KiB, whatever it is sent.
pub const GROWTH: u64 = 64 * 1024;

/// How much 500 logins at once may add for each core, in KiB: hashes, connections and all.
const LOGINS: u64 = 46 * 1024;

/// The server's memory in KiB: what it holds (`VmRSS`) or the most that it ever held (`VmHWM`).
pub fn memory(office: &Office, which: &str) -> u64 {
    let status = format!("/proc/{}/status", office.server.id());
    let status = std::fs::read_to_string(status).expect("it runs");
    let line = status.lines().find(|line| line.starts_with(which));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|text| text.parse().ok()).expect("a number")
}

pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a new entry");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook with this as its one sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels"
        ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType=
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets>\
         </workbook>"
    );
    archive(&[
        ("[Content_Types].xml", types),
        (
            "_rels/.rels",
            relation("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet(inside: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    format!("<worksheet xmlns=\"{space}\">{inside}</worksheet>").into_bytes()
}

/// What unfolds, and by which name it is handed over.
fn bombs() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let zeros = vec![b' '; 64 << 20];
    let mut nested = archive(&[("a.xml", &zeros)]);
    for _ in 0..8 {
        nested = archive(&[("a.xlsx", &nested), ("b.xlsx", &nested)]);
    }
    let names: Vec<String> = (0..20_000).map(|n| format!("xl/{n}.xml")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let corner = "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1048576\">\
         <c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let deep = "<a>".repeat(500_000);
    vec![
        ("a sheet of blanks", "a.xlsx", workbook(&zeros)),
        ("archives in archives", "a.xlsx", nested),
        ("twenty thousand entries", "a.xlsx", archive(&entries)),
        (
            "a corner a million rows away",
            "a.xlsx",
            workbook(&sheet(corner)),
        ),
        ("elements in elements", "a.xlsx", workbook(&sheet(&deep))),
        (
            "lists in lists",
            "a.html",
            "<ul><li>".repeat(500_000).into_bytes(),
        ),
        (
            "a quote without end",
            "a.csv",
            [b"\"".to_vec(), zeros[..16 << 20].to_vec()].concat(),
        ),
        ("a line without end", "a.csv", b",".repeat(8 << 20)),
    ]
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_unfold_are_refused_in_words_and_take_nothing_with_them() {
    let bombs = bombs();
    let (hall, link) = hall();
    let mut office = Office::open(&hall);
    let mut browser = come_in(&office, &link);
    // What one file costs is grown before it is counted.
    hand_over(&mut browser, "a.csv", "事業,指標\n1,1\n".as_bytes());
    let before = memory(&office, "VmRSS");
    for (why, name, bytes) in &bombs {
        let begin = now();
        let (told, text) = hand_over(&mut browser, name, bytes);
        assert!(begin.elapsed() < PATIENCE, "{why}: {:?}", begin.elapsed());
        let main = text.split("<main").nth(1).unwrap_or(&text);
        assert!(told, "{why}: a reason is told: {main}");
        assert_eq!(browser.get("/healthz").status, 200, "{why}");
    }
    let most = memory(&office, "VmHWM");
    assert!(most < before + GROWTH, "from {before} KiB to {most} KiB");
    let ended = office.server.try_wait().expect("it is ours");
    assert!(ended.is_none(), "it is the same server");
}

/// Hands a sheet over, and gives whether it is refused and its page says why it cannot be read.
pub fn hand_over(browser: &mut Browser, name: &str, bytes: &[u8]) -> (bool, String) {
    browser.get("/checks");
    let head = format!(
        "--line\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--line\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n",
        browser.csrf
    );
    let body = [head.as_bytes(), bytes, b"\r\n--line--\r\n"].concat();
    let kind = "multipart/form-data; boundary=line";
    let answer = browser.send("POST", "/checks", kind, &body);
    if answer.status != 303 {
        let is_refused = (400..500).contains(&answer.status);
        return (is_refused && answer.text.contains("dads-text"), answer.text);
    }
    let path = answer.header("location").to_owned();
    let page = browser.settled(&path);
    let is_refused = page.status == 422;
    assert!(is_refused || page.status == 200, "{}", page.status);
    // Nobody has more than five at once.
    let gone = browser.post(&format!("{path}/discard"), "");
    assert_eq!(gone.status, 303, "{}", gone.text);
    let told = page.text.contains("data-kind=\"error\"");
    (is_refused && told, page.text)
}

#[cfg(target_os = "linux")]
#[test]
fn five_hundred_logins_at_once_are_turned_away_and_cost_little_memory() {
    const AT_ONCE: usize = 500;
    let (hall, _) = hall();
    let office = Office::open(&hall);
    let mut browser = Browser {
        address: office.address.clone(),
        ..Browser::default()
    };
    browser.get("/login");
    // What one login costs is grown before it is counted.
    browser.post("/login", "login=nobody&password=wrong+boat+ledger");
    browser.get("/login");
    let before = memory(&office, "VmRSS");
    let (mut turned_away, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        let logins = (0..AT_ONCE).map(|n| {
            let mut browser = browser.clone();
            scope.spawn(move || {
                let fields = format!("login=nobody{n}&password=wrong+boat+ledger");
                browser.post("/login", &fields)
            })
        });
        let logins: Vec<_> = logins.collect();
        while !logins
            .iter()
            .all(std::thread::ScopedJoinHandle::is_finished)
        {
            let begin = now();
            assert_eq!(browser.clone().get("/healthz").status, 200);
            let waited = begin.elapsed();
            assert!(waited < Duration::from_secs(5), "it answers: {waited:?}");
        }
        for login in logins {
            let answer = login.join().expect("it is answered");
            match answer.status {
                503 => {
                    assert!(!answer.header("retry-after").is_empty(), "it says when");
                    turned_away += 1;
                }
                401 => refused += 1,
                other => panic!("{other}: {}", answer.text),
            }
        }
    });
    assert_eq!(turned_away + refused, AT_ONCE);
    assert!(refused > 0, "some are looked at");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = memory(&office, "VmHWM");
    // Connections cost the same on one core.
    let allowed = before + LOGINS * cores.max(2) as u64;
    assert!(most < allowed, "from {before} KiB to {most} KiB");
    assert!(turned_away > 0, "most are turned away: {turned_away}");
}
