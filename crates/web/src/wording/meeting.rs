//! What is said about a meeting that is to be recorded.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_both_eras;

pub const TITLE_HELP: &str = "開催日と名称が同じ会議を記録すると、人数と議事を含めて\
     前の記録の訂正になり、訂正前も残ります。";
/// A day on which nobody can have looked at the year's sheet.
pub fn no_such_day(year: FiscalYear) -> String {
    format!(
        "{year}のシートの会議の開催日は、{}から今日までの日です。",
        in_both_eras(year.first_day(), DatePrecision::Day)
    )
}

pub const NO_TITLE: &str = "会議の名称を書いてください。";
pub const NO_NUMBER: &str = "人数は、区分ごとに整数で書いてください。";
pub const NOBODY: &str = "出席者の人数を、一つ以上の区分に書いてください。";
