//! The words of the command line.

mod call;
mod date;
mod export;
mod metrics;
mod subscriptions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use profitwell_api::{Intervention, customers::CustomerQuery};

use self::export::EXPORT;
pub use self::{
    call::Call,
    date::Date,
    export::Export,
    metrics::{Figures, Metrics},
    subscriptions::{Bulk, Churn, Diff, Import, Kind, Subscriptions},
};
use crate::{confirm::Confirmation, connect::DEMO_PORT, failure::EXIT_CODES};

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
    /// File with the private token; by default PROFITWELL_PRIVATE_TOKEN in the environment has it
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Send requests to another host: https, or http on localhost
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,
    /// Send `event` to another host
    #[arg(long, global = true, value_name = "URL")]
    pub events_url: Option<String>,
    /// Try everything without an account, against a local server with invented customers
    #[arg(long, global = true)]
    pub demo: bool,
    /// How many seconds one attempt may take
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60, allow_negative_numbers = true)]
    #[arg(value_parser = |text: &str| whole::<u64>(text, 1, 3600))]
    pub timeout: u64,
    /// Print aligned columns: the default on a terminal
    #[arg(long, global = true)]
    pub table: bool,
    /// Print JSON: the default everywhere else
    #[arg(long, global = true)]
    pub json: bool,
    /// Print CSV; a string that a spreadsheet would run as a formula begins with '
    #[arg(long, global = true)]
    pub csv: bool,
    /// Multiply the documented rate limits, for servers on localhost that allow more
    #[arg(long, global = true, hide = true, value_name = "FACTOR", allow_negative_numbers = true)]
    #[arg(value_parser = |text: &str| whole::<u32>(text, 1, 1_000_000))]
    pub rate_scale: Option<u32>,
}

#[derive(Subcommand)]
pub enum Command {
    /// List, create, change, end and import subscriptions of manually added users
    #[command(subcommand)]
    Subscriptions(Subscriptions),
    /// Change and delete manually added users
    #[command(subcommand)]
    Users(Users),
    /// List, create and rename manually added plans
    #[command(subcommand)]
    Plans(Plans),
    /// List and export customers, whether manually added or not
    #[command(subcommand)]
    Customers(Customers),
    /// Show the figures of the account
    #[command(subcommand)]
    Metrics(Metrics),
    /// Show the settings of the account
    Company,
    /// Show and change the traits by which customers are segmented
    #[command(subcommand)]
    Traits(Traits),
    /// Anonymise customers, which cannot be undone
    #[command(subcommand)]
    Gdpr(Gdpr),
    /// Stop Retain's messages to customers, and list who opted out
    #[command(subcommand)]
    Retain(Retain),
    /// Check that the service is up and accepts the token
    Status,
    /// Send any other request
    Call(Call),
    /// Report that a customer was active; needs the public token in PROFITWELL_PUBLIC_TOKEN
    Event {
        /// The id of the customer
        user_id: String,
    },
    /// Run the server of --demo until Ctrl-C, so that changes last from one command to the next
    DemoServer {
        /// Port on the loopback interface, 0 for any free one. --demo looks only at 8737; other ports need --base-url
        #[arg(long, default_value_t = DEMO_PORT, allow_negative_numbers = true)]
        #[arg(value_parser = |text: &str| whole::<u16>(text, 0, 65535))]
        port: u16,
    },
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

impl Command {
    /// Of a command that cannot be undone: its confirmation, and what it would do.
    pub fn irreversible(&self) -> Option<(&Confirmation, String)> {
        Some(match self {
            Command::Subscriptions(Subscriptions::Churn(Churn {
                subscription: Some(subscription),
                effective_date: Some(effective_date),
                confirmation,
                ..
            })) => (confirmation, format!("end the subscription {subscription:?} at {effective_date}")),
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
    /// Show at most this many rows
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        conflicts_with = "all",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = rows)]
    limit: u64,
    /// Show all rows
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
    /// Change the email address of a user
    Update {
        /// The user's id or alias
        user: String,
        /// The new email address
        #[arg(long)]
        email: String,
    },
    /// Delete a user with all subscriptions, which cannot be undone
    Delete {
        /// The user's id or alias
        user: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(Subcommand)]
pub enum Plans {
    /// List the manually added plans
    List {
        #[command(flatten)]
        many: Many,
    },
    /// Show one plan
    Get {
        /// The id of the plan
        id: String,
    },
    /// Create a plan
    Create {
        /// The id of the plan
        id: String,
        /// The name of the plan
        #[arg(long)]
        name: String,
    },
    /// Rename a plan
    Update {
        /// The id of the plan
        id: String,
        /// The new name of the plan
        #[arg(long)]
        name: String,
    },
}

/// Which customers.
#[derive(Args)]
pub struct Which {
    /// Only customers that changed at or after this date: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; in UTC unless it names a zone
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    start_date: Option<Date>,
    /// Only customers that changed before this date
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    end_date: Option<Date>,
    /// Only customers with this email address
    #[arg(long)]
    email: Option<String>,
}

impl Which {
    /// All of them, oldest change first.
    pub fn query(self) -> CustomerQuery {
        CustomerQuery {
            start_date: self.start_date.as_ref().map(Date::said),
            end_date: self.end_date.as_ref().map(Date::said),
            email: self.email,
            ..CustomerQuery::default()
        }
    }
}

#[derive(Subcommand)]
pub enum Customers {
    /// List customers by their last change, oldest first
    List {
        #[command(flatten)]
        which: Which,
        /// List the newest change first
        #[arg(long)]
        newest: bool,
        #[command(flatten)]
        many: Many,
    },
    /// Show one customer
    Get {
        /// The customer's id in the source of the data, such as the billing system
        customer_id: String,
    },
    /// Write all customers to a file, or those that changed since the last export
    #[command(after_help = EXPORT)]
    Export(Export),
}

/// Whose trait: one of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Whose {
    /// The customer with this id
    #[arg(long)]
    pub customer_id: Option<String>,
    /// Every customer with this email address
    #[arg(long)]
    pub email: Option<String>,
}

#[derive(Args)]
pub struct Trait {
    #[command(flatten)]
    pub whose: Whose,
    /// The category of the trait
    #[arg(long)]
    pub category: String,
    /// The name of the trait
    #[arg(long = "trait", value_name = "TRAIT")]
    pub name: String,
}

#[derive(Subcommand)]
pub enum Traits {
    /// Show the traits of a customer
    Get {
        /// The id of the customer
        customer_id: String,
    },
    /// Add a trait to a customer
    Set(Trait),
    /// Remove a trait from a customer
    Remove(Trait),
    /// Remove a category with all its traits
    RemoveCategory {
        /// The category of the trait
        category: String,
    },
}

#[derive(Subcommand)]
pub enum Gdpr {
    /// Anonymise every customer with this email address
    AnonymizeByEmail {
        /// The email address
        email: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Anonymise the customer with this id
    AnonymizeByCustomerId {
        /// The id of the customer
        customer_id: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(Subcommand)]
pub enum Retain {
    /// List the customers who opted out of messages
    Unsubscribed {
        /// reactivation or term_optimization
        intervention: Intervention,
        /// Only from this date on: a day, a time (2024-01-31T13:30:00+01:00) or unix seconds; in UTC unless it names a zone
        #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
        start_date: Option<Date>,
        /// Only before this date
        #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
        end_date: Option<Date>,
        /// List at most this many; by default the service decides
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        #[arg(value_parser = |text: &str| whole::<u32>(text, 1, u64::from(u32::MAX)))]
        limit: Option<u32>,
    },
    /// Stop messages to a customer
    Stop {
        /// The id of the customer
        customer_id: String,
        /// reactivation, retain or term_optimization; may be repeated
        #[arg(long, required = true)]
        intervention: Vec<Intervention>,
        /// Stop them for ever, not only this time
        #[arg(long)]
        forever: bool,
    },
}

/// A whole number from `least` to `most`.
fn whole<T: TryFrom<u64>>(text: &str, least: u64, most: u64) -> Result<T, String> {
    if text.starts_with('-') {
        return Err(format!("a negative number; at least {least} is right"));
    }
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    let right = || format!("a whole number from {least} to {most} is right");
    number.and_then(|number: u64| T::try_from(number).ok()).ok_or_else(right)
}

/// How many rows.
fn rows(text: &str) -> Result<u64, String> {
    whole(text, 0, u64::from(u32::MAX))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a name and a value such as per_page=10")?;
    Ok((name.to_owned(), value.to_owned()))
}
