//! A page as plain data: the properties it keeps, the messages it makes, and what it was told.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use retention_destinations::{
    diagnosis::Flaw,
    prosperstack::{
        Code, Page,
        properties::{Conversion, Trait},
        queue::End,
        settings::Setting,
    },
    value::Value as _,
};

pub use crate::support::{Value, object};

impl Trait for Value {
    fn own(&self, name: &Self) -> Self {
        match self {
            Value::List(_) => self.item(name.show().parse().expect("an index")),
            _ => self.get(name),
        }
    }

    fn is_list(&self) -> bool {
        matches!(self, Value::List(_))
    }

    fn holds(&self, item: &Self) -> bool {
        matches!(self, Value::List(items) if items.contains(item))
    }

    fn convert(&self, to: Conversion) -> Self {
        match (to, self) {
            (Conversion::IsoText, Value::Date(text)) => (*text).into(),
            (Conversion::Text, Value::Number(number)) => number.to_string().into(),
            (Conversion::Text, Value::Bool(bit)) => bit.to_string().into(),
            (Conversion::Number, Value::Text(_)) => {
                self.show().parse::<f64>().map_or(Value::Undefined, Value::Number)
            }
            (Conversion::True, _) => Value::Bool(true),
            (Conversion::False, _) => Value::Bool(false),
            // The dates of the tables are milliseconds after `@`.
            (Conversion::Moment, Value::Text(_)) => self
                .show()
                .strip_prefix('@')
                .and_then(|ms| ms.parse().ok())
                .map_or(Value::Undefined, Value::Number),
            _ => Value::Undefined,
        }
    }
}

/// The list of settings as the page's core hands it over.
pub fn settings<const N: usize>(given: [(&str, Value); N]) -> Value {
    let mut values = vec![Value::Undefined; Setting::NAMES.len() + 5];
    values[0] = "https://shop.example/relay".into();
    values[Setting::NAMES.len()] = "https:".into();
    let facts = ["protocol", "host name", "same origin", "credentials", "given"];
    for (name, value) in given {
        let at = Setting::NAMES.iter().chain(&facts).position(|known| *known == name).expect(name);
        values[at] = value;
    }
    Value::List(values.into())
}

#[derive(Clone, Debug)]
struct Kept {
    name: Value,
    now: Value,
    told: Value,
    nested: bool,
    waits: bool,
    slot: Option<u8>,
}

/// A message as it would go to the relay.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: u32,
    /// Whose it is: what the test says the current person is.
    pub person: u32,
    /// Which life of the page's memory it is from.
    pub life: u32,
    pub properties: Vec<(String, Value, bool)>,
}

#[derive(Default)]
pub struct World {
    /// Who is there now, as far as the test knows.
    pub person: u32,
    pub life: u32,
    kept: Vec<Kept>,
    messages: [Option<Message>; 2],
    ids: u32,
    endpoint: Option<Value>,
    /// What is on its way: ticket and message.
    pub flights: VecDeque<(i32, Message)>,
    pub woken_after: Option<f64>,
    pub said: Vec<(Code, String)>,
}

#[derive(Default)]
pub struct TestPage {
    pub world: RefCell<World>,
}

impl World {
    /// Whether a property waits to be sent.
    pub fn kept_waits(&self) -> bool {
        self.kept.iter().any(|kept| kept.waits)
    }
}

impl TestPage {
    pub fn flights(&self) -> Vec<(i32, Message)> {
        self.world.borrow().flights.iter().cloned().collect()
    }

    /// What the person's properties are now.
    pub fn now(&self) -> Vec<(String, Value)> {
        self.world.borrow().kept.iter().map(|kept| (kept.name.show(), kept.now.clone())).collect()
    }
}

impl Page<Value> for TestPage {
    fn endpoint(&self) -> Value {
        self.world.borrow().endpoint.clone().unwrap_or(Value::Undefined)
    }

    fn connect(&self, settings: &Value) {
        self.world.borrow_mut().endpoint = Some(settings.item(0));
    }

    fn list(&self) -> Value {
        Value::Growing(Rc::default())
    }

    fn push(&self, list: &Value, item: &Value) {
        let Value::Growing(items) = list else { panic!("no list of ours") };
        items.borrow_mut().push(item.clone());
    }

    fn size(&self, name: &Value, value: &Value) -> u32 {
        u32::try_from(name.show().len() + value.show().len() + 6).expect("a size")
    }

    fn fits(&self, name: &Value, size: u32, most: u32, most_bytes: u32) -> bool {
        let world = self.world.borrow();
        let others = || world.kept.iter().filter(|kept| kept.name != *name);
        let bytes: u32 = others().map(|kept| self.size(&kept.name, &kept.now)).sum();
        others().count() < most as usize && bytes + size <= most_bytes
    }

    fn make_room(&self) -> bool {
        let mut world = self.world.borrow_mut();
        let Some(at) = world.kept.iter().position(|kept| !kept.waits && kept.slot.is_none()) else {
            return false;
        };
        world.kept.remove(at);
        true
    }

    fn told(&self, name: &Value) -> Value {
        let world = self.world.borrow();
        world.kept.iter().find(|kept| kept.name == *name).map_or(Value::Undefined, |kept| kept.told.clone())
    }

    fn store(&self, name: &Value, value: &Value, nested: bool, waits: bool) {
        let mut world = self.world.borrow_mut();
        if let Some(kept) = world.kept.iter_mut().find(|kept| kept.name == *name) {
            (kept.now, kept.nested, kept.waits) = (value.clone(), nested, waits);
        } else {
            let (name, now) = (name.clone(), value.clone());
            world.kept.push(Kept { name, now, told: Value::Undefined, nested, waits, slot: None });
        }
    }

    fn waiting(&self) -> bool {
        self.world.borrow().kept.iter().any(|kept| kept.waits)
    }

    fn clear(&self) {
        let mut world = self.world.borrow_mut();
        world.kept.clear();
        world.life += 1;
        world.messages = [None, None];
    }

    fn halt(&self) {
        let mut world = self.world.borrow_mut();
        let life = world.life;
        world.flights.retain(|(_, message)| message.life == life);
    }

    fn compose(&self, slot: u8, most: u32, _: f64) {
        let mut world = self.world.borrow_mut();
        world.ids += 1;
        let (id, person, life) = (world.ids, world.person, world.life);
        let (mut room, mut properties) = (most, Vec::new());
        for kept in world.kept.iter_mut().filter(|kept| kept.waits) {
            let size = self.size(&kept.name, &kept.now);
            if size <= room {
                room -= size;
                (kept.waits, kept.told, kept.slot) = (false, kept.now.clone(), Some(slot));
                properties.push((kept.name.show(), kept.now.clone(), kept.nested));
            }
        }
        assert!(!properties.is_empty(), "an empty message");
        world.messages[usize::from(slot)] = Some(Message { id, person, life, properties });
    }

    fn post(&self, slot: u8, ticket: i32) {
        let mut world = self.world.borrow_mut();
        let message = world.messages[usize::from(slot)].clone().expect("a message that was composed");
        assert_eq!(message.person, world.person, "somebody else\u{2019}s message");
        world.flights.push_back((ticket, message));
    }

    fn settle(&self, slot: u8, end: End) {
        let mut world = self.world.borrow_mut();
        world.messages[usize::from(slot)] = None;
        for kept in world.kept.iter_mut().filter(|kept| kept.slot == Some(slot)) {
            kept.slot = None;
            if end != End::Delivered {
                kept.told = Value::Undefined;
            }
            kept.waits |= end == End::Back;
        }
    }

    fn wake(&self, after_ms: f64) {
        self.world.borrow_mut().woken_after = Some(after_ms);
    }

    fn say(&self, code: Code, name: &Value) {
        self.world.borrow_mut().said.push((code, name.show()));
    }

    fn flaw(&self, flaw: Flaw) -> Value {
        flaw.text().into()
    }
}
