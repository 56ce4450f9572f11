//! ProsperStack's destination before anybody has consented.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    prosperstack::{flow, identify, identify_as, is, load, load_asked, prepare, settings, traits},
    seen,
};
use retention_destinations::{
    consent::Answer,
    page::prosperstack::set_consent,
    prosperstack::{Code, destination::Flow},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn nothing_is_sent_or_known_before_consent_and_everything_is_dropped_by_a_no() {
    prepare();
    let values = settings("{}");
    is(load_asked(&values, Answer::Waiting), Code::ConsentWaiting);
    for plan in ["one", "two"] {
        let given = format!("{{ email: 'a@b.co', plan: '{plan}' }}");
        is(identify_as(&values, "'u1'", &given, Answer::Waiting, 0.0), Code::ConsentWaiting);
    }
    assert_eq!(flow(Answer::Waiting, ["undefined"; 2]), Flow::Nobody);
    is(identify_as(&values, "'u1'", "{ email: 'a@b.co' }", Answer::No, 1.0), Code::ConsentDenied);
    assert_eq!(seen("relay.requests.length"), "0");

    // Consent comes; from then on it is asked no more, and a later no counts.
    is(set_consent(1), Code::Fine);
    is(load(&values), Code::Loaded);
    is(identify(&values, "{ email: 'a@b.co', plan: 'two' }", 2.0), Code::Sending);
    assert_eq!(traits(), r#"[{"email":"a@b.co","plan":"two"}]"#);
    is(set_consent(0), Code::ConsentDenied);
    assert_eq!(seen("relay.requests[0].signal.aborted"), "true");
    assert_eq!(flow(Answer::Yes, ["undefined"; 2]), Flow::Nobody);
}
