//! The headings of our own template (F9), by which it is written and read again.

use enishi_domain::engagement::Role;
use enishi_domain::words::ClosedSet;

/// What a party is.
pub const PARTY_TYPE: &str = "種別";
/// What it is called.
pub const NAME: &str = "氏名・名称";
pub(crate) const KANA: &str = "フリガナ";
pub(crate) const POSTCODE: &str = "郵便番号";
pub(crate) const ADDRESS: &str = "住所";
pub(crate) const TELEPHONE: &str = "電話番号";
pub(crate) const MAIL: &str = "メール";
/// Where it lives, seen from the town.
pub const RESIDENCE: &str = "居住区分";
/// Its birthday.
pub const BIRTH: &str = "生年月日";
/// The numbers of a party, one column a scheme.
pub(crate) const ANY_NUMBER: &str = "番号_<体系>";

/// The fields of a party in the order of their columns; its numbers stand behind them.
pub(crate) const PARTY: [&str; 9] = [
    PARTY_TYPE, NAME, KANA, BIRTH, POSTCODE, ADDRESS, TELEPHONE, MAIL, RESIDENCE,
];

/// Whose number a ledger's own numbers are, and that of several who are one.
pub(crate) const PARTY_NUMBER: &str = "相手方";
pub(crate) const GROUP_NUMBER: &str = "同一人物";

/// How often a role may stand in one row.
const MOST_IN_ROLE: u8 = 3;

/// Every role with its place among those of the same role.
pub(crate) fn party_places() -> impl Iterator<Item = (Role, u8)> {
    let roles = Role::ALL.iter();
    roles.flat_map(|role| (1..=MOST_IN_ROLE).map(|nth| (*role, nth)))
}

/// 「本人_フリガナ」, 「相手方2_フリガナ」
#[must_use]
pub fn party_heading(role: Role, nth: u8, field: &str) -> String {
    match nth {
        1 => format!("{}_{field}", role.word()),
        _ => format!("{}{nth}_{field}", role.word()),
    }
}

pub(crate) const KEY: &str = "受付番号";
/// What was done.
pub const KIND: &str = "関わりの種別";
/// Under which programme.
pub const PROGRAMME: &str = "事業";
pub(crate) const ACTIVITY: &str = "活動";
/// When, or since when.
pub const OCCURRED_ON: &str = "発生日";
/// How exactly the day is known.
pub const PRECISION: &str = "日付の精度";
/// Until when.
pub const ENDED_ON: &str = "終了日";
/// When it was paid.
pub const SETTLED_ON: &str = "入金日";
/// When it was entered in the books.
pub const RECOGNIZED_ON: &str = "調定日";
/// In yen.
pub const AMOUNT: &str = "金額";
/// Heads, hectares, nights.
pub const QUANTITY: &str = "数量";
/// 単位
pub const UNIT: &str = "単位";
/// In full years on that day.
pub const AGE: &str = "年齢";

/// The fields of an engagement in the order of their columns; attributes stand behind them.
pub(crate) const ENGAGEMENT: [&str; 20] = [
    KEY,
    KIND,
    PROGRAMME,
    ACTIVITY,
    OCCURRED_ON,
    PRECISION,
    ENDED_ON,
    SETTLED_ON,
    RECOGNIZED_ON,
    AMOUNT,
    QUANTITY,
    UNIT,
    AGE,
    "制度",
    "区分",
    "目的",
    "設問",
    "回答",
    "施設",
    "会",
];

/// 「記載事項_返礼品」
pub(crate) fn attribute_heading(name: &str) -> String {
    format!("記載事項_{name}")
}

/// 「番号_corporate_number」
#[must_use]
pub fn number_heading(scheme: &str) -> String {
    format!("番号_{scheme}")
}

/// What a column is for, in Japanese and in English.
#[must_use]
pub fn explanation(heading: &str) -> [&'static str; 2] {
    if heading.starts_with("記載事項_") {
        return [
            "記録として残す項目。集計には使いません",
            "kept on record; nothing is counted by it",
        ];
    }
    match heading {
        KEY => [
            "行を見分ける番号。書き出した台帳では変えないでください。新しい行は空欄か、各課の番号",
            "by which the row is known again; leave it as it is, and blank in new rows",
        ],
        KIND => ["関わりの種別（必須）", "what was done (required)"],
        PROGRAMME => ["事業の番号", "the number of the programme"],
        ACTIVITY => ["催しや募集の名前", "the event or campaign"],
        OCCURRED_ON => [
            "行われた日・申込日・開始日（必須）。2024-06-01、R6.6.1",
            "the day, or the first day (required): 2024-06-01, R6.6.1",
        ],
        PRECISION => [
            "日・月・年度。空欄は日",
            "日 (day), 月 (month) or 年度 (fiscal year); blank means the day",
        ],
        ENDED_ON => [
            "終わった日。この日からは数えません",
            "the day from which it no longer holds",
        ],
        SETTLED_ON => ["入金のあった日", "the day of payment"],
        RECOGNIZED_ON => ["調定の日", "the day of settlement in the books"],
        AMOUNT => [
            "円。12,000円、10万円 とも書けます。返金は負の数ではなく種別で区別",
            "in yen; 12,000円 and 10万円 will do",
        ],
        QUANTITY => ["人数・面積・泊数など", "heads, hectares, nights"],
        UNIT => ["数量の単位", "the unit of the quantity"],
        AGE => ["発生日の満年齢", "the age in full years on that day"],
        _ => explanation_of_party(heading),
    }
}

fn explanation_of_party(heading: &str) -> [&'static str; 2] {
    let Some((_, field)) = heading.split_once('_') else {
        return ["集計で絞り込む項目", "by which figures select"];
    };
    match field {
        PARTY_TYPE => [
            "個人・団体・世帯・匿名。空欄は個人",
            "個人, 団体, 世帯 or 匿名; blank means a person",
        ],
        BIRTH => [
            "年齢が要る指標のためだけに書きます",
            "only where a figure needs the age",
        ],
        RESIDENCE => [
            "市内・市外・海外・不明。空欄なら住所から読みます",
            "市内, 市外, 海外 or 不明; read from the address where blank",
        ],
        NAME | KANA | POSTCODE | ADDRESS | TELEPHONE | MAIL => {
            ["届け出のとおりに", "as the register has it"]
        }
        _ if field.contains(GROUP_NUMBER) => [
            "同一人物とされた人・団体の番号。変えないでください",
            "who is counted as one; leave it as it is",
        ],
        _ if field.contains(PARTY_NUMBER) => [
            "台帳の人・団体番号。変えないでください",
            "the ledger's number of the party; leave it as it is",
        ],
        _ => ["その体系の番号", "the number of that scheme"],
    }
}
