//! The words of the public pages that stand in no template: titles, headings of the data and what
//! their columns mean.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::edition::EditionCorrection;

pub(crate) const TERMS: &str = "用語";
pub(crate) const DATA: &str = "データ一覧";
pub(crate) const CONTACT: &str = "誤りの連絡";
pub(crate) const ACCESSIBILITY: &str = "アクセシビリティ方針";
pub(crate) const NOT_FOUND: &str = "ページが見つかりません";
pub(crate) const TABLE: &str = "指標";
pub(crate) const BREAKDOWNS: &str = "内訳";

/// What the table of KPIs holds.
pub(crate) fn table_caption(year: FiscalYear) -> String {
    format!("{year}の指標：目標・実績・評価")
}

/// What the table of breakdowns holds.
pub(crate) fn breakdowns_caption(year: FiscalYear) -> String {
    format!("{year}の実績の内訳")
}

pub(crate) fn top(municipality: &str) -> String {
    format!("{municipality} 地方創生事業の効果検証")
}

pub(crate) fn year(year: FiscalYear) -> String {
    format!("{year}の効果検証")
}

pub(crate) fn sheet(year: FiscalYear) -> String {
    format!("{year} 効果検証シート")
}

pub(crate) fn programme(no: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("事業{no} {name}"),
        None => format!("事業{no}"),
    }
}

pub(crate) fn kpi(year: FiscalYear, code: &str, name: &str) -> String {
    format!("指標{code} {name}（{year}）")
}

pub(crate) fn verdict(code: &str) -> (&'static str, &'static str) {
    match code {
        "met" => ("○", "達成"),
        "missed" => ("×", "未達成"),
        _ => ("-", "未測定"),
    }
}

pub(crate) fn direction(code: &str) -> &'static str {
    match code {
        "up" => "増えるほどよい",
        "down" => "減るほどよい",
        "maintain" => "維持",
        _ => "範囲内",
    }
}

/// A correction in a line: what was done, and why.
pub(crate) fn correction(correction: &EditionCorrection) -> String {
    let of = match correction.of.as_str() {
        "record" => "台帳の記録",
        "identity" => "名寄せの判定",
        _ => "統計の公表値",
    };
    let reason = correction.reason_words.as_ref();
    let reason = reason.map_or_else(String::new, |reason| format!("（理由：{reason}）"));
    format!("{of}の{}{reason}", correction.operation_words)
}

/// The columns of the table of KPIs: heading, and what it means.
pub(crate) const COLUMNS: [(&str, &str); 19] = [
    ("年度", "実施年度（西暦）"),
    ("公表日", "事業の評価を公表した日"),
    ("事業番号", "評価シートの事業の番号"),
    ("事業名", "事業の名称"),
    ("決算額", "円"),
    ("指標番号", "事業の中での指標の番号"),
    ("指標名", "重要業績評価指標（KPI）の名称"),
    ("単位", "目標値と実績値の単位"),
    ("改善の方向", "増えるほどよいか、減るほどよいか"),
    ("目標値", "その年度の目標"),
    ("実績値", "その年度の実績。ないときは「-」で、0ではない"),
    ("評価", "○ 達成、× 未達成、- 未測定"),
    ("評価コード", "met、missed、unmeasured"),
    ("未測定の理由", "評価が「-」のときの理由"),
    ("達成率", "％"),
    (
        "状態コード",
        "shown 公表、not_measured 実績値なし。秘匿（suppressed）と該当なし（na）とは別のもの",
    ),
    ("定義", "数え方"),
    ("出典", "数値の出所"),
    ("確定後の訂正", "数値を確定した後に記録された訂正の件数"),
];

/// The columns of the table of breakdowns: heading, and what it means.
pub(crate) const BREAKDOWN_COLUMNS: [(&str, &str); 10] = [
    ("年度", "実施年度（西暦）"),
    ("事業番号", "評価シートの事業の番号"),
    ("指標番号", "事業の中での指標の番号"),
    ("指標名", "重要業績評価指標（KPI）の名称"),
    ("内訳の区分", "何によって分けたか"),
    ("項目", "分けた一つ一つ。並びは大きさの順ではない"),
    (
        "値",
        "「x」は秘匿、「…」は内訳の全体を示さないもの。実人数などは複数の項目に入ることがあり、合計は実績値と一致しない",
    ),
    ("数値", "「値」を数値で表したもの。示さないときは空"),
    ("単位", "数値の単位"),
    (
        "状態コード",
        "shown 公表、suppressed 秘匿、withheld 内訳の全体を示さない",
    ),
];

/// The three things that departments say.
pub(crate) const STATEMENT: [&str; 3] = ["要因", "改善", "今後の見通し"];
