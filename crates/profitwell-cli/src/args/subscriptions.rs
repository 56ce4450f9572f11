//! The words of `subscriptions`.

use std::path::PathBuf;

use clap::{Arg, Args, Subcommand, ValueEnum};
use profitwell_api::{
    Cents, ChurnType, Currency, PlanInterval, Status,
    subscriptions::{Change, NewSubscription},
};

use super::{Date, Many};
use crate::{
    confirm::Confirmation,
    failure::Failure,
    import::{
        amount::{Decimal, Unit},
        check,
        mapping::{Preset, Settings},
    },
};

#[derive(Subcommand)]
pub enum Subscriptions {
    /// List the history of a user's subscriptions
    List {
        /// The user's id or alias
        user: String,
        #[command(flatten)]
        many: Many,
    },
    /// Create a subscription
    Create(Create),
    /// Change the plan, price or interval of a subscription
    Update {
        /// The subscription's id or alias
        subscription: String,
        #[command(flatten)]
        terms: Terms,
        /// `active` ends a trial
        #[arg(long)]
        status: Option<Status>,
    },
    /// End a subscription, or all those in a file
    #[command(after_help = CHURN, mut_args(only_with_a_file))]
    Churn(Churn),
    /// Undo the end of a subscription
    Unchurn {
        /// The subscription's id or alias
        subscription: String,
    },
    /// Create, change and end the subscriptions in a file
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Show where a file and the service differ; the exit code is 10 if they do, else 0
    Diff(Diff),
}

const IMPORT: &str = "\
The columns are the API's fields. Required: subscription_alias, email, plan_id, plan_interval, value,
effective_date, and user_alias or user_id. Optional: plan_currency, status; quantity,
plan_interval_count, cancelled_at, churn_type; action. Case, spaces and punctuation in their names are
ignored. So is a column `error`, but a row with text in it was tried before, and is looked up before it
is sent.

A row with cancelled_at is created, then churned. With the column `action` (create, update or churn)
several rows tell the history of one subscription. With --update, rows change existing subscriptions,
which are found by their alias; they need no user and no email.

Every row is checked before the first is sent; row numbers are lines of the file. Rows of one user are
sent in the order of the file, each after the answer to the one before, so always name a user by the same
field. Other rows are sent side by side, as fast as the rate limit allows.

FILE.journal records what is done, so that --resume continues after Ctrl-C, a crash, a lost network or a
full disk, and repeats nothing. FILE.failed.csv or FILE.failed.jsonl has the rows that failed, with the
reason in the column `error`; correct it and import it. Only their owner can read these files.";

const CHURN: &str = "\
A file has the columns that import reads. Required: subscription_alias, and effective_date or
cancelled_at, which is the end of the subscription. Optional: churn_type or status, which say how it
ends; user_alias or user_id, by which a row without an answer is looked up. The file is checked, sent,
recorded and resumed as an import is.";

/// Options that mean something only where a file is read.
fn only_with_a_file(argument: Arg) -> Arg {
    let of_one = ["subscription", "effective_date", "churn_type", "from", "yes"];
    if of_one.contains(&argument.get_id().as_str()) { argument } else { argument.requires("from") }
}

#[derive(Args)]
#[allow(clippy::struct_field_names)] // the API's
pub struct Churn {
    /// The subscription's id or alias
    #[arg(required_unless_present = "from")]
    pub subscription: Option<String>,
    /// When it ends: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; in UTC unless it names a zone
    #[arg(long, value_name = "DATE", allow_negative_numbers = true, required_unless_present = "from")]
    pub effective_date: Option<Date>,
    /// How it ends: voluntary, which the service assumes, or delinquent
    #[arg(long)]
    pub churn_type: Option<ChurnType>,
    /// End all subscriptions in this file: CSV or JSON Lines
    #[arg(long, value_name = "FILE", conflicts_with_all = ["subscription", "effective_date", "churn_type"])]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub bulk: Bulk,
    #[command(flatten)]
    pub confirmation: Confirmation,
}

#[derive(Args)]
pub struct Diff {
    /// The file, as import reads it: CSV or JSON Lines
    pub file: PathBuf,
    #[command(flatten)]
    pub input: InputFile,
}

#[derive(Args)]
pub struct Import {
    /// The file: CSV or JSON Lines
    #[arg(required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// Write a sample file: subscriptions.csv, unless FILE names another
    #[arg(long, conflicts_with_all = ["dry_run", "resume", "errors", "journal"])]
    pub template: bool,
    /// Change existing subscriptions, found by their alias, unless the column `action` says otherwise
    #[arg(long, conflicts_with_all = ["template", "skip_existing"])]
    pub update: bool,
    /// Skip rows whose alias exists with other content, instead of failing them
    #[arg(long, conflicts_with = "dry_run")]
    pub skip_existing: bool,
    #[command(flatten)]
    pub bulk: Bulk,
    #[command(flatten)]
    pub confirmation: Confirmation,
}

/// How a file is sent.
#[derive(Args)]
pub struct Bulk {
    /// Check every row and report, but send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Continue after an interruption
    #[arg(long, conflicts_with = "dry_run")]
    pub resume: bool,
    /// Keep the journal here instead of beside the file, and the failed rows in the same folder
    #[arg(long, value_name = "PATH")]
    pub journal: Option<PathBuf>,
    #[command(flatten)]
    pub input: InputFile,
}

/// How a file is read, and where its problems are written.
#[derive(Args)]
pub struct InputFile {
    /// Format of the file; by default its extension decides
    #[arg(long)]
    pub format: Option<Kind>,
    /// Write every problem of the file to this one, as CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Replace output files that exist, but never the input
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub writing: Writing,
}

/// A heading of `--help`, for each option: one for them all would go on to the options behind them.
const FILE: &str = "How the file is read";

/// Which column is which, and how cells are written.
#[derive(Args)]
pub struct Writing {
    /// Read the columns of a known export
    #[arg(help_heading = FILE, long)]
    pub preset: Option<Preset>,
    /// Name a column's header in the file, or a constant for every row: column=Header or column="value"; may be
    /// repeated
    #[arg(help_heading = FILE, long, value_name = "COLUMN=HEADER", value_parser = super::pair)]
    pub map: Vec<(String, String)>,
    /// Read all of these options from a file (TOML)
    #[arg(help_heading = FILE, long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Write all of these options to a file for --mapping
    #[arg(help_heading = FILE, long, value_name = "FILE")]
    pub save_mapping: Option<PathBuf>,
    /// Ignore columns that are not known
    #[arg(help_heading = FILE, long)]
    pub ignore_unknown: bool,
    /// Unit of the amounts; by default whole minor units, and what could be anything else is an error
    #[arg(help_heading = FILE, long)]
    pub unit: Option<Unit>,
    /// What comes before the decimals; a point by default
    #[arg(help_heading = FILE, long, value_name = "SIGN")]
    pub decimal: Option<Decimal>,
    /// Time zone of days and times that name none, such as Europe/Berlin; UTC by default
    #[arg(help_heading = FILE, long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Format of dates, such as %d.%m.%Y; by default unix seconds, days (2024-01-31) and times (2024-01-31 13:30)
    #[arg(help_heading = FILE, long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// What separates the cells: a character, or comma, semicolon, tab or pipe; by default the header shows it
    #[arg(help_heading = FILE, long, value_name = "SIGN", value_parser = delimiter)]
    pub delimiter: Option<char>,
}

impl Writing {
    /// All of it: what stands here comes before what the file of `--mapping` says.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = self.mapping.as_deref().map_or_else(|| Ok(Settings::default()), Settings::load)?;
        for (column, source) in &self.map {
            settings.map(column, source);
        }
        settings.ignore_unknown |= self.ignore_unknown;
        settings.preset = self.preset.or(settings.preset);
        settings.unit = self.unit.or(settings.unit);
        settings.decimal = self.decimal.or(settings.decimal);
        settings.timezone = self.timezone.clone().or(settings.timezone);
        settings.date_format = self.date_format.clone().or(settings.date_format);
        settings.delimiter = self.delimiter.or(settings.delimiter);
        Ok(settings)
    }
}

fn delimiter(text: &str) -> Result<char, String> {
    let sign = match text {
        "comma" => ',',
        "semicolon" => ';',
        "tab" => '\t',
        "pipe" => '|',
        other => other.parse().unwrap_or('\0'),
    };
    let fits = sign == '\t' || sign.is_ascii_graphic() && !sign.is_ascii_alphanumeric() && sign != '"';
    if fits { Ok(sign) } else { Err("one sign of ASCII, or comma, semicolon, tab or pipe".to_owned()) }
}

/// What an import file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Csv,
    Jsonl,
}

/// What a subscription is from some day on.
#[derive(Args)]
pub struct Terms {
    /// The id of the plan, which is created if it does not exist
    #[arg(long)]
    plan_id: String,
    /// month or year
    #[arg(long, value_parser = check::interval_option)]
    plan_interval: PlanInterval,
    /// The amount per interval, in cents
    #[arg(long, value_name = "CENTS", value_parser = check::cents_option, allow_negative_numbers = true)]
    value: Cents,
    /// When it takes effect: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; in UTC unless it names a zone
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    effective_date: Date,
}

impl Terms {
    pub fn change(self, status: Option<Status>) -> Change {
        let Terms { plan_id, plan_interval, value, effective_date } = self;
        Change { plan_id, plan_interval, value, effective_date: effective_date.said(), status }
    }
}

#[derive(Args)]
pub struct Create {
    /// The user's email address
    #[arg(long)]
    email: String,
    /// The service's id of the user, for another subscription of an existing user
    #[arg(long)]
    user_id: Option<String>,
    /// Your id of the user
    #[arg(long)]
    user_alias: Option<String>,
    /// Your id of the subscription; with --user-alias, a request without an answer can be looked up
    #[arg(long)]
    subscription_alias: Option<String>,
    #[command(flatten)]
    terms: Terms,
    /// The currency's ISO 4217 code; the service assumes usd
    #[arg(long, value_parser = check::currency_option)]
    plan_currency: Option<Currency>,
    /// `active`, which the service assumes, or `trialing`
    #[arg(long, value_parser = check::status_option)]
    status: Option<Status>,
}

impl Create {
    pub fn subscription(self) -> NewSubscription {
        let Terms { plan_id, plan_interval, value, effective_date } = self.terms;
        NewSubscription {
            user_id: self.user_id,
            user_alias: self.user_alias,
            subscription_alias: self.subscription_alias,
            plan_currency: self.plan_currency,
            status: self.status,
            ..NewSubscription::new(self.email, plan_id, plan_interval, value, effective_date.said())
        }
    }
}
