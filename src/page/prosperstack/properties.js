// The properties of the person: what each is now, what the relay knows of it, and whether it is on
// the way there.

import { put, valueAt } from '../values.js';
import { End } from './border.js';

/**
 * @typedef {object} Property
 * @property {unknown} now what it is
 * @property {string} json the same as a member of an object in JSON
 * @property {number} size of that with its comma, in bytes
 * @property {boolean} nested whether it goes under `traits.traits`
 * @property {boolean} waits whether the relay must be told
 * @property {unknown} [told] what the relay knows, or will know when what is in flight arrives
 * @property {number} [slot] of the message that carries it
 */

/** @type {Map<string, Property>} by name, the oldest first */
let properties = new Map();
let bytes = 0;

const encoder = new TextEncoder();

/**
 * Half a surrogate pair becomes U+FFFD, as in UTF-8: no other reader of JSON takes it.
 *
 * @param {unknown} value
 */
const whole = (value) => (typeof value === 'string' ? value.replace(/[\ud800-\udfff]/gu, '\ufffd') : value);

/** @param {string} name @param {unknown} value */
const member = (name, value) => `${JSON.stringify(name)}:${JSON.stringify(whole(value))}`;

/** @param {string} json with the comma that follows it */
const sizeOf = (json) => encoder.encode(json).length + 1;

/** @param {number} name @param {number} index */
export const size = (name, index) => sizeOf(member(valueAt(name), valueAt(index)));

/**
 * Whether a property of this size can be kept, next to what is kept under other names.
 *
 * @param {number} name
 * @param {number} size
 * @param {number} most properties
 * @param {number} mostBytes
 */
export const fits = (name, size, most, mostBytes) => {
  const known = properties.get(valueAt(name));
  const count = known ? properties.size : properties.size + 1;
  return count <= most && bytes + size - (known?.size ?? 0) <= mostBytes;
};

/** Forgets the oldest property that neither waits nor is in flight: whether there was one. */
export const makeRoom = () => {
  for (const [name, { waits, slot, size }] of properties) {
    if (!waits && slot === undefined) {
      bytes -= size;
      return properties.delete(name);
    }
  }
  return false;
};

/** @param {number} name */
export const told = (name) => put(properties.get(valueAt(name))?.told);

/**
 * @param {number} name
 * @param {number} index
 * @param {number} nested
 * @param {number} waits
 */
export const store = (name, index, nested, waits) => {
  const text = valueAt(name);
  const now = valueAt(index);
  const known = properties.get(text);
  const json = member(text, now);
  const size = sizeOf(json);
  bytes += size - (known?.size ?? 0);
  properties.set(text, { ...known, now, json, size, nested: nested !== 0, waits: waits !== 0 });
};

export const countWaiting = () => [...properties.values()].filter((property) => property.waits).length;

export const waiting = () => countWaiting() > 0;

export const clearProperties = () => {
  properties = new Map();
  bytes = 0;
};

/**
 * Puts what waits into the message of a slot, as far as it takes no more than `most` bytes.
 *
 * @param {number} slot
 * @param {number} most
 * @returns {{ flat: string[], nested: string[] }} members of objects in JSON
 */
export const carry = (slot, most) => {
  /** @type {{ flat: string[], nested: string[] }} */
  const carried = { flat: [], nested: [] };
  let left = most;
  for (const property of properties.values()) {
    if (!property.waits || property.size > left) continue;
    left -= property.size;
    property.waits = false;
    property.told = property.now;
    property.slot = slot;
    carried[property.nested ? 'nested' : 'flat'].push(property.json);
  }
  return carried;
};

/**
 * The message in a slot has come to an end.
 *
 * @param {number} slot
 * @param {number} end
 */
export const settleProperties = (slot, end) => {
  for (const property of properties.values()) {
    if (property.slot !== slot) continue;
    property.slot = undefined;
    if (end !== End.Delivered) property.told = undefined; // it may have arrived or not
    if (end === End.Back) property.waits = true;
  }
};

/** All properties by name, for the cancellation flow. */
export const currentProperties = () =>
  Object.fromEntries([...properties].map(([name, property]) => [name, property.now]));
