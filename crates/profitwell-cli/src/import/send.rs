//! Sending the rows: users side by side, the rows of one user one after the other.

use std::{collections::VecDeque, sync::Arc};

use profitwell_api::Error;
use tokio::task::JoinSet;

use super::{
    check::{Cells, ERROR, Reading, SUBSCRIPTION_ALIAS, USER_ALIAS, USER_ID},
    failed::Failed,
    journal::{Before, Journal},
    order::Order,
    post::{Fate, Sender},
    progress::Progress,
    reader,
    rows::{Body, Row, Rows},
    step::{Action, Step},
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
    /// What is still to be done, first the step that is next.
    steps: VecDeque<Step>,
    /// Whether a step was done in this run.
    done: bool,
    /// It may have been sent before.
    in_doubt: bool,
}

/// What was done in this run.
#[derive(Debug, Default)]
pub struct Tally {
    pub created: u64,
    pub updated: u64,
    pub churned: u64,
    /// Rows of which nothing was left to be done.
    pub there: u64,
    pub skipped: u64,
    pub failed: u64,
    /// All rows that came to an end.
    pub rows: u64,
}

impl Tally {
    fn count(&mut self, action: Action) {
        *match action {
            Action::Create => &mut self.created,
            Action::Update => &mut self.updated,
            Action::Churn => &mut self.churned,
        } += 1;
    }
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
                            let fate = match parcel.steps.front() {
                                Some(next) => sender.post(next, parcel.in_doubt).await,
                                None => Fate::There,
                            };
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
            let (mut parcel, fate) = tokio::select! {
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
            let is_done = matches!(fate, Fate::Done | Fate::There);
            if is_done
                && let Some(step) = parcel.steps.pop_front()
                && matches!(fate, Fate::Done)
            {
                parcel.done = true;
                tally.count(step.action());
            }
            // A torn line must stay the last one; the row is looked up when the import continues.
            let is_torn = stop.as_ref().is_some_and(|failure| failure.code == "file");
            if is_done && !parcel.steps.is_empty() {
                if !is_torn && let Err(failure) = self.journal.begun(parcel.number) {
                    stop.get_or_insert(failure);
                }
                // The others of its user wait until all of it is done.
                ready.push_front(parcel);
                continue;
            }
            ready.extend(order.finish(&parcel.names));
            let noted = if is_torn { Ok(()) } else { self.conclude(parcel, fate, &mut streak, tally) };
            if let Err(failure) = noted {
                stop.get_or_insert(failure);
            }
        }
        if stop.is_none() {
            stop = self.failed(Verdict::Failed(streak.end()), tally).err();
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
                let steps = reader::row(cells, &self.reading, self.rows.mapping.action);
                (steps.map(VecDeque::from), cells[ERROR].is_some(), names(cells))
            });
            let Ok((Ok(mut steps), tried, names)) = read else { return Err(changed()) };
            if self.before.has_begun(number) {
                steps.pop_front();
            }
            let in_doubt = tried || number <= self.before.sent;
            return Ok(Some(Parcel { number, names, body, steps, done: false, in_doubt }));
        }
    }

    /// Records the result of a row.
    fn conclude(
        &mut self,
        parcel: Parcel,
        fate: Fate,
        streak: &mut Streak<Parcel>,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        match fate {
            Fate::Done | Fate::There => {
                tally.there += u64::from(!parcel.done);
                self.succeeded(&parcel, streak, tally)
            }
            Fate::Skipped => {
                tally.skipped += 1;
                self.succeeded(&parcel, streak, tally)
            }
            Fate::Rejected(failure) => self.failed(streak.add(parcel, failure, true), tally),
            Fate::Undecided(failure) => self.failed(streak.add(parcel, failure, false), tally),
            Fate::Hopeless(failure) => Err(failure),
        }
    }

    fn succeeded(
        &mut self,
        parcel: &Parcel,
        streak: &mut Streak<Parcel>,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        tally.rows += 1;
        self.progress.advance();
        self.journal.done(parcel.number)?;
        self.failed(Verdict::Failed(streak.end()), tally)
    }

    /// Writes down the rows that failed by their own fault.
    fn failed(&mut self, verdict: Verdict<Parcel>, tally: &mut Tally) -> Result<(), Failure> {
        let rows = match verdict {
            Verdict::Failed(rows) => rows,
            Verdict::Stop(failure) => return Err(failure),
        };
        for (parcel, failure) in rows {
            let header = self.rows.header.clone().unwrap_or_default();
            let size = self.failed.add(&header, &parcel.body, &failure.text)?;
            self.journal.failed(parcel.number, size)?;
            tally.failed += 1;
            tally.rows += 1;
            self.progress.advance();
        }
        Ok(())
    }
}

/// What rows have in common that must not overtake one another: the user, and the subscription where a row that
/// changes it does not name the user.
fn names(cells: &Cells) -> Vec<String> {
    let kinds = [("alias", USER_ALIAS), ("id", USER_ID), ("subscription", SUBSCRIPTION_ALIAS)];
    kinds.iter().filter_map(|(kind, column)| Some(format!("{kind} {}", cells[*column]?))).collect()
}
