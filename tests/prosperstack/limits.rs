use retention_destinations::{
    consent::Answer,
    prosperstack::{
        Code, Destination,
        destination::{Now, Response},
        message::{LARGEST, MOST_PROPERTIES},
    },
};

use super::{
    page::{Memory, settings},
    support::{FakePage, Value},
};

const NOW: Now = Now { ms: 0.0, wall: 0.0, online: true };

/// A page on which a registration has loaded, and the destination on it.
fn loaded() -> (FakePage<Memory>, Destination<Value>) {
    let (page, destination) = (FakePage::default(), Destination::new());
    let nobody = Value::Undefined;
    destination.load(&page, &settings([]), &nobody, &nobody, Answer::Yes, true);
    page.take_events();
    (page, destination)
}

/// An identify of one person with these properties, whose every trait is heard of.
fn identify(
    (page, destination): &(FakePage<Memory>, Destination<Value>),
    properties: impl IntoIterator<Item = (String, Value)>,
) -> Code {
    let email = ("email".into(), "a@b.co".into());
    let named = properties.into_iter().map(|(name, value)| (name.into(), value));
    let traits = Value::Object([email].into_iter().chain(named).collect());
    destination.identify(page, &settings([]), &"u1".into(), &traits, Answer::Yes, true, NOW)
}

fn numbered(numbers: std::ops::Range<u32>) -> impl Iterator<Item = (String, Value)> {
    numbers.map(|number| (format!("p{number}"), f64::from(number).into()))
}

#[test]
fn of_a_person_so_many_properties_are_kept_and_which_was_left_out_is_said() {
    let site = loaded();
    assert_eq!(identify(&site, numbered(0..MOST_PROPERTIES + 20)), Code::Sending);
    assert_eq!(site.0.events(), ["say queue_full p519", "post 1"]);
    assert_eq!(site.0.facts().now(), numbered(0..MOST_PROPERTIES).collect::<Vec<_>>());
}

#[test]
fn what_the_relay_knows_makes_room_the_oldest_first() {
    let site = loaded();
    identify(&site, numbered(0..MOST_PROPERTIES));
    let delivered =
        Response { ticket: 1, status: 202, retry_after: Value::Undefined, date: Value::Undefined, dice: 0.5 };
    assert_eq!(site.1.answer(&site.0, &delivered, NOW), Code::Delivered);
    assert_eq!(identify(&site, numbered(MOST_PROPERTIES..MOST_PROPERTIES + 20)), Code::Sending);
    assert_eq!(site.0.events(), ["post 1", "post 2"]);
    assert_eq!(site.0.facts().now(), numbered(20..MOST_PROPERTIES + 20).collect::<Vec<_>>());
}

#[test]
fn a_property_that_no_message_holds_is_left_out_and_said() {
    let site = loaded();
    // What a property takes beside its name and its value, and the name.
    let room = LARGEST as usize - 6 - "about".len();
    for (length, code, said) in
        [(room + 1, Code::NothingNew, "say too_large about"), (room, Code::Sending, "post 1")]
    {
        let about = ("about".into(), Value::from("x".repeat(length)));
        assert_eq!(identify(&site, [about]), code, "{length}");
        assert_eq!(site.0.events().last().map(String::as_str), Some(said));
    }
}
