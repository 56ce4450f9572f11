//! The words of `metrics`, and the metrics that the service is known to have.

use clap::{Args, Subcommand};

use super::Many;
use crate::{confirm::Confirmation, output::say};

/// What the documents and public clients name (n8n-nodes-base, FieldControl/profitwell); the vendor's list is not
/// fixed.
const MONTHLY: &str = "\
Metrics: active_customers, active_trialing_customers, average_revenue_per_user, churned_customers,
churned_customers_cancellations, churned_customers_delinquent, churned_recurring_revenue,
churned_recurring_revenue_cancellations, churned_recurring_revenue_delinquent,
churned_trialing_customers, converted_customers, converted_recurring_revenue,
customer_conversion_rate, customers_churn_cancellations_rate, customers_churn_delinquent_rate,
customers_churn_rate, customers_retention_rate, downgrade_rate, downgraded_customers,
downgraded_recurring_revenue, existing_customers, existing_recurring_revenue,
existing_trialing_customers, growth_rate, lifetime_value, new_customers, new_recurring_revenue,
new_trialing_customers, plan_change_rate, plan_changed_recurring_revenue, reactivated_customers,
reactivated_recurring_revenue, recurring_revenue, revenue_churn_cancellations_rate,
revenue_churn_delinquent_rate, revenue_churn_rate, revenue_retention_rate, saas_quick_ratio,
trial_conversion_time, upgrade_rate, upgraded_customers, upgraded_recurring_revenue.";
const DAILY: &str = "\
Metrics: active_customers, churned_customers, churned_recurring_revenue, cumulative_net_new_mrr,
cumulative_new_trialing_customers, downgraded_customers, downgraded_recurring_revenue,
future_churn_mrr, new_customers, new_recurring_revenue, reactivated_customers,
reactivated_recurring_revenue, recurring_revenue, upgraded_customers, upgraded_recurring_revenue.";

#[derive(Args)]
pub struct Figures {
    /// Only for this plan
    #[arg(long)]
    pub plan_id: Option<String>,
    /// Only these metrics, separated by commas, such as recurring_revenue
    #[arg(long, value_delimiter = ',')]
    pub metrics: Vec<String>,
}

#[derive(Subcommand)]
pub enum Metrics {
    /// Show figures by month
    #[command(after_help = MONTHLY)]
    Monthly(Figures),
    /// Show figures by day
    #[command(after_help = DAILY)]
    Daily {
        /// The current or the previous month, such as 2026-08
        #[arg(long)]
        month: String,
        #[command(flatten)]
        figures: Figures,
    },
    /// List the ids of the active plans, highest revenue first
    Plans {
        #[command(flatten)]
        many: Many,
    },
    /// Exclude a customer from all figures, which cannot be undone
    Exclude {
        /// The id of the customer
        customer_id: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

impl Metrics {
    /// Says which of the metrics that are asked for is probably misspelt.
    pub fn warn(&self) {
        let (figures, known) = match self {
            Metrics::Monthly(figures) => (figures, MONTHLY),
            Metrics::Daily { figures, .. } => (figures, DAILY),
            Metrics::Plans { .. } | Metrics::Exclude { .. } => return,
        };
        let known: Vec<&str> = known.split([' ', '\n', ',', '.']).filter(|name| name.contains('_')).collect();
        for name in figures.metrics.iter().filter(|name| !known.contains(&name.as_str())) {
            let near = known.iter().max_by(|one, other| {
                strsim::jaro_winkler(one, name).total_cmp(&strsim::jaro_winkler(other, name))
            });
            let near = near.copied().unwrap_or_default();
            say(format_args!("warning: no metric {name:?} is known: is it {near}? --help lists them"));
        }
    }
}
