//! Databases to test on: a file of SQLite and a database on a PostgreSQL of our own, which this
//! binary starts once, on a socket in a folder of its own. A shell keeps the server: when the tests
//! end, however they end, its input closes, and it stops the server and clears away.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use enishi_store::Store;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tempfile::TempDir;

/// A database of a test's own.
pub struct Scratch {
    pub address: String,
    pub name: &'static str,
    _folder: Option<TempDir>,
}

impl Scratch {
    /// A new ledger in it.
    pub async fn store(&self) -> Store {
        Store::init(&self.address).await.unwrap()
    }

    /// A connection past the store.
    pub async fn connection(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.address).await.unwrap()
    }

    pub fn is_sqlite(&self) -> bool {
        self.name == "SQLite"
    }
}

/// An empty database of each kind that can be had.
pub async fn scratches() -> Vec<Scratch> {
    let mut all = vec![sqlite()];
    all.extend(postgres().await);
    all
}

pub fn sqlite() -> Scratch {
    let folder = tempfile::tempdir().unwrap();
    Scratch {
        address: format!("sqlite:{}", folder.path().join("enishi.db").display()),
        name: "SQLite",
        _folder: Some(folder),
    }
}

pub async fn postgres() -> Option<Scratch> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let Some(folder) = cluster() else {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        // Past the capture of the test runner; a notice that cannot be written fails nothing.
        let notice = format!("did not run: {test}: there is no PostgreSQL");
        let _ = writeln!(std::io::stderr(), "{notice}");
        return None;
    };
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let address = |name: &str| format!("postgres:///{name}?host={folder}&user=postgres");
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&address("postgres")).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
        .execute(&mut connection)
        .await
        .unwrap();
    Some(Scratch {
        address: address(&name),
        name: "PostgreSQL",
        _folder: None,
    })
}

/// Starts a server in a new folder, says where, and waits for the end of its input. The server does
/// not run as root; nothing of it survives, so it need not sync.
const KEEPER: &str = r#"
trap '' INT TERM HUP
PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
command -v initdb >/dev/null || exit 0
folder=$(mktemp -d) || exit 0
as=
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder" || exit 0
    as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
cd "$folder"
if $as initdb -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >log 2>&1 &&
    $as pg_ctl -D "$folder/data" -w -l "$folder/data/log" \
        -o "-k $folder -c listen_addresses='' -c fsync=off -c max_connections=300" \
        start >>log 2>&1 </dev/null
then
    echo "$folder"
else
    cat log >&2
fi
exec >/dev/null 2>&1
read -r _
$as pg_ctl -D "$folder/data" -m immediate stop
rm -rf "$folder"
"#;

/// The folder of the server's socket; none where there is no PostgreSQL.
fn cluster() -> Option<String> {
    static CLUSTER: OnceLock<Option<(String, Mutex<Child>)>> = OnceLock::new();
    let start = || {
        let mut child = Command::new("sh")
            .args(["-c", KEEPER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut folder = String::new();
        let told = child.stdout.take()?;
        BufReader::new(told).read_line(&mut folder).ok()?;
        let folder = folder.trim().to_owned();
        (!folder.is_empty()).then(|| (folder, Mutex::new(child)))
    };
    CLUSTER
        .get_or_init(start)
        .as_ref()
        .map(|(folder, _)| folder.clone())
}
