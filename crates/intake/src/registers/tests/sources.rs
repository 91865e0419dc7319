//! The sources that ship, case by case.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Unit;
use enishi_domain::statistics::Series;
use jiff::civil::date;

use super::*;

#[test]
fn every_source_ships_under_its_own_name() {
    for name in crate::registers::sources::names() {
        let mapping = source(name);
        assert_eq!(mapping.id, name);
        assert!(!mapping.purpose.is_empty() && mapping.version > 0);
    }
}

#[test]
fn the_mapping_of_the_guide_can_be_used() {
    let guide = include_str!("../../../../../docs/howto/map-a-new-portal.md");
    let (_, from) = guide.split_once("```toml\n").expect("it shows a mapping");
    let (text, _) = from.split_once("```").expect("the mapping ends");
    let file =
        "受付番号,申込日,お名前,寄付金額,状態,海 選択,返礼品1_名称\n1,R6.4.1,架空,500,,○,茶\n";
    assert_eq!(
        told(file, &own(text), &yaizu()),
        "2 1 donation.furusato 2024-04-01 500円 (使途:海) (返礼品:茶) subject:person[架空|unknown|]"
    );
}

#[test]
fn a_donor_ledger_makes_gifts_and_leaves_out_what_it_deletes() {
    let file = "寄附者台帳　令和6年度\n\
        寄附者番号,申込日,入金日,氏名,フリガナ,〒,都道府県,市区町村,町名・番地,寄付金額,\
        子育て 選択,子育て 金額,返礼品1_コード,返礼品1_名称,返礼品2_名称,削除,備考,調定日,受付区分\n\
        001,2024/4/1,R6.4.5,架空　花子,カクウ ハナコ,425-0001,静岡県,焼津市,本町1-1,\"¥10,000\",\
        ○,10000,A1,みかん,茶,,,R6.4.10,ポータル\n\
        002,2025/3/31,,㈱架空水産,,,東京都,港区,1,２０，０００円,,,,,,1,,,\n\
        003,R6.4.1,,架空 太郎,,,,,,▲5000,,,,,,,,,窓口\n\
        004,4月1日,,架空 次郎,,,,,,5000,,,,,,,,,\n\
        005,2024/4/1,,架空 三郎,,,,,,五千,,,,,,,,,\n\
        ,2024/4/1,,,,,,,,1000,,,,,,,,,\n\
        合計,,,,,,,,,35000,,,,,,,,,\n\
        \n\
        006,2024/4/1,,U+2363A田 花子,,,静岡県,焼津市,本町,1-1,5000,,,,,,,,,\n\
        007,2024/4/1,,㈱架空水産\n\
        008,2024/4/1,,〓田,,,,,,5000,,,,,,,,,\n";
    let expected = "\
        3 001 donation.furusato 2024-04-01 paid 2024-04-05 booked 2024-04-10 10,000円 (使途:子育て) \
        (受付区分:ポータル) (返礼品:みかん、茶) subject:person[架空　花子/カクウ ハナコ/425-0001/\
        静岡県焼津市本町1-1|in_city|]\n\
        4 002 excluded deleted\n\
        5 003#refund donation.refund 2024-04-01 -5,000円 (受付区分:窓口) subject:person[架空 太郎|unknown|]\n\
        6 004 refused !I02:day_unreadable@2\n\
        7 005 refused !I03:number_unreadable@10\n\
        8 - donation.furusato 2024-04-01 1,000円 subject:anonymous[|unknown|] !I10:key_missing@1 \
        !I06:name_missing@4\n\
        9 - excluded not_a_record\n\
        11 - refused !I01:row_longer@10\n\
        12 - refused !I01:row_shorter@4\n\
        13 008 donation.furusato 2024-04-01 5,000円 subject:person[〓田|unknown|] \
        !I05:name_damaged@4";
    let mapping = source("furusato-ledger");
    assert_eq!(told(file, &mapping, &yaizu()), expected);
    let (_, summary) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
    let summary = summary.value;
    assert_eq!((summary.read, summary.excluded, summary.refused), (4, 2, 4));
    assert_eq!(summary.unread, ["子育て 金額", "返礼品1_コード", "備考"]);
    let year = "R6".parse().expect("a year");
    assert_eq!(summary.totals[&year].amount.0, 11_000);
}

#[test]
fn another_donor_ledger_reads_the_same() {
    let file = "外部管理番号\t寄附申込日\t入金処理日\t名前\tふりがな\t郵便番号\t住所\t寄附金額\t\
        お礼の品_1\tお礼の品_2\t使い道の希望\t決済ステータス\n\
        B-01\t2025-03-31\t2025-04-02\t架空 花子\tかくう はなこ\t0600001\t北海道札幌市\t30000\t茶\t\t海\t\
        決済済\n\
        B-02\t2025-03-31\t\t架空 太郎\t\t\t\t30000\t\t\t\t未決済\n";
    assert_eq!(
        told(file, &source("furusato-ledger-b"), &yaizu()),
        "2 B-01 donation.furusato 2025-03-31 paid 2025-04-02 30,000円 (使途:海) (返礼品:茶) \
         subject:person[架空 花子/かくう はなこ/0600001/北海道札幌市|out_of_city|]\n\
         3 B-02 excluded unpaid"
    );
}

#[test]
fn a_portal_summary_records_nothing_and_adds_up() {
    let file = "申込番号,自治体,寄付金額,内ポイント金額,決済手数料,注文日\n\
        1,焼津市,\"10,000\",0,100,2024/4/1\n2,焼津市,5000,0,50,2025/4/1\n";
    let mapping = source("portal-summary");
    let (rows, summary) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
    let is_excluded = |row: &RegisterRow| matches!(row.outcome, RowOutcome::Excluded(_));
    assert!(rows.iter().all(is_excluded));
    let totals: Vec<_> = summary
        .value
        .totals
        .iter()
        .map(|(year, total)| (year.short(), total.records, total.amount.0))
        .collect();
    assert_eq!(
        totals,
        [("R6".to_owned(), 1, 10_000), ("R7".to_owned(), 1, 5_000)]
    );
}

#[test]
fn a_sign_up_is_attendance_only_where_the_file_says_so() {
    let file = "申込日時,お名前,フリガナ,メールアドレス,出欠,同伴者数,会社名,お住まい\n\
        2024/04/20 10:11:12,架空 花子,カクウハナコ,h@example.jp,出席,2,架空水産,焼津市\n\
        2024/04/21 9:00,,カクウタロウ,t@example.jp,,1,,東京都\n\
        2024/04/22 9:00,架空 次郎,,,欠席,,,\n\
        2024/04/22 9:00,架空 三郎,,,多分,,,\n\
        2024/04/22 9:00,,,,○,,,\n";
    let mapping = source("event-signup");
    assert_eq!(
        told(file, &mapping, &given(Facet::Tag, "雇用促進", "2024-05-01")),
        "2 - event.attend 2024-05-01 tag=雇用促進 (所属:架空水産) subject:person[架空 花子/\
         カクウハナコ/h@example.jp|in_city|] + tally 2024-05-01 2 tag=雇用促進\n\
         3 - event.apply 2024-05-01 tag=雇用促進 subject:person[カクウタロウ/t@example.jp|\
         out_of_city|]\n\
         4 - excluded absent\n\
         5 - refused !I04:word_unknown@5\n\
         6 - event.attend 2024-05-01 tag=雇用促進 subject:anonymous[|unknown|] !I06:name_missing@2"
    );
    let heads = "氏名,開催日,出欠,参加人数\n架空 花子,R6.5.1,○,３名\n架空 太郎,,○,1\n";
    assert_eq!(
        told(heads, &mapping, &yaizu()),
        "2 - event.attend 2024-05-01 subject:person[架空 花子|unknown|] + tally 2024-05-01 2\n\
         3 - refused !I02:day_missing@2"
    );
}

#[test]
fn members_and_certifications_last_from_day_to_day() {
    let members = "会員番号,氏名,フリガナ,〒,住所,入会日,退会日,会員区分\n\
        0007,架空 花子,カクウ ハナコ,425-0001,静岡県焼津市,R6.4.1,令和7年3月31日,一般\n\
        0008,架空 太郎,,,,R6.4.1,R6.3.31,一般\n";
    assert_eq!(
        told(members, &source("members"), &yaizu()),
        "2 0007 membership 2024-04-01 to 2025-03-31 class=一般 subject:person[架空 花子/\
         カクウ ハナコ/425-0001/静岡県焼津市|in_city|member:members=0007]\n\
         3 0008 refused !I02:ends_before@7"
    );
    let companies = "法人番号,名称,所在地,認定番号,認定日,有効期限\n\
        7000012050002,㈱架空水産,静岡県焼津市本町1,第1号,2024-06-01,2027/3/31\n\
        1234567890123,架空商店,,第2号,2024-06-01,\n";
    assert_eq!(
        told(
            companies,
            &source("companies"),
            &given(Facet::Class, "働きやすい職場", "")
        ),
        "2 第1号 certification 2024-06-01 to 2027-04-01 class=働きやすい職場 subject:org[㈱架空水産/\
         静岡県焼津市本町1|in_city|corporate_number=7000012050002]\n\
         3 第2号 certification 2024-06-01 class=働きやすい職場 subject:org[架空商店|unknown|\
         corporate_number=1234567890123] !I08:corporate_number@1"
    );
}

#[test]
fn statistics_know_their_definition() {
    let series = |definition: &str, text: &str| Series {
        id: "life".into(),
        definition: definition.into(),
        label: "平均自立期間".into(),
        unit: Unit::new("年"),
        publisher: "県".into(),
        definition_text: text.into(),
        ended: None,
    };
    let mut known = [series("old", "要介護2以上"), series("new", "健康な期間")];
    known[0].ended = FiscalYear::new(2024);
    let file = "系列,区分,時点,値,単位,公表日,定義,出典\n\
        平均自立期間,男,R5,18.18,年,2025-02-01,要介護2以上,県\n\
        平均自立期間,女,2023-10-01,２０．２９,年,,old,県\n\
        平均自立期間,女,R5,20.29,年,,,県\n\
        平均自立期間,女,R5,20.29,人,,old,県\n\
        健康寿命,女,R5,20.29,年,,old,県\n\
        平均自立期間,女,R5,約20,年,,old,県\n\
        平均自立期間,女,いつか,20,年,,old,県\n\
        平均自立期間,女,R6,20,年,,old,県\n\
        平均自立期間,女,R7,20,年,2025-05-01,new,県\n\
        平均自立期間,女,R8,20,年,,new,県\n\
        平均自立期間,女,R7,20,年,2025-05-02,new,県\n";
    let context = Context {
        today: Some(date(2025, 5, 1)),
        series: &known,
        ..Context::default()
    };
    assert_eq!(
        told(file, &source("statistics"), &context),
        "2 - life/old 男 R5 = 18.18 final\n3 - life/old 女 R5 = 20.29 final\n\
         4 - refused !I11:definition_unknown@1\n5 - refused !I12:unit_differs@5\n\
         6 - refused !I11:series_unknown@1\n7 - refused !I03:number_unreadable@4\n\
         8 - refused !I02:day_unreadable@3\n9 - refused !I11:definition_ended@3\n\
         10 - life/new 女 R7 = 20 final\n11 - refused !I02:day_ahead@3\n\
         12 - refused !I02:day_ahead@6"
    );
}

#[test]
fn an_age_is_computed_and_the_birthday_only_kept_where_it_is_asked_for() {
    let mapping = own(
        "id = 'farm'\nversion = 1\nlabel = '就農'\npurpose = 'farming'\n\
        [columns]\nname = '氏名'\nborn = '生年月日'\nday = '就農日'\n\
        [row]\nkind = 'farm.start'\noccurred-on = 'day'\nage-from = 'born'\n\
        [[party]]\nrole = 'subject'\ntype = 'person'\nname = 'name'\n",
    );
    let file = "氏名,生年月日,就農日\n架空 花子,H1.4.2,R6.4.1\n架空 太郎,,R6.4.1\n";
    let (rows, _) = read(file.as_bytes(), &mapping, &yaizu()).expect("it is read");
    let text: Vec<String> = rows.iter().map(show).collect();
    assert_eq!(
        text,
        [
            "2 - farm.start 2024-04-01 age 34 subject:person[架空 花子|unknown|]",
            "3 - farm.start 2024-04-01 subject:person[架空 太郎|unknown|]"
        ]
    );
    let RowOutcome::Engagements(drafts, _) = &rows[0].outcome else {
        panic!("it is a gift")
    };
    assert_eq!(drafts[0].parties[0].1.profile.birth, None);
}

#[test]
fn a_heading_that_is_not_known_comes_back_with_a_mapping() {
    use crate::registers::wording::{register_error_en, register_error_ja};

    let file =
        "ポータル明細\n受付 No.,お申込日,寄附者のお名前,ご寄附金額,備考\n1,2024/4/1,架空,1000,\n";
    let error = read(file.as_bytes(), &source("furusato-ledger"), &yaizu()).expect_err("unknown");
    let RegisterError::UnknownHeading {
        missing,
        found,
        proposal,
        ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(missing.len(), 4, "{missing:?}");
    assert_eq!(found.len(), 5);
    assert!(
        proposal.contains("amount = [\"ご寄附金額\"]  # 推定"),
        "{proposal}"
    );
    let mapping = own(proposal);
    assert_eq!(
        told(file, &mapping, &yaizu()),
        "3 1 donation.furusato 2024-04-01 1,000円 subject:person[架空|unknown|]"
    );
    assert!(register_error_ja(&error).contains("寄附者番号"));
    assert!(register_error_en(&error).contains("the headings of"));
}

#[test]
fn of_two_tables_that_are_the_register_none_is_lost_without_a_word() {
    use crate::registers::wording::{register_error_en, register_error_ja};

    let table = |no: u32| {
        format!(
            "<table><tr><th>受付番号</th><th>お名前</th><th>開催日</th><th>出欠</th></tr>\
             <tr><td>{no}</td><td>架空</td><td>2024/10/3</td><td>出席</td></tr></table>"
        )
    };
    let mapping = source("event-signup");
    let page = |tables: &str| format!("<html><body>{tables}</body></html>");
    let two = page(&format!("{}{}", table(1), table(2)));
    let error = read(two.as_bytes(), &mapping, &yaizu()).expect_err("which one?");
    assert!(
        matches!(&error, RegisterError::SeveralWorksheets(names) if names.len() == 2),
        "{error}"
    );
    assert!(register_error_ja(&error).contains("複数のシート"));
    assert!(register_error_en(&error).contains("none was read"));
    let beside = page(&format!(
        "{}<table><tr><td>凡例</td></tr></table>",
        table(1)
    ));
    assert!(read(beside.as_bytes(), &mapping, &yaizu()).is_ok());
}
