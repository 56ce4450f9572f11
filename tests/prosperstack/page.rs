//! ProsperStack on a page: what it keeps of the person, the messages it makes of that, and the requests in flight.

use retention_destinations::{
    diagnosis::Flaw,
    prosperstack::{Code, Page, queue::End, settings::Setting},
};

use crate::support::{FakePage, Value, list};

/// The list of settings; an endpoint is given unless the table says otherwise.
pub fn settings<const N: usize>(given: [(&str, Value); N]) -> Value {
    let endpoint = [("endpoint", "https://shop.example/relay".into()), ("protocol", "https:".into())];
    list(Setting::NAMES, endpoint.into_iter().chain(given))
}

#[derive(Clone, Debug)]
struct Property {
    name: Value,
    now: Value,
    nested: bool,
    told: Value,
    waits: bool,
    /// The message that it is in.
    slot: Option<u8>,
}

/// A message as it would go to the relay.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: u32,
    /// Whose it is.
    pub person: u32,
    /// Name, value, and whether it goes under `traits.traits`.
    pub properties: Vec<(String, Value, bool)>,
}

#[derive(Default)]
pub struct Memory {
    /// Who is there now, as far as the test knows.
    pub person: u32,
    endpoint: Value,
    properties: Vec<Property>,
    messages: [Option<Message>; 2],
    ids: u32,
    /// What is on its way: ticket and message.
    pub flights: Vec<(i32, Message)>,
}

impl Memory {
    fn property(&mut self, name: &Value) -> Option<&mut Property> {
        self.properties.iter_mut().find(|property| property.name == *name)
    }

    fn message(&mut self, slot: u8) -> &mut Option<Message> {
        &mut self.messages[usize::from(slot)]
    }
}

impl FakePage<Memory> {
    /// What the person's properties are now.
    pub fn now(&self) -> Vec<(String, Value)> {
        let shown = |property: &Property| (property.name.show(), property.now.clone());
        self.facts().properties.iter().map(shown).collect()
    }

    /// What is on its way: ticket and message.
    pub fn flights(&self) -> Vec<(i32, Message)> {
        self.facts().flights.clone()
    }
}

impl Page<Value> for FakePage<Memory> {
    fn endpoint(&self) -> Value {
        self.facts().endpoint.clone()
    }

    fn connect(&self, settings: &Value) {
        self.facts().endpoint = Setting::Endpoint.of(settings);
        self.note("connect", Setting::Endpoint.of(settings));
    }

    fn list(&self) -> Value {
        Value::Growing(std::rc::Rc::default())
    }

    fn push(&self, list: &Value, item: &Value) {
        let Value::Growing(items) = list else { panic!("no list of ours") };
        items.borrow_mut().push(item.clone());
    }

    fn size(&self, name: &Value, value: &Value) -> u32 {
        u32::try_from(name.show().len() + value.show().len() + 6).expect("a size")
    }

    fn fits(&self, name: &Value, size: u32, most: u32, most_bytes: u32) -> bool {
        let memory = self.facts();
        let others = || memory.properties.iter().filter(|property| property.name != *name);
        let bytes: u32 = others().map(|property| self.size(&property.name, &property.now)).sum();
        others().count() < most as usize && bytes + size <= most_bytes
    }

    fn make_room(&self) -> bool {
        let properties = &mut self.facts().properties;
        let oldest = properties.iter().position(|property| !property.waits && property.slot.is_none());
        oldest.map(|at| properties.remove(at)).is_some()
    }

    fn told(&self, name: &Value) -> Value {
        self.facts().property(name).map_or(Value::Undefined, |property| property.told.clone())
    }

    fn store(&self, name: &Value, now: &Value, nested: bool, waits: bool) {
        let (name, now, told) = (name.clone(), now.clone(), Value::Undefined);
        let mut memory = self.facts();
        match memory.property(&name) {
            Some(property) => (property.now, property.nested, property.waits) = (now, nested, waits),
            None => memory.properties.push(Property { name, now, nested, told, waits, slot: None }),
        }
    }

    fn waiting(&self) -> bool {
        self.facts().properties.iter().any(|property| property.waits)
    }

    fn clear(&self) {
        let mut memory = self.facts();
        memory.properties.clear();
        memory.messages = [None, None];
    }

    fn halt(&self) {
        let Memory { messages, flights, .. } = &mut *self.facts();
        flights.retain(|(_, flying)| messages.iter().flatten().any(|message| message.id == flying.id));
    }

    fn compose(&self, slot: u8, most: u32, _: f64) {
        let mut memory = self.facts();
        let (mut room, mut properties) = (most, Vec::new());
        for property in memory.properties.iter_mut().filter(|property| property.waits) {
            let size = self.size(&property.name, &property.now);
            if size <= room {
                room -= size;
                (property.waits, property.told, property.slot) = (false, property.now.clone(), Some(slot));
                properties.push((property.name.show(), property.now.clone(), property.nested));
            }
        }
        assert!(!properties.is_empty(), "an empty message");
        memory.ids += 1;
        let (id, person) = (memory.ids, memory.person);
        *memory.message(slot) = Some(Message { id, person, properties });
    }

    fn post(&self, slot: u8, ticket: i32) {
        let mut memory = self.facts();
        let message = memory.message(slot).clone().expect("a message that was composed");
        assert_eq!(message.person, memory.person, "somebody else\u{2019}s message");
        memory.flights.push((ticket, message));
        self.note("post", f64::from(ticket).into());
    }

    fn settle(&self, slot: u8, end: End) {
        let mut memory = self.facts();
        *memory.message(slot) = None;
        for property in memory.properties.iter_mut().filter(|property| property.slot == Some(slot)) {
            property.slot = None;
            if end != End::Delivered {
                property.told = Value::Undefined;
            }
            property.waits |= end == End::Back;
        }
    }

    fn wake(&self, after_ms: f64) {
        self.note("wake", after_ms.into());
    }

    fn say(&self, code: Code, detail: &Value) {
        self.note("say", format!("{} {}", code.code(), detail.show()).into());
    }

    fn flaw(&self, flaw: Flaw) -> Value {
        flaw.text().into()
    }
}
