// ProsperStack's half of the page-wide registry: brings what happens in the page to the module.

import { Code, Fact, Flow } from '#border';
import { ANSWER, FLOW, HIDE, IDENTIFY, LOAD, OBSERVE, WAKE } from '#engine';
import { attempt } from '../../src/page/attempt.js';
import { bind } from '../../src/page/prosperstack/delivery.js';
import { person } from '../../src/page/prosperstack/messages.js';
import { put } from '../../src/page/values.js';
import { pageWide } from '../shared/page-wide.js';
import { ask, call, isListening, report } from '../shared/registry.js';
import { run } from '../shared/tasks.js';

/** @typedef {import('../shared/registry.js').Destination} Destination */

/** What the page's clocks and its network say now: `Now` in destination.rs. */
const now = () => [performance.now(), Date.now(), navigator.onLine !== false];

/**
 * The newest identify that came before consent.
 *
 * @type {{ values: any[], event: import('../shared/registry.js').Event, wall: number } | undefined}
 */
let held;

/** @type {Destination['identify']} */
const identify = (values, event, answer, wall) => {
  const { userId, traits } = event;
  const [ms, , isOnline] = now();
  const code = call((engine) =>
    engine[IDENTIFY](put(values), put(userId), put(traits), answer, isListening(), ms, wall, isOnline),
  );
  held = code === Code.ConsentWaiting ? { values, event, wall } : undefined;
  return code;
};

const wake = () => report(call((engine) => engine[WAKE](...now())));
const hide = () => run(() => report(call((engine) => engine[HIDE](...now()))));

/** Where Segment delivers as well. */
const reportDouble = () => run(() => report(Code.AlsoInSegment));

/** @type {import('../shared/registry.js').Destination<import('./index.js').ProsperStackSettings>} */
const destination = {
  connect(registry) {
    bind({
      report: (code, trait) => report(code, '', trait),
      answered({ retryAfter, date, ticket, status }) {
        report(call((engine) => engine[ANSWER](put(retryAfter), put(date), ticket, status, Math.random(), ...now())));
      },
      woken: wake,
    });
    attempt(() => {
      addEventListener('pagehide', hide);
      addEventListener('online', () => run(wake));
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'hidden') hide();
      });
    });
    registry.alsoInSegment = reportDouble;
    registry.flow = ({ email, internalId } = {}) => {
      const whom = call((engine) => engine[FLOW](ask(), put(email), put(internalId)));
      return whom === Flow.Person ? person() : null;
    };
  },

  complete(values, settings) {
    values[Fact.Given] = settings;
  },

  load(values, _host, { userId, traits, alsoInSegment }, answer) {
    const code = call((engine) => engine[LOAD](put(values), put(userId), put(traits), answer, !held));
    if (alsoInSegment) reportDouble();
    return code;
  },

  identify,

  observe(values, { userId, traits }) {
    call((engine) => {
      engine[OBSERVE](put(values), put(userId), put(traits));
      return 0;
    });
  },

  settled(answer) {
    if (held) report(identify(held.values, held.event, answer, held.wall));
  },

  forget() {
    held = undefined;
  },

  ready: () => Promise.resolve(),
};

export const registry = /* @__PURE__ */ pageWide(destination);
export const { setConsent } = registry;
