// The page-wide core: however many hosts, copies and registrations a page has, they share one.
// It holds the module; everything else it passes on.

import { attempt, forget, mark, put, release, runningScript, setHost, setSay, settled, wait } from '../src/page/page.js';
import { consents } from './page/consent.js';
import { isOn } from './page/integrations.js';
import { shared } from './page/shared.js';
import { tasks } from './page/tasks.js';
import { describe, nameIn, print, ruleAt } from './page/words.js';
import {
  CONSENT, CONSENT_DENIED, DEBUG, DEFAULT_TIMEOUT_MS, FORGOTTEN, INTERNAL_ERROR, LAST_OFF, LAST_WARNING, NAME, NONCE, OFF_BY_INTEGRATIONS,
  PUBLIC_API_TOKEN, RULES, SCRIPT_URL, TIMEOUT_MS, VENDOR_SCRIPT_BLOCKED, VERSION, WEBASSEMBLY_REFUSED,
} from '#tables';
import { CHECK, FLOW, IDENTIFY, LOAD, RESET, SET_CONSENT } from '#engine';

function create() {
  const loads = new Set(); // of registrations that load again when consent comes
  const core = { version: VERSION, watch() {} };
  let debug = false;
  let engine;

  const say = (code, found = '') => {
    if (code) core.watch(code); // the debug entry's; it does not throw
    core.blocked ||= code == VENDOR_SCRIPT_BLOCKED;
    if (code && code <= LAST_WARNING) print(code, found);
    else if (debug) console.debug(`[${NAME}]`, code);
    return code;
  };
  setSay(say);

  // No throw of the page crosses the module, so whatever comes out of it is a fault of ours:
  // the destination is off from then on.
  const call = (task) => {
    if (!engine) return INTERNAL_ERROR;
    const start = mark();
    try {
      const code = task(engine);
      if (code == FORGOTTEN || code == CONSENT_DENIED) forget();
      return code;
    } catch {
      engine = null;
      return say(INTERNAL_ERROR);
    } finally {
      release(start);
    }
  };

  const settle = (answer) => loads.forEach((load) => load(answer));
  const [add, ask] = consents(settle);

  const run = tasks((exports) => {
    engine = exports;
    if (!engine) say(WEBASSEMBLY_REFUSED);
  });

  core.setConsent = (yes) =>
    run(() => {
      yes = yes === true;
      say(call((engine) => engine[SET_CONSENT](yes)));
      if (yes) settle(ask());
    });

  /** How a cancellation flow may be opened; see `Flow` in destination.rs. */
  core.flow = () =>
    new Promise((resolve) => run(() => resolve(call((engine) => engine[FLOW](ask(), !!attempt(() => window.Paddle.Initialized))))));

  core.open = (settings, hint = '') => {
    const trimmed = (value) => (typeof value == 'string' ? value.trim() : value);
    const values = RULES.map((rule) => attempt(() => trimmed(settings[nameIn(rule)])));
    attempt(() => {
      values[PUBLIC_API_TOKEN] ??= trimmed(settings.publicApiKey); // RudderStack's name for it
      values[NONCE] ??= runningScript()?.nonce;
      if (typeof values[SCRIPT_URL] == 'string') {
        const url = new URL(values[SCRIPT_URL], location);
        url.hash = '';
        values[SCRIPT_URL] = url.href;
        values.push(url.protocol, url.hostname, url.origin == location.origin);
      }
    });
    const consent = values[CONSENT];
    const timeoutMs = values[TIMEOUT_MS] ?? DEFAULT_TIMEOUT_MS;
    let host;
    let loaded = false;
    let off = false;

    run(() => {
      const refused = call((engine) => engine[CHECK](put(values)));
      const rule = ruleAt(refused);
      if (rule in RULES) say(refused, `; found ${describe(values[rule])}${hint}`);
      off = refused != 0;
      debug ||= !off && values[DEBUG] === true;
    });

    const load = (asked) => {
      const [userId, traits, alsoInSegment] = attempt(() => host?.stored()) || [];
      setHost(host);
      const code = say(call((engine) => engine[LOAD](put(values), put(userId), put(traits), asked, !!alsoInSegment)));
      if (code <= LAST_OFF) {
        off = true;
        loads.delete(load);
      }
    };

    const enter = (contract) => {
      host = contract;
      loaded = true;
      run(() => {
        off ||= !isOn(attempt(() => host?.integrations())) && say(OFF_BY_INTEGRATIONS);
        if (off) return;
        loads.add(load);
        core.timeoutMs = timeoutMs;
        add(consent);
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
          say(isOn(integrations) ? call((engine) => engine[IDENTIFY](put(values), put(userId), put(traits), ask())) : OFF_BY_INTEGRATIONS);
        }),
      reset: () => run(() => off || say(call((engine) => engine[RESET]()))),
      ready: () =>
        Promise.race([new Promise((resolve) => run(() => resolve(!off && settled))), wait(timeoutMs)]),
    };
  };

  return core;
}

const core = () => shared(create);

/** The page's core, or nothing on a server. */
export const page = () => attempt(core);

/** One registration: what an adapter translates its host's hooks into; a hint ends its refusal. */
export const open = (...settings) => attempt(() => core().open(...settings));

/** Tells every registration on the page whether the visitor consents. */
export const setConsent = (yes) => {
  attempt(() => core().setConsent(yes));
};
