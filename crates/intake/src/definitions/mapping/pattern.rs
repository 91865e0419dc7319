//! Patterns of headings: `{n}` stands for a number, `<…>` for any text. Width, case and blanks of a
//! heading do not matter; the spellings that a mapping declares as one (寄附, 寄付) are one.

use enishi_domain::text::fold_ascii_char;

/// A heading as a mapping writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written, for messages and proposals.
    pub(crate) written: String,
    /// One for each spelling.
    variants: Vec<Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Character(char),
    Number,
    Any,
}

/// What a heading has in place of `{n}` and `<…>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The first number.
    pub number: Option<u32>,
    /// The first text, as the heading writes it.
    pub text: Option<String>,
}

/// A heading may have been spelt in so many ways; a mapping that says more is not taken further.
const MOST_VARIANTS: usize = 64;

impl Pattern {
    /// A pattern; in each list of `drift` all words mean the same.
    #[must_use]
    pub fn new(written: &str, drift: &[Vec<String>]) -> Self {
        let mut spellings = vec![written.to_owned()];
        for words in drift {
            let present: Vec<&String> = words.iter().filter(|w| written.contains(*w)).collect();
            let Some(present) = present.first() else {
                continue;
            };
            let others = words.iter().filter(|word| word != present);
            let more: Vec<String> = others
                .flat_map(|word| spellings.iter().map(|s| s.replace(present.as_str(), word)))
                .collect();
            spellings.extend(more);
            spellings.truncate(MOST_VARIANTS);
        }
        let variants = spellings.iter().map(|spelling| pieces(spelling)).collect();
        Self {
            written: written.to_owned(),
            variants,
        }
    }

    /// Whether several headings of one file may match.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let is_open = |piece: &Piece| matches!(piece, Piece::Number | Piece::Any);
        self.variants.iter().flatten().any(is_open)
    }

    /// What the heading has in the open places; none where it does not match.
    #[must_use]
    pub fn matches(&self, heading: &str) -> Option<Captured> {
        let letters = letters(heading);
        self.variants.iter().find_map(|pieces| {
            let mut captured = Captured::default();
            fits(pieces, &letters, heading, &mut captured).then_some(captured)
        })
    }
}

fn pieces(spelling: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = spelling;
    while let Some(c) = rest.chars().next() {
        let closed = |close: char| rest.find(close).map(|at| &rest[at + close.len_utf8()..]);
        if let Some(after) = rest.strip_prefix("{n}") {
            pieces.push(Piece::Number);
            rest = after;
        } else if c == '<'
            && let Some(after) = closed('>')
        {
            pieces.push(Piece::Any);
            rest = after;
        } else {
            let letters = letters(&rest[..c.len_utf8()]);
            pieces.extend(letters.iter().map(|letter| Piece::Character(letter.folded)));
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces
}

/// A character of a heading as it is compared, and where it stands.
struct Letter {
    folded: char,
    start: usize,
    end: usize,
}

fn letters(heading: &str) -> Vec<Letter> {
    let folded = heading.char_indices().map(|(start, c)| Letter {
        folded: fold_ascii_char(c).to_ascii_lowercase(),
        start,
        end: start + c.len_utf8(),
    });
    folded
        .filter(|letter| {
            let c = letter.folded;
            !c.is_whitespace() && c != '\u{200b}' && c != '\u{feff}'
        })
        .collect()
}

fn fits(pieces: &[Piece], letters: &[Letter], heading: &str, captured: &mut Captured) -> bool {
    let Some((piece, rest)) = pieces.split_first() else {
        return letters.is_empty();
    };
    match piece {
        Piece::Character(c) => match letters.split_first() {
            Some((letter, after)) if letter.folded == *c => fits(rest, after, heading, captured),
            _ => false,
        },
        Piece::Number => {
            let digits: String = letters
                .iter()
                .map(|letter| letter.folded)
                .take_while(char::is_ascii_digit)
                .take(6)
                .collect();
            let Ok(number) = digits.parse() else {
                return false;
            };
            captured.number.get_or_insert(number);
            fits(rest, &letters[digits.len()..], heading, captured)
        }
        Piece::Any => (1..=letters.len()).any(|length| {
            let text = &heading[letters[0].start..letters[length - 1].end];
            let mut here = captured.clone();
            here.text.get_or_insert_with(|| text.trim().to_owned());
            let fits = fits(rest, &letters[length..], heading, &mut here);
            if fits {
                *captured = here;
            }
            fits
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_match_in_every_spelling() {
        let drift = [vec!["寄附".to_owned(), "寄付".to_owned()]];
        for (pattern, heading, expected) in [
            ("寄附金額", "寄付金額", Some((None, None))),
            ("寄附金額", "寄附 金額", Some((None, None))),
            ("寄附金額", "寄附金額合計", None),
            ("返礼品{n}_名称", "返礼品１２＿名称", Some((Some(12), None))),
            ("返礼品{n}_名称", "返礼品_名称", None),
            (
                "<使途> 金額",
                "子育て 支援 金額",
                Some((None, Some("子育て 支援"))),
            ),
            ("<使途> 金額", "金額", None),
            ("記載事項_<項目>", "記載事項_DX", Some((None, Some("DX")))),
            ("Mail", "ｍａｉｌ", Some((None, None))),
        ] {
            let read = Pattern::new(pattern, &drift).matches(heading);
            let expected = expected.map(|(number, text)| Captured {
                number,
                text: text.map(str::to_owned),
            });
            assert_eq!(read, expected, "{pattern} {heading}");
        }
    }
}
