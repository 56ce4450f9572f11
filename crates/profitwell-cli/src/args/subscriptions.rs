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
    /// The history of a user's subscriptions
    List {
        /// The user's id or alias
        user: String,
        #[command(flatten)]
        many: Many,
    },
    /// Create a subscription
    Create(Create),
    /// Change a subscription: another plan, price or interval
    Update {
        /// Its id or alias
        subscription: String,
        #[command(flatten)]
        terms: Terms,
        /// active ends a trial
        #[arg(long)]
        status: Option<Status>,
    },
    /// End a subscription, or those in a file
    #[command(after_help = CHURN, mut_args(only_with_a_file))]
    Churn(Churn),
    /// Undo the end of a subscription
    Unchurn {
        /// Its id or alias
        subscription: String,
    },
    /// Create, change and end the subscriptions in a file
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Show the differences between a file and the service; the exit code is 0 without differences, else 10
    Diff(Diff),
}

const IMPORT: &str = "\
The columns are the API's fields. Required: subscription_alias, email, plan_id, plan_interval, value,
effective_date, and user_alias or user_id. Optional: plan_currency, status; quantity,
plan_interval_count, cancelled_at, churn_type; action. Case, spaces and punctuation of their names do
not count. A column error is not sent; a row with text in it was tried before, and is looked up before
it is sent.

A row with cancelled_at is created, then churned. The column action lets rows of one subscription follow
one another: create, update, churn. With --update rows change what the service has, by their alias;
they need no user and no email.

Every row is checked before the first is sent; rows are named by the line of the file. Rows of one user
are sent in the order of the file, each after the answer to the one before; so name a user always by the
same field. Other rows go side by side, as fast as the rate limit allows.

FILE.journal records what is done, so that --resume continues after Ctrl-C, a crash, a lost network or a full
disk, and repeats nothing. FILE.failed.csv or .failed.jsonl holds the rows that failed, with the reason
in the column error; correct and import it. Only their owner can read these files.";

const CHURN: &str = "\
The columns of a file are those of import: subscription_alias, and effective_date or cancelled_at, which
is when it ends. Optional: churn_type or status, which say how; user_alias or user_id, by which a row is
looked up if there was no response. The file is checked, sent, recorded and resumed as by import.";

/// Options that mean something only where a file is read.
fn only_with_a_file(argument: Arg) -> Arg {
    let of_one = ["subscription", "effective_date", "churn_type", "from", "yes"];
    if of_one.contains(&argument.get_id().as_str()) { argument } else { argument.requires("from") }
}

#[derive(Args)]
#[allow(clippy::struct_field_names)] // the API's
pub struct Churn {
    /// Its id or alias
    #[arg(required_unless_present = "from")]
    pub subscription: Option<String>,
    /// When: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; UTC without a zone
    #[arg(long, value_name = "DATE", allow_negative_numbers = true, required_unless_present = "from")]
    pub effective_date: Option<Date>,
    /// voluntary, which the service assumes, or delinquent
    #[arg(long)]
    pub churn_type: Option<ChurnType>,
    /// Those in this file: CSV or JSON Lines
    #[arg(long, value_name = "FILE", conflicts_with_all = ["subscription", "effective_date", "churn_type"])]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub bulk: Bulk,
    #[command(flatten)]
    pub confirmation: Confirmation,
}

#[derive(Args)]
pub struct Diff {
    /// CSV or JSON Lines, as import takes them
    pub file: PathBuf,
    /// The format of the file; without it, the extension decides
    #[arg(long)]
    pub format: Option<Kind>,
    #[command(flatten)]
    pub writing: Writing,
    /// Write every problem of the file into this one, as CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Replace the files that it writes, but never the one that it reads
    #[arg(long)]
    pub overwrite: bool,
}

#[derive(Args)]
pub struct Import {
    /// CSV or JSON Lines
    #[arg(required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// Write a sample file, subscriptions.csv unless FILE names another
    #[arg(long, conflicts_with_all = ["dry_run", "resume", "errors", "journal"])]
    pub template: bool,
    /// Change subscriptions that the service has, by their alias, unless the column action says otherwise
    #[arg(long, conflicts_with_all = ["template", "skip_existing"])]
    pub update: bool,
    /// Skip rows whose alias the service has with another content, instead of failing them
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
    /// The format of the file; without it, the extension decides
    #[arg(long)]
    pub format: Option<Kind>,
    /// Check every row and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Continue an import that was stopped
    #[arg(long, conflicts_with = "dry_run")]
    pub resume: bool,
    /// Keep the journal here instead of beside the file, and the rows that fail in the same folder
    #[arg(long, value_name = "PATH")]
    pub journal: Option<PathBuf>,
    #[command(flatten)]
    pub writing: Writing,
    /// Write every problem of the file into this one, as CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Replace the files that it writes, but never the one that it reads
    #[arg(long)]
    pub overwrite: bool,
}

/// A heading of `--help`, for each option: a single one would extend to the options after them.
const FILE: &str = "What the file is like";

/// Which column is which, and how cells are written.
#[derive(Args)]
pub struct Writing {
    /// The columns of a known export
    #[arg(help_heading = FILE, long)]
    pub preset: Option<Preset>,
    /// The name in the file of a column, or a value for every row: column=Header or column="value"; may be given
    /// several times
    #[arg(help_heading = FILE, long, value_name = "COLUMN=HEADER", value_parser = super::pair)]
    pub map: Vec<(String, String)>,
    /// Read all of these options from a file (TOML)
    #[arg(help_heading = FILE, long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Write all of these options into a file for --mapping
    #[arg(help_heading = FILE, long, value_name = "FILE")]
    pub save_mapping: Option<PathBuf>,
    /// Ignore unknown columns
    #[arg(help_heading = FILE, long)]
    pub ignore_unknown: bool,
    /// The unit of amounts; without it, whole minor units, and ambiguous amounts are rejected
    #[arg(help_heading = FILE, long)]
    pub unit: Option<Unit>,
    /// The decimal sign; without it, a point
    #[arg(help_heading = FILE, long, value_name = "SIGN")]
    pub decimal: Option<Decimal>,
    /// The time zone of days and times without one; without it, UTC
    #[arg(help_heading = FILE, long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// The format of dates, such as %d.%m.%Y; without it, unix seconds, days (2024-01-31) and times (2024-01-31 13:30)
    #[arg(help_heading = FILE, long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// The separator of cells: a character, comma, semicolon, tab or pipe; without it, the header shows it
    #[arg(help_heading = FILE, long, value_name = "SIGN", value_parser = delimiter)]
    pub delimiter: Option<char>,
}

impl Writing {
    /// All options; those given here take precedence over the file of `--mapping`.
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
    /// The plan, which is created if there is no plan with this id
    #[arg(long)]
    plan_id: String,
    /// month or year
    #[arg(long, value_parser = check::interval_option)]
    plan_interval: PlanInterval,
    /// The whole amount per interval, in cents
    #[arg(long, value_name = "CENTS", value_parser = check::cents_option, allow_negative_numbers = true)]
    value: Cents,
    /// The time of the change: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; UTC without a zone
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
    /// The user's address
    #[arg(long)]
    email: String,
    /// The service's id of the user, for another subscription of the same one
    #[arg(long)]
    user_id: Option<String>,
    /// Your id of the user
    #[arg(long)]
    user_alias: Option<String>,
    /// Your id of the subscription; with the user's, a lost response can be recovered
    #[arg(long)]
    subscription_alias: Option<String>,
    #[command(flatten)]
    terms: Terms,
    /// The currency's code by ISO 4217; the service assumes usd
    #[arg(long, value_parser = check::currency_option)]
    plan_currency: Option<Currency>,
    /// active, which the service assumes, or trialing
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
