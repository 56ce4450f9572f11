//! What the native suites share: values, lists of settings, and a page.
#![allow(dead_code, unused_imports)] // each test binary uses its own part
#![allow(clippy::needless_pass_by_value)] // the tables read better without references

mod page;
pub mod profitwell;
mod value;

use retention_destinations::settings::Fact;

pub use page::{Event, FakePage};
pub use value::{Value, email, object, odd_values};

/// The values of the settings of these names as the page's core hands them over, and after them the facts about the
/// one that is a URL. Of two under one name the later counts.
pub fn list<'a>(names: &[&str], given: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let facts = ["protocol", "host name", "same origin", "credentials", "given"];
    assert_eq!(facts.len(), Fact::ALL.len());
    let mut values = vec![Value::Undefined; names.len() + facts.len()];
    for (name, value) in given {
        let at = names.iter().chain(&facts).position(|known| *known == name).expect(name);
        values[at] = value;
    }
    Value::List(values.into())
}
