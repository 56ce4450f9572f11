// The page-wide core: however many hosts, copies and registrations a page has, they share one.
// It holds the module and asks for consent; everything else it passes on.

import { attempt, forget, mark, put, release, runningScript, setHost, setSay, settled, wait } from '../src/browser/page.js';
import {
  DEFAULT_TIMEOUT_MS, INTERNAL_ERROR, LAST_ERROR, LAST_OFF, LAST_WARNING, RULES,
  CONSENT, CONSENT_DENIED, DEBUG, FORGOTTEN, NONCE, OFF_BY_INTEGRATIONS, PUBLIC_API_TOKEN, SAID, SCRIPT_URL, TIMEOUT_MS, VERSION,
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
  attempt(() => (integrations?.ProfitWell ?? integrations?.All) !== false, true);

// The first code says that the first setting is missing; the next, which setting is refused.
const ruleAt = (code) => code - 2 + (code == 1);
const nameIn = (rule) => rule.split(':')[0];
/** What to say about an error or a warning: its name and a text. */
const words = (code) => {
  const rule = RULES[ruleAt(code)];
  if (!rule) return SAID[code - RULES.length - 2].split('|');
  const name = nameIn(rule).replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());
  return [(code > 1 ? 'invalid_' : 'missing_') + name, rule];
};

const describe = (value) =>
  typeof value == 'string' ? `${value.length} characters` : value === null ? value : typeof value;

/**
 * A promise of whether the page's promise, or what passes for one, says yes. Not `Promise.resolve`
 * or `Promise.all` of it: a promise may bring a `then` that throws.
 */
const adopt = (answer) => new Promise((resolve) => resolve(answer)).then((yes) => yes === true, () => false);

function create() {
  const said = new Set();
  const loads = new Set(); // of registrations that load again when consent comes
  const answers = []; // consent functions, strictest wins
  const core = { version: VERSION, watch() {} };
  let queue; // of tasks, while the module is on its way or the page is only prerendered
  let debug = false;
  let asks = 0;
  let engine;

  const say = (code, found = '') => {
    if (code) core.watch(code); // the debug entry's; it does not throw
    core.blocked ||= code == VENDOR_SCRIPT_BLOCKED;
    if (code && code <= LAST_WARNING) {
      const [name, text] = words(code);
      const line = `[ProfitWell] ${text}${found} (${name})`;
      if (!said.has(line)) console[code > LAST_ERROR ? 'warn' : 'error'](line);
      said.add(line);
    } else if (debug) console.debug('[ProfitWell]', code);
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

  const run = (task) => {
    if (!queue) task();
    else if (queue.length < LONGEST_QUEUE) queue.push(task);
  };

  const settle = (answer) => loads.forEach((load) => load(answer));

  /** The strictest answer of all consent functions; a pending one settles later, once. */
  const ask = () => {
    if (!answers[0]) return YES;
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
      say(call((engine) => engine.setConsent(yes)));
      if (yes) settle(ask());
    });

  /** How a cancellation flow may be opened; see `Flow` in destination.rs. */
  core.flow = () =>
    new Promise((resolve) => run(() => resolve(call((engine) => engine.flow(ask(), !!attempt(() => window.Paddle.Initialized))))));

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
      const refused = call((engine) => engine.check(put(values)));
      const rule = ruleAt(refused);
      if (rule in RULES) say(refused, `; found ${describe(values[rule])}${hint}`);
      off = refused != 0;
      debug ||= !off && values[DEBUG] === true;
    });

    const load = (asked) => {
      const [userId, traits, alsoInSegment] = attempt(() => host?.stored()) || [];
      setHost(host);
      const code = say(call((engine) => engine.load(put(values), put(userId), put(traits), asked, !!alsoInSegment)));
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
        if (typeof consent == 'function') answers.push(consent);
        else if (typeof consent == 'object') {
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
      identify: ({ integrations, userId, traits }) =>
        run(() => {
          if (!loaded) enter(); // consent is asked for there
          if (off) return;
          say(isOn(integrations) ? call((engine) => engine.identify(put(values), put(userId), put(traits), ask())) : OFF_BY_INTEGRATIONS);
        }),
      reset: () => run(() => off || say(call((engine) => engine.reset()))),
      ready: () =>
        Promise.race([new Promise((resolve) => run(() => resolve(!off && settled))), wait(timeoutMs)]),
    };
  };

  const use = (exports) => {
    const tasks = queue;
    queue = undefined;
    engine = exports;
    if (!engine) say(WEBASSEMBLY_REFUSED);
    tasks?.forEach(run);
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
