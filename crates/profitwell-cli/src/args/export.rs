//! The words of `customers export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Which;

/// What `--help` says at its end.
pub const EXPORT: &str = "\
Exports all customers, also more than the 100,000 that the service pages through. A customer that changes
during the export is written again; SQLite keeps only the latest row. FILE.state records how far the export
has come: --resume continues a stopped export, and --since last writes what has changed since. In SQLite,
changed customers replace their rows in the table `customers`; in CSV and NDJSON they are appended. Only
their owner can read these files.

Every night, whatever happened the night before:

    profitwell customers export --to customers.sqlite --since last";

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    pub which: Which,
    /// The file: .csv, .ndjson, .jsonl, .sqlite or .db; - is standard output: NDJSON, or CSV with --csv
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Write only these columns, in this order, separated by commas, such as customer_id,email,status
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// `last` writes only what has changed since the file was last written, and everything if there is no file
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
