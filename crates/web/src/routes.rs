//! Which page is where. Everything passes the guard; assets and the operators' three addresses do
//! without a visitor.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use crate::guard;
use crate::pages::{
    account, audit, checks, closings, definitions, deposit, engagement, entry, freezing, home,
    identity, imports, inquiries, kpi, ledger, login, meeting, parties, party, programme,
    publication, security_keys, series, sheet, sheet_part, staff, styleguide, submissions, taking,
    tokens, years,
};
use crate::site::Site;
use crate::{api, assets, watch};

/// Everything that can be asked for.
pub fn router(site: Site) -> Router {
    let office = year()
        .merge(records())
        .merge(files())
        .merge(paper())
        .merge(upkeep())
        .merge(directory())
        .route("/", get(home::show))
        .route("/login", get(login::show).post(login::enter))
        .route("/logout", post(account::log_out))
        .route("/logout-everywhere", post(account::log_out_everywhere))
        .route(
            "/second-factor",
            get(account::second_factor).post(account::confirm),
        )
        .route("/second-factor/key", post(security_keys::confirm))
        .route("/account/keys", post(security_keys::add))
        .route("/account/keys/remove", post(security_keys::remove))
        .route(
            "/password/{token}",
            get(account::password).post(account::set_password),
        )
        .route("/account", get(tokens::show))
        .route("/account/sessions/end", post(tokens::end_session))
        .route("/account/tokens", post(tokens::issue))
        .route("/account/tokens/withdraw", post(tokens::withdraw))
        .route("/styleguide", get(styleguide::show))
        .fallback(guard::nowhere)
        .layer(from_fn_with_state(site.clone(), guard::receive));
    let plain = Router::new()
        .route("/assets/{name}", get(assets::send))
        .route("/healthz", get(watch::health))
        .route("/readyz", get(watch::ready))
        .route("/metrics", get(watch::metrics));
    office
        .merge(plain)
        .merge(api::router())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(guard::never_fail))
        .layer(from_fn_with_state(site.clone(), guard::protect))
        .layer(from_fn_with_state(site.clone(), watch::observe))
        .with_state(site)
}

/// A sheet through the year.
fn year() -> Router<Site> {
    Router::new()
        .route("/submissions", get(submissions::show))
        .route("/programmes/{no}", get(programme::show))
        .route("/programmes/{no}/kpis/{kpi}", get(kpi::show))
        .route("/sheet", get(sheet::show))
        .route("/sheet/{no}", get(sheet_part::edit))
        .route("/sheet/{no}/statements", post(sheet_part::write))
        .route("/sheet/{no}/steps/{step}", post(sheet_part::step))
        .route("/meeting", get(meeting::show).post(meeting::record))
        .route("/meeting/remarks", post(meeting::say))
        .route("/publication", get(publication::show))
        .route("/publication/site.zip", get(publication::take))
        .route(
            "/publication/preview/{year}/{*path}",
            get(publication::preview),
        )
        .route("/definitions", get(definitions::list))
        .route(
            "/definitions/{programme}/{kpi}",
            get(definitions::show).post(definitions::save),
        )
        .route(
            "/definitions/{programme}/{kpi}/look",
            post(definitions::try_out),
        )
        .route("/years", get(years::show).post(years::open))
        .route("/years/comparison", get(years::comparison))
}

/// Workbooks for departments.
fn paper() -> Router<Site> {
    Router::new()
        .route("/inquiries", get(inquiries::list).post(inquiries::receive))
        .route("/inquiries/workbook", get(inquiries::send))
        .route("/inquiries/{id}", get(inquiries::show))
        .route("/inquiries/{id}/take", post(inquiries::answer))
        .route("/inquiries/{id}/discard", post(inquiries::discard))
}

/// The ledger, and what is done to it by hand.
fn records() -> Router<Site> {
    Router::new()
        .route("/ledger", get(ledger::list))
        .route("/ledger/{id}", get(engagement::show))
        .route(
            "/ledger/{id}/names",
            get(engagement::back).post(engagement::names),
        )
        .route(
            "/ledger/{id}/correct",
            get(engagement::correction).post(engagement::correct),
        )
        .route("/ledger/{id}/void", post(engagement::void))
        .route("/ledger/{id}/restore", post(engagement::restore))
        .route("/parties", get(parties::list).post(parties::find))
        .route("/parties/{id}", get(party::show))
        .route("/parties/{id}/names", get(party::back).post(party::names))
        .route("/identity", get(identity::show))
        .route("/identity/names", get(identity::back).post(identity::names))
        .route("/identity/{a}/{b}", post(identity::decide))
        .route("/closings", get(closings::show).post(closings::say))
        .route(
            "/closings/figures",
            get(freezing::show).post(freezing::freeze),
        )
        .route("/series", get(series::list).post(series::keep))
        .route("/series/preview", post(series::look))
        .route("/series/{id}/{definition}", get(series::one))
        .route("/entry", get(entry::kinds))
        .route("/entry/{kind}", get(entry::show).post(entry::keep))
}

/// What was done by whom, and who may come in.
fn upkeep() -> Router<Site> {
    Router::new()
        .route("/audit", get(audit::show))
        .route("/audit/verify", post(audit::verify))
        .route("/staff", get(staff::show).post(staff::order))
}

/// Files that are handed over.
fn files() -> Router<Site> {
    Router::new()
        .route("/imports", get(imports::list).post(imports::receive))
        .route("/imports/undo", post(imports::undo))
        .route("/imports/{id}", get(deposit::show))
        .route("/imports/{id}/report", get(deposit::report))
        .route("/imports/{id}/look", post(deposit::look))
        .route("/imports/{id}/try", post(deposit::try_out))
        .route("/imports/{id}/commit", post(deposit::commit))
        .route("/imports/{id}/again", post(deposit::again))
        .route("/imports/{id}/stop", post(deposit::stop))
        .route("/imports/{id}/discard", post(deposit::discard))
        .route("/checks", get(checks::list).post(checks::receive))
        .route("/checks/{id}", get(checks::show))
        .route(
            "/checks/{id}/definitions",
            get(taking::show).post(taking::take),
        )
        .route("/checks/{id}/stop", post(checks::stop))
        .route("/checks/{id}/discard", post(checks::discard))
}

/// The way to the city's directory and back.
#[cfg(feature = "oidc")]
fn directory() -> Router<Site> {
    use crate::pages::directory;
    Router::new()
        .route("/login/directory", post(directory::leave))
        .route("/login/directory/back", get(directory::come_back))
}

/// The way to the city's directory and back: this build knows none.
#[cfg(not(feature = "oidc"))]
fn directory() -> Router<Site> {
    Router::new()
}
