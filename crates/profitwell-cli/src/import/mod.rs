//! `subscriptions import`: from a file to the service, every row once.

pub mod amount;
pub mod check;
pub mod date;
mod failed;
mod journal;
pub mod mapping;
mod order;
mod post;
mod progress;
mod report;
mod rows;
mod send;
mod streak;
mod throttle;
mod validate;

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use profitwell_api::{Native, Options, RetryPolicy};
use serde_json::json;

use self::{
    failed::Failed,
    journal::{Before, Journal, MOST_AHEAD},
    post::Sender,
    progress::Progress,
    rows::Rows,
    send::Import,
    throttle::Watched,
};
use crate::{
    args::{Common, Import as Arguments, Kind},
    connect::connect_over,
    failure::{Exit, Failure},
    files::{Existing, beside, create, make_way},
    output::{Output, say},
    signals::Signals,
};

/// More patient than one call: a network may be away for a while.
const ATTEMPTS: u32 = 6;
/// A row that is throttled waits for as long as the import goes on.
const DEADLINE: Duration = Duration::from_secs(24 * 60 * 60);

/// Checks the file, and sends it unless this is a dry run.
///
/// # Errors
/// The file is not fit, the import stopped, or some rows failed.
pub async fn run(common: &Common, arguments: &Arguments, output: &Output) -> Result<(), Failure> {
    let path = arguments.file.as_deref().unwrap_or(Path::new("subscriptions.csv"));
    if arguments.template {
        return template(path, arguments.overwrite, output);
    }
    let kind = kind(path, arguments.format)?;
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        return Err(Failure::usage(format!("{}: not a file; it is read more than once", path.display())));
    }
    // What is tried with --demo must not stand in the way of the import itself.
    let demo = if common.demo { ".demo" } else { "" };
    let journal_path = beside(path, &format!("{demo}.journal"));
    let extension = if kind == Kind::Csv { "csv" } else { "jsonl" };
    let failed_path = beside(path, &format!("{demo}.failed.{extension}"));
    let existing = Existing { overwrite: arguments.overwrite, input: Some(&file) };
    let errors = match &arguments.errors {
        Some(path) if [&journal_path, &failed_path].contains(&path) => {
            return Err(Failure::usage(format!(
                "--errors {}: the import keeps its own rows there",
                path.display()
            )));
        }
        Some(path) => Some((path.clone(), create(path, existing)?)),
        None => None,
    };
    let settings = arguments.writing.settings()?;
    let (mapping, reading) = (Rc::new(settings.mapping()?), settings.reading()?);
    let mut checked = validate::whole(path, &file, kind, (&mapping, &reading), errors)?;
    checked.settings = settings.hash();
    if let Some(path) = &arguments.writing.save_mapping {
        settings.save(path, existing)?;
    }
    if arguments.dry_run {
        say(format_args!(
            "{}: {} rows are fit to be imported; nothing was sent",
            path.display(),
            checked.rows
        ));
        return output.show(&json!({ "rows": checked.rows }), &[]);
    }

    if common.demo && !arguments.resume {
        for left in [&journal_path, &failed_path] {
            make_way(left, Existing { overwrite: true, ..existing })?;
        }
    }
    // Where an import began before, the journal says so itself.
    if !arguments.resume && !journal_path.exists() {
        make_way(&failed_path, existing)?;
    }
    let retry = RetryPolicy { attempts: ATTEMPTS, ..RetryPolicy::default() };
    let options = Options { retry, deadline: DEADLINE, ..Options::default() };
    let watched = Watched::new(Native::new()?);
    let connection = connect_over(common, options, watched.clone()).await?;
    // 13 seconds at the documented limit.
    let ahead = if connection.rate_scale > 1 { MOST_AHEAD } else { 64 };
    let failed_size = fs::metadata(&failed_path).map(|file| file.len());
    let (journal, before, failed) = if arguments.resume {
        let (journal, before) =
            Journal::resume(&journal_path, &checked, &connection.host, ahead, failed_size.unwrap_or(0))?;
        let failed = Failed::resume(failed_path, before.failed_size)?;
        (journal, before, failed)
    } else {
        (
            Journal::begin(&journal_path, &checked, &connection.host, ahead)?,
            Before::default(),
            Failed::new(failed_path),
        )
    };
    let (done_before, failed_before) = (before.done, before.failed);
    let import = Import {
        sender: Arc::new(Sender { client: connection.client, skip_existing: arguments.skip_existing }),
        rate_scale: connection.rate_scale,
        rows: Rows::new(&file, kind, &mapping).map_err(|error| Failure::file(path, &error))?,
        reading,
        journal,
        failed,
        progress: Progress::new(checked.rows, done_before + failed_before),
        before,
        watched,
        signals: Signals::new()?,
    };
    let (tally, failed, stopped) = import.run().await;
    let all_failed = failed_before + tally.failed;
    let now = tally.created + tally.there + tally.skipped + tally.failed;
    let left = checked.rows.saturating_sub(done_before + failed_before + now);
    let mut summary = json!({
        "rows": checked.rows,
        "done_before": done_before,
        "created": tally.created,
        "already_there": tally.there,
        "skipped": tally.skipped,
        "failed": all_failed,
        "left": left,
    });
    if all_failed > 0 {
        summary["failed_file"] = failed.path().display().to_string().into();
    }
    output
        .show(&summary, &["rows", "done_before", "created", "already_there", "skipped", "failed", "left"])?;
    stopped.map_err(|failure| {
        failure.then(&format!("nothing is lost: the same command with --resume goes on ({left} rows left)"))
    })?;
    if common.demo {
        fs::remove_file(&journal_path).map_err(|error| Failure::file(&journal_path, &error))?;
    }
    if all_failed > 0 {
        let text = format!(
            "{all_failed} rows failed: see the column error of {}, correct it and import it",
            failed.path().display()
        );
        return Err(Failure::new(Exit::SomeFailed, "rows_failed", text));
    }
    Ok(())
}

/// Writes a file that can be imported.
fn template(path: &Path, overwrite: bool, output: &Output) -> Result<(), Failure> {
    let existing = Existing { overwrite, input: None };
    let written = create(path, existing)?.write_all(include_bytes!("template.csv"));
    written.map_err(|error| Failure::file(path, &error))?;
    output.show(&json!({ "file": path.display().to_string() }), &[])
}

fn kind(path: &Path, format: Option<Kind>) -> Result<Kind, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match (format, extension.to_ascii_lowercase().as_str()) {
        (Some(kind), _) => Ok(kind),
        (None, "csv") => Ok(Kind::Csv),
        (None, "jsonl" | "ndjson") => Ok(Kind::Jsonl),
        _ => Err(Failure::usage(format!("{}: not .csv or .jsonl: say --format", path.display()))),
    }
}
