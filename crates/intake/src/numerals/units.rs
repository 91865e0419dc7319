//! Where the unit behind a number ends: 人, 回/年, 国・地域, t-CO2. What a unit counts is the domain's
//! business (`Unit::kind`), not this file's.

use super::periods::read_moment;
use super::words::{begins_with_label, begins_with_suffix};

/// How many bytes of the text directly behind a number are its unit; 0 for none.
pub(crate) fn unit_len(text: &str) -> usize {
    let run = &text[..run_len(text)];
    let known = known_len(run);
    let behind = &run[known..];
    if known > 0 {
        if behind.is_empty() || is_common(&run[..known]) || ends_unit(behind) {
            return known + composite_len(behind);
        }
        if behind.starts_with(['/', '・']) {
            return known + composite_len(behind);
        }
    }
    unknown_len(run).max(known)
}

/// The same behind a blank, where only what is surely a unit counts: 「50 人」, not 「18.51 女 21.3」.
pub(crate) fn unit_len_after_blank(text: &str) -> usize {
    let run = &text[..run_len(text)];
    let known = known_len(run);
    let len = unit_len(text);
    let continues = text[run.len()..].starts_with(|c: char| c == ':' || c.is_ascii_digit());
    let behind = &run[known..];
    let is_sure = behind.is_empty() || ends_unit(behind) || behind.starts_with(['/', '・']);
    if known == 0 || continues || !is_sure || begins_with_label(run) {
        return 0;
    }
    len
}

/// Whether the whole text is one known unit.
pub(crate) fn is_known_unit(text: &str) -> bool {
    KNOWN.binary_search(&text).is_ok()
}

/// The longest unit behind one number that any sheet has shown is about this long, in bytes.
const LONGEST_RUN: usize = 72;

/// The run of characters that may belong to a unit.
fn run_len(text: &str) -> usize {
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        if at > LONGEST_RUN || !continues_run(before, c, &text[at..]) {
            return at;
        }
        before = c;
    }
    text.len()
}

fn continues_run(before: char, c: char, rest: &str) -> bool {
    let next = || rest[c.len_utf8()..].chars().next().unwrap_or('\0');
    match c {
        '/' => is_per(&rest[1..]),
        '・' => joins_units(&rest['・'.len_utf8()..]),
        '-' => before.is_ascii_alphabetic() && next().is_ascii_alphabetic(),
        '²' | '³' => true,
        // m2, km3, CO2; but 1e400 and 0x10 are no units.
        '2' | '3' => before.is_ascii_alphabetic() && before != 'e' && !next().is_ascii_digit(),
        '0'..='9' => before == '/' || before.is_ascii_digit(),
        '%' | '‰' | '℃' | '°' | '№' | '$' => true,
        'M' | 'T' | 'S' | 'H' | 'R' | '令' | '平' | '昭' | '大' | '明' => {
            before.is_ascii_alphabetic() || read_moment(rest).is_none()
        }
        'ー' => !next().is_ascii_digit(),
        other => other.is_alphabetic() || ('㋀'..='㏿').contains(&other),
    }
}

/// Behind a slash: 年 of 「回/年」, 10万人 of 「件/10万人」; not the 15 of 「12/15」 nor the 女 of 「年/女」.
fn is_per(behind: &str) -> bool {
    const QUANTITIES: [&str; 8] = [
        "10万", "1万", "100万", "1000", "10a", "60kg", "10kg", "100km",
    ];
    match behind.chars().next() {
        Some(c) if c.is_ascii_digit() => QUANTITIES.iter().any(|q| behind.starts_with(q)),
        Some(c) => (c.is_alphabetic() || c == '㎡' || c == '㎥') && joins_units(behind),
        None => false,
    }
}

/// Whether what follows 「/」 or 「・」 goes on with the unit rather than labelling the next number.
fn joins_units(behind: &str) -> bool {
    let piece_len = behind
        .find(|c: char| !(c.is_alphabetic() || "㎡㎥㎢%²³".contains(c)))
        .unwrap_or(behind.len());
    let next = behind[piece_len..]
        .trim_start()
        .chars()
        .next()
        .unwrap_or('\0');
    let labels_next = next.is_ascii_digit() || matches!(next, ':' | '△' | '▲' | '¥');
    let power = matches!(&behind[piece_len..], "2" | "3");
    piece_len > 0 && !begins_with_label(&behind[..piece_len]) && (!labels_next || power)
}

/// How many bytes of `/年` or `・地域` behind a known unit belong to it.
fn composite_len(behind: &str) -> usize {
    let Some(piece) = behind.strip_prefix(['/', '・']) else {
        return 0;
    };
    let mark = behind.len() - piece.len();
    let quantity = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let piece = &piece[quantity..];
    let known = known_len(piece);
    let rest = &piece[known..];
    if known > 0 && (rest.is_empty() || ends_unit(rest) || rest.starts_with(['/', '・'])) {
        return mark + quantity + known + composite_len(rest);
    }
    match unknown_len(piece) {
        0 => 0,
        len => mark + quantity + len,
    }
}

/// A unit that is in no list: up to the first word that ends units.
fn unknown_len(run: &str) -> usize {
    const MOST_CHARACTERS: usize = 12;
    let end = run.char_indices().find(|(at, _)| ends_unit(&run[*at..]));
    let len = end.map_or(run.len(), |(at, _)| at);
    let unit = &run[..len];
    let begins_well = unit.starts_with(|c: char| c.is_alphabetic() || "‰℃°№$".contains(c));
    if begins_well && unit.chars().count() <= MOST_CHARACTERS && !begins_with_label(unit) {
        len
    } else {
        0
    }
}

/// Whether a text begins with what never belongs to a unit: hiragana, 以上, 達成, 中, a label.
fn ends_unit(text: &str) -> bool {
    const TAILS: [&str; 8] = [
        "達成", "以外", "目標", "実績", "分の", "現在", "時点", "満点",
    ];
    let Some(first) = text.chars().next() else {
        return false;
    };
    let lone = text.len() == first.len_utf8();
    ('ぁ'..='ん').contains(&first)
        || begins_with_suffix(text)
        || begins_with_label(text)
        || TAILS.iter().any(|tail| text.starts_with(tail))
        || (lone && first == '中')
}

/// Units so common that whatever follows them is another word: 50人雇用.
fn is_common(unit: &str) -> bool {
    const COMMON: [&str; 14] = [
        "人",
        "名",
        "件",
        "社",
        "回",
        "%",
        "円",
        "千円",
        "百万円",
        "歳",
        "ha",
        "箇所",
        "団体",
        "世帯",
    ];
    COMMON.contains(&unit)
}

/// The longest known unit at the start of a run.
fn known_len(run: &str) -> usize {
    const LONGEST_CHARACTERS: usize = 10;
    run.char_indices()
        .take(LONGEST_CHARACTERS)
        .map(|(at, c)| at + c.len_utf8())
        .filter(|len| is_known_unit(&run[..*len]))
        .last()
        .unwrap_or(0)
}

/// Units that sheets print, sorted by their bytes.
#[rustfmt::skip]
const KNOWN: [&str; 387] = [
    "%", "%pt", "%ポイント", "GJ", "GW", "Hz", "L", "MJ", "MW", "MWh", "PV", "TEU", "TJ", "UU", "W",
    "Wh", "a", "cm", "dB", "db", "g", "ha", "kL", "kW", "kWh", "kg", "kg-CO2", "kl", "km", "km2",
    "km²", "k㎡", "l", "m", "m2", "m3", "mg", "ml", "mm", "m²", "m³", "ppm", "pt", "t", "t-CO2",
    "tCO2", "‰", "℃", "ℓ", "いいね", "か国", "か年", "か所", "か月", "か村", "つ", "アカウント", "アクセス", "アール",
    "イベント", "カ国", "カ年", "カ所", "カ月", "カ村", "キロ", "キログラム", "キロメートル", "キロリットル", "クラス", "クリック",
    "グラム", "グループ", "ケ国", "ケ所", "ケ月", "コース", "サイト", "サービス", "システム", "セッション", "セット", "ダウンロード",
    "チーム", "テーマ", "トン", "トン-CO2", "ドル", "パーセント", "ビュー", "フォロワー", "ブランド", "ブース", "プラン", "プロジェクト",
    "ヘクタール", "ページ", "ページビュー", "ポイント", "メニュー", "メートル", "モデル", "ユーザー", "ユーロ", "リットル", "ヵ国", "ヵ年",
    "ヵ所", "ヵ月", "ヶ国", "ヶ年", "ヶ所", "ヶ月", "ヶ村", "㌧", "㎏", "㎜", "㎝", "㎞", "㎡", "㎢", "㎥", "丁", "万円",
    "世帯", "両", "事例", "事業", "事業所", "事業者", "人", "人/年", "人/日", "人分", "人口", "人回", "人日", "人時間", "人月",
    "人次", "人泊", "人組", "件", "件/年", "件数", "企業", "会", "会場", "会社", "会議", "位", "作品", "作物", "便", "係",
    "俵", "個", "個人", "個所", "倍", "億円", "児童", "公園", "円", "冊", "再生", "分", "分団", "分野", "分間", "制度",
    "割", "勝", "匹", "区", "区域", "区画", "区間", "千円", "升", "協定", "単位", "厘", "反", "取り組み", "取組", "口",
    "口座", "台", "合", "名", "周", "品", "品目", "品種", "商品", "商店街", "回", "回/年", "回数", "回線", "団体", "国",
    "国・地域", "園", "園児", "地区", "地域", "地点", "坪", "基", "報告", "報告書", "契約", "字", "学年", "学校", "学科",
    "学級", "室", "家庭", "家族", "尾", "局", "層", "巡", "巻", "市", "市区町村", "市町村", "席", "席数", "平方キロメートル",
    "平方メートル", "年", "年間", "床", "床数", "店", "店舗", "度", "式", "往復", "戦", "戸", "技術", "投稿", "拠点", "指標",
    "提案", "敗", "教室", "施設", "日", "日間", "時間", "時間半", "曲", "月", "月間", "本", "村", "束", "条例", "杯", "枚",
    "校", "校園", "株", "株数", "案", "棟", "樽", "橋", "機", "機関", "次元", "歳", "段階", "泊", "泊日", "法人", "活動",
    "港", "灯", "点", "特許", "玉", "班", "生徒", "町", "町会", "町内会", "畝", "番", "番組", "畳", "病院", "百万円", "県",
    "着", "研修", "社", "社数", "票", "票数", "秒", "秒間", "種", "種類", "空港", "立方メートル", "筆", "筆数", "箇年", "箇所",
    "箇月", "箱", "粒", "系統", "級", "組", "組合", "組数", "組織", "経営体", "編", "缶", "羽", "者", "自治会", "自治会区",
    "自治体", "艇", "艘", "色", "行", "袋", "袋数", "製品", "計画", "記事", "話", "語", "課", "課程", "課題", "調査",
    "調査区", "論文", "講座", "議席", "貫", "路線", "車両", "軒", "輪", "農園", "農家", "通", "連", "週", "週間", "部",
    "部/月", "部隊", "都道府県", "鉢", "門", "限", "隊", "階", "隻", "集落", "面", "頁", "項目", "頭", "食", "館", "駅",
    "ａ", "ｍ", "ｔ", "ｶ所", "ｹ所", "ﾎﾟｲﾝﾄ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_its_search() {
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn a_unit_ends_where_the_next_word_begins() {
        for (text, unit) in [
            ("人", "人"),
            ("人以上20人未満", "人"),
            ("人とする", "人"),
            ("人雇用", "人"),
            ("件数", "件数"),
            ("回/年", "回/年"),
            ("件/10万人", "件/10万人"),
            ("年/女 21.3年", "年"),
            ("年女:20.29年", "年"),
            ("国・地域", "国・地域"),
            ("件・市外3件", "件"),
            ("t-CO2/年", "t-CO2/年"),
            ("m2", "m2"),
            ("か所", "か所"),
            ("本部", "本部"),
            ("店舗以上", "店舗"),
            ("%増加", "%"),
            ("人R7 120人", "人"),
            ("万玄米トン", "万玄米トン"),
            ("以上", ""),
            ("を目指す", ""),
            ("e400", "e"),
            ("", ""),
        ] {
            assert_eq!(&text[..unit_len(text)], unit, "{text}");
        }
    }

    #[test]
    fn behind_a_blank_only_a_sure_unit_counts() {
        for (text, unit) in [
            ("人", "人"),
            ("回・人", "回・人"),
            ("女 21.3", ""),
            ("増加", ""),
            ("社:5", ""),
        ] {
            assert_eq!(&text[..unit_len_after_blank(text)], unit, "{text}");
        }
    }
}
