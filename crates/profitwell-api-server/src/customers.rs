//! `/v2/customers/`: users as the customers' endpoints show them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome},
    clock::iso,
    fields::Fields,
    history::{Event, Status},
    ids,
    routes::Call,
    store::Store,
};

const PER_PAGE: i64 = 250;

#[allow(clippy::cast_possible_truncation)] // a sum of cents
fn shown(store: &Store, index: u32, now: i64) -> Value {
    let user = store.user(index);
    let events: Vec<&Event> = store.subscriptions_of(user).filter_map(|one| one.at(now)).collect();
    let starts = store.subscriptions_of(user).flat_map(|one| &one.events);
    let activated =
        starts.filter(|event| event.status == Status::Active).map(|event| event.effective_date).min();
    let any = |status| events.iter().any(|event| event.status == status);
    let churned =
        events.iter().filter(|event| event.status.churned()).max_by_key(|event| event.effective_date);
    let status = match churned {
        _ if any(Status::Active) => "active",
        _ if any(Status::Trialing) => "trialing",
        Some(_) if activated.is_none() => "churned_trial",
        Some(event) => event.status.word(),
        None => "no_history",
    };
    let gone = churned.filter(|_| status.starts_with("churned"));
    let plans: BTreeSet<&str> = events
        .iter()
        .filter(|event| !event.status.churned())
        .map(|event| store.plans[event.plan as usize].id.as_str())
        .collect();
    json!({
        "customer_id": ids::id("pwu_", index),
        "email": user.email,
        "first_name": user.name.as_deref().map(|name| &name.0),
        "last_name": user.name.as_deref().map(|name| &name.1),
        "mrr_cents": events.iter().map(|event| event.mrr()).sum::<f64>().round() as i64,
        "plans": plans,
        "status": status,
        "created_on": iso(user.created_on),
        "activated_on": activated.map(iso),
        "churned_on": gone.map(|event| iso(event.effective_date)),
        "updated_on": iso(user.updated_on),
        "total_spend_cents": store.subscriptions_of(user).map(|one| one.spent(now)).sum::<i64>(),
    })
}

/// `GET /v2/customers/`. A page past the cap, or more than 250 a page, is refused, so that a client that asks
/// for it is noticed; what the vendor does no public source settles.
pub fn list(call: &mut Call) -> Outcome {
    let mut query = Fields::of_query(&call.query);
    query.choice("date_field", &[("updated_on", ())]);
    let start = query.date("start_date");
    let end = query.date("end_date");
    let email = query.text("email");
    let per_page = query.integer("per_page", 1, PER_PAGE).unwrap_or(PER_PAGE);
    let last_page = (i64::from(call.options.customers_cap) / per_page).max(1);
    let page = query.integer("page", 1, last_page).unwrap_or(1);
    let descending = query.choice("direction", &[("asc", false), ("desc", true)]).unwrap_or_default();
    query.finish()?;

    let store = &*call.store;
    let matches = |&user: &u32| email.is_none_or(|email| store.user(user).email.eq_ignore_ascii_case(email));
    let skip = usize::try_from((page - 1) * per_page).unwrap_or_default();
    let take = usize::try_from(per_page).unwrap_or_default();
    let rows: Vec<u32> = if descending {
        store.by_update(start, end).rev().filter(matches).skip(skip).take(take).collect()
    } else {
        store.by_update(start, end).filter(matches).skip(skip).take(take).collect()
    };
    Ok(Answer::json(200, &rows.into_iter().map(|user| shown(store, user, call.now)).collect()))
}

/// `GET /v2/customers/{id}/`
pub fn get(call: &mut Call) -> Outcome {
    let index = call.store.find_customer(&call.id).ok_or_else(Answer::not_found)?;
    Ok(Answer::json(200, &shown(call.store, index, call.now)))
}
