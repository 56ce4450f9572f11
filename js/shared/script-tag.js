// The script tag: settings from its own attributes, registered on the page's analytics host, or
// acting alone where there is none.

import { attempt } from '../../src/page/attempt.js';
import { runningScript } from './running-script.js';

/** When a host is looked for: first after so many milliseconds, then after twice as many, … */
const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 60_000;

/** @param {string | undefined} value @returns {any} */
const parsed = (value) => {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
};

/**
 * Settings of the running script's `data-` attributes.
 *
 * @param {(settings: any) => void} [complete] reads what is neither a string nor a flag nor `timeoutMs`
 */
const readSettings = (complete) => {
  /** @type {Record<string, any>} */
  const settings = { ...runningScript().dataset };
  for (const name in settings) settings[name] = parsed(settings[name]);
  if (settings.timeoutMs) settings.timeoutMs = Number(settings.timeoutMs);
  complete?.(settings);
  return settings;
};

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
 * @param {import('./page-wide.js').PageWide<any>} registry
 * @param {object} product
 * @param {typeof import('../hosts/segment.js').pluginOf} product.plugin what is registered on a host
 * @param {string} product.global what the page calls the tag's functions by
 * @param {object} product.offers what stands there besides `identify`, `reset` and `setConsent`
 * @param {(settings: any) => void} [product.complete]
 */
export const runTag = (registry, { plugin: pluginOf, global, offers, complete }) => {
  attempt(() => {
    const settings = readSettings(complete);
    const key = settings.analyticsKey || 'analytics';
    const registration = /** @type {import('./registry.js').Registration} */ (registry.open(settings));
    const plugin = pluginOf(registration);

    /** @param {number} after milliseconds */
    const lookAgain = (after) => {
      if (after > LONGEST_LOOK_MS || register(key, plugin)) return;
      setTimeout(lookAgain, after, after * 2);
    };
    if (!register(key, plugin)) {
      registration.load(); // alone
      lookAgain(FIRST_LOOK_MS);
    }

    /** @type {any} */ (window)[global] ??= {
      identify: (/** @type {import('./registry.js').Event} */ event) => attempt(() => registration.identify(event)),
      reset: () => attempt(() => registration.reset()),
      setConsent: registry.setConsent,
      ...offers,
    };
  });
};
