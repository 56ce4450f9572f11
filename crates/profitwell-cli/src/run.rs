//! Every subcommand but import and export: one call, one result.

use std::{collections::BTreeMap, time::Duration};

use profitwell_api::{
    Client, Native, Options,
    customers::{CustomerQuery, Direction},
    metrics::{self, MetricsQuery},
    retain::UnsubscribedQuery,
    traits::Who,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use crate::{
    args::{
        Churn, Command, Common, Customers, Date, Figures, Gdpr, Metrics, Plans, Retain, Subscriptions, Trait,
        Traits, Users,
    },
    connect::{connect, send_event},
    export,
    failure::Failure,
    output::{Output, say},
};

const SUBSCRIPTION: &[&str] = &[
    "effective_date",
    "status",
    "plan_id",
    "plan_interval",
    "value",
    "plan_currency",
    "email",
    "subscription_alias",
    "subscription_id",
    "user_alias",
    "user_id",
    "meta",
];
const PLAN: &[&str] = &["id", "name"];

/// Performs a command and shows its result.
///
/// # Errors
/// What the service or the network said to it.
pub async fn run(common: &Common, command: Command, output: &Output) -> Result<(), Failure> {
    if let Command::Event { user_id } = &command {
        return output.show(&send_event(common, user_id).await?, &[]);
    }
    if let Some((confirmation, what)) = command.irreversible() {
        confirmation.ask(&what)?;
    }
    let connection = connect(common, Options::default()).await?;
    let api = &connection.client;
    match command {
        Command::Subscriptions(command) => subscriptions(api, command, output).await?,
        Command::Users(command) => {
            let answer = match command {
                Users::Update { user, email } => api.users().update(&user, &email).await?,
                Users::Delete { user, .. } => api.users().delete(&user).await?,
            };
            output.show(&answer, &[])?;
        }
        Command::Plans(command) => plans(api, command, output).await?,
        Command::Customers(command) => customers(api, command, output).await?,
        Command::Metrics(command) => figures(api, command, output).await?,
        Command::Company => output.show(&api.company().settings().await?, &["name"])?,
        Command::Traits(command) => output.show(&traits(api, command).await?, &[])?,
        Command::Gdpr(Gdpr::AnonymizeByEmail { email, .. }) => {
            output.show(&api.gdpr().anonymize_by_email(&email).await?, &[])?;
        }
        Command::Gdpr(Gdpr::AnonymizeByCustomerId { customer_id, .. }) => {
            output.show(&api.gdpr().anonymize_by_customer_id(&customer_id).await?, &[])?;
        }
        Command::Retain(command) => output.show(&retain(api, command).await?, &["customer_id"])?,
        Command::Status => {
            api.check().await?;
            output.show(&json!({ "status": "up, and the token is good" }), &[])?;
        }
        Command::Call(_)
        | Command::Event { .. }
        | Command::DemoServer { .. }
        | Command::Completions { .. } => {}
    }
    connection.close().await
}

/// Shows the beginning of a list, and says if there is more.
fn list<T: Serialize>(
    mut rows: Vec<T>,
    limit: Option<u64>,
    columns: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    if rows.len() > limit {
        say(format_args!("{limit} of {}: --limit N or --all shows more", rows.len()));
        rows.truncate(limit);
    }
    output.show(&rows, columns)
}

async fn subscriptions(api: &Client<Native>, command: Subscriptions, output: &Output) -> Result<(), Failure> {
    let api = api.subscriptions();
    match command {
        Subscriptions::List { user, many } => {
            list(api.list(&user).await?, many.limit(), SUBSCRIPTION, output)
        }
        Subscriptions::Create(create) => {
            output.show(&api.create(&create.subscription()).await?, SUBSCRIPTION)
        }
        Subscriptions::Update { subscription, terms, status } => {
            output.show(&api.update(&subscription, &terms.change(status)).await?, SUBSCRIPTION)
        }
        Subscriptions::Churn(Churn {
            subscription: Some(subscription),
            effective_date: Some(date),
            churn_type,
            ..
        }) => {
            let churned = api.churn(&subscription, date.said(), churn_type.as_ref()).await?;
            output.show(&churned, SUBSCRIPTION)
        }
        Subscriptions::Unchurn { subscription } => {
            output.show(&api.unchurn(&subscription).await?, SUBSCRIPTION)
        }
        Subscriptions::Churn(_) | Subscriptions::Import(_) | Subscriptions::Diff(_) => Ok(()),
    }
}

async fn plans(api: &Client<Native>, command: Plans, output: &Output) -> Result<(), Failure> {
    let plan = match command {
        Plans::List { many } => return list(api.plans().list().await?, many.limit(), PLAN, output),
        Plans::Get { id } => api.plans().get(&id).await?,
        Plans::Create { id, name } => api.plans().create(&id, &name).await?,
        Plans::Update { id, name } => api.plans().update(&id, &name).await?,
    };
    output.show(&plan, PLAN)
}

async fn customers(api: &Client<Native>, command: Customers, output: &Output) -> Result<(), Failure> {
    match command {
        Customers::List { which, newest, many } => {
            let direction = if newest { Direction::Desc } else { Direction::Asc };
            let query = CustomerQuery { direction, limit: many.limit(), ..which.query() };
            let customers = api.customers().all(query).await?;
            if many.limit().is_some_and(|limit| limit == customers.len() as u64) {
                say(format_args!("the first {}: --limit N or --all shows more", customers.len()));
            }
            output.show_in(&customers, &export::COLUMNS, currency(api, output).await.as_deref())
        }
        Customers::Get { customer_id } => {
            let customer = api.customers().get(&customer_id).await?;
            output.show_in(&customer, &export::COLUMNS, currency(api, output).await.as_deref())
        }
        Customers::Export(_) => Ok(()),
    }
}

async fn figures(api: &Client<Native>, command: Metrics, output: &Output) -> Result<(), Failure> {
    command.warn();
    let query = |Figures { plan_id, metrics }: Figures| MetricsQuery { plan_id, metrics };
    let metrics = match command {
        Metrics::Monthly(figures) => api.metrics().monthly(&query(figures)).await?,
        Metrics::Daily { month, figures } => api.metrics().daily(&month, &query(figures)).await?,
        Metrics::Plans { many } => {
            let most = many.limit().and_then(|limit| u32::try_from(limit).ok());
            return output.show(&api.metrics().plan_ids(most).await?, &["plan_id"]);
        }
        Metrics::Exclude { customer_id, .. } => {
            return output.show(&api.metrics().exclude_customer(&customer_id).await?, &[]);
        }
    };
    output.show_in(&by_date(metrics), &["date"], currency(api, output).await.as_deref())
}

/// The currency of the account, for people; nothing if the service does not return it soon.
async fn currency(api: &Client<Native>, output: &Output) -> Option<String> {
    if !output.is_table() {
        return None;
    }
    let settings = timeout(Duration::from_secs(5), api.company().settings()).await;
    Some(settings.ok()?.ok()?.currency)
}

/// A row for each date, a column for each metric.
fn by_date(metrics: metrics::Metrics) -> Vec<Value> {
    let mut dates: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (name, series) in metrics.data {
        for point in series {
            let row = dates.entry(point.date).or_default();
            row.insert(name.clone(), point.value.map_or(Value::Null, Value::Number));
        }
    }
    let row = |(date, mut row): (String, Map<String, Value>)| {
        row.insert("date".to_owned(), date.into());
        Value::Object(row)
    };
    dates.into_iter().map(row).collect()
}

async fn traits(api: &Client<Native>, command: Traits) -> Result<Value, Failure> {
    fn who(whose: &Trait) -> Who {
        match (&whose.whose.customer_id, &whose.whose.email) {
            (Some(id), _) => Who::CustomerId(id.clone()),
            (None, email) => Who::Email(email.clone().unwrap_or_default()),
        }
    }
    Ok(match command {
        Traits::Get { customer_id } => api.traits().of_customer(&customer_id).await?,
        Traits::Set(it) => api.traits().set(&who(&it), &it.category, &it.name).await?,
        Traits::Remove(it) => api.traits().remove(&who(&it), &it.category, &it.name).await?,
        Traits::RemoveCategory { category } => api.traits().remove_category(&category).await?,
    })
}

async fn retain(api: &Client<Native>, command: Retain) -> Result<Value, Failure> {
    Ok(match command {
        Retain::Unsubscribed { intervention, start_date, end_date, limit } => {
            let [start_date, end_date] = [start_date, end_date].map(|date| date.as_ref().map(Date::said));
            let query = UnsubscribedQuery { start_date, end_date, page: None, per_page: limit };
            api.retain().unsubscribed_customers(&intervention, &query).await?
        }
        Retain::Stop { customer_id, intervention, forever } => {
            api.retain().stop(&customer_id, &intervention, forever).await?
        }
    })
}
