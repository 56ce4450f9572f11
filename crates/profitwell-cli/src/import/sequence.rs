//! Whether the rows of one subscription can follow one another: created once and first, ended once and last.

use super::{
    check::{COLUMNS, EFFECTIVE_DATE, Problem, SUBSCRIPTION_ALIAS, shown},
    step::{Action, Step},
};

/// The rows of one alias so far.
#[derive(Default)]
pub struct Sequence {
    /// The first of them.
    first: Option<u64>,
    /// When the subscription begins, if that is in the file and can be read.
    start: Option<i64>,
    /// When it begins and changes, and by which rows.
    changes: Vec<(i64, u64)>,
    /// The row that ends it.
    end: Option<u64>,
}

impl Sequence {
    /// Takes the next row. `steps` is what it asks for, if it can be read; `is_known` says that the service may
    /// have the subscription already.
    ///
    /// # Errors
    /// Why it cannot come next.
    pub fn add(
        &mut self,
        number: u64,
        alias: &str,
        action: Action,
        steps: Option<&[Step]>,
        is_known: bool,
    ) -> Result<(), Problem> {
        let steps = steps.unwrap_or_default();
        let date = |step: &Step| step.effective_date().get();
        let from = steps.first().map(date);
        let churn = steps.iter().find(|step| step.action() == Action::Churn);
        let first = self.first;
        self.first = first.or(Some(number));
        let previous_end = self.end;
        if churn.is_some() || action == Action::Churn {
            self.end = previous_end.or(Some(number));
        }
        let alias = shown(alias);
        let wrong =
            |column: usize, right: &str, this: String| Err(Problem::new(COLUMNS[column], right, this));
        match (action, first, previous_end) {
            (Action::Create, Some(first), _) => {
                let this = format!("{alias} is that of row {first} already");
                return wrong(SUBSCRIPTION_ALIAS, "unique in the file", this);
            }
            (Action::Create, None, _) => {
                self.start = from;
                self.changes.extend(from.map(|from| (from, number)));
            }
            (_, None, _) if !is_known => {
                *self = Sequence::default();
                let right = "not_created: created by a row before; --update changes what the service has";
                return wrong(SUBSCRIPTION_ALIAS, right, alias);
            }
            (Action::Churn, _, Some(end)) => {
                let this = format!("{alias} is ended by row {end} already");
                return wrong(SUBSCRIPTION_ALIAS, "churned_twice: one end of a subscription", this);
            }
            (_, _, Some(end)) => {
                let right =
                    "changed_after_churn: no change after the end; who returns has another subscription";
                return wrong(SUBSCRIPTION_ALIAS, right, format!("{alias} is ended by row {end}"));
            }
            _ => {}
        }
        if let (Some(first), true) = (first, from.is_some() && from < self.start) {
            let code = if action == Action::Churn { "churned_before_start" } else { "changed_before_start" };
            let right = format!("{code}: not before the subscription begins");
            return wrong(EFFECTIVE_DATE, &right, format!("{alias} begins later, by row {first}"));
        }
        if let Some(end) = churn.map(date)
            && let Some((_, later)) = self.changes.iter().find(|(other, _)| end < *other)
        {
            let right = "churned_before_change: not before the last change";
            return wrong(EFFECTIVE_DATE, right, format!("{alias} is changed later, by row {later}"));
        }
        if let (Action::Update, Some(from)) = (action, from) {
            if let Some((_, before)) = self.changes.iter().find(|(other, _)| *other == from) {
                let right = "changed_twice: one change at a time";
                return wrong(EFFECTIVE_DATE, right, format!("{alias} is set by row {before} at this time"));
            }
            self.changes.push((from, number));
        }
        Ok(())
    }
}
