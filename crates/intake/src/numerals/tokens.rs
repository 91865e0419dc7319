//! A printed value cut into tokens: amounts with their units, moments, words, brackets and the marks
//! between them. Which label belongs to which amount is the assembly's work.

use std::ops::Range;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Qualifier, Unit};

use super::Slip;
use super::periods::read_moment;
use super::prefixes::{Prefix, Sign};
use super::scales::{digits_len, read_numeral};
use super::script::Script;
use super::units::{unit_len, unit_len_after_blank};
use super::words::{split_prefix, split_suffix};

/// One piece of a printed value.
#[derive(Debug)]
pub(crate) enum Token {
    Amount(Measure),
    Moment(Option<FiscalYear>),
    Word(Range<usize>),
    /// 約, in front of an amount.
    Before(Qualifier),
    /// 以上, behind an amount.
    After(Qualifier),
    /// What stands inside a bracket.
    Note(Range<usize>),
    /// `:` or `=`
    Colon,
    /// 中 of 「15地区中12地区」
    Of,
    Slash,
    /// `~`
    Span,
    /// A hyphen between two numbers.
    Hyphen,
    Arrow,
    Blank,
    /// 、 ・ or a line break
    List,
    /// What no rule covers: the value is not read.
    Unreadable,
}

/// A number with its sign and unit.
#[derive(Debug)]
pub(crate) struct Measure {
    pub(crate) amount: Decimal,
    pub(crate) unit: Unit,
    /// From the sign to the unit.
    pub(crate) at: Range<usize>,
    pub(crate) sign: Sign,
    pub(crate) bound: Option<Qualifier>,
    pub(crate) lone_scale: Option<Decimal>,
    pub(crate) slips: Vec<Slip>,
}

/// Cuts a range of the script.
pub(crate) fn lex(script: &Script<'_>, range: Range<usize>) -> Vec<Token> {
    let mut lexer = Lexer {
        script,
        at: range.start,
        end: range.end,
        tokens: Vec::new(),
    };
    while lexer.at < lexer.end && !matches!(lexer.tokens.last(), Some(Token::Unreadable)) {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer<'s, 'a> {
    script: &'s Script<'a>,
    at: usize,
    end: usize,
    tokens: Vec<Token>,
}

impl<'s> Lexer<'s, '_> {
    fn rest(&self) -> &'s str {
        &self.script.folded()[self.at..self.end]
    }

    fn push(&mut self, len: usize, token: Token) {
        self.at += len;
        self.tokens.push(token);
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            return;
        };
        if c.is_whitespace() {
            return self.blank();
        }
        if c == '(' {
            return self.note();
        }
        if let Some(len) = footnote_len(rest).or_else(|| self.bullet_len(c)) {
            self.at += len;
            return;
        }
        if let Some(token) = punctuation(c) {
            return self.push(c.len_utf8(), token);
        }
        if c == '。' || (c == '.' && rest.len() == 1) {
            self.at += c.len_utf8();
            if self.at < self.end {
                self.tokens.push(Token::List);
            }
            return;
        }
        if self.moment() || self.number() {
            return;
        }
        self.words();
    }

    fn blank(&mut self) {
        let rest = self.rest();
        let blanks = &rest[..rest.len() - rest.trim_start().len()];
        self.at += blanks.len();
        let token = if blanks.contains(['\n', '\r']) {
            Token::List
        } else {
            Token::Blank
        };
        match (self.tokens.last(), &token) {
            (Some(Token::List), _) | (Some(Token::Blank), Token::Blank) => {}
            _ => self.tokens.push(token),
        }
    }

    /// A bracket up to its end; one that is not closed makes the rest unreadable.
    fn note(&mut self) {
        let rest = self.rest();
        let Some(inner_len) = bracket_len(rest) else {
            return self.push(rest.len(), Token::Unreadable);
        };
        let inner = self.at + 1..self.at + 1 + inner_len;
        let behind = &rest[inner_len + 2..];
        let unit = unit_len(behind);
        // 「40（12）人」: the unit follows the bracket.
        if unit > 0
            && let Some(Token::Amount(measure)) = self.tokens.last_mut()
            && measure.unit.is_unprinted()
        {
            let start = inner.end + 1;
            measure.unit = Unit::new(self.script.printed(&(start..start + unit)));
            return self.push(inner_len + 2 + unit, Token::Note(inner));
        }
        self.push(inner_len + 2, Token::Note(inner));
    }

    /// ○ in front of an entry is a bullet, not a mark.
    fn bullet_len(&self, c: char) -> Option<usize> {
        const BULLETS: &str = "○〇◯●◎◇◆□■★☆▪•▶►➢✓※";
        let opens = matches!(
            self.tokens.last(),
            None | Some(Token::Blank | Token::List | Token::Colon)
        );
        (opens && BULLETS.contains(c)).then_some(c.len_utf8())
    }

    fn moment(&mut self) -> bool {
        let rest = self.rest();
        let before = self.script.before(self.at).unwrap_or(' ');
        if before.is_ascii_alphanumeric() || before == '.' {
            return false;
        }
        let Some(moment) = read_moment(rest) else {
            return false;
        };
        // 「R6～R8」 and 「R6-7」 are spans of years: a label, and no single period.
        if let Some(behind) = rest[moment.len..].strip_prefix(['~', '-']) {
            let second = read_moment(behind).map_or(digits_len(behind), |second| second.len);
            if second > 0 {
                let len = moment.len + 1 + second;
                let range = self.at..self.at + len;
                self.push(len, Token::Word(range));
                return true;
            }
        }
        self.push(moment.len, Token::Moment(moment.year));
        true
    }

    fn number(&mut self) -> bool {
        let rest = self.rest();
        let start = self.at;
        if self.hyphen() {
            return true;
        }
        let Some(prefix) = Prefix::read(rest) else {
            return false;
        };
        if !prefix.fits_behind(self.script.before(start), self.tokens.last()) {
            self.push(rest.len(), Token::Unreadable);
            return true;
        }
        let Some(numeral) = read_numeral(&rest[prefix.len..]) else {
            self.push(rest.len(), Token::Unreadable);
            return true;
        };
        let number_end = prefix.len + numeral.len;
        if let Some(len) = ordinal_len(rest, number_end) {
            self.push(len, Token::Word(start..start + len));
            return true;
        }
        let mut slips = numeral.slips;
        if prefix.signs > 1 {
            slips.push(Slip::SignDoubled);
        }
        width_slips(
            self.script.printed(&(start..start + number_end)),
            &mut slips,
        );
        let (unit, end) = self.unit(&rest[number_end..], start + number_end, &mut slips);
        let negative = prefix.sign == Sign::Minus && !numeral.amount.is_zero();
        let amount = if negative {
            -numeral.amount
        } else {
            numeral.amount
        };
        let unit = match (unit.is_unprinted(), prefix.currency) {
            (true, Some(currency)) => Unit::new(currency),
            _ => unit,
        };
        let measure = Measure {
            amount,
            unit,
            at: start..end,
            sign: prefix.sign,
            bound: prefix.bound,
            lone_scale: numeral.lone_scale,
            slips,
        };
        self.push(end - start, Token::Amount(measure));
        true
    }

    /// A dash between two numbers, or one that is neither that nor a sign.
    fn hyphen(&mut self) -> bool {
        let rest = self.rest();
        let Some(behind) = rest.strip_prefix(['-', 'ー', 'ｰ']) else {
            return false;
        };
        let len = rest.len() - behind.len();
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            let follows_amount = matches!(self.tokens.last(), Some(Token::Amount(_)));
            if follows_amount {
                self.push(len, Token::Hyphen);
            }
            return follows_amount;
        }
        // 「- 12」 may be minus twelve or a dash and twelve.
        let spaced = behind.trim_start_matches(' ');
        let number_follows = spaced.len() < behind.len()
            && spaced.starts_with(|c: char| c.is_ascii_digit())
            && read_moment(spaced).is_none();
        if number_follows {
            self.push(rest.len(), Token::Unreadable);
        }
        number_follows
    }

    /// The unit behind a number, and where the measure ends.
    fn unit(&self, behind: &str, at: usize, slips: &mut Vec<Slip>) -> (Unit, usize) {
        let mut gap = 0;
        let mut len = unit_len(behind);
        if len == 0 {
            gap = behind.len() - behind.trim_start().len();
            len = if gap > 0 {
                unit_len_after_blank(&behind[gap..])
            } else {
                0
            };
        }
        if len == 0 {
            return (Unit::default(), at);
        }
        let start = at + gap;
        let mut unit_end = start + len;
        let rest = &behind[gap + len..];
        if behind[gap..].starts_with('%') && rest.trim_start().starts_with('%') {
            slips.push(Slip::PercentDoubled);
            let repeats = rest.len() - rest.trim_start_matches(['%', ' ']).len();
            let unit = Unit::new(self.script.printed(&(start..start + 1)));
            return (unit, start + len + repeats);
        }
        if let Some(inner) = bracket_len(rest)
            && is_rate(&rest[1..=inner])
        {
            unit_end += inner + 2;
        }
        (Unit::new(self.script.printed(&(start..unit_end))), unit_end)
    }

    /// A run of words, qualifiers at its ends told apart.
    fn words(&mut self) {
        let rest = self.rest();
        let len = self.word_run_len(rest);
        let mut range = self.at..self.at + len;
        self.at = range.end;
        if self.follows_amount() {
            let mut text = self.script.slice(&range);
            while let Some((len, qualifier)) = split_suffix(text) {
                self.tokens.push(Token::After(qualifier));
                range.start += len;
                text = self.script.slice(&range);
            }
            if matches!(text, "中" | "のうち" | "中の" | "満点中") {
                return self.tokens.push(Token::Of);
            }
        }
        let mut before = Vec::new();
        let number_follows = Prefix::read(self.rest().trim_start()).is_some();
        while let Some((len, qualifier)) = split_prefix(self.script.slice(&range)) {
            if len > 0 && !number_follows {
                break;
            }
            before.push(Token::Before(qualifier));
            range.end = range.start + len;
        }
        if !range.is_empty() {
            self.tokens.push(Token::Word(range));
        }
        self.tokens.append(&mut before);
    }

    fn follows_amount(&self) -> bool {
        let mut before = self.tokens.iter().rev();
        let mut last = before.next();
        if matches!(last, Some(Token::Blank)) {
            last = before.next();
        }
        matches!(
            last,
            Some(Token::Amount(_) | Token::After(_) | Token::Note(_))
        )
    }

    fn word_run_len(&self, rest: &str) -> usize {
        let mut before = self.script.before(self.at).unwrap_or(' ');
        for (at, c) in rest.char_indices() {
            let behind = &rest[at + c.len_utf8()..];
            if at > 0 && ends_words(before, c, &rest[at..], behind) {
                return at;
            }
            before = c;
        }
        rest.len()
    }
}

fn ends_words(before: char, c: char, rest: &str, behind: &str) -> bool {
    match c {
        // CO2 and 第3次: such digits are part of a word.
        '0'..='9' => !(before.is_ascii_alphanumeric() || before == '第'),
        '-' => behind.starts_with(|c: char| c.is_ascii_digit()),
        '△' | '▲' | '▽' | '▼' | '±' | '+' | '¥' | '$' | '≥' | '≤' | '。' | '(' => {
            true
        }
        '令' | '平' | '昭' | '大' | '明' | 'M' | 'T' | 'S' | 'H' | 'R' => {
            !before.is_ascii_alphanumeric() && read_moment(rest).is_some()
        }
        other => other.is_whitespace() || punctuation(other).is_some(),
    }
}

fn punctuation(c: char) -> Option<Token> {
    match c {
        ':' | '=' => Some(Token::Colon),
        ',' | '、' | ';' | '・' => Some(Token::List),
        '~' => Some(Token::Span),
        '→' => Some(Token::Arrow),
        '/' => Some(Token::Slash),
        ')' => Some(Token::Unreadable),
        _ => None,
    }
}

/// How many bytes stand inside the bracket at the start of a text.
pub(crate) fn bracket_len(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at - 1),
            ')' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// ※1, *2: a footnote's mark.
fn footnote_len(text: &str) -> Option<usize> {
    let behind = text.strip_prefix(['※', '*'])?;
    let mark = text.len() - behind.len();
    let digits = digits_len(behind);
    let marks_end = digits > 0 && !behind[digits..].starts_with(char::is_alphabetic);
    match (marks_end, text.starts_with('*')) {
        (true, _) => Some(mark + digits),
        (false, true) => Some(mark),
        (false, false) => None,
    }
}

/// The bracket of 「件（月平均）」 is part of the unit: it says per what is counted.
fn is_rate(inner: &str) -> bool {
    const RATES: [&str; 12] = [
        "月平均",
        "年平均",
        "日平均",
        "平均",
        "月間",
        "年間",
        "単年度",
        "月当たり",
        "日当たり",
        "暦年",
        "年換算",
        "1日平均",
    ];
    RATES.contains(&inner.trim())
}

/// A number that orders or spans and counts nothing: 3年目, 1号, 1人当たり, 「3年間で」 before an amount.
fn ordinal_len(text: &str, number_end: usize) -> Option<usize> {
    const ORDINALS: [&str; 14] = [
        "回目", "年目", "期目", "番目", "人目", "件目", "年生", "年次", "丁目", "世紀", "学年",
        "号", "次", "時点",
    ];
    const PER: [&str; 5] = ["当たり", "当り", "あたり", "につき", "平均"];
    const SPANS: [&str; 7] = ["年間", "か年", "ヶ年", "カ年", "箇年", "か月", "ヶ月"];
    let behind = &text[number_end..];
    if let Some(word) = ORDINALS.iter().find(|word| behind.starts_with(**word)) {
        return Some(number_end + word.len());
    }
    let counter = unit_len(behind);
    if let Some(word) = PER
        .iter()
        .find(|word| behind[counter..].starts_with(**word))
    {
        return Some(number_end + counter + word.len());
    }
    let number_follows = |rest: &str| {
        let rest = rest.trim_start_matches(['で', 'の', 'に', '計', '累', '合', '延', 'べ', ' ']);
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let span = SPANS.iter().find(|word| behind.starts_with(**word));
    if let Some(word) = span.filter(|word| number_follows(&behind[word.len()..])) {
        return Some(number_end + word.len());
    }
    // 「65歳以上 100人」: the age says whom is counted.
    let aged = behind.strip_prefix('歳')?;
    let words = ["以上", "以下", "未満", "まで", "代", "児"];
    let word = words
        .iter()
        .find(|word| aged.starts_with(**word))
        .map_or(0, |w| w.len());
    let end = number_end + '歳'.len_utf8() + word;
    let rest = text[end..].trim_start_matches(['の', ':', ' ']);
    (rest.len() < text[end..].len() && digits_len(rest) > 0).then_some(end)
}

/// Full-width digits and separators, as printed.
fn width_slips(printed: &str, slips: &mut Vec<Slip>) {
    if printed.contains(|c| ('０'..='９').contains(&c)) {
        slips.push(Slip::FullWidthDigits);
    }
    let mixed_commas = printed.contains('，')
        && (printed.contains(',') || printed.contains(|c: char| c.is_ascii_digit()));
    if mixed_commas && !slips.contains(&Slip::MixedSeparators) {
        slips.push(Slip::MixedSeparators);
    }
}
