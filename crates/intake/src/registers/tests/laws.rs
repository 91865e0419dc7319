//! What holds for every register.

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::engagement::{DatePrecision, Engagement, Kind};
use enishi_domain::figure::Unit;
use enishi_domain::money::Yen;
use enishi_domain::party::{Identifier, PartyType, Profile, Residence};
use enishi_domain::words::as_plain_field;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::registers::template::{TemplateRow, table};

/// A table as csv, every field quoted and guarded as it is written for spreadsheets.
fn csv(table: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        let fields = row.iter().map(|field| {
            let field = as_plain_field(field);
            format!("\"{}\"", field.replace('"', "\"\""))
        });
        fields.collect::<Vec<_>>().join(",") + "\r\n"
    };
    table.iter().map(line).collect()
}

fn outcomes(bytes: &[u8], mapping: &Mapping) -> Vec<(Option<String>, RowOutcome)> {
    let (rows, _) = read(bytes, mapping, &yaizu()).expect("it is read");
    rows.into_iter()
        .map(|row| (row.external_key, row.outcome))
        .collect()
}

/// Texts as registers hold them: no blanks at the ends, no control characters.
fn text() -> impl Strategy<Value = String> {
    let letters = "[ぁ-んァ-ヶ一-鿋髙﨑𠮷A-Za-z0-9=+@\",、・ー\\-']{1,12}( [ぁ-ん=\"]{1,4})?";
    letters.prop_filter("no trimmed ends", |text| text.trim() == text)
}

fn maybe(texts: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), texts]
}

fn date() -> impl Strategy<Value = Date> {
    (1990_i16..2090, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::constant(y, m, d))
}

fn engagement() -> impl Strategy<Value = Engagement> {
    let what = (
        select(Kind::ALL),
        date(),
        select(DatePrecision::ALL),
        0_i32..900,
    );
    let money = (
        prop::option::of(-9_000_000_i64..9_000_000),
        prop::option::of(0_i64..90_000),
    );
    let texts = (
        maybe(text()),
        maybe(text()),
        maybe(select(vec!["ha", "人"]).prop_map(str::to_owned)),
    );
    let facets = prop::collection::btree_map(select(Facet::ALL), text(), 0..4);
    let attributes = prop::collection::btree_map("[ぁ-んA-Z]{1,6}", text(), 0..3);
    let rest = (
        prop::option::of(any::<u8>()),
        prop::option::of(date()),
        any::<bool>(),
    );
    (what, money, texts, facets, attributes, rest).prop_map(
        |((kind, day, precision, days), (yen, quantity), texts, facets, attributes, rest)| {
            let (programme, activity, unit) = texts;
            let (age, settled_on, ends) = rest;
            let named = |text: String| (!text.is_empty()).then_some(text);
            let ended = jiff::Span::new().days(days);
            Engagement {
                programme: named(programme),
                activity: named(activity),
                precision,
                ended_on: ends.then(|| day.saturating_add(ended)),
                settled_on,
                recognized_on: settled_on,
                amount: yen.map(Yen),
                quantity: quantity.map(|hundredths| Decimal::new(hundredths, 2)),
                unit: Unit::new(&unit),
                age,
                facets,
                attributes,
                ..Engagement::new(kind, day)
            }
        },
    )
}

fn party() -> impl Strategy<Value = (Role, PartyDraft)> {
    let texts = prop::collection::vec(maybe(text()), 6);
    let numbers = prop::collection::btree_map("[a-z]{1,5}(:[ぁ-ん]{1,3})?", text(), 0..3);
    let types = (
        select(Role::ALL),
        select(PartyType::ALL),
        select(Residence::ALL),
    );
    (types, texts, numbers, prop::option::of(date())).prop_map(
        |((role, party_type, residence), texts, numbers, birth)| {
            let [name, kana, postcode, address, telephone, mail] =
                <[String; 6]>::try_from(texts).expect("six were made");
            let identifiers = numbers.into_iter();
            let draft = PartyDraft {
                party_type,
                identifiers: identifiers.map(|(s, v)| Identifier::new(s, v)).collect(),
                profile: Profile {
                    name,
                    kana,
                    birth,
                    postcode,
                    address: address.replace(['県', '市'], ""),
                    telephone,
                    mail,
                    residence,
                },
            };
            (role, draft)
        },
    )
}

fn template_row() -> impl Strategy<Value = TemplateRow> {
    let parties = prop::collection::vec(party(), 0..4);
    let key = prop::option::of("[0-9A-Z]{1,6}");
    (key, engagement(), parties).prop_map(|(key, engagement, mut parties)| {
        // A form has a place for three of a role, in the order of roles.
        let mut in_role: BTreeMap<Role, usize> = BTreeMap::new();
        parties.retain(|(role, _)| {
            let count = in_role.entry(*role).or_default();
            *count += 1;
            *count <= 3
        });
        parties.sort_by_key(|(role, _)| Role::ALL.iter().position(|known| known == role));
        let draft = Draft {
            engagement,
            parties,
        };
        TemplateRow { key, draft }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the ledger holds goes out in our own form and comes back as it was.
    #[test]
    fn our_own_form_comes_back_as_it_was(
        rows in prop::collection::vec(template_row(), 1..4),
        wide in any::<bool>(),
    ) {
        let text = csv(&table(&rows));
        let bytes: Vec<u8> = if wide {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            [0xff, 0xfe].into_iter().chain(units).collect()
        } else {
            text.clone().into_bytes()
        };
        let mapping = source("enishi-template");
        let context = Context::default();
        let (read, _) = read(&bytes, &mapping, &context).expect("it is read");
        prop_assert_eq!(read.len(), rows.len(), "{}", text);
        for (read, row) in read.into_iter().zip(rows) {
            let told = show(&read);
            let RowOutcome::Engagements(mut drafts, _) = read.outcome else {
                return Err(TestCaseError::fail(format!("{told}\n{text}")));
            };
            prop_assert_eq!(read.external_key, row.key);
            prop_assert_eq!(drafts.len(), 1);
            let draft = drafts.remove(0);
            prop_assert_eq!(&draft.engagement, &row.draft.engagement);
            let show = |(role, party): &(Role, PartyDraft)| show_party(*role, party);
            let expected: Vec<String> = row.draft.parties.iter().map(show).collect();
            let parties: Vec<String> = draft.parties.iter().map(show).collect();
            prop_assert_eq!(parties, expected, "{}", text);
        }
    }

    /// The order of columns says nothing, nor does the encoding.
    #[test]
    fn shuffled_columns_change_nothing(
        order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let rows = [
            ["寄附番号", "申込日", "入金日", "氏名", "カナ", "寄附金額", "返礼品1", "返礼品2"],
            ["01", "R6.4.1", "", "髙橋 花子", "タカハシ", "10000", "茶", "魚"],
            ["02", "2024/5/1", "R6.5.2", "㈱架空", "", "▲500", "", ""],
            ["03", "いつか", "", "架空", "", "1", "", ""],
        ];
        let text = |order: &[usize]| -> String {
            let line = |row: &[&str; 8]| {
                order.iter().map(|at| row[*at]).collect::<Vec<_>>().join(",") + "\r\n"
            };
            rows.iter().map(line).collect()
        };
        let mapping = source("furusato-ledger");
        let plain = text(&(0..8).collect::<Vec<_>>());
        let shuffled = text(&order);
        let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(&shuffled);
        prop_assert!(!lost);
        let told = |bytes: &[u8]| -> Vec<String> {
            outcomes(bytes, &mapping)
                .into_iter()
                .map(|(key, outcome)| {
                    // Where a finding stands does follow the columns.
                    match outcome {
                        RowOutcome::Engagements(drafts, _) => {
                            let drafts: Vec<String> = drafts.iter().map(show_draft).collect();
                            format!("{key:?} {}", drafts.join("+"))
                        }
                        RowOutcome::Refused(findings) => format!("{key:?} {}", findings[0].rule),
                        RowOutcome::Observations(..) | RowOutcome::Excluded(_) => {
                            format!("{key:?}")
                        }
                    }
                })
                .collect()
        };
        prop_assert_eq!(told(plain.as_bytes()), told(shuffled.as_bytes()));
        prop_assert_eq!(told(plain.as_bytes()), told(&cp932));
    }
}

#[test]
fn a_workbook_or_page_reads_as_its_text_does() {
    let csv = "会員番号,氏名,入会日\n0007,架空 花子,R6.4.1\n";
    let html = "<table><tr><th>会員番号</th><th>氏名</th><th>入会日</th></tr>\
        <tr><td>0007</td><td>架空 花子</td><td>R6.4.1</td></tr></table>";
    let mapping = source("members");
    assert_eq!(
        outcomes(csv.as_bytes(), &mapping),
        outcomes(html.as_bytes(), &mapping)
    );
}

#[test]
fn the_callback_may_stop_the_reading() {
    let file = "会員番号,氏名,入会日\n".to_owned() + &"1,架空,R6.4.1\n".repeat(50);
    let mut seen = 0;
    let read = read_register(
        file.as_bytes(),
        &Hints::default(),
        &source("members"),
        &yaizu(),
        &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        },
    );
    assert_eq!((seen, read.map(|reading| reading.value.read)), (1, Ok(1)));
}
