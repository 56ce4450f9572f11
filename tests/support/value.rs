//! Values of a page as plain data.

use std::{cell::RefCell, rc::Rc};

use retention_destinations::{
    prosperstack::properties::{Conversion, Trait},
    value::{self, Kind, Slot, Value as _},
};

/// A JavaScript value; equality is `===`.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<[u16]>),
    List(Rc<[Value]>),
    Object(Rc<[(Value, Value)]>),
    Function,
    Promise,
    Symbol,
    /// A `Date`, by its ISO text.
    Date(&'static str),
    /// A list that grows.
    Growing(Rc<RefCell<Vec<Value>>>),
}

use Value::{Bool, List, Null, Number, Object, Text, Undefined};

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Undefined, Undefined) | (Null, Null) => true,
            (Bool(one), Bool(other)) => one == other,
            (Number(one), Number(other)) => one == other,
            (Text(one), Text(other)) => one == other,
            (List(one), List(other)) => Rc::ptr_eq(one, other),
            (Object(one), Object(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Text(text.encode_utf16().collect())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<bool> for Value {
    fn from(bit: bool) -> Self {
        Bool(bit)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Number(number)
    }
}

impl Value {
    pub fn units(units: &[u16]) -> Self {
        Text(units.into())
    }

    pub fn list<const N: usize>(items: [Value; N]) -> Self {
        List(items.into())
    }

    /// As people read it.
    pub fn show(&self) -> String {
        match self {
            Text(units) => String::from_utf16_lossy(units),
            Number(number) => number.to_string(),
            other => format!("{other:?}"),
        }
    }
}

/// What JavaScript's `trim` takes off, which is not what Rust's does.
fn is_js_space(unit: u16) -> bool {
    matches!(unit, 0x9..=0xd | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 | 0xfeff)
}

impl value::Value for Value {
    type Kept = Self;

    fn length(&self) -> Option<u32> {
        match self {
            Text(units) => units.len().try_into().ok(),
            _ => None,
        }
    }

    fn units(&self) -> impl Iterator<Item = u16> {
        match self {
            Text(units) => &units[..],
            _ => &[],
        }
        .iter()
        .copied()
    }

    fn trimmed(&self) -> Self {
        let Text(units) = self else { return Undefined };
        let start = units.iter().position(|&unit| !is_js_space(unit)).unwrap_or(units.len());
        let end = units.iter().rposition(|&unit| !is_js_space(unit)).map_or(start, |last| last + 1);
        Value::units(&units[start..end])
    }

    fn keys(&self) -> Self {
        List(match self {
            Object(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            List(items) => (0..items.len()).map(|index| index.to_string().into()).collect(),
            _ => [].into(),
        })
    }

    fn get(&self, name: &Self) -> Self {
        let (Object(entries), Text(_)) = (self, name) else { return Undefined };
        entries.iter().find(|(key, _)| key == name).map_or(Undefined, |(_, value)| value.clone())
    }

    fn item(&self, index: u32) -> Self {
        match self {
            List(items) => items.get(index as usize).cloned().unwrap_or(Undefined),
            Value::Growing(items) => items.borrow().get(index as usize).cloned().unwrap_or(Undefined),
            _ => Undefined,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Undefined => Kind::Undefined,
            Null => Kind::Null,
            Bool(false) => Kind::False,
            Bool(true) => Kind::True,
            Text(_) => Kind::Text,
            Value::Function => Kind::Function,
            Value::Promise => Kind::Promise,
            _ => Kind::Other,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Number(number) => *number,
            _ => f64::NAN,
        }
    }

    fn copied(&self) -> Self {
        self.clone()
    }

    fn keep(&self, _: Slot) -> Self {
        self.clone()
    }

    fn recall(_: Slot, kept: &Self) -> Self {
        kept.clone()
    }
}

impl Trait for Value {
    fn own(&self, name: &Self) -> Self {
        match self {
            List(_) => self.item(name.show().parse().expect("an index")),
            _ => self.get(name),
        }
    }

    fn is_list(&self) -> bool {
        matches!(self, List(_))
    }

    fn holds(&self, item: &Self) -> bool {
        matches!(self, List(items) if items.contains(item))
    }

    fn convert(&self, to: Conversion) -> Self {
        match (to, self) {
            (Conversion::IsoText, Value::Date(text)) => (*text).into(),
            (Conversion::Text, Number(number)) => number.to_string().into(),
            (Conversion::Text, Bool(bit)) => bit.to_string().into(),
            (Conversion::Number, Text(_)) => self.show().parse::<f64>().map_or(Undefined, Number),
            (Conversion::True, _) => Bool(true),
            (Conversion::False, _) => Bool(false),
            // The dates of the tables are milliseconds after `@`.
            (Conversion::Moment, Text(_)) => {
                self.show().strip_prefix('@').and_then(|ms| ms.parse().ok()).map_or(Undefined, Number)
            }
            _ => Undefined,
        }
    }
}

/// Traits, or any other object.
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Object(entries.map(|(key, value)| (key.into(), value)).into())
}

/// `{email}`
pub fn email(address: &str) -> Value {
    object([("email", address.into())])
}

/// Values of anything but the kinds that a setting or an email can be.
pub fn odd_values() -> [Value; 8] {
    [
        Number(0.0),
        Number(42.0),
        Number(f64::NAN),
        Value::list([]),
        Value::list(["a@b.co".into()]),
        object([]),
        object([("email", "a@b.co".into())]),
        Value::Symbol,
    ]
}
