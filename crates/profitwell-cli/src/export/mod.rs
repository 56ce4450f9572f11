//! `customers export`: every customer into a file, page by page, so that it can be stopped at any moment; and
//! later what has changed since.

mod columns;
mod sink;
mod state;

use std::{
    fs,
    path::{Path, PathBuf},
};

use profitwell_api::{Client, Native, Options, Paging, customers::CustomerQuery};
use serde_json::json;

pub use self::columns::COLUMNS;
use self::{
    sink::{BROKEN_PIPE, Format, Sink},
    state::State,
};
use crate::{
    args::{Common, Export},
    connect::{Connection, connect},
    failure::{Exit, Failure},
    files::{Existing, beside, make_way},
    output::{Output, say},
    signals::Signals,
};

/// An export under way.
struct Job {
    to: PathBuf,
    /// Beside the file; standard output has none.
    state_path: Option<PathBuf>,
    state: State,
    sink: Sink,
    /// Whether the state is of an earlier run, and perhaps of another account.
    is_old: bool,
    connection: Connection,
}

/// Writes the customers.
///
/// # Errors
/// An error if the file cannot be written or the service does not answer; the export can be continued.
pub async fn run(common: &Common, arguments: Export, output: &Output) -> Result<(), Failure> {
    let go_on = if arguments.is_nightly() {
        "the same command continues"
    } else {
        "the same command with --resume continues"
    };
    let to_stdout = arguments.to == Path::new("-");
    let mut job = if to_stdout {
        to_standard_output(common, arguments).await?
    } else if arguments.resume || (arguments.is_nightly() && is_there(&beside(&arguments.to, ".state"))) {
        again(common, arguments).await?
    } else {
        begin(common, arguments).await?
    };
    let mut signals = Signals::new()?;
    let written = tokio::select! {
        written = job.carry_out() => written,
        () = signals.next() => Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted")),
    };
    match written {
        Err(failure) if failure.code == BROKEN_PIPE => {}
        // Nothing was written that could be continued.
        Err(failure) if to_stdout || failure.code == "other_account" => return Err(failure),
        Err(failure) => return Err(failure.then(go_on)),
        Ok(written) if to_stdout => say(format_args!("{written} customers")),
        Ok(written) => {
            let file = job.to.display().to_string();
            let result = json!({ "customers": job.state.customers, "written": written, "file": file });
            output.show(&result, &["customers", "written", "file"])?;
            if !job.is_old {
                say(format_args!("{file}: --since last adds what changes from now on"));
            }
        }
    }
    job.connection.close().await
}

/// `--to -`
async fn to_standard_output(common: &Common, arguments: Export) -> Result<Job, Failure> {
    if arguments.resume || arguments.overwrite || arguments.is_nightly() {
        return Err(Failure::usage("--to -: standard output leaves nothing to continue"));
    }
    if common.table {
        return Err(Failure::usage("--to -: NDJSON, or CSV by --csv"));
    }
    let format = if common.csv { Format::Csv } else { Format::Json };
    let sink = Sink::stdout(format, &arguments.columns)?;
    let connection = connect(common, Options::default()).await?;
    let state = State { query: arguments.which.query(), ..State::default() };
    Ok(Job { to: arguments.to, state_path: None, state, sink, is_old: false, connection })
}

/// Into a new file.
async fn begin(common: &Common, arguments: Export) -> Result<Job, Failure> {
    let Export { which, to, columns, overwrite, .. } = arguments;
    sink::check(&to, &columns)?;
    let state_path = beside(&to, ".state");
    if !overwrite && is_there(&to) {
        return Err(exists(&to, State::load(&state_path).ok().as_ref()));
    }
    let connection = connect(common, Options::default()).await?;
    let account = connection.client.company().settings().await?.id;
    make_way(&state_path, Existing { overwrite, input: None })?;
    let sink = Sink::begin(&to, &columns, overwrite)?;
    let host = connection.host.clone();
    let state = State { account, host, query: which.query(), columns, ..State::default() };
    state.save(&state_path)?;
    Ok(Job { to, state_path: Some(state_path), state, sink, is_old: false, connection })
}

/// Into the file of an earlier run.
async fn again(common: &Common, arguments: Export) -> Result<Job, Failure> {
    let nightly = arguments.is_nightly();
    let Export { which, to, columns, .. } = arguments;
    let state_path = beside(&to, ".state");
    let mut state = State::load(&state_path)?;
    let (query, is_named) = (which.query(), !columns.is_empty());
    if query != CustomerQuery::default() && query != state.query || is_named && columns != state.columns {
        let text = format!("{}: begun with other columns or filters, which it keeps", to.display());
        return Err(Failure::usage(text));
    }
    if state.finished && !nightly {
        let text = format!("{} is finished: --since last adds what has changed since", to.display());
        return Err(Failure::new(Exit::Other, "export_finished", text));
    }
    if state.updated_on.is_none() {
        // Nothing says where to continue, so it starts over.
        (state.customers, state.size) = (0, 0);
    }
    let sink = Sink::go_on(&to, &state.columns, state.size, state.finished && state.updated_on.is_some())?;
    let connection = connect(common, Options::default()).await?;
    Ok(Job { to, state_path: Some(state_path), state, sink, is_old: true, connection })
}

impl Job {
    /// Writes page after page; gives how many customers that were.
    async fn carry_out(&mut self) -> Result<u64, Failure> {
        let client = self.connection.client.clone();
        let mut paging = Paging::changes(self.state.query.clone());
        if let Some(updated_on) = &self.state.updated_on {
            paging = paging.after(updated_on, self.state.listed.iter().cloned());
        }
        let mut next = client.customers().next_page(&mut paging).await?;
        if self.is_old {
            self.check_account(&client, &paging).await?;
        }
        self.sink.cut()?;
        let mut written = 0;
        while let Some(page) = next {
            if self.state.finished {
                // From here on the file may have more than the state says.
                self.state.finished = false;
                self.save()?;
            }
            let size = self.sink.write(&page)?;
            written += page.len() as u64;
            // Where nothing says when the last one changed, nothing says where to continue.
            if page.last().is_some_and(|customer| customer.updated_on.is_some()) {
                self.state.note(&page, size);
                self.save()?;
            } else {
                self.state.customers += page.len() as u64;
            }
            next = client.customers().next_page(&mut paging).await?;
        }
        self.state.finished = true;
        self.save()?;
        Ok(written)
    }

    fn save(&self) -> Result<(), Failure> {
        self.state_path.as_deref().map_or(Ok(()), |path| self.state.save(path))
    }

    /// That a state is of this account. The same customers, unchanged, at the same host are proof enough, so that
    /// a night without news takes one request; else the id in the settings decides.
    async fn check_account(&self, client: &Client<Native>, paging: &Paging) -> Result<(), Failure> {
        if self.state.host == self.connection.host && paging.has_found_again() {
            return Ok(());
        }
        let account = client.company().settings().await?.id;
        if account == self.state.account {
            return Ok(());
        }
        let text = format!(
            "{} is of the account {:?}, and this token is of {account:?}: take the token of that account, or export \
             into another file; nothing was written",
            self.to.display(),
            self.state.account
        );
        Err(Failure::new(Exit::Usage, "other_account", text))
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Why an existing file is not started over, and what to do instead.
fn exists(to: &Path, state: Option<&State>) -> Failure {
    let instead = match state {
        Some(state) if state.finished => {
            "is finished: --since last adds what has changed since, --overwrite starts over"
        }
        Some(_) => "was stopped: --resume continues, --overwrite starts over",
        None => "exists: name another file, or replace it by --overwrite",
    };
    Failure::new(Exit::Other, "file_exists", format!("{} {instead}; nothing was sent", to.display()))
}
