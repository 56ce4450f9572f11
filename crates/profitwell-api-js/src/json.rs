//! JSON by JavaScript's own reader and writer: those of serde_json, with how floats are read and
//! written, were a tenth of the module.

use js_sys::{Array, JSON, Object};
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

/// As deep as serde_json reads: what is nested deeper could end the stack.
const DEEPEST: u32 = 127;

/// The value of a JSON text, if it is one.
pub(crate) fn read(text: &[u8]) -> Option<Value> {
    value(&JSON::parse(str::from_utf8(text).ok()?).ok()?, 0)
}

fn value(given: &JsValue, depth: u32) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(text) = given.as_string() {
        // Half of a surrogate pair, which Rust's text cannot hold, has become U+FFFD.
        let whole = text.chars().all(|c| c != char::REPLACEMENT_CHARACTER) || *given == text;
        return whole.then_some(Value::String(text));
    }
    if let Some(number) = given.as_f64() {
        return self::number(number).map(Value::Number);
    }
    if let Some(flag) = given.as_bool() {
        return Some(Value::Bool(flag));
    }
    if given.is_null() {
        return Some(Value::Null);
    }
    if let Some(list) = given.dyn_ref::<Array>() {
        return list.iter().map(|item| value(&item, depth + 1)).collect::<Option<_>>().map(Value::Array);
    }
    let mut object = Map::new();
    for entry in Object::entries(given.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        object.insert(entry.get(0).as_string()?, value(&entry.get(1), depth + 1)?);
    }
    Some(Value::Object(object))
}

/// JavaScript does not tell 1.0 from 1: what is whole is an integer.
fn number(number: f64) -> Option<Number> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    // Whole and small enough, so nothing is cut off.
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp)]
    if number.trunc() == number && number.abs() <= LARGEST {
        return Some((number as i64).into());
    }
    Number::from_f64(number)
}

/// A value as JSON text.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    append(&mut text, value);
    text
}

fn append(text: &mut String, value: &Value) {
    match value {
        Value::Array(list) => {
            text.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                append(text, item);
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (index, (name, item)) in object.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&leaf(&name.into()));
                text.push(':');
                append(text, item);
            }
            text.push('}');
        }
        Value::String(one) => text.push_str(&leaf(&one.into())),
        Value::Number(number) => text.push_str(&leaf(&number.as_f64().into())),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Null => text.push_str("null"),
    }
}

/// The JSON text of a text or a number.
fn leaf(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}
