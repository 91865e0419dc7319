//! Numbers that order, span or say of whom: 3年目, 1号, 1人当たり, 65歳以上. They stand beside amounts
//! and are none.

use super::scales::digits_len;
use super::units::unit_len;

/// How many bytes such a number and its word take at the start of a text; `number_end` is where its
/// digits end.
pub(crate) fn ordinal_len(text: &str, number_end: usize) -> Option<usize> {
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
    let aged = behind.strip_prefix(['歳', '代'])?;
    let words = ["以上", "以下", "未満", "まで", "代", "児"];
    let word = words
        .iter()
        .find(|word| aged.starts_with(**word))
        .map_or(0, |w| w.len());
    let end = number_end + '歳'.len_utf8() + word;
    let rest = text[end..].trim_start_matches(['の', ':', ' ']);
    (rest.len() < text[end..].len() && digits_len(rest) > 0).then_some(end)
}
