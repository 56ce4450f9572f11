// What this package does, written by hand in plain JavaScript, as a yardstick for what Rust and
// WebAssembly cost. It keeps the same rows for settings, consent, load, identify, reset and retry
// (tests/e2e/twin.test.mjs holds both against them). It leaves out Paddle.js, the cancellation
// flow, Trusted Types, prerendered pages, destination middleware and the check for Segment's own
// destination, so it is somewhat smaller than a like for like copy would be.

import { identityIn } from './identity.js';
import { read } from './settings.js';
import { complete, install, settled, start, takeBack, tell } from './vendor.js';

/** Whether the `integrations` object of a host leaves us on. */
export const isOn = (integrations) => (integrations?.ProfitWell ?? integrations?.All) !== false;

const attempt = (task) => {
  try {
    return task();
  } catch {
    return undefined;
  }
};

const registrations = new Set();
let given; // by setConsent; undefined until it is called
let installed;
let started = false;
let first = true; // the start was anonymous and nobody was named since
let visitor; // {identity, userId}, as the vendor knows them
let newest; // the newest identity that consent has not let through

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
  const weaker = known?.field === 'user_id' && identity.field === 'user_email' && visitor.userId === userId;
  if (weaker) return;
  visitor = { identity, userId };
  if (same) return;
  const completed = first && complete(identity);
  first = false;
  if (!completed) tell(identity.field, identity.value);
}

/** Tells every registration whether the visitor consents. */
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

/** One registration of a host: `load`, `identify`, `reset`, `ready`, `isLoaded`. */
export function open(options) {
  const settings = attempt(() => read(options));
  let off = !settings;
  let host;
  let loaded = false;
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
            (yes) => yes === true,
            () => false,
          )
          .then((yes) => {
            promised = yes;
            if (yes) registration.begin(true);
          });
      }
      return promised;
    },
    begin(settledYes) {
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
