//! Imports of subscriptions.

use std::{collections::BTreeSet, process::Child, time::Duration};

use profitwell_api_server::testing::Api;

use super::{Said, against, made, run, start};

pub async fn import(api: &Api, file: &str, more: &[&str]) -> Said {
    run(api, &[&["subscriptions", "import", file, "--timeout", "2"], more].concat()).await
}

pub fn begin(api: &Api, file: &str, more: &[&str]) -> Child {
    start(against(api, &[&["subscriptions", "import", file], more].concat()))
}

/// Until the server has so many subscriptions, or the program is done.
pub async fn reach(api: &Api, child: &mut Child, subscriptions: u64) {
    while api.stats().await["subscriptions"].as_u64().unwrap() < subscriptions
        && child.try_wait().unwrap().is_none()
    {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// That the server has the rows of the file, each once.
pub async fn has_exactly(api: &Api, rows: usize) {
    let aliases: Vec<String> = made(api).await.into_iter().map(|(_, alias)| alias).collect();
    let expected: BTreeSet<String> = (0..rows).map(|row| format!("s-{row}")).collect();
    assert_eq!(aliases.len(), rows);
    assert_eq!(aliases.into_iter().collect::<BTreeSet<_>>(), expected);
}
