//! The desk's errors in Japanese, each with the way out.

use crate::error::DeskError;

pub(crate) fn error_ja(error: &DeskError) -> String {
    match error {
        DeskError::Intake(error) => enishi_intake::wording::error_ja(error),
        DeskError::Json { line, column } => format!(
            "JSON が enishi.check/1 の形ではありません（{line}行{column}字目）。\
             「enishi convert … -o …json」で書き出したファイルを指定してください。"
        ),
        DeskError::Interchange(error) => format!(
            "JSON の内容が enishi.check/1 の決まりに合いません（{error}）。\
             「enishi convert … -o …json」で書き出し直してください。"
        ),
        DeskError::Settings(error) => format!(
            "設定を読めません。{}",
            enishi_intake::wording::settings_error_ja(error)
        ),
        DeskError::UnknownRule { code } => format!(
            "[rules] の「{code}」という規則はありません。\
             「enishi rules」で番号を確かめてください。"
        ),
        DeskError::TooLargeToWrite { limit } => format!(
            "書き出すと {limit} MiB を超え、読み直せないファイルになります。\
             課ごとや年度ごとに、いくつかのファイルに分けてください。"
        ),
        DeskError::Publish(error) => enishi_publish::wording::error_ja(error),
    }
}
