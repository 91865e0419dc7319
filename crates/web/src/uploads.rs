//! 「ファイルの受取り」 a form with a file in it. The guard takes its first field, which must prove where
//! it comes from, before anything else of it is read; the page then takes the file piece by piece,
//! so that no file is ever in memory whole.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use enishi_desk::deposits::{LARGEST_PLAIN, Receiving};
use enishi_desk::{DepositError, DeskError};

use futures_util::{Stream, StreamExt as _, stream};

use crate::frame::Problem;
use crate::guard::{self, is_of_our_pages};
use crate::site::Site;

/// How long a file may take to come in: a gigabyte at ten megabits a second.
pub const PATIENCE: Duration = Duration::from_mins(15);

/// The addresses that take files.
const ADDRESSES: [&str; 3] = ["/imports", "/checks", "/inquiries"];

/// What a field beside the file may hold.
const LARGEST_FIELD: usize = 1024;

/// How much of a form may be in memory: what came and was not taken yet. With each step of a form
/// another piece comes, and a form of ours has few; one that never says where its file begins is
/// refused here.
const MOST_AHEAD: u64 = 16 * 1024 * 1024;

/// The rest of a form with a file, once its first field proved that it is ours.
#[derive(Clone)]
pub struct Upload(Arc<Mutex<Option<Incoming>>>);

/// A form as it comes in.
pub struct Incoming {
    form: Multipart,
    /// How many bytes of it were taken.
    taken: Arc<AtomicU64>,
}

/// Whether a request brings a file to where files are taken.
pub fn is_upload(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    method == Method::POST
        && ADDRESSES.contains(&uri.path())
        && kind.starts_with("multipart/form-data")
}

/// Takes the first field, and refuses what did not come from our own pages. Until then it may take
/// no longer than any form.
pub async fn begin(
    site: &Site,
    parts: &Parts,
    body: Body,
    secret: Option<&str>,
) -> Result<Upload, Problem> {
    let beginning = take_first(site, parts, body, secret);
    let begun = tokio::time::timeout(guard::PATIENCE, beginning).await;
    begun.unwrap_or_else(|_| Err(Problem::too_slow()))
}

async fn take_first(
    site: &Site,
    parts: &Parts,
    body: Body,
    secret: Option<&str>,
) -> Result<Upload, Problem> {
    if !is_of_our_pages(&parts.headers) {
        return Err(Problem::from_elsewhere());
    }
    let taken = Arc::new(AtomicU64::new(0));
    let pieces = piece_by_piece(body, taken.clone());
    let request = Request::from_parts(parts.clone(), Body::from_stream(pieces));
    let form = Multipart::from_request(request, &()).await;
    let form = form.map_err(|_| Problem::bad_form())?;
    let mut incoming = Incoming { form, taken };
    let first = incoming.next().await?.ok_or_else(Problem::bad_form)?;
    if first.name() != Some("csrf") {
        return Err(Problem::bad_form());
    }
    let token = text(first).await?;
    let is_ours = |secret| site.reception.is_form_token(secret, &token);
    if !secret.is_some_and(is_ours) {
        return Err(Problem::stale_form());
    }
    Ok(Upload(Arc::new(Mutex::new(Some(incoming)))))
}

/// A body that ends where more came than is taken. The reader of the form takes as much as is there
/// before it hands anything over; after each piece it is told that there is no more yet, so that it
/// never holds a file.
fn piece_by_piece(
    body: Body,
    taken: Arc<AtomicU64>,
) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    let begin = (body.into_data_stream(), taken, 0);
    stream::unfold(
        begin,
        async |(mut body, taken, came): (_, Arc<AtomicU64>, u64)| {
            if came > 0 {
                tokio::task::yield_now().await;
            }
            let piece: Result<Bytes, axum::Error> = BodyDataStream::next(&mut body).await?;
            let came = came + piece.as_ref().map_or(0, |piece| piece.len() as u64);
            if came > taken.load(Ordering::Relaxed) + MOST_AHEAD {
                return Some((
                    Err(axum::Error::new(DepositError::NotNow)),
                    (body, taken, came),
                ));
            }
            Some((piece, (body, taken, came)))
        },
    )
}

impl Upload {
    /// The form, once.
    pub fn take(&self) -> Result<Incoming, Problem> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.take().ok_or_else(Problem::bad_form)
    }
}

impl Incoming {
    /// The next field; none at the end.
    pub async fn next(&mut self) -> Result<Option<Field<'_>>, Problem> {
        let next = self.form.next_field().await;
        next.map_err(|_| Problem::bad_form())
    }

    /// Takes a file, which must come next, to its end; `begin` says where it goes.
    pub async fn receive(
        &mut self,
        begin: impl FnOnce(&str) -> Result<Receiving, DeskError>,
    ) -> Result<Receiving, Problem> {
        let taken = self.taken.clone();
        let file = self
            .next()
            .await?
            .filter(|field| field.name() == Some("file"));
        let file = file.ok_or_else(Problem::bad_form)?;
        let mut receiving = begin(file.file_name().unwrap_or_default())?;
        receive(file, &mut receiving, &taken).await?;
        if self.next().await?.is_some() {
            return Err(Problem::bad_form());
        }
        Ok(receiving)
    }
}

/// What a short field says.
pub async fn text(mut field: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| Problem::bad_form())? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST_FIELD {
            return Err(Problem::bad_form());
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad_form())
}

/// Takes a file to its end. What is too large is heard out, so that the browser shows the answer,
/// but not kept.
async fn receive(
    mut field: Field<'_>,
    receiving: &mut Receiving,
    taken: &AtomicU64,
) -> Result<(), Problem> {
    let mut refused: Option<DepositError> = None;
    let mut heard: u64 = 0;
    loop {
        let piece = match field.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(_) if refused.is_some() => break,
            Err(_) => return Err(Problem::cut_off()),
        };
        heard += piece.len() as u64;
        taken.store(heard, Ordering::Relaxed);
        if refused.is_none() {
            refused = receiving.take(&piece).err();
        }
        if heard > LARGEST_PLAIN {
            break;
        }
    }
    match refused {
        Some(error) => Err(DeskError::from(error).into()),
        None => Ok(()),
    }
}
