//! The office in the browser: pages in Japanese that work without JavaScript. The only room that
//! speaks HTTP. It asks the desk for everything and decides nothing.
//!
//! Read in this order: `site` (what all requests share), `routes` (which page is where), `visit`
//! (who comes and with what), `guard` (what every request passes) with `uploads`, `pages` (one file
//! a page), `frame` and `components` (what pages are made of), `chart`, `assets`, `watch` (log and
//! metrics), `serving` (sockets and TLS), `workshop` (what takes longer than an answer), `wording`.

mod site;

mod routes;

mod visit;

mod guard;

mod uploads;

mod pages;

mod frame;

mod components;

mod chart;

mod assets;

mod watch;

mod serving;

mod workshop;

mod wording;

pub use routes::router;
pub use serving::{Listening, ServeError, Tls, serve};
pub use site::{Around, Security, Site};
pub use watch::LogLine;
pub use workshop::{Watched, Worker, Working};
