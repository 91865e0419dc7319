//! What a process that works on a file from the browser may not do: have more memory and time than
//! such a file needs, leave its memory on the disk, and, where the system allows it without root,
//! reach the network. Whoever only looks at a file writes nothing either.

use enishi_desk::work_on_deposit::Order;

/// Confines this process. It must have one thread still.
#[cfg(not(unix))]
pub fn confine(_: &Order, _: &str) {}

/// Confines this process. It must have one thread still. What the system refuses is left as it is:
/// the limits of the readers and the time that the process is given hold in any case.
#[cfg(unix)]
pub fn confine(order: &Order, database: &str) {
    use enishi_desk::work_on_deposit::Task;
    use rustix::process::Resource;

    limit(Resource::Core, 0);
    match order.task {
        Task::Look | Task::Check | Task::Read => {
            limit(Resource::As, MEMORY + SIZES * order.bytes);
            limit(Resource::Cpu, seconds_of_look(order));
            limit(Resource::Fsize, 0);
            leave_network();
        }
        Task::Try | Task::Commit => {
            // Threads reserve addresses that they never use, so here what is written to counts.
            limit(Resource::Data, LEDGER_MEMORY + SIZES * order.bytes);
            // A database elsewhere is reached over the network.
            if database.starts_with("sqlite:") {
                leave_network();
            }
        }
    }
}

/// What reading any file may take.
#[cfg(unix)]
const MEMORY: u64 = 1024 * 1024 * 1024;

/// The same with the parties and rows that the ledger knows, which are held against the file.
#[cfg(unix)]
const LEDGER_MEMORY: u64 = 2 * MEMORY;

/// A file is held whole, and parts of it again; a bomb is small.
#[cfg(unix)]
const SIZES: u64 = 4;

/// What a look at any file may take.
const SECONDS: u64 = 30;

/// A second more for so many bytes: all of a file is looked at for what must not be read.
const BYTES_A_SECOND: u64 = 10 * 1024 * 1024;

/// How many seconds a look at a file may take.
pub fn seconds_of_look(order: &Order) -> u64 {
    SECONDS + order.bytes / BYTES_A_SECOND
}

#[cfg(unix)]
fn limit(resource: rustix::process::Resource, most: u64) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let held = getrlimit(resource).maximum;
    let most = held.map_or(most, |held| held.min(most));
    let wanted = Rlimit {
        current: Some(most),
        maximum: held
            .map(|held| held.min(most.saturating_add(1)))
            .or(Some(most.saturating_add(1))),
    };
    // Lowering one's own limits is refused nowhere; a system without the resource has none.
    let _ = setrlimit(resource, wanted);
}

/// Into a network of its own, in which there is nothing. Systems that keep users from that leave
/// the process where it is.
#[cfg(target_os = "linux")]
#[expect(
    deprecated,
    reason = "its danger is with shared tables of files, and this process shares none"
)]
fn leave_network() {
    use rustix::thread::{UnshareFlags, unshare};
    let _ = unshare(UnshareFlags::NEWUSER | UnshareFlags::NEWNET);
}

#[cfg(all(unix, not(target_os = "linux")))]
fn leave_network() {}
