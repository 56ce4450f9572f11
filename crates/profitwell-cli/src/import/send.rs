//! Sending the rows: users side by side, the rows of one user one after the other.

use std::{collections::VecDeque, sync::Arc};

use profitwell_api::{
    Client, Error, Native, TransportErrorKind,
    subscriptions::{NewSubscription, Subscription},
};
use tokio::task::JoinSet;

use super::{
    check::{self, ERROR},
    failed::Failed,
    journal::{Before, Journal},
    order::Order,
    progress::Progress,
    rows::{Body, Row, Rows},
};
use crate::{
    failure::{Exit, Failure},
    signals::Signals,
};

/// Rows that are held because they wait for another of their user.
const WINDOW: usize = 1024;
/// Rows under way. 25 in 5 seconds need no more than this up to 5 seconds for an answer, and
/// whoever stops the import waits for no more.
const UNDER_WAY: usize = 16;
/// The same where a local server allows a thousand times as much.
const UNDER_WAY_SCALED: usize = 64;
/// So many rows in a row without an answer that decides them: the service or the network is down.
const PATIENCE: usize = 10;

/// A row on its way.
struct Parcel {
    number: u64,
    body: Body,
    names: Vec<String>,
    new: NewSubscription,
    /// It may have been sent before.
    in_doubt: bool,
}

/// What became of a row.
enum Fate {
    Created,
    There,
    /// The service has decided: not this one.
    Refused(Error),
    /// It may be the row, or the service.
    Undecided(Error),
    /// No other row would fare better.
    Hopeless(Error),
}

/// What was done in this run.
#[derive(Debug, Default)]
pub struct Tally {
    pub created: u64,
    pub there: u64,
    pub failed: u64,
}

/// All that an import works with.
pub struct Import {
    pub client: Arc<Client<Native>>,
    pub rate_scale: u32,
    pub rows: Rows,
    pub journal: Journal,
    pub failed: Failed,
    pub before: Before,
    pub progress: Progress,
    pub signals: Signals,
}

impl Import {
    /// Sends what is not done.
    ///
    /// # Errors
    /// Why it stopped before the end of the file; rows under way have been waited for.
    pub async fn run(mut self) -> (Tally, Failed, Result<(), Failure>) {
        let mut tally = Tally::default();
        let stopped = self.send(&mut tally).await;
        self.progress.end();
        (tally, self.failed, stopped.map_or(Ok(()), Err))
    }

    async fn send(&mut self, tally: &mut Tally) -> Option<Failure> {
        let most = if self.rate_scale > 1 { UNDER_WAY_SCALED } else { UNDER_WAY };
        let mut order = Order::new();
        let mut ready: VecDeque<Parcel> = VecDeque::new();
        let mut under_way = JoinSet::new();
        let mut undecided: Vec<(Parcel, Error)> = Vec::new();
        let mut stop = None;
        let mut ended = false;
        loop {
            while stop.is_none() && !ended && ready.len() < most && order.waiting() < WINDOW {
                match self.next() {
                    Ok(Some(parcel)) => {
                        let (number, names) = (parcel.number, parcel.names.clone());
                        ready.extend(order.add(number, &names, parcel));
                    }
                    Ok(None) => ended = true,
                    Err(failure) => stop = Some(failure),
                }
            }
            while stop.is_none()
                && under_way.len() < most
                && let Some(parcel) = ready.pop_front()
            {
                match self.journal.will_send(parcel.number) {
                    Ok(()) => {
                        let client = self.client.clone();
                        under_way.spawn(async move {
                            let fate = post(&client, &parcel.new, parcel.in_doubt).await;
                            (parcel, fate)
                        });
                    }
                    Err(failure) => stop = Some(failure.then("the import has stopped")),
                }
            }
            if under_way.is_empty() {
                break;
            }
            let (parcel, fate) = tokio::select! {
                Some(landed) = under_way.join_next() => match landed {
                    Ok(landed) => landed,
                    Err(error) => {
                        stop.get_or_insert(Failure::new(Exit::Other, "internal", error.to_string()));
                        continue;
                    }
                },
                () = self.signals.next() => {
                    if stop.is_some() {
                        return stop;
                    }
                    self.progress.say("stopping: waiting for the rows under way; once more stops at once");
                    stop = Some(Failure::new(Exit::Interrupted, "interrupted", "interrupted"));
                    continue;
                }
            };
            ready.extend(order.finish(&parcel.names));
            let noted = match fate {
                // A torn line must stay the last one; the row is looked up when the import goes on.
                _ if stop.as_ref().is_some_and(|failure| failure.code == "file") => Ok(()),
                Fate::Created | Fate::There => {
                    let was_there = matches!(fate, Fate::There);
                    *(if was_there { &mut tally.there } else { &mut tally.created }) += 1;
                    self.progress.advance();
                    let rest = undecided.drain(..);
                    let refused = rest.map(|(parcel, error)| self.refuse(&parcel, &error, tally));
                    refused.collect::<Result<(), Failure>>().and(self.journal.done(parcel.number))
                }
                Fate::Refused(error) => self.refuse(&parcel, &error, tally),
                Fate::Undecided(error) => {
                    undecided.push((parcel, error));
                    match undecided.last() {
                        Some((_, error)) if undecided.len() >= PATIENCE => Err(error.clone().into()),
                        _ => Ok(()),
                    }
                }
                Fate::Hopeless(error) => Err(error.into()),
            };
            if let Err(failure) = noted {
                stop.get_or_insert(failure);
            }
        }
        if stop.is_none() {
            let refused = undecided.iter().map(|(parcel, error)| self.refuse(parcel, error, tally));
            stop = refused.collect::<Result<(), Failure>>().err();
        }
        stop
    }

    /// The next row that is not done.
    fn next(&mut self) -> Result<Option<Parcel>, Failure> {
        let changed =
            || Failure::new(Exit::Invalid, "file_changed", "the file changed while it was imported");
        loop {
            let row = self.rows.next();
            let unread = |error| Failure::new(Exit::Other, "file", format!("cannot read the file: {error}"));
            let Some(Row { number, body }) = row.map_err(unread)? else { return Ok(None) };
            if self.before.has(number) {
                continue;
            }
            let (Ok(body), Ok(header)) = (body, &self.rows.header) else { return Err(changed()) };
            let read = header.with_cells(&body, |cells| (check::subscription(cells), cells[ERROR].is_some()));
            let Ok((Ok(new), tried)) = read else { return Err(changed()) };
            let in_doubt = tried || number <= self.before.sent;
            return Ok(Some(Parcel { number, names: names(&new), body, new, in_doubt }));
        }
    }

    fn refuse(&mut self, parcel: &Parcel, error: &Error, tally: &mut Tally) -> Result<(), Failure> {
        let header = self.rows.header.clone().unwrap_or_default();
        let size = self.failed.add(&header, &parcel.body, &error.to_string())?;
        self.journal.failed(parcel.number, size)?;
        tally.failed += 1;
        self.progress.advance();
        Ok(())
    }
}

/// All that the user of a row goes by.
fn names(new: &NewSubscription) -> Vec<String> {
    let alias = new.user_alias.iter().map(|alias| format!("alias {alias}"));
    alias.chain(new.user_id.iter().map(|id| format!("id {id}"))).collect()
}

async fn post(client: &Client<Native>, new: &NewSubscription, in_doubt: bool) -> Fate {
    if in_doubt {
        match find(client, new).await {
            Ok(Some(_)) => return Fate::There,
            Ok(None) => {}
            Err(error) => return fate(error),
        }
    }
    match client.subscriptions().create(new).await {
        Ok(_) => Fate::Created,
        // What came before may have come through after it was looked for.
        Err(error @ Error::Validation { .. }) if in_doubt => match find(client, new).await {
            Ok(Some(_)) => Fate::There,
            _ => fate(error),
        },
        Err(error) => fate(error),
    }
}

/// The subscription with the alias of this row, if its user has one.
async fn find(client: &Client<Native>, new: &NewSubscription) -> Result<Option<Subscription>, Error> {
    let user = new.user_alias.as_deref().or(new.user_id.as_deref()).unwrap_or_default();
    match client.subscriptions().list(user).await {
        Ok(history) => Ok(history.into_iter().find(|item| item.subscription_alias == new.subscription_alias)),
        // A user who is not there has no subscription.
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn fate(error: Error) -> Fate {
    match &error {
        // The service has made it, and said so in a way we cannot read.
        Error::Decode { .. } => Fate::Created,
        Error::Invalid(_) | Error::NotFound { .. } | Error::Validation { .. } | Error::Refused { .. } => {
            Fate::Refused(error)
        }
        Error::Server { .. } => Fate::Undecided(error),
        Error::Transport { error: transport, .. } => match transport.kind {
            TransportErrorKind::TooLarge => Fate::Created,
            TransportErrorKind::Timeout | TransportErrorKind::Interrupted => Fate::Undecided(error),
            TransportErrorKind::Connect => Fate::Hopeless(error),
        },
        _ => Fate::Hopeless(error),
    }
}
