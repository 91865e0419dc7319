//! Sockets: where it is listened, in the clear on this machine or over TLS, and how it ends
//! without cutting anybody off.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::security::Security;

/// How many may be shaking hands at once.
const HANDSHAKES: usize = 256;

/// How long a handshake may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Certificate and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, with those above it, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

/// Why nobody is listening.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// In the clear, and reachable from elsewhere.
    #[error("{0} is reachable from other machines: give a certificate or name the proxy")]
    InTheClear(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen at {0}: {1}")]
    Address(SocketAddr, io::Error),
    /// The certificate or its key cannot be used.
    #[error("the certificate or its key cannot be used: {0}")]
    Certificate(String),
    /// The sockets failed.
    #[error("serving failed: {0}")]
    Io(#[from] io::Error),
}

/// An address that is being listened at.
pub struct Listening {
    socket: TcpListener,
    tls: Option<TlsAcceptor>,
    /// How requests come.
    pub security: Security,
    /// Where; the port that was found where none was named.
    pub address: SocketAddr,
}

impl Listening {
    /// Listens. In the clear only for this machine, or for a proxy that is named.
    ///
    /// # Errors
    /// [`ServeError`].
    pub async fn at(
        address: SocketAddr,
        tls: Option<&Tls>,
        proxy: Option<IpAddr>,
    ) -> Result<Self, ServeError> {
        let security = match (tls, proxy) {
            (Some(_), _) => Security::Tls,
            (None, Some(proxy)) => Security::Proxy(proxy),
            (None, None) if address.ip().is_loopback() => Security::Loopback,
            (None, None) => return Err(ServeError::InTheClear(address)),
        };
        let tls = tls.map(acceptor).transpose()?;
        let socket = TcpListener::bind(address).await;
        let socket = socket.map_err(|error| ServeError::Address(address, error))?;
        Ok(Self {
            address: socket.local_addr()?,
            socket,
            tls,
            security,
        })
    }
}

/// Answers until told to stop; whoever is being answered then is answered to the end.
///
/// # Errors
/// [`ServeError::Io`].
pub async fn serve(
    listening: Listening,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let service = router.into_make_service_with_connect_info::<Peer>();
    match listening.tls {
        None => {
            let serving = axum::serve(listening.socket, service);
            serving.with_graceful_shutdown(stop).await?;
        }
        Some(tls) => {
            let listener = TlsListener::new(listening.socket, tls)?;
            let serving = axum::serve(listener, service);
            serving.with_graceful_shutdown(stop).await?;
        }
    }
    Ok(())
}

fn acceptor(tls: &Tls) -> Result<TlsAcceptor, ServeError> {
    let refused = |error: &dyn std::fmt::Display| ServeError::Certificate(error.to_string());
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_file_iter(&tls.certificate)
            .map_err(|error| refused(&error))?
            .collect();
    let chain = chain.map_err(|error| refused(&error))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| refused(&error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| refused(&error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The address at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(stream.remote_addr().ip())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(stream.remote_addr().ip())
    }
}

/// Shakes hands beside each other, so that one who is slow holds nobody up.
struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    fn new(socket: TcpListener, tls: TlsAcceptor) -> io::Result<Self> {
        let address = socket.local_addr()?;
        let (sender, ready) = mpsc::channel(HANDSHAKES);
        tokio::spawn(accept_all(socket, tls, sender));
        Ok(Self { ready, address })
    }
}

async fn accept_all(
    mut socket: TcpListener,
    tls: TlsAcceptor,
    sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while let Ok(place) = sender.clone().reserve_owned().await {
        let (stream, address) = Listener::accept(&mut socket).await;
        let tls = tls.clone();
        tokio::spawn(async move {
            let shaken = tokio::time::timeout(PATIENCE, tls.accept(stream)).await;
            if let Ok(Ok(stream)) = shaken {
                place.send((stream, address));
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            // The task ends with the listener only.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
