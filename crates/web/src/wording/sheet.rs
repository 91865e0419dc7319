//! What a programme's part of the sheet says.

use enishi_domain::kpi::KpiNo;

use super::label;

/// What somebody did who wrote into what was handed in.
pub const TAKEN_BACK: &str = "書き直し（提出の取下げ）";

/// Before one writes into what was handed in.
pub const TAKES_BACK: &str =
    "提出済みです。保存すると提出は取り下げられ、直したあとにもう一度の提出が要ります。";

/// Where two wrote into the same boxes.
pub const CONFLICT: &str = "ほかの職員が先に同じ欄を書いたため、まだ何も保存していません。\
     書かれた文を確かめ、あなたの文を直してから保存してください。";

/// The button that keeps the boxes and hands them in.
pub const HAND_IN: &str = "保存して提出する";

/// The button that keeps the boxes.
pub fn save(is_handed_in: bool) -> &'static str {
    if is_handed_in {
        "提出を取り下げて保存"
    } else {
        "すべての欄を保存"
    }
}

/// What a text of a form is called: 要因（指標①）. Of other forms, that it was typed.
pub fn text_name(name: &str) -> String {
    let (text, of) = name.split_once('-').unwrap_or((name, ""));
    let text = match text {
        "cause" => label::CAUSE,
        "improvement" => label::IMPROVEMENT,
        "outlook" => label::OUTLOOK,
        "minutes" => label::MINUTES,
        "reason" => label::REASON,
        _ => return "入力した内容".to_owned(),
    };
    match of.parse::<KpiNo>() {
        Ok(no) => format!("{text}（指標{}）", no.circled()),
        Err(_) => text.to_owned(),
    }
}
