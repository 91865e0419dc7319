//! The help of the commands that open the office to people.

use super::{Bilingual, Entry, entry};

/// What each command does.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[(
    "staff",
    [
        "職員: add LOGIN、role LOGIN、reset LOGIN、list",
        "Who may come in: add LOGIN, role LOGIN, reset LOGIN, list",
    ],
)];

/// The arguments.
pub(super) const ENTRIES: &[Entry] = &[entry(
    "staff",
    "login",
    ["ログイン名", "LOGIN"],
    ["ログイン名", "the login"],
)];
