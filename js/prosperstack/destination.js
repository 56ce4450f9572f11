// ProsperStack's half of the page-wide registry (`Destination` in ../shared/registry.js): brings what happens in the page
// to the module.

import { Code, Fact, Flow } from '#border';
import { ANSWER, FLOW, HIDE, IDENTIFY, LOAD, OBSERVE, WAKE } from '#engine';
import { attempt } from '../../src/page/attempt.js';
import { fromDocument } from '../../src/page/document.js';
import { bind } from '../../src/page/prosperstack/delivery.js';
import { person } from '../../src/page/prosperstack/messages.js';
import { countWaiting } from '../../src/page/prosperstack/properties.js';
import { put } from '../../src/page/values.js';
import { ask, call, isListening, report } from '../shared/registry.js';
import { run } from '../shared/tasks.js';

/** @typedef {import('../shared/registry.js').Destination<import('./index.js').ProsperStackSettings>} Destination */

/**
 * Calls the module with what the page's clocks and its network say now: `Now` in destination.rs.
 *
 * @param {(exports: import('../shared/registry.js').Exports, ms: number, wall: number, isOnline: boolean) => number} task
 */
const callNow = (task) => call((engine) => task(engine, performance.now(), Date.now(), navigator.onLine !== false));

/**
 * The newest identify that came before consent.
 *
 * @type {{ values: any[], event: import('../shared/registry.js').Event, wall: number } | undefined}
 */
let held;

/** @type {Destination['identify']} */
export const identify = (values, event, answer, wall) => {
  const { userId, traits } = event;
  const code = callNow((engine, ms, _now, isOnline) =>
    engine[IDENTIFY](put(values), put(userId), put(traits), answer, isListening(), ms, wall, isOnline),
  );
  held = code === Code.ConsentWaiting ? { values, event, wall } : undefined;
  return code;
};

const wake = () => report(callNow((engine, ms, wall, isOnline) => engine[WAKE](ms, wall, isOnline)));
const hide = () => run(() => report(callNow((engine, ms, wall, isOnline) => engine[HIDE](ms, wall, isOnline))));

/** Where Segment delivers as well. */
const reportDouble = () => run(() => report(Code.AlsoInSegment));

/** @type {Destination['connect']} */
export const connect = (registry) => {
  bind({
    report,
    answered({ retryAfter, date, ticket, status }) {
      report(
        callNow((engine, ms, wall, isOnline) =>
          engine[ANSWER](put(retryAfter), put(date), ticket, status, Math.random(), ms, wall, isOnline),
        ),
      );
    },
    woken: wake,
  });
  attempt(() => {
    addEventListener('pagehide', hide);
    addEventListener('online', () => run(wake));
    addEventListener('visibilitychange', () => {
      if (fromDocument('visibilityState') === 'hidden') hide();
    });
  });
  registry.alsoInSegment = reportDouble;
  registry.flow = ({ email, internalId } = {}) => {
    const whom = call((engine) => engine[FLOW](ask(), put(email), put(internalId)));
    return whom === Flow.Person ? person() : null;
  };
};

/** @type {Destination['complete']} */
export const complete = (values, _setting, settings) => {
  values[Fact.Given] = settings;
};

/** @type {Destination['load']} */
export const load = (values, _host, { userId, traits, alsoInSegment }, answer) => {
  const code = call((engine) => engine[LOAD](put(values), put(userId), put(traits), answer, !held));
  if (alsoInSegment) reportDouble();
  return code;
};

/** @type {Destination['now']} */
export const now = () => Date.now();

/** @type {Destination['observe']} */
export const observe = (values, { userId, traits }) => {
  call((engine) => {
    engine[OBSERVE](put(values), put(userId), put(traits));
    return 0;
  });
};

/** @type {Destination['settled']} */
export const settled = (answer) => {
  if (held) report(identify(held.values, held.event, answer, held.wall));
};

/** @type {Destination['forget']} */
export const forget = () => {
  held = undefined;
};

/** @type {Destination['state']} */
export const state = () => ({ queued: countWaiting() });

/** @type {Destination['ready']} */
export const ready = async () => {};
