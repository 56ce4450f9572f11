//! The words of the command line.

mod subscriptions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use jiff::{Timestamp, civil, tz::TimeZone};
use profitwell_api::{Intervention, Method, UnixSeconds};

pub use self::subscriptions::{Import, Kind, Subscriptions};
use crate::{confirm::Confirmation, failure::EXIT_CODES};

/// The ProfitWell REST API from the command line.
#[derive(Parser)]
#[command(name = "profitwell", version, after_help = EXIT_CODES, arg_required_else_help = true)]
#[command(after_long_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools)] // flags
#[command(next_help_heading = "Options of every command")]
pub struct Common {
    /// File with the private token; else it is PROFITWELL_PRIVATE_TOKEN in the environment
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Another host: https, or http on this machine
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,
    /// Another host for `event`
    #[arg(long, global = true, value_name = "URL")]
    pub events_url: Option<String>,
    /// Try everything without an account, against a local server with invented customers
    #[arg(long, global = true)]
    pub demo: bool,
    /// Seconds that one attempt may take
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
    /// Aligned columns: what a terminal gets
    #[arg(long, global = true)]
    pub table: bool,
    /// JSON: what everything but a terminal gets
    #[arg(long, global = true)]
    pub json: bool,
    /// CSV with harmless cells: a text that a spreadsheet would run as a formula begins with '
    #[arg(long, global = true)]
    pub csv: bool,
    /// Times the documented rate limits, for servers on this machine that allow more
    #[arg(long, global = true, hide = true, value_name = "FACTOR")]
    pub rate_scale: Option<u32>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Subscriptions of manually added customers
    #[command(subcommand)]
    Subscriptions(Subscriptions),
    /// Manually added users
    #[command(subcommand)]
    Users(Users),
    /// Manually added plans
    #[command(subcommand)]
    Plans(Plans),
    /// Customers, manually added or not
    #[command(subcommand)]
    Customers(Customers),
    /// The figures of the account
    #[command(subcommand)]
    Metrics(Metrics),
    /// The account's settings
    Company,
    /// Labels by which customers are segmented
    #[command(subcommand)]
    Traits(Traits),
    /// Anonymisation, which cannot be undone
    #[command(subcommand)]
    Gdpr(Gdpr),
    /// Retain's messages to customers
    #[command(subcommand)]
    Retain(Retain),
    /// Whether the service is up and takes the token
    Status,
    /// Any other request
    Call(Call),
    /// Tell that a customer was active, by the public token in PROFITWELL_PUBLIC_TOKEN
    Event {
        /// The id of the customer
        user_id: String,
    },
    /// Run the server of --demo until Ctrl-C, so that what one command makes the next one finds
    DemoServer,
    /// Print the completions of a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

impl Command {
    /// Of a command that cannot be undone: its confirmation, and what it would do.
    pub fn irreversible(&self) -> Option<(&Confirmation, String)> {
        Some(match self {
            Command::Subscriptions(Subscriptions::Churn {
                subscription,
                effective_date,
                confirmation,
                ..
            }) => {
                let date = jiff::Timestamp::from_second(effective_date.get());
                let date = date.map_or_else(|_| effective_date.to_string(), |date| date.to_string());
                (confirmation, format!("end the subscription {subscription:?} at {date}"))
            }
            Command::Users(Users::Delete { user, confirmation }) => {
                (confirmation, format!("delete the user {user:?} with all subscriptions for ever"))
            }
            Command::Metrics(Metrics::Exclude { customer_id, confirmation }) => {
                (confirmation, format!("leave the customer {customer_id:?} out of all figures for ever"))
            }
            Command::Gdpr(Gdpr::AnonymizeByEmail { email, confirmation }) => {
                (confirmation, format!("anonymise every customer with the address {email:?} for ever"))
            }
            Command::Gdpr(Gdpr::AnonymizeByCustomerId { customer_id, confirmation }) => {
                (confirmation, format!("anonymise the customer {customer_id:?} for ever"))
            }
            _ => return None,
        })
    }
}

/// How many rows of a list.
#[derive(Args)]
pub struct Many {
    /// No more rows than this
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "all")]
    limit: u64,
    /// All rows
    #[arg(long)]
    all: bool,
}

impl Many {
    /// The most rows; `None` for all.
    pub fn limit(&self) -> Option<u64> {
        (!self.all).then_some(self.limit)
    }
}

#[derive(Subcommand)]
pub enum Users {
    /// Change the address of a user
    Update {
        /// The user's id or alias
        user: String,
        /// The new address
        #[arg(long)]
        email: String,
    },
    /// Remove a user with all subscriptions
    Delete {
        /// The user's id or alias
        user: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(Subcommand)]
pub enum Plans {
    /// The manually added plans
    List {
        #[command(flatten)]
        many: Many,
    },
    /// One plan
    Get {
        /// Its id
        id: String,
    },
    /// Create a plan
    Create {
        /// Its id
        id: String,
        /// Its name
        #[arg(long)]
        name: String,
    },
    /// Rename a plan
    Update {
        /// Its id
        id: String,
        /// Its new name
        #[arg(long)]
        name: String,
    },
}

/// Which customers.
#[derive(Args)]
pub struct Which {
    /// Updated at or after this time: unix seconds, 2020-05-20, or 2020-05-20T18:45:22Z; UTC without a zone
    #[arg(long, value_name = "DATE", value_parser = time)]
    pub start_date: Option<UnixSeconds>,
    /// Updated before this time
    #[arg(long, value_name = "DATE", value_parser = time)]
    pub end_date: Option<UnixSeconds>,
    /// Only with this address
    #[arg(long)]
    pub email: Option<String>,
}

#[derive(Subcommand)]
pub enum Customers {
    /// Customers in the order of their last change
    List {
        #[command(flatten)]
        which: Which,
        /// Newest first
        #[arg(long)]
        newest: bool,
        #[command(flatten)]
        many: Many,
    },
    /// One customer
    Get {
        /// The id at the provider of the data
        customer_id: String,
    },
    /// Write all customers into a file
    #[command(after_help = EXPORT)]
    Export {
        #[command(flatten)]
        which: Which,
        /// Ends in .csv, .jsonl or .sqlite
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Go on with an export that was stopped
        #[arg(long)]
        resume: bool,
        /// Replace the file if it exists
        #[arg(long, conflicts_with = "resume")]
        overwrite: bool,
    },
}

const EXPORT: &str = "\
Pages through all customers, also past the 100,000 that the service numbers. A customer that changes
meanwhile is written at least once; SQLite keeps the latest. FILE.state says how far the export has come,
so that --resume goes on where it was stopped.";

#[derive(Args)]
pub struct Figures {
    /// Only of this plan
    #[arg(long)]
    pub plan_id: Option<String>,
    /// Only these, separated by commas, such as recurring_revenue
    #[arg(long, value_delimiter = ',')]
    pub metrics: Vec<String>,
}

#[derive(Subcommand)]
pub enum Metrics {
    /// Figures by month
    Monthly(Figures),
    /// Figures by day
    Daily {
        /// The current month or the one before, such as 2026-08
        #[arg(long)]
        month: String,
        #[command(flatten)]
        figures: Figures,
    },
    /// The ids of the active plans, highest revenue first
    Plans {
        #[command(flatten)]
        many: Many,
    },
    /// Leave a customer out of all figures
    Exclude {
        /// The id of the customer
        customer_id: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

/// Whose trait: one of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Whose {
    /// The customer with this id
    #[arg(long)]
    pub customer_id: Option<String>,
    /// Every customer with this address
    #[arg(long)]
    pub email: Option<String>,
}

#[derive(Args)]
pub struct Trait {
    #[command(flatten)]
    pub whose: Whose,
    /// The category
    #[arg(long)]
    pub category: String,
    /// The trait
    #[arg(long = "trait", value_name = "TRAIT")]
    pub name: String,
}

#[derive(Subcommand)]
pub enum Traits {
    /// The traits of a customer
    Get {
        /// The id of the customer
        customer_id: String,
    },
    /// Give a customer a trait
    Set(Trait),
    /// Take a trait from a customer
    Remove(Trait),
    /// Remove a category with all its traits
    RemoveCategory {
        /// The category
        category: String,
    },
}

#[derive(Subcommand)]
pub enum Gdpr {
    /// Anonymise every customer with this address
    AnonymizeByEmail {
        /// The address
        email: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Anonymise the customer with this id
    AnonymizeByCustomerId {
        /// The id
        customer_id: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(Subcommand)]
pub enum Retain {
    /// The customers who opted out of messages
    Unsubscribed {
        /// reactivation or term_optimization
        intervention: Intervention,
        /// From this time on: unix seconds, 2020-05-20, or 2020-05-20T18:45:22Z; UTC without a zone
        #[arg(long, value_name = "DATE", value_parser = time)]
        start_date: Option<UnixSeconds>,
        /// Before this time
        #[arg(long, value_name = "DATE", value_parser = time)]
        end_date: Option<UnixSeconds>,
        /// How many; the service decides unless this says so
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Stop messages to a customer
    Stop {
        /// The id of the customer
        customer_id: String,
        /// reactivation, retain or term_optimization; may be given several times
        #[arg(long, required = true)]
        intervention: Vec<Intervention>,
        /// Not only this time
        #[arg(long)]
        forever: bool,
    },
}

#[derive(Args)]
pub struct Call {
    /// GET, POST, PUT, PATCH or DELETE
    pub method: Method,
    /// From the root of the host, such as /v2/customers; a missing slash at its end is added
    pub path: String,
    /// NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub query: Vec<(String, String)>,
    /// NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub header: Vec<(String, String)>,
    /// JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    pub body: Option<String>,
}

/// A point in time of a filter; without a zone it is UTC.
fn time(text: &str) -> Result<UnixSeconds, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(UnixSeconds::new(seconds));
    }
    let civil = |time: civil::DateTime| time.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    let read = text.parse::<Timestamp>().or_else(|_| text.parse().and_then(civil));
    read.map(UnixSeconds::from).map_err(|_| "unix seconds, or such as 2020-05-20T18:45:22Z".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a name and a value such as per_page=10")?;
    Ok((name.to_owned(), value.to_owned()))
}
