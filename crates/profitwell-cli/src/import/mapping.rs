//! Which column of a file is which field, and how its cells are written: from options, from a file, by a preset.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::Write,
    path::Path,
};

use clap::ValueEnum;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    amount::{Amounts, Decimal, Unit},
    check::{COLUMNS, Reading, shown},
    date::Dates,
    step::Action,
};
use crate::{
    failure::{Exit, Failure},
    files::{Existing, create},
};

/// Exports whose columns are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Baremetrics' file of manual subscriptions
    Baremetrics,
}

impl Preset {
    /// Our column and the name in the file.
    ///
    /// Baremetrics: help.baremetrics.com/article/53-manual-subscription-import-guide, and the template it links
    /// to, which adds `subscription_quantity`; read on 2026-11-26. Amounts are cents, dates days.
    fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Preset::Baremetrics => &[
                ("subscription_alias", "subscription_oid"),
                ("user_alias", "customer_oid"),
                ("email", "customer_email"),
                ("plan_id", "plan_oid"),
                ("plan_interval", "plan_interval"),
                ("plan_interval_count", "plan_interval_count"),
                ("plan_currency", "plan_currency"),
                ("value", "plan_amount"),
                ("quantity", "subscription_quantity"),
                ("effective_date", "subscription_started_at"),
                ("cancelled_at", "subscription_canceled_at"),
            ],
        }
    }

    fn unit(self) -> Unit {
        match self {
            Preset::Baremetrics => Unit::Minor,
        }
    }

    /// The name of the preset that most of these columns are of.
    pub fn fitting(names: &[String]) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let fits = |preset: &Preset| {
            let columns = preset.columns();
            columns.iter().filter(|(_, name)| names.contains(&plain(name))).count() * 2 > columns.len()
        };
        let preset = Preset::value_variants().iter().find(|preset| fits(preset))?;
        Some(preset.to_possible_value()?.get_name().to_owned())
    }
}

/// What options and the file of `--mapping` say, and `--save-mapping` writes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ignore_unknown: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The name in the file by our column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// The same value for every row by our column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
}

impl Settings {
    /// # Errors
    /// The file cannot be read, or says something else.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let text = format!("{}: {}", path.display(), error.to_string().trim_end());
            Failure::new(Exit::Invalid, "invalid_mapping", text)
        })
    }

    fn text(&self) -> String {
        // Nothing but strings and flags.
        toml::to_string(self).unwrap_or_default()
    }

    /// # Errors
    /// The file exists, or cannot be written.
    pub fn save(&self, path: &Path, existing: Existing) -> Result<(), Failure> {
        create(path, existing)?.write_all(self.text().as_bytes()).map_err(|error| Failure::file(path, &error))
    }

    /// What distinguishes one reading of a file from another.
    pub fn hash(&self) -> u64 {
        xxh3_64(self.text().as_bytes())
    }

    /// Takes a `column=Header` or `column="constant"`.
    pub fn map(&mut self, column: &str, source: &str) {
        let constant = source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        self.columns.remove(column);
        self.constants.remove(column);
        match constant {
            Some(constant) => self.constants.insert(column.to_owned(), constant.to_owned()),
            None => self.columns.insert(column.to_owned(), source.to_owned()),
        };
    }

    /// # Errors
    /// The zone is not known.
    pub fn reading(&self) -> Result<Reading, Failure> {
        let zone = match &self.timezone {
            Some(name) => TimeZone::get(name).map_err(|_| {
                Failure::usage(format!("{}: no time zone, such as Europe/Berlin", shown(name)))
            })?,
            None => TimeZone::UTC,
        };
        let unit = self.unit.or(self.preset.map(Preset::unit));
        Ok(Reading {
            amounts: Amounts { unit, decimal: self.decimal.unwrap_or_default() },
            dates: Dates::new(zone, self.date_format.clone()),
        })
    }

    /// `action` is what a row does that does not say so.
    ///
    /// # Errors
    /// It names a column that there is not.
    pub fn mapping(&self, action: Action) -> Result<Mapping, Failure> {
        let place = |column: &str| {
            COLUMNS.iter().position(|name| *name == column).ok_or_else(|| {
                let text =
                    format!("no such column: {}; the columns are {}", shown(column), COLUMNS.join(", "));
                Failure::usage(text)
            })
        };
        let mut constants = [const { None }; COLUMNS.len()];
        for (column, value) in &self.constants {
            constants[place(column)?] = Some(value.clone());
        }
        let mut places = HashMap::new();
        let mut named = Vec::new();
        let mut taken: Vec<usize> = Vec::new();
        for (column, name) in &self.columns {
            places.insert(plain(name), place(column)?);
            taken.push(place(column)?);
            named.push(name.clone());
        }
        let preset = self.preset.map_or(&[][..], Preset::columns);
        let own = COLUMNS.map(|column| (column, column));
        for (column, name) in preset.iter().copied().chain(own) {
            let place = place(column)?;
            if !taken.contains(&place) && constants[place].is_none() {
                places.entry(plain(name)).or_insert(place);
            }
        }
        let ignore_unknown = self.ignore_unknown || self.preset.is_some();
        let delimiter = self.delimiter;
        Ok(Mapping { places, constants, named, ignore_unknown, delimiter, action })
    }
}

/// Which name is which column.
#[derive(Clone, Debug)]
pub struct Mapping {
    places: HashMap<String, usize>,
    /// In the order of [`COLUMNS`].
    pub constants: [Option<String>; COLUMNS.len()],
    /// Names that the file must have.
    pub named: Vec<String>,
    /// Other names are no mistake.
    pub ignore_unknown: bool,
    /// Unless the file says so itself.
    pub delimiter: Option<char>,
    /// What a row does that does not say so.
    pub action: Action,
}

impl Mapping {
    /// The position in [`COLUMNS`] of a name of the file.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(&plain(name)).copied()
    }
}

/// A name without case, spaces and punctuation.
pub fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Names that files have for a column, the likeliest first.
const USUAL: [(&str, &[&str]); 9] = [
    ("subscription_alias", &["subscription id", "id", "subscription", "uuid"]),
    ("user_alias", &["customer id", "user id", "account code", "customer", "account"]),
    ("email", &["customer email", "mail", "e-mail address"]),
    ("plan_id", &["plan", "plan code", "product", "plan name", "price id"]),
    ("plan_interval", &["interval", "billing period", "billing interval", "period"]),
    ("plan_currency", &["currency", "currency code"]),
    ("value", &["amount", "price", "unit amount", "plan amount", "mrr"]),
    (
        "effective_date",
        &[
            "start date",
            "created",
            "created at",
            "start",
            "started at",
            "activated at",
            "start date utc",
            "created utc",
        ],
    ),
    ("status", &["state", "subscription status"]),
];

/// The name in a file that is probably a column.
pub fn likely<'a>(column: &str, names: &'a [String]) -> Option<&'a str> {
    let usual = USUAL.iter().find(|(name, _)| *name == column).map_or(&[][..], |(_, usual)| usual);
    let usual = usual.iter().find_map(|usual| names.iter().find(|name| plain(name) == plain(usual)));
    let near = || {
        let likeness = |name: &&String| strsim::jaro_winkler(&plain(name), &plain(column));
        let best = names.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
        (likeness(&best) > 0.8).then_some(best)
    };
    usual.or_else(near).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::likely;

    #[test]
    fn the_likely_name_of_a_column_is_a_usual_one_or_else_spelt_almost_alike() {
        let names = ["Colour", "E-mail adress", "Customer email", "Plan curency"].map(str::to_owned);
        assert_eq!(likely("email", &names), Some("Customer email"));
        assert_eq!(likely("plan_currency", &names), Some("Plan curency"));
        assert_eq!(likely("subscription_alias", &names), None);
    }
}
