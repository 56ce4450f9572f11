// What a debug entry is made of: what the destination decides and why, in words, and what is
// likely wrong with settings. Pages that visitors see do not download it.

import { checkText } from './check/check.js';
import { readHtml } from './check/html.js';
import { metaPolicies, reviewPage, unique } from './check/page.js';
import { checkPolicyText, reviewPolicies } from './check/policy.js';
import { checkSettings } from './check/settings.js';
import { lineFinder } from './check/text.js';

/**
 * @typedef {import('./types.js').Said} Said
 * @typedef {(code: number, detail?: string) => void} Listener
 * @typedef {typeof import('#border')} Border
 */

/** @type {WeakMap<object, Set<Listener>>} */
const watched = new WeakMap();

/** Calls a listener, which is the page's. @param {Listener} listener @param {Parameters<Listener>} report */
const hand = (listener, ...report) => {
  try {
    listener(...report);
  } catch (error) {
    console.error(error);
  }
};

/**
 * The listeners to a registry, which calls them all from now on.
 *
 * @param {any} registry
 */
const listenersOf = (registry) => {
  const known = watched.get(registry);
  if (known) return known;
  /** @type {Set<Listener>} */
  const listeners = new Set();
  watched.set(registry, listeners);
  const others = registry.watch; // of another copy of this entry
  /** @type {Listener} */
  registry.watch = (code, detail) => {
    for (const listener of listeners) {
      hand(listener, code, detail);
    }
    others(code, detail);
  };
  return listeners;
};

/**
 * Calls `listener` with the codes that the page has kept, and then with every code that it reports. Returns a
 * function that ends this. Where the page has no destination yet it only says so.
 *
 * @param {Border} border
 * @param {(said: Said) => void} listener
 */
const watch = ({ EXPLANATIONS, NAME, VERSION }, listener) => {
  const registry = /** @type {any} */ (globalThis)[Symbol.for(`retention-destinations/${NAME}`)];
  if (!registry) {
    console.warn(`[${NAME}] nothing to watch yet: call ${NAME.toLowerCase()}(settings) first`);
    return () => {};
  }
  // The first copy on a page makes the registry; codes of another version have other numbers.
  const names = registry.version === VERSION ? Object.keys(EXPLANATIONS) : [];
  /** @type {Listener} */
  const translate = (code, detail) => {
    const name = names[code - 1] ?? 'unknown';
    const text =
      /** @type {Record<string, string | undefined>} */ (EXPLANATIONS)[name] ??
      `The destination on this page is of version ${registry.version}; this explains only version ${VERSION}.`;
    /** @type {Said} */
    const said = { code, name, text };
    if (!detail) listener(said);
    // These say why, or what is wrong with a value; else the detail is the name of a trait.
    else if (/^(missing|invalid|settings|vendor)_|_unusable$/.test(name)) listener({ ...said, detail });
    else listener({ ...said, detail, trait: detail });
  };
  // A core of an older version keeps none.
  for (const { name, detail } of registry.decisions ?? []) hand(translate, names.indexOf(name) + 1, detail);
  const listeners = listenersOf(registry);
  listeners.add(translate);
  return () => {
    listeners.delete(translate);
  };
};

/**
 * Removes the page's destination, so that the next test begins with none.
 *
 * @param {Border} border
 * @param {string[]} globals of `window` that go with it
 */
const reset = ({ NAME }, globals) => {
  const page = /** @type {any} */ (globalThis).window;
  const key = Symbol.for(`retention-destinations/${NAME}`);
  if (!page?.[key]) return;
  page[key].setConsent(false); // forgets the visitor, and tries no more
  delete page[key];
  for (const name of globals) delete page[name];
};

/**
 * What is wrong with policies: the lines of headers, `<meta>` elements, or values.
 *
 * @param {import('./check/policy.js').Needs} needs
 * @param {unknown} given
 */
const checkPolicy = (needs, given) => {
  const text = Array.isArray(given)
    ? given.map((policy) => `Content-Security-Policy: ${policy}`).join('\n')
    : `${given}`;
  const policies = /<meta/i.test(text) ? metaPolicies(readHtml(text)) : [];
  if (!policies.length) return checkPolicyText(text, needs, lineFinder);
  return reviewPolicies(policies, needs, {}, lineFinder(text));
};

/**
 * The functions of a debug entry.
 *
 * @param {import('./check/page.js').Destination} destination what differs between the destinations
 * @param {string[]} globals of `window` that are the destination's
 */
export const debugEntry = (destination, globals) => {
  const { product, needs } = destination;
  const { border } = product;
  /** What each code means. No text holds anything of the visitor's or the owner's. */
  const EXPLANATIONS = /** @type {Record<string, string>} */ (
    Object.freeze(Object.assign(Object.create(null), border.EXPLANATIONS))
  );
  return {
    resetForTests: () => reset(border, globals),
    EXPLANATIONS,
    /** The explanation of a code's name. @param {string} name @returns {string | undefined} */
    explain: (name) => EXPLANATIONS[name],
    /** @param {(said: Said) => void} listener */
    watch: (listener) => watch(border, listener),
    /** @param {unknown} settings */
    checkSettings: (settings) => unique(checkSettings(product, settings, lineFinder)),
    /** @param {string} html */
    checkPage: (html) => reviewPage(`${html}`, destination, lineFinder).findings,
    /** @param {string | readonly string[]} policy */
    checkPolicy: (policy) => unique(checkPolicy(needs, policy)),
    /** @param {string} text */
    check: (text) => checkText(`${text}`, destination),
  };
};
