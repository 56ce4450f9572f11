// The page-wide core: however many hosts, copies and registrations a page has, they share one.
// It holds the module and asks for consent; everything else it passes on.

import { attempt, hooks, runningScript } from '../src/browser/page.js';
import {
  DEFAULT_TIMEOUT_MS, INTERNAL_ERROR, LAST_ERROR, LAST_OFF, NAMES,
  CONSENT, DEBUG, NONCE, OFF_BY_INTEGRATIONS, PUBLIC_API_TOKEN, SAID, SCRIPT_URL, TIMEOUT_MS, VERSION,
  VENDOR_SCRIPT_BLOCKED, WEBASSEMBLY_REFUSED,
} from '#tables';
import { engine as start } from '#engine';

const CORE = Symbol.for('retention-destinations');
const NO = 0;
const WAITING = 1;
const YES = 2;
const LONGEST_QUEUE = 1000;

/** Whether the `integrations` object of a host leaves us on; an own entry beats `All`. */
export const isOn = (integrations) =>
  attempt(() => (integrations.ProfitWell ?? integrations.All) !== false, true);

const describe = (value) =>
  typeof value == 'string' ? `${value.length} characters` : value === null ? value : typeof value;

function create() {
  const said = new Set();
  const loads = new Set(); // of registrations that load again when consent comes
  const answers = []; // consent functions, strictest wins
  const core = { version: VERSION, timeoutMs: DEFAULT_TIMEOUT_MS, watch() {} };
  let queue; // of tasks, while the module is on its way or the page is only prerendered
  let debug = false;
  let asks = 0;
  let engine;

  const say = (code, found = '') => {
    const [name, text] = (SAID[code - 1] ?? '').split('|');
    if (code) core.watch(code); // the debug entry's; it does not throw
    core.blocked ||= code == VENDOR_SCRIPT_BLOCKED;
    if (name) {
      const line = `[ProfitWell] ${text}${found} (${name})`;
      if (!said.has(line)) console[code > LAST_ERROR ? 'warn' : 'error'](line);
      said.add(line);
    } else if (debug) console.debug('[ProfitWell]', code);
    return code;
  };
  hooks.say = say;

  // No throw of the page crosses the module, so whatever comes out of it is a fault of ours:
  // the destination is off from then on.
  const call = (name, ...args) => {
    if (!engine) return INTERNAL_ERROR;
    try {
      return engine[name](...args);
    } catch {
      engine = null;
      return say(INTERNAL_ERROR);
    }
  };

  const run = (task) => {
    if (!queue) task();
    else if (queue.length < LONGEST_QUEUE) queue.push(task);
  };

  const settle = (answer) => loads.forEach((load) => load(answer));

  /** The strictest answer of all consent functions; a pending one settles later, once. */
  const ask = () => {
    const mine = ++asks;
    const given = answers.map((answer) => attempt(answer));
    const pending = given.filter((answer) => attempt(() => answer.then));
    const denied = given.some((answer) => answer !== true && !pending.includes(answer));
    const finish = (all) => mine == asks && !denied && settle(all && all.every((answer) => answer === true) ? YES : NO);
    // Even where it changes nothing: a rejection that nobody handles is an error in the page. Each in
    // a promise of our own: at a `then` that throws, `Promise.all` would leave the others alone.
    if (pending[0]) Promise.all(pending.map((answer) => new Promise((resolve) => resolve(answer)))).then(finish, () => finish());
    return denied ? NO : pending[0] ? WAITING : YES;
  };

  core.setConsent = (yes) =>
    run(() => {
      yes = yes === true;
      say(call('setConsent', yes));
      if (yes) settle(ask());
    });

  /** How a cancellation flow may be opened; see `Flow` in destination.rs. */
  core.flow = () =>
    new Promise((resolve) => run(() => resolve(call('flow', ask(), !!attempt(() => window.Paddle.Initialized)))));

  core.open = (settings, hint = '') => {
    const values = NAMES.map((name) => attempt(() => settings[name]));
    attempt(() => {
      values[PUBLIC_API_TOKEN] ??= settings.publicApiKey; // RudderStack's name for it
      values[NONCE] ??= runningScript()?.nonce;
      values.forEach((value, index) => typeof value == 'string' && (values[index] = value.trim()));
      if (typeof values[SCRIPT_URL] == 'string') {
        const url = new URL(values[SCRIPT_URL], location);
        url.hash = '';
        values[SCRIPT_URL] = url.href;
        values.push(url.protocol, url.hostname, url.origin == location.origin);
      }
    });
    const consent = values[CONSENT];
    let host;
    let loaded = false;
    let off = false;

    run(() => {
      const refused = call('check', values);
      const setting = NAMES.findIndex((name) => SAID[refused - 1]?.includes('|' + name));
      if (setting >= 0) say(refused, `; found ${describe(values[setting])}${hint}`);
      off = refused != 0;
      debug ||= !off && values[DEBUG] === true;
    });

    const load = (asked) => {
      const [userId, traits, alsoInSegment] = attempt(() => host.stored()) || [];
      hooks.host = host;
      const code = say(call('load', values, userId, traits, asked, !!alsoInSegment));
      if (code <= LAST_OFF) {
        off = true;
        loads.delete(load);
      }
    };

    const enter = (contract) => {
      host = contract;
      loaded = true;
      run(() => {
        off ||= !isOn(attempt(() => host.integrations())) && say(OFF_BY_INTEGRATIONS);
        if (off) return;
        loads.add(load);
        core.timeoutMs = values[TIMEOUT_MS] ?? DEFAULT_TIMEOUT_MS;
        if (typeof consent == 'function') answers.push(consent);
        else if (typeof consent == 'object') {
          // Not `Promise.resolve`: a promise may bring a `then` that throws.
          let answer = new Promise((resolve) => resolve(consent)).then(
            (yes) => (answer = yes === true),
            () => (answer = false),
          );
          answers.push(() => answer);
        }
        load(ask());
      });
    };

    return {
      isLoaded: () => loaded,
      load: enter,
      identify: ({ integrations, userId, traits }) =>
        run(() => {
          if (!loaded) enter(); // consent is asked for there
          if (off) return;
          say(isOn(integrations) ? call('identify', values, userId, traits, ask()) : OFF_BY_INTEGRATIONS);
        }),
      reset: () => run(() => off || say(call('reset'))),
      ready: () =>
        Promise.race([
          new Promise((resolve) => run(() => resolve(!off && hooks.settled))),
          new Promise((resolve) => setTimeout(resolve, values[TIMEOUT_MS] ?? DEFAULT_TIMEOUT_MS)),
        ]),
    };
  };

  const use = (exports) => {
    const tasks = queue || [];
    queue = undefined;
    engine = exports;
    if (!engine) say(WEBASSEMBLY_REFUSED);
    tasks.forEach((task) => task());
  };
  const begin = () => {
    const exports = attempt(start);
    if (exports instanceof Promise) {
      queue ??= [];
      exports.then(use, () => use());
    } else use(exports);
  };
  if (document.prerendering === true) {
    queue = [];
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else begin();
  return core;
}

let warned;

/** The core of this page, whichever copy of the package came first. */
const core = () => {
  const first = (window[CORE] ??= create());
  if (first.version != VERSION && !warned) {
    warned = true;
    console.warn(`[ProfitWell] ${first.version} serves ${VERSION} too (another_version)`);
  }
  return first;
};

/** The same, or nothing on a server. */
export const page = () => attempt(core);

/** One registration: what an adapter translates its host's hooks into; a hint ends its refusal. */
export const open = (...settings) => attempt(() => core().open(...settings));

/** Tells every registration on the page whether the visitor consents. */
export const setConsent = (yes) => {
  attempt(() => core().setConsent(yes));
};
