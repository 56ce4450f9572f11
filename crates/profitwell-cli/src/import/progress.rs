//! How far an import has come: a bar on a terminal, now and then a line elsewhere.

use std::{
    fmt::Write,
    io::{self, IsTerminal},
    time::{Duration, Instant},
};

use crate::output::say;
use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

/// Time between lines.
const LINES: Duration = Duration::from_secs(10);

/// Shows progress on stderr.
pub struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    said: Instant,
    all: u64,
    before: u64,
    now: u64,
}

impl Progress {
    /// `before` of `all` rows are done.
    pub fn new(all: u64, before: u64) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let style = "{bar:30} {pos}/{len} rows, {rate} a second, {eta} left";
            let bar = ProgressBar::new(all).with_position(before);
            let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.with_key("rate", |state: &ProgressState, line: &mut dyn Write| {
                // What cannot be written is left out of the line.
                let _ = write!(line, "{:.1}", state.per_sec());
            }));
            bar.reset_eta();
            bar
        });
        let now = Instant::now();
        Progress { bar, started: now, said: now, all, before, now: before }
    }

    /// One row more.
    pub fn advance(&mut self) {
        self.now += 1;
        match &self.bar {
            Some(bar) => bar.inc(1),
            None if self.said.elapsed() >= LINES => {
                self.said = Instant::now();
                say(self.line(self.started.elapsed()));
            }
            None => {}
        }
    }

    /// What the service is doing to us, or what comes next.
    pub fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(text)),
            None => say(text),
        }
    }

    /// Leaves the terminal as it was.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    #[allow(clippy::cast_precision_loss)] // a rate to one decimal
    fn line(&self, elapsed: Duration) -> String {
        let done = self.now - self.before;
        let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
        let left = Duration::from_secs_f64(self.all.saturating_sub(self.now) as f64 / rate.max(0.001));
        format!("{} of {} rows, {rate:.1} a second, {} left", self.now, self.all, HumanDuration(left))
    }
}
