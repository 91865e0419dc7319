//! The office in the browser: pages in Japanese that work without JavaScript. The only room that
//! speaks HTTP. It asks the desk for everything and decides nothing.
//!
//! Read in this order: `site` (what all requests share) with `security`, `routes` (which page is
//! where), `visit` (who comes and with what) with `numbers`, `guard` (what every request passes)
//! with `uploads`, `directory` (who the city's directory vouches for), `pages` (one file a page),
//! `api` (the same for programs), `frame` and `components` (what pages are made of), `assets`,
//! `watch` (log and metrics), `serving` (sockets and TLS), `public` (a folder that everybody may
//! read), `workshop` (what takes longer than an answer), `wording`.

mod site;

mod security;

mod routes;

mod visit;

mod numbers;

mod guard;

mod uploads;

#[cfg(feature = "oidc")]
mod directory;

mod pages;

mod api;

mod frame;

mod components;

mod assets;

mod watch;

mod serving;

mod public;

mod workshop;

mod wording;

pub use api::document as api_document;
#[cfg(feature = "oidc")]
pub use directory::{Directory, DirectoryError, Patience};
pub use public::api::document as public_api_document;
pub use public::{FolderError, PublicSite, public_router, serve_public};
pub use routes::router;
pub use security::Security;
pub use serving::{Listening, Peer, ServeError, Tls, serve};
pub use site::{Around, Site};
pub use watch::LogLine;
pub use workshop::{Watched, Worker, Working};
