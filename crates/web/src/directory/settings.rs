//! What the city declares of its directory, in a file of its own. The client's secret stands in
//! another file or comes from the binary, so that the settings can be shown to anybody.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use openidconnect::url::Url;
use serde::Deserialize;

use super::asking::is_this_machine;
use crate::wording::directory::LABEL;

/// Claims that name nobody for good: whoever may change them in the directory could be another.
const NO_NAMES: [&str; 21] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
    "iss",
    "aud",
    "nonce",
];

/// Why the directory cannot be used as it is declared.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A file cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, io::Error),
    /// The settings are not what they should be, in a line.
    #[error("{path}: line {1}: {2}", path = .0.display())]
    Settings(PathBuf, usize, String),
    /// No secret is given, neither by file nor by environment.
    #[error("no client secret is given")]
    NoSecret,
    /// An address that is neither `https` nor this machine, or has more to it than it may.
    #[error("`{0}` = \"{1}\": not an https address")]
    Address(&'static str, String),
    /// A claim that cannot name an account.
    #[error("the claim `{0}` does not name an account for good")]
    Claim(String),
    /// A way to show who one is that is no second factor.
    #[error("`strong_amr`: `{0}` is no second factor")]
    Weak(String),
    /// Who vouches for the directory's certificate cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    Authority(PathBuf, String),
    /// The directory is asked over TLS, and nobody vouches for it.
    #[error("`ca_file` is not given")]
    NoAuthority,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    public_address: String,
    account_claim: String,
    label: Option<String>,
    ca_file: Option<PathBuf>,
    scopes: Option<Vec<String>>,
    ask_each_time: Option<bool>,
    #[serde(default)]
    strong_amr: Vec<String>,
    #[serde(default)]
    strong_acr: Vec<String>,
}

/// What the city declares.
pub struct Settings {
    /// The directory, as it calls itself.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What we show it.
    pub client_secret: String,
    /// Where a browser comes back to.
    pub way_back: String,
    /// Which claim names the account.
    pub account_claim: String,
    /// What stands on the button.
    pub label: String,
    /// Who vouches for its certificate.
    pub authorities: Option<PathBuf>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Whether whoever is there shows the directory who they are with each login, though somebody
    /// is in already there.
    pub asks_each_time: bool,
    /// Ways to show who one is that count as a second factor.
    pub strong_amr: Vec<String>,
    /// Classes of it that do.
    pub strong_acr: Vec<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Settings");
        shown.field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Reads the settings, and the secret unless one is given. Paths in them begin at their folder.
pub fn read(path: &Path, secret: Option<String>) -> Result<Settings, DirectoryError> {
    let text = text_of(path)?;
    let written: Written =
        toml::from_str(&text).map_err(|error| ill_formed(path, &text, &error))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let secret = match (secret, &written.client_secret_file) {
        (Some(secret), _) => secret,
        // Some editors put a mark before the text, which is part of no secret.
        (None, Some(file)) => {
            let text = text_of(&folder.join(file))?;
            text.trim_start_matches('\u{feff}').to_owned()
        }
        (None, None) => String::new(),
    };
    let secret = secret.trim().to_owned();
    if secret.is_empty() {
        return Err(DirectoryError::NoSecret);
    }
    let claim = written.account_claim;
    if claim.trim().is_empty() || NO_NAMES.contains(&claim.as_str()) {
        return Err(DirectoryError::Claim(claim));
    }
    if let Some(weak) = written.strong_amr.iter().find(|way| *way == "pwd") {
        return Err(DirectoryError::Weak(weak.clone()));
    }
    let issuer = address("issuer", &written.issuer)?;
    let ours = address("public_address", &written.public_address)?;
    if ours.path() != "/" {
        let written = written.public_address;
        return Err(DirectoryError::Address("public_address", written));
    }
    let authorities = written.ca_file.map(|file| folder.join(file));
    if issuer.scheme() == "https" && authorities.is_none() {
        return Err(DirectoryError::NoAuthority);
    }
    let scopes = written.scopes;
    Ok(Settings {
        issuer: written.issuer,
        client_id: written.client_id,
        client_secret: secret,
        way_back: format!("{}login/directory/back", ours.as_str()),
        account_claim: claim,
        label: written.label.unwrap_or_else(|| LABEL.to_owned()),
        authorities,
        scopes: scopes.unwrap_or_else(|| vec!["profile".to_owned()]),
        asks_each_time: written.ask_each_time.unwrap_or(true),
        strong_amr: written.strong_amr,
        strong_acr: written.strong_acr,
    })
}

fn text_of(path: &Path) -> Result<String, DirectoryError> {
    fs::read_to_string(path).map_err(|error| DirectoryError::File(path.to_owned(), error))
}

/// What is wrong and in which line, without the line: somebody may have written the secret there.
fn ill_formed(path: &Path, text: &str, error: &toml::de::Error) -> DirectoryError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.bytes().take(start);
    let line = before.filter(|byte| *byte == b'\n').count() + 1;
    DirectoryError::Settings(path.to_owned(), line, error.message().to_owned())
}

/// An address over TLS, or of this machine.
fn address(key: &'static str, text: &str) -> Result<Url, DirectoryError> {
    let refused = || DirectoryError::Address(key, text.to_owned());
    let url = Url::parse(text).map_err(|_| refused())?;
    let is_safe = match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => url.host_str().is_some_and(is_this_machine),
        _ => false,
    };
    let is_plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if is_safe && is_plain {
        Ok(url)
    } else {
        Err(refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "issuer = \"https://sso.example.lg.jp/adfs\"\n\
        client_id = \"enishi\"\n\
        account_claim = \"upn\"\n\
        ca_file = \"ca.pem\"\n\
        public_address = \"https://enishi.example.lg.jp\"\n";

    fn told(text: &str, secret: Option<&str>) -> Result<Settings, DirectoryError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.toml");
        fs::write(&path, text).unwrap();
        fs::write(folder.path().join("secret"), "from a file\n").unwrap();
        read(&path, secret.map(str::to_owned))
    }

    #[test]
    fn the_way_back_is_built_from_the_declared_address_alone() {
        let settings = told(GOOD, Some("s")).unwrap();
        assert_eq!(
            settings.way_back,
            "https://enishi.example.lg.jp/login/directory/back"
        );
        assert_eq!(settings.scopes, ["profile"]);
    }

    #[test]
    fn the_secret_comes_from_a_file_or_from_outside_and_is_shown_nowhere() {
        let with_file = format!("{GOOD}client_secret_file = \"secret\"\n");
        let settings = told(&with_file, None).unwrap();
        assert_eq!(settings.client_secret, "from a file");
        assert!(!format!("{settings:?}").contains("from a file"));
        let settings = told(&with_file, Some("from outside")).unwrap();
        assert_eq!(settings.client_secret, "from outside");
        let none = told(GOOD, None);
        assert!(matches!(none, Err(DirectoryError::NoSecret)));
    }

    #[test]
    fn a_secret_that_stands_in_the_settings_is_not_repeated() {
        for line in [
            "client_secret = \"lantern\"",
            "client_secret = \"lantern",
            "client_secret = lantern",
            "client_secret = 'lantern' 'lantern'",
            "client_secret \"lantern\"",
            "client_secret: lantern",
            "client_secret = \"\\lantern\"",
            "client_secret_file = [\"lantern\"]",
        ] {
            let text = format!("{GOOD}{line}\n");
            let Err(refused) = told(&text, None) else {
                panic!("{line}");
            };
            let said = refused.to_string();
            assert!(said.contains("line 6: "), "{line}: {said}");
            assert!(!said.contains("lantern"), "{line}: {said}");
            assert!(!format!("{refused:?}").contains("lantern"), "{line}");
        }
    }

    #[test]
    fn a_mark_before_the_secret_is_not_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.toml");
        fs::write(&path, format!("{GOOD}client_secret_file = \"secret\"\n")).unwrap();
        fs::write(folder.path().join("secret"), "\u{feff}lantern\r\n").unwrap();
        assert_eq!(read(&path, None).unwrap().client_secret, "lantern");
    }

    #[test]
    fn what_is_asked_for_can_be_nothing_more_and_each_time_is_the_custom() {
        let none = told(&format!("{GOOD}scopes = []\n"), Some("s")).unwrap();
        assert!(none.scopes.is_empty());
        assert!(none.asks_each_time);
        let seldom = told(&format!("{GOOD}ask_each_time = false\n"), Some("s"));
        assert!(!seldom.unwrap().asks_each_time);
        let weak = told(&format!("{GOOD}strong_amr = [\"pwd\"]\n"), Some("s"));
        assert!(matches!(weak, Err(DirectoryError::Weak(_))));
    }

    #[test]
    fn addresses_in_the_clear_and_claims_that_change_are_refused() {
        for (from, to) in [
            ("https://sso", "http://sso"),
            ("https://enishi", "http://enishi"),
            ("lg.jp/adfs", "lg.jp/adfs?a=b"),
            ("https://enishi", "https://user:word@enishi"),
            ("enishi.example.lg.jp", "enishi.example.lg.jp/under"),
            ("\"upn\"", "\"email\""),
            ("\"upn\"", "\"name\""),
            ("ca_file = \"ca.pem\"\n", ""),
            ("client_id", "client"),
        ] {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD, "{from}");
            assert!(told(&text, Some("s")).is_err(), "{to}");
        }
        let here = GOOD.replace("https://sso.example.lg.jp", "http://127.0.0.1:9000");
        let here = here.replace("ca_file = \"ca.pem\"\n", "");
        assert!(told(&here, Some("s")).is_ok(), "this machine");
    }
}
