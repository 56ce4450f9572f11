//! How far an export has come, in a file beside it.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
};

use profitwell_api::customers::{Customer, CustomerQuery};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    failure::{Exit, Failure},
    files::{beside, open_own, private},
};

/// How far an export has come: everything up to `updated_on` is in the first `size` bytes.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The id of the account, from its settings.
    pub account: String,
    /// Where the service is.
    pub host: String,
    pub query: CustomerQuery,
    pub columns: Vec<String>,
    /// Whether it has come to the end.
    pub finished: bool,
    /// Written so far, those that changed again among them.
    pub customers: u64,
    pub size: u64,
    pub updated_on: Option<String>,
    /// Those of `updated_on` itself, by id and fingerprint: they come again.
    pub listed: Vec<(String, u64)>,
}

impl State {
    /// # Errors
    /// The disk is full.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        let new = beside(path, ".new");
        // One that is there is of an export that was killed, or a link that somebody planted.
        let _ = fs::remove_file(&new);
        let saved = private(true).create_new(true).open(&new).and_then(|mut file| {
            file.write_all(json!(self).to_string().as_bytes())?;
            file.sync_data()?;
            fs::rename(&new, path)
        });
        saved.map_err(|error| Failure::file(path, &error))
    }

    /// # Errors
    /// `no_state`: there is none. `bad_state`: it cannot be read.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let mut text = String::new();
        open_own(path)?.and_then(|mut file| file.read_to_string(&mut text)).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                let text = format!(
                    "{} does not exist, so there is no export to continue; start one without --resume",
                    path.display()
                );
                return Failure::new(Exit::Other, "no_state", text);
            }
            Failure::file(path, &error)
        })?;
        serde_json::from_str(&text).map_err(|error| {
            let text = format!("{}: {error}; --overwrite starts over", path.display());
            Failure::new(Exit::Invalid, "bad_state", text)
        })
    }

    /// Takes a page that has been written; the file is so large now.
    pub fn note(&mut self, page: &[Customer], size: u64) {
        self.customers += page.len() as u64;
        self.size = size;
        for customer in page {
            if self.updated_on != customer.updated_on {
                self.updated_on.clone_from(&customer.updated_on);
                self.listed.clear();
            }
            self.listed.push((customer.customer_id.clone(), customer.fingerprint()));
        }
    }
}
