//! What ホーム says of what waits.

use enishi_desk::show_today::Waiting;
use enishi_domain::calendar::FiscalYear;

/// How long it is until a deadline, or since.
pub fn days_left(days: i32) -> String {
    match days {
        0 => "今日まで".to_owned(),
        1.. => format!("あと{days}日"),
        _ => format!("{}日過ぎています", days.unsigned_abs()),
    }
}

/// What waits, where it is done and in words.
pub fn waiting(waiting: &Waiting, year: FiscalYear) -> (String, String) {
    let short = year.short();
    match waiting {
        Waiting::Pairs { count, has_more } => {
            let more = if *has_more { "以上" } else { "" };
            let text = format!("名寄せの判定を待つ組が{count}組{more}あります。");
            ("/identity".to_owned(), text)
        }
        Waiting::OpenKinds(count) => (
            format!("/closings?year={short}"),
            format!(
                "{year}の実績で、指標が数える種別のうち{count}件をまだ締めていません。空欄は0になりません。"
            ),
        ),
        Waiting::ToFreeze(count) => (
            format!("/closings/figures?year={short}"),
            format!("{year}の実績で、確定できる指標が{count}件あります。"),
        ),
        Waiting::Unmeasured(count) => (
            format!("/submissions?year={short}"),
            format!("{year}の実績がまだない指標が{count}件あります。"),
        ),
        Waiting::Untargeted(of, count) => (
            format!("/definitions?year={}", of.short()),
            format!("{of}の目標値が未設定の指標が{count}件あります。"),
        ),
        Waiting::YearToOpen(next) => (
            "/years".to_owned(),
            format!("{next}をまだ開いていません。定義を引き継いで開けます。"),
        ),
    }
}
