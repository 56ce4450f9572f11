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
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * @param {number} slot
 * @param {number} most
 * @param {number} wall
 */
export const compose = (slot, most, wall) => {
  const { flat, nested } = carry(slot, most);
  const userId = valueAt(Slot.KnownUser);
  const traits = [`"email":${JSON.stringify(valueAt(Slot.KnownIdentity))}`, ...flat];
  if (nested.length > 0) traits.push(`"traits":{${nested}}`);
  // By hand: the order of an object's keys is not ours where a name is a number.
  const members = [`"type":"identify"`, `"messageId":"${newId()}"`, `"timestamp":"${new Date(wall).toISOString()}"`];
  if (userId !== undefined) members.push(`"userId":${JSON.stringify(userId)}`);
  members.push(`"traits":{${traits}}`);
  messages[slot] = { body: `{${members}}` };
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
  doomed.push(...messages);
  messages = [];
  forget();
};

/** Aborts the requests of messages that were forgotten. */
export const halt = () => {
  const aborted = doomed;
  doomed = [];
  for (const message of aborted) attempt(() => message?.abort?.());
};
