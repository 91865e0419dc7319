//! `enishi public`: opens the folder of a public site to everybody. It is given no ledger and no
//! key.

use enishi_desk::Language;
use enishi_web::{Listening, PublicSite, Tls, serve_public};

use super::on_ledger::block_on;
use super::serve::{scheme, told_to_stop};
use crate::arguments::serving;
use crate::files::complain;
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Opens the folder.
pub fn run(arguments: &serving::Public, language: Language) -> u8 {
    let words = Words::of(language);
    let site = match PublicSite::open(&arguments.site) {
        Ok(site) => site,
        Err(error) => {
            complain(&words.no_site(&error));
            return FAILED;
        }
    };
    let protection = &arguments.protection;
    let tls = protection
        .tls_cert
        .as_ref()
        .zip(protection.tls_key.as_ref());
    let tls = tls.map(|(certificate, key)| Tls {
        certificate: certificate.clone(),
        key: key.clone(),
    });
    let served = block_on(async {
        let proxy = protection.behind_proxy;
        let listening = Listening::at(arguments.listen, tls.as_ref(), proxy).await?;
        let (scheme, address) = (scheme(listening.security), listening.address);
        complain(&words.serving(scheme, address));
        serve_public(listening, site, told_to_stop()).await
    });
    match served {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(&words.not_served(&error));
            FAILED
        }
    }
}
