//! What is said of accounts and of the office in the browser, in Japanese and in English.

use std::net::SocketAddr;
use std::path::Path;

use enishi_desk::BackupRead;
use enishi_desk::manage_staff::Listed;
use enishi_domain::staff::Duty;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;
use enishi_web::{FolderError, ServeError};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::Words;

impl Words {
    pub fn rows_through(self, rows: u64) -> String {
        let rows = with_thousands(&rows.to_string());
        self.pick(format!("{rows}行"), format!("{rows} rows"))
    }

    pub fn backed_up(self, file: &str, written: &BackupRead) -> String {
        let (rows, last) = (with_thousands(&written.rows.to_string()), written.head.last);
        let digest = &written.digest;
        let how = match written.head.key {
            Some(_) => self.pick(
                "暗号化しました。台帳の鍵も入っています。復号鍵はこのサーバーと別の場所に置いてください。",
                "encrypted; the ledger's key is in it; keep the identity away from this machine",
            ),
            None => self.pick(
                "暗号化していません。個人情報が入っています。台帳の鍵は入っていないので、別に控えてください。",
                "not encrypted, and full of personal data; the ledger's key is not in it",
            ),
        };
        self.pick(
            format!(
                "{file} に位置{last}までの{rows}行を書き出しました。\n{how}\n照合値 {digest}\n"
            ),
            format!("{file}: {rows} rows up to position {last}\n{how}\ndigest {digest}\n"),
        )
    }

    pub fn restored(self, read: &BackupRead, place: &str) -> String {
        let rows = with_thousands(&read.rows.to_string());
        let at = in_japan(read.head.made_at);
        self.pick(
            format!("{at} のバックアップ（{rows}行）から {place} を作りました。\n"),
            format!("{place} was made of the backup of {at}, with {rows} rows\n"),
        )
    }

    pub fn tried(self, read: &BackupRead) -> String {
        let rows = with_thousands(&read.rows.to_string());
        let at = in_japan(read.head.made_at);
        self.pick(
            format!(
                "{at} のバックアップ（{rows}行）を戻して確かめ、消しました。\n戻せたことを台帳に記録しました。\n"
            ),
            format!(
                "the backup of {at} with {rows} rows was restored, verified and removed; the \
                 ledger says so\n"
            ),
        )
    }

    pub fn staff_link(self, login: &str, link: &str) -> String {
        self.pick(
            format!(
                "{login} さんに、次のパス（72時間、一度だけ有効）を渡してください。\
                 パスワードを自分で決めます。\n/password/{link}\n"
            ),
            format!(
                "hand this path to {login}; it works once within 72 hours and asks for a \
                 password\n/password/{link}\n"
            ),
        )
    }

    pub fn staff_token(self, login: &str, token: &str) -> String {
        self.pick(
            format!(
                "{login} さんとして使うプログラムのトークンです。ここでしか表示しません。\n{token}\n"
            ),
            format!("a program comes in as {login} with this token; it is shown once\n{token}\n"),
        )
    }

    pub fn staff_suspended(self, login: &str) -> String {
        self.pick(
            format!("{login} の利用を停止し、すべてのログインを終えました。\n"),
            format!("{login} is suspended and logged out everywhere\n"),
        )
    }

    pub fn staff_duty(
        self,
        login: &str,
        duty: Duty,
        department: Option<&str>,
        ended: bool,
    ) -> String {
        let place = department.map_or_else(String::new, |name| format!("（{name}）"));
        let word = duty.word();
        let done = if ended {
            "解きました"
        } else {
            "割り当てました"
        };
        let done_en = if ended { "no longer has" } else { "has" };
        self.pick(
            format!("{login} の職務「{word}」{place}を{done}。\n"),
            format!("{login} {done_en} the duty {}{place}\n", duty.code()),
        )
    }

    pub fn staff_list(self, listed: &[Listed]) -> String {
        let mut out = String::new();
        for account in listed {
            let state = self.pick(account.state.word(), account.state.code());
            out.push_str(&format!("{}  {}  {state}", account.login, account.name));
            for held in account.duties.iter().filter(|held| held.until.is_none()) {
                let duty = self.pick(held.duty.word(), held.duty.code());
                let place = held.department.as_deref();
                let place = place.map_or_else(String::new, |name| format!("（{name}）"));
                out.push_str(&format!("  {duty}{place}"));
            }
            out.push('\n');
        }
        if listed.is_empty() {
            out.push_str(self.pick("登録された職員はいません。\n", "no accounts\n"));
        }
        out
    }

    pub fn unknown_duty(self, duty: &str) -> String {
        let known = Duty::ALL
            .iter()
            .map(|duty| self.pick(duty.word(), duty.code()));
        let known: Vec<&str> = known.collect();
        let known = known.join(self.pick("、", ", "));
        self.pick(
            format!("「{duty}」という職務はありません。使えるのは {known} です。"),
            format!("there is no duty `{duty}`, only {known}"),
        )
    }

    pub fn serving(self, scheme: &str, listen: SocketAddr) -> String {
        self.pick(
            format!("{scheme}://{listen}/ で開いています。終えるには Ctrl-C を押してください。"),
            format!("open at {scheme}://{listen}/; press Ctrl-C to end"),
        )
    }

    pub fn first_administrator(self, scheme: &str, listen: SocketAddr, link: &str) -> String {
        self.pick(
            format!(
                "最初の管理者 admin のパスワードを、次のリンク（72時間、一度だけ有効）で決めてください。\n\
                 {scheme}://{listen}/password/{link}"
            ),
            format!(
                "set the password of the first administrator `admin` by this link, once within 72 \
                 hours\n{scheme}://{listen}/password/{link}"
            ),
        )
    }

    pub fn demo_account(self, login: &str, password: &str, duty: Duty) -> String {
        let duty = self.pick(duty.word(), duty.code());
        format!("  {login:<10} {password}  {duty}")
    }

    pub fn demo_accounts(self) -> &'static str {
        self.pick(
            "職務ごとのログイン名とパスワード（二度と表示しません）:",
            "a login and password for each duty, shown once:",
        )
    }

    pub fn demo_codes(self, codes: &[String]) -> String {
        let codes = codes.join(" ");
        self.pick(
            format!("             二要素認証の回復コード（各1回）: {codes}"),
            format!("             recovery codes, each once: {codes}"),
        )
    }

    pub fn administrator(self) -> &'static str {
        self.pick("システム管理者", "administrator")
    }

    pub fn no_uploads(self, error: &std::io::Error) -> String {
        self.pick(
            format!(
                "預かったファイルを置くフォルダーを使えません（{error}）。\
                 書き込めるフォルダーを --uploads で指定してください。"
            ),
            format!("the folder for uploads cannot be used ({error}); name one with --uploads"),
        )
    }

    pub fn published(self, folder: &Path, files: usize) -> String {
        let folder = folder.display();
        self.pick(
            format!(
                "{folder} に公表用のページとデータを書き出しました（{files}ファイル）。\
                 「enishi public --site {folder}」で確かめられます。\n"
            ),
            format!("the public site is in {folder} ({files} files)\n"),
        )
    }

    pub fn no_site(self, error: &FolderError) -> String {
        let japanese = match error {
            FolderError::NoSite(path) => format!(
                "{} に公表用のページがありません。\
                 「enishi publish --site」で書き出したフォルダーを指定してください。",
                path.display()
            ),
            FolderError::Unreadable(path, error) => format!(
                "{} を読めません（{error}）。フォルダーをもう一度写してください。",
                path.display()
            ),
            FolderError::Changed(path) => format!(
                "{} が書き出したときの内容と違います。フォルダーをもう一度写してください。",
                path.display()
            ),
            FolderError::NoFile { path, line } => format!(
                "{} の{line}行目が公表用のファイルを指していません。書き出し直してください。",
                path.display()
            ),
            FolderError::TooLarge(path) => {
                format!("{} は大きすぎて開けません。", path.display())
            }
        };
        self.pick(japanese, error.to_string())
    }

    pub fn not_served(self, error: &ServeError) -> String {
        let japanese = match error {
            ServeError::InTheClear(address) => format!(
                "{address} はほかの機器から届くため、暗号化なしでは開きません。\
                 --tls-cert と --tls-key で証明書を示すか、--behind-proxy で代理サーバーを示してください。"
            ),
            ServeError::Address(address, error) => format!(
                "{address} で待ち受けられません（{error}）。\
                 ほかのプログラムが使っていないか確かめるか、--listen で別の番号を指定してください。"
            ),
            ServeError::Certificate(error) => {
                format!("証明書か鍵を読めません（{error}）。PEM 形式のファイルを指定してください。")
            }
            ServeError::Io(error) => format!("待受けが続けられなくなりました（{error}）。"),
        };
        self.pick(japanese, error.to_string())
    }
}

fn in_japan(at: Timestamp) -> String {
    let local = Offset::constant(9).to_datetime(at);
    local.strftime("%Y-%m-%d %H:%M").to_string()
}
