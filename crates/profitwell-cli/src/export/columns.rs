//! The columns of an export.

use profitwell_api::customers::Customer;
use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// The documented fields of a customer.
pub const COLUMNS: [&str; 12] = [
    "customer_id",
    "email",
    "first_name",
    "last_name",
    "status",
    "mrr_cents",
    "total_spend_cents",
    "plans",
    "created_on",
    "activated_on",
    "churned_on",
    "updated_on",
];
/// The column that identifies a customer.
pub const KEY: &str = COLUMNS[0];
/// All other fields, as JSON.
const EXTRA: &str = "extra";

/// Those that are asked for; else every documented one and [`EXTRA`].
///
/// # Errors
/// An error if a column does not exist or is named twice.
pub fn columns(named: &[String]) -> Result<Vec<String>, Failure> {
    let all = || COLUMNS.into_iter().chain([EXTRA]);
    if let Some(other) = named.iter().find(|name| !all().any(|column| column == *name)) {
        let all: Vec<&str> = all().collect();
        return Err(Failure::usage(format!("--columns: no {other:?}; there are {}", all.join(", "))));
    }
    if let Some(twice) =
        named.iter().enumerate().find_map(|(at, name)| named[..at].contains(name).then_some(name))
    {
        return Err(Failure::usage(format!("--columns: {twice} twice")));
    }
    Ok(if named.is_empty() { all().map(str::to_owned).collect() } else { named.to_owned() })
}

/// The values of these columns, in their order.
pub fn values(customer: &Customer, columns: &[String]) -> Vec<Value> {
    let Value::Object(mut fields) = json!(customer) else { return Vec::new() };
    let mut known: Vec<(&str, Value)> =
        COLUMNS.into_iter().map(|name| (name, fields.remove(name).unwrap_or_default())).collect();
    known.push((EXTRA, if fields.is_empty() { Value::Null } else { Value::from(Map::from_iter(fields)) }));
    let value = |name: &String| {
        known.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value.take()).unwrap_or_default()
    };
    columns.iter().map(value).collect()
}
