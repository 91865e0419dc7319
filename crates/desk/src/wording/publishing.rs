//! What the desk says of a year that is not published: what stands against it, and the way out. A
//! text that may say who somebody is is named by its place and never repeated.

use enishi_domain::disclosure::{Obstacle, PersonalKind};

use crate::publish_year::NotPublished;

pub(crate) fn not_published_ja(error: &NotPublished) -> String {
    match error {
        NotPublished::Unfinished { year, programmes } => format!(
            "{year}は、事業{}が「公表」の段階にないか、公表した時と内容が変わっています。\
             評価シートの画面で、承認から公表までの手続を済ませてください。",
            programmes.join("・")
        ),
        NotPublished::NotFrozen(year) => {
            format!(
                "{year}の実績が確定していません。先に「実績の締め」から実績を確定してください。"
            )
        }
        NotPublished::NoYear => "公表の段階に達した年度がありません。\
             評価シートの画面で、承認から公表までの手続を済ませてください。"
            .to_owned(),
        NotPublished::Refused { year, obstacles } => {
            let told = obstacles
                .iter()
                .map(|one| format!("\n- {}", obstacle_ja(one)));
            let told: String = told.collect();
            format!("{year}は、このままでは公表できません。{told}")
        }
    }
}

/// One thing that stands against publishing, in a line.
pub(crate) fn obstacle_ja(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::SmallHeadline { id, counts } => format!(
            "指標{id}は対象が{counts}件（人・者）と少ないため、公表する理由の記録が必要です。\
             公表の手続で理由を入力してください（公表済みのときは、再開してから）。"
        ),
        Obstacle::PersonalText(text) => format!(
            "{}の記述の{}文字目に、{}とみられる語があります。評価シートを再開して、書き直してください。",
            text.of,
            text.at,
            kind_ja(text.kind)
        ),
        Obstacle::SumDiffers { total } => {
            format!(
                "内訳の合計が一致しません（{}番目の欄）。実績を確かめてください。",
                total + 1
            )
        }
    }
}

fn kind_ja(kind: PersonalKind) -> &'static str {
    match kind {
        PersonalKind::InLedger => "台帳にある氏名か住所",
        PersonalKind::Telephone => "電話番号",
        PersonalKind::Mail => "メールアドレス",
        PersonalKind::MyNumber => "12桁の番号（個人番号など）",
    }
}
