//! Sending the rows: users side by side, the rows of one user one after the other.

use std::{collections::VecDeque, sync::Arc};

use profitwell_api::{Error, subscriptions::NewSubscription};
use tokio::task::JoinSet;

use super::{
    check::{self, ERROR, Reading},
    failed::Failed,
    journal::{Before, Journal},
    order::Order,
    post::{Fate, Sender},
    progress::Progress,
    rows::{Body, Row, Rows},
    streak::{Streak, Verdict},
    throttle::Watched,
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

/// A row on its way.
struct Parcel {
    number: u64,
    body: Body,
    names: Vec<String>,
    new: NewSubscription,
    /// It may have been sent before.
    in_doubt: bool,
}

/// What was done in this run.
#[derive(Debug, Default)]
pub struct Tally {
    pub created: u64,
    pub there: u64,
    pub skipped: u64,
    pub failed: u64,
}

/// All that an import works with.
pub struct Import {
    pub sender: Arc<Sender>,
    pub rate_scale: u32,
    pub rows: Rows,
    pub reading: Reading,
    pub journal: Journal,
    pub failed: Failed,
    pub before: Before,
    pub progress: Progress,
    pub watched: Watched,
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
        let mut streak = Streak::new();
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
                        let sender = self.sender.clone();
                        under_way.spawn(async move {
                            let fate = sender.post(&parcel.new, parcel.in_doubt).await;
                            (parcel, fate)
                        });
                    }
                    Err(failure) => stop = Some(failure.then("the import has stopped")),
                }
            }
            // Rows that are throttled may wait for long; whether they were done is looked up next time.
            if under_way.is_empty() || (stop.is_some() && self.watched.is_throttled()) {
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
                () = self.watched.shut() => {
                    stop.get_or_insert(Failure::from(Error::Throttled { retry_after: None }));
                    continue;
                }
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
                Fate::Created => self.succeeded(&parcel, &mut streak, &mut tally.created, &mut tally.failed),
                Fate::There => self.succeeded(&parcel, &mut streak, &mut tally.there, &mut tally.failed),
                Fate::Skipped => self.succeeded(&parcel, &mut streak, &mut tally.skipped, &mut tally.failed),
                Fate::Rejected(failure) => self.failed(streak.add(parcel, failure, true), &mut tally.failed),
                Fate::Undecided(failure) => {
                    self.failed(streak.add(parcel, failure, false), &mut tally.failed)
                }
                Fate::Hopeless(failure) => Err(failure),
            };
            if let Err(failure) = noted {
                stop.get_or_insert(failure);
            }
        }
        if stop.is_none() {
            stop = self.failed(Verdict::Failed(streak.end()), &mut tally.failed).err();
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
            let read = header.with_cells(&body, &self.rows.mapping, |cells| {
                (check::subscription(cells, &self.reading), cells[ERROR].is_some())
            });
            let Ok((Ok(new), tried)) = read else { return Err(changed()) };
            let Some(new) = new else { continue };
            let in_doubt = tried || number <= self.before.sent;
            return Ok(Some(Parcel { number, names: names(&new), body, new, in_doubt }));
        }
    }

    fn succeeded(
        &mut self,
        parcel: &Parcel,
        streak: &mut Streak<Parcel>,
        count: &mut u64,
        failed: &mut u64,
    ) -> Result<(), Failure> {
        *count += 1;
        self.progress.advance();
        self.journal.done(parcel.number)?;
        self.failed(Verdict::Failed(streak.end()), failed)
    }

    /// Writes down the rows that failed by their own fault.
    fn failed(&mut self, verdict: Verdict<Parcel>, count: &mut u64) -> Result<(), Failure> {
        let rows = match verdict {
            Verdict::Failed(rows) => rows,
            Verdict::Stop(failure) => return Err(failure),
        };
        for (parcel, failure) in rows {
            let header = self.rows.header.clone().unwrap_or_default();
            let size = self.failed.add(&header, &parcel.body, &failure.text)?;
            self.journal.failed(parcel.number, size)?;
            *count += 1;
            self.progress.advance();
        }
        Ok(())
    }
}

/// All that the user of a row goes by.
fn names(new: &NewSubscription) -> Vec<String> {
    let alias = new.user_alias.iter().map(|alias| format!("alias {alias}"));
    alias.chain(new.user_id.iter().map(|id| format!("id {id}"))).collect()
}
