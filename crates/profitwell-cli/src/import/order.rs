//! Whose turn it is: a row waits for the rows of the same user before it.

use std::collections::{HashMap, VecDeque};

/// Rows under way and rows that wait for them.
pub struct Order<T> {
    /// By what names a user: the rows of that user, the first of which is under way or could be.
    users: HashMap<String, VecDeque<u64>>,
    waiting: HashMap<u64, (T, usize)>,
}

impl<T> Order<T> {
    pub fn new() -> Self {
        Order { users: HashMap::new(), waiting: HashMap::new() }
    }

    /// How many rows wait.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes the next row of the file; gives it back if it need not wait. `names` are all that
    /// its user goes by.
    pub fn add(&mut self, number: u64, names: &[String], row: T) -> Option<T> {
        let mut before = 0;
        for name in names {
            let queue = self.users.entry(name.clone()).or_default();
            before += usize::from(!queue.is_empty());
            queue.push_back(number);
        }
        if before == 0 {
            return Some(row);
        }
        self.waiting.insert(number, (row, before));
        None
    }

    /// A row is answered; gives the rows that waited for nothing else.
    pub fn finish(&mut self, names: &[String]) -> Vec<T> {
        let mut ready = Vec::new();
        for name in names {
            let Some(queue) = self.users.get_mut(name) else { continue };
            queue.pop_front();
            let Some(next) = queue.front().copied() else {
                self.users.remove(name);
                continue;
            };
            if let Some((_, before)) = self.waiting.get_mut(&next) {
                *before -= 1;
                if *before == 0 {
                    ready.extend(self.waiting.remove(&next).map(|(row, _)| row));
                }
            }
        }
        ready
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn a_row_waits_for_both_names_of_its_user() {
        let mut order = Order::new();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (alias, id, both) = (names(&["alias a"]), names(&["id 1"]), names(&["alias a", "id 1"]));
        assert_eq!(order.add(1, &alias, "first"), Some("first"));
        assert_eq!(order.add(2, &id, "second"), Some("second"));
        assert_eq!(order.add(3, &both, "third"), None);
        assert_eq!(order.add(4, &id, "fourth"), None);
        assert_eq!((order.finish(&alias), order.waiting()), (vec![], 2));
        assert_eq!(order.finish(&id), ["third"]);
        assert_eq!(order.finish(&both), ["fourth"]);
        assert_eq!((order.finish(&id), order.waiting()), (vec![], 0));
        assert_eq!(order.add(5, &both, "fifth"), Some("fifth"));
    }
}
