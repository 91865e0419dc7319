//! What a printed value says: amounts with units, labels and years, or why there is none. All of it
//! is a function of the text alone; a value's column, its KPI and its sheet's year are not known here.
//!
//! Read in this order: `script` (folding), `scales` and `periods` (numbers, and what looks like
//! them), `units`, `words` and `missing_words` (lexicons), `prefixes`, `tokens`, `notes`, `assembly`, `drafts`.
//!
//! Nothing is guessed: a text that does not surely name its amounts stays [`Missing::Words`], a date
//! is never a number, and what is missing is never zero (皆減 and 該当なし are words).

mod assembly;
mod drafts;
mod missing_words;
mod notes;
mod periods;
mod prefixes;
mod scales;
pub(crate) mod script;
pub(crate) mod tokens;
mod units;
mod words;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::ops::Range;

use enishi_domain::Decimal;
use enishi_domain::figure::{Content, Missing, Part, Unit, Value};

use script::Script;
use tokens::{Token, bracket_len, lex};

/// 「表記の乱れ」 what is wrong with the way a number is printed, though it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// `725, 929`: a blank between the digits.
    InnerBlank,
    /// `３８．７`
    FullWidthDigits,
    /// `10.812,285`: more than one kind of separator between thousands.
    MixedSeparators,
    /// `5,0000`: groups that are not of three digits.
    GroupingBroken,
    /// `2億50000万`: a scale that holds more than the next one; read as it stands.
    ScalesOverlap,
    /// `%％`
    PercentDoubled,
    /// `△-12`; `△5人減`
    SignDoubled,
    /// `△12 △12△12`: bold type faked by printing the number again.
    Repeated,
}

/// A [`Slip`] and where it is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Irregularity {
    /// What is wrong.
    pub kind: Slip,
    /// The number as printed.
    pub excerpt: String,
}

/// A text of more characters is no value, whatever it holds.
const LONGEST: usize = 2_000;

/// Reads a printed value, its numbering already taken off. The same text always gives the same
/// value; `text` is kept but for the blanks at its ends, and `place` is left to the caller.
#[must_use]
pub fn read_value(text: &str) -> Value {
    let text = text.trim();
    Value {
        text: text.to_owned(),
        content: read_content(text),
        place: None,
    }
}

/// The parts of a cost, where bare digits are never a day or a code.
pub(crate) fn read_cost(text: &str) -> Option<Vec<Part>> {
    let text = text.trim();
    if is_too_long(text) {
        return None;
    }
    let script = Script::new(text);
    read_parts(&script, script.extent())?.ok()
}

/// What is wrong with the numbers of a text, in the order printed. Dates and years are not looked at.
#[must_use]
pub fn irregularities(text: &str) -> Vec<Irregularity> {
    let text = text.trim();
    if is_too_long(text) {
        return Vec::new();
    }
    let script = Script::new(text);
    let tokens = lex(&script, unwrapped(&script).0);
    let mut found = Vec::new();
    let mut report = |kind, range: &Range<usize>| {
        let excerpt = script.printed(range).trim().to_owned();
        found.push(Irregularity { kind, excerpt });
    };
    for (at, token) in tokens.iter().enumerate() {
        let Token::Amount(measure) = token else {
            continue;
        };
        for slip in &measure.slips {
            report(*slip, &measure.at);
        }
        if let Some(end) = torn_end(&script, &tokens[at..]) {
            report(Slip::InnerBlank, &(measure.at.start..end));
        }
        let says_decrease = matches!(
            tokens.get(at + 1),
            Some(Token::After(enishi_domain::figure::Qualifier::Decrease))
        );
        if says_decrease && measure.amount.is_sign_negative() {
            report(Slip::SignDoubled, &measure.at);
        }
    }
    if is_repeated(&tokens) {
        report(Slip::Repeated, &script.extent());
    }
    found
}

/// Whether the text is a date, year, month, time or a span of them, and so never an amount.
#[must_use]
pub fn date_like(text: &str) -> bool {
    const LONGEST_DATE: usize = 60;
    let text = text.trim();
    text.len() <= LONGEST_DATE * 3 && periods::is_moment(Script::new(text).folded())
}

fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST && text.chars().nth(LONGEST).is_some()
}

fn read_content(text: &str) -> Content {
    if let Some(amount) = plain_number(text) {
        return Content::Parts(vec![Part::exact(amount, Unit::default())]);
    }
    if is_too_long(text) {
        return Content::Missing(Missing::Words);
    }
    let script = Script::new(text);
    if let Some(reason) = missing_words::reason_of_glyphs(script.folded()) {
        return Content::Missing(reason);
    }
    let (range, brackets) = unwrapped(&script);
    let body = script.slice(&range);
    if is_code(body) {
        return Content::Missing(Missing::Words);
    }
    if let Some(part) = spelled_out(body) {
        return Content::Parts(vec![part]);
    }
    match read_parts(&script, range) {
        // 「（3）」 is a numbering, an inner count or minus three.
        Some(Ok(parts)) if brackets == Brackets::None || has_unit(&parts) => Content::Parts(parts),
        Some(Err(reason)) => Content::Missing(reason),
        Some(Ok(_)) | None => Content::Missing(missing_words::reason_of_words(script.folded())),
    }
}

fn has_unit(parts: &[Part]) -> bool {
    parts.iter().any(|part| !part.unit.is_unprinted())
}

fn read_parts(script: &Script<'_>, range: Range<usize>) -> Option<Result<Vec<Part>, Missing>> {
    let mut tokens = lex(script, range);
    if is_repeated(&tokens) {
        tokens.truncate(1);
    }
    assembly::assemble(script, &tokens)
}

/// Most cells of a machine-made table hold nothing but such a number.
fn plain_number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
    let plain = (1..8).contains(&whole.len())
        && digits.len() <= 20
        && !(whole.starts_with('0') && whole.len() > 1)
        && !digits.ends_with('.')
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let amount: Decimal = plain.then(|| digits.parse().ok()).flatten()?;
    let negative = digits.len() < text.len() && !amount.is_zero();
    Some(if negative { -amount } else { amount })
}

/// Bare digits that stand for a day (20240401), or for a code (01202, 0546261111).
fn is_code(body: &str) -> bool {
    let digits = scales::digits_len(body);
    let bare = digits == body.len();
    bare && (periods::is_eight_digit_day(body) || (digits > 4 && body.starts_with('0')))
}

/// Whether brackets around the whole text were taken off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    None,
    Around,
}

/// The text without brackets around the whole of it.
fn unwrapped(script: &Script<'_>) -> (Range<usize>, Brackets) {
    const MOST_BRACKETS: usize = 3;
    let mut range = script.extent();
    let mut brackets = Brackets::None;
    for _ in 0..MOST_BRACKETS {
        let text = script.slice(&range);
        match bracket_len(text).filter(|inner| inner + 2 == text.len()) {
            Some(inner) => range = script.trimmed(range.start + 1..range.start + 1 + inner),
            None => break,
        }
        brackets = Brackets::Around;
    }
    (range, brackets)
}

/// 三十人, ゼロ件: numbers in words, where they and their unit are the whole text.
fn spelled_out(body: &str) -> Option<Part> {
    // Words that begin with a numeral and count nothing.
    const NO_COUNTS: [&str; 8] = [
        "一部", "十分", "一度", "一式", "一種", "一番", "一層", "一周",
    ];
    const LONGEST_COUNT: usize = 20;
    if body.chars().nth(LONGEST_COUNT).is_some() || NO_COUNTS.contains(&body) {
        return None;
    }
    let zero = ["ゼロ", "零"]
        .iter()
        .find_map(|word| body.strip_prefix(word));
    let (amount, behind) = if let Some(behind) = zero {
        (Decimal::ZERO, behind)
    } else {
        let body_behind = |c: char| !"〇一二三四五六七八九十百千万億兆".contains(c);
        let (numeral, behind) = body.split_at(body.find(body_behind).unwrap_or(body.len()));
        (scales::read_kanji_numeral(numeral)?, behind)
    };
    let (unit, qualifier) = match words::split_suffix(behind) {
        Some((len, qualifier)) if len == behind.len() => ("", Some(qualifier)),
        _ => (behind, None),
    };
    let unit_len = units::unit_len(unit);
    let suffix = words::split_suffix(&unit[unit_len..]);
    let ends = suffix.map_or(0, |(len, _)| len) + unit_len == unit.len();
    let unit = &unit[..unit_len];
    // 四月 and 二〇二四年 are dates.
    let is_date = unit == "月" || (unit == "年" && amount >= Decimal::ONE_THOUSAND);
    let counts = unit.is_empty() || units::is_known_unit(unit);
    if !ends || !counts || is_date {
        return None;
    }
    let mut part = Part::exact(amount, Unit::new(unit));
    part.qualifier = qualifier.or(suffix.map(|(_, qualifier)| qualifier));
    Some(part)
}

/// Whether the tokens are one amount, printed several times with nothing but blanks between.
fn is_repeated(tokens: &[Token]) -> bool {
    let [Token::Amount(first), others @ ..] = tokens else {
        return false;
    };
    let same = |token: &Token| match token {
        Token::Amount(measure) => {
            measure.amount == first.amount
                && measure.unit == first.unit
                && measure.at.len() == first.at.len()
        }
        Token::Blank => true,
        _ => false,
    };
    !others.is_empty() && others.iter().all(same)
}

/// Where `1 234人` ends, which is not read, as it may be two numbers.
fn torn_end(script: &Script<'_>, tokens: &[Token]) -> Option<usize> {
    let [
        Token::Amount(first),
        Token::Blank,
        Token::Amount(second),
        ..,
    ] = tokens
    else {
        return None;
    };
    let digits = scales::digits_len(script.slice(&second.at));
    (first.unit.is_unprinted() && digits == 3).then_some(second.at.end)
}
