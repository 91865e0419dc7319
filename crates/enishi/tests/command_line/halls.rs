//! City halls to test on: a folder with the region that ships, some registers and one secret, and a
//! ledger on either database.

use std::path::PathBuf;
use std::process::Command;

use enishi_desk::rehearsal::{self, Scratch};

use crate::program::{Folder, Ran, copy_region, finished};

/// The first line of a donor ledger.
pub const HEADING: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除\r\n";

/// A gift of 令和6年度 by a donor of its own.
pub fn gift(number: &str, donor: u32, yen: u32) -> String {
    format!(
        "{number},2024/05/01,2024/05/02,2024/05/07,架空　{donor}郎,カクウ　ロウ{donor},\
         {:03}-{:04},静岡県,ためし市,見本町{donor}丁目1番{donor}号,{yen},\r\n",
        donor / 1_000 % 1_000,
        donor % 1_000,
    )
}

/// A hall with its ledger.
pub struct Hall {
    pub folder: Folder,
    scratch: Scratch,
}

impl Hall {
    /// One on each database that can be had, with these registers.
    pub fn on_every_database(registers: &[(&str, &[u8])]) -> Vec<Self> {
        let scratches = block_on(rehearsal::scratches());
        let halls = scratches.into_iter().map(|scratch| {
            let folder = Folder::with(registers);
            copy_region(&folder);
            folder.write("enishi.key", "5a".repeat(32).as_bytes());
            let hall = Self { folder, scratch };
            let made = hall.run("init --region region");
            assert_eq!(made.code, 0, "{}", made.complaints);
            hall
        });
        halls.collect()
    }

    /// Which database it is on.
    pub fn database(&self) -> &'static str {
        self.scratch.name
    }

    /// Where its ledger is.
    pub fn address(&self) -> &str {
        &self.scratch.address
    }

    /// Makes the ledger one that a later program wrote.
    pub fn age_into(&self, version: i64) {
        block_on(self.scratch.age_into(version));
    }

    /// The file of the database.
    pub fn database_file(&self) -> PathBuf {
        let path = self.scratch.address.strip_prefix("sqlite:");
        PathBuf::from(path.expect("a file of SQLite"))
    }

    /// The program, to be run on the ledger.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = self.folder.command(arguments);
        command.args(["--database", &self.scratch.address, "--key", "enishi.key"]);
        command
    }

    /// Runs it.
    pub fn run(&self, arguments: &str) -> Ran {
        finished(self.command(arguments).output().expect("the program runs"))
    }

    /// Everything that the ledger holds.
    pub fn history(&self) -> String {
        let history = block_on(rehearsal::history_at(&self.scratch.address));
        history.expect("the ledger can be read")
    }

    /// Asserts that nothing is wrong with the ledger.
    pub fn assert_sound(&self, after: &str) {
        let verified = self.run("verify");
        let database = self.database();
        let said = format!("{}{}", verified.out, verified.complaints);
        assert_eq!(verified.code, 0, "{database}, {after}: {said}");
    }
}

/// Runs what waits for a database.
pub fn block_on<T>(job: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("the system gives threads").block_on(job)
}
