// The calls to the vendor. Which to make is decided in Rust (`Page` in destination.rs); here they
// are made, and whatever the page throws is caught.

import { attempt } from '../attempt.js';
import { FLAWS } from '../border.js';
import { valueAt } from '../values.js';
import {
  AUTH_TOKEN,
  By,
  Call,
  ELEMENT_ID,
  GLOBAL,
  Setting,
  START,
  Survey,
  TOKEN_ATTRIBUTE,
  USER_EMAIL,
  USER_ID,
} from './border.js';
import { isLoaded, isQueued, isStartQueued, putStub, vendor } from './queue.js';
import { findScript, halt, insertScript, observe, report, resume } from './script.js';

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

/** @type {Record<string, string>} the options of our anonymous `start`, which may still be queued */
let anonymous;

/** @param {any[]} command @returns whether the vendor's function took it */
const command = (...command) =>
  attempt(() => {
    resume();
    /** @type {any} */ (window)[GLOBAL](...command);
    return true;
  });

/** @param {number} settings @returns the bits of `Survey` */
export const survey = (settings) =>
  attempt(() => {
    const values = valueAt(settings);
    const element = document.getElementById(ELEMENT_ID);
    const script = findScript(values[Setting.scriptUrl]);
    const theirs = element?.getAttribute(TOKEN_ATTRIBUTE) || (script && new URL(script.src).searchParams.get('auth'));
    const global = vendor();
    let bits = 0;
    if (isLoaded()) bits |= Survey.Loaded;
    if (element || script) bits |= Survey.Element;
    if (theirs && theirs !== values[Setting.publicApiToken]) bits |= Survey.AnotherToken;
    if (isStartQueued()) bits |= Survey.StartQueued;
    if (global != null && typeof global !== 'function') bits |= Survey.NotCallable;
    if (/** @type {any} */ (window).Paddle?.Initialized) bits |= Survey.Paddle;
    return bits;
  }, Survey.NotCallable);

/** Puts the stub in place, and inserts the script. @param {number} settings */
export const install = (settings) => {
  attempt(() => {
    const values = valueAt(settings);
    const token = values[Setting.publicApiToken];
    putStub();
    command(AUTH_TOKEN, token);
    const insert = () => insertScript(token, values[Setting.scriptUrl], values[Setting.nonce]);
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
  if (identity === undefined) anonymous = options;
  const task = () => command(START, options);
  return host?.start ? host.start(task, by === By.Email ? identity : undefined) : task();
};

/** Gives our anonymous start the identity while it waits. @param {string} field @param {string} identity */
const completeStart = (field, identity) => {
  const isWaiting = !isLoaded() && isQueued((queued) => queued[0] === START && queued[1] === anonymous);
  if (isWaiting) anonymous[field] = identity;
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
  const identity = valueAt(index);
  const field = by === By.Email ? USER_EMAIL : USER_ID;
  if (call === Call.Start) return start(field, identity, by);
  if (call === Call.CompleteStart) return completeStart(field, identity);
  if (call === Call.Reidentify) return command(field, identity);
  return updatePaddle(identity);
};

/** @param {string} name */
const isOurs = (name) => [START, USER_EMAIL, USER_ID].includes(name);

/** Takes our calls out of the queue, and stops trying to load the script: whether there was a `start`. */
export const takeBack = () =>
  attempt(() => {
    halt();
    const queue = /** @type {any} */ (vendor()).q;
    const isStartTaken = !isLoaded() && isStartQueued();
    for (let at = queue.length - 1; at >= 0; at -= 1) {
      if (isOurs(queue[at][0])) queue.splice(at, 1);
    }
    return isStartTaken;
  });

/**
 * Says something about an identify.
 *
 * @param {number} code
 * @param {number} detail the index of a trait's name, or the complement of a flaw's number
 */
export const say = (code, detail) => report(code, valueAt(detail) ?? FLAWS[~detail]);
