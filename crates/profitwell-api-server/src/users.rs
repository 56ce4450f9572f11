//! `/v2/users/`.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome},
    fields::Fields,
    ids,
    routes::Call,
    subscriptions::shown,
};

fn found(call: &Call) -> Result<u32, Answer> {
    call.store.find_user(&call.id).ok_or_else(Answer::not_found)
}

/// `GET /v2/users/{id}/`: every event of every subscription, the oldest first.
pub fn history(call: &mut Call) -> Outcome {
    let user = call.store.user(found(call)?);
    let mut events: Vec<_> = user
        .subscriptions
        .iter()
        .flat_map(|&index| call.store.subscription(index).events.iter().map(move |event| (index, event)))
        .collect();
    events.sort_by_key(|(_, event)| event.effective_date);
    let shown = events.into_iter().map(|(index, event)| shown(call.store, index, event));
    Ok(Answer::json(200, &shown.collect::<Value>()))
}

/// `PUT /v2/users/{id}/`. The body of its answer no public source settles.
pub fn update(call: &mut Call) -> Outcome {
    let index = found(call)?;
    let mut fields = Fields::of_body(&call.body)?;
    let email = fields.required_text("email");
    fields.finish()?;
    call.store.change_user(index, call.now, |user| user.email = email.into());
    let user = call.store.user(index);
    Ok(Answer::json(
        200,
        &json!({ "user_id": ids::id("pwu_", index), "user_alias": user.alias.as_deref(), "email": user.email }),
    ))
}

/// `DELETE /v2/users/{id}/`. 204 is what one public client's mock has; the first version of the API
/// answered with a string.
pub fn delete(call: &mut Call) -> Outcome {
    let index = found(call)?;
    call.store.delete_user(index);
    Ok(Answer::empty(204))
}
