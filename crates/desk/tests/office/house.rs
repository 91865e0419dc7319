//! An office to test in: a new ledger, staff with duties, and a clock that the test turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use enishi_desk::demo::{Size, region_files};
use enishi_desk::manage_staff::{NewStaff, add_staff, assign};
use enishi_desk::office::{Office, Secret};
use enishi_desk::reception::{Counter, Credentials, Entropy, Reception};
use enishi_desk::second_factor;
use enishi_domain::staff::Duty;
use enishi_store::rehearsal::{self, Scratch};
use jiff::{SignedDuration, Timestamp};

pub const PASSWORD: &str = "turnip boat ledger 9";

/// From where everybody comes in who works here.
pub const HOME: &str = "192.0.2.1";

pub struct House {
    pub office: Office,
    pub reception: Reception,
    pub entropy: Entropy,
    pub now: Timestamp,
    pub database: Scratch,
}

/// Where the test script wants tests to run that hold on either database.
#[expect(
    clippy::disallowed_methods,
    reason = "the test script says it by ENISHI_TESTS_ON"
)]
pub async fn either() -> Scratch {
    let asked = std::env::var("ENISHI_TESTS_ON").ok();
    rehearsal::either(asked.as_deref()).await
}

impl House {
    pub async fn new() -> Self {
        Self::on(either().await).await
    }

    pub async fn on(database: Scratch) -> Self {
        let now: Timestamp = "2025-05-01T00:00:00Z".parse().unwrap();
        let files = region_files(Size::Small);
        let made = Office::init(&database.address, &files, Secret::new(&[7; 32]), now).await;
        let (office, _) = made.unwrap();
        let next = AtomicU64::new(1);
        let entropy: Entropy = Arc::new(move |bytes: &mut [u8]| {
            for chunk in bytes.chunks_mut(8) {
                let n = next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
                let mixed = (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
            }
        });
        Self {
            reception: Reception::new(office.clone(), 2, entropy.clone()),
            office,
            entropy,
            now,
            database,
        }
    }

    /// Time goes by.
    pub fn wait(&mut self, seconds: i64) {
        let later = self.now + SignedDuration::from_secs(seconds);
        self.now = later;
        self.office.set_clock(later);
    }

    /// The department of a programme.
    pub fn department(&self, programme: &str) -> String {
        let mut programmes = self.office.region().programmes.iter();
        let found = programmes.find(|p| p.no == programme).unwrap();
        found.departments[0].clone()
    }

    /// Somebody new with a password and a duty.
    pub async fn staff(&self, login: &str, duty: Duty, department: Option<&str>) {
        let new = NewStaff {
            login: login.to_owned(),
            name: format!("職員 {login}"),
        };
        let link = add_staff(&self.office, &new, &self.entropy).await.unwrap();
        let link = (link.as_str(), HOME);
        let set = self.reception.set_password(link, PASSWORD, self.now).await;
        set.unwrap();
        assign(&self.office, login, duty, department).await.unwrap();
    }

    pub async fn log_in(&self, login: &str) -> String {
        let shown = Credentials {
            login,
            password: PASSWORD,
            address: HOME,
        };
        self.reception.log_in(shown, self.now).await.unwrap()
    }

    pub async fn at_counter(&self, secret: &str) -> Option<Counter> {
        self.reception.counter(secret, self.now).await.unwrap()
    }

    /// Somebody at the counter, with the second factor where the duty needs one.
    pub async fn counter(&mut self, login: &str) -> Counter {
        let session = self.session(login).await;
        self.at_counter(&session).await.unwrap()
    }

    /// The session of somebody who logged in so.
    pub async fn session(&mut self, login: &str) -> String {
        let secret = self.log_in(login).await;
        let counter = self.at_counter(&secret).await.unwrap();
        if !counter.principal().awaits_second_factor() {
            return secret;
        }
        let begun = second_factor::begin(&counter).await.unwrap().unwrap();
        let code = code(&begun.secret, self.now);
        second_factor::confirm(&counter, &code).await.unwrap();
        self.reception.confirmed(&counter).await.unwrap()
    }
}

/// What an authenticator shows, computed on its own from the secret as people type it.
pub fn code(secret: &str, now: Timestamp) -> String {
    let mut bits = 0_u64;
    let mut count = 0;
    let mut key = Vec::new();
    for sign in secret.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'2'..=b'7' => sign - b'2' + 26,
            _ => panic!("no sign of base32"),
        };
        bits = (bits << 5) | u64::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            key.push(u8::try_from((bits >> count) & 255).unwrap());
        }
    }
    enishi_desk::one_time_codes::code(&key, enishi_desk::one_time_codes::step(now))
}
