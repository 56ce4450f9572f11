// The vendor's script element: finding it, inserting it, and trying again where it fails.

import { attempt } from '../attempt.js';
import { fromDocument } from '../document.js';
import { promise } from '../syntax.js';
import { scriptElement } from '../trusted-script.js';
import { Code, ELEMENT_ID, RETRY_DELAYS_MS, SCRIPT_URL, Setting, TOKEN_ATTRIBUTE } from './border.js';
import { isLoaded, isStubLeft } from './queue.js';

/** @type {Promise<unknown> | undefined} the outcome of the script, once there is one to wait for */
export let outcome;

/** @type {(code: number, detail?: string) => void} */
export let report = () => {};
/** @param {typeof report} listener what happens outside a call is reported to */
export const setReport = (listener) => {
  outcome = undefined;
  report = listener;
};

let isHalted = false; // consent was withdrawn: insert nothing
/** @type {(() => void) | undefined} the attempt that came due meanwhile */
let due;

/** Inserts nothing until `resume`. */
export const halt = () => {
  isHalted = true;
};

export const resume = () => {
  isHalted = false;
  due?.();
};

/**
 * Notes when a script that is in the document has run or failed.
 *
 * @param {HTMLScriptElement} script
 */
export const observe = (script) => {
  outcome ??= promise((resolve) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', resolve);
  });
};

/**
 * Inserts the script, and replaces it where it fails.
 *
 * @param {any[]} values the settings
 */
export const insertScript = (values) => {
  const token = values[Setting.publicApiToken];
  const base = values[Setting.scriptUrl] ?? SCRIPT_URL;
  const address = base + (/\?/.test(base) ? '&' : '?') + 'auth=' + encodeURIComponent(token);
  /** @type {HTMLScriptElement | undefined} */
  let element;
  let failures = 0;
  let isRefused = false; // by the page's policy
  addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    // Of another origin's script some browsers name the origin only.
    if (blockedURI && address.slice(0, blockedURI.length) === blockedURI) isRefused = true;
  });

  /** Why there is no script, as far as a page can tell. */
  const reason = () => {
    if (isRefused) return 'the Content-Security-Policy';
    return navigator.onLine === false ? 'no network' : 'the network or an ad blocker';
  };
  const blocked = () => report(Code.VendorScriptBlocked, reason());

  const insert = () => {
    due = undefined;
    // Somebody else's script may have arrived while ours failed.
    if (element && isLoaded()) return;
    element?.remove();
    element = scriptElement(address, values[Setting.nonce]);
    element.id = ELEMENT_ID;
    element.setAttribute(TOKEN_ATTRIBUTE, token);
    element.onload = () => {
      if (isStubLeft()) report(Code.VendorGlobalMissing, 'an ad blocker’s empty stand-in?');
    };
    element.onerror = retry;
    observe(element);
    (fromDocument('head') ?? fromDocument('documentElement')).appendChild(element);
  };
  const tryInsert = () => {
    const isDone = attempt(() => {
      insert();
      return true;
    });
    if (isDone) return;
    isRefused = true; // Trusted Types may refuse ours
    blocked();
  };
  const retry = () => {
    const delay = RETRY_DELAYS_MS[failures];
    failures += 1;
    if (delay === undefined) {
      blocked();
      return;
    }
    setTimeout(() => {
      if (isHalted) due = tryInsert;
      else tryInsert();
    }, delay);
  };
  tryInsert();
};
