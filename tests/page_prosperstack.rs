//! ProsperStack's destination on an ordinary page, from load to withdrawal.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    prosperstack::{answer, flow, identify, identify_as, is, load, prepare, settings, traits},
    seen,
};
use retention_destinations::{
    consent::Answer,
    page::prosperstack::{reset, set_consent},
    prosperstack::{Code, destination::Flow},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const TAKEN: &str = "new Response(null, { status: 202 })";

// One story, because a page has one destination.
#[wasm_bindgen_test]
async fn a_change_is_sent_once_and_a_withdrawal_takes_back_what_is_on_its_way() {
    prepare();
    // `ret_nodes` is of Chromium's driver.
    let keys = "Object.keys(window).filter((key) => key !== 'ret_nodes').join()";
    let keys_before = js(keys).as_string().expect("a list");
    let values = settings("{ mapping: { age: { property: 'Age', type: 'number' } } }");

    // Load sends nothing.
    is(load(&values), Code::Loaded);
    assert_eq!(seen("relay.requests.length"), "0");
    assert_eq!(flow(Answer::Yes, ["undefined"; 2]), Flow::Nobody);

    // One request, as the relay wants it.
    is(identify(&values, "{ email: ' a@b.co', plan: 'pro', age: '42', tags: ['x'] }", 0.0), Code::Sending);
    assert_eq!(traits(), r#"[{"email":"a@b.co","plan":"pro","Age":42}]"#);
    assert_eq!(
        seen("relay.requests[0].how"),
        r#"{"method":"POST","headers":{"Content-Type":"application/json"},"credentials":"include","keepalive":true,"redirect":"manual"}"#
    );
    assert_eq!(
        seen("(({ type, userId, timestamp }) => [type, userId, timestamp])(relay.requests[0].message)"),
        r#"["identify","u1","2026-01-01T00:00:00.000Z"]"#
    );
    assert_eq!(seen("/^[0-9a-f]{32}$/.test(relay.requests[0].message.messageId)"), "true");
    assert_eq!(flow(Answer::Yes, ["undefined"; 2]), Flow::Person);
    assert_eq!(flow(Answer::Yes, ["' a@b.co '", "undefined"]), Flow::Person);
    assert_eq!(flow(Answer::Yes, ["null", "'u1'"]), Flow::Person);
    for other in [["'c@d.co'", "undefined"], ["undefined", "'u2'"], ["'a@b.co'", "{}"], ["5", "'u1'"]] {
        assert_eq!(flow(Answer::Yes, other), Flow::Nobody, "{other:?}");
    }

    // What is on its way is known already; a change waits for its turn.
    is(identify(&values, "{ email: 'a@b.co', plan: 'pro' }", 1.0), Code::NothingNew);
    is(identify(&values, "{ email: 'a@b.co', plan: 'max', age: '42' }", 2.0), Code::Queued);
    is(answer(TAKEN, 3.0).await, Code::Delivered);
    assert_eq!(traits(), r#"[{"email":"a@b.co","plan":"pro","Age":42},{"email":"a@b.co","plan":"max"}]"#);
    is(answer(TAKEN, 4.0).await, Code::Delivered);

    // Somebody else is told everything anew.
    is(reset(), Code::Forgotten);
    assert_eq!(flow(Answer::Yes, ["undefined"; 2]), Flow::Nobody);
    is(identify_as(&values, "'u2'", "{ email: 'c@d.co', plan: 'max' }", Answer::Yes, 5.0), Code::Sending);
    assert_eq!(seen("relay.requests.at(-1).message.traits"), r#"{"email":"c@d.co","plan":"max"}"#);

    // Withdrawal aborts it, and nothing goes until consent comes.
    is(set_consent(0), Code::ConsentDenied);
    assert_eq!(seen("relay.requests.at(-1).signal.aborted"), "true");
    is(identify(&values, "{ email: 'c@d.co', plan: 'max' }", 6.0), Code::ConsentDenied);
    assert_eq!(seen("relay.requests.length"), "3");
    is(set_consent(1), Code::Fine);
    is(identify(&values, "{ email: 'c@d.co', plan: 'max' }", 7.0), Code::Sending);
    assert_eq!(js(keys).as_string().expect("a list"), keys_before);
}
