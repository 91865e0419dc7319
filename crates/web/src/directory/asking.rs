//! HTTP to the directory, and to nobody else: over TLS that an authority of the city's choice
//! vouches for, or in the clear to this same machine. No redirect is followed, and neither time nor
//! size is without a limit.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use openidconnect::http::header::{CONNECTION, HOST, HeaderValue};
use openidconnect::http::uri::{Authority, PathAndQuery};
use openidconnect::http::{Request, Response, Uri};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::settings::DirectoryError;

/// The most that it may say at once.
const LARGEST: usize = 1024 * 1024;

/// Asks the directory.
pub struct Asking {
    tls: Option<TlsConnector>,
    scheme: String,
    patience: Duration,
}

/// Why there is no answer. Said to nobody but the code that asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// An address that is not asked.
    #[error("that address is not asked")]
    Address,
    /// Longer than an answer may take.
    #[error("the directory takes too long")]
    TooSlow,
    /// Its name leads nowhere.
    #[error("the directory's name leads nowhere: {0}")]
    Name(std::io::Error),
    /// The connection failed.
    #[error("the directory cannot be reached: {0}")]
    Connection(std::io::Error),
    /// The certificate is not one of the authority, or there is none.
    #[error("the directory is not who it should be: {0}")]
    Tls(std::io::Error),
    /// It answered that it cannot answer.
    #[error("the directory has a fault")]
    Status,
    /// Not HTTP, or cut off.
    #[error("the directory speaks otherwise: {0}")]
    Http(#[from] hyper::Error),
    /// Larger than an answer may be.
    #[error("the directory says too much")]
    TooLarge,
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").finish_non_exhaustive()
    }
}

impl Asking {
    /// With the certificates of the authorities that may vouch for the directory; without any, only
    /// this machine is asked. It is asked over what its own address begins with, whatever it names.
    pub fn new(
        authorities: Option<&Path>,
        scheme: String,
        patience: Duration,
    ) -> Result<Self, DirectoryError> {
        Ok(Self {
            tls: authorities.map(connector).transpose()?,
            scheme,
            patience,
        })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let asked = tokio::time::timeout(self.patience, self.connect(request)).await;
        let answer = asked.map_err(|_| AskError::TooSlow)??;
        if answer.status().is_server_error() {
            return Err(AskError::Status);
        }
        Ok(answer)
    }

    async fn connect(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let uri = request.uri().clone();
        let host = uri.host().ok_or(AskError::Address)?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let is_its_own = uri.scheme_str() == Some(self.scheme.as_str());
        match (uri.scheme_str(), &self.tls) {
            (Some("https"), Some(tls)) if is_its_own => {
                let name = ServerName::try_from(host.clone()).map_err(|_| AskError::Address)?;
                let stream = stream(&host, uri.port_u16().unwrap_or(443)).await?;
                let stream = tls.connect(name, stream).await.map_err(AskError::Tls)?;
                exchange(stream, request).await
            }
            (Some("http"), _) if is_its_own && is_this_machine(&host) => {
                let stream = stream(&host, uri.port_u16().unwrap_or(80)).await?;
                exchange(stream, request).await
            }
            _ => Err(AskError::Address),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Asking {
    type Error = AskError;

    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AskError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// Whether a host is this machine, to which no cable leads.
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn connector(path: &Path) -> Result<TlsConnector, DirectoryError> {
    let refused = |error: &dyn std::fmt::Display| {
        DirectoryError::Authority(path.to_owned(), error.to_string())
    };
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| refused(&error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| refused(&error))?;
        roots.add(certificate).map_err(|error| refused(&error))?;
    }
    if roots.is_empty() {
        return Err(refused(&"no certificate"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn stream(host: &str, port: u16) -> Result<TcpStream, AskError> {
    let found = lookup_host((host, port)).await.map_err(AskError::Name)?;
    let found: Vec<SocketAddr> = found.collect();
    let stream = TcpStream::connect(found.as_slice()).await;
    stream.map_err(AskError::Connection)
}

/// One question and its answer; the connection ends with them.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin,
    request: HttpRequest,
) -> Result<HttpResponse, AskError> {
    let request = as_sent(request)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // What went wrong with the connection is told to whoever waits for the answer.
    let carried = async {
        drop(connection.await);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = answer(sender, request) => answer,
        () = carried => Err(AskError::TooSlow),
    }
}

async fn answer(
    mut sender: SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<HttpResponse, AskError> {
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, LARGEST).collect().await;
    let body = body.map_err(|_| AskError::TooLarge)?;
    Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
}

/// As it goes over the line: the path, with the host beside it.
fn as_sent(request: HttpRequest) -> Result<Request<Full<Bytes>>, AskError> {
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.authority().map(Authority::as_str);
    let host = host.and_then(|host| HeaderValue::from_str(host).ok());
    parts.headers.insert(HOST, host.ok_or(AskError::Address)?);
    let close = HeaderValue::from_static("close");
    parts.headers.insert(CONNECTION, close);
    let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    parts.uri = path.parse::<Uri>().map_err(|_| AskError::Address)?;
    Ok(Request::from_parts(parts, Full::new(Bytes::from(body))))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(asking: &Asking, address: &str) -> AskError {
        let request = Request::get(address).body(Vec::new()).unwrap();
        asking.ask(request).await.unwrap_err()
    }

    #[tokio::test]
    async fn whoever_does_not_answer_is_not_waited_for() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", silent.local_addr().unwrap());
        let asking = Asking::new(None, "http".to_owned(), Duration::from_millis(50)).unwrap();
        assert!(matches!(asked(&asking, &address).await, AskError::TooSlow));
    }

    #[tokio::test]
    async fn a_directory_over_tls_leads_to_nothing_in_the_clear() {
        let asking = Asking::new(None, "https".to_owned(), Duration::from_secs(8)).unwrap();
        for address in ["http://127.0.0.1:1/", "https://127.0.0.1:1/"] {
            let error = asked(&asking, address).await;
            assert!(matches!(error, AskError::Address), "{address}: {error}");
        }
        let asking = Asking::new(None, "http".to_owned(), Duration::from_secs(8)).unwrap();
        let error = asked(&asking, "http://127.0.0.1:1/").await;
        assert!(matches!(error, AskError::Connection(_)), "{error}");
        let error = asked(&asking, "http://10.0.0.1:1/").await;
        assert!(matches!(error, AskError::Address), "{error}");
    }
}
