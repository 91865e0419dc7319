//! The metric language, its sentences, faults and warnings, case by case.

use enishi_domain::finding::Reading;
use enishi_domain::metric::{Formula, Measure, Metric, Window};
use enishi_domain::party::PartyType;
use enishi_domain::region::Region;

use crate::definitions::fault::DefinitionError;
use crate::definitions::region::{RegionFile, read_region};
use crate::definitions::wording::{
    definition_error_en, definition_error_ja, metric_finding_en, metric_finding_ja, sentence_en,
    sentence_ja,
};

const HEAD: &str = "municipality = '架空市'\ncode = '000000'\n\
    [[series]]\nid = 'life'\ndefinition = 'old'\nlabel = '平均自立期間'\nunit = '年'\n\
    publisher = '県'\ndefinition-text = '…'\nended = 'R6'\n\
    [[series]]\nid = 'life'\ndefinition = 'new'\nlabel = '健康な期間'\nunit = '年'\n\
    publisher = '県'\ndefinition-text = '…'\n";

/// A region of one KPI with that name, target and metric, and more tables behind.
fn region_of(
    name: &str,
    target: &str,
    metric: &str,
    more: &str,
) -> Result<Reading<Region>, DefinitionError> {
    let target = if target.is_empty() {
        String::new()
    } else {
        format!("targets = {{ R6 = '{target}' }}\n")
    };
    let text = format!(
        "[[programme]]\nno = '1'\n[[programme.kpi]]\nno = '①'\nname = '{name}'\n{target}\
         [programme.kpi.metric]\n{metric}\n{more}"
    );
    let files = [("region.toml", HEAD), ("kpi.toml", text.as_str())];
    let files = files.map(|(name, text)| RegionFile { name, text });
    read_region(&files)
}

fn metric(text: &str, more: &str) -> Metric {
    let region = region_of("数", "", text, more).expect("the metric is good");
    region.value.programmes[0].kpis[0].metric.clone()
}

const FIRMS: &str = "measure = 'distinct'\nparty = 'org'\nrole = 'counterparty'\n\
    kinds = ['match.agreed']\nwhere = { scheme = '複業' }\nwindow = 'fy'\nunit = '社'\n";
const COUNTS: &str = "[count.came]\nmeasure = 'distinct'\nparty = 'person'\n\
    kinds = ['residency.move_in']\n[count.went]\nbased-on = 'came'\n\
    kinds = ['residency.move_out']\n[count.young]\nbased-on = 'came'\nwhere = { age-below = 35 }\n";

#[test]
fn metrics_read_as_sentences() {
    let year = "R6".parse().ok();
    for (text, japanese, english) in [
        (
            FIRMS,
            "令和6年度中に発生した『マッチングの成立』（制度：複業）の相手方の団体の実数（社）",
            "distinct org as counterparty of match.agreed, scheme = 複業, occurred_on in FY2024 \
             [社]",
        ),
        (
            "measure = 'amount'\nkinds = ['donation.furusato']\ndate = 'recognized_on'\n\
             window = 'fy'\ndivisor = 1000\ndigits = 0\nunit = '千円'\n",
            "令和6年度中に調定された『ふるさと納税寄附』の金額の合計（千円、1,000分の1、\
             小数点以下は四捨五入）",
            "sum of yen as subject of donation.furusato, recognized_on in FY2024, divided by 1000 \
             [千円]",
        ),
        (
            "measure = 'distinct'\nparty = 'person'\nkinds = ['membership']\n\
             where = { club = ['友の会', 'ファンクラブ'] }\nwindow = 'asof'\nunit = '人'\n",
            "令和6年度末時点で続いている『会員』（会：ファンクラブまたは友の会）の個人の実数（人）",
            "distinct person as subject of membership, club = ファンクラブ or 友の会, in force at \
             the end of FY2024 [人]",
        ),
        (
            "measure = 'rows'\nkinds = ['consult', 'event.attend']\nwindow = 'cumulative'\n\
             since = 'R4.4.1'\nunit = '件'\nwhere = { age-from = 18, programme = '1' }\n",
            "2022年4月1日から令和6年度末までに発生した『催しへの参加』・『相談』（事業1、18歳以上）の\
             延べ数（件）",
            "participations as subject of event.attend or consult, programme 1, 18 or older, \
             occurred_on from 2022-04-01 to the end of FY2024 [件]",
        ),
        (
            "measure = 'ratio'\nof = 'young'\nto = 'came'\nwindow = 'fy'\ndivisor = 0.01\n\
             digits = 1\nunit = '%'\n",
            "「令和6年度中に発生した『転入』（35歳未満）の個人の実数」を\
             「令和6年度中に発生した『転入』の個人の実数」で割った値（%、100倍、小数第1位まで）",
            "(distinct person as subject of residency.move_in, younger than 35, occurred_on in \
             FY2024) / (distinct person as subject of residency.move_in, occurred_on in FY2024), \
             divided by 0.01 [%]",
        ),
        (
            "measure = 'difference'\nof = 'came'\nminus = 'went'\nwindow = 'fy'\nunit = '人'\n",
            "「令和6年度中に発生した『転入』の個人の実数」から\
             「令和6年度中に発生した『転出』の個人の実数」を引いた数（人）",
            "(distinct person as subject of residency.move_in, occurred_on in FY2024) - (distinct \
             person as subject of residency.move_out, occurred_on in FY2024) [人]",
        ),
        (
            "measure = 'series'\nseries = 'life'\ndefinition = 'new'\nparts = ['男', '女']\n\
             window = 'latest'\nunit = '年'\n",
            "県の統計『健康な期間』（定義：new）の令和6年度までの直近の値（男・女の別）（年）",
            "series life (new), latest up to FY2024, by 男 and 女 [年]",
        ),
    ] {
        let region = region_of("数", "", text, COUNTS).expect("the metric is good");
        let metric = &region.value.programmes[0].kpis[0].metric;
        assert_eq!(sentence_ja(metric, year, &region.value.series), japanese);
        assert_eq!(sentence_en(metric, year), english);
    }
}

#[test]
fn a_count_builds_on_another_and_narrows_it() {
    let metric = metric(
        "based-on = 'young'\nwhere = { class = 'A' }\nwindow = 'fy'\nunit = '人'",
        COUNTS,
    );
    let Formula::Count(count) = &metric.formula else {
        panic!("a count was written")
    };
    assert_eq!(count.measure, Measure::Distinct(PartyType::Person));
    assert_eq!(count.selection.conditions.len(), 2);
    assert_eq!(metric.window, Window::FiscalYear);
}

/// A metric, what stands behind it, the place of the fault, and how it is told.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "measure = 'rows'\nkinds = ['event.atend']\n",
        "",
        "8:10",
        "`event.atend` is not",
    ),
    (
        "measure = 'rows'\nkinds = []\n",
        "",
        "8:9",
        "`[]` is not a value of `kinds`",
    ),
    (
        "measure = 'rows'\n",
        "",
        "6:1",
        "the key `kinds` is missing",
    ),
    (
        "kinds = ['hire']\n",
        "",
        "6:1",
        "the key `measure` is missing",
    ),
    (
        "measure = 'mean'\nkinds = ['hire']\n",
        "",
        "7:11",
        "`mean` is not a value of `measure`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\nwhere = { colour = 'x' }\n",
        "",
        "9:11",
        "there is no key `colour`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\nmesure = 'x'\n",
        "",
        "9:1",
        "there is no key `mesure`",
    ),
    (
        "measure = 'distinct'\nkinds = ['hire']\n",
        "",
        "6:1",
        "measure = \"distinct\" needs `party`",
    ),
    (
        "measure = 'distinct'\nparty = 'aggregate'\nkinds = ['hire']\n",
        "",
        "8:9",
        "`aggregate` is not",
    ),
    (
        "measure = 'rows'\nparty = 'org'\nkinds = ['hire']\n",
        "",
        "8:9",
        "`party` says nothing",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\nrole = 'boss'\n",
        "",
        "9:8",
        "`boss` is not a value of `role`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\ndate = 'settled_on'\n",
        "",
        "9:8",
        "`settled_on (hire)`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\nof = 'came'\n",
        "",
        "9:6",
        "`of` says nothing together with a count",
    ),
    (
        "measure = 'ratio'\nof = 'came'\n",
        COUNTS,
        "6:1",
        "measure = \"ratio\" needs `to`",
    ),
    (
        "measure = 'ratio'\nof = 'came'\nto = 'gone'\n",
        COUNTS,
        "9:6",
        "`to` names `gone`",
    ),
    (
        "measure = 'difference'\nof = 'came'\nminus = 'went'\nkinds = ['hire']\n",
        COUNTS,
        "10:9",
        "`kinds` says nothing",
    ),
    (
        "measure = 'series'\nseries = 'lief'\ndefinition = 'new'\n",
        "",
        "8:10",
        "`series` names `lief`, which is not among life",
    ),
    (
        "measure = 'series'\nseries = 'life'\ndefinition = 'newer'\n",
        "",
        "9:14",
        "`definition` names `newer`, which is not among new, old",
    ),
    (
        "measure = 'series'\nseries = 'life'\n",
        "",
        "6:1",
        "measure = \"series\" needs `definition`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\nsince = '2020-04-01'\n",
        "",
        "9:9",
        "`since` says nothing",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\ndivisor = 0\n",
        "",
        "9:11",
        "`0` is not a value of `divisor`",
    ),
    (
        "measure = 'rows'\nkinds = 'hire'\n",
        "",
        "8:9",
        "a value of another type",
    ),
    (
        "measure = 'rows'\nkinds = ['hire'\n",
        "",
        "9:1",
        "this is not TOML",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\n",
        "[count.a]\nbased-on = 'b'\n[count.b]\nbased-on = 'a'\n",
        "15:12",
        "counts rest on one another: a → b → a",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\n",
        "[count.a]\nmeasure = 'ratio'\n",
        "13:11",
        "`ratio` is not a value of `measure`",
    ),
    (
        "measure = 'rows'\nkinds = ['hire']\n",
        "[count.a]\nmeasure = 'rows'\nkinds = ['hire']\nunit = '人'\n",
        "15:8",
        "`unit` says nothing together with a named count",
    ),
];

#[test]
fn faults_of_the_language_have_a_place_and_a_way_out() {
    let tail = "window = 'fy'\nunit = '人'\n";
    for (text, more, place, english) in FAULTS {
        let text = format!("{text}{tail}");
        let error = region_of("数", "", &text, more).expect_err(english);
        let told = definition_error_en(&error);
        assert!(
            told.starts_with(&format!("kpi.toml:{place}: {english}")),
            "{text}\n{told}"
        );
        let told = definition_error_ja(&error);
        assert!(told.contains("kpi.toml の") && told.contains('^'), "{told}");
    }
}

#[test]
fn a_unit_that_no_sheet_uses_is_refused() {
    let text = FIRMS.replace("'社'", "'しゃ'");
    let error = region_of("数", "", &text, "").expect_err("no such unit");
    assert_eq!((error.line, error.column), (13, 8));
    assert!(definition_error_ja(&error).contains("「unit」に「しゃ」は使えません"));
}

#[test]
fn windows_fit_what_they_look_at() {
    for (window, is_good) in [
        ("window = 'fy'", true),
        ("window = 'latest'", true),
        ("window = 'asof'", false),
        ("window = 'cumulative'\nsince = 'R4.4.1'", false),
        ("window = 'cumulative'", false),
        ("window = 'year'", false),
    ] {
        let text = format!(
            "measure = 'series'\nseries = 'life'\ndefinition = 'new'\nunit = '年'\n{window}"
        );
        assert_eq!(region_of("数", "", &text, "").is_ok(), is_good, "{window}");
    }
    let latest = FIRMS.replace("'fy'", "'latest'");
    assert!(region_of("数", "", &latest, "").is_err());
}

/// Which warnings a metric draws, under that name and with that target.
fn warned(name: &str, target: &str, metric: &str) -> String {
    let region = region_of(name, target, metric, "").expect("it can be used");
    for finding in &region.findings {
        assert!(!metric_finding_ja(finding).contains(finding.message));
        assert!(!metric_finding_en(finding).contains(finding.message));
    }
    let told: Vec<&str> = region.findings.iter().map(|finding| finding.rule).collect();
    told.join(" ")
}

const GIFTS: &str = "measure = 'rows'\nkinds = ['donation.furusato']\nwindow = 'fy'\nunit = '人'\n";
const HIRES: &str = "measure = 'rows'\nkinds = ['hire']\nwindow = 'fy'\n";

#[test]
fn odd_metrics_are_told() {
    for (name, target, metric, codes) in [
        ("企業", "75社", FIRMS.to_owned(), ""),
        ("企業", "75件", FIRMS.to_owned(), "L03"),
        ("寄附", "", GIFTS.to_owned(), "L01"),
        ("寄附", "", format!("{GIFTS}note = '延べで数える'\n"), ""),
        ("寄附者の延べ人数", "", GIFTS.to_owned(), ""),
        ("就職率", "", format!("{HIRES}unit = '%'\n"), "L02"),
        ("累計の雇用", "", format!("{HIRES}unit = '件'\n"), "L04"),
        (
            "年度末時点の雇用",
            "",
            format!("{HIRES}unit = '件'\n"),
            "L04",
        ),
        (
            "新規の会員",
            "",
            "measure = 'rows'\nkinds = ['membership']\nwindow = 'asof'\nunit = '件'\n".to_owned(),
            "L04",
        ),
        (
            "健康寿命",
            "18.51年",
            "measure = 'series'\nseries = 'life'\ndefinition = 'old'\nwindow = 'latest'\n\
             unit = '年'\n"
                .to_owned(),
            "L05",
        ),
        (
            "参加者",
            "",
            "measure = 'distinct'\nparty = 'person'\nkinds = ['event.attend', 'tally']\n\
             window = 'fy'\nunit = '人'\n"
                .to_owned(),
            "L06",
        ),
        (
            "社会増(UIJターン数)",
            "",
            format!("{HIRES}unit = '件'\n"),
            "L08",
        ),
        (
            "拠点数・個人事業主数",
            "",
            format!("{HIRES}unit = '件'\n"),
            "L08",
        ),
        (
            "(仮)一般社団法人の利用者数",
            "",
            format!("{HIRES}unit = '件'\n"),
            "",
        ),
        (
            "雇用",
            "",
            "measure = 'rows'\nkinds = ['hire']\nwindow = 'asof'\nunit = '件'\n".to_owned(),
            "L09",
        ),
        ("金額", "5百万円", format!("{HIRES}unit = '千円'\n"), ""),
    ] {
        assert_eq!(
            warned(name, target, &metric),
            codes,
            "{name} {target} {metric}"
        );
    }
}

/// Where the one warning of a metric points: the text from its column on.
fn pointed(name: &str, target: &str, metric: &str) -> String {
    let region = region_of(name, target, metric, "").expect("it can be used");
    let [finding] = region.findings.as_slice() else {
        panic!("{name}: {:?}", region.findings);
    };
    let place = finding.place.as_ref().expect("a place");
    assert!(place.sheet.is_some());
    let excerpt = finding.excerpt.as_ref().expect("the line");
    let (line, carets) = excerpt.split_once('\n').expect("two lines");
    assert!(carets.contains('^'), "{excerpt}");
    let (number, line) = line.split_once(" | ").expect("its number");
    assert_eq!(number, place.row.to_string());
    let from = usize::try_from(place.column).expect("a column") - 1;
    line.chars().skip(from).collect()
}

#[test]
fn warnings_point_at_what_is_odd() {
    let life = "measure = 'series'\nseries = 'life'\ndefinition = 'old'\nwindow = 'latest'\n\
                unit = '年'\n";
    let tally = "measure = 'distinct'\nparty = 'person'\nkinds = ['event.attend', 'tally']\n\
                 window = 'fy'\nunit = '人'\n";
    let hires = |rest: &str| format!("{HIRES}{rest}");
    for (name, target, metric, points_at) in [
        ("寄附", "", GIFTS.to_owned(), "'rows'"),
        ("就職率", "", hires("unit = '%'\n"), "'rows'"),
        ("企業", "75件", FIRMS.to_owned(), "75件"),
        ("累計の雇用", "", hires("unit = '件'\n"), "'fy'"),
        ("健康寿命", "18.51年", life.to_owned(), "'old'"),
        ("参加者", "", tally.to_owned(), "['event.attend', 'tally']"),
        (
            "社会増(UIJターン数)",
            "",
            hires("unit = '件'\n"),
            "社会増(UIJターン数)",
        ),
    ] {
        let found = pointed(name, target, &metric);
        let quotes = |c| c == '\'' || c == '"';
        let found = found.trim_start_matches(quotes);
        let points_at = points_at.trim_matches(quotes);
        assert!(found.starts_with(points_at), "{name}: {found}");
    }
}

#[test]
fn a_value_that_the_ledger_never_saw_is_told() {
    use enishi_domain::engagement::{Facet, Kind};
    use std::collections::{BTreeMap, BTreeSet};

    let region = region_of("数", "", FIRMS, "")
        .expect("it can be used")
        .value;
    let seen = |kind: Kind, values: &[&str]| {
        let values: BTreeSet<String> = values.iter().map(|v| (*v).to_owned()).collect();
        let facets = BTreeMap::from([(Facet::Scheme, values)]);
        BTreeMap::from([(kind, facets)])
    };
    // Of kinds that nobody recorded yet nothing can be said.
    for quiet in [
        seen(Kind::MatchAgreed, &["副業", "複業"]),
        seen(Kind::Hire, &["副業"]),
        BTreeMap::new(),
    ] {
        assert!(super::unseen_values(&region, &quiet).is_empty());
    }
    for odd in [
        seen(Kind::MatchAgreed, &["副業"]),
        seen(Kind::MatchAgreed, &[]),
    ] {
        let found = super::unseen_values(&region, &odd);
        assert_eq!((found.len(), found[0].rule), (1, "L07"));
        assert!(metric_finding_ja(&found[0]).contains("制度：複業"));
    }
}
