//! `/v2/plans/`.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome},
    fields::Fields,
    routes::Call,
    store::Plan,
};

fn shown(plan: &Plan) -> Value {
    json!({ "id": plan.id, "name": plan.name })
}

/// "There is no plan with this ID" is in the tests of a public client, which distinguishes it from a 404 only
/// by its stub: here, as for any other unknown id, the status is 404.
fn found(call: &Call) -> Result<usize, Answer> {
    let unknown = || Answer::detail(404, "There is no plan with this ID");
    call.store.find_plan(&call.id).map(|index| index as usize).ok_or_else(unknown)
}

/// `GET /v2/plans/`: all of them, without pages.
pub fn list(call: &mut Call) -> Outcome {
    Ok(Answer::json(200, &call.store.plans.iter().map(shown).collect()))
}

/// `POST /v2/plans/`
pub fn create(call: &mut Call) -> Outcome {
    let mut fields = Fields::of_body(&call.body)?;
    let (id, name) = (fields.required_text("id"), fields.required_text("name"));
    if call.store.find_plan(id).is_some() {
        fields.refuse("id", "A plan with this ID already exists");
    }
    fields.finish()?;
    let index = call.store.add_plan(id, name);
    Ok(Answer::json(201, &shown(&call.store.plans[index as usize])))
}

/// `GET /v2/plans/{id}/`
pub fn get(call: &mut Call) -> Outcome {
    Ok(Answer::json(200, &shown(&call.store.plans[found(call)?])))
}

/// `PUT /v2/plans/{id}/`
pub fn update(call: &mut Call) -> Outcome {
    let index = found(call)?;
    let mut fields = Fields::of_body(&call.body)?;
    let name = fields.required_text("name");
    fields.finish()?;
    let plan = &mut call.store.plans[index];
    plan.name = name.into();
    Ok(Answer::json(200, &shown(plan)))
}
