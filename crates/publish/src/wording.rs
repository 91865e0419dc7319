//! The Japanese that this room adds to a sheet: headings, captions, legends. The words of closed
//! sets and the headers of the long form stand in `enishi_domain::words` and `long_form`.

use enishi_domain::figure::{Content, Part, Qualifier, Quantity, Value};
use enishi_domain::finding::Severity;
use enishi_domain::grid::Place;
use enishi_domain::interchange::{Source, Summary};
use enishi_domain::measurement::Evidence;
use enishi_domain::rate::Rate;
use enishi_domain::text::{signed_with_thousands, with_thousands};
use enishi_domain::words::ClosedSet;

pub(crate) mod chart;
pub(crate) mod site;

pub(crate) const SHEET_NAME: &str = "効果検証シート";
pub(crate) const UNTITLED: &str = "効果検証シート（表題なし）";
pub(crate) const FINDINGS_NAME: &str = "指摘";
pub(crate) const UNASSIGNED_NAME: &str = "未割当";
pub(crate) const LEGEND_NAME: &str = "凡例";
pub(crate) const SHEET_CAPTION: &str = "事業と指標：シートの記載と、数値から算定した評価";
pub(crate) const FINDINGS_CAPTION: &str = "指摘：シートについて確かめていただきたいこと";
pub(crate) const NO_FINDINGS_CAPTION: &str = "指摘：ありません";
pub(crate) const UNASSIGNED_CAPTION: &str =
    "未割当：どの指標のものか決められず、推測もしていない記載";
pub(crate) const LEGEND_CAPTION: &str = "凡例：記号、算式、列の読み方";

/// Behind a formula: the baseline already stands at the target.
pub(crate) const MAINTAINED: &str = "（維持目標）";

/// Behind a formula: the same figures by a second one.
pub(crate) fn beside(rate: Rate) -> String {
    format!("（{}では{}％）", rate.formula, rate.shown())
}

/// 「63件（確定、確定後の訂正3件 -2）」: on how many ledger rows or documents a figure rests, and how
/// far it is.
pub(crate) fn evidence(evidence: &Evidence) -> String {
    let count = with_thousands(&evidence.count.to_string());
    let mut told = format!("{count}件（{}", evidence.status.word());
    if let Some((corrections, difference)) = &evidence.corrections
        && *corrections > 0
    {
        let corrections = with_thousands(&corrections.to_string());
        told.push_str(&format!("、確定後の訂正{corrections}件"));
        for part in difference {
            let label = part.label.as_ref();
            let label = label.map_or_else(String::new, |label| format!("{label}:"));
            told.push_str(&format!(" {label}{}", signed_with_thousands(part.amount)));
        }
    }
    told + "）"
}

/// The headings of the findings table.
pub(crate) const FINDING_HEADERS: [&str; 11] = [
    "番号",
    "規則",
    "重大度",
    "No.",
    "指標番号",
    "事業・指標",
    "位置",
    "説明",
    "引用",
    "読み替え",
    "対処",
];

/// The headings of the legend.
pub(crate) const LEGEND_HEADERS: [&str; 2] = ["記号・語", "意味"];

/// What a reader of the sheet has to know.
pub(crate) const LEGEND: &[(&str, &str)] = &[
    (
        "○",
        "達成：実績値が目標値に達している（減少が良い指標では目標値以下）。",
    ),
    ("×", "未達成：比べることができ、目標値に達していない。"),
    (
        "-",
        "測定できない：理由を「算定の理由」に示す。0とは区別する。",
    ),
    (
        "評価（記載）",
        "シートに印刷された評価。読み替えた場合の原文は「評価（原文）」にある。",
    ),
    (
        "評価（算定）",
        "目標値と実績値から計算した評価。記載の評価は計算に使わない。",
    ),
    ("F1", "実績値÷目標値。増加が良い単年度の指標。"),
    ("F2", "目標値÷実績値。減少が良く、基準値のない指標。"),
    ("F3", "2−実績値÷目標値。自治体が宣言した場合だけ用いる。"),
    (
        "F4",
        "（実績値−基準値）÷（目標値−基準値）。基準値のあるストック・比率・減少の指標。",
    ),
    (
        "F4（維持目標）",
        "基準値がすでに目標値に達している場合。達成で100、未達成で0とする。",
    ),
    (
        "F4（F1では…）",
        "同じ数値を別の算式で計算した参考の率。F4・F7にはF1、F6にはF5を添える。",
    ),
    ("F5", "単年度の増加分の実績÷目標。"),
    ("F6", "増加分の実績の累計÷目標の累計。"),
    ("F7", "F4÷経過年数の割合。自治体が宣言した場合だけ用いる。"),
    (
        "根拠",
        "実績値が基づく台帳の行又は公表資料の件数と、値の状態。確定後の訂正は確定値を変えず、件数と差を示す。",
    ),
    (
        "達成率（％）",
        "上限なし、小数第1位まで。100をまたいで丸めない（99.96は99.9）。内訳がある指標は最も低い内訳の率。",
    ),
    (
        "改善の方向",
        "宣言：シートまたは設定による。推定：指標名または基準値による。仮定：どこにも書かれていないため増加とみなした。",
    ),
    (
        "算式の宣言",
        "自治体が設定で宣言した算式。空のセルは、指標の種類と方向による既定の算式。",
    ),
    (
        "（原文）の列",
        "シートに印刷された文字をそのまま写したもの。（空欄）は、記載欄があって何も書かれていないこと、空のセルは記載欄がないこと。",
    ),
    ("誤（赤・二重線）", "重大度「誤り」の指摘があるセル。"),
    ("注（黄・破線）", "重大度「注意」の指摘があるセル。"),
    ("参（青・点線）", "重大度「参考」の指摘があるセル。"),
];

/// `指摘3 S07 誤り：…`
pub(crate) fn flag_summary(number: usize, rule: &str, severity: Severity, message: &str) -> String {
    format!("指摘{number} {rule} {}：{message}", severity.word())
}

/// `4行 8列「評価」`
pub(crate) fn place(place: &Place) -> String {
    let mut text = String::new();
    if let Some(sheet) = &place.sheet {
        text = format!("シート「{sheet}」 ");
    }
    text.push_str(&format!("{}行 {}列", place.row, place.column));
    if let Some(header) = &place.header {
        text.push_str(&format!("「{header}」"));
    }
    text
}

/// `"10 20 30" → "①○ ②○ ③○"`
pub(crate) fn repair(from: &str, to: &str) -> String {
    format!("「{from}」→「{to}」")
}

/// `出典：yaizu-r6.tsv（tsv、UTF-8）`; nothing for a source without a name.
pub(crate) fn source(source: &Source) -> Option<String> {
    // The folders in which an office keeps its files are nobody's business.
    let name = source
        .name
        .rsplit(['/', '\\'])
        .next()
        .filter(|name| !name.is_empty())?;
    let format = (!source.format.is_empty()).then_some(source.format.as_str());
    let details: Vec<&str> = format
        .into_iter()
        .chain(source.encoding.as_deref())
        .collect();
    Some(if details.is_empty() {
        format!("出典：{name}")
    } else {
        format!("出典：{name}（{}）", details.join("、"))
    })
}

/// The counts of a sheet, one line each for what is counted.
pub(crate) fn counts(summary: &Summary) -> Vec<String> {
    let (stated, computed, findings) = (summary.stated, summary.computed, summary.findings);
    let mut marks = format!(
        "評価（記載）：達成 {}、未達成 {}、未測定 {}",
        stated.met, stated.missed, stated.unmeasured
    );
    if stated.other > 0 {
        marks.push_str(&format!("、その他 {}", stated.other));
    }
    vec![
        format!("事業 {}件、指標 {}件", summary.programmes, summary.kpis),
        marks,
        format!(
            "評価（算定）：達成 {}、未達成 {}、未測定 {}",
            computed.met, computed.missed, computed.unmeasured
        ),
        format!(
            "指摘：誤り {}件、注意 {}件、参考 {}件",
            findings.error, findings.warning, findings.info
        ),
    ]
}

/// A value as people read it: the printed text where it holds no amount, else its parts.
pub(crate) fn readable_value(value: &Value) -> String {
    match &value.content {
        Content::Missing(_) => value.text.clone(),
        Content::Parts(parts) => {
            let parts: Vec<String> = parts.iter().map(readable_part).collect();
            parts.join("\n")
        }
    }
}

fn readable_part(part: &Part) -> String {
    let quantity = readable_quantity(part.quantity);
    let amount = qualified(&format!("{quantity}{}", part.unit), part.qualifier);
    let mut text = String::new();
    if let Some(period) = part.period {
        text.push_str(&format!("{period}：", period = period.short()));
    }
    if let Some(label) = &part.label {
        text.push_str(&format!("{label}："));
    }
    text + &amount
}

fn readable_quantity(quantity: Quantity) -> String {
    let number = |n: enishi_domain::Decimal| with_thousands(&n.to_string());
    match quantity {
        Quantity::Exact(amount) => number(amount),
        Quantity::MISSING => "-".to_owned(),
        Quantity::Range { low, high } => {
            let end = |n: Option<_>| n.map_or_else(String::new, number);
            format!("{}～{}", end(low), end(high))
        }
        Quantity::OutOf {
            amount,
            denominator,
        } => format!("{}/{}", number(amount), number(denominator)),
    }
}

fn qualified(amount: &str, qualifier: Option<Qualifier>) -> String {
    match qualifier {
        None => amount.to_owned(),
        Some(q @ (Qualifier::AtLeast | Qualifier::AtMost)) => format!("{amount}{}", q.word()),
        Some(q @ (Qualifier::Increase | Qualifier::Decrease)) => format!("{amount}{}", q.word()),
        Some(q @ Qualifier::Provisional) => format!("{amount}（{}）", q.word()),
        Some(q @ (Qualifier::About | Qualifier::Cumulative | Qualifier::Gross)) => {
            format!("{}{amount}", q.word())
        }
    }
}

/// What the frame around a table that scrolls is called.
pub(crate) fn scroll_label(name: &str) -> String {
    format!("{name}の表（横に動かして読めます）")
}

/// A quotation in a list is cut where it goes on for pages; the sheet beside it has all of it.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 2_000;
    let mut shortened: String = text.chars().take(LONGEST).collect();
    if shortened.len() < text.len() {
        shortened.push('…');
    }
    shortened
}

/// The headings of the list of findings.
pub(crate) const FINDINGS_LIST_HEADERS: [&str; 14] = [
    "ファイル",
    "規則",
    "重大度",
    "事業",
    "指標",
    "シート",
    "行",
    "列",
    "見出し",
    "指摘",
    "抜粋",
    "読み替え前",
    "読み替え後",
    "直し方",
];

/// The same in English.
pub(crate) const FINDINGS_LIST_HEADERS_EN: [&str; 14] = [
    "file",
    "rule",
    "severity",
    "programme",
    "kpi",
    "sheet",
    "row",
    "column",
    "heading",
    "message",
    "excerpt",
    "repair_from",
    "repair_to",
    "remedy",
];

/// Why a file could not be written, with the way out.
#[must_use]
pub fn error_ja(error: &crate::PublishError) -> String {
    use crate::PublishError as E;
    match error {
        E::CellTooLong {
            sheet,
            row,
            column,
            length,
        } => format!(
            "シート「{sheet}」の{row}行{column}列が{length}字あり、Excel の上限32,767字を超えます。\
             html、csv、json のいずれかで書き出してください。"
        ),
        E::Workbook(error) => {
            format!("Excel の形で書き出せません（{error}）。html か csv で書き出してください。")
        }
        E::Page(error) => format!("html の形で書き出せません（{error}）。"),
        E::Data(error) => format!("json の形で書き出せません（{error}）。"),
        E::NoDataForm => "この帳票は json の形がありません。".to_owned(),
    }
}
