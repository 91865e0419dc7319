//! The keys of names: what two clerks write for one name is one key. Characters that are written in
//! more than one way stand in `variants.txt`, 株式会社 and its like in `legal_forms.txt`. A key is
//! compared and never shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{fold_letters, is_destroyed, is_kanji, katakana};

/// A name of two words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitName {
    /// 氏
    pub family: String,
    /// 名
    pub given: String,
}

/// A legal form as one writes it, folded, and the form it stands for.
struct Form {
    written: String,
    means: &'static str,
}

static VARIANTS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs = Vec::new();
    for words in data_lines(include_str!("variants.txt")) {
        let mut characters = words.iter().filter_map(|word| word.chars().next());
        if let Some(compared) = characters.next() {
            pairs.extend(characters.map(|variant| (variant, compared)));
        }
    }
    pairs.sort_unstable();
    pairs
});

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    for words in data_lines(include_str!("legal_forms.txt")) {
        for written in &words {
            forms.insert(fold_name(written), words[0]);
        }
    }
    let mut forms: Vec<Form> = forms
        .into_iter()
        .map(|(written, means)| Form { written, means })
        .collect();
    // Longest first: of 一般社団法人 nothing may be left over.
    forms.sort_by_key(|form| std::cmp::Reverse(form.written.len()));
    forms
});

/// The key of a person's name: no blanks, no variants, no 様. A name that is destroyed or holds
/// nothing but signs has no key.
#[must_use]
pub fn person_name_key(name: &str) -> Option<String> {
    if is_destroyed(name) {
        return None;
    }
    let mut key = without_signs(&fold_name(name));
    for title in ["様", "御中"] {
        while let Some(rest) = key.strip_suffix(title).filter(|rest| !rest.is_empty()) {
            key.truncate(rest.len());
        }
    }
    (!key.is_empty()).then_some(key)
}

/// The key of an organisation's name: as of a person's, and without its legal form at either end.
#[must_use]
pub fn organization_name_key(name: &str) -> Option<String> {
    if is_destroyed(name) {
        return None;
    }
    let key = without_forms(&fold_name(name));
    (!key.is_empty()).then_some(key)
}

/// The legal form that stands at an end of an organisation's name: 株式会社 for ㈱ too.
#[must_use]
pub fn legal_form(name: &str) -> Option<&'static str> {
    let folded = fold_name(name);
    let mut found = FORMS
        .iter()
        .filter(|form| folded.starts_with(&form.written) || folded.ends_with(&form.written));
    found.next().map(|form| form.means)
}

/// Whether a name has the legal form of an organisation in kanji at an end of it: 株式会社, ㈱. How
/// banks shorten forms in kana may be the end of a person's reading, as in 武（タケシ）.
#[must_use]
pub fn is_a_firms(name: &str) -> bool {
    let folded = fold_name(name);
    let is_kanji = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut forms = FORMS.iter().filter(|form| form.written.contains(is_kanji));
    forms.any(|form| folded.starts_with(&form.written) || folded.ends_with(&form.written))
}

/// Family and given name of a name of two words, each as it is compared.
#[must_use]
pub fn split_name(name: &str) -> Option<SplitName> {
    let mut words = name.split_whitespace().filter(|word| *word != "様");
    let (family, given) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    Some(SplitName {
        family: person_name_key(family)?,
        given: person_name_key(given)?,
    })
}

/// Whether a name holds kanji or Latin letters; else it is but the reading of one.
#[must_use]
pub fn is_spelt(key: &str) -> bool {
    key.chars().any(|c| is_kanji(c) || c.is_ascii_alphabetic())
}

/// The character that a character of names is compared as, which is also the commoner one: 吉 for 𠮷.
#[must_use]
pub fn variant(c: char) -> char {
    if !is_kanji(c) {
        return c;
    }
    let found = VARIANTS.binary_search_by_key(&c, |(variant, _)| *variant);
    found.map_or(c, |at| VARIANTS[at].1)
}

/// Folded letters in the characters that are compared, with kana large and without long vowels;
/// parentheses are kept, for legal forms.
fn fold_name(text: &str) -> String {
    let letters = fold_letters(text, &['(', ')']);
    let compared = letters.chars().map(katakana).map(super::kana::large);
    compared.filter(|c| *c != 'ー').map(variant).collect()
}

/// Strips forms while there are any; a name that is nothing but a form is kept.
pub(super) fn without_forms(folded: &str) -> String {
    let mut name = folded;
    while let Some(rest) = strip_form(name) {
        name = rest;
    }
    let bare = without_signs(name);
    // (株) within parentheses of its own may have hidden a form.
    match strip_form(&bare) {
        Some(rest) => without_forms(rest),
        None => bare,
    }
}

fn strip_form(name: &str) -> Option<&str> {
    FORMS.iter().find_map(|form| {
        let written = form.written.as_str();
        let rest = name
            .strip_prefix(written)
            .or_else(|| name.strip_suffix(written))?;
        rest.contains(char::is_alphanumeric).then_some(rest)
    })
}

fn without_signs(folded: &str) -> String {
    folded.chars().filter(|c| !matches!(c, '(' | ')')).collect()
}

fn data_lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests;
