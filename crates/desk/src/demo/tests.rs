//! The city's laws. Figures are counted here straight from the rows, by the truth of who is who.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Facet, Kind, Role};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::money::Yen;
use enishi_domain::party::PartyType;
use enishi_domain::words::ClosedSet;
use jiff::civil::Date;

use super::actuals::{YearActuals, years};
use super::firms::{Firm, check_digit};
use super::gifts::Standing;
use super::people::{FIRST_DONOR, FIRST_PARTICIPANT, person, tie};
use super::records::age;
use super::schedule::Action;
use super::*;

mod figures;
mod files;
mod plan;

fn small() -> City {
    city(Size::Small)
}
