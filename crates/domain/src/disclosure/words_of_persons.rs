//! Texts that may say who somebody is: a name or an address from the ledger, and whatever looks
//! like a telephone number, a mail address or a My Number. What is found is told by its place and
//! never repeated, as the message itself may be read by many.

use std::collections::BTreeSet;

use crate::text::fold_compatibility;
use crate::text::names::variant;

use super::FreeText;

/// 「個人を示す語」 the names and addresses of those in the ledger, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonalWords(pub(super) BTreeSet<String>);

/// 「個人を示す記述」 where a text may say who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalText {
    /// In which text.
    pub of: String,
    /// What it looks like.
    pub kind: PersonalKind,
    /// At which of its characters, from 1.
    pub at: usize,
}

/// 「個人を示す記述の種類」 what a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// A name or an address that the ledger holds.
    InLedger,
    /// 電話番号
    Telephone,
    /// メールアドレス
    Mail,
    /// Twelve digits, as a My Number has.
    MyNumber,
}

/// The fewest characters of a name that is looked for: two stand in too many words.
const SHORTEST: usize = 3;
/// The same of one in kana alone.
const SHORTEST_KANA: usize = 4;

/// A name or address as texts are searched for it; none for one that is too short to tell anything.
pub(super) fn folded(word: &str) -> Option<String> {
    let word: String = folded_characters(word).map(|(_, c)| c).collect();
    let is_kana = word.chars().all(|c| ('\u{3041}'..='\u{30ff}').contains(&c));
    let shortest = if is_kana { SHORTEST_KANA } else { SHORTEST };
    let is_long = word.chars().count() >= shortest;
    (is_long && !word.chars().all(|c| c.is_ascii_digit())).then_some(word)
}

/// Texts in which words can be looked for quickly.
pub struct Searched(String);

impl Searched {
    /// Of all texts together.
    #[must_use]
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a FreeText>) -> Self {
        let mut joined = String::new();
        for text in texts {
            joined.extend(folded_characters(&text.text).map(|(_, c)| c));
            joined.push('\n');
        }
        Self(joined)
    }
}

impl PersonalWords {
    /// Keeps a word if it stands in one of the texts: the words of a whole ledger are many.
    pub fn keep(&mut self, word: &str, texts: &Searched) {
        let kept = folded(word).filter(|word| texts.0.contains(word.as_str()));
        self.0.extend(kept);
    }
}

/// Everything in these texts that may say who somebody is.
#[must_use]
pub fn personal_texts(texts: &[FreeText], persons: &PersonalWords) -> Vec<PersonalText> {
    let lengths: BTreeSet<usize> = persons.0.iter().map(|word| word.chars().count()).collect();
    let mut found = Vec::new();
    for text in texts {
        let characters: Vec<(usize, char)> = folded_characters(&text.text).collect();
        let mut tell = |kind, at: usize| {
            found.push(PersonalText {
                of: text.of.clone(),
                kind,
                at: at + 1,
            });
        };
        for start in 0..characters.len() {
            let is_known = lengths.iter().any(|length| {
                let end = start + length;
                let word = characters.get(start..end).unwrap_or_default().iter();
                let word: String = word.map(|(_, c)| c).collect();
                !word.is_empty() && persons.0.contains(&word)
            });
            if is_known {
                tell(PersonalKind::InLedger, characters[start].0);
            }
        }
        for (kind, at) in patterns(&text.text) {
            tell(kind, at);
        }
    }
    found
}

/// Characters that are told apart by nothing but their writing become one; blanks go. Each keeps
/// its place in the text.
fn folded_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let characters = text.chars().enumerate();
    characters.flat_map(|(at, c)| {
        let folded = fold_compatibility(c.encode_utf8(&mut [0; 4]));
        let kept: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
        let kept = kept
            .into_iter()
            .map(|c| c.to_lowercase().next().unwrap_or(c));
        kept.map(move |c| (at, variant(c)))
    })
}

/// What looks like a number or an address by which somebody is reached.
fn patterns(text: &str) -> Vec<(PersonalKind, usize)> {
    let folded: Vec<char> = text.chars().map(crate::text::fold_ascii_char).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        if folded[at].is_ascii_digit() {
            let (digits, end) = number(&folded, at);
            let is_telephone = folded[at] == '0' && (digits == 10 || digits == 11);
            if is_telephone {
                found.push((PersonalKind::Telephone, at));
            }
            if digits == 12 {
                found.push((PersonalKind::MyNumber, at));
            }
            at = end;
        } else {
            if folded[at] == '@' && is_mail(&folded, at) {
                found.push((PersonalKind::Mail, at));
            }
            at += 1;
        }
    }
    found
}

/// How many digits a number has, and where it ends: groups hang together by one sign.
fn number(text: &[char], start: usize) -> (usize, usize) {
    let (mut digits, mut end) = (0, start);
    loop {
        while text.get(end).is_some_and(char::is_ascii_digit) {
            digits += 1;
            end += 1;
        }
        let joins = |c: &char| {
            matches!(
                c,
                '-' | ' ' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{30fc}' | '\u{2212}'
            )
        };
        let is_joined = text.get(end).is_some_and(joins);
        if is_joined && text.get(end + 1).is_some_and(char::is_ascii_digit) {
            end += 1;
        } else {
            return (digits, end);
        }
    }
}

fn is_mail(text: &[char], at: usize) -> bool {
    let is_local = |c: &char| c.is_ascii_alphanumeric() || "._%+-".contains(*c);
    let before = at.checked_sub(1).and_then(|n| text.get(n));
    let host = text[at + 1..]
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(**c));
    let host: String = host.collect();
    let has_dot = host
        .split_once('.')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    before.is_some_and(is_local) && has_dot
}
