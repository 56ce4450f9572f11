//! In what a file and the service differ, subscription by subscription.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    path::Path,
    rc::Rc,
};

use profitwell_api::{Client, Error, Native, Options, RetryPolicy, subscriptions::Subscription};
use serde::Serialize;
use tokio::task::JoinSet;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    ATTEMPTS, DEADLINE,
    check::Reading,
    mapping::Mapping,
    progress::Progress,
    reader,
    rows::{Row, Rows},
    step::{Action, Step, time},
    validate::Checked,
};
use crate::{
    args::{Common, Kind},
    connect::connect,
    failure::{Exit, Failure},
    output::Output,
    signals::Signals,
};

/// Users whose rows are held at once; for more, the file is read again.
const HELD: usize = 10_000;
/// Requests under way.
const UNDER_WAY: usize = 16;
/// Of the result.
const COLUMNS: [&str; 8] =
    ["row", "user", "subscription_alias", "step", "difference", "field", "file", "service"];

/// One of the result.
#[derive(Serialize)]
struct Difference {
    /// Its position in the result: by the row, or by one of the same user.
    #[serde(skip)]
    place: u64,
    row: Option<u64>,
    user: String,
    subscription_alias: String,
    step: Option<&'static str>,
    #[serde(rename = "difference")]
    kind: &'static str,
    field: Option<&'static str>,
    file: Option<String>,
    service: Option<String>,
}

/// The rows of one user.
struct User {
    name: String,
    steps: Vec<(u64, Step)>,
}

/// Compares the histories of the users in a file that is fit.
///
/// # Errors
/// `different`: they differ, and were shown. Else what the file or the service said.
pub async fn run(
    common: &Common,
    (path, file, kind): (&Path, &File, Kind),
    checked: &Checked,
    (mapping, reading): (&Rc<Mapping>, &Reading),
    output: &Output,
) -> Result<(), Failure> {
    let retry = RetryPolicy { attempts: ATTEMPTS, ..RetryPolicy::default() };
    let connection = connect(common, Options { retry, deadline: DEADLINE, ..Options::default() }).await?;
    let mut progress = Progress::new(checked.rows, 0);
    let mut signals = Signals::new()?;
    let mut differences = Vec::new();
    let mut done = HashSet::new();
    loop {
        let mut rows = Rows::new(file, kind, mapping).map_err(|error| Failure::file(path, &error))?;
        let users = next(&mut rows, reading, &mut done).map_err(|error| Failure::file(path, &error))?;
        if users.is_empty() {
            break;
        }
        let compared = compare(&connection.client, users, &mut progress);
        differences.extend(tokio::select! {
            compared = compared => compared?,
            () = signals.next() => return Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted")),
        });
    }
    progress.end();
    connection.close().await?;
    differences.sort_by_key(|difference| difference.place);
    if differences.is_empty() && output.is_table() {
        return output.write("nothing differs\n");
    }
    output.show(&differences, &COLUMNS)?;
    match differences.len() {
        0 => Ok(()),
        count => {
            let plural = if count == 1 { "difference" } else { "differences" };
            let text = format!("{count} {plural} between {} and the service", path.display());
            Err(Failure::new(Exit::Different, "different", text))
        }
    }
}

/// The next users of a file, with all of their rows.
fn next(rows: &mut Rows, reading: &Reading, done: &mut HashSet<u64>) -> std::io::Result<Vec<User>> {
    let mut users: Vec<User> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    // A row that changes need not name the user; the one that creates, which comes before it, does.
    let mut by_alias: HashMap<String, usize> = HashMap::new();
    while let Some(Row { number, body }) = rows.next()? {
        let (Ok(body), Ok(header)) = (body, &rows.header) else { continue };
        let action = rows.mapping.action;
        let read = header.with_cells(&body, &rows.mapping, |cells| reader::row(cells, reading, action));
        let Ok(Ok(steps)) = read else { continue };
        let Some(first) = steps.first() else { continue };
        let place = match first.user() {
            _ if first.action() != Action::Create => by_alias.get(first.alias()).copied(),
            None => None,
            Some(name) if done.contains(&xxh3_64(name.as_bytes())) => None,
            Some(name) => by_name.get(name).copied().or_else(|| {
                (users.len() < HELD).then(|| {
                    by_name.insert(name.to_owned(), users.len());
                    users.push(User { name: name.to_owned(), steps: Vec::new() });
                    users.len() - 1
                })
            }),
        };
        let Some(place) = place else { continue };
        by_alias.entry(first.alias().to_owned()).or_insert(place);
        users[place].steps.extend(steps.into_iter().map(|step| (number, step)));
    }
    done.extend(users.iter().map(|user| xxh3_64(user.name.as_bytes())));
    Ok(users)
}

/// Asks for the history of each user; gives the differences with their rows.
async fn compare(
    client: &Client<Native>,
    users: Vec<User>,
    progress: &mut Progress,
) -> Result<Vec<Difference>, Failure> {
    let mut users = users.into_iter();
    let mut under_way = JoinSet::new();
    let mut differences = Vec::new();
    loop {
        while under_way.len() < UNDER_WAY
            && let Some(user) = users.next()
        {
            let client = client.clone();
            under_way.spawn(async move {
                let history = match client.subscriptions().list(&user.name).await {
                    Err(Error::NotFound { .. }) => Ok(Vec::new()),
                    history => history,
                };
                (user, history)
            });
        }
        let Some(landed) = under_way.join_next().await else { return Ok(differences) };
        let (user, history) =
            landed.map_err(|error| Failure::new(Exit::Other, "internal", error.to_string()))?;
        differences.extend(user.differences(&history?));
        for _ in user.steps.chunk_by(|(row, _), (next, _)| row == next) {
            progress.advance();
        }
    }
}

impl User {
    fn differences(&self, history: &[Subscription]) -> Vec<Difference> {
        let mut all = Vec::new();
        let mut aliases: Vec<&str> = Vec::new();
        for (_, step) in &self.steps {
            if !aliases.contains(&step.alias()) {
                aliases.push(step.alias());
            }
        }
        for alias in &aliases {
            let steps = self.steps.iter().filter(|(_, step)| step.alias() == *alias).collect();
            let there =
                history.iter().filter(|item| item.subscription_alias.as_deref() == Some(alias)).collect();
            all.extend(self.of_subscription(steps, there));
        }
        let row = self.steps.first().map_or(0, |(row, _)| *row);
        let others = history
            .iter()
            .filter(|item| item.subscription_alias.as_deref().is_none_or(|alias| !aliases.contains(&alias)));
        all.extend(others.map(|item| self.only_there(row, item)));
        all
    }

    /// Pairs what the file says of a subscription with what the service has, by the date and else in order.
    fn of_subscription(&self, steps: Vec<&(u64, Step)>, mut there: Vec<&Subscription>) -> Vec<Difference> {
        let mut all = Vec::new();
        let last = steps.last().map_or(0, |(row, _)| *row);
        let mut take = |fits: &dyn Fn(&Subscription) -> bool| {
            there.iter().position(|item| fits(item)).map(|place| there.remove(place))
        };
        let mut dated = Vec::with_capacity(steps.len());
        for (row, step) in steps {
            let date = step.effective_date();
            dated.push((*row, step, take(&|item| item.effective_date == date && step.is_kind_of(item))));
        }
        for (row, step, item) in dated {
            let base = Difference {
                place: row,
                row: Some(row),
                user: self.name.clone(),
                subscription_alias: step.alias().to_owned(),
                step: Some(step.action().word()),
                kind: "missing",
                field: None,
                file: None,
                service: None,
            };
            let Some(item) = item.or_else(|| take(&|item| step.is_kind_of(item))) else {
                all.push(base);
                continue;
            };
            let fields = step.differences(item).into_iter().chain(step.other_email(item));
            all.extend(fields.map(|(field, service, file)| Difference {
                kind: "different",
                field: Some(field),
                file: Some(file),
                service: Some(service),
                user: base.user.clone(),
                subscription_alias: base.subscription_alias.clone(),
                ..base
            }));
        }
        all.extend(there.into_iter().map(|item| self.only_there(last, item)));
        all
    }

    /// What the service has and the file does not.
    fn only_there(&self, place: u64, item: &Subscription) -> Difference {
        let alias = item.subscription_alias.as_ref().unwrap_or(&item.subscription_id);
        Difference {
            place,
            row: None,
            user: self.name.clone(),
            subscription_alias: alias.clone(),
            step: None,
            kind: "only_on_service",
            field: Some("status"),
            file: None,
            service: Some(format!("{} since {}", item.status, time(item.effective_date))),
        }
    }
}
