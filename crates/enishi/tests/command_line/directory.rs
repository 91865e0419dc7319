//! The login by the city's directory, as the command line knows it: in a build that has it and in
//! one that has not.

use crate::program::Folder;
#[cfg(feature = "oidc")]
use crate::serving::{Browser, Office, hall};

/// The directory is this machine, where nobody answers.
#[cfg(feature = "oidc")]
const SETTINGS: &str = "issuer = \"http://127.0.0.1:1\"\nclient_id = \"enishi\"\n\
    account_claim = \"preferred_username\"\nclient_secret_file = \"secret\"\n\
    public_address = \"http://localhost:8080\"\nlabel = \"Login by the city\"\n";

#[cfg(not(feature = "oidc"))]
#[test]
fn a_build_without_the_directory_says_so_and_opens_nothing() {
    let folder = Folder::with(&[("directory.toml", b"")]);
    for (language, says) in [
        ("ja", "このビルドには庁内認証（--directory）がありません"),
        ("en", "this build has no directory login"),
    ] {
        let ran = folder.run(&format!(
            "serve --directory directory.toml --lang {language}"
        ));
        assert_eq!(ran.code, 2);
        assert!(ran.complaints.contains(says), "{}", ran.complaints);
    }
}

#[cfg(feature = "oidc")]
#[test]
fn settings_that_cannot_be_kept_to_are_refused_before_anything_is_opened() {
    let folder = Folder::with(&[("secret", b"lantern")]);
    for (from, to, says, japanese) in [
        (
            "http://127",
            "http://10",
            "not an https address",
            "issuer の「",
        ),
        ("\"secret\"", "\"none\"", "none", "none を読めません"),
        ("label", "lable", "unknown field", "6行目の書き方が違います"),
        (
            "label",
            "client_secret = \"lantern\"\nlabel",
            "line 6",
            "6行目の書き方が違います",
        ),
        (
            "label",
            "strong_amr = [\"pwd\"]\nlabel",
            "no second factor",
            "二要素認証",
        ),
        (
            "preferred_username",
            "email",
            "the claim `email`",
            "account_claim の「email」",
        ),
        (
            "client_secret_file = \"secret\"\n",
            "",
            "no client secret",
            "環境変数",
        ),
        (
            "http://127.0.0.1:1",
            "https://sso.example",
            "ca_file",
            "認証局",
        ),
    ] {
        let settings = SETTINGS.replace(from, to);
        assert_ne!(settings, SETTINGS, "{from}");
        folder.write("directory.toml", settings.as_bytes());
        for (language, says) in [("en", says), ("ja", japanese)] {
            let ran = folder.run(&format!(
                "serve --directory directory.toml --lang {language}"
            ));
            assert_eq!(ran.code, 2, "{to}");
            assert!(ran.complaints.contains(says), "{to}: {}", ran.complaints);
            assert!(!ran.complaints.contains("lantern"), "{to}");
        }
    }
}

#[cfg(feature = "oidc")]
#[test]
fn an_office_with_a_directory_opens_though_the_directory_is_down() {
    let (hall, _) = hall();
    hall.folder.write("directory.toml", SETTINGS.as_bytes());
    hall.folder.write("secret", b"lantern");
    let office = Office::open_with(&hall, "--directory directory.toml");
    let mut browser = Browser {
        address: office.address.clone(),
        ..Browser::default()
    };
    let page = browser.get("/login");
    assert!(page.text.contains("Login by the city"), "{}", page.text);
    let answer = browser.post("/login/directory", "next=");
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert!(answer.text.contains("パスワードでのログインは使えます"));
}
