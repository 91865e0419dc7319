//! Who has to do with the town. A party is a bare number: names stand in its profile, which is
//! personal and can be disposed of without changing a figure. When two parties are the same person
//! is an opinion, held in `identity`.

use std::fmt;

use jiff::civil::Date;

/// 「人・団体」 the number of a party. It says nothing about who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub i64);

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}", self.0)
    }
}

/// 「人・団体の種別」 what a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyType {
    /// 個人
    Person,
    /// 団体: a company, an association, a farm
    Organization,
    /// 世帯
    Household,
    /// 匿名: somebody whose name was never taken, as in a survey; counted once
    Anonymous,
    /// 集計値: a head count; counted in rows, never in distinct
    Aggregate,
}

impl PartyType {
    /// Whether parties of the type can be told apart, so that counting them once has a meaning.
    #[must_use]
    pub fn is_countable(self) -> bool {
        match self {
            Self::Person | Self::Organization | Self::Household | Self::Anonymous => true,
            Self::Aggregate => false,
        }
    }
}

/// 「居住区分」 where somebody lives, seen from the town.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residence {
    /// 市内
    InCity,
    /// 市外
    OutOfCity,
    /// 海外
    Abroad,
    /// 不明
    #[default]
    Unknown,
}

/// 「識別番号」 a number that somebody gave to a party: 法人番号, a member's number of one register,
/// the receipt number of one portal. Never マイナンバー, never 住民票コード: readers refuse them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// Who gives the numbers: [`Identifier::CORPORATE_NUMBER`], `member:会員台帳`, `portal:A`.
    pub scheme: String,
    /// The number as text: leading zeros count.
    pub value: String,
}

impl Identifier {
    /// 法人番号, 13 digits of which the first is a check digit.
    pub const CORPORATE_NUMBER: &'static str = "corporate_number";

    /// An identifier of a scheme.
    #[must_use]
    pub fn new(scheme: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            scheme: scheme.into(),
            value: value.into(),
        }
    }
}

/// 「人・団体の情報」 what a register says of a party, as written there. Personal: it reaches no log, no
/// figure and no published file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// 氏名・名称
    pub name: String,
    /// フリガナ
    pub kana: String,
    /// 生年月日
    pub birth: Option<Date>,
    /// 郵便番号, as written
    pub postcode: String,
    /// 住所, from the prefecture on
    pub address: String,
    /// 電話番号
    pub telephone: String,
    /// メール
    pub mail: String,
    /// 居住区分
    pub residence: Residence,
}

impl fmt::Debug for Profile {
    /// Tells what is there, never what it says: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |text: &str| !text.is_empty();
        f.debug_struct("Profile")
            .field("name", &told(&self.name))
            .field("kana", &told(&self.kana))
            .field("birth", &self.birth.is_some())
            .field("postcode", &told(&self.postcode))
            .field("address", &told(&self.address))
            .field("telephone", &told(&self.telephone))
            .field("mail", &told(&self.mail))
            .field("residence", &self.residence)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_tells_no_name() {
        let profile = Profile {
            name: "架空 花子".to_owned(),
            mail: "hanako@example.jp".to_owned(),
            ..Profile::default()
        };
        let told = format!("{profile:?}");
        assert!(
            !told.contains("架空") && !told.contains("example.jp"),
            "{told}"
        );
    }
}
