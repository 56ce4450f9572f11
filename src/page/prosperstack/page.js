// The hands of the module for ProsperStack: the properties of a person, the messages made of them,
// and the one request. What to keep and when to send is decided in Rust. Nothing here throws.

import { attempt, forget, put, values } from '../page.js';

const value = (place) => values[place];

// Where in the list of settings this is; the list is that of settings.rs.
const ENDPOINT = 0;
const TIMEOUT_MS = 8;

// What the page's core does: `say(code, name)`, `answered(retryAfter, date, ticket, status)`, `woken()`.
let hands;
export const setHands = (given) => (hands = given);

let url;
let timeoutMs;
/** By name, the oldest first: what a property is now, what the relay was told, and on the wire. */
let properties = new Map();
let bytes = 0;
let messages = [];
let doomed = [];
let timer;

const encoder = new TextEncoder();
// Half a surrogate pair becomes U+FFFD, as in UTF-8: no other reader of JSON takes it.
const whole = (it) => (typeof it == 'string' ? it.replace(/[\ud800-\udfff]/gu, '\ufffd') : it);
const entry = (name, value) => JSON.stringify(name) + ':' + JSON.stringify(whole(value));

// Values, as `Trait` in properties.rs reads them.
export const own = (place, name) =>
  put(attempt(() => (Object.prototype.hasOwnProperty.call(value(place), value(name)) ? value(place)[value(name)] : undefined)));
export const isList = (place) => attempt(() => Array.isArray(value(place)), false);
export const holds = (list, item) => attempt(() => value(list).includes(value(item)), false);
// The order is that of `Conversion`.
const CONVERSIONS = [
  (it) => Date.prototype.toISOString.call(it),
  (it) => String(it),
  (it) => Number(it),
  () => true,
  () => false,
  (it) => Date.parse(it),
];
export const convert = (place, to) => put(attempt(() => CONVERSIONS[to](value(place))));
export const list = () => put([]);
export const push = (list, item) => void value(list).push(value(item));
export const size = (name, place) => encoder.encode(entry(value(name), value(place))).length + 1;

// The person.
export const fits = (name, size, most, mostBytes) => {
  const known = properties.get(value(name));
  return properties.size + !known <= most && bytes + size - (known ? known.size : 0) <= mostBytes;
};
export const makeRoom = () => {
  for (const [name, known] of properties) {
    if (!known.waits && known.slot === undefined) {
      bytes -= known.size;
      return properties.delete(name);
    }
  }
  return false;
};
export const told = (name) => put(properties.get(value(name))?.told);
export const store = (name, place, nested, waits) => {
  const text = value(name);
  const known = properties.get(text);
  const now = value(place);
  const json = entry(text, now);
  const size = encoder.encode(json).length + 1;
  bytes += size - (known ? known.size : 0);
  properties.set(text, { ...known, now, json, size, nested: !!nested, waits: !!waits });
};
export const waiting = () => [...properties.values()].some((property) => property.waits);
export const clear = () => {
  properties = new Map();
  bytes = 0;
  doomed.push(...messages);
  messages = [];
  clearTimeout(timer);
  forget();
};
/** The person, for the cancellation flow. */
export const person = () => ({
  email: value(1),
  userId: value(0),
  properties: Object.fromEntries([...properties].map(([name, { now }]) => [name, now])),
});

// Messages. Random bytes, because `randomUUID` wants a secure context.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join('');

export const compose = (slot, most, wall) => {
  const forms = [[], []];
  for (const property of properties.values()) {
    if (property.waits && property.size <= most) {
      most -= property.size;
      property.waits = false;
      property.told = property.now;
      property.slot = slot;
      forms[+property.nested].push(property.json);
    }
  }
  const [flat, nested] = forms;
  const userId = value(0);
  messages[slot] = {
    // By hand: the order of an object's keys is not ours where a name is a number.
    body: `{"type":"identify","messageId":"${newId()}","timestamp":"${new Date(wall).toISOString()}",${
      userId === undefined ? '' : `"userId":${JSON.stringify(userId)},`
    }"traits":{${[`"email":${JSON.stringify(value(1))}`, ...flat, ...(nested[0] ? [`"traits":{${nested}}`] : [])]}}}`,
  };
};

export const settle = (slot, end) => {
  messages[slot] = undefined;
  for (const property of properties.values()) {
    if (property.slot === slot) {
      property.slot = undefined;
      if (end != 1) property.told = undefined; // it may have arrived or not
      if (end == 2) property.waits = true;
    }
  }
};

// The request.
export const endpoint = () => put(url);
export const sendTo = (settings) => {
  url = value(settings)[ENDPOINT];
  timeoutMs = value(settings)[TIMEOUT_MS];
};
const request = (body, signal) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, credentials: 'include', keepalive: true, redirect: 'manual', body, signal });

export const post = (slot, ticket) => {
  const message = messages[slot];
  const control = new AbortController();
  const late = setTimeout(() => control.abort(), timeoutMs);
  message.abort = () => control.abort();
  // In the same tick, and whatever `fetch` is here: a page may have put its own in place.
  let answer = attempt(() => request(message.body, control.signal));
  answer = new Promise((resolve, reject) => {
    control.signal.addEventListener('abort', reject);
    Promise.resolve(answer).then(resolve, reject);
  });
  const done = (...all) => {
    clearTimeout(late);
    hands.answered(...all);
  };
  const header = (headers, name) => attempt(() => headers.get(name));
  answer.then(
    ({ status, headers }) => done(header(headers, 'Retry-After'), header(headers, 'Date'), ticket, status | 0),
  ).catch(() => done(undefined, undefined, ticket, -1));
};
export const halt = () => doomed.splice(0).forEach((message) => attempt(() => message.abort()));
export const wake = (afterMs) => {
  clearTimeout(timer);
  timer = setTimeout(() => hands.woken(), Math.min(Math.ceil(afterMs), 2 ** 31 - 1));
};
export const say = (code, name) => void hands.say(code, value(name));
