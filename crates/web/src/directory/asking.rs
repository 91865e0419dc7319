//! HTTP to the directory, and to nobody else: over TLS that an authority of the city's choice
//! vouches for, or in the clear to this same machine. No redirect is followed, and neither time nor
//! size is without a limit.

use std::net::IpAddr;
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
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::settings::DirectoryError;

/// How long the directory may take for one answer; a login asks it for three, and has to be done
/// within the half minute that an answer of ours may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// The most that it may say at once.
const LARGEST: usize = 1024 * 1024;

/// Asks the directory.
pub struct Asking {
    tls: Option<TlsConnector>,
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
    /// The connection failed, or the certificate is not one of the authority.
    #[error("the directory cannot be reached: {0}")]
    Connection(#[from] std::io::Error),
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
    /// this machine is asked.
    pub fn new(authorities: Option<&Path>) -> Result<Self, DirectoryError> {
        let tls = authorities.map(connector).transpose()?;
        Ok(Self { tls })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let asked = tokio::time::timeout(PATIENCE, self.connect(request)).await;
        asked.map_err(|_| AskError::TooSlow)?
    }

    async fn connect(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let uri = request.uri().clone();
        let host = uri.host().ok_or(AskError::Address)?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        match (uri.scheme_str(), &self.tls) {
            (Some("https"), Some(tls)) => {
                let port = uri.port_u16().unwrap_or(443);
                let name = ServerName::try_from(host.clone()).map_err(|_| AskError::Address)?;
                let stream = TcpStream::connect((host.as_str(), port)).await?;
                exchange(tls.connect(name, stream).await?, request).await
            }
            (Some("http"), _) if is_this_machine(&host) => {
                let port = uri.port_u16().unwrap_or(80);
                let stream = TcpStream::connect((host.as_str(), port)).await?;
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
