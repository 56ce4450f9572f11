//! What a file would do: the report of a dry run.

use std::collections::HashMap;

use jiff::Timestamp;
use profitwell_api::Limits;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::{check, step::Step};
use crate::{failure::Failure, output::Output};

/// Requests that are shown.
const SAMPLES: usize = 3;
/// The number of plans that are distinguished.
const PLANS: usize = 10_000;
/// What the service assumes.
const CURRENCY: &str = "usd";

/// What the rows so far come to.
#[derive(Default)]
pub struct Survey {
    rows: u64,
    /// By [`Action`](super::step::Action).
    steps: [u64; 3],
    /// A hash for each user, and some twice: see [`Survey::count_user`].
    users: Vec<u64>,
    plans: HashMap<String, Vec<Sum>>,
    dates: Option<(i64, i64)>,
    samples: Vec<Value>,
}

/// The subscriptions of one plan, interval and currency.
struct Sum {
    interval: String,
    currency: String,
    count: u64,
    /// In minor units.
    total: i128,
}

impl Survey {
    /// A row that would be sent.
    pub fn see(&mut self, steps: &[Step]) {
        self.rows += 1;
        if let Some(user) = steps.first().and_then(Step::user) {
            self.count_user(xxh3_64(user.as_bytes()));
        }
        for step in steps {
            self.see_step(step);
        }
    }

    fn see_step(&mut self, step: &Step) {
        let date = step.effective_date().get();
        self.dates = Some(self.dates.map_or((date, date), |(first, last)| (first.min(date), last.max(date))));
        if self.samples.len() < SAMPLES
            && let Ok(request) = step.request()
        {
            let (method, path) = (request.method().as_str(), request.target());
            self.samples.push(json!({ "method": method, "path": path, "body": request.body() }));
        }
        self.steps[step.action() as usize] += 1;
        let (plan, interval, currency, value) = match step {
            Step::Create(new) => (&new.plan_id, &new.plan_interval, new.plan_currency.as_ref(), new.value),
            Step::Update { change, currency, .. } => {
                (&change.plan_id, &change.plan_interval, currency.as_ref(), change.value)
            }
            Step::Churn { .. } => return,
        };
        let full = self.plans.len() >= PLANS;
        let sums = match self.plans.get_mut(plan) {
            Some(sums) => sums,
            None if full => self.plans.entry("(other plans)".to_owned()).or_default(),
            None => self.plans.entry(plan.clone()).or_default(),
        };
        let interval = interval.as_str();
        let currency = currency.map_or(CURRENCY, |currency| currency.as_str());
        let value = i128::from(value.get());
        if let Some(sum) = sums.iter_mut().find(|sum| sum.interval == interval && sum.currency == currency) {
            sum.count += 1;
            sum.total += value;
        } else {
            let (interval, currency) = (interval.to_owned(), currency.to_owned());
            sums.push(Sum { interval, currency, count: 1, total: value });
        }
    }

    /// Memory is for the users, not for their rows: those that are there twice go before room is made for more.
    fn count_user(&mut self, hash: u64) {
        if self.users.last() == Some(&hash) {
            return;
        }
        if self.users.len() == self.users.capacity() {
            self.users.sort_unstable();
            self.users.dedup();
            self.users.reserve(self.users.len().max(1024));
        }
        self.users.push(hash);
    }

    /// Shows it. `skipped` and `errors` are what else the file has; `rate_scale` is how many times the
    /// documented limit is allowed.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn show(
        mut self,
        skipped: u64,
        errors: u64,
        rate_scale: u32,
        output: &Output,
    ) -> Result<(), Failure> {
        self.users.sort_unstable();
        self.users.dedup();
        let mut plans: Vec<(&String, &Sum)> =
            self.plans.iter().flat_map(|(plan, sums)| sums.iter().map(move |sum| (plan, sum))).collect();
        plans.sort_unstable_by_key(|(plan, sum)| (*plan, &sum.interval, &sum.currency));
        let plans: Vec<Value> = plans.into_iter().map(|(plan, sum)| sum.shown(plan)).collect();
        let day = |second: i64| {
            Timestamp::from_second(second).map_or_else(|_| Value::Null, |it| it.to_string().into())
        };
        let (earliest, latest) =
            self.dates.map_or((Value::Null, Value::Null), |(first, last)| (day(first), day(last)));
        let [create, update, churn] = self.steps;
        let summary = json!({
            "rows": self.rows,
            "users": self.users.len(),
            "skipped": skipped,
            "errors": errors,
            "create": create,
            "update": update,
            "churn": churn,
            "earliest": earliest,
            "latest": latest,
            "seconds": seconds(self.steps.iter().sum(), rate_scale),
        });
        let columns = [
            "rows", "users", "skipped", "errors", "create", "update", "churn", "earliest", "latest",
            "seconds",
        ];
        let sums = ["plan_id", "interval", "currency", "count", "total"];
        if output.is_table() {
            output.show(&summary, &columns)?;
            if !plans.is_empty() {
                output.write("\n")?;
                output.show(&plans, &sums)?;
            }
            return self.samples.iter().try_for_each(|sample| output.write(&format!("\n{sample}\n")));
        }
        let mut report = summary;
        report["plans"] = plans.into();
        report["samples"] = self.samples.into();
        output.show(&report, &columns)
    }
}

impl Sum {
    /// With the total in major units.
    #[allow(clippy::cast_precision_loss)] // exact up to 90 trillion of a currency
    fn shown(&self, plan: &str) -> Value {
        let exponent = check::exponent(&self.currency).unwrap_or(0);
        let total = self.total as f64 / f64::from(10_u32.pow(exponent));
        json!({ "plan_id": plan, "interval": self.interval, "currency": self.currency, "count": self.count, "total": total })
    }
}

/// How long so many requests take at the limit: it lets as many through at once, and again in each window.
fn seconds(rows: u64, scale: u32) -> u64 {
    let limit = Limits::scaled(scale.into()).all;
    rows.saturating_sub(1) / u64::from(limit.count.max(1)) * limit.window.as_secs()
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn twenty_five_rows_take_no_time_and_each_further_window_five_seconds() {
        assert_eq!([0, 1, 25, 26, 50, 51, 1000].map(|rows| seconds(rows, 1)), [0, 0, 0, 5, 5, 10, 195]);
        assert_eq!(seconds(1000, 1000), 0);
    }
}
