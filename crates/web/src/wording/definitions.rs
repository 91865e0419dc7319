//! 定義の編集の文言.

use enishi_desk::take_in_sheet::{LeftOut, What};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Stage;

/// Codes, and what they are called.
type Options = &'static [(&'static str, &'static str)];

/// The field of the kinds, which a file names by their codes and people by their names.
pub const KINDS: &str = "metric.kinds";

/// Each kind by its name; what is none stays as it is.
pub fn kinds_in_words(text: &str) -> String {
    each(text, |one| Kind::from_code(one).map(Kind::word))
}

/// Each kind by its code.
pub fn kinds_in_codes(text: &str) -> String {
    each(text, |one| Kind::from_word(one).map(Kind::code))
}

fn each(text: &str, other: fn(&str) -> Option<&'static str>) -> String {
    let said = text.split('、').map(str::trim);
    let said: Vec<&str> = said.map(|one| other(one).unwrap_or(one)).collect();
    said.join("、")
}

/// The fields of the form: name, what it is called, what helps, and what it may be.
pub const FIELDS: &[(&str, &str, &str, Options)] = &[
    ("name", "指標名", "", &[]),
    (
        "target",
        "この年度の目標値",
        "公表するとおりに（75社、男:18.51年）。決まるまで空けておきます。",
        &[],
    ),
    ("baseline", "基準値", "", &[]),
    ("direction", "改善の方向", "", DIRECTIONS),
    ("tolerance", "許容する幅", "「維持」のときだけ。", &[]),
    ("accumulation", "指標の種類", "", ACCUMULATIONS),
    (
        "begins",
        "測り始める年度",
        "R7 のように。それより前は「未実施」です。",
        &[],
    ),
    ("metric.measure", "数え方", "", MEASURES),
    (
        KINDS,
        "関わりの種別",
        "名称を、複数のときは「、」で区切って。",
        &[],
    ),
    (
        "metric.where.scheme",
        "条件: 制度",
        "どれかに当てはまればよいときは「、」で区切って。",
        &[],
    ),
    ("metric.where.class", "条件: 区分", "", &[]),
    ("metric.where.tag", "条件: 目的", "", &[]),
    ("metric.where.topic", "条件: 設問", "", &[]),
    ("metric.where.answer", "条件: 回答", "", &[]),
    ("metric.where.centre", "条件: 施設", "", &[]),
    ("metric.where.club", "条件: 会", "", &[]),
    ("metric.where.programme", "条件: 事業", "事業の番号。", &[]),
    (
        "metric.where.age-from",
        "条件: 何歳以上",
        "その日の満年齢。",
        &[],
    ),
    (
        "metric.where.age-below",
        "条件: 何歳未満",
        "その日の満年齢。",
        &[],
    ),
    (
        "metric.party",
        "数える人・団体",
        "実数のときに必要です。",
        PARTIES,
    ),
    ("metric.role", "役割", "選ばなければ本人です。", ROLES),
    (
        "metric.date",
        "年度を決める日付",
        "選ばなければ発生日です。",
        DATES,
    ),
    (
        "metric.based-on",
        "もとにする集計",
        "定義ファイルにある集計の名前。",
        &[],
    ),
    (
        "metric.of",
        "集計（分子、または引かれる数）",
        "割合と差のとき。",
        &[],
    ),
    ("metric.to", "分母の集計", "割合のとき。", &[]),
    ("metric.minus", "引く集計", "差のとき。", &[]),
    ("metric.series", "統計系列", "統計のとき。", &[]),
    ("metric.definition", "統計系列の定義", "統計のとき。", &[]),
    ("metric.parts", "統計の内訳", "男、女 のように。", &[]),
    ("metric.window", "期間", "", WINDOWS),
    ("metric.since", "起算日", "累計のとき。", &[]),
    (
        "metric.divisor",
        "割る数",
        "千円は 1000、割合を%にするときは 0.01。",
        &[],
    ),
    (
        "metric.digits",
        "小数点以下の桁数",
        "空けると丸めません。",
        &[],
    ),
    ("metric.unit", "単位", "", &[]),
    (
        "metric.note",
        "補足",
        "数え方の文の後ろに、市の言葉で付きます。",
        &[],
    ),
];

const DIRECTIONS: Options = &[
    ("増加", "増加"),
    ("減少", "減少"),
    ("維持", "維持"),
    ("範囲", "範囲"),
];

const ACCUMULATIONS: Options = &[
    ("単年度フロー", "単年度フロー"),
    ("累計", "累計"),
    ("年度末ストック", "年度末ストック"),
    ("比率", "比率"),
    ("増加分", "増加分"),
    ("調査値", "調査値"),
    ("マイルストーン", "マイルストーン"),
];

const MEASURES: Options = &[
    ("rows", "延べ"),
    ("distinct", "実数"),
    ("amount", "金額の合計"),
    ("quantity", "数量の合計"),
    ("ratio", "割合"),
    ("difference", "差"),
    ("series", "統計"),
    ("undecided", "算定方法が未定"),
];

const PARTIES: Options = &[
    ("person", "個人"),
    ("org", "団体"),
    ("household", "世帯"),
    ("anonymous", "匿名"),
];

const ROLES: Options = &[
    ("subject", "本人"),
    ("counterparty", "相手方"),
    ("broker", "仲介者"),
    ("host", "主催者"),
    ("beneficiary", "受益者"),
    ("referrer", "紹介者"),
];

const DATES: Options = &[
    ("occurred_on", "発生日"),
    ("settled_on", "入金日"),
    ("recognized_on", "調定日"),
    ("ended_on", "終了日"),
];

const WINDOWS: Options = &[
    ("fy", "年度中"),
    ("asof", "年度末時点"),
    ("cumulative", "起算日からの累計"),
    ("latest", "年度までの最新"),
];

pub const LIST: &str = "定義の編集";
pub const LOOK: &str = "まだ保存していません。違いと数え直しを確かめてから保存してください。";
pub const FAULT: &str = "この定義は使えません。下に示した行を直してください。";
pub const CONFLICT: &str = "ほかの人が先にこの定義を変えました。あなたの内容はまだ保存していません。\
    下の違いは、いまの定義とあなたの内容とのものです。確かめてから保存してください。";

/// That parts of the sheet are decided already.
pub fn decided(years: &[(FiscalYear, Stage)]) -> Option<String> {
    let said = years
        .iter()
        .map(|(year, stage)| format!("{year}（{}）", stage.word()));
    let said = said.collect::<Vec<_>>().join("、");
    (!said.is_empty()).then(|| {
        format!(
            "この定義は、評価シートがすでに決まった年度にも使われています: {said}。\
             公表する内容が変わる変更を保存したときは、その年度の評価シートを再開し、\
             提出と承認をやり直してください。やり直すまで、その年度の公表は止まります。"
        )
    })
}

/// From which year on a file holds, and under which name it is kept.
pub fn file_of(since: Option<&str>, file: &str) -> String {
    match since {
        Some(year) => format!("{file}（{year}から使う定義）"),
        None => format!("{file}（はじめからの定義。年度を開くと、その年度からは写しを使います）"),
    }
}

/// How many rows come in or fall out.
pub fn rows(count_in: usize, count_out: usize) -> String {
    format!("新たに数える記録 {count_in}件、数えなくなる記録 {count_out}件")
}

pub const TOO_MANY_ROWS: &str = "記録が多いため、1件ごとの違いは示していません。";

/// What a page about a checked sheet and the definitions is called.
pub const TAKING: &str = "シートの取込み";

/// What of a programme or KPI differs.
pub fn what(what: What) -> &'static str {
    match what {
        What::Kpi => "指標",
        What::Name => "名称",
        What::Target => "目標値",
        What::Baseline => "基準値",
        What::Cost => "決算額",
    }
}

/// What cannot be taken, and why.
pub fn left_out(left: &LeftOut) -> String {
    match left {
        LeftOut::WithoutNumber(name) => format!(
            "「{name}」: 事業の番号がないので、定義のどの事業か決められません。シートに番号を付けて\
             点検し直してください。"
        ),
        LeftOut::Twice(number) => format!(
            "{number}: 同じ番号が2度出てきます。2つめは取り込みません。シートの番号を直して\
             点検し直してください。"
        ),
        LeftOut::NoAmount(kpi, text) => {
            format!("{kpi}の目標値「{text}」: 数値として読めないので、目標値は取り込みません。")
        }
    }
}

/// Which years a change of the files reaches.
pub fn changed_files(since: Option<&str>) -> String {
    match since {
        Some(year) => format!("{year}から次に年度を開くまでの定義が変わります。"),
        None => "市の最初の定義が変わり、年度を開いていないすべての年度に及びます。".to_owned(),
    }
}
