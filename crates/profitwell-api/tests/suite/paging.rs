//! Listing customers: everybody, however the pages move meanwhile.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    fmt::Write,
    time::Duration,
};

use crate::world::{World, answer};
use futures_lite::StreamExt;
use profitwell_api::{
    Error, Limits, Options, Outgoing, Paging, UnixSeconds,
    customers::{Customer, CustomerQuery, Direction},
};

/// Customers by when they changed last, as the documents describe their listing.
#[derive(Default)]
struct Service {
    /// In their order, and by number for pages that lie far behind.
    rows: Vec<(u64, u32)>,
    requests: usize,
    /// Times come back later than they were sent, as from another time zone.
    shift: u64,
    /// The start of a query is cut to a multiple of this.
    coarse: u64,
    /// A parameter of the query that it does not look at.
    ignores: Option<&'static str>,
}

fn time(tick: u64) -> String {
    format!("2020-05-20T{tick:012}Z")
}

impl Service {
    fn of(count: u32, updated: impl Fn(u32) -> u64) -> Self {
        let mut rows: Vec<_> = (0..count).map(|id| (updated(id), id)).collect();
        rows.sort_unstable();
        Service { rows, coarse: 1, ..Service::default() }
    }

    fn change(&mut self, id: u32) {
        let latest = self.rows.last().unwrap().0 + 1;
        self.rows.retain(|(_, other)| *other != id);
        self.rows.push((latest, id));
    }

    fn page(&mut self, request: &Outgoing) -> String {
        self.requests += 1;
        let query: HashMap<&str, &str> = request
            .url()
            .split_once('?')
            .unwrap()
            .1
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter(|(name, _)| Some(*name) != self.ignores)
            .collect();
        // Unix seconds as the query takes them, or a time that was read from a page.
        let tick =
            |name| query.get(name).map(|text| text.get(11..23).unwrap_or(text).parse::<u64>().unwrap());
        let start = tick("start_date").map_or(0, |start| (start + self.shift) / self.coarse * self.coarse);
        let end = tick("end_date").unwrap_or(u64::MAX);
        let (page, per_page): (usize, usize) =
            (query.get("page").map_or(1, |page| page.parse().unwrap()), query["per_page"].parse().unwrap());
        assert!(page * per_page <= 100_000, "past the documented cap");
        assert!(per_page <= 250);
        let from = |tick| self.rows.partition_point(|(at, _)| *at < tick);
        let rows = self.rows.get(from(start)..from(end)).unwrap_or_default();
        let before = (page - 1) * per_page;
        let rows: Vec<_> = match query["direction"] {
            "asc" => rows.iter().skip(before).take(per_page).collect(),
            _ => rows.iter().rev().skip(before).take(per_page).collect(),
        };
        let mut body = String::from("[");
        for (at, id) in rows {
            let comma = if body.len() > 1 { "," } else { "" };
            write!(body, r#"{comma}{{"customer_id":"cus_{id}","updated_on":"{}"}}"#, time(*at)).unwrap();
        }
        body + "]"
    }
}

/// Lists to the end; `between` changes the service after each request.
fn list(
    service: &RefCell<Service>,
    query: CustomerQuery,
    between: impl Fn(&mut Service),
) -> (Vec<u32>, Result<(), Error>) {
    let world = World::new(|request, _| {
        let mut service = service.borrow_mut();
        let page = service.page(request);
        between(&mut service);
        (Duration::from_millis(1), answer(200, page))
    });
    let client = world.client_with(Options { limits: Limits::scaled(1e6), ..Options::default() });
    let mut ids = Vec::new();
    let ended = world.run(async {
        let mut list = client.customers().list(query);
        while let Some(customer) = list.try_next().await? {
            ids.push(customer.customer_id[4..].parse().unwrap());
        }
        assert_eq!(list.try_next().await?, None, "the end of a list is its end");
        Ok(())
    });
    (ids, ended)
}

fn all(service: Service) -> (Vec<u32>, Result<(), Error>) {
    list(&RefCell::new(service), CustomerQuery::default(), |_| ())
}

#[test]
fn every_customer_is_listed_once_whatever_their_number() {
    for count in [0, 1, 249, 250, 251, 499, 500, 501, 1000] {
        let (ids, ended) = all(Service::of(count, u64::from));
        assert_eq!(ids, (0..count).collect::<Vec<_>>());
        assert_eq!(ended, Ok(()));
    }
}

#[test]
fn more_customers_than_the_cap_are_listed_once_each() {
    let service = RefCell::new(Service::of(100_700, u64::from));
    let (ids, ended) = list(&service, CustomerQuery::default(), |_| ());
    assert_eq!((ids.len(), ended), (100_700, Ok(())));
    assert!(ids.iter().enumerate().all(|(place, id)| place == *id as usize));
    assert!(service.borrow().requests <= 406, "{}", service.borrow().requests);
}

#[test]
fn customers_that_changed_together_are_listed_once_each() {
    for (count, together) in [(1000, 7), (1000, 250), (3000, 600), (3000, 3000), (20_000, 15_000)] {
        let (mut ids, ended) = all(Service::of(count, |id| u64::from(id / together)));
        assert_eq!(ended, Ok(()));
        ids.sort_unstable();
        assert_eq!(ids, (0..count).collect::<Vec<_>>(), "{together} together");
    }
}

#[test]
fn nobody_is_skipped_when_customers_change_between_pages() {
    // After each page some of those listed, and some of those to come, change.
    let service = RefCell::new(Service::of(5000, u64::from));
    let left = RefCell::new(40);
    let (ids, ended) = list(&service, CustomerQuery::default(), |service| {
        let mut left = left.borrow_mut();
        if *left > 0 {
            *left -= 1;
            for step in 0..10 {
                service.change((*left * 397 + step * 613) % 5000);
            }
        }
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>().len(), 5000);
    assert_eq!(ids.len(), 5000, "a repeat among the last 10,000 is dropped");
}

#[test]
fn the_last_of_a_page_may_change_before_the_next_is_asked_for() {
    let service = RefCell::new(Service::of(1000, u64::from));
    let changed = RefCell::new(vec![249, 600, 900]);
    let (ids, ended) = list(&service, CustomerQuery::default(), |service| {
        if let Some(id) = changed.borrow_mut().pop() {
            service.change(id);
            service.change(249);
        }
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), (0..1000).collect());
}

#[test]
fn a_service_that_reads_starts_more_coarsely_than_it_writes_them_skips_nobody() {
    // One by one; and many within what is one time to the service, after some that are not.
    let together = |id: u32| u64::from(if id < 300 { id * 100 } else { 40_000 + id });
    for (coarse, updated) in [(10, &u64::from as &dyn Fn(u32) -> u64), (200, &u64::from), (5000, &together)] {
        let (mut ids, ended) = all(Service { coarse, ..Service::of(3000, updated) });
        assert_eq!(ended, Ok(()), "{coarse}");
        ids.sort_unstable();
        assert_eq!(ids, (0..3000).collect::<Vec<_>>(), "{coarse}");
    }
}

#[test]
fn a_service_that_ignores_the_page_or_the_start_ends_the_list_after_one_page_without_anybody_new() {
    let ignoring = |ignores, updated: &dyn Fn(u32) -> u64, direction| {
        let service = RefCell::new(Service { ignores: Some(ignores), ..Service::of(3000, updated) });
        let (ids, ended) = list(&service, CustomerQuery { direction, ..CustomerQuery::default() }, |_| ());
        let requests = service.borrow().requests;
        (ids.len(), ended.map_err(|error| error.code()), requests)
    };
    let stuck = |listed, requests| (listed, Err("cannot_page_on"), requests);
    // All at one time, and a few times of many.
    let (same, few) = (|_| 7, |id: u32| u64::from((id + 150) / 1000));
    assert_eq!(ignoring("page", &same, Direction::Asc), stuck(250, 2));
    assert_eq!(ignoring("page", &few, Direction::Asc), stuck(250, 2));
    assert_eq!(ignoring("page", &u64::from, Direction::Desc), stuck(250, 2));
    assert_eq!(ignoring("start_date", &u64::from, Direction::Asc), stuck(250, 2));
    assert_eq!(ignoring("start_date", &|id| u64::from(id / 100), Direction::Asc), stuck(250, 2));
    // Neither is needed here.
    assert_eq!(ignoring("page", &u64::from, Direction::Asc), (3000, Ok(()), 13));
    assert_eq!(ignoring("start_date", &same, Direction::Asc), (3000, Ok(()), 13));
    // The last page is not full: nothing is missing.
    let service = RefCell::new(Service { ignores: Some("start_date"), ..Service::of(249, u64::from) });
    assert_eq!(list(&service, CustomerQuery::default(), |_| ()).0.len(), 249);
}

#[test]
fn pages_of_customers_who_were_listed_and_changed_since_do_not_end_a_list() {
    let service = RefCell::new(Service::of(2000, u64::from));
    let left = RefCell::new(6);
    // All who were listed change, six times, so that whole pages hold nobody new.
    let (ids, ended) = list(&service, CustomerQuery::default(), |service| {
        let mut left = left.borrow_mut();
        if *left > 0 {
            *left -= 1;
            (0..1000).for_each(|id| service.change(id));
        }
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), (0..2000).collect());
}

#[test]
fn a_service_that_takes_its_own_times_for_later_ones_ends_the_list_with_an_error() {
    let (ids, ended) = all(Service { shift: 100, ..Service::of(2000, u64::from) });
    let error = ended.unwrap_err();
    assert_eq!(error.code(), "cannot_page_on");
    assert!(ids.iter().enumerate().all(|(place, id)| place == *id as usize), "nobody was skipped before");
}

#[test]
fn more_than_the_cap_at_one_time_is_an_error_after_those_that_can_be_listed() {
    let (ids, ended) = all(Service::of(100_001, |_| 7));
    assert_eq!(ids.len(), 100_000);
    assert_eq!(
        ended,
        Err(Error::Paging {
            updated_on: time(7),
            problem: "the service pages through no more than 100,000 at a time"
        })
    );
}

#[test]
fn a_limit_asks_for_no_more_than_it_needs() {
    for (limit, listed, requests) in
        [(0, 0, 0), (1, 1, 1), (10, 10, 1), (250, 250, 1), (251, 251, 2), (5000, 1000, 5)]
    {
        for direction in [Direction::Asc, Direction::Desc] {
            let service = RefCell::new(Service::of(1000, u64::from));
            let query = CustomerQuery { limit: Some(limit), direction, ..CustomerQuery::default() };
            let (ids, ended) = list(&service, query, |_| ());
            assert_eq!((ids.len(), ended), (listed, Ok(())));
            assert!(service.borrow().requests <= requests, "{limit}: {}", service.borrow().requests);
        }
    }
}

#[test]
fn descending_order_ends_at_the_cap_with_an_error() {
    let newest = CustomerQuery { direction: Direction::Desc, ..CustomerQuery::default() };
    let (ids, ended) = list(&RefCell::new(Service::of(600, u64::from)), newest.clone(), |_| ());
    assert_eq!((ids, ended), ((0..600).rev().collect(), Ok(())));
    let (ids, ended) = list(&RefCell::new(Service::of(100_001, u64::from)), newest, |_| ());
    assert_eq!(ids.len(), 100_000);
    assert_eq!(ended.unwrap_err().code(), "cannot_page_on");
}

#[test]
fn start_end_and_a_resumed_list_bound_what_is_listed() {
    let query = CustomerQuery {
        start_date: Some(UnixSeconds::new(300)),
        end_date: Some(UnixSeconds::new(900)),
        ..CustomerQuery::default()
    };
    let (ids, _) = list(&RefCell::new(Service::of(1000, u64::from)), query.clone(), |_| ());
    assert_eq!(ids, (300..900).collect::<Vec<_>>());

    let service = RefCell::new(Service::of(1000, u64::from));
    let world =
        World::new(|request, _| (Duration::from_millis(1), answer(200, service.borrow_mut().page(request))));
    let client = world.client();
    let paging = Paging::new(query).after(time(300), ["cus_300".to_owned()]);
    let first: Vec<Customer> = world.run(client.customers().pages(paging).try_next()).unwrap().unwrap();
    assert_eq!(first[0].customer_id, "cus_301");
    assert_eq!(first.len(), 249);
}

#[test]
fn a_list_that_goes_on_tells_whether_it_found_the_same_customers_again() {
    let service = RefCell::new(Service::of(400, u64::from));
    let world =
        World::new(|request, _| (Duration::from_millis(1), answer(200, service.borrow_mut().page(request))));
    let client = world.client();
    let next = |paging: &mut Paging| world.run(client.customers().next_page(paging)).unwrap();
    let mut paging = Paging::changes(CustomerQuery { limit: Some(400), ..CustomerQuery::default() });
    let mut last = None;
    while let Some(page) = next(&mut paging) {
        last = page.last().cloned();
    }
    let last = last.unwrap();
    let go_on = |listed: (String, u64)| {
        service.borrow_mut().requests = 0;
        let mut paging = Paging::changes(CustomerQuery::default()).after(time(399), [listed]);
        let page = next(&mut paging).map(|page| page[0].customer_id.clone());
        assert_eq!(service.borrow().requests, 1, "one request finds it out");
        (page, paging.has_found_again())
    };
    let (id, fingerprint) = (last.customer_id.clone(), last.fingerprint());
    assert_eq!(go_on((id.clone(), fingerprint)), (None, true), "nothing new");
    assert_eq!(go_on((id.clone(), 7)), (Some(id.clone()), true), "it has changed within the same time");
    assert_eq!(go_on(("cus_7".to_owned(), fingerprint)), (Some(id.clone()), false), "those were others");
    service.borrow_mut().change(399);
    assert_eq!(go_on((id.clone(), fingerprint)), (Some(id), false), "it has changed since");
}

#[test]
fn customers_that_share_the_last_time_are_no_news_however_many_they_are() {
    for count in [249, 250, 251, 500, 29_333, 62_250] {
        let service = RefCell::new(Service::of(count + 5, |id| u64::from(id.min(5))));
        let world = World::new(|request, _| {
            (Duration::from_millis(1), answer(200, service.borrow_mut().page(request)))
        });
        let client = world.client_with(Options { limits: Limits::scaled(1e6), ..Options::default() });
        let list = |mut paging: Paging| {
            service.borrow_mut().requests = 0;
            let mut fresh = Vec::new();
            while let Some(page) = world.run(client.customers().next_page(&mut paging)).unwrap() {
                fresh.extend(page);
            }
            (fresh, paging.has_found_again(), service.borrow().requests)
        };
        let (all, ..) = list(Paging::changes(CustomerQuery::default()));
        assert_eq!(all.len(), count as usize + 5);
        let again = || {
            let listed = all[5..].iter().map(|it| (it.customer_id.clone(), it.fingerprint()));
            list(Paging::changes(CustomerQuery::default()).after(time(5), listed))
        };
        assert_eq!(again(), (Vec::new(), true, 1), "{count}");
        let news = || again().0.into_iter().map(|it| it.customer_id).collect::<Vec<_>>();
        service.borrow_mut().change(9);
        assert_eq!(news(), ["cus_9"], "{count}");
        // One that the service wrote down in the same second, in the midst of the others.
        {
            let rows = &mut service.borrow_mut().rows;
            rows.retain(|row| *row != (5, 77));
            rows.insert(rows.partition_point(|row| *row < (5, count + 1000)), (5, count + 1000));
        }
        assert_eq!(news(), [format!("cus_{}", count + 1000), "cus_9".to_owned()], "{count}");
    }
}

#[test]
fn a_list_of_changes_lists_one_that_changes_meanwhile_as_it_is_then() {
    let service = RefCell::new(Service::of(1000, u64::from));
    let world = World::new(|request, _| {
        let mut service = service.borrow_mut();
        let page = service.page(request);
        if service.requests == 2 {
            service.change(3);
        }
        (Duration::from_millis(1), answer(200, page))
    });
    let client = world.client();
    let mut times = HashMap::new();
    let mut count = 0;
    world.run(async {
        let mut pages = client.customers().pages(Paging::changes(CustomerQuery::default()));
        while let Some(page) = pages.try_next().await.unwrap() {
            count += page.len();
            times.extend(page.into_iter().map(|it| (it.customer_id, it.updated_on.unwrap())));
        }
    });
    assert_eq!((count, times.len(), times["cus_3"].as_str()), (1001, 1000, time(1000).as_str()));
}

#[test]
fn customers_without_a_time_are_paged_by_number() {
    let rows = |from: u32, count: u32| {
        let rows: Vec<String> =
            (from..from + count).map(|id| format!(r#"{{"customer_id":"cus_{id}"}}"#)).collect();
        answer(200, format!("[{}]", rows.join(",")))
    };
    let world = World::answering([rows(0, 250), rows(250, 250), rows(500, 3)]);
    let client = world.client();
    let count = world.run(async {
        let mut list = client.customers().list(CustomerQuery::default());
        let mut count = 0;
        while list.try_next().await.unwrap().is_some() {
            count += 1;
        }
        count
    });
    assert_eq!(count, 503);
    assert!(world.lines()[2].ends_with("?direction=asc&page=3&per_page=250"));
}
