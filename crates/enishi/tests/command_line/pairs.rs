//! The queue of 名寄せ in the terminal: what is shown to the eye, and what to programs.

use crate::ledger::{GIFTS, hall, json};

#[test]
fn a_pair_that_waits_is_shown_with_what_agrees_and_what_differs() {
    let folder = hall();
    let family = GIFTS.replace(
        "架空　太郎,カクウ　タロウ,000-0002,静岡県,ためし市,例示町4丁目5番6号",
        "架空　華子,カクウ　ハナコ,000-0001,静岡県,ためし市,見本町1丁目2番3号",
    );
    folder.write("gifts.csv", family.as_bytes());
    let ran = folder.run("import gifts.csv --source furusato-ledger");
    assert!(ran.code < 2, "{}", ran.complaints);
    let told = folder.run("parties review").out;
    for says in [
        "確認を待つ組 1件",
        "照合点による：",
        "内訳: 氏名とフリガナ ",
        "確認の理由: 読みは同じで漢字が異なる",
        "- フリガナが一致: カクウ",
        "架空　花子 ⇔ 架空　華子",
        "- 住所が一致: 静岡県ためし市",
    ] {
        assert!(told.contains(says), "{says}: {told}");
    }
    let told = json(&folder, "parties review");
    let pair = &told["pairs"][0];
    assert_eq!(pair["found_by"], "scored");
    assert_eq!(pair["doubts"][0], "kanji_differ");
    let hundredths = |part: &str| -> i64 {
        let text = pair["score"][part].as_str().expect("a score");
        text.replace('.', "").parse().expect("hundredths")
    };
    let parts: i64 = ["name", "birth", "contact"]
        .into_iter()
        .map(hundredths)
        .sum();
    assert_eq!(parts, hundredths("sum"), "{pair}");
    assert!(!told.to_string().contains("架空"), "{told}");
}
