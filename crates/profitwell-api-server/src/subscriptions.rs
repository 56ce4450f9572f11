//! `/v2/subscriptions/` and `/v2/unchurn/`.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome},
    fields::{Fields, NO_FIELD},
    history::{Event, INTERVALS, Interval, Status, Subscription},
    ids,
    routes::Call,
    store::{Store, Whose},
};

const ON_CREATE: [(&str, Status); 2] = [("active", Status::Active), ("trialing", Status::Trialing)];
/// The documents name `active` only; two public clients also send `trialing`.
const ON_UPDATE: [(&str, Status); 1] = [("active", Status::Active)];
const CHURN_TYPES: [(&str, Status); 2] =
    [("voluntary", Status::ChurnedVoluntary), ("delinquent", Status::ChurnedDelinquent)];

/// A subscription as one event left it.
pub fn shown(store: &Store, index: u32, event: &Event) -> Value {
    let subscription = store.subscription(index);
    let user = store.user(subscription.user);
    let mut meta = serde_json::Map::new();
    if let Some(id) = &subscription.data_provider_user_id {
        meta.insert("data_provider_user_id".into(), id.as_ref().into());
    }
    if let Some((word, _)) = CHURN_TYPES.iter().find(|(_, status)| *status == event.status) {
        meta.insert("churn_type".into(), (*word).into());
    }
    json!({
        "user_id": ids::id("pwu_", subscription.user),
        "subscription_id": ids::id("pws_", index),
        "user_alias": user.alias.as_deref(),
        "subscription_alias": subscription.alias.as_deref(),
        "email": user.email,
        "plan_id": store.plans[event.plan as usize].id,
        "plan_interval": if event.interval == Interval::Month { "month" } else { "year" },
        "plan_currency": str::from_utf8(&subscription.currency).unwrap_or_default(),
        "status": event.status.word(),
        "value": event.value,
        "effective_date": event.effective_date,
        "meta": meta,
    })
}

/// The fields that creating and updating have in common; the plan comes as its id.
fn event<'a>(fields: &mut Fields<'a>, statuses: &[(&str, Status)]) -> (&'a str, Event) {
    let plan = fields.required_text("plan_id");
    let event = Event {
        effective_date: fields.effective_date(),
        value: fields.required_integer("value", i64::from(u32::MAX) * 1000),
        plan: 0,
        interval: fields.required_choice("plan_interval", &INTERVALS),
        status: fields.choice("status", statuses).unwrap_or(Status::Active),
    };
    if event.status == Status::Trialing && event.value != 0 {
        fields.refuse("value", "A trialing subscription must have a value of 0.");
    }
    (plan, event)
}

/// `POST /v2/subscriptions/`. A plan that is not known is made, and a second subscription leaves its user's
/// email as it was: neither does any public source settle. Currencies are open: any three lower-case letters.
pub fn create(call: &mut Call) -> Outcome {
    let mut fields = Fields::of_body(&call.body)?;
    let user_id = fields.text("user_id");
    let user_alias = fields.alias("user_alias");
    let alias = fields.alias("subscription_alias");
    let email = fields.required_text("email");
    let data_provider_user_id = fields.text("data_provider_user_id");
    let (plan, mut event) = event(&mut fields, &ON_CREATE);
    let currency = fields.text("plan_currency").unwrap_or("usd");
    let code: [u8; 3] = currency.as_bytes().try_into().unwrap_or_default();
    if !code.iter().all(u8::is_ascii_lowercase) {
        fields.refuse("plan_currency", &format!("\"{currency}\" is not a valid choice."));
    }
    if alias.is_some_and(|alias| call.store.subscription_alias(alias).is_some()) {
        fields.refuse("subscription_alias", "A subscription with this alias already exists.");
    }
    let by_id = user_id.and_then(|id| call.store.find_customer(id));
    let by_alias = user_alias.and_then(|alias| call.store.find_user(alias));
    if user_id.is_some() && by_id.is_none() {
        fields.refuse("user_id", "There is no user with this ID.");
    }
    let own_alias = by_id.and_then(|user| call.store.user(user).alias.as_deref());
    let another = by_alias.is_some() && by_id != by_alias;
    let other_alias = own_alias.is_some() && user_alias.is_some() && own_alias != user_alias;
    if by_id.is_some() && (another || other_alias) {
        fields.refuse(NO_FIELD, "The user_id and the user_alias are of different users.");
    }
    fields.finish()?;

    event.plan = call.store.plan(plan);
    let whose = match by_id.or(by_alias) {
        Some(user) => Whose::Known(user),
        None => Whose::New { alias: user_alias.map(Into::into), email: email.into(), name: None },
    };
    if let (Some(user), None, Some(alias)) = (by_id, by_alias, user_alias) {
        call.store.name_user(user, alias.into(), call.now);
    }
    let data_provider_user_id = data_provider_user_id.map(Into::into);
    let index =
        call.store.subscribe(whose, call.now, alias.map(Into::into), data_provider_user_id, code, event);
    Ok(Answer::json(201, &shown(call.store, index, &event)))
}

fn change(call: &mut Call, index: u32, event: Event, change: impl FnOnce(&mut Subscription)) -> Answer {
    call.store.change_subscription(index, call.now, change);
    Answer::json(200, &shown(call.store, index, &event))
}

/// `PUT /v2/subscriptions/{id}/`
pub fn update(call: &mut Call) -> Outcome {
    let index = call.store.find_subscription(&call.id).ok_or_else(Answer::not_found)?;
    let mut fields = Fields::of_body(&call.body)?;
    let (plan, mut event) = event(&mut fields, &ON_UPDATE);
    fields.finish()?;
    event.plan = call.store.plan(plan);
    Ok(change(call, index, event, |subscription| subscription.record(event)))
}

/// `DELETE /v2/subscriptions/{id}/`. Of the two statuses that public clients name, 200 with the subscription
/// and 204, this is the one that was seen in production code. A repeated churn takes the place of the one
/// before; what the vendor does no public source settles.
pub fn churn(call: &mut Call) -> Outcome {
    let index = call.store.find_subscription(&call.id).ok_or_else(Answer::not_found)?;
    let mut fields = Fields::of_query(&call.query);
    let effective_date = fields.effective_date();
    let status = fields.choice("churn_type", &CHURN_TYPES).unwrap_or(Status::ChurnedVoluntary);
    if effective_date < call.store.subscription(index).events[0].effective_date {
        fields.refuse("effective_date", "The subscription begins later.");
    }
    fields.finish()?;
    let subscription = call.store.subscription(index);
    let kept = subscription.events.iter().rfind(|event| !event.status.churned());
    let before = kept.copied().unwrap_or(subscription.last());
    let event = Event { effective_date, status, ..before };
    Ok(change(call, index, event, |subscription| {
        if subscription.last().status.churned() {
            subscription.events.pop();
        }
        subscription.record(event);
    }))
}

/// `PUT /v2/unchurn/{id}/`: "rewrites history as though the subscription never churned". Its status and body
/// no public source settles: here 200 without a body, also where there was no churn.
pub fn unchurn(call: &mut Call) -> Outcome {
    let index = call.store.find_subscription(&call.id).ok_or_else(Answer::not_found)?;
    if call.store.subscription(index).last().status.churned() {
        call.store.change_subscription(index, call.now, |subscription| {
            subscription.events.pop();
        });
    }
    Ok(Answer::empty(200))
}
