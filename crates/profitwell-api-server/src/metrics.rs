//! `/v2/metrics/`: the documented names and shapes over figures of [`super::growth`].

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    answer::{Answer, Outcome},
    clock::{self, Period},
    fields::Fields,
    growth::{self, Tally},
    routes::Call,
};

/// Plans at most and by default (third-party transcription of the vendor's documents).
const PLANS: i64 = 150;

type Row = Vec<(&'static str, Option<f64>)>;

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    ratio(part, whole).map(|ratio| ratio * 100.0)
}

/// The names that public clients know. Money is in units of the account's currency, rates are percentages:
/// both are inferences from examples; how the vendor computes each figure, its pages only outline.
fn monthly_row(tally: &Tally) -> Row {
    let t = tally;
    let churned = t.cancelled + t.delinquent;
    let per_user = ratio(t.revenue, t.active);
    let customer_churn = ratio(churned.customers, t.existing);
    let lifetime = customer_churn.and_then(|churn| ratio(per_user?, churn));
    let gained = t.new.revenue + t.reactivated.revenue + t.upgraded.revenue;
    vec![
        ("active_customers", Some(t.active)),
        ("active_trialing_customers", Some(t.trialing)),
        ("average_revenue_per_user", per_user),
        ("churned_customers", Some(churned.customers)),
        ("churned_customers_cancellations", Some(t.cancelled.customers)),
        ("churned_customers_delinquent", Some(t.delinquent.customers)),
        ("churned_recurring_revenue", Some(churned.revenue)),
        ("churned_recurring_revenue_cancellations", Some(t.cancelled.revenue)),
        ("churned_recurring_revenue_delinquent", Some(t.delinquent.revenue)),
        ("churned_trialing_customers", Some(t.churned_trialing)),
        ("converted_customers", Some(t.converted.customers)),
        ("converted_recurring_revenue", Some(t.converted.revenue)),
        ("customer_conversion_rate", percent(t.converted.customers, t.existing_trialing + t.new_trialing)),
        ("customers_churn_cancellations_rate", percent(t.cancelled.customers, t.existing)),
        ("customers_churn_delinquent_rate", percent(t.delinquent.customers, t.existing)),
        ("customers_churn_rate", percent(churned.customers, t.existing)),
        ("customers_retention_rate", percent(t.existing - churned.customers, t.existing)),
        ("downgrade_rate", percent(t.downgraded.revenue, t.existing_revenue)),
        ("downgraded_customers", Some(t.downgraded.customers)),
        ("downgraded_recurring_revenue", Some(t.downgraded.revenue)),
        ("existing_customers", Some(t.existing)),
        ("existing_recurring_revenue", Some(t.existing_revenue)),
        ("existing_trialing_customers", Some(t.existing_trialing)),
        ("growth_rate", percent(t.revenue - t.existing_revenue, t.existing_revenue)),
        ("lifetime_value", lifetime),
        ("new_customers", Some(t.new.customers)),
        ("new_recurring_revenue", Some(t.new.revenue)),
        ("new_trialing_customers", Some(t.new_trialing)),
        ("plan_change_rate", percent(t.upgraded.customers + t.downgraded.customers, t.existing)),
        ("plan_changed_recurring_revenue", Some(t.upgraded.revenue - t.downgraded.revenue)),
        ("reactivated_customers", Some(t.reactivated.customers)),
        ("reactivated_recurring_revenue", Some(t.reactivated.revenue)),
        ("recurring_revenue", Some(t.revenue)),
        ("revenue_churn_cancellations_rate", percent(t.cancelled.revenue, t.existing_revenue)),
        ("revenue_churn_delinquent_rate", percent(t.delinquent.revenue, t.existing_revenue)),
        ("revenue_churn_rate", percent(churned.revenue, t.existing_revenue)),
        ("revenue_retention_rate", percent(t.existing_revenue - churned.revenue, t.existing_revenue)),
        ("saas_quick_ratio", ratio(gained, churned.revenue + t.downgraded.revenue)),
        ("trial_conversion_time", None),
        ("upgrade_rate", percent(t.upgraded.revenue, t.existing_revenue)),
        ("upgraded_customers", Some(t.upgraded.customers)),
        ("upgraded_recurring_revenue", Some(t.upgraded.revenue)),
    ]
}

/// `sums` runs through the month: net new revenue and new trials.
fn daily_row(tally: &Tally, sums: &mut (f64, f64)) -> Row {
    let t = tally;
    let churned = t.cancelled + t.delinquent;
    sums.0 += t.revenue - t.existing_revenue;
    sums.1 += t.new_trialing;
    vec![
        ("active_customers", Some(t.active)),
        ("churned_customers", Some(churned.customers)),
        ("churned_recurring_revenue", Some(churned.revenue)),
        ("cumulative_net_new_mrr", Some(sums.0)),
        ("cumulative_new_trialing_customers", Some(sums.1)),
        ("downgraded_customers", Some(t.downgraded.customers)),
        ("downgraded_recurring_revenue", Some(t.downgraded.revenue)),
        ("future_churn_mrr", Some(t.future_churn)),
        ("new_customers", Some(t.new.customers)),
        ("new_recurring_revenue", Some(t.new.revenue)),
        ("reactivated_customers", Some(t.reactivated.customers)),
        ("reactivated_recurring_revenue", Some(t.reactivated.revenue)),
        ("recurring_revenue", Some(t.revenue)),
        ("upgraded_customers", Some(t.upgraded.customers)),
        ("upgraded_recurring_revenue", Some(t.upgraded.revenue)),
    ]
}

/// `{data: {metric: [{date, value}]}}`, of the metrics asked for.
fn told(call: &Call, mut query: Fields, periods: &[Period], mut row: impl FnMut(&Tally) -> Row) -> Outcome {
    let plan = query.text("plan_id");
    let wanted = query.text("metrics").map(|names| names.split(',').map(str::trim).collect::<Vec<_>>());
    let index = plan.and_then(|plan| call.store.find_plan(plan));
    if plan.is_some() && index.is_none() {
        query.refuse("plan_id", "There is no plan with this ID");
    }
    let names: Vec<_> = row(&Tally::default()).into_iter().map(|(name, _)| name).collect();
    for name in wanted.iter().flatten().filter(|name| !names.contains(*name)) {
        query.refuse("metrics", &format!("\"{name}\" is not a valid choice."));
    }
    query.finish()?;
    let mut data: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (period, tally) in periods.iter().zip(growth::tallies(call.store, periods, index, call.now)) {
        for (name, value) in row(&tally) {
            if wanted.as_ref().is_none_or(|wanted| wanted.contains(&name)) {
                let cents = value.map(|value| (value * 100.0).round() / 100.0);
                data.entry(name).or_default().push(json!({ "date": period.name, "value": cents }));
            }
        }
    }
    Ok(Answer::json(200, &json!({ "data": data })))
}

/// `GET /v2/metrics/monthly/`: the last twelve months. How far back the vendor goes no public source settles.
pub fn monthly(call: &mut Call) -> Outcome {
    told(call, Fields::of_query(&call.query), &clock::months(call.now), monthly_row)
}

/// `GET /v2/metrics/daily/`
pub fn daily(call: &mut Call) -> Outcome {
    let mut query = Fields::of_query(&call.query);
    let days = clock::days(query.required_text("month"), call.now);
    if days.is_none() {
        query.refuse("month", "Only the current and the previous month are available, as YYYY-MM.");
    }
    let mut sums = (0.0, 0.0);
    told(call, query, &days.unwrap_or_default(), |tally| daily_row(tally, &mut sums))
}

/// `GET /v2/metrics/plans/`: plans that somebody pays for, the highest revenue first.
pub fn plans(call: &mut Call) -> Outcome {
    let mut query = Fields::of_query(&call.query);
    let limit = query.integer("limit", 1, PLANS).unwrap_or(PLANS);
    query.finish()?;
    let mut sums = vec![0.0; call.store.plans.len()];
    for (index, user) in call.store.users() {
        if !call.store.excluded.contains(&index) {
            for event in call.store.subscriptions_of(user).filter_map(|one| one.at(call.now)) {
                sums[event.plan as usize] += event.mrr();
            }
        }
    }
    let mut ranked: Vec<_> = sums.iter().zip(&call.store.plans).filter(|(sum, _)| **sum > 0.0).collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranked.truncate(usize::try_from(limit).unwrap_or_default());
    let ids: Map<_, _> =
        [("plan_ids".into(), ranked.into_iter().map(|(_, plan)| plan.id.as_str()).collect())]
            .into_iter()
            .collect();
    Ok(Answer::json(200, &ids.into()))
}
