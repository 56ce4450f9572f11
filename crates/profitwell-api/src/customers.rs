//! Customers, manually added or not.

use std::{pin::Pin, vec};

use futures_core::Stream;
use futures_lite::{StreamExt, stream};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Number, Value};

use crate::{
    Cents, Client, CustomerStatus, Error, Invalid, Paging, Request, Transport, UnixSeconds, operations,
};

/// The most customers on one page (learn.profitwell.com, Customers API).
pub const LARGEST_PAGE: u32 = 250;

/// A customer. Only the id is taken for granted: no public source says what may be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The id at the provider of the data, such as `cus_…`, or the service's own.
    pub customer_id: String,
    /// The email address.
    #[serde(default)]
    pub email: Option<String>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// Monthly revenue. The service documents a number, not an integer: a fraction is rounded to
    /// the nearest cent.
    #[serde(default, deserialize_with = "rounded")]
    pub mrr_cents: Option<Cents>,
    /// The ids of the plans.
    #[serde(default)]
    pub plans: Vec<String>,
    /// The state over all subscriptions.
    #[serde(default)]
    pub status: Option<CustomerStatus>,
    /// When the customer was created. The service writes this and the next three as strings in a
    /// format that no public source documents, so they are kept as sent.
    #[serde(default)]
    pub created_on: Option<String>,
    /// The time of the first payment.
    #[serde(default)]
    pub activated_on: Option<String>,
    /// The time at which the customer left.
    #[serde(default)]
    pub churned_on: Option<String>,
    /// The time of the last change of any field.
    #[serde(default)]
    pub updated_on: Option<String>,
    /// All revenue, rounded like `mrr_cents`.
    #[serde(default, deserialize_with = "rounded")]
    pub total_spend_cents: Option<Cents>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Customer {
    /// A hash of all fields, the same in every version of this library for the same fields: it shows whether a
    /// customer is still as it was.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        // FNV-1a of the JSON, whose keys have one order (isthe.com/chongo/tech/comp/fnv).
        let json = serde_json::to_vec(self).unwrap_or_default();
        json.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

/// Cents of any JSON number.
fn rounded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cents>, D::Error> {
    let Some(number) = Option::<Number>::deserialize(deserializer)? else { return Ok(None) };
    let nearest = |number: f64| {
        // Every float below 2^63 fits after it is rounded.
        #[allow(clippy::cast_possible_truncation)]
        (number.abs() < 9_223_372_036_854_775_808.0).then(|| number.round() as i64)
    };
    let cents = number.as_i64().or_else(|| nearest(number.as_f64()?));
    cents.map(|cents| Some(Cents::new(cents))).ok_or_else(|| de::Error::custom("too large for cents"))
}

/// The order of a list, by `updated_on`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Oldest first.
    #[default]
    Asc,
    /// Newest first: the first 100,000 only, and one that changes meanwhile can push another
    /// across the edge of a page, where it is listed twice.
    Desc,
}

/// Which customers: all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerQuery {
    /// Lists only customers updated at or after this time.
    pub start_date: Option<UnixSeconds>,
    /// Lists only customers updated before this time.
    pub end_date: Option<UnixSeconds>,
    /// Lists only customers with this email address.
    pub email: Option<String>,
    /// The order of the list.
    pub direction: Direction,
    /// The largest number of customers to list.
    pub limit: Option<u64>,
}

/// `GET /v2/customers/`: one page of those that match, from page 1. For all pages use
/// [`Paging`], or [`Customers::list`].
#[must_use]
pub fn page(query: &CustomerQuery, page: u32, per_page: u32) -> Request {
    page_from(query, None, page, per_page)
}

/// The same from the `updated_on` of a customer, which goes back to the service as it came: of
/// start dates it says "many formats acceptable" (learn.profitwell.com, Customers API).
pub(super) fn page_from(query: &CustomerQuery, start: Option<&str>, page: u32, per_page: u32) -> Request {
    let direction = match query.direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };
    let request = Request::new(&operations::CUSTOMERS_LIST);
    let request = match start {
        Some(start) => request.with_query("start_date", start),
        None => request.maybe_query("start_date", query.start_date.as_ref()),
    };
    request
        .maybe_query("end_date", query.end_date.as_ref())
        .maybe_query("email", query.email.as_deref())
        .with_query("direction", direction)
        .with_query("page", page.to_string())
        .with_query("per_page", per_page.to_string())
}

/// `GET /v2/customers/{customer_id}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn get(customer_id: &str) -> Result<Request, Invalid> {
    Request::new(&operations::CUSTOMERS_GET).segment("customer_id", customer_id)
}

/// The requests about customers: [`Client::customers`].
#[derive(Debug)]
pub struct Customers<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Customers, manually added or not.
    #[must_use]
    pub const fn customers(&self) -> Customers<'_, T> {
        Customers(self)
    }
}

impl<T: Transport> Customers<'_, T> {
    /// A stream of all customers that match, page after page: see [`Paging`] for what that
    /// promises. It holds a clone of the client, so it can outlive this one and, with
    /// [`Native`](crate::Native), go to another thread.
    ///
    /// # Errors
    /// [`Error`] as the last item, if a request fails.
    ///
    /// # Example: the first that match
    ///
    /// ```
    /// # use profitwell_api::{Client, Error, Transport};
    /// use futures_lite::StreamExt;
    /// use profitwell_api::{CustomerStatus, customers::CustomerQuery};
    ///
    /// # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
    /// let mut customers = client.customers().list(CustomerQuery::default());
    /// while let Some(customer) = customers.try_next().await? {
    ///     if customer.status == Some(CustomerStatus::Trialing) {
    ///         println!("{}", customer.customer_id);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn list(
        &self,
        query: CustomerQuery,
    ) -> Pin<Box<impl Stream<Item = Result<Customer, Error>> + use<T>>> {
        let state = (self.pages(Paging::new(query)), Vec::new().into_iter());
        Box::pin(stream::try_unfold(
            state,
            |(mut pages, mut page): (_, vec::IntoIter<Customer>)| async move {
                loop {
                    if let Some(customer) = page.next() {
                        return Ok(Some((customer, (pages, page))));
                    }
                    match pages.try_next().await? {
                        Some(next) => page = next.into_iter(),
                        None => return Ok(None),
                    }
                }
            },
        ))
    }

    /// Returns all customers that match, in one vector.
    ///
    /// # Errors
    /// [`Error`] if a request fails; the customers listed before are then lost, unlike with [`Customers::list`].
    ///
    /// # Example: those who changed this year
    ///
    /// ```
    /// # use profitwell_api::{Client, Error, Transport};
    /// use profitwell_api::{UnixSeconds, customers::CustomerQuery};
    ///
    /// # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
    /// let changed = CustomerQuery { start_date: Some(UnixSeconds::new(1_767_225_600)), ..Default::default() };
    /// println!("{} customers", client.customers().all(changed).await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn all(&self, query: CustomerQuery) -> Result<Vec<Customer>, Error> {
        let mut all = Vec::new();
        let mut pages = self.pages(Paging::new(query));
        while let Some(page) = pages.try_next().await? {
            all.extend(page);
        }
        Ok(all)
    }

    /// A stream of pages, none of them empty, for programs that store the list and continue later:
    /// see [`Paging::after`].
    ///
    /// # Errors
    /// [`Error`] as the last item, if a request fails.
    #[must_use]
    pub fn pages(
        &self,
        paging: Paging,
    ) -> Pin<Box<impl Stream<Item = Result<Vec<Customer>, Error>> + use<T>>> {
        let state = (self.0.clone(), paging);
        Box::pin(stream::try_unfold(state, |(client, mut paging)| async move {
            let page = client.customers().next_page(&mut paging).await?;
            Ok(page.map(|page| (page, (client, paging))))
        }))
    }

    /// The next page of [`Customers::pages`], for whoever looks at the [`Paging`] in between; `None` at the end.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn next_page(&self, paging: &mut Paging) -> Result<Option<Vec<Customer>>, Error> {
        while let Some(request) = paging.request()? {
            let fresh = paging.accept(self.0.ask(&request).await?)?;
            if !fresh.is_empty() {
                return Ok(Some(fresh));
            }
        }
        Ok(None)
    }

    /// One customer, by the id at the provider of the data.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn get(&self, customer_id: &str) -> Result<Customer, Error> {
        self.0.ask(&get(customer_id)?).await
    }
}
