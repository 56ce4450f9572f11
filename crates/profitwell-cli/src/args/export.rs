//! The words of `customers export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Which;

/// What `--help` says at its end.
pub const EXPORT: &str = "\
Pages through all customers, also past the 100,000 that the service numbers. A customer that changes
meanwhile is written again; SQLite keeps the latest. FILE.state says how far the export has come, so that
--resume continues where it was stopped, and --since last writes what has changed since: into a table customers
in place of what was there, into CSV and NDJSON at the end. Only its owner can read these files.

Every night, whether or not the previous one succeeded:

    profitwell customers export --to customers.sqlite --since last";

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    pub which: Which,
    /// Ends in .csv, .ndjson (or .jsonl) or .sqlite; - is standard output: NDJSON, or CSV with --csv
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Only these columns, in this order, separated by commas, such as customer_id,email,status
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// last: only what has changed since the file was last written; everything if the file does not exist
    #[arg(long, value_name = "WHEN")]
    since: Option<Since>,
    /// Continue an export that was stopped
    #[arg(long, conflicts_with = "since")]
    pub resume: bool,
    /// Replace the file if it exists
    #[arg(long, conflicts_with_all = ["resume", "since"])]
    pub overwrite: bool,
}

impl Export {
    /// Whether a file that is there is brought up to date.
    pub fn is_nightly(&self) -> bool {
        self.since.is_some()
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Since {
    Last,
}
