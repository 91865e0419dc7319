//! 「取込みの対応表」 by which files are read in the browser: those that ship, and in the place of one
//! what the city keeps under its name. They are kept beside the files of the region, so every
//! version stays.

use std::collections::BTreeMap;

use enishi_domain::engagement::Position;
use enishi_intake::definitions::mapping::{Mapping, read_mapping};
use enishi_intake::registers::preview::remapped;
use enishi_intake::registers::{sources, template};
use enishi_store::MAPPINGS;

use crate::deposit_error::DepositError;
use crate::deposits::Deposit;
use crate::error::DeskError;
use crate::office::Office;
use crate::reception::Counter;

/// Whether a kept definition is a mapping and no file of the region.
pub(crate) fn is_mapping(name: &str) -> bool {
    name.starts_with(MAPPINGS)
}

/// The mapping of each source, by its name.
///
/// # Errors
/// [`DeskError::Store`], [`DeskError::Definition`].
pub(crate) async fn known_mappings(
    office: &Office,
) -> Result<BTreeMap<String, Mapping>, DeskError> {
    let mut known = BTreeMap::new();
    for name in sources::names() {
        if let Some(mapping) = sources::built_in(name) {
            known.insert(name.to_owned(), mapping?);
        }
    }
    for (name, text) in office.store.definitions(Position::NOW).await? {
        if is_mapping(&name) {
            let mapping = read_mapping(&name, &text)?;
            known.insert(mapping.id.clone(), mapping);
        }
    }
    Ok(known)
}

/// For how long chosen headings count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// For this file.
    Once,
    /// For every file of the source from now on.
    ForSource,
}

/// Takes a file's headings as they were chosen, for each column of the mapping that was not found
/// under its own.
///
/// # Errors
/// [`DeskError::Definition`] where a heading cannot stand in a mapping, [`DeskError::Store`].
pub async fn choose_headings(
    counter: &Counter,
    deposit: &mut Deposit,
    chosen: &BTreeMap<String, String>,
    keep: Keep,
) -> Result<(), DeskError> {
    let known = mapping_of(&counter.office, &deposit.source).await?;
    if chosen.is_empty() || deposit.source == template::SOURCE {
        // What the dry run is made with is what is written with.
        deposit.mapping = Some(known.text);
        return Ok(());
    }
    let mapping = read_mapping(&known.id, &remapped(&known, chosen))?;
    if keep == Keep::ForSource {
        keep_mapping(&counter.office, &mapping).await?;
    }
    deposit.mapping = Some(mapping.text);
    Ok(())
}

/// The mapping of a source.
///
/// # Errors
/// [`DepositError::NoSuchSource`], otherwise as [`known_mappings`].
pub(crate) async fn mapping_of(office: &Office, source: &str) -> Result<Mapping, DeskError> {
    let mut known = known_mappings(office).await?;
    let missing = || DepositError::NoSuchSource(source.to_owned());
    Ok(known.remove(source).ok_or_else(missing)?)
}

/// Keeps a mapping for its source, unless it is the one that is known.
///
/// # Errors
/// [`DeskError::Store`].
async fn keep_mapping(office: &Office, mapping: &Mapping) -> Result<(), DeskError> {
    if mapping_of(office, &mapping.id).await?.text == mapping.text {
        return Ok(());
    }
    let name = format!("{MAPPINGS}{}.toml", mapping.id);
    let mut posting = office.begin("mapping", Some(mapping.id.clone())).await?;
    posting.keep_definition(&name, Some(&mapping.text)).await?;
    posting.commit().await?;
    Ok(())
}
