//! Whom a message is about: the session's user, whatever a page sends.

use crate::support::{
    NOW,
    message::{build, read, sent, with},
};
use prosperstack_relay::{Allow, Given, Message, Outcome, Session, allow::is_property};

/// Every field in which a page could name somebody else, in every spelling that a lenient reader may take for it.
#[test]
fn nobody_can_speak_for_somebody_else() {
    let spellings = [
        "Email",
        "EMAIL",
        " email ",
        "e-mail",
        "E_Mail",
        "e m a i l",
        "email\u{200b}",
        "traits.email",
        "Traits.E-mail",
        "traits.traits.email",
        "id",
        "ID",
        "userId",
        "user_id",
        "USER ID",
        "anonymousId",
        "anonymous-id",
        "Traits",
        "t_raits",
        "__proto__",
        "",
        "\u{0}email",
        "email\u{0}",
    ];
    for name in spellings {
        let name = serde_json::to_string(name).unwrap();
        for traits in [
            format!(r#"{name}:"victim@example.com""#),
            format!(r#""traits":{{{name}:"victim@example.com"}}"#),
            format!(r#"{name}:{{"email":"victim@example.com"}}"#),
        ] {
            let built = build(&with(&traits), &Allow::All).unwrap();
            assert_eq!(built.json(), sent(""), "{traits}");
        }
    }
    // Of the nested one, too, where no email is expected.
    assert_eq!(
        build(&with(r#""traits":{"email":"victim@example.com"}"#), &Allow::All).unwrap().json(),
        sent("")
    );
    for name in [
        "userId",
        "anonymousId",
        "context",
        "integrations",
        "writeKey",
        "receivedAt",
        "sentAt",
        "email",
        "properties",
        "_metadata",
        "previousId",
        "Traits",
        "TRAITS",
        "UserId",
        "__proto__",
        "constructor",
        "options",
    ] {
        for value in [
            r#""victim@example.com""#,
            r#"{"email":"victim@example.com","traits":{"email":"victim@example.com"}}"#,
            r#"["victim@example.com"]"#,
        ] {
            let body = format!(
                r#"{{"{name}":{value},"type":"identify","messageId":"m-1","timestamp":"2026-01-02T03:04:05.678Z","traits":{{"email":"jane@example.com"}}}}"#
            );
            assert_eq!(build(&body, &Allow::All).unwrap().json(), sent(""), "{name}");
        }
    }
}

#[test]
fn a_message_for_another_email_is_a_conflict_and_case_is_none() {
    for (email, outcome) in [
        ("jane@example.com", None),
        ("Jane@Example.COM", None),
        (" jane@example.com ", None),
        ("victim@example.com", Some(Outcome::AnotherEmail)),
        ("jane@example.com.evil.co", Some(Outcome::AnotherEmail)),
        ("jane@example.com,victim@example.com", Some(Outcome::AnotherEmail)),
        ("", Some(Outcome::AnotherEmail)),
    ] {
        let body = with("\"a\":1").replacen("jane@example.com", email, 1);
        match build(&body, &Allow::All) {
            Ok(message) => assert_eq!((message.json(), None), (sent("\"a\":1").as_str(), outcome), "{email}"),
            Err(refused) => assert_eq!(Some(refused), outcome, "{email}"),
        }
    }
}

#[test]
fn a_session_needs_an_email_and_a_user_id_that_are_such() {
    let session = |email: Given, user_id: Given| Session::new(&email, &user_id);
    let refused = Err(Outcome::InvalidSession);
    for email in [
        "",
        "undefined",
        "jane",
        "jane@example",
        "a b@c.co",
        "a@b.co\r\nx",
        "a@b@c.co",
        "\u{0}a@b.co",
        "\u{fffd}@b.co",
    ] {
        assert_eq!(session(email.into(), Given::Nothing), refused, "{email:?}");
    }
    assert_eq!(session(Given::Text(format!("{}@b.co", "a".repeat(320))), Given::Nothing), refused);
    for email in
        [Given::Nothing, 42.0.into(), Given::Flag(true), Given::List(vec!["a@b.co".into()]), Given::Other]
    {
        assert_eq!(session(email, Given::Nothing), refused);
    }
    for id in ["", "a\nb", "\u{7f}", "u\u{fffd}", &"x".repeat(321)] {
        assert_eq!(session("a@b.co".into(), id.into()), refused, "{id:?}");
    }
    for id in [Given::Flag(true), Given::Function, Given::List(vec!["u1".into()]), Given::Other] {
        assert_eq!(session("a@b.co".into(), id), refused);
    }
    let nobody_by_id = session(" a@b.co ".into(), Given::Nothing).unwrap();
    assert_eq!((nobody_by_id.email(), nobody_by_id.user_id()), ("a@b.co", None));
    let body = with("\"a\":1").replace("jane@example.com", "a@b.co");
    let built = Message::build(&read(&body).unwrap(), nobody_by_id, &Allow::All, NOW).unwrap();
    assert_eq!(built.json(), body.replace(r#""userId":"u1","#, ""));
}

/// Of other numbers several are written alike: whoever has one of them would speak for another.
#[test]
fn a_user_id_that_is_a_number_is_a_safe_integer() {
    let id = |number: f64| {
        Session::new(&"a@b.co".into(), &number.into()).map(|session| session.user_id().unwrap().to_owned())
    };
    for (number, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (42.0, "42"),
        (-7.0, "-7"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (-9_007_199_254_740_991.0, "-9007199254740991"),
    ] {
        assert_eq!(id(number).as_deref(), Ok(text));
    }
    for number in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        18_446_744_073_709_551_616.0,
        9_007_199_254_740_992.0,
        1.5,
        1e-9,
        1e300,
    ] {
        assert_eq!(id(number), Err(Outcome::InvalidSession), "{number}");
    }
}

/// The names that readers of Segment's messages take for the identity; tests/relay-facade.test.mjs holds them against Facade itself.
#[test]
fn what_readers_take_for_the_identity_is_no_property_in_any_spelling() {
    for name in
        ["email", "username", "id", "userId", "anonymousId", "sessionId", "groupId", "previousId", "traits"]
    {
        let spread = |between: &str| name.chars().map(String::from).collect::<Vec<_>>().join(between);
        let framed = format!("\u{200b}{name}\u{feff}");
        for spelling in [
            name.to_owned(),
            name.to_uppercase(),
            name.to_lowercase(),
            format!(" {name} "),
            format!("traits.{name}"),
            format!("Traits.traits.{name}"),
            format!(".{name}."),
            spread("_"),
            spread("-"),
            spread("."),
            spread("é"),
            framed,
            name.replace('s', "ſ"),
            name.replace('i', "ı"),
            name.replace('i', "İ"),
        ] {
            assert!(!is_property(&spelling), "{spelling:?}");
        }
    }
    for name in
        ["plan", "Number of contacts", "plan.id", "user", "mail", "ident", "grouped", "Größe", "7", "é"]
    {
        assert!(is_property(name), "{name:?}");
    }
}
