// The messages about the person, each in a slot: made of what waits, sent, and settled.

import { attempt } from '../attempt.js';
import { forget, valueAt } from '../values.js';
import { Slot } from './border.js';
import { carry, clearProperties, currentProperties, settleProperties } from './properties.js';

/** @typedef {{ body: string, abort?: () => void }} Message */

/** @type {(Message | undefined)[]} */
let messages = [];
/** @type {(Message | undefined)[]} forgotten, and still to be aborted */
let doomed = [];

/** The person, for the cancellation flow. */
export const person = () => ({
  email: valueAt(Slot.KnownIdentity),
  userId: valueAt(Slot.KnownUser),
  properties: currentProperties(),
});

/** Random bytes, because `randomUUID` wants a secure context. */
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let id = '';
  for (let at = 0; at < bytes.length; at += 1) id += (bytes[at] + 256).toString(16).slice(1);
  return id;
};

/**
 * @param {number} slot
 * @param {number} most
 * @param {number} wall
 */
export const compose = (slot, most, wall) => {
  const { flat, nested } = carry(slot, most);
  const userId = valueAt(Slot.KnownUser);
  let traits = `"email":${JSON.stringify(valueAt(Slot.KnownIdentity))}${flat}`;
  if (nested) traits += `,"traits":{${nested.slice(1)}}`;
  // By hand: the order of an object's keys is not ours where a name is a number.
  let members = `"type":"identify","messageId":"${newId()}","timestamp":"${new Date(wall).toISOString()}"`;
  if (userId !== undefined) members += `,"userId":${JSON.stringify(userId)}`;
  messages[slot] = { body: `{${members},"traits":{${traits}}}` };
};

/** @param {number} slot */
export const messageIn = (slot) => /** @type {Message} */ (messages[slot]);

/** @param {number} slot @param {number} end */
export const settle = (slot, end) => {
  messages[slot] = undefined;
  settleProperties(slot, end);
};

/** Forgets the person, with all properties and messages. */
export const clearPerson = () => {
  clearProperties();
  for (let slot = 0; slot < messages.length; slot += 1) doomed[doomed.length] = messages[slot];
  messages = [];
  forget();
};

/** Aborts the requests of messages that were forgotten. */
export const halt = () => {
  const aborted = doomed;
  doomed = [];
  for (let at = 0; at < aborted.length; at += 1) attempt(() => aborted[at]?.abort?.());
};
