//! Asking before what cannot be undone.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use crate::{
    failure::{Exit, Failure},
    output::clean,
};

/// The option of an irreversible command that answers the question beforehand.
#[derive(Args)]
pub struct Confirmation {
    /// Do not ask for confirmation; required where there is no terminal to ask on
    #[arg(long)]
    yes: bool,
}

impl Confirmation {
    /// Asks on the terminal; to be called before anything is sent. `what` says in the imperative what would be
    /// done and what that means: `delete the user "u1" with all subscriptions`.
    ///
    /// # Errors
    /// `confirmation_required`: there is no `--yes`, and no terminal to ask. `not_confirmed`: the answer is no.
    pub fn ask(&self, what: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        // The question goes to stderr, so that a result that is redirected stays a result.
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let text = format!("this would {what}: say --yes if that is meant; nothing was sent");
            return Err(Failure::new(Exit::Usage, "confirmation_required", text));
        }
        let mut answer = String::new();
        let asked = write!(io::stderr().lock(), "{}? [y/N] ", clean(what))
            .and_then(|()| io::stdin().lock().read_line(&mut answer));
        let is_yes = asked.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str());
        if is_yes {
            return Ok(());
        }
        Err(Failure::new(Exit::Other, "not_confirmed", "not confirmed; nothing was sent"))
    }
}
