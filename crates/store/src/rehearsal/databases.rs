//! Databases to test on: a file of SQLite and a database on a PostgreSQL of our own, which each
//! test binary starts once, on a socket in a folder of its own. A shell keeps the server: when the
//! tests end, however they end, its input closes, and it stops the server and clears away.

use std::io::{BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};
use tempfile::TempDir;

use crate::database::Store;
use crate::dialect::Dialect;
use crate::staging::make_tables;

/// A database of a test's own.
#[derive(Debug)]
pub struct Scratch {
    /// Where it is.
    pub address: String,
    /// Which database it is, for messages.
    pub name: &'static str,
    _folder: Option<TempDir>,
}

impl Scratch {
    /// A new ledger in it.
    pub async fn store(&self) -> Store {
        let store = Store::init(&self.address).await;
        store.expect("a scratch database can be reached")
    }

    /// A connection past the store.
    pub async fn connection(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let connection = AnyConnection::connect(&self.address).await;
        connection.expect("a scratch database can be reached")
    }

    /// A connection past the store that has the tables beside the ledger, too.
    pub async fn staging_connection(&self) -> AnyConnection {
        let mut connection = self.connection().await;
        let dialect = Dialect::of_address(&self.address).expect("a scratch database is known");
        let made = make_tables(&mut connection, dialect).await;
        made.expect("a scratch database takes tables");
        connection
    }

    /// Makes the ledger in it one that a later program wrote.
    pub async fn age_into(&self, version: i64) {
        let mut connection = self.connection().await;
        let written = sqlx::query("insert into schema_version (version) values ($1)")
            .bind(version)
            .execute(&mut connection)
            .await;
        written.expect("a scratch database takes a row");
        // Behind this nobody writes to the file any more.
        connection.close().await.expect("a connection closes");
    }

    /// All that it holds: the bytes of its files, or the rows of every table of PostgreSQL.
    ///
    /// # Panics
    /// Where that cannot be read.
    pub async fn everything(&self) -> Vec<(String, Vec<u8>)> {
        if let Some(path) = self.address.strip_prefix("sqlite:") {
            // Not the journal's index, which is shared memory: who reads writes into it too.
            let files = ["", "-wal"].map(|ending| format!("{path}{ending}"));
            let read = |file: String| std::fs::read(&file).map(|bytes| (file, bytes));
            return files.into_iter().flat_map(read).collect();
        }
        let mut connection = self.connection().await;
        let names = "select tablename::text from pg_tables where schemaname = 'public'";
        let names = sqlx::query(names).fetch_all(&mut connection).await;
        let mut tables = Vec::new();
        for name in names.expect("PostgreSQL lists its tables") {
            let name: String = name.get(0);
            let rows = format!(
                "select coalesce(string_agg(t::text, '\n' order by t::text), '') from {name} t"
            );
            let rows = sqlx::query(AssertSqlSafe(rows)).fetch_one(&mut connection);
            let rows: String = rows.await.expect("PostgreSQL reads its tables").get(0);
            tables.push((name, rows.into_bytes()));
        }
        tables
    }

    /// Opened as a city should: on PostgreSQL, whose policies no superuser is held to, by a role
    /// that owns this database and nothing else.
    ///
    /// # Panics
    /// Where the server does not answer.
    pub async fn by_its_owner(mut self) -> Self {
        if self.is_sqlite() {
            return self;
        }
        let mut connection = self.connection().await;
        let given = format!(
            "do $$ begin create role city login; exception when others then null; end $$; \
             alter database {} owner to city",
            self.address
                .trim_start_matches("postgres:///")
                .split('?')
                .next()
                .unwrap_or_default()
        );
        let given = sqlx::raw_sql(AssertSqlSafe(given)).execute(&mut connection);
        given.await.expect("the server takes a role");
        self.address = self.address.replace("user=postgres", "user=city");
        self
    }

    /// Whether it is a file of SQLite.
    #[must_use]
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

/// A database for tests that hold on either: a file, or, where `postgres` is asked for, a database
/// of PostgreSQL that its owner opens.
///
/// # Panics
/// Where PostgreSQL is asked for and is not there, or something else is asked for.
pub async fn either(asked: Option<&str>) -> Scratch {
    match asked {
        None | Some("sqlite") => sqlite(),
        Some("postgres") => {
            let there = postgres().await.expect("PostgreSQL is asked for");
            there.by_its_owner().await
        }
        Some(other) => panic!("tests run on sqlite or postgres, not on {other}"),
    }
}

/// A file that is not there yet.
///
/// # Panics
/// Where there can be no folder for it.
#[must_use]
pub fn sqlite() -> Scratch {
    let folder = tempfile::tempdir().expect("the system gives folders");
    Scratch {
        address: format!("sqlite:{}", folder.path().join("enishi.db").display()),
        name: "SQLite",
        _folder: Some(folder),
    }
}

/// An empty database on the server that all tests of a binary share; none, and a notice, where
/// there is no PostgreSQL.
pub async fn postgres() -> Option<Scratch> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    match SHARED.get_or_init(Cluster::start) {
        Some(cluster) => Some(cluster.database().await),
        None => {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            // Past the capture of the test runner; a notice that cannot be written fails nothing.
            let notice = format!("did not run: {test}: there is no PostgreSQL");
            let _ = writeln!(std::io::stderr(), "{notice}");
            None
        }
    }
}

/// A PostgreSQL server of our own.
#[derive(Debug)]
pub struct Cluster {
    folder: String,
    keeper: ChildStdin,
    told: BufReader<ChildStdout>,
    // What is dropped last: the keeper ends when its input closes.
    _shell: Child,
}

impl Cluster {
    /// Starts one; none where there is no PostgreSQL.
    #[must_use]
    pub fn start() -> Option<Self> {
        let mut shell = Command::new("sh")
            .args(["-c", KEEPER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let keeper = shell.stdin.take()?;
        let mut told = BufReader::new(shell.stdout.take()?);
        let folder = next_line(&mut told)?;
        Some(Self {
            folder,
            keeper,
            told,
            _shell: shell,
        })
    }

    /// A new database on it.
    ///
    /// # Panics
    /// Where the server does not answer.
    pub async fn database(&self) -> Scratch {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let address = |name: &str| {
            let folder = &self.folder;
            format!("postgres:///{name}?host={folder}&user=postgres")
        };
        sqlx::any::install_default_drivers();
        let connection = AnyConnection::connect(&address("postgres")).await;
        let mut connection = connection.expect("the server answers");
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await
            .expect("the server takes one more database");
        Scratch {
            address: address(&name),
            name: "PostgreSQL",
            _folder: None,
        }
    }

    /// Shuts the server down without letting anybody finish, and starts it again.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn restart(&mut self) {
        writeln!(self.keeper, "restart").expect("the keeper listens");
        next_line(&mut self.told).expect("the server starts again");
    }
}

fn next_line(told: &mut impl std::io::BufRead) -> Option<String> {
    let mut line = String::new();
    told.read_line(&mut line).ok()?;
    let line = line.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

/// Starts a server in a new folder, says where, and waits for the end of its input; every line of
/// it is a restart. The server does not run as root; nothing of it survives the machine, so it need
/// not sync.
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
start() {
    $as pg_ctl -D "$folder/data" -w -l "$folder/data/log" \
        -o "-k $folder -c listen_addresses='' -c fsync=off -c max_connections=300" \
        start >>log 2>&1 </dev/null
}
stop() {
    $as pg_ctl -D "$folder/data" -m immediate stop >>log 2>&1 </dev/null
}
if $as initdb -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >log 2>&1 &&
    start
then
    echo "$folder"
else
    cat log >&2
    exec >/dev/null
fi
exec 2>/dev/null
while read -r _; do
    stop
    start && echo "$folder"
done
stop
rm -rf "$folder"
"#;
