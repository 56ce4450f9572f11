// The page-wide core: however many hosts, copies and registrations a page has, they share one.
// It holds the module, asks for consent, and brings what happens in the page to the module.

import { attempt, forget, mark, put, release, runningScript } from '../../src/browser/page.js';
import { person, setHands } from '../../src/browser/prosperstack/page.js';
import {
  ALSO_IN_SEGMENT, CONSENT, CONSENT_DENIED, CONSENT_WAITING, DEBUG, DEFAULT_TIMEOUT_MS, ENDPOINT, FORGOTTEN, INTERNAL_ERROR,
  LAST_ERROR, LAST_OFF, NAME, OFF_BY_INTEGRATIONS, RULES, SAID, SECRET_IN_SETTINGS, TIMEOUT_MS, VERSION, WEBASSEMBLY_REFUSED,
} from '#tables';
import { engine as start } from '#engine';

const CORE = Symbol.for('retention-destinations/prosperstack');
const NO = 0;
const WAITING = 1;
const YES = 2;
const LONGEST_QUEUE = 1000;

/** Whether the `integrations` object of a host leaves us on; an own entry beats `All`. */
export const isOn = (integrations) => attempt(() => (integrations[NAME] ?? integrations.All) !== false, true);

// The first code says that the first setting is missing; the next, which setting is refused.
const ruleAt = (code) => code - 2 + (code == 1);
const nameIn = (rule) => rule.split(':')[0];
/** What to say about a code: its name and a text; of decisions nothing. */
const words = (code) => {
  const rule = RULES[ruleAt(code)];
  if (!rule) return (SAID[code - RULES.length - 2] ?? '').split('|');
  const name = nameIn(rule).replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());
  return [(code > 1 ? 'invalid_' : 'missing_') + name, rule];
};

const describe = (value) =>
  typeof value == 'string' ? `${value.length} characters` : value === null ? value : typeof value;

/** A promise of whether what passes for one says yes: it may bring a `then` that throws. */
const adopt = (answer) => new Promise((resolve) => resolve(answer)).then((yes) => yes === true, () => false);

const quiet = () => {};

function create() {
  const said = new Set();
  const loads = new Set(); // of registrations that load again when consent comes
  const answers = []; // consent functions, strictest wins
  const core = { version: VERSION, watch: quiet };
  let queue; // of tasks, while the module is on its way or the page is only prerendered
  let held; // the newest identify that came before consent
  let debug = false;
  let asks = 0;
  let engine;

  const say = (code, detail = '', trait) => {
    const [name, text] = words(code);
    if (code) attempt(() => core.watch(code, trait));
    if (name) {
      const line = `[${NAME}] ${text}${detail} (${name})`;
      if (!said.has(line)) console[code > LAST_ERROR ? 'warn' : 'error'](line);
      said.add(line);
    } else if (debug && code) console.debug(`[${NAME}]`, code, ...(trait === undefined ? [] : [trait]));
    return code;
  };

  // No throw of the page crosses the module, so whatever comes out of it is a fault of ours:
  // the destination is off from then on.
  const call = (name, values, ...numbers) => {
    if (!engine) return name == 'Check' ? INTERNAL_ERROR : 0; // which turns a registration off
    const start = mark();
    try {
      const code = engine[`prosper${name}`](...values.map((value) => put(value)), ...numbers);
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

  const run = (task) => {
    if (!queue) task();
    else if (queue.length < LONGEST_QUEUE) queue.push(task);
  };

  const clocks = () => [performance.now(), Date.now(), navigator.onLine !== false];

  setHands({
    say: (code, trait) => say(code, '', trait),
    answered: (retryAfter, date, ticket, status) => say(call('Answer', [retryAfter, date], ticket, status, Math.random(), ...clocks())),
    woken: () => say(call('Wake', [], ...clocks())),
  });
  const hide = () => run(() => say(call('Hide', [], ...clocks())));
  attempt(() => {
    addEventListener('pagehide', hide);
    addEventListener('online', () => run(() => say(call('Wake', [], ...clocks()))));
    document.addEventListener('visibilitychange', () => document.visibilityState == 'hidden' && hide());
  });

  const identify = (values, userId, traits, asked, wall) => {
    const [ms, , online] = clocks();
    const code = call('Identify', [values, userId, traits], asked, debug || core.watch != quiet, ms, wall, online);
    held = code == CONSENT_WAITING ? [values, userId, traits, wall] : undefined;
    return say(code);
  };

  const settle = (answer) => {
    const [values, userId, traits, wall] = held ?? [];
    loads.forEach((load) => load(answer));
    if (held && values) identify(values, userId, traits, answer, wall);
  };

  /** The strictest answer of all consent functions; a pending one settles later, once. */
  const ask = () => {
    const mine = ++asks;
    const given = answers.map((answer) => attempt(answer));
    const pending = given.filter((answer) => attempt(() => answer.then));
    const denied = given.some((answer) => answer !== true && !pending.includes(answer));
    const finish = (all) => mine == asks && !denied && settle(all.every((yes) => yes) ? YES : NO);
    // Even where it changes nothing: a rejection that nobody handles is an error in the page.
    if (pending[0]) Promise.all(pending.map(adopt)).then(finish);
    return denied ? NO : pending[0] ? WAITING : YES;
  };

  core.setConsent = (yes) =>
    run(() => {
      yes = yes === true;
      say(call('SetConsent', [], yes));
      if (yes) settle(ask());
    });

  core.alsoInSegment = () => run(() => say(ALSO_IN_SEGMENT));

  /** The person whom the cancellation flow is about, if there is one who consents; else null. */
  core.flow = () => (!queue && call('Flow', [], ask()) === 1 ? person() : null);

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
      const refused = call('Check', [values]);
      if (ruleAt(refused) in RULES) say(refused, `; found ${describe(values[ruleAt(refused)])}${hint}`);
      else if (refused == SECRET_IN_SETTINGS) say(refused);
      off = refused != 0;
      debug ||= !off && values[DEBUG] === true;
    });

    const load = (asked) => {
      const [userId, traits, alsoInSegment] = attempt(() => host.stored()) || [];
      const code = say(call('Load', [values, userId, traits], asked, !held));
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
        if (typeof consent == 'function') answers.push(consent);
        else if (consent && typeof consent == 'object') {
          let answer = adopt(consent);
          answer.then((yes) => (answer = yes));
          answers.push(() => answer);
        }
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
            call('Observe', [values, userId, traits]);
            say(OFF_BY_INTEGRATIONS);
          }
        });
      },
      reset: () => run(() => off || say(call('Reset', []))),
      ready: () => Promise.resolve(),
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
    console.warn(`[${NAME}] ${first.version} serves ${VERSION} too (another_version)`);
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
