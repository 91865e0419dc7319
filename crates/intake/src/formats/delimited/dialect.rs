//! Which character delimits a text, by how evenly it divides the first records.

use std::collections::BTreeMap;

use super::records::Records;

/// How much of the text is looked at.
const SAMPLE: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 200;

/// The delimiters, each with its weight in percent: one that stands rarely inside a cell is
/// believed sooner. The full-width comma is punctuation in official Japanese.
const CANDIDATES: [(char, usize); 4] = [('\t', 115), (',', 100), (';', 95), ('，', 60)];

/// What delimits a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiter {
    /// The character.
    pub delimiter: char,
    /// Whether the text is delimited by it even where its name does not say so.
    pub is_certain: bool,
}

/// What Excel's `sep=` line declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared<'a> {
    /// The delimiter.
    pub delimiter: char,
    /// The text after the line, which Excel does not show.
    pub body: &'a str,
}

/// The delimiter that a `sep=` line declares, or that divides the text most evenly; none where
/// nothing divides it.
pub fn delimiter_of(text: &str) -> Option<Delimiter> {
    if let Some(declared) = declared(text) {
        return Some(Delimiter {
            delimiter: declared.delimiter,
            is_certain: true,
        });
    }
    let end = text.floor_char_boundary(SAMPLE);
    let sample = &text[..end];
    let evenness = CANDIDATES
        .map(|(delimiter, weight)| Evenness::of(sample, end < text.len(), delimiter, weight));
    let best = evenness
        .into_iter()
        .flatten()
        .max_by_key(|evenness| evenness.score)?;
    Some(Delimiter {
        delimiter: best.delimiter,
        is_certain: best.is_certain(),
    })
}

/// The `sep=` line at the beginning of a text.
pub fn declared(text: &str) -> Option<Declared<'_>> {
    let (line, rest) = text.split_once(['\n', '\r'])?;
    let line = line.trim_matches('"');
    let key = line.get(..4)?;
    let mut value = line[4..].chars();
    let (delimiter, end) = (value.next()?, value.next());
    if !key.eq_ignore_ascii_case("sep=") || end.is_some() || delimiter == '"' {
        return None;
    }
    let crlf = text.as_bytes().get(text.len() - rest.len() - 1) == Some(&b'\r');
    let body = if crlf {
        rest.strip_prefix('\n').unwrap_or(rest)
    } else {
        rest
    };
    Some(Declared { delimiter, body })
}

/// How evenly a character divides records.
struct Evenness {
    delimiter: char,
    records: usize,
    agreeing: usize,
    divided: usize,
    only_thousands: bool,
    score: usize,
}

impl Evenness {
    fn of(sample: &str, is_cut: bool, delimiter: char, weight: usize) -> Option<Self> {
        let mut fields = field_counts(sample, delimiter);
        if is_cut && fields.len() > 1 {
            fields.pop();
        }
        let first_divides = fields.first().is_some_and(|count| *count > 1);
        let mut frequency: BTreeMap<usize, usize> = BTreeMap::new();
        for count in fields.iter().filter(|count| **count > 1) {
            *frequency.entry(*count).or_default() += 1;
        }
        let divided = frequency.values().sum();
        let (usual, agreeing) = frequency
            .into_iter()
            .max_by_key(|(fields, records)| (*records, *fields))?;
        let records = fields.len();
        // The header is divided by the delimiter and seldom by anything else: in 「a;b」 over
        // 「1,5;2,5」 the comma divides the rows only.
        let score =
            agreeing * weight * 10 / records + if first_divides { 200 } else { 0 } + usual.min(50);
        Some(Self {
            delimiter,
            records,
            agreeing,
            divided,
            only_thousands: delimiter == ',' && divides_thousands_only(sample),
            score,
        })
    }

    /// Whether nearly all records divide alike, and not at the commas of 「1,234人」.
    fn is_certain(&self) -> bool {
        let even = self.agreeing * 10 >= self.records * 8
            || (self.delimiter == '\t' && self.divided * 2 > self.records);
        let enough = self.records >= 2 || self.delimiter == '\t';
        // Amounts seldom have as many groups of digits line after line.
        let amounts = self.only_thousands && (self.agreeing < self.records || self.records < 5);
        even && enough && !amounts
    }
}

/// The number of fields of each record that is not blank.
fn field_counts(sample: &str, delimiter: char) -> Vec<usize> {
    let mut records = Records::new(sample, delimiter);
    let mut counts = Vec::new();
    while counts.len() < SAMPLE_RECORDS && !records.is_done() {
        let (mut fields, mut blank) = (0, true);
        records.next_record(|field| {
            fields += 1;
            blank &= field.text.trim().is_empty();
        });
        if !blank || fields > 1 {
            counts.push(fields);
        }
    }
    counts
}

/// Whether every comma stands between a digit and three digits.
fn divides_thousands_only(sample: &str) -> bool {
    let bytes = sample.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_thousands = |at: usize| {
        let blanks = bytes[at + 1..]
            .iter()
            .take_while(|byte| **byte == b' ')
            .count();
        let after = at + 1 + blanks;
        at > 0 && is_digit(at - 1) && (after..after + 3).all(is_digit) && !is_digit(after + 3)
    };
    memchr::memchr_iter(b',', bytes).all(is_thousands)
}
