//! Files that name something elsewhere: another file of this machine, or an address. Whoever reads
//! them asks for neither.

use std::io::ErrorKind;
use std::net::TcpListener;

use crate::floods::{archive, hand_over};
use crate::program::{CLEAN_SHEET, Folder};
use crate::serving::{Office, come_in, hall};

/// What stands in the file that is named and in no other.
const SECRET: &str = "canary-of-another-file";

/// Files that name an address in every way that their form knows.
fn files(address: &str) -> Vec<(&'static str, Vec<u8>)> {
    let entity = format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"{address}\">]>");
    let parameter = format!("<!DOCTYPE a [<!ENTITY % x SYSTEM \"{address}\"> %x;]>");
    let outside = format!("<!DOCTYPE a SYSTEM \"{address}\">");
    let mut files = Vec::new();
    for doctype in ["", &entity, &parameter, &outside] {
        files.push(("a.xlsx", book(doctype, address)));
    }
    let pages = [
        format!("<base href=\"{address}\"><link rel=stylesheet href=\"{address}\">"),
        format!("<meta http-equiv=refresh content=\"0;url={address}\">"),
        format!("<img src=\"{address}\"><iframe src=\"{address}\"></iframe>"),
        format!("<script src=\"{address}\"></script><object data=\"{address}\"></object>"),
        format!("<svg><image href=\"{address}\"/><use href=\"{address}#x\"/></svg>"),
        format!("<style>@import url({address});</style>"),
        format!("<?xml-stylesheet href=\"{address}\"?>{entity}&x;"),
    ];
    for page in pages {
        let rows = rows().map(|row| format!("<tr><td>{}</td></tr>", row.join("</td><td>")));
        let table = format!("<table>{}</table>", rows.concat());
        files.push(("a.html", format!("<html>{page}{table}</html>").into_bytes()));
    }
    let formulas = format!(
        "{}\"=WEBSERVICE(\"\"{address}\"\")\",\"=HYPERLINK(\"\"{address}\"\")\"\n",
        CLEAN_SHEET.replace('\t', ",")
    );
    files.push(("a.csv", formulas.into_bytes()));
    files.push((
        "a.svg",
        format!("{entity}<svg><text>&x;</text></svg>").into_bytes(),
    ));
    files
}

/// A sheet that can be read: its heading and its row.
fn rows() -> [Vec<&'static str>; 2] {
    let rows = CLEAN_SHEET.lines().map(|row| row.split('\t').collect());
    let rows: Vec<Vec<&str>> = rows.collect();
    rows.try_into().expect("it has two rows")
}

/// Which part of a workbook is of which type.
fn types(doctype: &str) -> String {
    format!(
        "{doctype}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-\
         officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
    )
}

/// A workbook whose every part points elsewhere.
fn book(doctype: &str, address: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let value = if doctype.contains("<!ENTITY x") {
        "&x;"
    } else {
        "企画課"
    };
    let relation = |id: &str, kind: &str, target: &str, mode: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"{mode}/>")
    };
    let relations = |inside: &str| {
        format!("{doctype}<Relationships xmlns=\"{package}\">{inside}</Relationships>")
    };
    let external = " TargetMode=\"External\"";
    let workbook = format!(
        "{doctype}<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"a\" \
         sheetId=\"1\" r:id=\"r1\"/></sheets><externalReferences><externalReference \
         r:id=\"r2\"/></externalReferences></workbook>"
    );
    let of_book = relation("r1", "worksheet", "worksheets/sheet1.xml", "")
        + &relation("r2", "externalLink", "externalLinks/externalLink1.xml", "")
        + &relation("r3", "sharedStrings", address, external);
    let cells = |number: usize, row: &[&str]| {
        let cell = |(column, text): (char, &&str)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        ('A'..).zip(row).map(cell).collect::<String>()
    };
    let [heading, row] = rows();
    let sheet = format!(
        "{doctype}<worksheet xmlns=\"{main}\" xmlns:r=\"{office}\"><sheetData>\
         <row r=\"1\">{}</row><row r=\"2\">{}<c r=\"G2\" t=\"str\">\
         <f>'[1]a'!A1&amp;WEBSERVICE(\"{address}\")</f><v>{value}</v></c></row></sheetData>\
         <hyperlinks><hyperlink ref=\"A1\" r:id=\"r1\"/></hyperlinks><drawing r:id=\"r2\"/>\
         </worksheet>",
        cells(1, &heading),
        cells(2, &row[..6])
    );
    let of_sheet = relation("r1", "hyperlink", address, external)
        + &relation("r2", "drawing", address, external);
    let link = format!(
        "{doctype}<externalLink xmlns=\"{main}\"><externalBook xmlns:r=\"{office}\" \
         r:id=\"r1\"/></externalLink>"
    );
    let of_link = relation("r1", "externalLinkPath", address, external);
    archive(&[
        ("[Content_Types].xml", types(doctype).as_bytes()),
        (
            "_rels/.rels",
            relations(&relation("r1", "officeDocument", "xl/workbook.xml", "")).as_bytes(),
        ),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&of_book).as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&of_sheet).as_bytes(),
        ),
        ("xl/externalLinks/externalLink1.xml", link.as_bytes()),
        (
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            relations(&of_link).as_bytes(),
        ),
    ])
}

/// Whether anybody called since the last time.
fn was_called(canary: &TcpListener) -> bool {
    match canary.accept() {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
            false
        }
    }
}

#[test]
fn what_a_file_names_elsewhere_is_neither_called_nor_read() {
    let canary = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    canary.set_nonblocking(true).expect("it need not wait");
    let place = canary.local_addr().expect("it listens");
    let kept = Folder::with(&[("kept.txt", SECRET.as_bytes())]);
    let named = format!("file://{}", kept.path("kept.txt").display());
    let (hall, link) = hall();
    let office = Office::open(&hall);
    let mut browser = come_in(&office, &link);
    let mut read = Vec::new();
    for address in [format!("http://{place}/x"), named] {
        for (name, bytes) in files(&address) {
            let (is_refused, page) = hand_over(&mut browser, name, &bytes);
            assert!(!page.contains(SECRET), "{name}: {page}");
            let folder = Folder::with(&[(name, &bytes)]);
            let told = folder.run(&format!("check {name} --format json"));
            let written = folder.run(&format!("convert {name} -o out.csv"));
            let path = folder.path(name).display().to_string();
            let imported = hall.run(&format!("import {path} --source members"));
            for ran in [told, written, imported] {
                let said = ran.out + &ran.complaints;
                assert!(!said.contains(SECRET), "{name}: {said}");
            }
            if folder.names().contains(&"out.csv".to_owned()) {
                let out = String::from_utf8_lossy(&folder.read("out.csv")).into_owned();
                assert!(!out.contains(SECRET), "{name}: {out}");
            }
            assert!(!was_called(&canary), "{name} made somebody call {address}");
            if !is_refused {
                read.push(name);
            }
        }
    }
    let read = |name| read.iter().filter(|known| **known == name).count();
    let times = (read("a.xlsx"), read("a.html"), read("a.csv"));
    assert_eq!(
        times,
        (2, 14, 2),
        "without entities they are read all the same"
    );
    let ledger = std::fs::read(hall.database_file()).expect("it is a file");
    let holds = |bytes: &[u8]| {
        bytes
            .windows(SECRET.len())
            .any(|part| part == SECRET.as_bytes())
    };
    assert!(!holds(&ledger), "it is in no ledger");
    // The canary would have sung.
    std::net::TcpStream::connect(place).expect("it listens");
    assert!(was_called(&canary));
}
