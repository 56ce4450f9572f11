//! A page on which the vendor's script is blocked.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{is, load, queue, scripts, settings},
    refuse_downloads, seen, until,
};
use retention_destinations::{page::profitwell::set_consent, profitwell::Code};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Notes the script element of now and every failure of one; what waits longer than a moment waits in `due`.
fn watch() {
    js("(() => {
        window.element = () => document.getElementById('profitwell-js');
        window.failures = [];
        document.addEventListener('error', ({ target }) => failures.push(target), true);
        window.due = [];
        const { setTimeout } = window;
        // WebKit's driver waits 30 seconds for its own script.
        window.setTimeout = (task, ms) => (ms < 400 || ms > 10_000 ? setTimeout(task, ms) : due.push({ task, ms }));
    })()");
}

#[wasm_bindgen_test]
async fn a_failed_script_is_replaced_twice_but_not_without_consent() {
    refuse_downloads();
    watch();
    let values = settings("{}");
    is(load(&values), Code::StartedAnonymously);
    until("failures.length == 1").await;
    assert_eq!(seen("due.map(({ ms }) => ms)"), "[500]");

    // The first retry comes due while consent is withdrawn, and waits for it.
    is(set_consent(0), Code::ConsentDenied);
    js("due.shift().task()");
    assert_eq!(seen("element() === failures[0]"), "true");
    is(set_consent(1), Code::Fine);
    assert_eq!(seen("element() === failures[0]"), "true");
    is(load(&values), Code::StartedAnonymously);
    assert_eq!(seen("element() === failures[0]"), "false");

    // The second.
    until("failures.length == 2").await;
    assert_eq!(seen("due.map(({ ms }) => ms)"), "[2000]");
    js("due.shift().task()");
    until("failures.length == 3").await;
    assert_eq!(seen("new Set(failures).size"), "3");
    assert_eq!(seen("new Set(failures.map(({ src }) => src)).size"), "1");
    assert_eq!(scripts(), "1");

    // There is no third, and the queue is as it was.
    assert_eq!(seen("due.length"), "0");
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"],["start",{}]]"#);
}
