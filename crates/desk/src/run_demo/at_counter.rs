//! What the city's staff do in the browser, done at their own counter: their duty is asked, and
//! every step is about the version that they were shown.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_store::Statement;

use crate::demo::schedule::{Deed, Official, Remarked, Said};
use crate::error::DeskError;
use crate::manage_staff::{NewStaff, add_staff, assign};
use crate::office::Office;
use crate::open_year::open_year;
use crate::reception::{Counter, Entropy, Reception};
use crate::review_sheet::{Opinion, record_meeting, remark, show_review};
use crate::show_year::show_year;
use crate::take_step::{Wanted, take_step};
use crate::write_assessment::{Draft, Writing, Written, write_assessment};

/// Opens somebody's account and gives them their duty.
pub(super) async fn appoint(
    office: &Office,
    official: &Official,
    entropy: &Entropy,
) -> Result<(), DeskError> {
    let new = NewStaff {
        login: official.login.to_owned(),
        name: official.name.to_owned(),
    };
    add_staff(office, &new, entropy).await?;
    assign(office, official.login, official.duty, official.department).await
}

/// Does what somebody does.
pub(super) async fn at_counter(
    office: &Office,
    entropy: &Entropy,
    (by, year): (&Official, FiscalYear),
    deed: &Deed,
) -> Result<(), DeskError> {
    let missing = || DeskError::DemoBroken(by.login.to_owned());
    let account = office.store.account(by.login).await?.ok_or_else(missing)?;
    let reception = Reception::new(office.clone(), 1, entropy.clone());
    // They came in with all that is asked for; there is no session of it.
    let who = (account.staff, account.name, true);
    let counter = reception.open(who, String::new(), office.now()).await?;
    match deed {
        Deed::OpenYear => {
            open_year(&counter, year).await?;
        }
        Deed::Write(said) => write(&counter, year, said).await?,
        Deed::Take {
            programme,
            step,
            decision_number,
            reason,
        } => {
            let shown = show_year(&counter, Some(year)).await?;
            let mut parts = shown.programmes.into_iter();
            let part = parts.find(|part| part.no == *programme);
            let wanted = Wanted {
                programme: (*programme).to_owned(),
                step: *step,
                seen: part.ok_or_else(missing)?.version,
                drafts: Vec::new(),
                decision_number: decision_number.map(str::to_owned),
                reason: reason.map(str::to_owned),
            };
            take_step(&counter, year, &wanted).await?;
        }
        Deed::Meet(held) => {
            record_meeting(&counter, year, (held, None)).await?;
        }
        Deed::Remark(remarked) => {
            let opinion = Opinion {
                category: Some(remarked.category),
                ..opinion(remarked, remarked.text)
            };
            remark(&counter, year, &opinion).await?;
        }
        Deed::Answer(remarked) => {
            let review = show_review(&counter, Some(year)).await?;
            let mut remarks = review.remarks.iter();
            let asked = remarks.find(|shown| shown.opinion.text == remarked.text);
            let answer = Opinion {
                answers: Some(asked.ok_or_else(missing)?.position),
                ..opinion(remarked, remarked.answer)
            };
            remark(&counter, year, &answer).await?;
        }
    }
    Ok(())
}

async fn write(counter: &Counter, year: FiscalYear, said: &Said) -> Result<(), DeskError> {
    let shown = show_year(counter, Some(year)).await?;
    let mut parts = shown.programmes.iter();
    let part = parts.find(|part| part.no == said.programme);
    let draft = Draft {
        kpi: said.kpi.to_owned(),
        based_on: part.map_or(0, |part| part.course.revision(said.kpi)),
        statement: Statement {
            cause: said.cause.to_owned(),
            improvement: said.improvement.to_owned(),
            outlook: said.outlook.to_owned(),
        },
    };
    let drafts = [draft];
    let writing = Writing::new(said.programme, &drafts);
    match write_assessment(counter, year, writing).await? {
        Written::Kept => Ok(()),
        Written::Unchanged | Written::Conflict(_) => {
            Err(DeskError::DemoBroken(said.programme.to_owned()))
        }
    }
}

fn opinion(remarked: &Remarked, text: &str) -> Opinion {
    Opinion {
        programme: remarked.programme.to_owned(),
        kpi: remarked.kpi.to_owned(),
        category: None,
        text: text.to_owned(),
        answers: None,
        seen: Position(0),
    }
}
