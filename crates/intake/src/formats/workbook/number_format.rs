//! What a number format makes of a number, as far as it changes the meaning: a share, a date, a
//! time, words around it. Colours, separators and decimals do not.

use super::number_sections::Sections;

/// What a number is shown as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// A number.
    #[default]
    Plain,
    /// A share in percent.
    Percent,
    /// A number with words around it, or with other text for zero: `#,##0"人"`.
    Worded(Box<Sections>),
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
            41..=44 => Self::worded(Sections::accounting()),
            14..=17 | 27..=31 | 34..=36 | 50..=58 => Self::Date,
            18..=21 | 32 | 33 | 45 | 47 => Self::Time,
            22 => Self::DateAndTime,
            46 => Self::Elapsed,
            _ => Self::Plain,
        }
    }

    fn worded(sections: Option<Sections>) -> Self {
        sections.map_or(Self::Plain, |sections| Self::Worded(Box::new(sections)))
    }

    /// The format that a code such as `[$-411]ggge"年"m"月"d"日"` describes. The first section
    /// decides whether it is a date or a share.
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
            (false, false) => Self::worded(Sections::of_code(code)),
        }
    }
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
        use NumberFormat::{Date, DateAndTime, Elapsed, Percent, Plain, Time};
        for (code, format) in [
            ("General", Plain),
            ("G/標準", Plain),
            ("0.0%", Percent),
            ("#,##0;[Red]\\-#,##0", Plain),
            ("#,##0_);(#,##0)", Plain),
            ("0.00E+00", Plain),
            ("[$¥-411]#,##0", Plain),
            ("[DBNum3][$-411]0", Plain),
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
