//! The relay's messages: they hold what is allowed, as it was.

use crate::support::message::{build, read, sent, with};
use prosperstack_relay::{Allow, Incoming, Outcome};

fn only(names: &[&str]) -> Allow {
    Allow::Only(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn the_documented_example_is_built_byte_for_byte() {
    let traits = r#""traits":{"Number of contacts":5800,"Is professional":true,"Last contacted":"2021-05-04","Preferred name":"Johnny"}"#;
    let message = build(&with(traits), &Allow::All).unwrap();
    assert_eq!((message.json(), message.sent(), message.left_out()), (sent(traits).as_str(), 4, 0));
}

#[test]
fn what_came_flat_goes_flat_and_what_came_nested_goes_nested() {
    for (given, built) in [
        (r#""order_completed_last_30days":true"#, r#""order_completed_last_30days":true"#),
        (r#""a":1,"traits":{"b":2}"#, r#""a":1,"traits":{"b":2}"#),
        // In both: nested only.
        (r#""a":1,"traits":{"a":2}"#, r#""traits":{"a":2}"#),
        (r#""traits":{}"#, ""),
        (r#""  Spaced Key ":"x""#, r#""  Spaced Key ":"x""#),
        (r#""t":"","n":null,"f":false,"z":0"#, r#""t":"","n":null,"f":false,"z":0"#),
        (r#""b":2,"a":1"#, r#""b":2,"a":1"#),
    ] {
        assert_eq!(build(&with(given), &Allow::All).unwrap().json(), sent(built), "{given}");
    }
}

#[test]
fn values_arrive_as_they_were() {
    for value in [
        "0",
        "-1",
        "5800",
        "1.5",
        "0.1",
        "123456789.123",
        "9007199254740993",
        "18446744073709551615",
        "2.2250738585072014e-308",
        r#""2021-05-04""#,
        r#""\"\\\n\u0001é😀""#,
    ] {
        let traits = format!(r#""a":{value}"#);
        assert_eq!(build(&with(&traits), &Allow::All).unwrap().json(), sent(&traits));
    }
}

#[test]
fn only_allowed_properties_pass_and_the_others_are_counted() {
    let given = r#""plan":"pro","discount":90,"traits":{"Plan":"x","discount":50,"seats":3}"#;
    let message = build(&with(given), &only(&["plan", "seats"])).unwrap();
    assert_eq!(message.json(), sent(r#""plan":"pro","traits":{"seats":3}"#));
    // `discount` twice, and `Plan`: keys are exact.
    assert_eq!((message.sent(), message.left_out()), (2, 3));
    let message = build(&with(given), &only(&["nothing"])).unwrap();
    assert_eq!((message.json(), message.sent()), (sent("").as_str(), 0));
}

#[test]
fn objects_and_lists_are_no_values() {
    let given =
        r#""a":{"b":1},"c":[1,[2]],"traits":{"d":{"traits":{"e":1}},"f":[{}],"g":1,"traits":{"h":1}}"#;
    let message = build(&with(given), &Allow::All).unwrap();
    assert_eq!(message.json(), sent(r#""traits":{"g":1}"#));
    assert_eq!((message.sent(), message.left_out()), (1, 5));
    for given in [r#""traits":[1]"#, r#""traits":"x""#, r#""traits":null"#] {
        assert_eq!(build(&with(given), &Allow::All).unwrap().json(), sent(""), "{given}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused_because_readers_disagree_on_which_counts() {
    for body in [
        r#"{"type":"identify","messageId":"m","traits":{"email":"jane@example.com"},"traits":{"email":"victim@example.com"}}"#,
        r#"{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","email":"victim@example.com"}}"#,
        r#"{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","\u0065mail":"victim@example.com"}}"#,
        r#"{"type":"identify","messageId":"m","messageId":"n","traits":{"email":"jane@example.com"}}"#,
        r#"{"type":"identify","messageId":"m","x":1,"x":1,"traits":{"email":"jane@example.com"}}"#,
        r#"{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","traits":{"a":1,"a":2}}}"#,
        r#"{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","traits":{"a":1},"traits":{"b":2}}}"#,
    ] {
        assert_eq!(build(body, &Allow::All), Err(Outcome::Malformed), "{body}");
    }
}

#[test]
fn what_is_no_json_object_is_malformed() {
    for body in [
        "",
        " ",
        "null",
        "1",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "\u{feff}{}",
        "{'type':'identify'}",
        "{\"type\":identify}",
        "type=identify",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
    ] {
        assert_eq!(read(body), Err(Outcome::Malformed), "{body:?}");
    }
    assert_eq!(Incoming::read(b"{\"type\":\"\xff\"}".to_vec()), Err(Outcome::Malformed));
    let deep = format!(
        r#"{{"type":"identify","messageId":"m","traits":{{"email":"a@b.co","x":{}}}}}"#,
        "[".repeat(30_000)
    );
    assert_eq!(read(&deep), Err(Outcome::Malformed));
    let deep = format!("{}1{}", r#"{"traits":"#.repeat(3_000), "}".repeat(3_000));
    assert!(read(&deep).is_err());
}

#[test]
fn what_is_no_identify_message_of_the_contract_is_refused() {
    let long = "m".repeat(101);
    for body in [
        "{}".to_owned(),
        r#"{"type":"track","messageId":"m","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"Identify","messageId":"m","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":["identify"],"messageId":"m","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":"","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":7,"traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":"a b","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":"a\r\nSet-Cookie: x","traits":{"email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":"\u0000","traits":{"email":"a@b.co"}}"#.to_owned(),
        format!(r#"{{"type":"identify","messageId":"{long}","traits":{{"email":"a@b.co"}}}}"#),
        r#"{"type":"identify","messageId":"m"}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":null}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":["email"]}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":{}}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":{"email":null}}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":{"email":["a@b.co"]}}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":{"Email":"a@b.co"}}"#.to_owned(),
        r#"{"type":"identify","messageId":"m","traits":{"traits":{"email":"a@b.co"}}}"#.to_owned(),
    ] {
        assert_eq!(read(&body), Err(Outcome::NotIdentify), "{body}");
    }
    let longest =
        format!(r#"{{"type":"identify","messageId":"{}","traits":{{"email":"a@b.co"}}}}"#, &long[1..]);
    assert_eq!(read(&longest).unwrap().message_id(), &long[1..]);
}

/// A page's strings may hold half a surrogate pair, and `JSON.stringify` writes it: it spoils that value at most.
#[test]
fn half_a_surrogate_pair_becomes_the_replacement_character() {
    let (high, low, whole) = (r"\ud83d", r"\ude00", r"\ud83d\ude00");
    for (given, built) in [
        (high.to_owned(), "\u{fffd}"),
        (low.to_owned(), "\u{fffd}"),
        (format!("a{high}b"), "a\u{fffd}b"),
        (format!("{low}{high}"), "\u{fffd}\u{fffd}"),
        (format!("{high}{high}{low}"), "\u{fffd}😀"),
        (format!("{high}{low}{low}"), "😀\u{fffd}"),
        (high.to_uppercase().replace('U', "u"), "\u{fffd}"),
        (whole.to_owned(), "😀"),
        (format!(r"\\ud83d{whole}"), r"\\ud83d😀"),
        (format!(r"\\\\{high}"), "\\\\\\\\\u{fffd}"),
        (format!(r"{high}\n"), "\u{fffd}\\n"),
        (format!(r"{high}\u0041"), "\u{fffd}A"),
    ] {
        for traits in [format!(r#""a":"{given}""#), format!(r#""traits":{{"a":"{given}"}}"#)] {
            let message = build(&with(&traits), &Allow::All).unwrap();
            assert!(message.json().contains(&format!(r#""a":"{built}""#)), "{given}: {}", message.json());
        }
    }
    // What is no escape stays malformed.
    for broken in [r"\ud83", r"\ud83g", r"\", r"\ud83d\ud", r"\x"] {
        assert_eq!(
            build(&with(&format!(r#""a":"{broken}""#)), &Allow::All),
            Err(Outcome::Malformed),
            "{broken}"
        );
    }
    assert_eq!(read(r"\"), Err(Outcome::Malformed));
}

/// Two names may become one where halves of pairs are repaired; no property has such a name, and no message fails for it.
#[test]
fn a_name_with_half_a_surrogate_pair_is_no_property() {
    let given = r#""\ud800":1,"\udfff":2,"\ufffd":3,"plan":"pro","traits":{"a\ud800":1,"a\udfff":2}"#;
    let message = build(&with(given), &Allow::All).unwrap();
    assert_eq!(message.json(), sent(r#""plan":"pro""#));
    assert_eq!((message.sent(), message.left_out()), (1, 5));
}

#[test]
fn an_unfit_value_spoils_nothing_but_itself() {
    let large = format!("\"{}\"", "x".repeat(28_000));
    let names = format!("\"{}\"", "n".repeat(501));
    for unfit in ["1e999", "-1e999", "[]", "{}", "[[[]]]", r#"{"a":{"a":1}}"#, &large] {
        let traits = format!(r#""plan":"pro","a":{unfit},"traits":{{"b":{unfit},"seats":3}}"#);
        if traits.len() > 50_000 {
            continue; // nested and flat together are no body any more
        }
        let message = build(&with(&traits), &Allow::All).unwrap();
        assert_eq!(message.json(), sent(r#""plan":"pro","traits":{"seats":3}"#), "{unfit}");
        assert_eq!((message.sent(), message.left_out()), (2, 2));
    }
    let message = build(&with(&format!(r#""a":{large},{names}:1,"b":2"#)), &Allow::All).unwrap();
    assert_eq!((message.json(), message.left_out()), (sent(r#""b":2"#).as_str(), 2));
    let fits = format!(r#""a":"{}""#, "x".repeat(27_993));
    assert_eq!(build(&with(&fits), &Allow::All).unwrap().json(), sent(&fits));
}

#[test]
fn a_number_is_sent_on_in_its_own_digits() {
    for number in
        ["0", "-0", "1.0", "1e2", "0.1", "12345678901234567890123", "1.7976931348623157e308", "5e-324"]
    {
        let traits = format!(r#""seats":{number},"traits":{{"contacts":{number}}}"#);
        assert_eq!(build(&with(&traits), &Allow::All).unwrap().json(), sent(&traits));
    }
}

#[test]
fn a_timestamp_is_kept_if_it_is_a_time_in_the_past() {
    for (given, kept) in [
        (r#""2026-01-02T03:04:05.678Z""#, true),
        (r#""2026-01-02T03:04:05Z""#, true),
        (r#""2024-02-29T23:59:59.123456Z""#, true),
        (r#""2027-01-15T08:00:00.000Z""#, true),
        (r#""2027-01-15T08:00:00.001Z""#, false),
        (r#""9999-01-01T00:00:00.000Z""#, false),
        (r#""2026-02-30T00:00:00.000Z""#, false),
        (r#""2025-02-29T00:00:00.000Z""#, false),
        (r#""2026-13-01T00:00:00.000Z""#, false),
        (r#""2026-01-01T24:00:00.000Z""#, false),
        (r#""2026-01-01T00:60:00.000Z""#, false),
        (r#""2026-01-01T00:00:60.000Z""#, false),
        (r#""2026-01-01""#, false),
        (r#""2026-01-01T00:00:00.000+02:00""#, false),
        (r#""2026-01-01T00:00:00.Z""#, false),
        (r#""2026-01-01T00:00:00+02:00Z""#, false),
        (r#""2026/01/01 00:00:00Z""#, false),
        (r#""2026-01-01T00:00:00.000Z\r\n""#, false),
        (r#""２026-01-01T00:00:00.000Z""#, false),
        (r#""now""#, false),
        ("1767322800000", false),
        ("null", false),
        (r#"{"a":1}"#, false),
    ] {
        let body = with("").replace(r#""2026-01-02T03:04:05.678Z""#, given);
        let built = build(&body, &Allow::All).unwrap().json().to_owned();
        let expected = if kept { given } else { r#""2027-01-15T08:00:00.000Z""# };
        assert!(built.contains(&format!(r#""timestamp":{expected},"#)), "{given}: {built}");
    }
    let without = with("").replace(r#""timestamp":"2026-01-02T03:04:05.678Z","#, "");
    assert!(
        build(&without, &Allow::All).unwrap().json().contains(r#""timestamp":"2027-01-15T08:00:00.000Z""#)
    );
}
