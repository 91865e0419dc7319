//! A printed value: its text as it stands, and what was read from it — parts with amount and unit,
//! or the reason why there is none. Deciding what a text means is `intake`'s work, not done here.

use std::fmt;

use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::grid::Place;
use crate::text::fold_label;

/// 「単位」 the unit as printed; empty where none is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(String);

/// What kind of thing a unit counts; decides whether two units can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// No unit printed: comparable with anything, as many sheets print it once only.
    Unprinted,
    /// 人, 名, and 千人, 万人 as a unit column says them; the factor to 人
    People(Decimal),
    /// 件
    Cases,
    /// 社, 事業者, 企業
    Companies,
    /// %, ％, パーセント
    Share,
    /// ポイント, %pt
    Points,
    /// 円 and its multiples; the factor to 円
    Money(Decimal),
    /// ha, a, ㎡, k㎡; the factor to ㎡
    Area(Decimal),
    /// 年, 歳
    Years,
    /// Any other, compared by its folded text.
    Other(String),
}

impl Unit {
    /// The unit as printed, blanks at the ends removed.
    #[must_use]
    pub fn new(printed: &str) -> Self {
        Self(printed.trim().to_owned())
    }

    /// The printed text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no unit is printed.
    #[must_use]
    pub fn is_unprinted(&self) -> bool {
        self.0.is_empty()
    }

    /// What the unit counts.
    #[must_use]
    pub fn kind(&self) -> UnitKind {
        let folded = fold_label(&self.0);
        match folded.as_str() {
            "" => UnitKind::Unprinted,
            "人" | "名" => UnitKind::People(Decimal::ONE),
            "千人" => UnitKind::People(Decimal::from(1_000)),
            "万人" => UnitKind::People(Decimal::from(10_000)),
            "件" => UnitKind::Cases,
            "社" | "企業" | "事業者" | "事業所" | "者" => UnitKind::Companies,
            "%" | "パーセント" => UnitKind::Share,
            "ポイント" | "%pt" | "pt" | "%ポイント" => UnitKind::Points,
            "円" => UnitKind::Money(Decimal::ONE),
            "千円" => UnitKind::Money(Decimal::from(1_000)),
            "万円" => UnitKind::Money(Decimal::from(10_000)),
            "百万円" => UnitKind::Money(Decimal::from(1_000_000)),
            "億円" => UnitKind::Money(Decimal::from(100_000_000)),
            "㎡" | "m2" | "m²" | "平方メートル" => UnitKind::Area(Decimal::ONE),
            "a" | "アール" => UnitKind::Area(Decimal::from(100)),
            "ha" | "ヘクタール" | "㏊" => UnitKind::Area(Decimal::from(10_000)),
            "k㎡" | "km2" | "km²" | "平方キロメートル" => {
                UnitKind::Area(Decimal::from(1_000_000))
            }
            "年" | "歳" => UnitKind::Years,
            other => UnitKind::Other(other.to_owned()),
        }
    }

    /// Whether it counts people one by one, as a head count must: 人, 名, or none printed.
    #[must_use]
    pub fn is_of_heads(&self) -> bool {
        match self.kind() {
            UnitKind::Unprinted => true,
            UnitKind::People(each) => each == Decimal::ONE,
            UnitKind::Cases
            | UnitKind::Companies
            | UnitKind::Share
            | UnitKind::Points
            | UnitKind::Money(_)
            | UnitKind::Area(_)
            | UnitKind::Years
            | UnitKind::Other(_) => false,
        }
    }

    /// What an amount in this unit must be multiplied by to stand in the other unit; `None` where
    /// the two cannot be compared (件 with 人). An unprinted unit is taken as the other one's.
    #[must_use]
    pub fn factor_to(&self, other: &Self) -> Option<Decimal> {
        match (self.kind(), other.kind()) {
            (UnitKind::Unprinted, _) | (_, UnitKind::Unprinted) => Some(Decimal::ONE),
            (UnitKind::People(from), UnitKind::People(to))
            | (UnitKind::Money(from), UnitKind::Money(to))
            | (UnitKind::Area(from), UnitKind::Area(to)) => from.checked_div(to),
            (from, to) => (from == to).then_some(Decimal::ONE),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 「値」 one amount of a value, for one label and one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// 「内訳」 男, 女, a district; none where the value is not divided. [`Part::INNER`] marks the
    /// 12 of `40(12)`.
    pub label: Option<String>,
    /// The amount in the unit printed, 百・千・万・億 expanded.
    pub quantity: Quantity,
    /// The unit as printed, or else the KPI's.
    pub unit: Unit,
    /// 約, 以上, 暫定 …
    pub qualifier: Option<Qualifier>,
    /// The year printed with the amount.
    pub period: Option<FiscalYear>,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// `63`
    Exact(Decimal),
    /// `10～20`; open at an end where that end is not printed.
    Range {
        /// The lower end.
        low: Option<Decimal>,
        /// The upper end.
        high: Option<Decimal>,
    },
    /// `12/15`: 12 out of 15.
    OutOf {
        /// The 12.
        amount: Decimal,
        /// The 15.
        denominator: Decimal,
    },
}

impl Quantity {
    /// A part that is printed without an amount, 「男:-」: a range without ends.
    pub const MISSING: Self = Self::Range {
        low: None,
        high: None,
    };

    /// The amount; none for a range.
    #[must_use]
    pub fn amount(self) -> Option<Decimal> {
        match self {
            Self::Exact(amount) | Self::OutOf { amount, .. } => Some(amount),
            Self::Range { .. } => None,
        }
    }
}

impl Part {
    /// The label of a bracketed inner count, 内数: the 12 of `40(12)`.
    pub const INNER: &'static str = "内数";

    /// An undivided amount with its unit.
    #[must_use]
    pub fn exact(amount: Decimal, unit: Unit) -> Self {
        let quantity = Quantity::Exact(amount);
        Self {
            label: None,
            quantity,
            unit,
            qualifier: None,
            period: None,
        }
    }

    /// Whether the part is the total that is printed beside its parts.
    #[must_use]
    pub fn is_total(&self) -> bool {
        let totals = ["計", "合計", "総計", "総数", "全体"];
        self.label
            .as_deref()
            .is_some_and(|label| totals.contains(&label))
    }

    /// Whether the part is a bracketed inner count, which is shown but not evaluated.
    #[must_use]
    pub fn is_inner(&self) -> bool {
        self.label.as_deref() == Some(Self::INNER)
    }
}

/// 「約・以上・延べ…」 what the text says of the amount besides the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// 以上
    AtLeast,
    /// 以下, 未満, 以内
    AtMost,
    /// 約, 程度, おおよそ, 前後
    About,
    /// 累計
    Cumulative,
    /// 延べ
    Gross,
    /// 暫定, 速報, 見込
    Provisional,
    /// 増, 増加: the amount is a change
    Increase,
    /// 減, 減少: the amount is a change, printed positive
    Decrease,
}

/// 「値がない理由」 why a value has no amount. A missing value is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing printed where a value belongs.
    Blank,
    /// - ‐ ― － ー
    Dash,
    /// 未公表, 公表予定
    NotPublished,
    /// 未調査, 未実施年, 未測定
    NotSurveyed,
    /// 未実施, 未着手, 開始前
    NotStarted,
    /// 集計中, 調整中, 事業中, 実施中
    InProgress,
    /// 中止, 廃止
    Discontinued,
    /// 定義変更
    DefinitionChanged,
    /// 秘匿, X
    Suppressed,
    /// ######, 判読不能
    Illegible,
    /// Words that hold no amount: 増加, 調整する.
    Words,
}

/// What a text says: amounts, or why there is none — never both, never neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// At least one part.
    Parts(Vec<Part>),
    /// The reason.
    Missing(Missing),
}

/// 「値」 a value as printed and as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its slice of the cell, the KPI's numbering removed and nothing else.
    pub text: String,
    /// What was read from the text.
    pub content: Content,
    /// Where it stands.
    pub place: Option<Place>,
}

impl Value {
    /// The parts; none where the value is missing.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        match &self.content {
            Content::Parts(parts) => parts,
            Content::Missing(_) => &[],
        }
    }

    /// The reason why there is no amount.
    #[must_use]
    pub fn missing(&self) -> Option<Missing> {
        match self.content {
            Content::Parts(_) => None,
            Content::Missing(reason) => Some(reason),
        }
    }

    /// The first printed unit, or an unprinted one.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.parts()
            .iter()
            .map(|part| &part.unit)
            .find(|u| !u.is_unprinted())
            .cloned()
            .unwrap_or_default()
    }

    /// The single exact amount of an undivided value of one year.
    #[must_use]
    pub fn single_amount(&self) -> Option<Decimal> {
        match self.parts() {
            [part] => part.quantity.amount(),
            _ => None,
        }
    }

    /// Gives the unit to every part that printed none: a unit column, or the other values' unit.
    pub fn adopt_unit(&mut self, unit: &Unit) {
        if let Content::Parts(parts) = &mut self.content {
            for part in parts.iter_mut().filter(|part| part.unit.is_unprinted()) {
                part.unit = unit.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_within_a_kind_only() {
        let factor = |from: &str, to: &str| Unit::new(from).factor_to(&Unit::new(to));
        assert_eq!(factor("千円", "円"), Some(Decimal::from(1_000)));
        assert_eq!(factor("人", "名"), Some(Decimal::ONE));
        assert_eq!(factor("千人", "人"), Some(Decimal::from(1_000)));
        assert_eq!(factor("％", "%"), Some(Decimal::ONE));
        assert_eq!(factor("件", "人"), None);
        assert_eq!(factor("", "人"), Some(Decimal::ONE));
        assert_eq!(factor("件（月平均）", "件(月平均)"), Some(Decimal::ONE));
    }
}
