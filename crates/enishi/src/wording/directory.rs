//! What is said of the city's directory, in Japanese and in English.

use super::Words;
use crate::commands::directory::Refusal;

impl Words {
    #[cfg(not(feature = "oidc"))]
    pub fn no_directory(self, _: &Refusal) -> String {
        self.pick(
            "このビルドには庁内認証（--directory）がありません。\
             --directory を外すか、「--features oidc」を付けて作ったものを使ってください。"
                .to_owned(),
            "this build has no directory login (--directory): leave the option out, or use a build \
             made with `--features oidc`"
                .to_owned(),
        )
    }

    #[cfg(feature = "oidc")]
    pub fn no_directory(self, refusal: &Refusal) -> String {
        let japanese = match refusal {
            Refusal::File(path, error) => format!("{} を読めません（{error}）。", path.display()),
            Refusal::Settings(path, line, error) => {
                format!(
                    "{} の{line}行目の書き方が違います（{error}）。",
                    path.display()
                )
            }
            Refusal::NoSecret => {
                "クライアントシークレットがありません。client_secret_file にファイルを\
                 書くか、環境変数 ENISHI_DIRECTORY_SECRET で渡してください。"
                    .to_owned()
            }
            Refusal::Address(key, text) => format!(
                "{key} の「{text}」は使えません。https で始まるアドレスを、問い合わせ文字列などを\
                 付けずに書いてください。"
            ),
            Refusal::Claim(claim) => format!(
                "account_claim の「{claim}」では、アカウントを決められません。\
                 preferred_username や upn など、一人に一つで変わらないものを書いてください。"
            ),
            Refusal::Weak(way) => format!(
                "strong_amr の「{way}」はパスワードだけのことで、二要素認証になりません。外して\
                 ください。"
            ),
            Refusal::Authority(path, error) => {
                format!(
                    "{} の証明書を読めません（{error}）。PEM 形式にしてください。",
                    path.display()
                )
            }
            Refusal::NoAuthority => {
                "ca_file がありません。認証サーバーの証明書を発行した認証局の証明書\
                 （PEM 形式）を書いてください。"
                    .to_owned()
            }
        };
        self.pick(japanese, refusal.to_string())
    }
}
