//! What is said of one customer: traits, exclusion from the metrics, anonymization.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome},
    fields::{Fields, NO_FIELD},
    routes::Call,
    store::Category,
};

/// Unique traits in one category (the vendor's help, custom traits).
const TRAITS: usize = 100;

/// `GET /v2/customer_traits/customer/{id}/`. The shape of its answer no public source settles.
pub fn traits(call: &mut Call) -> Outcome {
    let index = customer(call)?;
    let mut rows = Vec::new();
    for category in call.store.categories.values() {
        for (name, who) in category.traits.values() {
            if who.contains(&index) {
                rows.push(json!({ "category": category.name, "trait": name }));
            }
        }
    }
    Ok(Answer::json(200, &Value::Array(rows)))
}

/// Who, which category and which trait; who is somebody.
fn assignment(call: &Call) -> Result<(Vec<u32>, String, String), Answer> {
    let mut fields = Fields::of_body(&call.body)?;
    let (customer_id, email) = (fields.text("customer_id"), fields.text("email"));
    let (category, name) = (fields.required_text("category"), fields.required_text("trait"));
    if customer_id.is_some() == email.is_some() {
        fields.refuse(NO_FIELD, "Either customer_id or email is required.");
    }
    fields.finish()?;
    let who = match (customer_id, email) {
        (Some(id), _) => call.store.find_customer(id).into_iter().collect(),
        (_, email) => call.store.with_email(email.unwrap_or_default()),
    };
    if who.is_empty() { Err(Answer::not_found()) } else { Ok((who, category.into(), name.into())) }
}

/// `PUT /v2/customer_traits/trait/`. Both rejections are messages that a public client looks for
/// (httptoolkit/accounts); their place in the body no public source settles.
pub fn assign(call: &mut Call) -> Outcome {
    let (who, category, name) = assignment(call)?;
    let new = || Category { name: category.clone(), traits: BTreeMap::new() };
    let traits = &mut call.store.categories.entry(category.to_lowercase()).or_insert_with(new).traits;
    let key = name.to_lowercase();
    if !traits.contains_key(&key) && traits.len() >= TRAITS {
        return Err(Answer::invalid(NO_FIELD, "Category has hit trait limit"));
    }
    let (_, owners) = traits.entry(key).or_insert_with(|| (name.clone(), BTreeSet::new()));
    let before = owners.len();
    owners.extend(who);
    if owners.len() == before {
        return Err(Answer::invalid(NO_FIELD, "Customer already has trait"));
    }
    Ok(Answer::json(200, &json!({ "category": category, "trait": name })))
}

/// `DELETE /v2/customer_traits/trait/`
pub fn unassign(call: &mut Call) -> Outcome {
    let (who, category, name) = assignment(call)?;
    let category = call.store.categories.get_mut(&category.to_lowercase()).ok_or_else(Answer::not_found)?;
    let key = name.to_lowercase();
    let (_, owners) = category.traits.get_mut(&key).ok_or_else(Answer::not_found)?;
    let before = owners.len();
    owners.retain(|user| !who.contains(user));
    let changed = owners.len() < before;
    if owners.is_empty() {
        category.traits.remove(&key);
    }
    if changed { Ok(Answer::empty(204)) } else { Err(Answer::not_found()) }
}

/// `DELETE /v2/customer_traits/category/`
pub fn delete_category(call: &mut Call) -> Outcome {
    let mut fields = Fields::of_body(&call.body)?;
    let category = fields.required_text("category").to_lowercase();
    fields.finish()?;
    call.store.categories.remove(&category).map(|_| Answer::empty(204)).ok_or_else(Answer::not_found)
}

fn customer(call: &Call) -> Result<u32, Answer> {
    call.store.find_customer(&call.id).ok_or_else(Answer::not_found)
}

/// `POST /v2/metrics/exclude_customer/{id}/`. Its answer no public source settles.
pub fn exclude(call: &mut Call) -> Outcome {
    let index = customer(call)?;
    call.store.excluded.insert(index);
    Ok(Answer::detail(200, "This customer has been excluded from metrics."))
}

/// What is left of an email; what the vendor leaves no public source settles.
fn anonymize(call: &mut Call, who: &[u32]) -> Outcome {
    for &index in who {
        call.store.change_user(index, call.now, |user| {
            user.email = "anonymized".into();
            user.name = None;
        });
    }
    if who.is_empty() { Err(Answer::not_found()) } else { Ok(Answer::detail(200, "Anonymized.")) }
}

/// `POST /v2/gdpr/anonymize_by_email/{email}/`
pub fn anonymize_by_email(call: &mut Call) -> Outcome {
    let who = call.store.with_email(&call.id);
    anonymize(call, &who)
}

/// `POST /v2/gdpr/anonymize_by_customer_id/{id}/`
pub fn anonymize_by_customer_id(call: &mut Call) -> Outcome {
    let index = customer(call)?;
    anonymize(call, &[index])
}
