//! What a printed value says: amounts with units, labels and years, or why there is none. All of
//! it is a function of the text alone; a value's column, KPI and sheet's year are not known here.
//!
//! Nothing is guessed: a text that does not surely name its amounts stays [`Missing::Words`], a
//! date is never a number, and what is missing is never zero. Where a text could be read in more
//! than one way, this is how it is read:
//!
//! - Scales are expanded (`467.66万円` is 4676600 円); 千円 and 百万円 behind plain digits stay units.
//! - Digits grouped wrongly are read as they stand and reported: `1,234,5` is 12345, `2億5,0000万`
//!   is 2億 + 50000万. Digits parted by a blank alone (`1 234人`) or by 、 are not read.
//! - 皆減, なし and 該当なし are words; 未設定, 未定, 不明 and データなし say no more than a dash does. A zero
//!   beside a reason (`0人（未計測）`) is missing for that reason.
//! - `24年度` is Heisei from 16 on, else Reiwa; a month gives its fiscal year; a full day gives none,
//!   as `（R7.4.1現在）` says when was counted and not for which year.
//! - Labels are folded: 男性 is 男. A single amount has a label only if it is known (男, 市外) or a
//!   colon stands behind it, and it does not name the figure itself (目標値, …数, …率).
//! - `男:- 女:5人` has two parts, of which the first has no amount; a year without one is no part.
//! - `40(12)` has an inner count, if of the same unit and no larger; any other bracket with numbers
//!   is a note.
//! - `4/1` alone may be a day, `7-2` a number of a KPI and `60%→70%` two years: none is read.
//! - Of several qualifiers the one that changes a comparison most is kept: 減, 増, 以上, 以下, 累計, 延べ,
//!   暫定, 約.
//!
//! Read in this order: `script` (folding), `scales` and `periods` (numbers, and what looks like
//! them), `units`, `words` and `missing_words` (lexicons), `ordinals`, `prefixes`, `tokens`,
//! `notes`, `assembly`, `drafts`, `missing_parts`, `missing_years`,
//! `unread_notes`.

mod assembly;
mod drafts;
mod missing_parts;
mod missing_words;
mod missing_years;
mod notes;
mod ordinals;
mod periods;
mod prefixes;
mod scales;
pub(crate) mod script;
pub(crate) mod tokens;
mod units;
mod unread_notes;
mod words;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::ops::Range;

use enishi_domain::Decimal;
use enishi_domain::figure::{Content, Missing, Part, Unit, Value};

pub(crate) use missing_years::missing_years;
use script::Script;
use tokens::{Token, bracket_len, lex};
pub(crate) use units::is_known_unit;
pub(crate) use unread_notes::has_unread_note;
pub(crate) use words::tells_decrease;

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

/// What is wrong with the numbers of a text, in the order printed. Dates are not looked at.
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
    if let Some((rest, missing)) = missing_parts::take_out(script.folded()) {
        if let ("", [first, ..]) = (rest.trim(), missing.as_slice()) {
            return Content::Missing(first.reason);
        }
        if let Content::Parts(parts) = read_script(&Script::new(&rest))
            && let Some(parts) = missing_parts::put_back(parts, missing, script.folded())
        {
            return Content::Parts(parts);
        }
    }
    read_script(&script)
}

fn read_script(script: &Script<'_>) -> Content {
    let (range, brackets) = unwrapped(script);
    let body = script.slice(&range);
    if is_code(body) {
        return Content::Missing(Missing::Words);
    }
    if let Some(part) = spelled_out(body) {
        return Content::Parts(vec![part]);
    }
    match read_parts(script, range) {
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
    let mut tokens = lex(script, range.clone());
    if is_torn_date(script.slice(&range), &tokens) {
        return None;
    }
    if is_repeated(&tokens) {
        tokens.truncate(1);
    }
    assembly::assemble(script, &tokens)
}

/// `令 和 6 年`, `R 6`: a date with blanks inside.
fn is_torn_date(body: &str, tokens: &[Token]) -> bool {
    const LONGEST_DATE: usize = 60;
    if body.len() > LONGEST_DATE || !body.contains(char::is_whitespace) {
        return false;
    }
    let has_moment = tokens.iter().any(|token| matches!(token, Token::Moment(_)));
    let closed: String = body.split_whitespace().collect();
    !has_moment && periods::is_moment(&closed)
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
        // 千円 is a unit in a cell of its own.
        if matches!(numeral, "百" | "千") {
            return None;
        }
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
    let counts = unit.is_empty() || is_known_unit(unit);
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
    let same = |token: &Token| {
        if let Token::Amount(measure) = token {
            return measure.amount == first.amount
                && measure.unit == first.unit
                && measure.at.len() == first.at.len();
        }
        matches!(token, Token::Blank)
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
