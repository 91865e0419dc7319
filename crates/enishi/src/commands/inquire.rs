//! `enishi inquire`: a workbook for each department to fill in, and what comes back. Of several
//! files that come back nothing is taken where one cannot be.

use std::fs;
use std::path::{Path, PathBuf};

use enishi_desk::inquire::answers::{Answer, Answers, Hand, hold, take};
use enishi_desk::inquire::reading::{InquiryRead, read_inquiry};
use enishi_desk::inquire::{Inquiries, inquiries, make};
use enishi_desk::office::Office;
use enishi_desk::{DeskError, Language, Statement, fate_en, fate_ja};
use serde_json::{Value as Json, json};

use super::on_ledger::{Said, run as on_ledger};
use crate::arguments::inquiry::Inquire;
use crate::files::{FileError, complain, complain_of, read, write_whole};
use crate::terminal::one_line;
use crate::wording::{Words, with_way};
use crate::{CLEAN, FAILED, FINDINGS};

/// Makes the workbooks of a year, or reads those that came back.
pub fn run(arguments: &Inquire, language: Language) -> u8 {
    match &arguments.output {
        Some(folder) => make_files(arguments, folder, language),
        None => read_files(arguments, language),
    }
}

fn make_files(arguments: &Inquire, folder: &Path, language: Language) -> u8 {
    let words = Words::of(language);
    on_ledger(&arguments.ledger, language, async |office| {
        let all = inquiries(office, arguments.fiscal_year);
        let made = make(office, all.year, arguments.department.as_deref()).await?;
        let paths: Vec<PathBuf> = made.iter().map(|one| folder.join(&one.file)).collect();
        // A file that is there may be filled in already.
        if let Some(there) = paths.iter().find(|path| path.exists()) {
            complain(&words.inquiry_there(there));
            return Ok(failed(made_json(&all, &[])));
        }
        let mut written = fs::create_dir_all(folder).map_err(|error| (folder, error.into()));
        for (inquiry, path) in made.iter().zip(&paths) {
            written = written.and_then(|()| {
                let path = path.as_path();
                write_whole(path, &inquiry.bytes).map_err(|error| (path, error))
            });
        }
        if let Err((path, error)) = written {
            complain_of(path, &error, language);
            return Ok(failed(made_json(&all, &[])));
        }
        let mut human = words.inquiries_made(all.year, made.len());
        for (inquiry, path) in made.iter().zip(&paths) {
            let path = path.display().to_string();
            human.push_str(&words.inquiry_made(&inquiry.department, inquiry.kpis, &path));
        }
        if !all.of_nobody.is_empty() {
            human.push_str(&words.of_no_department(&all.of_nobody));
        }
        let files = made.iter().zip(&paths).map(|(inquiry, path)| {
            json!({
                "department": inquiry.department,
                "file": path.display().to_string(),
                "kpis": inquiry.kpis,
            })
        });
        Ok(Said::clean(
            human,
            made_json(&all, &files.collect::<Vec<_>>()),
        ))
    })
}

fn made_json(all: &Inquiries, files: &[Json]) -> Json {
    json!({
        "format": "enishi.inquire/1",
        "fiscal_year": all.year.western(),
        "files": files,
        "without_department": all.of_nobody,
    })
}

fn answers_json(is_dry_run: bool, files: &[Json]) -> Json {
    json!({
        "format": "enishi.answers/1",
        "dry_run": is_dry_run,
        "files": files,
    })
}

fn failed(json: Json) -> Said {
    Said {
        human: String::new(),
        json,
        code: FAILED,
    }
}

fn read_files(arguments: &Inquire, language: Language) -> u8 {
    let mut files = Vec::new();
    let mut is_good = true;
    for path in &arguments.read {
        match read_one(path) {
            Ok(read) => files.push((path.display().to_string(), read)),
            Err(error) => {
                complain_of(path, &error, language);
                is_good = false;
            }
        }
    }
    if !is_good {
        return FAILED;
    }
    let words = Words::of(language);
    on_ledger(&arguments.ledger, language, async |office| {
        let mut answers = Vec::new();
        for (name, read) in &files {
            match hold(Hand::Machine(office), read, arguments.fiscal_year).await {
                Ok(held) => answers.push((name, held)),
                Err(DeskError::Inquiry(error)) => {
                    let message = with_way(&DeskError::from(error), language);
                    complain(&format!("{name}: {message}"));
                    return Ok(failed(answers_json(arguments.dry_run, &[])));
                }
                Err(error) => return Err(error),
            }
        }
        if !arguments.dry_run {
            answers = take_all(office, arguments, &files).await?;
        }
        let mut human = String::new();
        let mut is_whole = true;
        for (name, of_file) in &answers {
            human.push_str(&told(name, of_file, (words, language)));
            is_whole &= of_file.lines.iter().all(|line| line.fate.is_settled());
        }
        if arguments.dry_run {
            human.push_str(words.inquiry_dry_run());
        }
        let files = answers.iter().map(|(name, of_file)| as_json(name, of_file));
        Ok(Said {
            human,
            json: answers_json(arguments.dry_run, &files.collect::<Vec<_>>()),
            code: if is_whole { CLEAN } else { FINDINGS },
        })
    })
}

async fn take_all<'a>(
    office: &Office,
    arguments: &Inquire,
    files: &'a [(String, InquiryRead)],
) -> Result<Vec<(&'a String, Answers)>, DeskError> {
    let mut answers = Vec::new();
    for (name, read) in files {
        let taken = take(Hand::Machine(office), read, arguments.fiscal_year).await?;
        answers.push((name, taken));
    }
    Ok(answers)
}

fn read_one(path: &Path) -> Result<InquiryRead, FileError> {
    let name = path.display().to_string();
    Ok(read_inquiry(&name, &read(path)?)?)
}

fn told(name: &str, answers: &Answers, (words, language): (Words, Language)) -> String {
    let department = &answers.department;
    let mut out = words.answers_of(name, department, answers.year, answers.lines.len());
    for line in &answers.lines {
        let fate = match language {
            Language::Japanese => fate_ja(line.fate),
            Language::English => fate_en(line.fate),
        };
        out.push_str(&format!("  {} {fate}\n", place(line)));
        let fields = words.statement_fields().into_iter();
        let texts = texts(&line.now).into_iter().zip(texts(&line.said));
        for (field, (now, said)) in fields.zip(texts) {
            if now != said {
                let (now, said) = (one_line(now), one_line(said));
                out.push_str(&words.answer_differs(field, &now, &said));
            }
        }
    }
    out
}

/// `1-①`; the programme's number alone where the whole of it is meant.
fn place(line: &Answer) -> String {
    let kpi = line.kpi.parse::<enishi_domain::kpi::KpiNo>();
    match kpi {
        Ok(kpi) => format!("{}-{}", line.programme, kpi.circled()),
        Err(_) => line.programme.clone(),
    }
}

fn texts(statement: &Statement) -> [&str; 3] {
    [&statement.cause, &statement.improvement, &statement.outlook]
}

fn as_json(name: &str, answers: &Answers) -> Json {
    let statement = |statement: &Statement| {
        json!({
            "cause": statement.cause,
            "improvement": statement.improvement,
            "outlook": statement.outlook,
        })
    };
    let lines = answers.lines.iter().map(|line| {
        json!({
            "programme": line.programme,
            "kpi": line.kpi,
            "row": line.row,
            "fate": line.fate.code(),
            "now": statement(&line.now),
            "said": statement(&line.said),
        })
    });
    json!({
        "file": name,
        "department": answers.department,
        "fiscal_year": answers.year.western(),
        "unchanged": answers.unchanged,
        "lines": lines.collect::<Vec<_>>(),
    })
}
