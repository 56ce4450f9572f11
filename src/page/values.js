// The value table: values of the page stay here, and the module knows them by their indices. What
// a call puts in is gone when it is over; the first slots are kept from one call to the next.
// Nothing here throws, whatever a value is.

import { attempt } from './attempt.js';
import { Kind, Slot } from './border.js';
import { ownNames, ownValue } from './syntax.js';

const SLOTS = Slot.HeldIdentity + 1;

/** @type {any[]} */
const values = [];
/** Where the next value goes. */
let next = SLOTS;
/** What the list may keep of its length: cut, it would be copied to grow again in every call. */
const MOST_PLACES = 1000;

/** @param {unknown} value @returns {number} its index */
export const put = (value) => {
  values[next] = value;
  next += 1;
  return next - 1;
};

/** @param {number} index @returns {any} */
export const valueAt = (index) => values[index];

/** Where the next value goes; everything from such an index on is gone after `release`. */
export const mark = () => next;

/** @param {number} start */
export const release = (start) => {
  if (next > MOST_PLACES) values.length = start;
  else for (let at = start; at < next; at += 1) values[at] = undefined;
  next = start;
};

/** Keeps nothing of the visitor. */
export const forget = () => {
  for (let slot = 0; slot < SLOTS; slot += 1) values[slot] = undefined;
};

/** @param {any} value @returns {number} its `Kind` */
export const kindOf = (value) => {
  if (value === undefined) return Kind.Undefined;
  if (value === null) return Kind.Null;
  if (value === false) return Kind.False;
  if (value === true) return Kind.True;
  if (typeof value === 'string') return Kind.Text;
  if (typeof value === 'function') return Kind.Function;
  return attempt(() => value.then?.call) ? Kind.Promise : Kind.Other;
};

/** @param {any} value @returns {string[]} */
const keysOf = (value) => attempt(() => (typeof value === 'object' ? ownNames(value) : []), []);

// What the module reads a value by: the methods of `Value` in value.rs. A flag is a number: true is
// 1, and false and undefined are 0.

/** @param {number} index */
export const kind = (index) => kindOf(values[index]);

/** @param {number} index */
export const number = (index) => (typeof values[index] === 'number' ? values[index] : NaN);

/** @param {number} index @returns {number} -1 for anything but a string */
export const length = (index) => (typeof values[index] === 'string' ? values[index].length : -1);

/** @param {number} index @param {number} at @returns {number} -1 past the end */
export const unit = (index, at) => (at < length(index) ? values[index].charCodeAt(at) : -1);

/** @param {number} index */
export const trimmed = (index) => put(length(index) < 0 ? undefined : values[index].trim());

/** @param {number} index */
export const keys = (index) => put(keysOf(values[index]));

/** @param {number} index @param {number} name */
export const get = (index, name) => {
  const value = values[index];
  // Not by `attempt`, whose function would be made for every trait.
  let found;
  try {
    if (typeof value === 'object' && length(name) >= 0) found = ownValue(value, values[name]);
  } catch {
    // A getter's.
  }
  return put(found);
};

/** @param {number} list @param {number} at */
export const item = (list, at) => put(values[list][at]);

/** @param {number} index */
export const copied = (index) => put(values[index]);

/** @param {number} index @param {number} slot */
export const keep = (index, slot) => {
  values[slot] = values[index];
};

/** @param {number} one @param {number} other */
export const same = (one, other) => values[one] === values[other];
