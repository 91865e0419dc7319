//! What one sees of a register before anything is read.

use std::collections::BTreeMap;

use super::*;
use crate::registers::preview::{Preview, preview_register, remapped};

fn seen(text: &str, mapping: &Mapping) -> Preview {
    let preview = preview_register(text.as_bytes(), &Hints::default(), mapping, 3);
    preview.expect("it is a table")
}

/// Each column of the mapping that is required, and where it was found or may be.
fn required(preview: &Preview) -> String {
    let columns = preview.columns.iter().filter(|column| column.is_required);
    let told = columns.map(|column| {
        let guess = column.guess.as_deref().unwrap_or("-");
        format!("{}={}?{guess}", column.name, column.found.join("+"))
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn three_rows_are_shown_with_what_each_column_was_found_under() {
    let text =
        "会員名簿\n会員番号,氏名,入会日\n1,甲,R6.4.1\n2,乙,R6.4.2\n\n3,丙,R6.4.3\n4,丁,R6.4.4\n";
    let preview = seen(text, &source("members"));
    assert_eq!(preview.heading_row, 2);
    assert_eq!(preview.headings, ["会員番号", "氏名", "入会日"]);
    assert_eq!(preview.rows.len(), 3);
    assert_eq!(preview.rows[2], ["3", "丙", "R6.4.3"]);
    assert_eq!(
        required(&preview),
        "joined=入会日?- name=氏名?- number=会員番号?-"
    );
}

#[test]
fn a_heading_that_is_missing_is_guessed_and_no_error() {
    let preview = seen(
        "整理No,お名前,入会年月日\n1,甲,R6.4.1\n",
        &source("members"),
    );
    assert_eq!(
        required(&preview),
        "joined=?入会年月日 name=お名前?- number=?-"
    );
    let none = seen("1,甲,R6.4.1\n2,乙,R6.4.2\n", &source("members"));
    assert_eq!(
        none.headings,
        Vec::<String>::new(),
        "nobody's row is a heading"
    );
    assert_eq!(none.rows[0], ["1", "甲", "R6.4.1"]);
}

#[test]
fn of_a_column_that_is_never_read_nothing_is_shown() {
    let text = "会員番号,氏名,マイナンバー,入会日\n1,甲,123456789018,R6.4.1\n";
    let preview = seen(text, &source("members"));
    assert_eq!(preview.refused_columns, ["マイナンバー"]);
    assert_eq!(preview.rows[0], ["1", "甲", "", "R6.4.1"]);
}

#[test]
fn headings_that_were_chosen_go_before_those_that_the_mapping_knows() {
    let sources = crate::registers::sources::names();
    // Our own form has the headings that it has.
    for name in sources.filter(|name| *name != crate::registers::template::SOURCE) {
        let before = source(name);
        let Some(column) = before.columns.iter().find(|column| column.is_required) else {
            continue;
        };
        let heading = "当課の\"見出し\"".to_owned();
        let chosen = BTreeMap::from([(column.name.clone(), heading.clone())]);
        let after = own(&remapped(&before, &chosen));
        assert_eq!(after.id, before.id);
        assert_eq!(after.version, before.version + 1);
        for (was, is) in before.columns.iter().zip(&after.columns) {
            assert_eq!((&was.name, was.is_required), (&is.name, is.is_required));
            let known = is.patterns.iter().map(|pattern| pattern.written.as_str());
            let known: Vec<&str> = known.filter(|known| *known != heading).collect();
            let had = was.patterns.iter().map(|pattern| pattern.written.as_str());
            assert_eq!(known, had.collect::<Vec<_>>(), "{name}: none is lost");
        }
    }
}
