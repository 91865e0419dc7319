//! The key of an address: its town, and the numbers behind it. Buildings and rooms are left out,
//! because every register writes them in its own way; prefectures and 郡 too, because half of them
//! leave them out.

use super::names::variant;
use super::{fold_compatibility, kana, katakana};

/// An address as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressKey {
    /// City and town: 焼津市本町
    pub town: String,
    /// The numbers behind it, three at most, as a later one is a room: `2-16-32`
    pub numbers: Option<String>,
}

/// Numbers that stand together in an address.
struct NumberGroup {
    starts: usize,
    numbers: Vec<String>,
    is_marked: bool,
}

const PREFECTURES: &str = "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 \
    埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 \
    三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 \
    香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県";

/// What stands between the numbers of a group or behind its last, longest first.
const MARKS: &[&str] = &["番地ノ", "番地の", "番地", "丁目", "番", "号", "-"];

/// The word の between two numbers: 12番地の3, 12ノ3.
const POSSESSIVES: &[char] = &['の', 'ノ', '之'];

/// The key of an address from the prefecture or the city on.
#[must_use]
pub fn address_key(address: &str) -> Option<AddressKey> {
    let folded: Vec<char> = with_hyphens(&fold_compatibility(address));
    let folded = with_digits(&folded);
    let groups = number_groups(&folded);
    // 北1条西2丁目: the 1 belongs to the town, as no mark stands behind it.
    let marked = groups.iter().find(|group| group.is_marked);
    let group = marked.or(groups.first());
    let town = &folded[..group.map_or(folded.len(), |group| group.starts)];
    let town = town_key(town);
    if town.chars().count() < 2 {
        return None;
    }
    let numbers = group.map(|group| {
        let first: Vec<&str> = group.numbers.iter().take(3).map(String::as_str).collect();
        first.join("-")
    });
    Some(AddressKey { town, numbers })
}

/// Every dash as a hyphen; a long vowel is one too where it stands behind a number.
fn with_hyphens(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in text.chars() {
        let behind_number = out
            .last()
            .is_some_and(|c| c.is_ascii_digit() || kanji_digit(*c).is_some());
        out.push(match c {
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' => '-',
            'ー' if behind_number => '-',
            '\n' | '\t' | '\r' => ' ',
            other => other,
        });
    }
    out
}

/// Kanji numerals as digits where they count: before 丁目, 番, 号 and 条, and beside a hyphen. 三ケ名
/// and 八番町 are names.
fn with_digits(text: &[char]) -> Vec<char> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = run_length(&text[at..], |c| kanji_digit(c).is_some());
        if length == 0 {
            out.push(text[at]);
            at += 1;
            continue;
        }
        let after = &text[at + length..];
        let beside = out.last() == Some(&'-') || after.first() == Some(&'-');
        let marked = ["丁目", "番地", "番", "号", "条", "地割"]
            .iter()
            .any(|mark| starts_with(after, mark) && !starts_with(after, "番町"));
        match kanji_number(&text[at..at + length]).filter(|_| beside || marked) {
            Some(number) => out.extend(number.chars()),
            None => out.extend(&text[at..at + length]),
        }
        at += length;
    }
    out
}

fn number_groups(text: &[char]) -> Vec<NumberGroup> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut group = NumberGroup {
            starts: at,
            numbers: Vec::new(),
            is_marked: false,
        };
        while text.get(at).is_some_and(char::is_ascii_digit) {
            let length = run_length(&text[at..], |c| c.is_ascii_digit());
            let digits: String = text[at..at + length].iter().collect();
            let digits = digits.trim_start_matches('0').to_owned();
            group.numbers.push(digits);
            at += length;
            at += separator(&text[at..], &mut group);
        }
        groups.push(group);
    }
    groups
}

/// How many characters lead from one number of the group to the next, 0 where the group ends.
fn separator(text: &[char], group: &mut NumberGroup) -> usize {
    if starts_with(text, "番町") {
        return 0;
    }
    let mark = MARKS.iter().find(|mark| starts_with(text, mark));
    let mut length = mark.map_or(0, |mark| mark.chars().count());
    group.is_marked |= mark.is_some();
    if mark.is_none() && text.first().is_some_and(|c| POSSESSIVES.contains(c)) {
        length = 1;
    }
    if length == 0 {
        return 0;
    }
    let blanks = run_length(&text[length..], |c| c == ' ');
    length + blanks
}

/// City and town without prefecture, 郡, 大字 and blanks, in the characters that are compared.
fn town_key(town: &[char]) -> String {
    let letters: String = town.iter().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.replace("大字", "").replace('字', "");
    let mut prefectures = PREFECTURES.split(' ');
    let prefecture = prefectures.find(|name| letters.starts_with(name));
    let rest = &letters[prefecture.map_or(0, str::len)..];
    let folded: Vec<char> = without_county(rest).chars().collect();
    let mut key = String::new();
    for (at, c) in folded.iter().enumerate() {
        let between = at > 0
            && super::is_kanji(folded[at - 1])
            && folded.get(at + 1).is_some_and(|c| super::is_kanji(*c));
        key.push(match c {
            'ヶ' | 'ケ' | 'ヵ' | 'が' | 'ガ' | '箇' if between => 'ケ',
            'の' | 'ノ' | '之' | '乃' if between => 'ノ',
            other => variant(kana::large(katakana(*other))),
        });
    }
    key.retain(|c| c != 'ー');
    key.to_lowercase()
}

/// 榛原郡吉田町 as 吉田町. 郡山市 and 蒲郡市 are cities.
fn without_county(address: &str) -> &str {
    let Some((county, rest)) = address.split_once('郡') else {
        return address;
    };
    let is_county = (1..=3).contains(&county.chars().count()) && !county.contains(['市', '区']);
    let is_rest = rest.contains(['町', '村']) && !rest.starts_with(['山', '上', '市']);
    if is_county && is_rest { rest } else { address }
}

/// 十, 百 and 千 are 10, 11 and 12.
fn kanji_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 11,
        '千' => 12,
        _ => return None,
    })
}

/// 二十三 and 二三 are both 23.
fn kanji_number(run: &[char]) -> Option<String> {
    let values: Option<Vec<u32>> = run.iter().map(|c| kanji_digit(*c)).collect();
    let values = values?;
    if values.iter().all(|value| *value < 10) {
        return Some(values.iter().map(u32::to_string).collect());
    }
    let (mut sum, mut pending) = (0_u32, 0_u32);
    for value in values {
        match value {
            0..=9 => pending = pending.checked_mul(10)?.checked_add(value)?,
            tens => {
                let power = 10_u32.pow(tens - 9);
                sum = sum.checked_add(pending.max(1).checked_mul(power)?)?;
                pending = 0;
            }
        }
    }
    Some(sum.checked_add(pending)?.to_string())
}

fn run_length(text: &[char], belongs: impl Fn(char) -> bool) -> usize {
    text.iter().take_while(|c| belongs(**c)).count()
}

fn starts_with(text: &[char], word: &str) -> bool {
    let mut characters = text.iter();
    word.chars().all(|c| characters.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(address: &str) -> (String, Option<String>) {
        let key = address_key(address).expect("an address");
        (key.town, key.numbers)
    }

    #[test]
    fn one_house_is_one_key_however_it_is_written() {
        for address in [
            "静岡県焼津市本町2-16-32",
            "焼津市本町２－１６－３２",
            "焼津市本町2丁目16番32号",
            "静岡県 焼津市 本町 二丁目十六番三十二号",
            "焼津市本町２丁目１６番地の３２ コーポ架空２０１",
            "焼津市本町2ー16ー32-201",
            "焼津市大字本町2−16−32",
            "焼津市本町2丁目 16-32",
            "焼津市本町二―一六―三二",
        ] {
            let expected = ("焼津市本町".to_owned(), Some("2-16-32".to_owned()));
            assert_eq!(key(address), expected, "{address}");
        }
    }

    #[test]
    fn numbers_within_the_name_of_a_town_stay_there() {
        for (address, town, numbers) in [
            ("焼津市三ヶ名123", "焼津市三ケ名", Some("123")),
            ("焼津市三ケ名123番地", "焼津市三ケ名", Some("123")),
            ("焼津市三が名123番地5", "焼津市三ケ名", Some("123-5")),
            ("静岡市葵区一番町50", "静岡市葵区一番町", Some("50")),
            (
                "札幌市中央区北1条西2丁目3-4",
                "札幌市中央区北1条西",
                Some("2-3-4"),
            ),
            (
                "札幌市中央区北一条西二丁目3-4",
                "札幌市中央区北1条西",
                Some("2-3-4"),
            ),
            ("岩手県架空村第3地割12番地5", "架空村第3地割", Some("12-5")),
            ("焼津市西小川1234 メゾン2", "焼津市西小川", Some("1234")),
            ("榛原郡吉田町住吉87", "吉田町住吉", Some("87")),
            ("福島県郡山市朝日1-23-7", "郡山市朝日", Some("1-23-7")),
            ("焼津市五十海", "焼津市五十海", None),
            (
                "大阪市西区土佐堀井之口5",
                "大阪市西区土佐堀井ノ口",
                Some("5"),
            ),
        ] {
            let numbers = numbers.map(str::to_owned);
            assert_eq!(key(address), (town.to_owned(), numbers), "{address}");
        }
    }

    #[test]
    fn what_names_no_town_has_no_key() {
        for address in ["", "　", "1-2-3", "県"] {
            assert_eq!(address_key(address), None, "{address}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(address in "\\PC{0,20}|[静岡県焼津市字郡番町丁目号地の一二十百千0-9ー -]{0,20}") {
            let _key = address_key(&address);
        }

        #[test]
        fn an_ordinary_key_is_its_own_key(
            town in "[焼津市本町小川三ヶ名]{2,8}",
            numbers in proptest::collection::vec(1_u32..3000, 1..4),
        ) {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            let address = format!("{town}市{}", numbers.join("-"));
            let key = address_key(&address).unwrap();
            let again = format!("{}{}", key.town, key.numbers.clone().unwrap_or_default());
            prop_assert_eq!(address_key(&again), Some(key));
        }
    }
}
