// What this package does, written by hand in plain JavaScript, as a yardstick for what Rust and
// WebAssembly cost. It keeps the same rows for settings, consent, load, identify, reset and retry
// (tests/e2e/twin.test.mjs holds both against them). It leaves out Paddle.js, the cancellation
// flow, Trusted Types, prerendered pages, destination middleware and the check for Segment's own
// destination, so it is somewhat smaller than a like for like copy would be.

import { identityIn } from './identity.js';
import { read } from './settings.js';
import { complete, install, settled, start, takeBack, tell } from './vendor.js';

/** @typedef {import('./identity.js').Identity} Identity */
/** @typedef {{ userId: unknown, identity: Identity | undefined }} Named */
/** @typedef {boolean | 'later'} Answer */
/** @typedef {{ integrations?: Record<string, unknown>, userId?: unknown, traits?: unknown }} Event */
/** What a host tells. @typedef {{ integrations(): Record<string, unknown>, stored(): [unknown, unknown] }} Contract */

/**
 * Whether the `integrations` object of a host leaves us on.
 *
 * @param {Record<string, unknown> | undefined} integrations
 */
export const isOn = (integrations) => (integrations?.ProfitWell ?? integrations?.All) !== false;

/** @type {<T>(task: () => T) => T | undefined} */
const attempt = (task) => {
  try {
    return task();
  } catch {
    return undefined;
  }
};

/** @type {Set<{ answer(): Answer, begin(settledYes?: boolean): void }>} */
const registrations = new Set();
/** @type {boolean | undefined} */
let given; // by setConsent; undefined until it is called
/** @type {'ours' | 'off' | 'started' | undefined} */
let installed;
let started = false;
let first = true; // the start was anonymous and nobody was named since
/** @type {Named | undefined} */
let visitor; // {identity, userId}, as the vendor knows them
/** @type {Named | undefined} */
let newest; // the newest identity that consent has not let through

/** @type {(answers: Answer[]) => Answer} */
function strictest(answers) {
  if (answers.every((answer) => answer === true)) return true;
  return answers.some((answer) => answer !== true && answer !== 'later') ? false : 'later';
}

/** Whether everybody consents: true, false, or `'later'`. */
function consents() {
  return strictest(
    [...registrations].map((registration) => registration.answer()).concat(given === false ? [false] : []),
  );
}

/**
 * @param {unknown} userId
 * @param {Identity | undefined} identity
 */
function identify(userId, identity) {
  if (!started) {
    started = true;
    first = !identity;
    visitor = identity && { identity, userId };
    start(identity);
    return;
  }
  if (!identity) return;
  const known = visitor?.identity;
  const same = known && known.field === identity.field && known.value === identity.value;
  const weaker = known?.field === 'user_id' && identity.field === 'user_email' && visitor?.userId === userId;
  if (weaker) return;
  visitor = { identity, userId };
  if (same) return;
  const completed = first && complete(identity);
  first = false;
  if (!completed) tell(identity.field, identity.value);
}

/** Tells every registration whether the visitor consents. @param {boolean} yes */
export function setConsent(yes) {
  given = yes === true;
  if (given) {
    for (const registration of registrations) registration.begin();
  } else {
    newest = undefined;
    visitor = undefined;
    if (takeBack()) started = false;
  }
}

/**
 * One registration of a host: `load`, `identify`, `reset`, `ready`, `isLoaded`.
 *
 * @param {Record<string, any>} options
 */
export function open(options) {
  // Where they are refused, it is off, and nothing reads them.
  const settings = /** @type {import('./settings.js').Settings} */ (attempt(() => read(options)));
  let off = !settings;
  /** @type {Contract | undefined} */
  let host;
  let loaded = false;
  /** @type {Answer | undefined} */
  let promised;

  const registration = {
    answer() {
      const { consent } = settings;
      if (consent === 'required') return given ?? 'later';
      if (typeof consent === 'boolean') return consent;
      const answer = typeof consent === 'function' ? attempt(consent) : consent;
      if (typeof answer?.then !== 'function') return answer === true;
      if (promised === undefined || typeof consent === 'function') {
        promised = 'later';
        answer
          .then(
            (/** @type {unknown} */ yes) => yes === true,
            () => false,
          )
          .then((/** @type {boolean} */ yes) => {
            promised = yes;
            if (yes) registration.begin(true);
          });
      }
      return promised;
    },
    begin(settledYes = false) {
      if (off || !(settledYes || consents() === true)) return;
      installed ??= install(settings) ?? 'ours';
      if (installed === 'off') {
        off = true;
        return;
      }
      if (installed === 'started') started = true;
      const stored = settings.useStoredUser ? attempt(() => host?.stored()) : undefined;
      const who =
        newest ?? (stored && { userId: stored[0], identity: identityIn(...stored, settings.customerIdTrait) });
      newest = undefined;
      if (who?.identity || (settings.marketing && !started)) identify(who?.userId, who?.identity);
    },
  };

  /** @param {Contract} [contract] */
  const load = (contract) => {
    host = contract;
    loaded = true;
    off ||= !isOn(attempt(() => host?.integrations()));
    if (off) return;
    registrations.add(registration);
    registration.begin();
  };

  return {
    load,
    isLoaded: () => loaded,
    /** @param {Event} event */
    identify({ integrations, userId, traits }) {
      if (!loaded) load();
      if (off || !isOn(integrations)) return;
      const identity = identityIn(userId, traits, settings.customerIdTrait);
      const answer = consents();
      if (answer === true) identify(userId, identity);
      else if (answer === 'later') newest = { userId, identity };
    },
    reset() {
      visitor = undefined;
      newest = undefined;
    },
    ready: () =>
      Promise.race([off ? undefined : settled, new Promise((resolve) => setTimeout(resolve, settings?.timeoutMs))]),
  };
}
