//! What the desk says of corrections that cannot be, in Japanese, each with the way out.

use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;

use crate::correct_engagement::CorrectionFault;

pub(super) fn fault_ja(fault: &CorrectionFault) -> String {
    match fault {
        CorrectionFault::KindOfGift(stands, said) => format!(
            "「{}」を「{}」に訂正することはできません。寄附の種別は受付と一体です。\
             この関わりを取り消し、正しい種別で記録し直してください。",
            stands.word(),
            said.word()
        ),
        CorrectionFault::NoAmount(kind) => format!(
            "「{}」の金額は空にできません。正しい金額を指定するか、\
             寄附そのものがなかったときは、この関わりを取り消してください。",
            kind.word()
        ),
        CorrectionFault::Amount(Kind::DonationRefund, amount) => format!(
            "返金の金額に {amount} は使えません。-5000 のように負の金額を指定してください。"
        ),
        CorrectionFault::Amount(kind, amount) => format!(
            "「{}」の金額に {amount} は使えません。正しい金額を正の数で指定してください\
             （返金は別の関わりとして記録し、なかった寄附は取り消します）。",
            kind.word()
        ),
        CorrectionFault::NoQuantity(kind) => format!(
            "「{}」の数量は空にできません。人数を指定してください。",
            kind.word()
        ),
        CorrectionFault::NegativeQuantity => {
            "数量に負の数は使えません。0以上の数を指定してください。".to_owned()
        }
        CorrectionFault::PartOfHead => {
            "人数に端数は使えません。整数で指定してください。".to_owned()
        }
        CorrectionFault::NotHeads => "人数の記録の単位は「人」か「名」です。\
             空けても人と読みます。人でないものは、人数として記録できません。"
            .to_owned(),
        CorrectionFault::TooMany => {
            "数量が大きすぎます。10億までの数を指定してください。".to_owned()
        }
        CorrectionFault::EndsBefore(begun, ended) => format!(
            "終了日 {ended} が発生日 {begun} より前になります。\
             どちらの日付が正しいか確かめてください。"
        ),
        CorrectionFault::Day(of, day) => format!(
            "{}の {day} は使えません。1900年から今日までの日付を指定してください。",
            of.word()
        ),
    }
}
