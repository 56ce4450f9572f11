//! The words of `call`.

use clap::Args;
use profitwell_api::Method;

#[derive(Args)]
pub struct Call {
    /// GET, POST, PUT, PATCH or DELETE
    pub method: Method,
    /// The path from the root of the host, such as /v2/customers or '/v2/customers?per_page=10'; a missing slash at the end of
    /// the path is added
    pub path: String,
    /// NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::pair)]
    pub query: Vec<(String, String)>,
    /// NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::pair)]
    pub header: Vec<(String, String)>,
    /// JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    pub body: Option<String>,
    /// Show the status and the headers of the response too, whatever they are
    #[arg(long, short)]
    pub include: bool,
    /// If the service rejects the request, write its full response to stderr
    #[arg(long, short)]
    pub verbose: bool,
}
