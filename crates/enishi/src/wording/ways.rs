//! What the terminal adds to what went wrong: the option or the command by which it is done there.
//! The error itself names the thing, as a browser shows it as well.

use enishi_desk::correct_engagement::CorrectionFault;
use enishi_desk::publish_year::NotPublished;
use enishi_desk::{AccessError, DeskError, InquiryError, IntakeError, Language, RegisterError};

/// An error with the way by which a command mends it.
pub fn with_way(error: &DeskError, language: Language) -> String {
    let said = error.message(language);
    match (language, way(error)) {
        (Language::Japanese, Some(way)) => format!("{said}\n{way}"),
        (Language::Japanese, None) | (Language::English, _) => said,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not named here is mended by no command of ours"
)]
fn way(error: &DeskError) -> Option<&'static str> {
    Some(match error {
        DeskError::UnknownKpi { .. } | DeskError::UnknownProgramme(_) => {
            "番号は「enishi measure」で示します。"
        }
        DeskError::Correction(
            CorrectionFault::KindOfGift(..)
            | CorrectionFault::NoAmount(_)
            | CorrectionFault::Amount(..),
        ) => "取消しは --void、訂正は --set amount=… で指定します。",
        DeskError::KeptApart { .. } | DeskError::HeldTogether { .. } => {
            "判定の取消しは「enishi parties undo」で行います。"
        }
        DeskError::NoBasis { .. } => "根拠は --basis で指定します。",
        DeskError::SeveralPurposes(_) => "利用目的は --purpose で指定します。",
        DeskError::KnownElsewhere { .. } => "取込みの取消しは「enishi import --undo」で行います。",
        DeskError::DayToCome { .. } => "時点は --as-of で指定します。",
        DeskError::Access(AccessError::NoSuchLogin(_)) => {
            "ログイン名は「enishi staff list」で示します。"
        }
        DeskError::Access(AccessError::DutyWithoutDepartment(duty)) if duty.is_of_department() => {
            "課は --department で指定します。"
        }
        DeskError::NotPublished(NotPublished::NotFrozen(_)) => {
            "確定は「enishi freeze --fiscal-year 年度」で行います。"
        }
        DeskError::Inquiry(InquiryError::NoSuchDepartment(..)) => {
            "課の名前は「enishi inquire」で示します。"
        }
        DeskError::Intake(error) => return of_encoding(error),
        DeskError::Register { error, .. } => match error.as_ref() {
            RegisterError::SeveralWorksheets(_) => "シートは --sheet シート名 で一つずつ選びます。",
            RegisterError::Intake(error) => return of_encoding(error),
            // Its last lines are a mapping to be kept as it stands, and it names the option above.
            RegisterError::UnknownHeading { .. } => return None,
        },
        _ => return None,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only these are mended by naming the encoding"
)]
fn of_encoding(error: &IntakeError) -> Option<&'static str> {
    match error {
        IntakeError::UnknownEncoding(_) | IntakeError::UndecodableAs { .. } => {
            Some("文字コードは --input-encoding で指定します。")
        }
        _ => None,
    }
}
