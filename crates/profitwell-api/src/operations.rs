//! The table of operations: everything that the service documents and this client can ask for.
//!
//! A request cannot be made without a row here, and a row cannot leave out the rate limit that it counts against.

use crate::{pace::Family, request::Method};

/// One operation of the service.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name in JavaScript, such as `traits.ofCustomer`; in Rust it is a method of
    /// [`Client`](crate::Client), in snake case.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path; `{}` at its end is replaced by an id, an alias or an email.
    pub path: &'static str,
    /// The documented rate limit that it counts against, besides the one of all requests.
    pub family: Family,
}

macro_rules! operations {
    ($($row:ident: $name:literal, $method:ident $path:literal, $family:ident;)*) => {
        $(pub(super) static $row: Operation =
            Operation { name: $name, method: Method::$method, path: $path, family: Family::$family };)*

        /// All operations.
        pub static OPERATIONS: &[&Operation] = &[$(&$row),*];
    };
}

operations! {
    STATUS: "status", Get "/v2/api-status/", All;
    SUBSCRIPTIONS_LIST: "subscriptions.list", Get "/v2/users/{}/", All;
    SUBSCRIPTIONS_CREATE: "subscriptions.create", Post "/v2/subscriptions/", All;
    SUBSCRIPTIONS_UPDATE: "subscriptions.update", Put "/v2/subscriptions/{}/", All;
    SUBSCRIPTIONS_CHURN: "subscriptions.churn", Delete "/v2/subscriptions/{}/", All;
    SUBSCRIPTIONS_UNCHURN: "subscriptions.unchurn", Put "/v2/unchurn/{}/", All;
    USERS_UPDATE: "users.update", Put "/v2/users/{}/", All;
    USERS_DELETE: "users.delete", Delete "/v2/users/{}/", All;
    PLANS_LIST: "plans.list", Get "/v2/plans/", Plans;
    PLANS_GET: "plans.get", Get "/v2/plans/{}/", Plans;
    PLANS_CREATE: "plans.create", Post "/v2/plans/", Plans;
    PLANS_UPDATE: "plans.update", Put "/v2/plans/{}/", Plans;
    CUSTOMERS_LIST: "customers.list", Get "/v2/customers/", All;
    CUSTOMERS_GET: "customers.get", Get "/v2/customers/{}/", All;
    METRICS_MONTHLY: "metrics.monthly", Get "/v2/metrics/monthly/", Metrics;
    METRICS_DAILY: "metrics.daily", Get "/v2/metrics/daily/", Metrics;
    METRICS_PLANS: "metrics.plans", Get "/v2/metrics/plans/", All;
    METRICS_EXCLUDE: "metrics.exclude", Post "/v2/metrics/exclude_customer/{}/", Exclusions;
    COMPANY_SETTINGS: "company.settings", Get "/v2/company/settings/", Metrics;
    TRAITS_OF_CUSTOMER: "traits.ofCustomer", Get "/v2/customer_traits/customer/{}/", Traits;
    TRAITS_SET: "traits.set", Put "/v2/customer_traits/trait/", Traits;
    TRAITS_REMOVE: "traits.remove", Delete "/v2/customer_traits/trait/", Traits;
    TRAITS_REMOVE_CATEGORY: "traits.removeCategory", Delete "/v2/customer_traits/category/", Traits;
    GDPR_BY_EMAIL: "gdpr.anonymizeByEmail", Post "/v2/gdpr/anonymize_by_email/{}/", Anonymization;
    GDPR_BY_CUSTOMER_ID: "gdpr.anonymizeByCustomerId", Post "/v2/gdpr/anonymize_by_customer_id/{}/", Anonymization;
    RETAIN_UNSUBSCRIBED: "retain.unsubscribedCustomers", Get "/v2/retain/unsubscribed_customers/{}/", All;
    RETAIN_STOP: "retain.stop", Post "/v2/retain/stop/", All;
    CUSTOMER_EVENT: "customerEvent", Post "/dotjs/v1/customer/event", All;
}

impl Operation {
    /// The path before `{}`.
    pub(super) fn prefix(&self) -> &'static str {
        self.path.strip_suffix("{}/").unwrap_or(self.path)
    }

    /// Whether a request of any method to this path is one to the same resource.
    pub(super) fn is_at(&self, path: &str) -> bool {
        path.strip_prefix(self.prefix()).is_some_and(|rest| {
            let segment = rest.strip_suffix('/').unwrap_or_default();
            if self.path.ends_with("{}/") {
                !segment.is_empty() && !segment.contains('/')
            } else {
                rest.is_empty()
            }
        })
    }
}
