//! The headings of our own template (F9), by which it is written and read again.

use enishi_domain::engagement::Role;
use enishi_domain::words::ClosedSet;

pub(crate) const PARTY_TYPE: &str = "種別";
pub(crate) const NAME: &str = "氏名・名称";
pub(crate) const KANA: &str = "フリガナ";
pub(crate) const POSTCODE: &str = "郵便番号";
pub(crate) const ADDRESS: &str = "住所";
pub(crate) const TELEPHONE: &str = "電話番号";
pub(crate) const MAIL: &str = "メール";
pub(crate) const RESIDENCE: &str = "居住区分";
pub(crate) const BIRTH: &str = "生年月日";
/// The numbers of a party, one column a scheme.
pub(crate) const ANY_NUMBER: &str = "番号_<体系>";

/// How often a role may stand in one row.
const MOST_IN_ROLE: u8 = 3;

/// Every role with its place among those of the same role.
pub(crate) fn party_places() -> impl Iterator<Item = (Role, u8)> {
    let roles = Role::ALL.iter();
    roles.flat_map(|role| (1..=MOST_IN_ROLE).map(|nth| (*role, nth)))
}

/// 「本人_フリガナ」, 「相手方2_フリガナ」
pub(crate) fn party_heading(role: Role, nth: u8, field: &str) -> String {
    match nth {
        1 => format!("{}_{field}", role.word()),
        _ => format!("{}{nth}_{field}", role.word()),
    }
}
