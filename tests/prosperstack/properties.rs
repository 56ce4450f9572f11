use retention_destinations::prosperstack::{
    Code, Settings,
    properties::{Outcome, is_near_miss, read},
};

use super::{
    page::settings,
    support::{Value, object},
};

fn accepted<const N: usize>(given: [(&str, Value); N]) -> Settings<Value> {
    Settings::read(&settings(given)).expect("good settings")
}

fn typed(kind: &str) -> Settings<Value> {
    let entry = object([("property", "P".into()), ("type", kind.into())]);
    accepted([("mapping", object([("p", entry)]))])
}

fn property(value: impl Into<Value>) -> Outcome<Value> {
    Outcome::Property("P".into(), value.into())
}

#[test]
fn a_type_takes_what_it_can_say_exactly_and_nothing_else() {
    let mismatch = || Outcome::Not(Code::TypeMismatch);
    let date = || Value::Date("2026-01-02T00:00:00.000Z");
    let table: Vec<(&str, Value, Outcome<Value>)> = vec![
        ("text", "x".into(), property("x")),
        ("text", 5.5.into(), property("5.5")),
        ("text", true.into(), property("true")),
        ("text", date(), property("2026-01-02T00:00:00.000Z")),
        ("number", 5800.0.into(), property(5800.0)),
        ("number", "5800".into(), property(5800.0)),
        ("number", "-0.5e2".into(), property(-50.0)),
        ("number", "5,800".into(), mismatch()),
        ("number", " 5".into(), mismatch()),
        ("number", "05".into(), mismatch()),
        ("number", "0x10".into(), mismatch()),
        ("number", "1e999".into(), mismatch()),
        ("number", "".into(), mismatch()),
        ("number", true.into(), mismatch()),
        ("number", f64::INFINITY.into(), mismatch()),
        ("number", date(), mismatch()),
        ("boolean", true.into(), property(true)),
        ("boolean", "true".into(), property(true)),
        ("boolean", "t".into(), property(true)),
        ("boolean", "1".into(), property(true)),
        ("boolean", "yes".into(), property(true)),
        ("boolean", "false".into(), property(false)),
        ("boolean", "F".into(), property(false)),
        ("boolean", "0".into(), property(false)),
        ("boolean", "".into(), property(false)),
        ("boolean", "  ".into(), property(false)),
        ("boolean", 1.0.into(), property(true)),
        ("boolean", 0.0.into(), property(false)),
        ("boolean", 2.0.into(), mismatch()),
        ("date", "1983-06-16".into(), property("1983-06-16")),
        ("date", "1983-06-16T10:00:00Z".into(), property("1983-06-16T10:00:00Z")),
        ("date", date(), property("2026-01-02T00:00:00.000Z")),
        ("date", "16.06.1983".into(), mismatch()),
        ("date", "1983-13-16".into(), mismatch()),
        ("date", "1983-06-160".into(), mismatch()),
        ("date", 5.0.into(), mismatch()),
        ("number", Value::Null, property(Value::Null)),
        ("text", object([]), Outcome::Not(Code::NotScalar)),
        ("number", Value::list(["x".into()]), Outcome::Not(Code::NotScalar)),
    ];
    for (kind, value, outcome) in table {
        assert_eq!(read(&typed(kind), &"p".into(), &value), outcome, "{kind}: {value:?}");
    }
}

#[test]
fn without_a_type_only_what_a_property_can_have_goes_and_goes_as_it_is() {
    let settings = accepted([]);
    for value in [Value::from("2021-02-30"), 5800.0.into(), false.into(), Value::Null, "".into()] {
        assert_eq!(read(&settings, &"P".into(), &value), property(value.clone()));
    }
    for value in [
        object([]),
        Value::list([]),
        Value::Function,
        Value::Promise,
        Value::Symbol,
        f64::NAN.into(),
        f64::INFINITY.into(),
    ] {
        assert_eq!(read(&settings, &"P".into(), &value), Outcome::Not(Code::NotScalar), "{value:?}");
    }
    assert_eq!(read(&settings, &"P".into(), &Value::Undefined), Outcome::Nothing);
    assert_eq!(read(&settings, &"P".into(), &"x".repeat(30_001).into()), Outcome::Not(Code::TooLarge));
}

#[test]
fn reserved_traits_go_only_where_they_are_mapped() {
    let settings = accepted([("mapping", object([("phone", "Phone".into())]))]);
    for name in [
        "email",
        "Email",
        "e_mail",
        "name",
        "firstName",
        "first_name",
        "createdAt",
        "created_at",
        "id",
        "title",
        "traits",
        "__proto__",
    ] {
        assert_eq!(read(&settings, &name.into(), &"x".into()), Outcome::Not(Code::Reserved), "{name}");
    }
    assert_eq!(read(&settings, &"phone".into(), &"x".into()), Outcome::Property("Phone".into(), "x".into()));
    // Exact names: this is no reserved trait.
    assert_eq!(read(&settings, &"Name".into(), &"x".into()), Outcome::Property("Name".into(), "x".into()));
}

#[test]
fn a_near_miss_is_another_spelling_of_a_name_in_allow_or_mapping() {
    let settings = accepted([
        ("allow", Value::list(["Last contacted".into(), "\u{dc}ber".into()])),
        ("mapping", object([("plan_name", "Last contacted".into())])),
    ]);
    for name in ["last contacted", "last_contacted", "LastContacted", "last-Contacted", "planName"] {
        assert!(is_near_miss(&settings, &name.into()), "{name}");
    }
    for name in ["Last contacted", "plan_name", "contacted", "", "__", "ber"] {
        assert!(!is_near_miss(&settings, &name.into()), "{name}");
    }
    assert_eq!(read(&settings, &"last contacted".into(), &"x".into()), Outcome::Not(Code::NotAllowed));
}

#[test]
fn a_name_that_holds_half_a_surrogate_pair_is_broken() {
    let settings = accepted([]);
    for name in [Value::units(&[0xd800]), Value::units(&[0x61, 0xdc00]), "a\u{fffd}".into()] {
        assert_eq!(read(&settings, &name, &"x".into()), Outcome::Not(Code::BrokenName), "{name:?}");
    }
    let smile = Value::from("\u{1f600}");
    assert_eq!(read(&settings, &smile, &"x".into()), Outcome::Property(smile, "x".into()));
}

#[test]
fn what_no_property_can_be_is_no_mismatch_of_its_type() {
    for kind in ["text", "number", "boolean", "date"] {
        for value in [Value::Function, Value::Promise, Value::list([])] {
            let read = read(&typed(kind), &"p".into(), &value);
            assert_eq!(read, Outcome::Not(Code::NotScalar), "{kind} {value:?}");
        }
    }
}
