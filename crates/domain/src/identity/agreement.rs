//! How two parties agree, field by field. No weights here, and nothing is decided.

use super::keys::{Key, KeyKind, Keys, birth_parts, ends_alike, is_one_slip};

/// 「照合項目」 what is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 氏名・名称
    Name,
    /// フリガナ
    Kana,
    /// 氏
    Family,
    /// 名
    Given,
    /// 生年月日
    Birth,
    /// 郵便番号
    Postcode,
    /// 住所
    Address,
    /// 電話番号
    Telephone,
    /// メール
    Mail,
    /// 法人番号
    CorporateNumber,
    /// 会員番号など
    Number,
    /// 法人格
    LegalForm,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::LegalForm as usize + 1;
}

/// 「一致の程度」 how two values of a field agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 一致, once folded
    Agree,
    /// 類似: a slip of the pen apart; of an address the town
    Near,
    /// 不一致
    Disagree,
    /// 記載なし on one side at least
    #[default]
    Missing,
}

/// 「照合結果」 how two parties agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agreement {
    levels: [Level; Field::COUNT],
}

impl Agreement {
    /// Compares two parties.
    #[must_use]
    pub fn of(a: &Keys, b: &Keys) -> Self {
        let mut agreement = Self::default();
        let whole = |kind| level(a.get(kind), b.get(kind), |_, _| false);
        let like = |kind, shape| {
            let by_shape = level(a.get(shape), b.get(shape), is_one_slip).max(Level::Near);
            if whole(kind) == Level::Disagree {
                by_shape
            } else {
                whole(kind)
            }
        };
        let mut set = |field: Field, level| agreement.levels[field as usize] = level;
        set(Field::Name, like(KeyKind::Name, KeyKind::NameShape));
        set(Field::Kana, like(KeyKind::Kana, KeyKind::KanaShape));
        set(
            Field::Family,
            either(whole(KeyKind::FamilyName), whole(KeyKind::FamilyKana)),
        );
        let given = either(whole(KeyKind::GivenName), whole(KeyKind::GivenKana));
        let ending = |shape| level(a.get(shape), b.get(shape), ends_alike) == Level::Near;
        let is_near = ending(KeyKind::NameShape) || ending(KeyKind::KanaShape);
        // Where no blank divides a name, its end tells about the given one.
        let by_end = if is_near { Level::Near } else { Level::Missing };
        set(
            Field::Given,
            if given == Level::Missing {
                by_end
            } else {
                given
            },
        );
        let birth = |kind| level(a.get(kind), b.get(kind), is_slip);
        set(Field::Birth, birth(KeyKind::Birth));
        set(Field::Postcode, whole(KeyKind::Postcode));
        set(
            Field::Address,
            address(whole(KeyKind::Address), whole(KeyKind::Town)),
        );
        set(Field::Telephone, whole(KeyKind::Telephone));
        set(Field::Mail, whole(KeyKind::Mail));
        set(Field::CorporateNumber, whole(KeyKind::CorporateNumber));
        set(Field::Number, shared_number(a, b));
        set(Field::LegalForm, whole(KeyKind::LegalForm));
        agreement
    }

    /// How a field agrees.
    #[must_use]
    pub fn level(&self, field: Field) -> Level {
        self.levels[field as usize]
    }

    /// Whether both have a name or a reading.
    pub(crate) fn is_named(&self) -> bool {
        !self.is_missing(Field::Name) || !self.is_missing(Field::Kana)
    }

    pub(crate) fn agrees(&self, field: Field) -> bool {
        self.level(field) == Level::Agree
    }

    pub(crate) fn disagrees(&self, field: Field) -> bool {
        self.level(field) == Level::Disagree
    }

    pub(crate) fn is_missing(&self, field: Field) -> bool {
        self.level(field) == Level::Missing
    }

    #[cfg(test)]
    pub(crate) fn set(&mut self, field: Field, level: Level) {
        self.levels[field as usize] = level;
    }
}

fn level(a: Option<Key>, b: Option<Key>, is_near: impl Fn(Key, Key) -> bool) -> Level {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Level::Agree,
        (Some(a), Some(b)) if is_near(a, b) => Level::Near,
        (Some(_), Some(_)) => Level::Disagree,
        (None, _) | (_, None) => Level::Missing,
    }
}

/// One of the two agrees, or else one of them is there to disagree.
fn either(written: Level, read: Level) -> Level {
    written.min(read)
}

/// Month and day changed about, or one of them wrong. Another year is another person: a father's
/// birthday may be his son's.
fn is_slip(a: Key, b: Key) -> bool {
    let ([year, month, day], [other_year, other_month, other_day]) =
        (birth_parts(a), birth_parts(b));
    let one = (month == other_month) != (day == other_day);
    let changed_about = month == other_day && day == other_month;
    year == other_year && (one || changed_about)
}

fn address(whole: Level, town: Level) -> Level {
    match (whole, town) {
        (Level::Agree, _) => Level::Agree,
        (_, Level::Agree) => Level::Near,
        (_, town) => town,
    }
}

/// Other numbers than the other's say nothing: one may be a member of two clubs.
fn shared_number(a: &Keys, b: &Keys) -> Level {
    let shared = |key: &Key| b.identifiers().binary_search(key).is_ok();
    if a.identifiers().iter().any(shared) {
        Level::Agree
    } else {
        Level::Missing
    }
}

#[cfg(test)]
mod tests;
