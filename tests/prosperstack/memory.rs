//! What a page keeps of a person: what the relay knows, and how much fits.

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

/// A page, and the destination on it.
type Site = (FakePage<Memory>, Destination<Value>);

/// One on which a registration has loaded.
fn loaded() -> Site {
    let (page, destination) = (FakePage::default(), Destination::new());
    let nobody = Value::Undefined;
    destination.load(&page, &settings([]), &nobody, &nobody, Answer::Yes, true);
    page.take_events();
    (page, destination)
}

/// An identify of one person with these properties, whose every trait is heard of.
fn identify((page, destination): &Site, properties: impl IntoIterator<Item = (String, Value)>) -> Code {
    let email = ("email".into(), "a@b.co".into());
    let named = properties.into_iter().map(|(name, value)| (name.into(), value));
    let traits = Value::Object([email].into_iter().chain(named).collect());
    destination.identify(page, &settings([]), &"u1".into(), &traits, Answer::Yes, true, NOW)
}

/// The relay takes the message of this ticket.
fn deliver((page, destination): &Site, ticket: i32) {
    let nothing = Value::Undefined;
    let response = Response { ticket, status: 202, retry_after: nothing.clone(), date: nothing, dice: 0.5 };
    assert_eq!(destination.answer(page, &response, NOW), Code::Delivered);
}

fn numbered(numbers: std::ops::Range<u32>) -> impl Iterator<Item = (String, Value)> {
    numbers.map(|number| (format!("p{number}"), f64::from(number).into()))
}

#[test]
fn what_the_relay_knows_is_not_sent_again() {
    let site = loaded();
    let plan = |name: &str| [("plan".into(), name.into())];
    assert_eq!(identify(&site, plan("pro")), Code::Sending);
    // Nor what is on its way to it.
    assert_eq!(identify(&site, plan("pro")), Code::NothingNew);
    deliver(&site, 1);
    assert_eq!(identify(&site, plan("pro")), Code::NothingNew);
    assert_eq!(identify(&site, plan("team")), Code::Sending);
    assert_eq!(site.0.events(), ["post 1", "post 2"]);
}

#[test]
fn of_a_person_so_many_properties_are_kept_and_which_was_left_out_is_said() {
    let site = loaded();
    assert_eq!(identify(&site, numbered(0..MOST_PROPERTIES + 20)), Code::Sending);
    assert_eq!(site.0.events(), ["say queue_full p519", "post 1"]);
    assert_eq!(site.0.now(), numbered(0..MOST_PROPERTIES).collect::<Vec<_>>());
}

#[test]
fn what_the_relay_knows_makes_room_the_oldest_first() {
    let site = loaded();
    identify(&site, numbered(0..MOST_PROPERTIES));
    deliver(&site, 1);
    assert_eq!(identify(&site, numbered(MOST_PROPERTIES..MOST_PROPERTIES + 20)), Code::Sending);
    assert_eq!(site.0.events(), ["post 1", "post 2"]);
    assert_eq!(site.0.now(), numbered(20..MOST_PROPERTIES + 20).collect::<Vec<_>>());
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
