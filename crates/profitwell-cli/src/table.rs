//! Results for people: aligned columns that fit the terminal, amounts with their currency, times as dates.

use std::{collections::BTreeSet, io};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use jiff::Timestamp;
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::{
    import::check::exponent,
    output::{Rows, clean, plain},
};

/// Fields that are times: unix seconds, or ISO 8601.
const TIMES: [&str; 7] =
    ["effective_date", "created_on", "activated_on", "churned_on", "updated_on", "earliest", "latest"];
/// Strings of so many characters are readable in a column; longer ones continue on further lines.
const READABLE: usize = 16;
const GAP: usize = 2;

/// How many columns the terminal has; nothing where stdout is none.
pub fn width() -> Option<u16> {
    terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| columns.0)
}

/// A row for each object, or a paragraph for each where the columns would be too narrow to be read. `currency` is the
/// account's.
pub fn drawn(mut rows: Rows, currency: Option<&str>, width: Option<u16>) -> String {
    if rows.rows.is_empty() {
        return "nothing found\n".to_owned();
    }
    let currency = currency.filter(|code| exponent(code).is_some());
    let right = readable(&mut rows, currency);
    let mut least = 0;
    for name in &rows.columns {
        let cells = rows.rows.iter().filter_map(|row| row.get(name)).map(|it| clean(&plain(it)).width());
        let widest = cells.max().unwrap_or(0);
        let heading = heading(name, currency).width().min(READABLE);
        least += GAP + heading.max(if right.contains(name) { widest } else { widest.min(READABLE) });
    }
    if width.is_some_and(|width| least.saturating_sub(GAP) > usize::from(width)) {
        let paragraph = |row: &Map<String, Value>| paragraph(&rows.columns, row, currency, width);
        return rows.rows.iter().map(paragraph).collect::<Vec<_>>().join("\n");
    }
    let mut table = plain_table(width);
    table.set_header(rows.columns.iter().map(|name| clean(heading(name, currency))));
    for row in &rows.rows {
        table.add_row(
            rows.columns.iter().map(|name| row.get(name).map_or_else(String::new, |it| clean(&plain(it)))),
        );
    }
    for (name, column) in rows.columns.iter().zip(table.column_iter_mut()) {
        if right.contains(name) {
            column.set_cell_alignment(CellAlignment::Right);
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    text(table)
}

/// A line for each field of an object.
pub fn pairs(mut rows: Rows, currency: Option<&str>, width: Option<u16>) -> String {
    let currency = currency.filter(|code| exponent(code).is_some());
    readable(&mut rows, currency);
    rows.rows.iter().map(|row| paragraph(&rows.columns, row, currency, width)).collect()
}

fn paragraph(
    columns: &[String],
    row: &Map<String, Value>,
    currency: Option<&str>,
    width: Option<u16>,
) -> String {
    let mut table = plain_table(width);
    for (name, value) in columns.iter().filter_map(|name| Some((name, row.get(name)?))) {
        table.add_row([clean(heading(name, currency)), clean(&plain(value))]);
    }
    text(table)
}

/// Writes times and amounts as people read them; returns the columns that are aligned to the right.
fn readable(rows: &mut Rows, currency: Option<&str>) -> BTreeSet<String> {
    let is_number = |value: &Value| value.is_number() || value.is_null();
    let numeric = |name: &&String| rows.rows.iter().filter_map(|row| row.get(*name)).all(is_number);
    let right = rows.columns.iter().filter(|name| !TIMES.contains(&name.as_str())).filter(numeric);
    let right = right.cloned().collect();
    for row in &mut rows.rows {
        for name in TIMES {
            if let Some(value) = row.get_mut(name) {
                *value = time(value).map_or_else(|| value.take(), Value::from);
            }
        }
        // A subscription names the currency of its value, a customer and a metric have the account's.
        let own = row.get("plan_currency").and_then(Value::as_str).map(str::to_owned);
        if let Some(own) = own
            && let Some(amount) = row.get("value").and_then(|value| minor(value, &own))
        {
            row.insert("value".to_owned(), amount.into());
            row.remove("plan_currency");
        }
        let Some(currency) = currency else { continue };
        for (name, value) in row.iter_mut() {
            let amount = if name.ends_with("_cents") {
                minor(value, currency)
            } else if is_revenue(name) {
                major(value, currency)
            } else {
                None
            };
            if let Some(amount) = amount {
                *value = amount.into();
            }
        }
    }
    rows.columns.retain(|name| name != "plan_currency" || rows.rows.iter().any(|row| row.contains_key(name)));
    right
}

/// A metric in units of the account's currency.
fn is_revenue(name: &str) -> bool {
    name == "lifetime_value" || name.ends_with("_mrr") || name.contains("revenue") && !name.ends_with("_rate")
}

/// The name of a column: an amount that is shown with its currency is not in cents.
fn heading<'a>(name: &'a str, currency: Option<&str>) -> &'a str {
    currency.and_then(|_| name.strip_suffix("_cents")).unwrap_or(name)
}

fn time(value: &Value) -> Option<String> {
    let time = match value {
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok()?,
        Value::String(text) => text.parse::<Timestamp>().ok()?,
        _ => return None,
    };
    let is_day = time.as_nanosecond() % (86_400 * 1_000_000_000) == 0;
    Some(time.strftime(if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S UTC" }).to_string())
}

/// An amount in the minor unit of a currency, such as `12.50 USD`.
fn minor(value: &Value, currency: &str) -> Option<String> {
    let amount = value.as_i64()?;
    let decimals = exponent(currency)? as usize;
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = decimals + 1);
    let (units, decimals) = digits.split_at(digits.len() - decimals);
    let (sign, point) = (if amount < 0 { "-" } else { "" }, if decimals.is_empty() { "" } else { "." });
    Some(format!("{sign}{units}{point}{decimals} {}", currency.to_ascii_uppercase()))
}

/// An amount in a currency's own unit.
fn major(value: &Value, currency: &str) -> Option<String> {
    let decimals = exponent(currency)? as usize;
    Some(format!("{:.decimals$} {}", value.as_f64()?, currency.to_ascii_uppercase()))
}

/// A table without lines, two spaces between the columns. On a terminal too narrow for it, cells continue on further
/// lines.
fn plain_table(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table
}

fn text(mut table: Table) -> String {
    let last = table.column_count().saturating_sub(1);
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if number == last { 0 } else { 2 }));
    }
    // Of an object without fields nothing is left.
    if table.column_count() == 0 { String::new() } else { table.trim_fmt() + "\n" }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use unicode_width::UnicodeWidthStr;

    use super::{drawn, pairs};
    use crate::output::Rows;

    fn rows(value: &Value, first: &[&str]) -> Rows {
        Rows::new(value.as_array().unwrap().clone(), first)
    }

    #[test]
    fn columns_are_as_wide_as_their_characters_and_numbers_stand_to_the_right() {
        let list = json!([{ "name": "王小明", "value": 5 }, { "name": "Al", "value": 1250 }]);
        assert_eq!(
            drawn(rows(&list, &["name"]), None, None),
            "name    value\n王小明      5\nAl       1250\n"
        );
        assert_eq!(drawn(rows(&json!([]), &["name"]), None, None), "nothing found\n");
        assert_eq!(
            pairs(rows(&json!([{ "a": 1, "long": [1, 2] }]), &[]), None, None),
            "a     1\nlong  1, 2\n"
        );
        for width in [None, Some(80)] {
            assert_eq!(pairs(rows(&json!([{}]), &["a"]), None, width), "");
            assert_eq!(drawn(rows(&json!([{}, {}]), &["a"]), None, width), "");
        }
    }

    #[test]
    fn times_are_dates_and_amounts_have_their_currency() {
        let list = json!([
            { "value": 1250, "plan_currency": "usd", "effective_date": 1_514_764_800 },
            { "value": 1250, "plan_currency": "jpy", "effective_date": 1_514_764_801 },
            { "value": 5, "plan_currency": "kwd", "effective_date": null },
        ]);
        assert_eq!(
            drawn(rows(&list, &["value"]), None, None),
            "    value  effective_date\n12.50 USD  2018-01-01\n 1250 JPY  2018-01-01 00:00:01 UTC\n0.005 KWD\n"
        );
        let customer = json!([{ "mrr_cents": -5, "plans": [], "created_on": "2025-06-25T00:00:00Z", "updated_on": "soon",
            "new_recurring_revenue": 2397.5, "revenue_churn_rate": 4.35, "upgraded_recurring_revenue": null }]);
        assert_eq!(
            pairs(rows(&customer, &[]), Some("eur"), None),
            "created_on                  2025-06-25\nmrr                         -0.05 EUR\n\
             new_recurring_revenue       2397.50 EUR\nplans\nrevenue_churn_rate          4.35\n\
             updated_on                  soon\nupgraded_recurring_revenue\n"
        );
        // Bitcoins have no minor unit that ISO 4217 knows.
        let other = json!([{ "value": 7, "plan_currency": "btc", "mrr_cents": 7 }]);
        for account in [None, Some("btc")] {
            assert_eq!(
                pairs(rows(&other, &["value"]), account, None),
                "value          7\nmrr_cents      7\nplan_currency  btc\n"
            );
        }
    }

    #[test]
    fn a_table_fits_every_terminal_and_loses_no_character() {
        let names = ["customer_id", "a rather long name of somebody", "王小明", "total_spend_cents"];
        let row: serde_json::Map<String, Value> = names
            .iter()
            .enumerate()
            .map(|(n, name)| ((*name).to_owned(), format!("cell-{n}-{name}").into()))
            .collect();
        let list = json!([row, row]);
        for width in 8..200 {
            for text in [
                drawn(rows(&list, &names), None, Some(width)),
                pairs(rows(&json!([row]), &names), None, Some(width)),
            ] {
                assert!(text.lines().all(|line| line.width() <= usize::from(width)), "{width}: {text}");
                let characters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
                assert!(
                    characters(&text) >= names.iter().map(|name| characters(name)).sum(),
                    "{width}: {text}"
                );
            }
        }
        // Numbers stay whole, so that each row becomes a paragraph.
        let numbers = json!([{ "one": 1_000_000_000, "two": 2_000_000_000 }, { "one": 3, "two": 4 }]);
        assert_eq!(
            drawn(rows(&numbers, &[]), None, Some(20)),
            "one  1000000000\ntwo  2000000000\n\none  3\ntwo  4\n"
        );
        assert!(drawn(rows(&numbers, &[]), None, Some(22)).starts_with("       one         two\n"));
    }
}
