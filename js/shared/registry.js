// The page-wide registry: however many hosts, copies and registrations a page has, they share one.
// It holds the module; everything else it passes on, and what differs between the destinations is
// in the product's own `destination.js`. What is kept here is kept once per page, because only the
// first copy of the package creates a registry.

import {
  Answer,
  Code,
  DEFAULT_TIMEOUT_MS,
  Fact,
  IGNORED,
  LAST_OFF,
  LAST_WARNING,
  NAME,
  NAMES,
  Setting,
  URL_SETTING,
  VERSION,
} from '#border';
import * as destination from '#destination';
import { ALLOW, CHECK, RESET, SET_CONSENT, STRICTER, VERDICT } from '#engine';
import { attempt } from '../../src/page/attempt.js';
import { ownValue } from '../../src/page/syntax.js';
import { urlOf } from '../../src/page/url.js';
import { forget, kindOf, mark, put, release } from '../../src/page/values.js';
import { nameOf, settingOf } from './codes.js';
import { addConsent, askConsent, forgetConsent } from './consent.js';
import { diagnose, print } from './console.js';
import { run, start } from './tasks.js';

/**
 * @typedef {import('./tasks.js').Exports} Exports
 * @typedef {{ integrations?: any, userId?: unknown, traits?: unknown }} Event of which a host tells
 * @typedef {{ userId?: unknown, traits?: unknown, alsoInSegment?: boolean }} Stored the host's user
 *
 * @typedef {object} Origin of settings
 * @property {'attributes' | 'window' | 'query' | 'element' | 'code' | ''} [source] where they came from; `code` where
 *   nothing is said, empty where a script tag found none
 * @property {string} [hint] about a refused setting
 *
 * @typedef {object} Host what an adapter knows of its host
 * @property {() => any} integrations the host's `integrations` object
 * @property {() => Stored} stored
 *
 * @typedef {object} Registration
 * @property {() => boolean} isLoaded
 * @property {(host?: Host & import('../../src/page/profitwell/vendor.js').Contract) => void} load
 * @property {(event: Event) => void} identify
 * @property {() => void} reset
 * @property {() => Promise<unknown>} ready
 *
 * @typedef {object} Registry what other copies of the package may rely on
 * @property {string} version
 * @property {(code: number, detail: string) => void} watch the debug entry replaces it
 * @property {import('./types.js').Decision[]} decisions the newest, the oldest of them first
 * @property {() => import('./types.js').State} state
 * @property {number} copies of the package that use it
 * @property {(settings: any, origin?: Origin) => Registration} open
 * @property {(yes: boolean) => void} setConsent
 * @property {(subscriber?: { email?: unknown, internalId?: unknown }) => any} [flow] ProfitWell's: how a cancellation
 *   flow may be opened; ProsperStack's: the person that it receives, if the site names this subscriber
 * @property {number} [timeoutMs] of the registration that loaded last
 * @property {boolean} [blocked] ProfitWell's: its script could not be loaded
 * @property {() => void} [alsoInSegment] ProsperStack's
 */

/**
 * @template [Settings=any] what the owner of a site sets: a public type
 * @typedef {object} Destination what differs between the destinations
 * @property {(registry: Registry) => void} connect brings what happens in the page to the module
 * @property {(values: any[], setting: (name: keyof Settings) => any, settings: Settings) => void} complete adds to the
 *   settings what a page knows, and what has another name
 * @property {(values: any[], host: any, stored: Stored, answer: number) => number} load
 * @property {(values: any[], event: Event, answer: number, wall: number) => number} identify
 * @property {() => number} now the time of an event, where it counts
 * @property {(values: any[], event: Event) => void} observe an event that is not for us
 * @property {(values: any[], registry: Registry) => Pick<import('./types.js').State, 'token' | 'script' | 'queued'>} state
 *   by the settings of the registration that acted last
 * @property {(answer: number) => void} settled consent came, after registrations have loaded again
 * @property {() => void} forget the visitor is forgotten
 * @property {(isOn: () => boolean, timeoutMs: number) => Promise<unknown>} ready
 */

const unwatched = () => {};

/** The answers, by their numbers. */
const CONSENT = /** @type {Record<number, import('./types.js').State['consent']>} */ ({
  [Answer.No]: 'no',
  [Answer.Waiting]: 'waiting',
  [Answer.Yes]: 'yes',
});

/** @type {Exports | undefined} */
let engine;
let debug = false;
/** The registration that acts, or acted last. @type {import('./console.js').Acting} */
let acting = { values: [], settings: {}, source: '' };

/** How many decisions are kept. */
const MOST_DECISIONS = 20;

/** @type {((answer: number) => void)[]} of registrations that load again when consent comes */
const loads = [];

/** Whether anybody looks at single decisions. */
export const isListening = () => debug || registry.watch !== unwatched;

/**
 * Reports a code, if there is one.
 *
 * @param {number} code
 * @param {string} [detail] the name of a trait, what is wrong with a value, or why
 * @param {string} [name] of a code that only the explanations name
 */
export const report = (code, detail = '', name = nameOf(code)) => {
  if (!code) return code;
  const { decisions } = registry;
  let last = decisions.length;
  if (last === MOST_DECISIONS) {
    last -= 1; // a shorter list would be copied to grow again
    for (let at = 0; at < last; at += 1) decisions[at] = decisions[at + 1];
  }
  /** @type {{ -readonly [key in keyof import('./types.js').Decision]: import('./types.js').Decision[key] }} */
  const decision = { name, at: Date.now(), source: acting.source };
  if (detail) decision.detail = detail;
  decisions[last] = decision;
  registry.watch(code, detail); // the debug entry's; it does not throw
  if (debug || code <= LAST_WARNING) print(code, decision, debug, acting);
  return code;
};

/**
 * Calls the module. No throw of the page crosses it, so whatever comes out of it is a fault of
 * ours: the destination is off from then on.
 *
 * @param {(exports: Exports) => number} task
 */
export const call = (task) => {
  if (!engine) return Code.InternalError;
  const before = mark();
  try {
    const code = task(engine);
    if (code === Code.Forgotten || code === Code.ConsentDenied) {
      forget();
      destination.forget();
    }
    return code;
  } catch {
    engine = undefined;
    return report(Code.InternalError);
  } finally {
    release(before);
  }
};

/** Whether the object leaves us on; one that throws does. @param {any} integrations */
const isOn = (integrations) => {
  const answer = attempt(() =>
    engine?.[ALLOW](kindOf(ownValue(integrations, NAME)), kindOf(ownValue(integrations, 'All'))),
  );
  return answer !== 0;
};

/** @param {number} answer */
const settle = (answer) => {
  for (let at = 0; at < loads.length; at += 1) loads[at](answer);
  destination.settled(answer);
};

/** What the consent functions say now: an `Answer`. */
export const ask = () => askConsent((strictest, kind) => call((engine) => engine[STRICTER](strictest, kind)), settle);

/** @param {any} value */
const trimmed = (value) => (typeof value === 'string' ? value.trim() : value);

/**
 * The facts about the setting that is a URL, and its absolute form.
 *
 * @param {any[]} values
 */
const resolve = (values) => {
  if (typeof values[URL_SETTING] !== 'string') return;
  const url = urlOf(values[URL_SETTING], location.href);
  values[Fact.Protocol] = url.protocol;
  values[Fact.HostName] = url.hostname;
  values[Fact.SameOrigin] = url.origin === location.origin;
  values[Fact.Credentials] = url.username !== '' || url.password !== '';
  url.hash = '';
  if (values[URL_SETTING] !== '') values[URL_SETTING] = url.href;
};

/**
 * @param {any} settings
 * @param {Origin} [origin]
 * @returns {Registration}
 */
const open = (settings, { source = 'code', hint = '' } = {}) => {
  /** @param {any} name */
  const setting = (name) => attempt(() => trimmed(ownValue(settings, name)));
  /** @type {any[]} */
  const values = [];
  for (let at = 0; at < NAMES.length; at += 1) values[at] = setting(NAMES[at]);
  attempt(() => destination.complete(values, setting, settings));
  attempt(() => resolve(values));
  values[Setting.timeoutMs] ??= DEFAULT_TIMEOUT_MS;
  /** @type {any} */
  let host;
  let isLoaded = false;
  let isListed = false;
  let isOff = false;

  const registration = { values, settings, source };

  /** @param {() => void} task */
  const act = (task) =>
    run(() => {
      acting = registration;
      task();
    });

  act(() => {
    const refusal = call((engine) => engine[CHECK](put(values)));
    if (refusal) {
      isOff = refusal !== IGNORED;
      if (refusal !== Code.InternalError) report(refusal, hint); // that has been reported
      if (!isOff) values[settingOf(refusal)] = undefined;
    }
    debug ||= values[Setting.debug] === true;
  });

  /** @param {number} answer */
  const load = (answer) => {
    if (isOff) return;
    const stored = { __proto__: null, ...attempt(() => host.stored?.()) };
    const code = report(destination.load(values, host, stored, answer));
    if (code && code <= LAST_OFF) isOff = true;
  };

  /** @type {Registration['load']} */
  const enter = (contract) => {
    host = { __proto__: null, ...contract };
    isLoaded = true;
    act(() => {
      if (!isOff && !isOn(attempt(() => host.integrations?.()))) {
        isOff = true;
        report(Code.OffByIntegrations);
      }
      if (isOff) return;
      registry.timeoutMs = values[Setting.timeoutMs];
      if (!isListed) loads[loads.length] = load;
      isListed = true;
      addConsent(values[Setting.consent]);
      load(ask());
    });
  };

  return {
    isLoaded: () => isLoaded,
    load: enter,
    identify(given) {
      // Not by a copy of the object: one without a prototype costs a quarter of a warm call.
      const integrations = ownValue(given, 'integrations');
      const event = { userId: ownValue(given, 'userId'), traits: ownValue(given, 'traits') };
      const wall = destination.now();
      act(() => {
        if (!isLoaded) enter(); // consent is asked for there
        if (isOff) return;
        if (isOn(integrations)) {
          const code = report(destination.identify(values, event, ask(), wall));
          if (isListening()) diagnose(values, event, code, report);
        } else {
          destination.observe(values, event);
          report(Code.OffByIntegrations);
        }
      });
    },
    reset() {
      act(() => {
        if (!isOff) report(call((engine) => engine[RESET]()));
      });
    },
    ready: () => destination.ready(() => !isOff, values[Setting.timeoutMs]),
  };
};

/** @returns {Registry} */
const fresh = () => ({
  version: VERSION,
  watch: unwatched,
  decisions: [],
  copies: 0,
  open,
  state: () => ({
    version: VERSION,
    source: acting.source,
    consent: CONSENT[call((engine) => engine[VERDICT](ask()))],
    copies: registry.copies,
    ...destination.state(acting.values, registry),
  }),
  setConsent(yes) {
    run(() => {
      const isGiven = yes === true;
      report(call((engine) => engine[SET_CONSENT](isGiven)));
      if (isGiven) settle(ask());
    });
  },
});

let registry = fresh();
let isCreated = false;

/**
 * Starts the module, and gives the registry over it; anew where a test has removed the one before.
 */
export const createRegistry = () => {
  if (isCreated) registry = fresh();
  isCreated = true;
  loads.length = 0;
  forgetConsent();
  destination.connect(registry);
  start((exports) => {
    engine = exports;
    if (!engine) report(Code.WebassemblyRefused);
  });
  return registry;
};
