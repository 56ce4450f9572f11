//! The company itself, and the one event that is sent with the public token.

use serde_json::json;

use super::{
    answer::{Answer, Outcome},
    fields::Fields,
    routes::Call,
};

/// `GET /v2/api-status/`: 200 "if up and authenticated"; the body no public source settles.
pub fn status(_: &mut Call) -> Outcome {
    Ok(Answer::json(200, &json!({ "status": "ok" })))
}

/// `GET /v2/company/settings/`
pub fn settings(call: &mut Call) -> Outcome {
    Ok(Answer::json(
        200,
        &json!({ "id": call.options.company_id, "name": "Demo Company", "timezone": "Etc/UTC", "currency": "usd" }),
    ))
}

/// `POST /dotjs/v1/customer/event`, which the vendor has on another host. Its answer no public source settles.
pub fn event(call: &mut Call) -> Outcome {
    let mut fields = Fields::of_body(&call.body)?;
    fields.required_text("user_id");
    fields.finish()?;
    Ok(Answer::json(200, &json!({})))
}
