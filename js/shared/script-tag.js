// The script tag: registered on the page's analytics host, or acting alone where there is none; and
// the page's own calls, those from before it ran as well.

import { Code } from '#border';
import * as tag from '#tag';
import { attempt } from '../../src/page/attempt.js';
import { get, open, setConsent } from './page-wide.js';
import { report } from './registry.js';
import { findSettings, PREFIX } from './settings-sources.js';
import { MOST_CALLS } from './tasks.js';

/** When a host is looked for: first after so many milliseconds, then after twice as many, … */
const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 60_000;

/**
 * Registers a plugin on the host of this name: whether there is one. A host that is loaded has
 * `register`; so has Segment's snippet; before the snippet its buffer is a plain array.
 *
 * @param {string} key
 * @param {object} plugin
 */
const register = (key, plugin) =>
  attempt(() => {
    const host = /** @type {any} */ (window)[key];
    if (typeof host?.register === 'function') host.register(plugin);
    else if (Array.isArray(host)) host.push(['register', plugin]);
    else return false;
    return true;
  });

/**
 * @typedef {object} Tag what a product's script tag has of its own
 * @property {typeof import('../hosts/segment.js').pluginOf} plugin what is registered on a host
 * @property {string} SELECTOR of elements that have the required setting
 * @property {Record<string, (...args: any[]) => any>} calls what the page may call besides `identify`, `reset` and
 *   `setConsent`, also before the tag
 * @property {(settings: any) => void} complete reads what of the settings is more than a string
 * @property {(destination: any) => void} offer adds the other members of the global
 */

const run = () => {
  const { settings, ...origin } = findSettings(tag.SELECTOR);
  tag.complete(settings);
  const registration = /** @type {import('./registry.js').Registration} */ (open(settings, origin));
  const plugin = tag.plugin(registration);

  /** @type {Record<string, (...args: any[]) => any>} */
  const calls = {
    // @ts-expect-error a value of the page is looked up here, so nothing is inherited
    __proto__: null,
    /** @param {import('./registry.js').Event} event */
    identify(event) {
      if (typeof event !== 'object' || !event) throw event;
      registration.identify(event);
    },
    reset: () => registration.reset(),
    setConsent,
    ...tag.calls,
  };
  /** @param {(one: any, two: any) => any} task @returns {(one?: any, two?: any) => any} */
  const guarded = (task) => (one, two) => {
    try {
      return task(one, two);
    } catch {
      return report(Code.InvalidCall);
    }
  };
  const call = guarded((/** @type {ArrayLike<any>} */ item) => calls[item[0]](item[1], item[2]));
  const slot = /** @type {any} */ (get());
  // A function, because a page's stub may have been one.
  /** @type {any} */
  const destination = (/** @type {any[]} */ ...item) => call(item);
  /** @param {ArrayLike<any>[]} items */
  const callAll = (...items) => {
    for (let at = 0; at < items.length; at += 1) call(items[at]);
    return items.length;
  };
  tag.offer(destination);
  for (const name in calls) destination[name] = guarded(calls[name]);
  destination.push = callAll;
  destination.decisions = slot.decisions;
  destination.state = slot.state;

  const page = /** @type {any} */ (window);
  const name = `${PREFIX}Destination`;
  /** The page's array, or the `q` of a stub of its own. */
  const queue = attempt(() => (Array.isArray(page[name]) ? page[name] : page[name]?.q));
  /** @type {any[]} */
  const waiting = [];
  attempt(() => {
    if (!queue) return;
    for (let at = 0; at < queue.length && at < MOST_CALLS; at += 1)
      if (at in queue) waiting[waiting.length] = queue[at];
    if (queue.length > MOST_CALLS) report(Code.QueueFull);
  });
  // Before anything is requested.
  for (let at = 0; at < waiting.length; at += 1)
    if (attempt(() => waiting[at][0] === 'setConsent' && waiting[at][1] !== true)) setConsent(false);

  const key = settings.analyticsKey || 'analytics';
  /** @param {number} after milliseconds */
  const lookAgain = (after) => {
    if (after > LONGEST_LOOK_MS || register(key, plugin)) return;
    setTimeout(() => lookAgain(after * 2), after);
  };
  if (!register(key, plugin)) {
    registration.load(); // alone
    lookAgain(FIRST_LOOK_MS);
  }

  for (let at = 0; at < waiting.length; at += 1) call(waiting[at]);
  // Of several tags the first that has settings.
  if (origin.source) slot.tag ??= destination;
  page[name] = slot.tag ?? destination;
  // The page may have kept its array.
  if (queue) attempt(() => (queue.push = page[name].push));
};

export const runTag = () => {
  try {
    run();
  } catch {
    report(Code.InternalError);
  }
};
