//! One file a command: what it reads, what it prints, and its exit code. `on_ledger` opens what
//! several of them work on.

pub mod backup;
pub mod check;
pub mod close;
pub mod compare;
pub mod convert;
pub mod correct;
pub mod demo;
pub mod directory;
pub mod evaluate;
pub mod explain;
pub mod export;
pub mod freeze;
pub mod import;
pub mod init;
pub mod inquire;
pub mod measure;
pub mod on_ledger;
pub mod parties;
pub mod public;
pub mod publish;
pub mod restore;
pub mod rules;
pub mod serve;
pub mod staff;
pub mod verify;
pub mod work;
