//! `enishi demo`: an invented city, from its registers' files to its evaluation sheet.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::path::Path;

use enishi_desk::check_sheet::Checked;
use enishi_desk::convert_sheet::Format;
use enishi_desk::demo::{City, Size, city, region_files};
use enishi_desk::demo_staff::{DemoStaff, demo_staff};
use enishi_desk::evaluate_year::evaluate_year;
use enishi_desk::measure_year::latest_year;
use enishi_desk::office::Office;
use enishi_desk::passwords::Hashing;
use enishi_desk::run_demo::run_demo;
use enishi_desk::{DeskError, Language, rubrics};
use jiff::Timestamp;

use super::check::human;
use super::evaluate::write;
use super::on_ledger::{block_on, entropy, make_secret};
use super::serve;
use crate::arguments::ledger;
use crate::files::{self, FileError, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Makes the city in a folder that is new or empty, and shows its last year.
pub fn run(arguments: &ledger::Demo, language: Language) -> u8 {
    let words = Words::of(language);
    let folder = &arguments.folder;
    let size = if arguments.small {
        Size::Small
    } else {
        Size::Full
    };
    let city = city(size);
    if let Err(error) = prepare(folder, &city, size) {
        complain_of(folder, &error, language);
        return FAILED;
    }
    let secret = match make_secret(&folder.join("enishi.key")) {
        Ok(secret) => secret,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let address = format!("sqlite:{}", folder.join("enishi.db").display());
    let done = block_on(async {
        let files = region_files(size);
        let begin = city
            .steps
            .first()
            .map_or(Timestamp::UNIX_EPOCH, |step| step.at);
        let (mut office, _) = Office::init(&address, &files, secret, begin).await?;
        let is_shown = io::stderr().is_terminal();
        run_demo(&mut office, &city, &entropy(), &mut |progress| {
            if is_shown {
                files::progress(&words.demo_progress(&progress));
            }
            ControlFlow::Continue(())
        })
        .await?;
        if is_shown {
            files::progress("");
        }
        office.set_clock(Timestamp::now());
        let checked = last_year(&office).await?;
        let mut staff = Vec::new();
        if arguments.serve {
            staff = demo_staff(&office, &Hashing::new(1), &entropy()).await?;
        }
        office.close().await;
        Ok::<_, DeskError>((checked, staff))
    });
    let (checked, staff) = match done {
        Ok(done) => done,
        Err(error) => {
            complain(&error.message(language));
            return FAILED;
        }
    };
    let code = show(&checked, folder, city.files.len(), language);
    if !arguments.serve || code == FAILED {
        return code;
    }
    tell(&staff, words);
    open(arguments, &address, language)
}

/// Opens the city in the browser until told to stop.
fn open(arguments: &ledger::Demo, address: &str, language: Language) -> u8 {
    let key = arguments.folder.join("enishi.key");
    let secret = match make_secret(&key) {
        Ok(secret) => secret,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let ended = block_on(async {
        let listening = serve::listen((arguments.listen, None, None)).await?;
        let office = Office::open(address, secret, Timestamp::now()).await;
        let office = office.map_err(serve::Ended::Desk)?;
        let uploads = arguments.folder.join("uploads");
        let place = (address, key.as_path(), uploads.as_path());
        serve::open(office, listening, place, (None, language)).await
    });
    serve::finish(ended, language)
}

/// Tells the accounts, once.
fn tell(staff: &[DemoStaff], words: Words) {
    complain(words.demo_accounts());
    for account in staff {
        complain(&words.demo_account(&account.login, &account.password, account.duty));
        if !account.codes.is_empty() {
            complain(&words.demo_codes(&account.codes));
        }
    }
}

async fn last_year(office: &Office) -> Result<Checked, DeskError> {
    let year = super::measure::year(office, latest_year(office));
    evaluate_year(office, year, None).await
}

fn show(checked: &Checked, folder: &Path, registers: usize, language: Language) -> u8 {
    let words = Words::of(language);
    let sheets = std::slice::from_ref(checked);
    let mut out = human::report(sheets, &rubrics::cabinet_office(), language);
    out.push('\n');
    for (name, format) in [("sheet.xlsx", Format::Xlsx), ("sheet.html", Format::Html)] {
        let path = folder.join(name);
        if !write(checked, &path, format, language) {
            return FAILED;
        }
        out.push_str(&format!("{}\n", words.written(&path)));
    }
    out.push_str(&words.demo_made(folder, registers));
    files::printed(files::print(&out), CLEAN, language)
}

/// The folder with the region's and the registers' files.
fn prepare(folder: &Path, city: &City, size: Size) -> Result<(), FileError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(FileError::NotEmpty);
    }
    let region = folder.join("region");
    fs::create_dir_all(&region).map_err(FileError::Write)?;
    for file in region_files(size) {
        fs::write(region.join(&file.name), &file.text).map_err(FileError::Write)?;
    }
    for file in &city.files {
        let path = folder.join("registers").join(&file.name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(FileError::Write)?;
        }
        let mut out = fs::File::create(&path).map_err(FileError::Write)?;
        for chunk in file.chunks()? {
            io::Write::write_all(&mut out, &chunk).map_err(FileError::Write)?;
        }
    }
    Ok(())
}
