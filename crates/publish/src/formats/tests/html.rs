//! The page, parsed again as XML, which it also is.

use std::collections::BTreeMap;

use enishi_domain::strategies;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use sha2::{Digest, Sha256};

use crate::document::{Document, Merging};
use crate::{Format, sample};

use super::{bytes, document};

fn page(document: &Document) -> String {
    String::from_utf8(bytes(document, Format::Html)).unwrap()
}

/// One body cell as a reader finds it.
#[derive(Debug)]
struct ReadCell {
    text: String,
    rows: usize,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).unwrap()?;
    Some(
        quick_xml::escape::unescape(&attribute.value)
            .unwrap()
            .into_owned(),
    )
}

/// The body rows of the first table.
fn read_rows(page: &str) -> Vec<Vec<ReadCell>> {
    let mut reader = Reader::from_str(page.strip_prefix("<!DOCTYPE html>").unwrap());
    let (mut rows, mut in_body, mut in_cell) = (Vec::new(), false, false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => match tag.name().as_ref() {
                "tbody" => in_body = true,
                "tr" if in_body => rows.push(Vec::new()),
                "td" | "th" if in_body => {
                    in_cell = true;
                    let span = attribute(&tag, "rowspan").map_or(1, |span| span.parse().unwrap());
                    rows.last_mut().unwrap().push(ReadCell {
                        text: String::new(),
                        rows: span,
                    });
                }
                _ => {}
            },
            Event::Empty(tag) if tag.name().as_ref() == "br" && in_cell => {
                last(&mut rows).text.push('\n');
            }
            Event::Text(text) if in_cell => {
                last(&mut rows).text.push_str(&text);
            }
            Event::GeneralRef(reference) if in_cell => {
                let name: &str = &reference;
                let unescaped = quick_xml::escape::unescape(&format!("&{name};"))
                    .unwrap()
                    .into_owned();
                last(&mut rows).text.push_str(&unescaped);
            }
            Event::End(tag) => match tag.name().as_ref() {
                "td" | "th" => in_cell = false,
                "table" => return rows,
                _ => {}
            },
            Event::Eof => panic!("the page has a table"),
            Event::Empty(_) | Event::Text(_) | Event::GeneralRef(_) => {}
            Event::CData(_) | Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn last(rows: &mut [Vec<ReadCell>]) -> &mut ReadCell {
    rows.last_mut().unwrap().last_mut().unwrap()
}

fn parses_to_the_end(page: &str) -> bool {
    let mut reader = Reader::from_str(page.strip_prefix("<!DOCTYPE html>").unwrap());
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[test]
fn the_page_stands_alone_and_says_its_language() {
    let page = page(&sample::document());
    assert!(parses_to_the_end(&page));
    for needed in [
        "<html lang=\"ja\">",
        "<caption>",
        "scope=\"col\"",
        "scope=\"row\"",
        "scope=\"rowgroup\"",
        "class=\"skip\"",
        "@page { size: A3 landscape;",
        "指摘：誤り 3件、注意 1件、参考 1件",
    ] {
        assert!(page.contains(needed), "{needed}");
    }
    for unwanted in [
        "<script", "http://", "https://", " style=", " onclick", "src=",
    ] {
        assert!(!page.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn a_flagged_cell_links_to_its_finding() {
    let page = page(&sample::document());
    let gifts = concat!(
        r##"<td class="amount error"><a class="flag" href="#f3" "##,
        r##"title="指摘3 S07 誤り：数字の中に空白があります：「725, 929件」" "##,
        r##"aria-description="指摘3 S07 誤り：数字の中に空白があります：「725, 929件」">725,929件</a></td>"##,
    );
    assert!(page.contains(gifts), "{page}");
    for number in 1..=5 {
        assert!(page.contains(&format!("<tr id=\"f{number}\">")));
    }
}

#[test]
fn markup_in_a_sheet_stays_text() {
    let mut sheet = sample::sheet();
    sheet.title = Some("</title><script>alert(1)</script>".to_owned());
    sheet.programmes[0].kpis[0].name.text = "<img src=x onerror='alert(1)'> & \"引用\"".to_owned();
    let page = page(&document(&sheet));
    assert!(parses_to_the_end(&page));
    assert!(!page.contains("<script") && !page.contains("<img"));
    let cells = read_rows(&page).remove(0);
    let name = &sheet.programmes[0].kpis[0].name.text;
    assert!(cells.iter().any(|cell| cell.text == *name), "{cells:?}");
}

#[test]
fn the_policy_allows_the_one_style_sheet() {
    let page = page(&sample::document());
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let hash = format!("'sha256-{}'", base64(&Sha256::digest(style.as_bytes())));
    assert!(page.contains(&format!("style-src {hash};")), "{hash}");
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n) & 63) as usize] as char;
            out.push(if n <= chunk.len() { digit } else { '=' });
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_reader_finds_the_same_texts_under_the_same_columns(sheet in strategies::year_sheet()) {
        let document = document(&sheet);
        let page = page(&document);
        prop_assert!(parses_to_the_end(&page));
        let table = &document.tables[0];
        let mut read = read_rows(&page).into_iter();
        let mut covered: BTreeMap<usize, usize> = BTreeMap::new();
        for group in table.shown_groups() {
            for (offset, row) in group.iter().enumerate() {
                let mut cells = read.next().unwrap().into_iter();
                for (index, column) in table.shown_columns() {
                    if covered.get(&index).is_some_and(|left| *left > 0) {
                        *covered.get_mut(&index).unwrap() -= 1;
                        prop_assert_eq!(column.merging, Merging::Grouped);
                        continue;
                    }
                    let cell = cells.next().unwrap();
                    covered.insert(index, cell.rows - 1);
                    prop_assert!(cell.rows == 1 || (offset == 0 && cell.rows == group.len()));
                    if let crate::document::Content::Text(text) = &row.cells[index].content {
                        prop_assert_eq!(&cell.text, text);
                    }
                }
                prop_assert!(cells.next().is_none());
            }
        }
    }
}
