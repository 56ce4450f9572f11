//! Listing all customers, page after page: pure, without sending anything.
//!
//! The service numbers pages, up to 100,000 customers; then, it says, "just move the start_date
//! of the query forward" (learn.profitwell.com, Customers API). In the order of `updated_on` a
//! customer that changes moves to the end, and all behind it move up by one, so that page
//! numbers would skip the one that crosses from the next page onto the last. So the start is
//! moved after every page, not only at the end of what can be numbered: the customers at the
//! new start come again and are dropped, and nobody can slip through.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    mem,
};

use crate::{
    Error, Request,
    customers::{self, Customer, CustomerQuery, Direction, LARGEST_PAGE},
};

/// How many customers are kept to tell repeats by, besides those of the latest `updated_on`: 40 pages.
const REMEMBERED: usize = 10_000;
/// The service pages through no more (learn.profitwell.com, Customers API).
const LARGEST_LIST: u32 = 100_000;
const NOT_FOUND_AGAIN: &str = "the service does not find customers at their own updated_on";

/// Where a list of customers stands.
///
/// Every customer that matches from beginning to end is listed. One that changes meanwhile is
/// listed at least once: a repeat is dropped, unless 10,000 others came in between and the service is at a later
/// `updated_on`. With [`Paging::changes`] it is listed again after each change.
///
/// This rests on the service finding a customer at its own `updated_on`; where it does not, the
/// list ends in [`Error::Paging`] instead of skipping anybody. So it does where the service
/// ignores the number of the page or the start date, for more than 100,000 customers with one
/// `updated_on`, and past 100,000 in descending order, where the pages are numbered.
#[derive(Clone, Debug)]
pub struct Paging {
    query: CustomerQuery,
    /// The `updated_on` to list from, once there is one; before, the start of the query.
    start: Option<String>,
    page: u32,
    per_page: u32,
    done: bool,
    seen: Seen,
    /// What is asked before the first page of a list that goes on: [`Paging::after`].
    end: Option<End>,
    /// Whether the first page had a customer that [`Paging::after`] names, unchanged.
    found_again: bool,
    /// The start before this one.
    previous_start: Option<String>,
    /// Who was last before this start, and must be found from it again.
    last_before: Vec<String>,
    went_back: bool,
    /// The first customer of all, by which a list that begins again is known.
    first: Option<(String, Option<String>)>,
    last: Option<String>,
    /// The ids of the page before.
    previous_page: HashSet<String>,
}

impl Paging {
    /// A list from its beginning.
    #[must_use]
    pub fn new(query: CustomerQuery) -> Self {
        let largest = u64::from(LARGEST_PAGE);
        let per_page = query.limit.unwrap_or(largest).min(largest);
        Paging {
            page: 1,
            per_page: u32::try_from(per_page).unwrap_or(LARGEST_PAGE),
            done: per_page == 0,
            query,
            start: None,
            seen: Seen::default(),
            end: None,
            found_again: false,
            previous_start: None,
            last_before: Vec::new(),
            went_back: false,
            first: None,
            last: None,
            previous_page: HashSet::new(),
        }
    }

    /// A list for whoever keeps what is listed up to date: a customer that changes meanwhile is listed again, as
    /// it is then.
    #[must_use]
    pub fn changes(query: CustomerQuery) -> Self {
        Paging { seen: Seen { changes: true, ..Seen::default() }, ..Paging::new(query) }
    }

    /// Continues a list that was stopped or has ended: from the `updated_on` of its last customer, as the
    /// service wrote it, and without those of this `updated_on` that were listed. They are named by their id, or by
    /// id and [`Customer::fingerprint`]: then [`Paging::changes`] lists again who has changed within that time.
    ///
    /// They may fill many pages. So the page that ends with them is asked first: where it has the last of them as they
    /// were and nobody else, nothing is new, by one request.
    #[must_use]
    pub fn after<I>(mut self, updated_on: impl Into<String>, listed: I) -> Self
    where
        I: IntoIterator<Item: Into<Listed>>,
    {
        let updated_on = updated_on.into();
        let mut count = 0;
        for Listed { id, fingerprint } in listed.into_iter().map(Into::into) {
            self.seen.insert(id, fingerprint, Some(&updated_on));
            count += 1;
        }
        self.start = Some(updated_on);
        self.end = End::of(count, self.per_page).filter(|_| self.query.direction == Direction::Asc);
        self
    }

    /// Whether the first page had one of the customers that were listed before, as it was then: the same id at
    /// the same `updated_on`. Where it has none, they have all changed, or this is another account.
    #[must_use]
    pub fn has_found_again(&self) -> bool {
        self.found_again
    }

    /// What to ask next; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Paging`] past what the service pages through; [`Error::Invalid`] for a date in milliseconds.
    pub fn request(&self) -> Result<Option<Request>, Error> {
        for (field, date) in [("start_date", self.query.start_date), ("end_date", self.query.end_date)] {
            date.map(|date| date.checked(field)).transpose()?;
        }
        if self.done {
            return Ok(None);
        }
        if let Some(End { page, per_page, .. }) = self.end {
            return Ok(Some(customers::page_from(&self.query, self.start.as_deref(), page, per_page)));
        }
        if self.page > LARGEST_LIST / self.per_page {
            return Err(self.stuck("the service pages through no more than 100,000 at a time"));
        }
        Ok(Some(customers::page_from(&self.query, self.start.as_deref(), self.page, self.per_page)))
    }

    /// Takes the answer to [`Paging::request`], and returns who was not listed yet.
    ///
    /// # Errors
    /// [`Error::Paging`] if the service ignores the number of the page or the start date, or does
    /// not find a customer at its own `updated_on`.
    pub fn accept(&mut self, page: Vec<Customer>) -> Result<Vec<Customer>, Error> {
        if let Some(end) = self.end.take() {
            let is_old =
                |customer: &Customer| customer.updated_on == self.start && self.seen.contains(customer);
            self.done = page.len() == end.count && page.iter().all(is_old);
            self.found_again = self.done;
            return Ok(Vec::new());
        }
        let full = page.len() >= self.per_page as usize;
        let last = page.last().and_then(|customer| customer.updated_on.clone());
        let several_times =
            page.first().and_then(|customer| customer.updated_on.as_deref()) != last.as_deref();
        let at_last: Vec<String> = page
            .iter()
            .filter(|customer| customer.updated_on.as_deref() == last.as_deref())
            .map(|customer| customer.customer_id.clone())
            .collect();
        if page.iter().any(|customer| self.last_before.contains(&customer.customer_id)) {
            self.last_before.clear();
            self.went_back = false;
        }
        if self.first.is_none() {
            self.found_again = self.start.is_some()
                && page.iter().any(|it| {
                    it.updated_on == self.start && self.seen.customers.contains_key(&it.customer_id)
                });
        }
        let first = page.first().map(|customer| (customer.customer_id.clone(), customer.updated_on.clone()));
        let ids: HashSet<String> = page.iter().map(|customer| customer.customer_id.clone()).collect();
        let mut fresh: Vec<Customer> =
            page.into_iter().filter(|customer| !self.seen.contains(customer)).collect();
        if !fresh.is_empty() && !self.last_before.is_empty() {
            self.go_back()?;
            return Ok(Vec::new());
        }
        if full && fresh.is_empty() {
            self.must_be_further_on(&ids, first.as_ref())?;
        }
        self.first = self.first.take().or(first);
        self.last.clone_from(&last);
        self.previous_page = ids;
        for customer in &fresh {
            let fingerprint = self.seen.changes.then(|| customer.fingerprint());
            self.seen.insert(customer.customer_id.clone(), fingerprint, customer.updated_on.as_deref());
        }
        if let Some(left) = &mut self.query.limit {
            fresh.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= fresh.len() as u64;
            self.done = *left == 0;
        }
        self.done |= !full;
        // Were a whole page of one time, its time as the start would bring the same page again.
        let onwards = self.query.direction == Direction::Asc && last.is_some() && several_times;
        if onwards && !fresh.is_empty() && last != self.start {
            self.previous_start = mem::replace(&mut self.start, last);
            self.last_before = at_last;
            self.page = 1;
        } else {
            self.page += 1;
        }
        Ok(fresh)
    }

    /// On a full page without anybody new: whether it can be one that comes before the next new
    /// customer. A start that the service reads more coarsely than it writes times brings such
    /// pages, and so does going on with a list that was stopped. The same page again, or the
    /// beginning of the whole list, never does.
    fn must_be_further_on(
        &self,
        ids: &HashSet<String>,
        first: Option<&(String, Option<String>)>,
    ) -> Result<(), Error> {
        if self.page > 1 && ids.is_subset(&self.previous_page) {
            return Err(self.stuck("the service sent the same page again, as if it ignored the page number"));
        }
        if self.page == 1 && self.went_back {
            return Err(self.stuck(NOT_FOUND_AGAIN));
        }
        if self.page == 1 && first == self.first.as_ref() {
            return Err(self.stuck("the service began the list anew, as if it ignored the start date"));
        }
        Ok(())
    }

    /// None of those who were last is found from their `updated_on`. If they changed just then,
    /// all is well from the start before; if it happens again, then times mean something else to
    /// the service when they come back to it.
    fn go_back(&mut self) -> Result<(), Error> {
        if self.went_back {
            return Err(self.stuck(NOT_FOUND_AGAIN));
        }
        self.went_back = true;
        self.start.clone_from(&self.previous_start);
        self.last_before.clear();
        self.page = 1;
        Ok(())
    }

    fn stuck(&self, problem: &'static str) -> Error {
        Error::Paging { updated_on: self.last.clone().unwrap_or_default(), problem }
    }
}

/// The page that ends with the customers that were listed before, if nothing is new.
#[derive(Clone, Copy, Debug)]
struct End {
    page: u32,
    per_page: u32,
    /// How many of them it has.
    count: usize,
}

impl End {
    /// That of so many customers. It is never full, so that it is the last page, and none where they fit into one:
    /// then the first page is the last one anyway.
    fn of(customers: u32, largest: u32) -> Option<Self> {
        let per_page = (1..=largest).rev().find(|per_page| customers % per_page != 0)?;
        let page = customers / per_page + 1;
        let is_needed = customers >= largest && page <= LARGEST_LIST / per_page;
        is_needed.then(|| End { page, per_page, count: (customers % per_page) as usize })
    }
}

/// A customer that was listed before: [`Paging::after`].
#[derive(Clone, Debug)]
pub struct Listed {
    id: String,
    fingerprint: Option<u64>,
}

impl From<String> for Listed {
    fn from(id: String) -> Self {
        Listed { id, fingerprint: None }
    }
}

impl From<(String, u64)> for Listed {
    fn from((id, fingerprint): (String, u64)) -> Self {
        Listed { id, fingerprint: Some(fingerprint) }
    }
}

/// The customers seen last: all of the latest `updated_on`, which come again, and some before.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// One that is otherwise now counts as another.
    changes: bool,
    customers: HashMap<String, Sighting>,
    /// Ids in the order in which they were seen, with the number of the sighting.
    order: VecDeque<(String, u64)>,
    sightings: u64,
    latest: Option<String>,
    /// How many of these are of the latest `updated_on`.
    of_latest: usize,
}

/// When a customer was seen last.
#[derive(Clone, Copy, Debug)]
struct Sighting {
    number: u64,
    fingerprint: Option<u64>,
}

impl Seen {
    fn contains(&self, customer: &Customer) -> bool {
        self.customers.get(&customer.customer_id).is_some_and(|seen| match seen.fingerprint {
            Some(before) if self.changes => before == customer.fingerprint(),
            _ => true,
        })
    }

    fn insert(&mut self, id: String, fingerprint: Option<u64>, updated_on: Option<&str>) {
        if updated_on.is_none() || self.latest.as_deref() != updated_on {
            self.latest = updated_on.map(str::to_owned);
            self.of_latest = 0;
        }
        self.of_latest += 1;
        self.sightings += 1;
        let number = self.sightings;
        self.customers.insert(id.clone(), Sighting { number, fingerprint });
        self.order.push_back((id, number));
        while self.order.len() > REMEMBERED + self.of_latest
            && let Some((oldest, number)) = self.order.pop_front()
        {
            // It may have been seen again since.
            if self.customers.get(&oldest).is_some_and(|seen| seen.number == number) {
                self.customers.remove(&oldest);
            }
        }
    }
}
