//! Why a text holds no amount, as far as its own words say. Whether it holds one is decided before.

use enishi_domain::figure::Missing;

use super::periods::read_moment;

/// The reason for a text of glyphs alone: blank, dashes, ######, X.
pub(crate) fn reason_of_glyphs(folded: &str) -> Option<Missing> {
    let text = folded.trim();
    let text = text
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .map_or(text, str::trim);
    if text.is_empty() {
        return Some(Missing::Blank);
    }
    let all = |glyphs: &str| {
        text.chars()
            .all(|c| c.is_whitespace() || glyphs.contains(c))
    };
    if all("-ー一ｰ…‥_") || matches!(text, "/" | "＼") {
        return Some(Missing::Dash);
    }
    if matches!(text, "x" | "X" | "χ" | "Χ") {
        return Some(Missing::Suppressed);
    }
    let is_error = [
        "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!",
    ]
    .iter()
    .any(|error| text.eq_ignore_ascii_case(error));
    let illegible = is_error || all("#") || all("■") || all("〓") || all("\u{fffd}");
    illegible.then_some(Missing::Illegible)
}

/// A sentence longer than this explains something; nothing is read out of it.
const LONGEST: usize = 40;

/// The reason that a text without amounts gives.
pub(crate) fn reason_of_words(folded: &str) -> Missing {
    let text: String = folded
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST + 1)
        .collect();
    if text.chars().count() > LONGEST {
        return Missing::Words;
    }
    // 「－（R7年度調査）」 is a dash with a note.
    let is_dash = text
        .strip_prefix(['-', 'ー'])
        .is_some_and(|rest| rest.starts_with('('));
    let fallback = if is_dash {
        Missing::Dash
    } else {
        Missing::Words
    };
    // 「集計中（R7.9公表）」: the bracket says until when.
    let head = text.split_once('(').map_or("", |(head, _)| head);
    let reason = match (stated_reason(&text), stated_reason(head)) {
        (Some(Missing::NotPublished), Some(Missing::InProgress)) => Some(Missing::InProgress),
        (reason, _) => reason,
    };
    reason.unwrap_or(fallback)
}

// Words separated by blanks, so that a list reads as a list.
const DEFINED: &str = "定義 指標 算定方法 算出方法 調査方法 集計方法 調査項目";
const CHANGED: &str = "変更 見直し 改定";
const DISCONTINUED: &str = "中止 廃止 取りやめ 取り止め 打切 打ち切 休止";
const SUPPRESSED: &str = "秘匿 非公表 非公開 非開示";
const ILLEGIBLE: &str = "判読不能 判読できず 読取不能 読み取り不能 \u{fffd}";
const NOT_STARTED: &str = "未実施 未着手 未開始 開始前 実施前 着手前 実施予定 開始予定 着手予定 \
    供用前 準備中 延期 未開催 開催予定 未供用 未整備 未策定";
const IN_PROGRESS: &str = "集計中 調整中 調査中 精査中 確認中 算定中 算出中 事業中 実施中 継続中 進行中 \
    期間中 取組中 検討中 評価中 作業中 分析中 工事中 整備中 建設中 策定中 審査中 照会中 推進中 運用中 \
    未確定 未集計 集計前 年度途中";
/// They say no more than a dash does; 該当なし and なし may mean zero, and stay words.
const DASH: &str = "N/A n/a NA 不明 不詳 未設定 設定なし 設定無し 目標なし 目標値なし 目標値未設定 目標未設定 \
    データなし データ無し 数値なし 記載なし";
const NOT_SURVEYED: &str = "未調査 未測定 未計測 未把握 未算定 未算出 未計算 未評価 未実施年 非調査年 \
    隔年調査 測定不可 計測不可 算定不可 算出不可 集計不可 把握不可 測定不能 計測不能 算定不能 算出不能 \
    集計不能 把握不能 把握できず 測定できず 計測できず 算出できず 把握困難 調査年でない 調査年度でない \
    調査対象外 次回調査 調査予定";
const SURVEY: &str = "調査 測定 計測 アンケート 検査 検診";
const UNDONE: &str = "未実施 なし 無し 実施せず 行わず 行っていない 実施していない ない年 未回収";
const PUBLISHED: &str = "公表 発表 公開 判明 確定";
const PENDING: &str = "未 予定 待ち 頃 以降 前";

fn has_any(text: &str, words: &str) -> bool {
    words
        .split_ascii_whitespace()
        .any(|word| text.contains(word))
}

/// The reason that words name, in the order of what they would explain: a change of definition or a
/// stop explains a missing survey, and not the other way round.
pub(crate) fn stated_reason(text: &str) -> Option<Missing> {
    let core = text.trim_matches(['(', ')', '-', 'ー', ':', '、', '。']);
    let is_dash = DASH.split_ascii_whitespace().any(|word| word == core);
    // 未調査, 測定不可, アンケート未実施, 隔年調査のため
    let not_surveyed =
        has_any(text, NOT_SURVEYED) || (has_any(text, SURVEY) && has_any(text, UNDONE));
    // 未公表, 公表予定, R5.6月頃公表
    let not_published = has_any(text, PUBLISHED)
        && !text.contains("未確定")
        && (has_any(text, PENDING) || holds_moment(text));
    let reasons = [
        (
            has_any(text, DEFINED) && has_any(text, CHANGED),
            Missing::DefinitionChanged,
        ),
        (not_surveyed, Missing::NotSurveyed),
        (has_any(text, DISCONTINUED), Missing::Discontinued),
        (has_any(text, SUPPRESSED), Missing::Suppressed),
        (has_any(text, ILLEGIBLE), Missing::Illegible),
        (not_published, Missing::NotPublished),
        (has_any(text, NOT_STARTED), Missing::NotStarted),
        (has_any(text, IN_PROGRESS), Missing::InProgress),
        (is_dash || core.starts_with("未定"), Missing::Dash),
    ];
    let stated = reasons.into_iter().find(|(is_stated, _)| *is_stated);
    stated.map(|(_, reason)| reason)
}

/// Whether some date, year or month stands in a short text.
fn holds_moment(text: &str) -> bool {
    text.char_indices()
        .any(|(at, _)| read_moment(&text[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_why_there_is_no_amount() {
        for (text, reason) in [
            ("未公表", Missing::NotPublished),
            ("R5.6月頃公表予定", Missing::NotPublished),
            ("8月公表", Missing::NotPublished),
            ("未調査", Missing::NotSurveyed),
            ("調査なし", Missing::NotSurveyed),
            ("アンケート未実施", Missing::NotSurveyed),
            ("未実施年", Missing::NotSurveyed),
            ("測定不可", Missing::NotSurveyed),
            ("未実施", Missing::NotStarted),
            ("未着手", Missing::NotStarted),
            ("開始前", Missing::NotStarted),
            ("R7より実施予定", Missing::NotStarted),
            ("(集計中)", Missing::InProgress),
            ("集計中(R7.9公表)", Missing::InProgress),
            ("(集計中、9月公表)", Missing::NotPublished),
            ("調整中", Missing::InProgress),
            ("事業実施中", Missing::InProgress),
            ("中止", Missing::Discontinued),
            ("事業廃止", Missing::Discontinued),
            ("定義変更", Missing::DefinitionChanged),
            ("指標変更のため", Missing::DefinitionChanged),
            ("秘匿", Missing::Suppressed),
            ("判読不能", Missing::Illegible),
            ("未設定", Missing::Dash),
            ("N/A", Missing::Dash),
            ("増加", Missing::Words),
            ("維持", Missing::Words),
            ("皆減", Missing::Words),
            ("なし", Missing::Words),
            ("該当なし", Missing::Words),
            ("ホームページで公表", Missing::Words),
        ] {
            assert_eq!(reason_of_words(text), reason, "{text}");
        }
    }

    #[test]
    fn a_long_sentence_gives_no_reason() {
        let text = "新型コロナウイルス感染症の拡大に伴い、予定していたイベントのうち半数を中止としたが、後半は開催できた。";
        assert_eq!(reason_of_words(text), Missing::Words);
    }

    #[test]
    fn glyphs_alone_have_their_own_reasons() {
        for (text, reason) in [
            ("", Missing::Blank),
            (" ", Missing::Blank),
            ("-", Missing::Dash),
            ("ー", Missing::Dash),
            ("- - -", Missing::Dash),
            ("一", Missing::Dash),
            ("(-)", Missing::Dash),
            ("######", Missing::Illegible),
            ("#N/A", Missing::Illegible),
            ("■■", Missing::Illegible),
            ("X", Missing::Suppressed),
            ("χ", Missing::Suppressed),
        ] {
            assert_eq!(reason_of_glyphs(text), Some(reason), "{text}");
        }
        assert_eq!(reason_of_glyphs("○"), None);
    }
}
