//! The ten customers that are listed first, and what they pay a month, in cents.
//!
//! ```sh
//! PROFITWELL_PRIVATE_TOKEN=… cargo run -p profitwell-api --example customers
//! ```
//!
//! `PROFITWELL_BASE_URL` names another server, such as that of `profitwell demo-server`.

use std::{env, error::Error, pin::pin};

use futures_lite::StreamExt;
use profitwell_api::{BaseUrl, Cents, Client, Native, Options, PrivateToken, customers::CustomerQuery};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = PrivateToken::new(env::var("PROFITWELL_PRIVATE_TOKEN")?)?;
    let mut options = Options::default();
    if let Ok(url) = env::var("PROFITWELL_BASE_URL") {
        options.base_url = BaseUrl::new(&url)?;
    }
    let client = Client::with_options(token, Native::new()?, options);
    let mut customers = pin!(client.customers().list(CustomerQuery::default()).take(10));
    while let Some(customer) = customers.try_next().await? {
        let cents = customer.mrr_cents.map_or(0, Cents::get);
        println!("{} {cents}", customer.customer_id);
    }
    Ok(())
}
