//! What the page of 公開設定 says.

use enishi_domain::disclosure::Profile;
use enishi_domain::kpi::KpiNo;
use enishi_domain::metric::Division;
use enishi_domain::words::ClosedSet as _;

/// What the page is called.
pub const TITLE: &str = "公開設定";

/// Above each page of the preview, before the way back.
pub const PREVIEW: &str =
    "下見です。ここから公開されるものはありません。住民に見えるのは、この行を除いたページです。";

/// The way back from the preview.
pub const BACK: &str = "公開設定に戻る";

/// By what a KPI is divided.
pub fn divided(kpi: KpiNo, by: &[Division]) -> String {
    let by: Vec<&str> = by.iter().map(|by| by.word()).collect();
    format!("{} {}", kpi.circled(), by.join("・"))
}

/// A threshold: of what, what is done, and where it comes from.
pub fn thresholds(profile: &Profile) -> Vec<[String; 3]> {
    let Profile {
        small,
        small_sensitive,
        contributors,
        percent,
        share_of_one,
        share_of_two,
        share_of,
        decimals_from,
        mean_of,
    } = profile;
    let row = |of: &str, rule: String, source: &str| [of.to_owned(), rule, source.to_owned()];
    vec![
        row(
            "内訳の件数",
            format!("1〜{small}件は「x」"),
            "統計の公表で使われる最小の度数（3〜7件）の間を取った値",
        ),
        row(
            "設問への回答など、健康・所得・福祉・国籍・障害・転入前の住所に関わりうる内訳",
            format!("1〜{small_sensitive}件は「x」"),
            "配慮を要する項目に使われる最小の度数（10件）",
        ),
        row(
            "金額・面積の内訳",
            format!("{contributors}者に満たないときは「x」"),
            "統計表の秘匿（1または2の事業所に関する数値）",
        ),
        row(
            "金額・面積の内訳で、一者の占める割合",
            format!(
                "一者で{share_of_one}%以上、二者で{share_of_two}%以上、または残りから一者の額を\
                 {percent}%以内で言い当てられるときは「x」"
            ),
            "占有率の基準とp%基準",
        ),
        row(
            "割合（公表していない）",
            format!("分母が{share_of}以上のときだけ。{decimals_from}未満は整数で示す"),
            "少ない分母から件数が分かるのを防ぐため",
        ),
        row(
            "平均（公表していない）",
            format!("{mean_of}件以上のときだけ"),
            "少ない件数から個々の値が分かるのを防ぐため",
        ),
    ]
}

/// How small a headline figure may be before a reason is needed.
pub fn small_headline(profile: &Profile) -> String {
    format!(
        "対象が1〜{}件のとき、公表する理由と承認の決裁番号の記録が必要",
        profile.small
    )
}

/// What the public site is called as one file.
pub fn site_name(town: &str) -> String {
    format!("公開用フォルダー_{town}.zip")
}
