// What is likely wrong with settings, as hints to be read after a setting's name. What each
// setting accepts comes from the table in Rust. No hint holds a value that could be a secret.

import { UNSET } from '#border';
import { distance, plain } from './spelling.js';

/**
 * @typedef {object} Rule what a setting accepts: `Accepts` in settings.rs
 * @property {string} name
 * @property {string} accepts
 * @property {string} expected
 * @property {number} [shortest]
 * @property {number} [longest]
 * @property {readonly string[]} [words]
 * @property {number} [least]
 *
 * @typedef {import('./types.js').Hint} Hint
 * @typedef {Record<string, any>} Settings
 *
 * @typedef {object} Product
 * @property {string} missing the hint where the required setting is missing
 * @property {Record<string, string>} [aliases] other names of settings
 * @property {string[]} [others] settings of which the module knows nothing
 * @property {(name: string) => string | undefined} [unknown] a hint about a name that is none
 * @property {(name: string) => string | undefined} [means] the setting that such a name, its letters and digits, means
 * @property {Record<string, (value: any) => string | undefined>} [hints] about values of the right type
 * @property {(settings: Settings, add: (setting: string, hint: string) => void) => void} [together]
 *   hints about several settings
 */

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** Below this, seconds were probably meant. */
const SHORTEST_LIKELY_MS = 100;

/**
 * The candidate that a word most likely means, or nothing.
 *
 * @param {string} word
 * @param {readonly string[]} candidates
 */
export const nearest = (word, candidates) => {
  const meant = plain(word);
  if (!meant) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(meant, plain(candidate)) }))
    .sort((one, other) => one.steps - other.steps);
  if (ranked[0].steps <= Math.max(1, Math.floor(meant.length / 3))) return ranked[0].candidate;
  if (meant.length < 3) return undefined;
  return candidates.find((candidate) => plain(candidate).includes(meant) || meant.includes(plain(candidate)));
};

/** A quotation mark, straight, curly or as an entity, at the start of a value. */
const QUOTE = /^(["'\u2018-\u201f]|&(quot|apos|[lr]s?d?quo|#\d+|#x[\da-f]+);)/i;

/**
 * The hint about a string that nobody has filled in, or that came with its quotes.
 *
 * @param {string} text
 * @param {boolean} isRequired
 */
const unsetHint = (text, isRequired) => {
  if (QUOTE.test(text)) return 'begins with a quotation mark: take the quotes out of the value';
  if (!isRequired || !text || !UNSET.test(text)) return undefined;
  return 'is a placeholder: nobody has filled in its value';
};

/** `siteType` as `data-site-type`. @param {string} name */
const attribute = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @param {unknown} value @param {string} expected */
const quotedFlag = (value, expected) => {
  const word = typeof value === 'string' ? value.trim() : value;
  return word === 'true' || word === 'false' ? `is a string: write ${word} without quotes` : `must be ${expected}`;
};

/** @param {string} address @param {Rule} rule */
const urlHint = (address, { expected }) => {
  let url;
  try {
    url = new URL(address, 'https://same.origin.invalid');
  } catch {
    return 'is not a URL';
  }
  if (url.protocol === 'http:' && !LOCAL.includes(url.hostname)) {
    return 'is plain http, which is refused unless it is the page\u2019s own origin: use https';
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : `must be ${expected}`;
};

/** @type {Record<string, (value: any, rule: Rule) => string | undefined>} */
const BY_KIND = {
  text(value, { expected, shortest = 0, longest = Number.POSITIVE_INFINITY }) {
    if (typeof value !== 'string') return shortest > 0 ? `must be a string: ${expected}` : 'must be a string';
    const { length } = value.trim();
    if (length < shortest) return `is empty: ${expected}`;
    return length > longest ? `is longer than ${longest} characters` : undefined;
  },
  words(value, { expected, words = [] }) {
    if (typeof value !== 'string') return `must be ${expected}`;
    if (words.includes(value.toLowerCase().replace(/[^a-z0-9.]/g, ''))) return undefined;
    const likely = nearest(value, words);
    return likely ? `is none of its values: did you mean "${likely}"?` : `must be ${expected}`;
  },
  flag: (value, { expected }) => (typeof value === 'boolean' ? undefined : quotedFlag(value, expected)),
  milliseconds(value, { expected, least = 0 }) {
    if (typeof value !== 'number' || !(value >= least && value <= LONGEST_TIMEOUT_MS)) return `must be ${expected}`;
    return value > 0 && value < SHORTEST_LIKELY_MS ? 'is in milliseconds: did you mean seconds?' : undefined;
  },
  consent(value, { expected }) {
    if (['boolean', 'function'].includes(typeof value) || typeof value?.then === 'function') return undefined;
    return typeof value === 'string' && plain(value) === 'required' ? undefined : quotedFlag(value, expected);
  },
  url(value, rule) {
    return typeof value === 'string' && value.trim() ? urlHint(value, rule) : `must be ${rule.expected}`;
  },
  own: () => undefined,
};

/** @param {string} name @param {unknown} value */
const isAbsent = (name, value) => value === undefined || (value === null && name !== 'consent');

/**
 * Looks settings over and lists what is likely a mistake. The first rule is the required one.
 *
 * @param {readonly Rule[]} rules
 * @param {Product} product
 * @param {any} settings
 * @returns {Hint[]}
 */
export const explainSettings = (rules, product, settings) => {
  if (settings === null || typeof settings !== 'object') return [{ setting: 'settings', hint: 'must be an object' }];
  const { missing, aliases = {}, others = [], unknown, means, hints = {}, together } = product;
  /** @type {Hint[]} */
  const found = [];
  /** @param {string} setting @param {string | undefined} hint */
  const add = (setting, hint) => {
    if (hint) found.push({ setting, hint });
  };

  const known = [...rules.map(({ name }) => name), ...Object.keys(aliases)];
  for (const name of Object.keys(settings)) {
    if (known.includes(name) || others.includes(name)) continue;
    // A tag's attribute that was taken for a setting's name, or the other way round.
    const bare = name.replace(/^data-?(?=.)/i, '');
    const likely = means?.(plain(bare)) ?? nearest(bare, [...known, ...others]);
    const guess = likely
      ? `is not a setting: did you mean ${likely}? In a script tag it is ${attribute(likely)}`
      : 'is not a setting and is ignored';
    add(name, unknown?.(name) ?? guess);
  }

  /** @type {Settings} */
  const values = Object.create(null);
  for (const name of known) {
    try {
      if (Object.hasOwn(settings, name)) values[name] = settings[name];
    } catch {
      add(name, 'threw an error when it was read');
    }
  }
  for (const name of known) {
    const value = values[name];
    if (isAbsent(name, value)) continue;
    const rule = rules.find((rule) => rule.name === (aliases[name] ?? name));
    if (!rule) continue;
    const unset = typeof value === 'string' ? unsetHint(value.trim(), rule === rules[0]) : undefined;
    add(name, unset ?? BY_KIND[rule.accepts](value, rule) ?? hints[rule.name]?.(value));
  }

  const required = rules[0].name;
  const names = [required, ...Object.keys(aliases).filter((name) => aliases[name] === required)];
  if (names.every((name) => isAbsent(name, values[name]))) add(required, `is missing: ${missing}`);
  together?.(values, add);
  return found;
};
