//! The words of `call`.

use clap::Args;
use profitwell_api::Method;

#[derive(Args)]
pub struct Call {
    /// GET, POST, PUT, PATCH or DELETE
    pub method: Method,
    /// Path from the root of the host, such as /v2/customers or '/v2/customers?per_page=10'; a missing slash at its end
    /// is added
    pub path: String,
    /// Add a parameter to the query; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::pair)]
    pub query: Vec<(String, String)>,
    /// Add a header; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::pair)]
    pub header: Vec<(String, String)>,
    /// The body: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    pub body: Option<String>,
    /// Show the status and the headers of the answer too, also where the request is rejected
    #[arg(long, short)]
    pub include: bool,
    /// If the service rejects the request, write its whole answer to stderr
    #[arg(long, short)]
    pub verbose: bool,
}
