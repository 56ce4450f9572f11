// The calls to the vendor. Which to make is decided in Rust (`Page` in destination.rs); here they
// are made, and whatever the page throws is caught.

import { attempt } from '../attempt.js';
import { valueAt } from '../values.js';
import { AUTH_TOKEN, By, Call, Setting, START, Survey, USER_EMAIL, USER_ID } from './border.js';
import { findScript, found } from './found.js';
import { command, isLoaded, isPaddle, isQueued, isStartQueued, ownStart, putStub, takeOut, vendor } from './queue.js';
import { halt, insertScript, observe, resume } from './script.js';

/**
 * A host whose contract has a `load` and a `start` of its own, which a site may have replaced.
 *
 * @typedef {object} Contract
 * @property {(task: () => void) => void} [insert] runs what inserts the script
 * @property {(task: () => boolean | undefined, email?: string) => boolean} [start] runs what starts
 */

/** @type {Contract | undefined} */
let host;
/** @param {Contract | undefined} contract that of the host that loads */
export const setHost = (contract) => {
  host = contract;
};

/** @param {number} settings @returns the bits of `Survey` */
export const survey = (settings) =>
  attempt(() => {
    const values = valueAt(settings);
    const { element, token } = found(values);
    const global = vendor();
    let bits = 0;
    if (isLoaded()) bits |= Survey.Loaded;
    if (element) bits |= Survey.Element;
    if (token && token !== values[Setting.publicApiToken]) bits |= Survey.AnotherToken;
    if (isStartQueued()) bits |= Survey.StartQueued;
    if (global != null && typeof global !== 'function') bits |= Survey.NotCallable;
    if (isPaddle()) bits |= Survey.Paddle;
    return bits;
  }, Survey.NotCallable);

/** Puts the stub in place, and inserts the script. @param {number} settings */
export const install = (settings) => {
  attempt(() => {
    const values = valueAt(settings);
    putStub();
    command(AUTH_TOKEN, values[Setting.publicApiToken]);
    const insert = () => insertScript(values);
    if (host?.insert) host.insert(insert);
    else insert();
  });
};

/** Puts the stub in place, and waits for the script that somebody else has inserted. @param {number} settings */
export const share = (settings) => {
  attempt(() => {
    putStub();
    const script = findScript(valueAt(settings)[Setting.scriptUrl]);
    if (script && !isLoaded()) observe(script);
  });
};

/**
 * @param {string} field
 * @param {string | undefined} identity none: anonymously
 * @param {number} by
 */
const start = (field, identity, by) => {
  /** @type {Record<string, string>} */
  const options = identity === undefined ? {} : { [field]: identity };
  const task = () => command(START, options);
  return host?.start ? host.start(task, by === By.Email ? identity : undefined) : task();
};

/** Gives our anonymous start the identity while it waits. @param {string} field @param {string} identity */
const completeStart = (field, identity) => {
  const isWaiting = !isLoaded() && isQueued((queued) => queued[1] === ownStart);
  if (isWaiting) ownStart[field] = identity;
  return isWaiting;
};

/** @param {string} id */
const updatePaddle = (id) =>
  attempt(() => {
    /** @type {any} */ (window).Paddle.Update({ pwCustomer: { id } });
    return true;
  });

/**
 * Makes a `Call` about an identity, where there is one.
 *
 * @param {number} call
 * @param {number} by
 * @param {number} index
 */
export const tell = (call, by, index) => {
  resume();
  const identity = valueAt(index);
  const field = by === By.Email ? USER_EMAIL : USER_ID;
  if (call === Call.Start) return start(field, identity, by);
  if (call === Call.CompleteStart) return completeStart(field, identity);
  if (call === Call.Reidentify) return command(field, identity);
  return updatePaddle(identity);
};

/** Takes our calls out of the queue, and stops trying to load the script: whether there was a `start`. */
export const takeBack = () =>
  attempt(() => {
    halt();
    const isStartTaken = !isLoaded() && isStartQueued();
    takeOut(({ 0: name }) => name === START || name === USER_EMAIL || name === USER_ID);
    return isStartTaken;
  });
