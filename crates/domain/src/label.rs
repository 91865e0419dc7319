//! What a KPI's label says of the way that is better. That it is only an inference is said by
//! [`crate::kpi::DirectionSource`], not here.
//!
//! Japanese puts what is counted last, so only the end of a label decides: 失業者数 counts the
//! unemployed, 失業者の就職件数 counts jobs. Where the end is no word of these lists, nothing is
//! inferred.

use crate::figure::Value;
use crate::kpi::{Direction, Kpi};
use crate::text::fold_label;

/// Less of it is better.
const FALLING: &[&str] = &[
    "待機児童",
    "待機者",
    "待機高齢者",
    "離職",
    "失業",
    "空き家",
    "空家",
    "空き店舗",
    "空店舗",
    "社会減",
    "社会減少",
    "自然減",
    "自然減少",
    "転出",
    "転出超過",
    "流出",
    "耕作放棄",
    "荒廃農地",
    "遊休農地",
    "不登校",
    "未就学",
    "事故",
    "犯罪",
    "刑法犯",
    "滞納",
    "滞納繰越",
    "未収",
    "未収金",
    "死亡",
    "死者",
    "死傷者",
    "負傷者",
    "重傷者",
    "自殺",
    "苦情",
    "排出量",
    "残業",
    "時間外",
    "時間外勤務",
    "時間外労働",
    "待ち時間",
    "廃棄",
    "廃棄物",
    "不法投棄",
    "欠員",
    "赤字",
    "廃業",
    "倒産",
    "喫煙",
    "火災",
    "出火",
    "被害",
    "むし歯",
    "未婚",
    "経常収支比率",
    "実質公債費比率",
    "将来負担比率",
];

/// Before such a word they turn it into its absence: 無事故.
const ABSENT: &[&str] = &["無", "無災害・無", "脱", "ゼロ", "非"];

/// What stands behind the thing that is counted, and is not what is counted itself.
const MEASURES: &[&str] = &[
    "延べ",
    "累計",
    "合計",
    "平均",
    "総数",
    "総量",
    "総額",
    "金額",
    "指数",
    "密度",
    "規模",
    "面積",
    "割合",
    "比率",
    "時間",
    "人口",
    "世帯",
    "件",
    "数",
    "率",
    "額",
    "量",
    "新規",
    "残存",
    "隻",
    "発生",
    "認知",
    "受付",
    "有病",
    "保有",
    "確認",
    "報告",
    "児童",
    "生徒",
    "企業",
    "法人",
    "店舗",
    "者",
    "児",
    "人",
    "地",
    "戸",
    "棟",
    "校",
    "社",
    "日",
    "回",
    "のある",
    "がある",
    "等",
    "など",
    "の",
];

/// What turns a trouble that stands behind it into what was saved.
const SAVED: &[&str] = &[
    "削減した",
    "削減され",
    "削減でき",
    "削減する",
    "低減した",
    "低減され",
    "抑制した",
    "回避した",
];

/// What is said to grow.
const RISING: &[&str] = &["増加", "拡大", "向上", "上昇"];

/// What a note in brackets says in a word: 待機児童数（減少）.
const SAID_TO_FALL: &[&str] = &["減少", "削減", "縮減", "低減", "低下", "抑制", "減らす"];
const SAID_TO_RISE: &[&str] = &["増加", "増やす", "拡大", "向上", "上昇"];

/// The way that a label names (待機児童数, 来場者の増加); none where it names none.
#[must_use]
pub fn direction_of(label: &str) -> Option<Direction> {
    // A definition or a remark behind the label is not the label.
    let label = label.trim().split(['\n', '※', '＝', '=']).next()?;
    let (text, notes) = without_notes(&fold_label(label));
    let says = |words: &[&str]| notes.iter().any(|note| words.contains(&note.trim()));
    if says(SAID_TO_FALL) {
        return Some(Direction::Down);
    }
    if says(SAID_TO_RISE) {
        return Some(Direction::Up);
    }
    let text = text.trim_end_matches(['。', '、', '.']);
    // 削減した排出量 counts what was saved, though the emission stands last.
    if SAVED.iter().any(|word| text.contains(word)) {
        return None;
    }
    if heads(text, FALLING) {
        return Some(Direction::Down);
    }
    // 失業者の増加 is nothing that anyone aims at.
    let is_of_trouble = FALLING.iter().any(|word| text.contains(word));
    (!is_of_trouble && heads(text, RISING)).then_some(Direction::Up)
}

/// The way that a unit names: a rank is better the smaller it is.
#[must_use]
pub fn direction_of_unit(kpi: &Kpi) -> Option<Direction> {
    let values = [kpi.target_value(), kpi.actual_value()];
    let units = values.into_iter().flatten().map(Value::unit);
    let mut units = units.chain([kpi.unit.clone()]);
    units
        .any(|unit| unit.as_str() == "位")
        .then_some(Direction::Down)
}

/// Whether what is counted is one of these: the label's last word, but for what it is measured by.
fn heads(text: &str, words: &[&str]) -> bool {
    let mut head = text.trim();
    loop {
        let before = words.iter().find_map(|word| head.strip_suffix(word));
        if let Some(before) = before {
            return !ABSENT.iter().any(|absent| before.ends_with(absent));
        }
        let shorter = MEASURES
            .iter()
            .find_map(|measure| head.strip_suffix(measure));
        match shorter {
            Some(shorter) if !shorter.is_empty() => head = shorter.trim_end(),
            Some(_) | None => return false,
        }
    }
}

/// The text outside of brackets, and what stands in them.
fn without_notes(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut notes, mut depth) = (String::new(), Vec::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' => {
                depth += 1;
                notes.push(String::new());
            }
            ')' | '）' | ']' | '］' | '】' | '〕' => depth = depth.saturating_sub(1),
            other if depth == 0 => outside.push(other),
            other => {
                if let Some(note) = notes.last_mut() {
                    note.push(other);
                }
            }
        }
    }
    (outside, notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Unit;
    use crate::kpi::{KpiNo, Printed};

    #[test]
    fn what_is_counted_tells_the_direction() {
        for label in [
            "航空機事故件数。",
            "交通事故重傷者数",
            "待機児童数",
            "待機児童数（4月1日現在）",
            "耕作放棄地の面積",
            "空き店舗数",
            "空き家率",
            "失業者数",
            "完全失業率",
            "離職者の割合",
            "交通事故発生件数",
            "刑法犯認知件数",
            "農作物被害金額",
            "転出者数",
            "転出超過数",
            "1人1日当たりのごみ排出量",
            "CO2排出量",
            "時間外勤務時間数",
            "窓口の待ち時間",
            "不登校児童生徒数",
            "むし歯のある児童の割合",
            "経常収支比率",
            "喫煙率",
            "喫煙者の割合",
            "市税滞納額",
            "自殺者数",
            "自殺死亡率",
            "不法投棄量",
            "待機児童数（減少）",
            "相談件数［減少］",
            "喫煙率＝喫煙者数／回答者数×100",
            "交通事故死者数\n※年単位で集計",
            "不法投棄の残存件数",
            "漁船の事故隻数",
        ] {
            assert_eq!(direction_of(label), Some(Direction::Down), "{label}");
        }
    }

    #[test]
    fn what_only_stands_in_a_label_tells_nothing() {
        for label in [
            "空き家の利活用件数",
            "空き家バンク登録件数",
            "耕作放棄地解消面積",
            "耕作放棄地の再生面積",
            "空き店舗への出店数",
            "就農者数",
            "廃棄物リサイクル率",
            "失業者の就職件数",
            "防犯カメラ(犯罪多発地区)設置数",
            "鳥獣被害防除柵の設置延長",
            "事故のない登下校の実施校",
            "転出者数に対する転入者数の割合",
            "無事故日数",
            "CO2排出量の削減",
            "二酸化炭素削減量",
            "補助した事業において削減される二酸化炭素排出量",
            "残業時間の削減",
            "自殺予防講座の参加者数",
            "離職者の再就職数",
            "失業者の増加",
            "PCB廃棄物全体累積処理台数",
            "住宅用火災警報器設置率",
            "会員数",
            "数",
            "",
        ] {
            assert_eq!(direction_of(label), None, "{label}");
        }
    }

    #[test]
    fn a_rank_is_better_the_smaller_it_is() {
        let mut kpi = Kpi::new(KpiNo::new(1), Printed::new("魅力度ランキング"));
        assert_eq!(direction_of_unit(&kpi), None);
        kpi.unit = Unit::new("位");
        assert_eq!(direction_of_unit(&kpi), Some(Direction::Down));
    }

    #[test]
    fn what_is_to_grow_is_told_by_its_last_word_too() {
        for label in [
            "観光入込客数の増加",
            "学力の向上",
            "会員の増加数",
            "参加者数（増加）",
        ] {
            assert_eq!(direction_of(label), Some(Direction::Up), "{label}");
        }
        assert_eq!(direction_of("学力向上講座の参加者数"), None);
    }
}
