//! `enishi staff`: opens accounts, gives and ends duties, and hands out links to set a password and
//! tokens for programs.

use enishi_desk::Language;
use enishi_desk::access_tokens::{NewToken, issue_for};
use enishi_desk::manage_staff::{
    Listed, NewStaff, add_staff, assign, end_duty, list, reset, suspend,
};
use enishi_domain::staff::{Assignment, Duty};
use enishi_domain::words::ClosedSet as _;
use serde_json::{Value as Json, json};

use super::on_ledger::{Said, entropy, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger::StaffAction;
use crate::files::complain;
use crate::wording::Words;

/// Does what is asked.
pub fn run(action: &StaffAction, language: Language) -> u8 {
    let words = Words::of(language);
    match action {
        StaffAction::Add(asked) => on_ledger(&asked.ledger, language, async |office| {
            let new = NewStaff {
                login: asked.login.clone(),
                name: asked.name.clone(),
            };
            let link = add_staff(office, &new, &entropy()).await?;
            let json = json!({"format": "enishi.staff/1", "login": asked.login, "link": link});
            Ok(Said::clean(words.staff_link(&asked.login, &link), json))
        }),
        StaffAction::Role(asked) => {
            let duty = asked.duty.as_str();
            let Some(duty) = Duty::from_code(duty).or_else(|| Duty::from_word(duty)) else {
                complain(&words.unknown_duty(duty));
                return FAILED;
            };
            let department = asked.department.as_deref();
            on_ledger(&asked.ledger, language, async |office| {
                if asked.end {
                    end_duty(office, &asked.login, duty, department).await?;
                } else {
                    assign(office, &asked.login, duty, department).await?;
                }
                let json = json!({
                    "format": "enishi.staff/1",
                    "login": asked.login,
                    "duty": duty.code(),
                    "department": department,
                    "ended": asked.end,
                });
                let human = words.staff_duty(&asked.login, duty, department, asked.end);
                Ok(Said::clean(human, json))
            })
        }
        StaffAction::Reset(asked) => on_ledger(&asked.ledger, language, async |office| {
            if asked.suspend {
                suspend(office, &asked.login).await?;
                let json = json!({"format": "enishi.staff/1", "login": asked.login, "link": null});
                return Ok(Said::clean(words.staff_suspended(&asked.login), json));
            }
            let link = reset(office, &asked.login, &entropy()).await?;
            let json = json!({"format": "enishi.staff/1", "login": asked.login, "link": link});
            Ok(Said::clean(words.staff_link(&asked.login, &link), json))
        }),
        StaffAction::Token(asked) => on_ledger(&asked.ledger, language, async |office| {
            let new = NewToken {
                label: asked.label.clone(),
                days: asked.days,
            };
            let token = issue_for(office, &asked.login, &new, &entropy()).await?;
            let json = json!({"format": "enishi.staff/1", "login": asked.login, "token": token});
            Ok(Said::clean(words.staff_token(&asked.login, &token), json))
        }),
        StaffAction::List(asked) => on_ledger(&asked.ledger, language, async |office| {
            let listed = list(office).await?;
            let accounts: Vec<Json> = listed.iter().map(account).collect();
            let json = json!({"format": "enishi.staff/1", "accounts": accounts});
            Ok(Said::clean(words.staff_list(&listed), json))
        }),
    }
}

fn account(listed: &Listed) -> Json {
    let duties: Vec<Json> = listed.duties.iter().map(duty).collect();
    json!({
        "login": listed.login,
        "name": listed.name,
        "state": listed.state.code(),
        "has_password": listed.has_password,
        "duties": duties,
    })
}

fn duty(held: &Assignment) -> Json {
    json!({
        "duty": held.duty.code(),
        "department": held.department,
        "from": held.from.to_string(),
        "until": held.until.map(|day| day.to_string()),
    })
}
