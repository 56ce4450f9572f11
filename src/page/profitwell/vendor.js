// The calls to the vendor. Which to make is decided in Rust (`Page` in destination.rs); here they
// are made, and whatever the page throws is caught.

import { attempt } from '../attempt.js';
import { FLAWS } from '../border.js';
import { askDocument } from '../document.js';
import { urlOf } from '../url.js';
import { valueAt } from '../values.js';
import {
  AUTH_TOKEN,
  By,
  Call,
  Code,
  ELEMENT_ID,
  NAME,
  Setting,
  START,
  Survey,
  TOKEN_ATTRIBUTE,
  USER_EMAIL,
  USER_ID,
} from './border.js';
import { command, isLoaded, isPaddle, isQueued, isStartQueued, ownStart, putStub, takeOut, vendor } from './queue.js';
import { findScript, halt, insertScript, observe, report, resume, withoutQuery } from './script.js';

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

/** The vendor's script element, or a script with its URL, and the token that it names. @param {any[]} values */
const found = (values) => {
  const script = findScript(values[Setting.scriptUrl]);
  // Another element of that id is not the vendor's.
  const element = askDocument('querySelector', `script#${ELEMENT_ID},#${ELEMENT_ID}[${TOKEN_ATTRIBUTE}]`) ?? script;
  const token = element?.getAttribute(TOKEN_ATTRIBUTE) || (script && urlOf(script.src).searchParams.get('auth'));
  return { element, token };
};

/** An element, as a line in the console names it. @param {any} element */
const tagOf = ({ localName, id, src }) => `<${localName} ${id ? `id=${id}` : `src=${withoutQuery(src)}`}>`;

/** The ends of a token, if there is enough between them. @param {any} token @returns {string} */
export const masked = (token) => `${token}`.replace(/^(..).{4,}(..)$|.*/s, '$1\u2026$2');

/**
 * The obstacle, for the end of a message.
 *
 * @param {number} code
 * @param {any[]} values
 */
export const obstacle = (code, values) =>
  attempt(() => {
    if (code === Code.AnotherToken) {
      const { element, token } = found(values);
      return `; found ${masked(token)} in ${tagOf(element)}`;
    }
    if (code === Code.AlsoInSegment) return `; found cdnSettings.integrations.${NAME}`;
    if (code !== Code.GlobalTaken) return '';
    const global = /** @type {any} */ (vendor());
    return `; found ${global.localName ? tagOf(global) : typeof global}`;
  }, '');

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

/**
 * Says something about an identify.
 *
 * @param {number} code
 * @param {number} detail the index of a trait's name, or the complement of a flaw's number
 */
export const say = (code, detail) => report(code, '', valueAt(detail) ?? FLAWS[~detail]);
