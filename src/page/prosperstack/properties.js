// The properties of the person: what each is now, what the relay knows of it, and whether it is on
// the way there.

import { put, valueAt } from '../values.js';
import { End } from './border.js';

/**
 * @typedef {object} Property
 * @property {string} name
 * @property {unknown} now what it is
 * @property {string} json the same as a member of an object in JSON
 * @property {number} size of that with its comma, in bytes
 * @property {boolean} nested whether it goes under `traits.traits`
 * @property {boolean} waits whether it must be sent to the relay
 * @property {unknown} [told] what the relay knows, or will know when what is in flight arrives
 * @property {number} [slot] of the message that carries it
 */

/** @type {Property[]} the oldest first */
let properties = [];
/** @type {Record<string, any>} the same by name: a `Property`, or undefined */
let byName = { __proto__: null };
let bytes = 0;

/**
 * Half a surrogate pair becomes U+FFFD, as in UTF-8: no other reader of JSON takes it.
 *
 * @param {unknown} value
 */
const whole = (value) => (typeof value === 'string' ? value.replace(/[\ud800-\udfff]/gu, '\ufffd') : value);

/** @param {string} name @param {unknown} value */
const member = (name, value) => `${JSON.stringify(name)}:${JSON.stringify(whole(value))}`;

/** How many bytes of UTF-8 a member takes with the comma that follows it. @param {string} json */
const sizeOf = (json) => {
  let size = 1;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    size += 1;
    if (unit >= 0x80) size += 1;
    // Half a pair has two of its four bytes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) size += 1;
  }
  return size;
};

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
  const known = byName[valueAt(name)];
  const count = known ? properties.length : properties.length + 1;
  return count <= most && bytes + size - (known?.size ?? 0) <= mostBytes;
};

/** Forgets the oldest property that neither waits nor is in flight: whether there was one. */
export const makeRoom = () => {
  let isFound = false;
  for (let at = 0; at < properties.length; at += 1) {
    const { name, waits, slot, size } = properties[at];
    if (isFound) {
      properties[at - 1] = properties[at];
    } else if (!waits && slot === undefined) {
      isFound = true;
      bytes -= size;
      byName[name] = undefined;
    }
  }
  if (isFound) properties.length -= 1;
  return isFound;
};

/** @param {number} name */
export const told = (name) => put(byName[valueAt(name)]?.told);

/**
 * @param {number} name
 * @param {number} index
 * @param {number} nested
 * @param {number} waits
 */
export const store = (name, index, nested, waits) => {
  const text = valueAt(name);
  const now = valueAt(index);
  const json = member(text, now);
  const size = sizeOf(json);
  const known = byName[text];
  const property = known ?? /** @type {any} */ ({ name: text, told: undefined, slot: undefined });
  if (!known) properties[properties.length] = property;
  byName[text] = property;
  bytes += size - (known?.size ?? 0);
  property.now = now;
  property.json = json;
  property.size = size;
  property.nested = nested !== 0;
  property.waits = waits !== 0;
};

export const countWaiting = () => {
  let count = 0;
  for (let at = 0; at < properties.length; at += 1) if (properties[at].waits) count += 1;
  return count;
};

export const waiting = () => countWaiting() > 0;

export const clearProperties = () => {
  properties = [];
  byName = { __proto__: null };
  bytes = 0;
};

/**
 * Puts what waits into the message of a slot, as far as it takes no more than `most` bytes.
 *
 * @param {number} slot
 * @param {number} most
 * @returns {{ flat: string, nested: string }} members of objects in JSON, each after a comma
 */
export const carry = (slot, most) => {
  const carried = { flat: '', nested: '' };
  let left = most;
  for (let at = 0; at < properties.length; at += 1) {
    const property = properties[at];
    if (!property.waits || property.size > left) continue;
    left -= property.size;
    property.waits = false;
    property.told = property.now;
    property.slot = slot;
    carried[property.nested ? 'nested' : 'flat'] += `,${property.json}`;
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
  for (let at = 0; at < properties.length; at += 1) {
    const property = properties[at];
    if (property.slot !== slot) continue;
    property.slot = undefined;
    if (end !== End.Delivered) property.told = undefined; // it may have arrived or not
    if (end === End.Back) property.waits = true;
  }
};

/** All properties by name, for the cancellation flow. */
export const currentProperties = () => {
  /** @type {Record<string, unknown>} */
  const all = { __proto__: null }; // so that `__proto__` is a name as any other
  for (let at = 0; at < properties.length; at += 1) all[properties[at].name] = properties[at].now;
  return { ...all };
};
