//! Whatever a program sends under an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header)
//! is done once: the same again gets the first answer, another request under the key is refused.
//! What was refused was not done, so its key stays free.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::idempotency::{KeptAnswer, UnderKey, begin_keyed, end_keyed};

use super::asked::{Asked, LARGEST, json};
use super::refusal::{Code, Refusal};

/// Does what is asked, unless it was done.
pub async fn once<W, F>(asked: Asked, work: W) -> Result<Response, Refusal>
where
    W: FnOnce(Asked) -> F + Send + 'static,
    F: Future<Output = Result<Response, Refusal>> + Send + 'static,
{
    if asked.keyed()?.is_none() {
        return work(asked).await;
    }
    // Whoever hangs up or waits no longer asks again, and has to find the answer then.
    let doing = tokio::spawn(under_key(asked, work));
    let done = doing.await;
    done.unwrap_or_else(|_| Err(Refusal::new(Code::Internal)))
}

async fn under_key<F>(asked: Asked, work: impl FnOnce(Asked) -> F) -> Result<Response, Refusal>
where
    F: Future<Output = Result<Response, Refusal>>,
{
    let counter = asked.counter.clone();
    let Some(keyed) = asked.keyed()? else {
        return work(asked).await;
    };
    let (request, found) = begin_keyed(&counter, keyed).await?;
    match found {
        UnderKey::Ours => {}
        UnderKey::Running => return Err(Refusal::new(Code::IdempotencyKeyInUse)),
        UnderKey::Other => return Err(Refusal::new(Code::IdempotencyKeyReused)),
        UnderKey::Answered(kept) => return given(kept),
    }
    let answer = match work(asked).await {
        Ok(response) => read(response).await,
        Err(refusal) => Err(refusal),
    };
    // It is done all the same; until the key is abandoned it is said to be going on.
    drop(end_keyed(&counter, &request, answer.as_ref().ok()).await);
    given(answer?)
}

fn given(kept: KeptAnswer) -> Result<Response, Refusal> {
    let status = StatusCode::from_u16(kept.status);
    let status = status.map_err(|_| Refusal::new(Code::Internal))?;
    Ok(json(status, kept.text))
}

/// An answer as it is kept. It is one of ours, and small.
async fn read(response: Response) -> Result<KeptAnswer, Refusal> {
    let (parts, body): (_, Body) = response.into_parts();
    let internal = || Refusal::new(Code::Internal);
    let bytes = to_bytes(body, LARGEST).await.map_err(|_| internal())?;
    Ok(KeptAnswer {
        status: parts.status.as_u16(),
        text: String::from_utf8(bytes.to_vec()).map_err(|_| internal())?,
    })
}
