//! `subscriptions import`, `churn --from` and `diff`: from a file to the service, every row once.

pub mod amount;
pub mod check;
pub mod date;
mod diff;
mod failed;
mod header;
mod journal;
pub mod mapping;
mod order;
mod post;
mod progress;
mod reader;
mod report;
mod rows;
mod send;
mod sequence;
mod step;
mod streak;
mod survey;
mod throttle;
mod validate;

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use profitwell_api::{Native, Options, RetryPolicy};
use serde_json::json;

use self::{
    check::Reading,
    failed::Failed,
    journal::{Before, Journal, MOST_AHEAD},
    mapping::Mapping,
    post::Sender,
    progress::Progress,
    rows::Rows,
    send::Import,
    step::Action,
    survey::Survey,
    throttle::Watched,
    validate::Checked,
};
use crate::{
    args::{Bulk, Churn, Common, Diff, Import as Arguments, Kind},
    confirm::Confirmation,
    connect::connect_over,
    failure::{Exit, Failure},
    files::{Existing, beside, create, make_way},
    output::{Output, count, say},
    signals::Signals,
};

/// More patient than one call: a network may be away for a while.
const ATTEMPTS: u32 = 6;
/// A row that is throttled waits for as long as the import runs.
const DEADLINE: Duration = Duration::from_secs(24 * 60 * 60);

/// What is to be done with a file.
struct Job<'a> {
    path: &'a Path,
    /// What a row does that does not say so.
    action: Action,
    bulk: &'a Bulk,
    confirmation: &'a Confirmation,
    skip_existing: bool,
}

/// A file to be imported, and the program's own beside it.
struct Source<'a> {
    path: &'a Path,
    file: File,
    kind: Kind,
    journal: PathBuf,
    failed: PathBuf,
    /// Whether files of this name may be replaced.
    overwrite: bool,
}

impl<'a> Source<'a> {
    fn open(
        path: &'a Path,
        common: &Common,
        (format, journal): (Option<Kind>, Option<&Path>),
        overwrite: bool,
    ) -> Result<Self, Failure> {
        let kind = kind(path, format)?;
        let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
        if !file.metadata().is_ok_and(|file| file.is_file()) {
            return Err(Failure::usage(format!("{}: not a file; it is read more than once", path.display())));
        }
        // What is tried with --demo must not obstruct the import itself.
        let demo = if common.demo { ".demo" } else { "" };
        let extension = if kind == Kind::Csv { "csv" } else { "jsonl" };
        let journal = match journal {
            Some(path) if path.is_dir() => {
                return Err(Failure::usage(format!(
                    "--journal {}: a folder; name a file in it",
                    path.display()
                )));
            }
            Some(journal) => beside(journal, demo),
            None => beside(path, &format!("{demo}.journal")),
        };
        let name = path.file_name().unwrap_or_default();
        let failed = beside(&journal.with_file_name(name), &format!("{demo}.failed.{extension}"));
        Ok(Source { path, file, kind, journal, failed, overwrite })
    }

    fn existing(&self) -> Existing<'_> {
        Existing { overwrite: self.overwrite, input: Some(&self.file) }
    }

    /// The file of `--errors`.
    fn errors(&self, path: &Path) -> Result<(PathBuf, File), Failure> {
        if [&self.journal, &self.failed].contains(&&path.to_owned()) {
            let text = format!("--errors {}: the import keeps its own rows there", path.display());
            return Err(Failure::usage(text));
        }
        Ok((path.to_owned(), create(path, self.existing())?))
    }

    /// Removes what is in the way of an import that begins.
    fn make_way(&self, demo: bool) -> Result<(), Failure> {
        if demo {
            let existing = Existing { overwrite: true, ..self.existing() };
            make_way(&self.journal, existing)?;
            make_way(&self.failed, existing)?;
        }
        // Where an import began before, the journal says so itself.
        if self.journal.exists() { Ok(()) } else { make_way(&self.failed, self.existing()) }
    }
}

/// `subscriptions import`
///
/// # Errors
/// The file is not fit, the import stopped, or some rows failed.
pub async fn import(common: &Common, arguments: &Arguments, output: &Output) -> Result<(), Failure> {
    let path = arguments.file.as_deref().unwrap_or(Path::new("subscriptions.csv"));
    let Arguments { bulk, confirmation, skip_existing, .. } = arguments;
    if arguments.template {
        return template(path, bulk.input.overwrite, output);
    }
    let action = if arguments.update { Action::Update } else { Action::Create };
    let job = Job { path, action, bulk, confirmation, skip_existing: *skip_existing };
    run(common, &job, output).await
}

/// `subscriptions churn --from`
///
/// # Errors
/// The same.
pub async fn churn(common: &Common, arguments: &Churn, output: &Output) -> Result<(), Failure> {
    let Churn { bulk, confirmation, .. } = arguments;
    let path = arguments.from.as_deref().unwrap_or(Path::new(""));
    run(common, &Job { path, action: Action::Churn, bulk, confirmation, skip_existing: false }, output).await
}

/// `subscriptions diff`
///
/// # Errors
/// The file is not fit, the service does not answer, or the two differ.
pub async fn diff(common: &Common, arguments: &Diff, output: &Output) -> Result<(), Failure> {
    let Diff { file, input } = arguments;
    let source = Source::open(file, common, (input.format, None), input.overwrite)?;
    let errors = input.errors.as_deref().map(|path| source.errors(path)).transpose()?;
    let settings = input.writing.settings()?;
    let (mapping, reading) = (Rc::new(settings.mapping(Action::Create)?), settings.reading()?);
    let file = (source.path, &source.file, source.kind);
    let (checked, findings) = validate::whole(file, (&mapping, &reading), errors, None)?;
    if let Some(path) = &input.writing.save_mapping {
        settings.save(path, source.existing())?;
    }
    match findings.failure {
        Some(failure) => Err(failure),
        None => diff::run(common, file, &checked, (&mapping, &reading), output).await,
    }
}

/// Checks the file, and sends it unless this is a dry run.
async fn run(common: &Common, job: &Job<'_>, output: &Output) -> Result<(), Failure> {
    let Job { path, bulk, .. } = *job;
    let input = &bulk.input;
    let source = Source::open(path, common, (input.format, bulk.journal.as_deref()), input.overwrite)?;
    let errors = input.errors.as_deref().map(|path| source.errors(path)).transpose()?;
    let settings = input.writing.settings()?;
    let mapping = Rc::new(settings.mapping(job.action)?);
    let reading = settings.reading()?;
    let mut survey = bulk.dry_run.then(Survey::default);
    let file = (path, &source.file, source.kind);
    let (mut checked, findings) = validate::whole(file, (&mapping, &reading), errors, survey.as_mut())?;
    checked.settings = settings.hash();
    if let Some(path) = &input.writing.save_mapping {
        settings.save(path, source.existing())?;
    }
    if let Some(survey) = survey {
        if findings.failure.is_none() {
            say(format_args!(
                "{}: {} fit to be imported; nothing was sent",
                path.display(),
                count(checked.rows, "row")
            ));
        }
        survey.show(checked.empty, findings.count, common.rate_scale.unwrap_or(1), output)?;
    }
    match findings.failure {
        Some(failure) => return Err(failure),
        None if bulk.dry_run => return Ok(()),
        // The question is asked once: what is resumed was confirmed when it began.
        None if checked.churns > 0 && !bulk.resume => {
            let subscriptions = if checked.churns == 1 { "subscription" } else { "subscriptions" };
            job.confirmation.ask(&format!("end {} {subscriptions} by {}", checked.churns, path.display()))?;
        }
        None => {}
    }
    carry_out(common, job, source, &checked, (&mapping, reading), output).await
}

/// Sends the rows of a file that is fit.
async fn carry_out(
    common: &Common,
    job: &Job<'_>,
    source: Source<'_>,
    checked: &Checked,
    (mapping, reading): (&Rc<Mapping>, Reading),
    output: &Output,
) -> Result<(), Failure> {
    let resume = job.bulk.resume;
    if !resume {
        source.make_way(common.demo)?;
    }
    let retry = RetryPolicy { attempts: ATTEMPTS, ..RetryPolicy::default() };
    let options = Options { retry, deadline: DEADLINE, ..Options::default() };
    let watched = Watched::new(Native::new()?);
    let connection = connect_over(common, options, watched.clone()).await?;
    // 13 seconds at the documented limit.
    let ahead = if connection.rate_scale > 1 { MOST_AHEAD } else { 64 };
    let (journal, before, failed) = if resume {
        let failed_size = fs::symlink_metadata(&source.failed).map_or(0, |file| file.len());
        let (journal, before) =
            Journal::resume(&source.journal, checked, &connection.host, ahead, failed_size)?;
        let failed = Failed::resume(source.failed, before.failed_size)?;
        (journal, before, failed)
    } else {
        let journal = Journal::begin(&source.journal, checked, &connection.host, ahead)?;
        (journal, Before::default(), Failed::new(source.failed))
    };
    let (done_before, failed_before) = (before.done, before.failed);
    let rows = Rows::new(&source.file, source.kind, mapping);
    let import = Import {
        sender: Arc::new(Sender { client: connection.client, skip_existing: job.skip_existing }),
        rate_scale: connection.rate_scale,
        rows: rows.map_err(|error| Failure::file(source.path, &error))?,
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
    let left = checked.rows.saturating_sub(done_before + failed_before + tally.rows);
    let mut summary = json!({
        "rows": checked.rows,
        "done_before": done_before,
        "created": tally.created,
        "updated": tally.updated,
        "churned": tally.churned,
        "already_there": tally.there,
        "skipped": tally.skipped,
        "failed": all_failed,
        "left": left,
    });
    if all_failed > 0 {
        summary["failed_file"] = failed.path().display().to_string().into();
    }
    let columns = [
        "rows",
        "done_before",
        "created",
        "updated",
        "churned",
        "already_there",
        "skipped",
        "failed",
        "left",
    ];
    output.show(&summary, &columns)?;
    stopped.map_err(|failure| {
        failure.then(&format!(
            "nothing is lost: the same command with --resume continues ({} left)",
            count(left, "row")
        ))
    })?;
    if common.demo {
        fs::remove_file(&source.journal).map_err(|error| Failure::file(&source.journal, &error))?;
    }
    if all_failed > 0 {
        let text = format!(
            "{} failed: see the column error of {}, correct it and import it in the same way",
            count(all_failed, "row"),
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
        (None, "csv" | "tsv" | "txt") => Ok(Kind::Csv),
        (None, "jsonl" | "ndjson") => Ok(Kind::Jsonl),
        _ => Err(Failure::usage(format!("{}: not .csv or .jsonl: say --format", path.display()))),
    }
}
