//! The municipality in a title. 市, 町, 村, 区 and 県 end many words that name none (都市, 事業区分,
//! 中心市街地), so a name is believed only at a word's beginning, and where what follows goes on as a
//! title does.

/// What may follow the name within one word: 「焼津市デジタル田園都市国家構想交付金」.
const FOLLOWS: [&str; 26] = [
    "令和",
    "平成",
    "デジタル",
    "地方",
    "総合",
    "まち",
    "効果",
    "重要",
    "交付",
    "推進",
    "創生",
    "人口",
    "版",
    "第",
    "事業評価",
    "事務事業",
    "行政",
    "施策",
    "政策",
    "企業版",
    "新しい",
    "の",
    "における",
    "に係る",
    "様",
    "新型",
];
/// What ends like a name and is none.
const GENERIC: [&str; 35] = [
    "市町",
    "各",
    "本",
    "当",
    "同",
    "全",
    "他",
    "両",
    "都",
    "地",
    "学",
    "小学校",
    "中学校",
    "行政",
    "選挙",
    "特別",
    "指定都",
    "政令指定都",
    "政令",
    "中核",
    "近隣",
    "周辺",
    "隣接",
    "関係",
    "構成",
    "連携",
    "県内",
    "市内",
    "国内",
    "事業",
    "対象",
    "中心",
    "全国",
    "漁",
    "農",
];
/// Names longer than this would be the longest in the country.
const LONGEST: usize = 8;

/// 「焼津市」 at the beginning of a word, behind its year or its prefecture.
pub(super) fn municipality_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || "（）()「」【】[]・、，,：:".contains(c));
    words.filter(|word| !word.is_empty()).find_map(|word| {
        let behind_year = word.rsplit_once("年度").map(|(_, rest)| rest);
        behind_year
            .and_then(name_in_word)
            .or_else(|| name_in_word(word))
    })
}

fn name_in_word(word: &str) -> Option<String> {
    let prefecture = prefecture_of(word);
    let within = prefecture.map_or(word, |prefecture| &word[prefecture.len()..]);
    let name = name_at(within, "市町村区").map(str::to_owned);
    name.or_else(|| {
        prefecture
            .filter(|_| goes_on_as_title(within))
            .map(str::to_owned)
    })
}

fn prefecture_of(word: &str) -> Option<&str> {
    const UNLIKE_OTHERS: [&str; 4] = ["北海道", "東京都", "京都府", "大阪府"];
    let unlike = UNLIKE_OTHERS.iter().find(|name| word.starts_with(**name));
    if let Some(name) = unlike {
        return Some(&word[..name.len()]);
    }
    // Every prefecture's name is of two or three characters.
    let (at, c) = word
        .char_indices()
        .skip(2)
        .take(2)
        .find(|(_, c)| *c == '県')?;
    let name = &word[..at];
    is_plain(name).then(|| &word[..at + c.len_utf8()])
}

/// The name that the word begins with.
fn name_at<'w>(word: &'w str, endings: &str) -> Option<&'w str> {
    let ends = word.char_indices().skip(1).take(LONGEST);
    let mut ends = ends.filter(|(_, c)| endings.contains(*c));
    ends.find_map(|(at, c)| {
        let (name, full) = (&word[..at], &word[..at + c.len_utf8()]);
        let rest = &word[full.len()..];
        let of_kana = name.chars().all(|c| matches!(c, 'ぁ'..='ん' | 'ァ'..='ー'));
        // 「さいたま市」 stands alone; within a sentence the kana may be of another word.
        let named = is_plain(name) || (of_kana && rest.is_empty() && name.chars().count() > 1);
        let short = name.chars().count() == 1 && !rest.is_empty();
        (named && !short && goes_on_as_title(rest)).then_some(full)
    })
}

fn is_plain(name: &str) -> bool {
    let generic = GENERIC.contains(&name);
    // 「…都市」 is a kind of city, but for the one of that name.
    let kind = name.ends_with('都') && name != "京都";
    let foreign = |c: char| c.is_ascii() || c.is_numeric() || "のをにはがとでもや".contains(c);
    !generic && !kind && !name.chars().any(foreign)
}

fn goes_on_as_title(rest: &str) -> bool {
    rest.is_empty() || FOLLOWS.iter().any(|word| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_municipalities() {
        for (text, name) in [
            (
                "令和6年度 焼津市デジタル田園都市国家構想交付金 効果検証シート",
                Some("焼津市"),
            ),
            ("令和６年度焼津市効果検証", Some("焼津市")),
            ("令和６年度　みなと市　効果検証シート", Some("みなと市")),
            ("静岡県焼津市の効果検証", Some("焼津市")),
            ("静岡県の総合戦略", Some("静岡県")),
            ("京都市", Some("京都市")),
            ("京都府", Some("京都府")),
            ("津市", Some("津市")),
            ("実施結果報告（浜野市）", Some("浜野市")),
            ("焼津市令和6年度の評価", Some("焼津市")),
            ("四日市市における効果検証", Some("四日市市")),
            ("町田市の事業", Some("町田市")),
            ("2024年度 事業評価一覧", None),
            ("都市計画課の評価", None),
            ("都市計画区域内の事業区分は別紙のとおり", None),
            ("事業区分", None),
            ("デジタル田園都市国家構想交付金", None),
            ("中心市街地活性化", None),
            ("まちづくり指標 R5年度実績", None),
            ("各市の状況", None),
            ("指定都市の指標", None),
            ("市町村の指標", None),
            ("小学校区の指標", None),
        ] {
            assert_eq!(municipality_in(text).as_deref(), name, "{text}");
        }
    }
}
