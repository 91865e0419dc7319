//! 「冪等キー」 by which a program may send the same once more without its being done once more: the
//! first answer is given again for a day. It rests on what every write says that it saw; should the
//! program end between the write and its answer, the same again is refused as seen too late, and
//! not done twice.
//!
//! What is kept of a request is a digest that needs both the city's secret and the token, so that
//! nobody finds out a name or a telephone number by trying. An answer is kept where something was
//! done; such answers say numbers of records only.

use enishi_store::KeyedRequest;
use jiff::SignedDuration;

use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::reception::Counter;

pub use enishi_store::{KeptAnswer, UnderKey};

/// How long an answer is given again.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How many answers are kept of one token: the latest.
const MOST: u32 = 10_000;

/// After how long a request counts as never ended. Nobody waits as long for the writer.
const ABANDONED: SignedDuration = SignedDuration::from_mins(5);

/// A request that came under a key.
#[derive(Clone, Copy)]
pub struct Keyed<'a> {
    /// The token's secret.
    pub secret: &'a str,
    /// The key.
    pub key: &'a str,
    /// What is asked: method, address and body.
    pub request: [&'a [u8]; 3],
}

/// Puts a request under its key, and says what stands there.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn begin_keyed(
    counter: &Counter,
    asked: Keyed<'_>,
) -> Result<(KeyedRequest, UnderKey), DeskError> {
    let (office, now) = (&counter.office, counter.office.now());
    let before = |age: SignedDuration| now.saturating_sub(age).unwrap_or(now);
    let secret = asked.secret.as_bytes();
    let [method, address, body] = asked.request;
    let tag = |parts: &[&[u8]]| hexadecimal(&office.secret.tag(parts));
    let request = KeyedRequest {
        key: tag(&[b"idempotency key", secret, asked.key.as_bytes()]),
        token: counter.digest.clone(),
        request: tag(&[b"idempotent request", secret, method, address, body]),
        at: now,
    };
    let store = &office.store;
    store
        .forget_keyed(&request.token, before(KEPT), MOST)
        .await?;
    let found = store.begin_keyed(&request, before(ABANDONED)).await?;
    Ok((request, found))
}

/// Keeps what was answered to a request that was ours to do; without an answer the key is free
/// again.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn end_keyed(
    counter: &Counter,
    request: &KeyedRequest,
    answer: Option<&KeptAnswer>,
) -> Result<(), DeskError> {
    Ok(counter.office.store.end_keyed(request, answer).await?)
}
