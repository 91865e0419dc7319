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

/// What a text of no name is called.
pub const TYPED: &str = "入力した内容";

/// What a text of a form is called: 要因（指標①）.
pub fn text_name(name: &str) -> Option<String> {
    let (text, of) = name.split_once('-').unwrap_or((name, ""));
    let text = match text {
        "cause" => label::CAUSE,
        "improvement" => label::IMPROVEMENT,
        "outlook" => label::OUTLOOK,
        "minutes" => label::MINUTES,
        "reason" => label::REASON,
        "decision_number" => label::DECISION,
        _ => return None,
    };
    Some(match of.parse::<KpiNo>() {
        Ok(no) => format!("{text}（指標{}）", no.circled()),
        Err(_) => text.to_owned(),
    })
}

/// Where somebody else took a step while one was typing.
pub const TOO_LATE: &str = "ほかの職員が先に手続を進めたため、いまの段階ではできません。\
     まだ何も保存していません。今の内容を確かめてください。";

/// What was typed with a step that is no more.
pub fn typed_with_step(name: &str, typed: &str) -> String {
    let called = text_name(name).unwrap_or_else(|| TYPED.to_owned());
    format!("書かれた{called}: {typed}")
}
