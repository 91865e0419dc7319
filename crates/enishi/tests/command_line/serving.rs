//! The office as it is opened, with a browser made of a socket: a file on its way into the ledger
//! through processes of their own, one of which is killed, and the server too.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::crashes::now;
use crate::halls::{HEADING, Hall, gift};

const PASSWORD: &str = "harbour lantern tide 7";

/// How long anything may take, against hanging.
const PATIENCE: Duration = Duration::from_secs(240);

/// An office that is open.
pub struct Office {
    pub server: Child,
    pub address: String,
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

impl Office {
    pub fn open(hall: &Hall) -> Self {
        Self::open_with(hall, "")
    }

    /// With further arguments.
    pub fn open_with(hall: &Hall, more: &str) -> Self {
        let mut command = hall.command(&format!("serve --listen 127.0.0.1:0 --lang en {more}"));
        let mut server = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(server.stderr.take().expect("a pipe")).lines();
        let told = lines.find_map(|line| {
            let line = line.expect("it says text");
            let (_, behind) = line.split_once("open at http://")?;
            behind.split('/').next().map(str::to_owned)
        });
        let address = told.expect("it says where it is");
        // What it logs later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { server, address }
    }

    /// The process that works for it, once there is one.
    pub fn worker(&self) -> String {
        let begin = now();
        while now() < begin + PATIENCE {
            let children = format!("/proc/{0}/task", self.server.id());
            for task in std::fs::read_dir(children).expect("it runs") {
                let path = task.expect("a task").path().join("children");
                let children = std::fs::read_to_string(path).unwrap_or_default();
                if let Some(child) = children.split_whitespace().next() {
                    return child.to_owned();
                }
            }
            std::thread::yield_now();
        }
        panic!("nobody works");
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    head: String,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }
}

/// Somebody's browser.
#[derive(Clone, Default)]
pub struct Browser {
    pub address: String,
    pub cookie: String,
    pub csrf: String,
}

impl Browser {
    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        let length = body.len();
        write!(
            head,
            "connection: close\r\norigin: http://{}\r\ncookie: {}\r\ncontent-type: {kind}\r\n\
             content-length: {length}\r\n\r\n",
            self.address, self.cookie
        )
        .expect("a text grows");
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream
            .write_all(head.as_bytes())
            .expect("it takes a request");
        stream.write_all(body).expect("it takes a body");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, text) = text.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let answer = Answer {
            status: status.expect("a code"),
            head: head.to_owned(),
            text: text.to_owned(),
        };
        if let Some(cookie) = answer
            .header("set-cookie")
            .split(';')
            .next()
            .filter(|c| !c.is_empty())
        {
            cookie.clone_into(&mut self.cookie);
        }
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            rest.split('"')
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.csrf);
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "text/plain", b"")
    }

    pub fn post(&mut self, path: &str, fields: &str) -> Answer {
        let body = format!("{fields}&csrf={}", self.csrf);
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body.as_bytes(),
        )
    }

    /// Hands a file over, and gives the path of its page.
    pub fn upload(&mut self, source: &str, file: &[u8]) -> String {
        self.get("/imports");
        let field = |name: &str, value: &str| {
            let head = "content-disposition: form-data; name";
            format!("--line\r\n{head}=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let mut body = field("csrf", &self.csrf) + &field("source", source);
        body +=
            "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        let body = [body.as_bytes(), file, b"\r\n--line--\r\n"].concat();
        let answer = self.send(
            "POST",
            "/imports",
            "multipart/form-data; boundary=line",
            &body,
        );
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("location").to_owned()
    }

    pub fn settled(&mut self, path: &str) -> Answer {
        let begin = now();
        while now() < begin + PATIENCE {
            let answer = self.get(path);
            if answer.header("refresh").is_empty() {
                return answer;
            }
            std::thread::yield_now();
        }
        panic!("{path} goes on and on");
    }
}

/// A hall with gifts to import and somebody who may do so.
pub fn hall() -> (Hall, String) {
    let halls = Hall::on_every_database(&[]).into_iter();
    let mut halls = halls.filter(|hall| hall.database() == "SQLite");
    let hall = halls.next().expect("SQLite is built in");
    let added = hall.run("staff add clerk --name clerk --format json");
    let added: Value = serde_json::from_str(&added.out).expect("it says JSON");
    let link = added["link"].as_str().expect("a link").to_owned();
    assert_eq!(hall.run("staff role clerk --duty planning").code, 0);
    (hall, link)
}

pub fn come_in(office: &Office, link: &str) -> Browser {
    let mut browser = Browser {
        address: office.address.clone(),
        ..Browser::default()
    };
    browser.get(&format!("/password/{link}"));
    let password = PASSWORD.replace(' ', "+");
    let fields = format!("password={password}&again={password}");
    browser.post(&format!("/password/{link}"), &fields);
    log_in(&mut browser);
    browser
}

fn log_in(browser: &mut Browser) {
    browser.get("/login");
    let password = PASSWORD.replace(' ', "+");
    let answer = browser.post("/login", &format!("login=clerk&password={password}"));
    assert_eq!(answer.status, 303, "{}", answer.text);
}

pub fn gifts(count: u32) -> Vec<u8> {
    let rows = (0..count).map(|n| gift(&format!("{n:08}"), n, 1_000 + n));
    rows.fold(HEADING.to_owned(), |text, row| text + &row)
        .into_bytes()
}

#[cfg(target_os = "linux")]
#[test]
fn neither_a_killed_worker_nor_a_killed_server_leaves_half_an_import() {
    let (hall, link) = hall();
    let office = Office::open(&hall);
    let mut browser = come_in(&office, &link);
    let path = browser.upload("furusato-ledger", &gifts(20_000));
    browser.settled(&path);
    browser.post(&format!("{path}/try"), "programme=");
    kill(&office.worker());
    let page = browser.settled(&path);
    assert!(
        page.text.contains("処理が途中で終わりました"),
        "{}",
        page.text
    );
    browser.post(&format!("{path}/again"), "");
    let page = browser.settled(&path);
    assert!(
        page.text.contains("<dt>新規</dt><dd>20,000行</dd>"),
        "{}",
        page.text
    );
    let before = hall.history();
    browser.post(&format!("{path}/commit"), "");
    let worker = office.worker();
    kill(&office.server.id().to_string());
    drop(office);
    let begin = now();
    let place = format!("/proc/{worker}");
    while std::path::Path::new(&place).exists() && now() < begin + PATIENCE {
        std::thread::yield_now();
    }
    assert_eq!(hall.history(), before, "whoever worked for it ended too");
    let office = Office::open(&hall);
    browser.address.clone_from(&office.address);
    let page = browser.get(&path);
    assert!(page.text.contains("中断しました"), "{}", page.text);
    browser.post(&format!("{path}/again"), "");
    let page = browser.settled(&path);
    assert!(
        page.text.contains("として台帳に記録しました"),
        "{}",
        page.text
    );
    hall.assert_sound("after the import");
}

fn kill(process: &str) {
    signal(process, "-KILL");
}

/// Sends a process a signal.
pub fn signal(process: &str, which: &str) {
    let killed = Command::new("kill").args([which, process]).status();
    assert!(killed.expect("there is kill").success());
}
