//! A KPI's definition as the fields of a form, and a form's fields written back into the file that
//! they came from: only what was changed is touched, so comments and order stay as they are.

pub mod adding;

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::KpiNo;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use super::fault::DefinitionError;
use super::region::{RegionFile, defines_a_year};

/// The fields of a KPI, by name; a metric's and a condition's are named behind a point. What is
/// empty is not written.
pub type Fields = BTreeMap<&'static str, String>;

/// Where a field stands, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// A number where it is one; a text otherwise, which the reader then refuses in its place.
    Number,
    /// Always a list.
    List,
    /// A list where there are several.
    Words,
    /// The target of the year.
    Target,
}

/// Every field of the form, in the order of the manual.
const FIELDS: &[(&str, Kind)] = &[
    ("name", Kind::Text),
    ("target", Kind::Target),
    ("baseline", Kind::Text),
    ("direction", Kind::Text),
    ("tolerance", Kind::Text),
    ("accumulation", Kind::Text),
    ("begins", Kind::Text),
    ("metric.measure", Kind::Text),
    ("metric.kinds", Kind::List),
    ("metric.where.scheme", Kind::Words),
    ("metric.where.class", Kind::Words),
    ("metric.where.tag", Kind::Words),
    ("metric.where.topic", Kind::Words),
    ("metric.where.answer", Kind::Words),
    ("metric.where.centre", Kind::Words),
    ("metric.where.club", Kind::Words),
    ("metric.where.programme", Kind::Text),
    ("metric.where.age-from", Kind::Number),
    ("metric.where.age-below", Kind::Number),
    ("metric.party", Kind::Text),
    ("metric.role", Kind::Text),
    ("metric.date", Kind::Text),
    ("metric.based-on", Kind::Text),
    ("metric.of", Kind::Text),
    ("metric.to", Kind::Text),
    ("metric.minus", Kind::Text),
    ("metric.series", Kind::Text),
    ("metric.definition", Kind::Text),
    ("metric.parts", Kind::List),
    ("metric.window", Kind::Text),
    ("metric.since", Kind::Text),
    ("metric.divisor", Kind::Number),
    ("metric.digits", Kind::Number),
    ("metric.unit", Kind::Text),
    ("metric.note", Kind::Text),
];

/// The names of all fields, in the order of the manual.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _)| *name)
}

/// Whether a file defines a programme.
#[must_use]
pub fn defines_programme(text: &str, programme: &str) -> bool {
    let Ok(mut document) = parsed(text) else {
        return false;
    };
    programme_of(&mut document, programme).is_some()
}

/// The fields of a KPI; none where the file writes it in another way than our own files do, so that
/// only its TOML can be edited.
#[must_use]
pub fn fields_of(text: &str, programme: &str, no: KpiNo, year: FiscalYear) -> Option<Fields> {
    let mut document = parsed(text).ok()?;
    let kpi = kpi_of(&mut document, programme, no)?;
    let fields = FIELDS.iter().map(|(name, kind)| {
        let item = match kind {
            Kind::Target => target(kpi, year),
            Kind::Text | Kind::Number | Kind::List | Kind::Words => at(kpi, name),
        };
        (*name, item.map_or_else(String::new, shown))
    });
    Some(fields.collect())
}

/// The file with the fields of a form in the place of what they were; without a change, the same
/// text.
///
/// # Errors
/// [`DefinitionError`] where the file is no TOML.
pub fn with_fields(
    file: &RegionFile<'_>,
    (programme, no, year): (&str, KpiNo, FiscalYear),
    fields: &Fields,
) -> Result<Option<String>, DefinitionError> {
    defines_a_year(file)?;
    let Some(before) = fields_of(file.text, programme, no, year) else {
        return Ok(None);
    };
    let Ok(mut document) = parsed(file.text) else {
        return Ok(None);
    };
    let Some(kpi) = kpi_of(&mut document, programme, no) else {
        return Ok(None);
    };
    let mut is_changed = false;
    for (name, kind) in FIELDS {
        let Some(said) = fields.get(name).map(|said| said.trim()) else {
            continue;
        };
        if before.get(name).is_some_and(|before| before == said) {
            continue;
        }
        is_changed = true;
        match kind {
            Kind::Target => set_target(kpi, year, said),
            Kind::Text | Kind::Number | Kind::List | Kind::Words => set(kpi, name, said, *kind),
        }
    }
    if !is_changed {
        return Ok(Some(file.text.to_owned()));
    }
    Ok(Some(document.to_string()))
}

fn parsed(text: &str) -> Result<DocumentMut, toml_edit::TomlError> {
    text.strip_prefix('\u{feff}').unwrap_or(text).parse()
}

fn programme_of<'a>(document: &'a mut DocumentMut, no: &str) -> Option<&'a mut Table> {
    let programmes = document.get_mut("programme")?.as_array_of_tables_mut()?;
    let mut programmes = programmes.iter_mut();
    programmes.find(|table| {
        let known = table.get("no").and_then(Item::as_str);
        known.is_some_and(|known| known.trim() == no)
    })
}

fn kpi_of<'a>(document: &'a mut DocumentMut, programme: &str, no: KpiNo) -> Option<&'a mut Table> {
    let programme = programme_of(document, programme)?;
    let kpis = programme.get_mut("kpi")?.as_array_of_tables_mut()?;
    let kpi = kpis.iter_mut().find(|table| {
        let known = table.get("no").and_then(Item::as_str);
        known.is_some_and(|known| known.trim().parse() == Ok(no))
    });
    kpi.filter(|table| table.get("metric").is_some_and(Item::is_table_like))
}

fn at<'a>(kpi: &'a Table, name: &str) -> Option<&'a Item> {
    let mut steps = name.split('.');
    let mut item = kpi.get(steps.next()?)?;
    for step in steps {
        item = item.as_table_like()?.get(step)?;
    }
    Some(item)
}

fn target(kpi: &Table, year: FiscalYear) -> Option<&Item> {
    let targets = kpi.get("targets")?.as_table_like()?;
    let mut targets = targets.iter();
    let (_, item) = targets.find(|(written, _)| written.parse() == Ok(year))?;
    Some(item)
}

fn set_target(kpi: &mut Table, year: FiscalYear, said: &str) {
    if kpi.get("targets").is_none_or(|item| !item.is_table_like()) {
        let empty = Value::InlineTable(toml_edit::InlineTable::new());
        kpi.insert("targets", Item::Value(empty));
    }
    let Some(targets) = kpi.get_mut("targets").and_then(Item::as_table_like_mut) else {
        return;
    };
    let written = targets.iter().map(|(written, _)| written.to_owned());
    let written: Vec<String> = written.collect();
    let known = written
        .into_iter()
        .find(|written| written.parse() == Ok(year));
    let key = known.unwrap_or_else(|| year.short());
    put(targets, &key, said, Kind::Text);
    let is_empty = targets.is_empty();
    if is_empty {
        kpi.remove("targets");
    }
}

fn set(kpi: &mut Table, name: &str, said: &str, kind: Kind) {
    let Some((path, key)) = name.rsplit_once('.') else {
        put(kpi, name, said, kind);
        return;
    };
    let mut table: &mut dyn TableLike = kpi;
    for step in path.split('.') {
        if !table.contains_key(step) {
            let empty = Value::InlineTable(toml_edit::InlineTable::new());
            table.insert(step, Item::Value(empty));
        }
        let Some(inner) = table.get_mut(step).and_then(Item::as_table_like_mut) else {
            return;
        };
        table = inner;
    }
    put(table, key, said, kind);
    let metric = kpi.get_mut("metric").and_then(Item::as_table_like_mut);
    if let Some(metric) = metric {
        let conditions = metric.get("where").and_then(Item::as_table_like);
        if conditions.is_some_and(TableLike::is_empty) {
            metric.remove("where");
        }
    }
}

/// Puts a value in the place of the one that is there, with what stands around it.
fn put(table: &mut dyn TableLike, key: &str, said: &str, kind: Kind) {
    if said.is_empty() {
        table.remove(key);
        return;
    }
    let mut value = written(said, kind);
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn written(said: &str, kind: Kind) -> Value {
    let words = || {
        let words = said.split(['、', ',', '，']).map(str::trim);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words
    };
    match kind {
        Kind::Text | Kind::Target => Value::from(said),
        Kind::Number => match said.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => said
                .parse::<f64>()
                .map_or_else(|_| Value::from(said), Value::from),
        },
        Kind::Words if words().len() < 2 => Value::from(said),
        Kind::Words | Kind::List => Value::Array(Array::from_iter(words())),
    }
}

fn shown(item: &Item) -> String {
    if let Some(text) = item.as_str() {
        return text.trim().to_owned();
    }
    match item.as_array() {
        Some(array) => {
            let words: Vec<&str> = array.iter().filter_map(Value::as_str).collect();
            words.join("、")
        }
        None => item.to_string().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests;
