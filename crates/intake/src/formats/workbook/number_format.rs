//! What a number format makes of a number, as far as it changes the meaning: a share, a date, a
//! time, a unit behind it. Colours, separators and decimals do not.

/// What a number is shown as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// A number.
    #[default]
    Plain,
    /// A share in percent.
    Percent,
    /// A number with words behind it: `#,##0"人"`.
    WithUnit(Box<str>),
    /// A day.
    Date,
    /// A day and a time.
    DateAndTime,
    /// A time of day.
    Time,
    /// Hours, minutes or seconds that do not begin again at midnight.
    Elapsed,
}

impl NumberFormat {
    /// The format of a built-in number; 27–36 and 50–58 are the dates of East Asian editions.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 27..=31 | 34..=36 | 50..=58 => Self::Date,
            18..=21 | 32 | 33 | 45 | 47 => Self::Time,
            22 => Self::DateAndTime,
            46 => Self::Elapsed,
            _ => Self::Plain,
        }
    }

    /// The format that a code such as `[$-411]ggge"年"m"月"d"日"` describes. The first section
    /// decides: the others are the same thing for negatives, zero and text.
    pub(super) fn of_code(code: &str) -> Self {
        let signs = meaningful(code);
        let has = |wanted: &[char]| signs.iter().any(|sign| wanted.contains(sign));
        if has(&[ELAPSED]) {
            return Self::Elapsed;
        }
        let time = has(&['h', 's']);
        // Minutes beside hours or seconds, months otherwise.
        let date = has(&['y', 'd', 'g', 'e', 'a', 'b']) || (has(&['m']) && !time);
        match (date, time) {
            (true, true) => Self::DateAndTime,
            (true, false) => Self::Date,
            (false, true) => Self::Time,
            (false, false) if has(&['%']) => Self::Percent,
            (false, false) => unit_of(code).map_or(Self::Plain, Self::WithUnit),
        }
    }
}

/// The words behind the digits of the first section. A comma there scales the number down, so that
/// the words would name another amount than the one stored: then none.
fn unit_of(code: &str) -> Option<Box<str>> {
    let lower = code.to_ascii_lowercase();
    let general = lower.find("general").map(|at| at + "general".len());
    let digits = |c: char| matches!(c, '0' | '#' | '?');
    let mut unit = String::new();
    let (mut counts, mut scaled) = (false, false);
    let mut chars = code.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            ';' => break,
            '"' => unit.extend(chars.by_ref().map(|(_, c)| c).take_while(|c| *c != '"')),
            '\\' => unit.extend(chars.next().map(|(_, c)| c)),
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                chars.by_ref().find(|(_, c)| *c == ']');
            }
            c if digits(c) || general == Some(at + c.len_utf8()) => {
                unit.clear();
                (counts, scaled) = (true, false);
            }
            ',' => scaled = true,
            _ => {}
        }
    }
    let unit = unit.trim();
    (counts && !scaled && !unit.is_empty()).then(|| unit.into())
}

/// Stands for `[h]`, `[mm]`, `[ss]`.
const ELAPSED: char = '[';

/// The signs of the first section that are neither quoted, escaped, padding, colour, condition nor
/// locale; words that hold such letters (General, AM/PM, E+00) left out.
fn meaningful(code: &str) -> Vec<char> {
    let lower = code.to_ascii_lowercase();
    // Japanese editions also write G/標準 for General.
    let lower = lower.replace("general", "").replace("g/", "");
    let mut signs = Vec::new();
    let mut chars = lower.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                chars.by_ref().find(|quoted| *quoted == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let elapsed = !inside.is_empty()
                    && ['h', 'm', 's']
                        .iter()
                        .any(|unit| inside.chars().all(|c| c == *unit));
                if elapsed {
                    signs.push(ELAPSED);
                }
            }
            'e' if matches!(chars.peek(), Some('+' | '-')) => {}
            // `am/pm` and `a/p` mark hours, `aaa` a weekday.
            'a' if matches!(chars.peek(), Some('m' | '/')) => {
                chars.by_ref().find(|c| *c == 'p');
                chars.next_if_eq(&'m');
            }
            other => signs.push(other),
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_a_number_is() {
        use NumberFormat::{Date, DateAndTime, Elapsed, Percent, Plain, Time, WithUnit};
        let unit = |unit: &str| WithUnit(unit.into());
        for (code, format) in [
            ("General", Plain),
            ("G/標準", Plain),
            ("General\"年度\"", unit("年度")),
            ("#,##0\"人\"", unit("人")),
            ("\"約\"#,##0.0\\社;\\-0", unit("社")),
            ("#,##0,\"千円\"", Plain),
            ("0.0%", Percent),
            ("0.0\"%\"", unit("%")),
            ("0\\%", unit("%")),
            ("#,##0;[Red]\\-#,##0", Plain),
            ("#,##0_);(#,##0)", Plain),
            ("0.00E+00", Plain),
            ("[$¥-411]#,##0", Plain),
            ("[DBNum3][$-411]0", Plain),
            ("0\"月\"", unit("月")),
            ("yyyy/m/d", Date),
            ("yyyy\"年\"m\"月\"d\"日\";@", Date),
            ("[$-411]ge.m.d;@", Date),
            ("[$-411]ggge\"年\"m\"月\"d\"日\"", Date),
            ("m\"月\"d\"日\"", Date),
            ("mmm", Date),
            ("aaa", Date),
            ("e\"年度\"", Date),
            ("yyyy/m/d h:mm", DateAndTime),
            ("m/d/yy h:mm AM/PM", DateAndTime),
            ("h:mm", Time),
            ("h:mm AM/PM", Time),
            ("mm:ss.0", Time),
            ("[$-411]h\"時\"mm\"分\"", Time),
            ("[h]:mm:ss", Elapsed),
            ("[mm]:ss", Elapsed),
            ("@", Plain),
            ("", Plain),
            ("\"unclosed", Plain),
            ("[h", Elapsed),
        ] {
            assert_eq!(NumberFormat::of_code(code), format, "{code}");
        }
    }
}
