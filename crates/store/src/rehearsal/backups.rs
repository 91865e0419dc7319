//! A backup as an earlier program would have made it.

use crate::backup::records::{Reader, Record, Writer};
use crate::backup::{BackupFault, BackupHead};
use crate::rows::Field;

/// What the first version of the schema consisted of.
const FIRST: &str = include_str!("../../migrations/0001_ledger.sql");

/// The same backup as the first version of the schema would have given it: without the tables and
/// columns that came later.
///
/// # Errors
/// [`BackupFault`].
pub fn backup_of_first_schema(bytes: &[u8]) -> Result<Vec<u8>, BackupFault> {
    let mut reader = Reader::begin(bytes)?;
    let mut out = Vec::new();
    let head = BackupHead {
        schema: 1,
        ..reader.head.clone()
    };
    let mut writer = Writer::begin(&mut out, &head).map_err(BackupFault::File)?;
    let mut kept: Vec<bool> = Vec::new();
    loop {
        match reader.next()? {
            Record::Table(name, columns) => {
                let made = FIRST.split(&format!("create table {name} (")).nth(1);
                let made = made.and_then(|rest| rest.split(") strict").next());
                let is_there = |column: &String| {
                    made.is_some_and(|made| made.contains(&format!("    {column} ")))
                };
                kept = columns.iter().map(is_there).collect();
                let names: Vec<&str> = columns
                    .iter()
                    .filter(|column| is_there(column))
                    .map(String::as_str)
                    .collect();
                if made.is_some() {
                    writer
                        .table(&name, names.into_iter())
                        .map_err(BackupFault::File)?;
                }
            }
            Record::Row(fields) if kept.contains(&true) => {
                writer.begin_row().map_err(BackupFault::File)?;
                for (field, _) in fields.iter().zip(&kept).filter(|(_, kept)| **kept) {
                    let written = match field {
                        Field::Number(number) => writer.number(*number),
                        Field::Text(text) => writer.text(text.as_deref()),
                        Field::Bytes(bytes) => writer.bytes(bytes.as_deref()),
                    };
                    written.map_err(BackupFault::File)?;
                }
            }
            Record::Row(_) => {}
            Record::End(_) => break,
        }
    }
    writer.finish().map_err(BackupFault::File)?;
    Ok(out)
}
