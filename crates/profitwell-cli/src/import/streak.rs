//! Rows that failed since the last success: whether they are at fault, or what they all meet.

use crate::failure::Failure;

/// So many in a row, and the import stops.
const PATIENCE: usize = 10;

/// Failed rows whose fate is not written down yet.
pub struct Streak<T>(Vec<Failed<T>>);

struct Failed<T> {
    row: T,
    failure: Failure,
    /// The service has rejected the row, as opposed to giving no answer that decides it.
    decided: bool,
}

/// What follows from one more failed row.
pub enum Verdict<T> {
    /// These rows failed, each by its own fault.
    Failed(Vec<(T, Failure)>),
    /// The next rows would fare no better.
    Stop(Failure),
}

impl<T> Streak<T> {
    pub fn new() -> Self {
        Streak(Vec::new())
    }

    /// Adds a failed row. Ten rows without a decision, or ten rejected with the same code and message, end the
    /// import; a rejection of another kind shows that those before it were about their rows.
    pub fn add(&mut self, row: T, failure: Failure, decided: bool) -> Verdict<T> {
        let alike =
            |other: &Failed<T>| other.failure.code == failure.code && other.failure.text == failure.text;
        let others =
            self.0.extract_if(.., |other| decided && other.decided && !alike(other)).map(Failed::into_pair);
        let others = others.collect();
        let count = 1 + self.0.iter().filter(|other| other.decided == decided).count();
        let stop = (count >= PATIENCE).then(|| failure.clone());
        self.0.push(Failed { row, failure, decided });
        match stop {
            Some(failure) if decided => Verdict::Stop(failure.then(&format!(
                "{PATIENCE} rows in a row were rejected with this message, so that the import stops instead of \
                 failing the others"
            ))),
            Some(failure) => Verdict::Stop(failure.then(&format!("{PATIENCE} rows in a row had no other answer"))),
            None => Verdict::Failed(others),
        }
    }

    /// A row succeeded, or there is no other: those before it failed by themselves.
    pub fn end(&mut self) -> Vec<(T, Failure)> {
        self.0.drain(..).map(Failed::into_pair).collect()
    }
}

impl<T> Failed<T> {
    fn into_pair(self) -> (T, Failure) {
        (self.row, self.failure)
    }
}

#[cfg(test)]
mod tests {
    use super::{Streak, Verdict};
    use crate::failure::{Exit, Failure};

    const NONE: [u32; 0] = [];

    fn failure(text: &str) -> Failure {
        Failure::new(Exit::Invalid, "validation", text)
    }

    fn rows(verdict: Verdict<u32>) -> Vec<u32> {
        match verdict {
            Verdict::Failed(rows) => rows.into_iter().map(|(row, _)| row).collect(),
            Verdict::Stop(failure) => panic!("{failure}"),
        }
    }

    #[test]
    fn ten_rejections_that_are_alike_stop_and_another_kind_frees_those_before() {
        let mut streak = Streak::new();
        for row in 0..9 {
            assert_eq!(rows(streak.add(row, failure("a"), true)), NONE);
        }
        assert_eq!(rows(streak.add(9, failure("b"), true)), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        for row in 10..18 {
            assert_eq!(rows(streak.add(row, failure("b"), true)), NONE);
        }
        assert!(
            matches!(streak.add(18, failure("b"), true), Verdict::Stop(failure) if failure.text.starts_with('b'))
        );
    }

    #[test]
    fn ten_without_a_decision_stop_whatever_they_say_and_a_success_forgives_them() {
        let mut streak = Streak::new();
        for row in 0..9 {
            assert_eq!(rows(streak.add(row, failure(&row.to_string()), false)), NONE);
        }
        assert_eq!(rows(streak.add(9, failure("a"), true)), NONE);
        assert_eq!(streak.end().len(), 10);
        for row in 0..9 {
            assert_eq!(rows(streak.add(row, failure(&row.to_string()), false)), NONE);
        }
        assert!(matches!(streak.add(9, failure("last"), false), Verdict::Stop(_)));
    }
}
