//! The sections of a number format as far as they show other text than the number: 「延べ」 in front,
//! 「人」 behind, thousands left out, and what stands for zero.

use enishi_domain::grid::CellKind;

use super::number_text;
use crate::numerals::tells_decrease;

/// What a format shows for positive, negative and zero numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sections {
    positive: Section,
    negative: Option<Section>,
    zero: Option<Section>,
}

/// One section: what stands around the digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    before: String,
    behind: String,
    digits: bool,
    /// Whether a digit is shown for zero too, which `?` and `#` do not.
    shows_zero: bool,
    /// How many times a thousand is left out.
    thousands: usize,
    conditional: bool,
}

impl Sections {
    /// None where a number is shown as a number.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let mut sections = read(code).into_iter();
        let positive = sections.next()?;
        let (negative, zero) = (sections.next(), sections.next());
        let all = [Some(&positive), negative.as_ref(), zero.as_ref()];
        // Which section a condition chooses is not worked out here.
        if all.into_iter().flatten().any(|one| one.conditional) {
            return None;
        }
        let replaces_zero = zero.as_ref().is_some_and(|zero| !zero.shows_zero);
        let words_only = negative.is_some() && !positive.digits && has_word(&positive.before);
        let below = negative.as_ref().is_some_and(Section::says_more_below_zero);
        (positive.says_more() || words_only || below || replaces_zero).then_some(Self {
            positive,
            negative,
            zero,
        })
    }

    /// Accounting formats show a dash for zero.
    pub(super) fn accounting() -> Option<Self> {
        Self::of_code("#,##0;-#,##0;\"-\"")
    }

    /// Appends what is shown for a decimal; a number keeps all its digits.
    pub(super) fn show(&self, decimal: &str, into: &mut String) -> CellKind {
        let digits = decimal.strip_prefix('-');
        let section = match (decimal, digits) {
            ("0", _) => self.zero.as_ref().unwrap_or(&self.positive),
            (_, Some(_)) => self.negative.as_ref().unwrap_or(&self.positive),
            (_, None) => &self.positive,
        };
        let literal = section.before.trim();
        let in_place_of_zero = decimal == "0" && self.zero.is_some() && !section.shows_zero;
        if in_place_of_zero || (!section.digits && has_word(literal)) {
            into.push_str(literal);
            into.push_str(section.behind.trim());
            return CellKind::Text;
        }
        match digits {
            None => into.push_str(section.words_before()),
            Some(_) => {
                into.push_str(section.words_below_zero());
                // 「5減」 needs no sign; anything else that is red or in brackets does.
                let tells = tells_decrease(&section.before) || tells_decrease(&section.behind);
                into.push_str(if tells { "" } else { "-" });
            }
        }
        let digits = digits.unwrap_or(decimal);
        number_text::scaled_down(digits, section.thousands * 3, into);
        into.push_str(section.unit());
        CellKind::Number
    }
}

impl Section {
    fn says_more(&self) -> bool {
        let words = !self.words_before().is_empty() || !self.unit().is_empty();
        self.digits && (self.thousands > 0 || words)
    }

    fn says_more_below_zero(&self) -> bool {
        self.digits && (!self.words_below_zero().is_empty() || !self.unit().is_empty())
    }

    /// Words, and signs that are printed in front of positive numbers.
    fn words_before(&self) -> &str {
        let before = self.before.trim();
        let sign = before.contains(['△', '▲', '▽', '▼', '±', '≥', '≤', '≧', '≦']);
        if has_word(before) || sign { before } else { "" }
    }

    /// Words alone: the sign is printed in one way for all.
    fn words_below_zero(&self) -> &str {
        let signs = |c: char| "△▲▽▼-+( ".contains(c);
        let before = self.before.trim().trim_end_matches(signs);
        if has_word(before) { before } else { "" }
    }

    fn unit(&self) -> &str {
        let signs_only = |c: char| "()（）-+△▲ ".contains(c);
        let unit = self.behind.trim();
        if unit.chars().all(signs_only) {
            ""
        } else {
            unit
        }
    }
}

fn has_word(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

fn read(code: &str) -> Vec<Section> {
    // Japanese editions also write G/標準 for General; one sign stands for either.
    let code = code.replace("General", "0").replace("G/", "G");
    let mut sections = vec![Section::default()];
    let mut commas = 0;
    let mut general = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        let Some(section) = sections.last_mut() else {
            break;
        };
        general = c == 'G' || (general && !c.is_ascii());
        match c {
            ';' => {
                sections.push(Section::default());
                commas = 0;
            }
            '"' => {
                let quoted = chars.by_ref().take_while(|c| *c != '"');
                section.literal().extend(quoted);
            }
            '\\' => section.literal().extend(chars.next()),
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                section.conditional |= inside.starts_with(['<', '>', '=']);
            }
            '0' | '#' | '?' | 'G' => {
                section.digits = true;
                section.shows_zero |= matches!(c, '0' | 'G');
                section.behind.clear();
                (commas, section.thousands) = (0, 0);
            }
            // Commas behind the last digit.
            ',' if section.digits => {
                commas += 1;
                section.thousands = commas;
            }
            // The rest of G/標準, or words that a program left unquoted.
            other if !other.is_ascii() && !general => section.literal().push(other),
            _ => {}
        }
    }
    sections
}

impl Section {
    fn literal(&mut self) -> &mut String {
        if self.digits {
            &mut self.behind
        } else {
            &mut self.before
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_the_words_of_their_format() {
        for (code, number, shown) in [
            ("#,##0\"人\"", "1234", "1234人"),
            ("\"延べ\"#,##0\"人\"", "100", "延べ100人"),
            ("\"約\"#,##0.0\\社;\\-0", "12.34", "約12.34社"),
            ("\"約\"#,##0.0\\社;\\-0", "-5", "-5"),
            ("\"令和\"0\"年度\"", "6", "令和6年度"),
            ("#,##0,\"千人\"", "1234567", "1234.567千人"),
            ("#,##0,", "1234000", "1234"),
            ("#,##0.0,,\"百万円\"", "-2500000", "-2.5百万円"),
            ("\"△\"#,##0\"人\"", "5", "△5人"),
            ("0\"人増\";0\"人減\";\"増減なし\"", "-5", "5人減"),
            ("0\"人増\";0\"人減\";\"増減なし\"", "0", "増減なし"),
            ("0\"人\";\"△\"0\"人\"", "-5", "-5人"),
            ("#,##0;-#,##0;\"-\"", "0", "-"),
            ("_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"??_ ;_ @_ ", "0", "-"),
            ("#,##0;-#,##0;\"-\"", "-5", "-5"),
            ("#,##0;-#,##0;", "0", ""),
            ("\"あり\";;\"なし\"", "1", "あり"),
            ("\"あり\";;\"なし\"", "0", "なし"),
            ("[<1]\"僅少\";0\"人\"", "5", "5"),
            ("G/標準\"社\"", "5", "5社"),
        ] {
            let mut text = String::new();
            match Sections::of_code(code) {
                Some(sections) => _ = sections.show(number, &mut text),
                None => text.push_str(number),
            }
            assert_eq!(text, shown, "{code} {number}");
        }
    }

    #[test]
    fn separators_signs_and_colours_are_no_words() {
        for code in [
            "",
            "General",
            "@",
            "#,##0",
            "#,##0;[Red]\\-#,##0",
            "#,##0_);(#,##0)",
            "#,##0;\"△\"#,##0",
            "0.00E+00",
            "[$¥-411]#,##0",
            "\\¥#,##0",
            "\"unclosed",
        ] {
            assert_eq!(Sections::of_code(code), None, "{code}");
        }
    }
}
