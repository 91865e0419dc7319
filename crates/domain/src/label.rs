//! What a KPI's label says of the way that is better. That it is only an inference is said by
//! [`crate::kpi::DirectionSource`], not here.

use crate::kpi::Direction;
use crate::text::fold_label;

/// Less of it is better …
const FALLING: &[&str] = &[
    "待機児童",
    "待機者",
    "離職",
    "空き家",
    "空家",
    "社会減",
    "耕作放棄",
    "荒廃農地",
    "遊休農地",
    "不登校",
    "事故",
    "犯罪",
    "刑法犯",
    "滞納",
    "未収",
    "流出",
    "死亡",
    "死者",
    "苦情",
    "排出量",
    "残業",
    "時間外",
    "待ち時間",
    "廃棄",
    "欠員",
    "未就学",
    "転出超過",
    "赤字",
    "空き店舗",
    "空店舗",
    "廃業",
    "倒産",
    "自殺",
    "喫煙率",
    "不法投棄",
    "火災",
    "被害",
    "転出者",
    "転出数",
    "経常収支比率",
    "実質公債費比率",
    "将来負担比率",
    "未婚率",
    "むし歯",
    "待機高齢者",
    "自然減",
    "失業",
];

/// … but not where the label counts what is done about it.
const COUNTERED: &[&str] = &[
    "解消",
    "活用",
    "利用",
    "登録",
    "バンク",
    "再生",
    "支援",
    "対策",
    "防止",
    "予防",
    "講座",
    "教室",
    "相談",
    "セミナー",
    "抑制",
    "参加",
    "回収",
    "再就職",
    "改善",
    "削減",
    "減少",
    "減量",
    "解体",
    "除却",
    "受入",
    "マッチング",
    "出店",
    "開業",
    "入居",
    "成約",
    "訓練",
    "体験",
    "点検",
    "改修",
    "訪問",
];

const RISING: &[&str] = &["増加", "拡大", "向上", "上昇"];

/// The way that a label names (待機児童数, 来場者の増加); none where it names none.
#[must_use]
pub fn direction_of(label: &str) -> Option<Direction> {
    let folded = fold_label(label);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if has(FALLING) && !has(COUNTERED) {
        return Some(Direction::Down);
    }
    has(RISING).then_some(Direction::Up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_tell_the_direction_only_where_they_do() {
        for (label, direction) in [
            ("待機児童数", Some(Direction::Down)),
            ("空き家の利活用件数", None),
            ("耕作放棄地の面積", Some(Direction::Down)),
            ("耕作放棄地解消面積", None),
            ("観光入込客数の増加", Some(Direction::Up)),
            ("就農者数", None),
            ("空き店舗数", Some(Direction::Down)),
            ("空き店舗への出店数", None),
        ] {
            assert_eq!(direction_of(label), direction, "{label}");
        }
    }
}
