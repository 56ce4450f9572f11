// The page-wide core: however many hosts, copies and registrations a page has, they share one.
// It holds the module, and brings what happens in the page to it.

import { attempt, forget, mark, put, release } from '../../src/page/page.js';
import { person, setHands } from '../../src/page/prosperstack/page.js';
import { consents } from '../page/consent.js';
import { isOn } from '../page/integrations.js';
import { shared } from '../page/shared.js';
import { tasks } from '../page/tasks.js';
import { describe, nameIn, print, ruleAt } from '../page/words.js';
import {
  ALSO_IN_SEGMENT, CONSENT, CONSENT_DENIED, CONSENT_WAITING, DEBUG, DEFAULT_TIMEOUT_MS, ENDPOINT, FORGOTTEN, INTERNAL_ERROR, LAST_OFF,
  LAST_WARNING, NAME, OFF_BY_INTEGRATIONS, RULES, SECRET_IN_SETTINGS, TIMEOUT_MS, VERSION, WEBASSEMBLY_REFUSED,
} from '#tables';
import { ANSWER, CHECK, FLOW, HIDE, IDENTIFY, LOAD, OBSERVE, RESET, SET_CONSENT, WAKE } from '#engine';

const quiet = () => {};

function create() {
  const loads = new Set(); // of registrations that load again when consent comes
  const core = { version: VERSION, watch: quiet };
  let held; // the newest identify that came before consent
  let debug = false;
  let engine;

  const say = (code, detail = '', trait) => {
    if (code) attempt(() => core.watch(code, trait));
    if (code && code <= LAST_WARNING) print(code, detail);
    else if (debug && code) console.debug(`[${NAME}]`, code, ...(trait === undefined ? [] : [trait]));
    return code;
  };

  // No throw of the page crosses the module, so whatever comes out of it is a fault of ours:
  // the destination is off from then on.
  const call = (name, values, ...numbers) => {
    if (!engine) return name == CHECK ? INTERNAL_ERROR : 0; // which turns a registration off
    const start = mark();
    try {
      const code = engine[name](...values.map((value) => put(value)), ...numbers);
      if (code == FORGOTTEN || code == CONSENT_DENIED) {
        held = undefined;
        forget();
      }
      return code;
    } catch {
      engine = null;
      return say(INTERNAL_ERROR);
    } finally {
      release(start);
    }
  };

  const clocks = () => [performance.now(), Date.now(), navigator.onLine !== false];

  setHands({
    say: (code, trait) => say(code, '', trait),
    answered: (retryAfter, date, ticket, status) => say(call(ANSWER, [retryAfter, date], ticket, status, Math.random(), ...clocks())),
    woken: () => say(call(WAKE, [], ...clocks())),
  });
  const hide = () => run(() => say(call(HIDE, [], ...clocks())));
  attempt(() => {
    addEventListener('pagehide', hide);
    addEventListener('online', () => run(() => say(call(WAKE, [], ...clocks()))));
    document.addEventListener('visibilitychange', () => document.visibilityState == 'hidden' && hide());
  });

  const identify = (values, userId, traits, asked, wall) => {
    const [ms, , online] = clocks();
    const code = call(IDENTIFY, [values, userId, traits], asked, debug || core.watch != quiet, ms, wall, online);
    held = code == CONSENT_WAITING ? [values, userId, traits, wall] : undefined;
    return say(code);
  };

  const settle = (answer) => {
    const [values, userId, traits, wall] = held ?? [];
    loads.forEach((load) => load(answer));
    if (held && values) identify(values, userId, traits, answer, wall);
  };

  const [add, ask] = consents(settle);

  const run = tasks((exports) => {
    engine = exports;
    if (!engine) say(WEBASSEMBLY_REFUSED);
  });

  core.setConsent = (yes) =>
    run(() => {
      yes = yes === true;
      say(call(SET_CONSENT, [], yes));
      if (yes) settle(ask());
    });

  core.alsoInSegment = () => run(() => say(ALSO_IN_SEGMENT));

  /** The person whom the cancellation flow is about, if there is one who consents; else null. */
  core.flow = () => (call(FLOW, [], ask()) === 1 ? person() : null);

  core.open = (settings, hint = '') => {
    const values = RULES.map((rule) => attempt(() => settings[nameIn(rule)]));
    attempt(() => values.forEach((value, index) => typeof value == 'string' && (values[index] = value.trim())));
    values.push(settings);
    const timeoutMs = (values[TIMEOUT_MS] ??= DEFAULT_TIMEOUT_MS);
    attempt(() => {
      const url = new URL(values[ENDPOINT], location);
      values.push(url.protocol, url.hostname, url.origin == location.origin, !!(url.username || url.password));
      url.hash = '';
      if (typeof values[ENDPOINT] == 'string' && values[ENDPOINT]) values[ENDPOINT] = url.href;
    });
    const consent = values[CONSENT];
    let host;
    let loaded = false;
    let off = false;

    run(() => {
      const refused = call(CHECK, [values]);
      if (ruleAt(refused) in RULES) say(refused, `; found ${describe(values[ruleAt(refused)])}${hint}`);
      else if (refused == SECRET_IN_SETTINGS) say(refused);
      off = refused != 0;
      debug ||= !off && values[DEBUG] === true;
    });

    const load = (asked) => {
      const [userId, traits, alsoInSegment] = attempt(() => host.stored()) || [];
      const code = say(call(LOAD, [values, userId, traits], asked, !held));
      if (alsoInSegment) core.alsoInSegment();
      if (code && code <= LAST_OFF) {
        off = true;
        loads.delete(load);
      }
    };

    const enter = (contract) => {
      host = contract;
      loaded = true;
      run(() => {
        off ||= !isOn(attempt(() => host.integrations())) && !!say(OFF_BY_INTEGRATIONS);
        if (off) return;
        loads.add(load);
        add(consent);
        load(ask());
      });
    };

    return {
      isLoaded: () => loaded,
      load: enter,
      identify: ({ integrations, userId, traits }) => {
        const wall = Date.now();
        run(() => {
          if (!loaded) enter(); // consent is asked for there
          if (off) return;
          if (isOn(integrations)) identify(values, userId, traits, ask(), wall);
          else {
            call(OBSERVE, [values, userId, traits]);
            say(OFF_BY_INTEGRATIONS);
          }
        });
      },
      reset: () => run(() => off || say(call(RESET, []))),
      ready: () => Promise.resolve(),
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
