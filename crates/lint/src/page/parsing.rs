//! Takes a page's text apart, line by line.

use std::ops::Range;

use enishi_domain::finding::Severity;

use super::{Bilingual, Case, Message, Page, PageError, severity_named};

/// A line without its end, and where it stands.
#[derive(Clone, Copy)]
struct Line {
    text: &'static str,
    start: usize,
}

pub(super) fn parse(text: &'static str) -> Result<Page, PageError> {
    let (code, japanese) = text
        .lines()
        .next()
        .and_then(|first| first.strip_prefix("# ")?.split_once(' '))
        .ok_or(PageError::NoTitle)?;
    let lines = lines(text);
    let english = field(&lines, "en: ")?;
    for needed in ["何を見るか", "なぜ"] {
        first_paragraph(section(&lines, needed)).ok_or(PageError::NoSection(needed))?;
    }
    let remedy = Bilingual {
        japanese: first_paragraph(section(&lines, "直し方"))
            .ok_or(PageError::NoSection("直し方"))?,
        english: section(&lines, "In English")
            .iter()
            .find_map(|line| line.text.strip_prefix("Remedy: "))
            .ok_or(PageError::NoLine("Remedy: "))?,
    };
    Ok(Page {
        code,
        title: Bilingual { japanese, english },
        severity: severity(field(&lines, "severity: ")?)?,
        remedy,
        messages: messages(section(&lines, "文面"))?,
        cases: cases(text, section(&lines, "事例"))?,
    })
}

fn lines(text: &'static str) -> Vec<Line> {
    let mut start = 0;
    let with_ends = text.split_inclusive('\n').map(|line| {
        let here = start;
        start += line.len();
        Line {
            text: line.trim_end_matches(['\n', '\r']),
            start: here,
        }
    });
    with_ends.collect()
}

fn field(lines: &[Line], name: &'static str) -> Result<&'static str, PageError> {
    let head = lines
        .iter()
        .take_while(|line| !line.text.starts_with("## "));
    let mut values = head.filter_map(|line| line.text.strip_prefix(name));
    values.next().ok_or(PageError::NoLine(name))
}

/// The lines between `## name` and the next section. A fenced block holds no heading of the page.
fn section<'a>(lines: &'a [Line], name: &str) -> &'a [Line] {
    let is_heading = |line: &Line| line.text.strip_prefix("## ") == Some(name);
    let Some(begin) = lines.iter().position(is_heading) else {
        return &[];
    };
    let rest = &lines[begin + 1..];
    let mut fenced = false;
    let next = rest.iter().position(|line| {
        fenced ^= line.text.starts_with("```");
        !fenced && line.text.starts_with("## ")
    });
    &rest[..next.unwrap_or(rest.len())]
}

/// The first line that is not blank: pages have one paragraph, and one sentence, a line.
fn first_paragraph(section: &[Line]) -> Option<&'static str> {
    let mut texts = section.iter().map(|line| line.text);
    texts.find(|text| !text.is_empty())
}

fn severity(word: &str) -> Result<Severity, PageError> {
    severity_named(word).ok_or_else(|| PageError::NoSeverity(word.to_owned()))
}

fn messages(section: &[Line]) -> Result<Vec<Message>, PageError> {
    let items = section
        .iter()
        .filter_map(|line| line.text.strip_prefix("- "));
    let mut out: Vec<Message> = Vec::new();
    for item in items {
        let bad = || PageError::BadMessage(item.to_owned());
        let (name, words) = item.split_once(": ").ok_or_else(bad)?;
        let (key, language) = name.split_once('.').ok_or_else(bad)?;
        let index = out.iter().position(|message| message.key == key);
        let index = index.unwrap_or_else(|| {
            let template = Bilingual::default();
            out.push(Message { key, template });
            out.len() - 1
        });
        match language {
            "ja" => out[index].template.japanese = words,
            "en" => out[index].template.english = words,
            _ => return Err(bad()),
        }
    }
    let lacking = |template: Bilingual| template.japanese.is_empty() || template.english.is_empty();
    match out.iter().find(|message| lacking(message.template)) {
        Some(message) => Err(PageError::BadMessage(message.key.to_owned())),
        None if out.is_empty() => Err(PageError::NoSection("文面")),
        None => Ok(out),
    }
}

/// A fenced block: the words behind its fence, and where its content stands.
struct Block {
    words: &'static str,
    content: Range<usize>,
}

fn cases(text: &'static str, section: &[Line]) -> Result<Vec<Case>, PageError> {
    let mut out = Vec::new();
    let mut rest = section;
    while let Some(begin) = rest.iter().position(|line| line.text.starts_with("### ")) {
        let title = &rest[begin].text["### ".len()..];
        let (mut input, mut after) = block(&rest[begin + 1..], title)?;
        let mut settings = None;
        if input.words == "settings" {
            settings = Some(&text[input.content]);
            (input, after) = block(after, title)?;
        }
        let (expected, after) = block(after, title)?;
        let bad = || PageError::BadCase(title.to_owned());
        let mut words = input.words.split(' ');
        if words.next() != Some("sheet") || expected.words != "findings" {
            return Err(bad());
        }
        let mut case = Case {
            title,
            format: "tsv",
            fiscal_year: None,
            settings,
            input: &text[input.content],
            expected: &text[expected.content.clone()],
            expected_at: expected.content,
        };
        for word in words {
            match word {
                "tsv" | "csv" | "md" | "txt" => case.format = word,
                _ => case.fiscal_year = Some(word.strip_prefix("fiscal-year:").ok_or_else(bad)?),
            }
        }
        out.push(case);
        rest = after;
    }
    Ok(out)
}

/// The next fenced block and the lines behind it; a case's blocks stand before the next case.
fn block<'a>(lines: &'a [Line], title: &str) -> Result<(Block, &'a [Line]), PageError> {
    let bad = || PageError::BadCase(title.to_owned());
    let is_fence = |line: &Line| line.text.starts_with("```");
    let open = lines.iter().position(is_fence).ok_or_else(bad)?;
    if lines[..open]
        .iter()
        .any(|line| line.text.starts_with("### "))
    {
        return Err(bad());
    }
    let inner = &lines[open + 1..];
    let close = inner.iter().position(is_fence).ok_or_else(bad)?;
    let start = inner.first().ok_or_else(bad)?.start;
    let block = Block {
        words: &lines[open].text["```".len()..],
        content: start..inner[close].start,
    };
    Ok((block, &inner[close + 1..]))
}
