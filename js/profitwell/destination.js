// ProfitWell's half of the page-wide registry: `Destination` in ../shared/registry.js.

import { Code, Setting, USER_EMAIL, USER_ID } from '#border';
import { FLOW, IDENTIFY, LOAD, STARTED } from '#engine';
import { attempt } from '../../src/page/attempt.js';
import { masked } from '../../src/page/profitwell/found.js';
import { isLoaded, isPaddle, setStartedByOthers, vendor } from '../../src/page/profitwell/queue.js';
import { outcome, setReport } from '../../src/page/profitwell/script.js';
import { setHost } from '../../src/page/profitwell/vendor.js';
import { promise } from '../../src/page/syntax.js';
import { put } from '../../src/page/values.js';
import { ask, call, report } from '../shared/registry.js';
import { runningScript } from '../shared/running-script.js';
import { run } from '../shared/tasks.js';

/** @typedef {import('../shared/registry.js').Destination<import('./index.js').ProfitWellSettings>} Destination */

/** @type {Destination['connect']} */
export const connect = (registry) => {
  setReport((code, detail) => {
    if (code === Code.VendorScriptBlocked) registry.blocked = true;
    report(code, detail);
  });
  setStartedByOthers((options) => {
    /** @param {string} name */
    const named = (name) => put(attempt(() => options[name]));
    report(call((engine) => engine[STARTED](named(USER_EMAIL), named(USER_ID))));
  });
  registry.flow = () =>
    promise((resolve) => {
      run(() => resolve(call((engine) => engine[FLOW](ask(), isPaddle()))));
    });
};

/** @type {Destination['complete']} */
export const complete = (values, setting) => {
  values[Setting.publicApiToken] ??= setting('publicApiKey'); // RudderStack's name for it
  values[Setting.nonce] ??= runningScript()?.nonce;
};

/** @type {Destination['load']} */
export const load = (values, host, { userId, traits, alsoInSegment }, answer) => {
  setHost(host);
  return call((engine) => engine[LOAD](put(values), put(userId), put(traits), answer, Boolean(alsoInSegment)));
};

/** @type {Destination['identify']} */
export const identify = (values, { userId, traits }, answer) =>
  call((engine) => engine[IDENTIFY](put(values), put(userId), put(traits), answer));

/** @type {Destination['now']} */
export const now = () => 0;

/** @type {Destination['observe']} */
export const observe = () => {};

/** @type {Destination['settled']} */
export const settled = () => {};

/** @type {Destination['forget']} */
export const forget = () => {};

/** @type {Destination['state']} */
export const state = (values, { blocked }) => {
  const token = values[Setting.publicApiToken];
  /** @type {import('../shared/types.js').State['script']} */
  let script = outcome ? 'waiting' : 'none';
  if (blocked) script = 'blocked';
  if (isLoaded()) script = 'loaded';
  return {
    token: token && masked(token),
    script,
    queued: attempt(() => vendor()?.q?.length) || 0,
  };
};

/** @type {Destination['ready']} */
export const ready = (isOn, timeoutMs) =>
  promise((resolve) => {
    attempt(() => setTimeout(resolve, timeoutMs)); // a wrong one may be a symbol
    run(async () => {
      if (isOn()) await outcome;
      resolve(undefined);
    });
  });
