//! `/v2/retain/`.

use serde_json::json;

use super::{
    answer::{Answer, Outcome},
    clock::iso,
    fields::Fields,
    ids,
    routes::Call,
};

/// What Retain does to customers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Intervention {
    /// Winning back.
    Reactivation,
    /// Recovering payments.
    Retain,
    /// Offering longer terms.
    TermOptimization,
}

const INTERVENTIONS: [(&str, Intervention); 3] = [
    ("reactivation", Intervention::Reactivation),
    ("retain", Intervention::Retain),
    ("term_optimization", Intervention::TermOptimization),
];

/// Somebody who is left alone.
pub struct Unsubscribed {
    /// An index into the users.
    pub user: u32,
    /// By what.
    pub from: Intervention,
    /// Unix seconds.
    pub since: i64,
}

/// `GET /v2/retain/unsubscribed_customers/{type}/`. The shape of its rows no public source settles; its dates
/// and pages are read as those of the customers.
pub fn unsubscribed(call: &mut Call) -> Outcome {
    let known = INTERVENTIONS.iter().find(|(name, kind)| *name == call.id && *kind != Intervention::Retain);
    let (_, from) = *known.ok_or_else(Answer::not_found)?;
    let mut query = Fields::of_query(&call.query);
    let start = query.date("start_date").unwrap_or(i64::MIN);
    let end = query.date("end_date").unwrap_or(i64::MAX);
    let per_page = query.integer("per_page", 1, 250).unwrap_or(250);
    let page = query.integer("page", 1, i64::from(u32::MAX)).unwrap_or(1);
    query.finish()?;
    let skip = usize::try_from((page - 1) * per_page).unwrap_or(usize::MAX);
    let rows =
        call.store.unsubscribed.iter().filter(|row| row.from == from && (start..end).contains(&row.since));
    let shown = rows.skip(skip).take(usize::try_from(per_page).unwrap_or_default()).map(|row| {
        json!({
            "customer_id": ids::id("pwu_", row.user),
            "email": call.store.user(row.user).email,
            "unsubscribed_on": iso(row.since),
        })
    });
    Ok(Answer::json(200, &shown.collect()))
}

/// `POST /v2/retain/stop/`. The brackets of the key are as a third party transcribed it; the answer no public
/// source settles.
pub fn stop(call: &mut Call) -> Outcome {
    let mut fields = Fields::of_body(&call.body)?;
    let customer = fields.required_text("customer_id");
    let kinds = fields.required_words("intervention_types[]", &INTERVENTIONS);
    fields.flag("forever");
    fields.finish()?;
    let user = call.store.find_customer(customer).ok_or_else(Answer::not_found)?;
    for from in kinds {
        if !call.store.unsubscribed.iter().any(|row| row.user == user && row.from == from) {
            call.store.unsubscribed.push(Unsubscribed { user, from, since: call.now });
        }
    }
    Ok(Answer::detail(200, "Stopped."))
}
