// What is wrong with settings, or likely wrong, as hints to be read after a setting's name. What each
// setting accepts comes from the table in Rust. No hint holds a value that could be a secret.

import { LONGEST_TIMEOUT_MS } from '../../src/page/border.js';
import { UNKNOWN } from './check/literal.js';
import { isSecret } from './check/secrets.js';
import { snakeCase } from './snake-case.js';
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
 * @typedef {import('./types.js').Finding['gravity']} Gravity
 * @typedef {Record<string, any>} Settings
 *
 * @typedef {object} Problem
 * @property {string} code
 * @property {Gravity} gravity
 * @property {string} setting its name, as it was found
 * @property {string} hint
 * @property {string} [name] what it should be called
 * @property {unknown} [value] what it should be
 * @property {boolean} [isToGo] whether it should not be there
 *
 * @typedef {Pick<Problem, 'hint'> & Partial<Problem>} Hint its code follows from the setting if none is named
 *
 * @typedef {object} Product
 * @property {typeof import('#border')} border
 * @property {typeof import('./settings-sources.js').parsed} parsed
 * @property {typeof import('../hosts/segment.js').isInSegment} isInSegment
 * @property {string} missing the hint where the required setting is missing
 * @property {Record<string, string>} [aliases] other names of settings
 * @property {string[]} [others] settings of which the module knows nothing
 * @property {(name: string) => Hint | undefined} [unknown] about a name that is none
 * @property {(name: string) => string | undefined} [means] the setting that such a name, its letters and digits, means
 * @property {Record<string, (value: any) => Hint | undefined>} [hints] about values of the right type
 * @property {(settings: Settings, add: (setting: string, hint: Hint) => void) => void} [together]
 *   about several settings
 */

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
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

/** A value without the quotation marks around it. @param {string} text */
export const unquoted = (text) => {
  let value = text.trim();
  for (let last = ''; last !== value; ) {
    last = value;
    value = value.replace(QUOTE, '').replace(/(["'\u2018-\u201f]|&(quot|apos|[lr]s?d?quo|#\d+|#x[\da-f]+);)$/i, '');
    value = value.trim();
  }
  return value;
};

/**
 * The hint about a string that nobody has filled in, or that came with its quotes.
 *
 * @param {string} text
 * @param {RegExp | false} unset what nobody has filled in, where the setting is required
 * @returns {Hint | undefined}
 */
const unsetHint = (text, unset) => {
  if (QUOTE.test(text)) {
    return { hint: 'begins with a quotation mark: take the quotes out of the value', value: unquoted(text) };
  }
  if (!unset || !text || !unset.test(text)) return undefined;
  return { hint: 'is a placeholder: nobody has filled in its value' };
};

/** `siteType` as `data-site-type`. @param {string} name */
export const attributeOf = (name) => `data-${snakeCase(name).replaceAll('_', '-')}`;

/** @param {unknown} value @param {string} expected @returns {Hint} */
const quotedFlag = (value, expected) => {
  const word = typeof value === 'string' ? value.trim() : value;
  if (word !== 'true' && word !== 'false') return { hint: `must be ${expected}` };
  return { hint: `is a string: write ${word} without quotes`, value: word === 'true' };
};

/** @param {string} address @param {Rule} rule @returns {Hint | undefined} */
const urlHint = (address, { expected }) => {
  let url;
  try {
    url = new URL(address, 'https://same.origin.invalid');
  } catch {
    return { hint: 'is not a URL' };
  }
  if (url.protocol === 'http:' && !LOCAL.includes(url.hostname)) {
    const hint = 'is plain http, which is refused unless it is the page\u2019s own origin: use https';
    return { hint, value: address.replace(/^\s*http:/i, 'https:') };
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : { hint: `must be ${expected}` };
};

/** What the destination refuses. @type {Record<string, (value: any, rule: Rule) => Hint | undefined>} */
const BY_KIND = {
  text(value, { expected, shortest = 0, longest = Number.POSITIVE_INFINITY }) {
    if (typeof value !== 'string') return { hint: shortest > 0 ? `must be a string: ${expected}` : 'must be a string' };
    const { length } = value.trim();
    if (length < shortest) return { hint: `is empty: ${expected}` };
    return length > longest ? { hint: `is longer than ${longest} characters` } : undefined;
  },
  words(value, { expected, words = [] }) {
    if (typeof value !== 'string') return { hint: `must be ${expected}` };
    if (words.includes(value.toLowerCase().replace(/[^a-z0-9.]/g, ''))) return undefined;
    const likely = nearest(value, words);
    if (!likely) return { hint: `must be ${expected}` };
    return { hint: `is none of its values: did you mean "${likely}"?`, value: likely };
  },
  flag: (value, { expected }) => (typeof value === 'boolean' ? undefined : quotedFlag(value, expected)),
  milliseconds(value, { expected, least = 0 }) {
    const isTime = typeof value === 'number' && value >= least && value <= LONGEST_TIMEOUT_MS;
    if (!isTime) return { hint: `must be ${expected}` };
    if (value === 0 || value >= SHORTEST_LIKELY_MS) return undefined;
    const hint = 'is in milliseconds: did you mean seconds?';
    return { hint, value: value * 1000, code: 'unlikely_timeout_ms', gravity: 'warning' };
  },
  consent(value, { expected }) {
    if (['boolean', 'function'].includes(typeof value) || typeof value?.then === 'function') return undefined;
    return typeof value === 'string' && plain(value) === 'required' ? undefined : quotedFlag(value, expected);
  },
  url(value, rule) {
    return typeof value === 'string' && value.trim() ? urlHint(value, rule) : { hint: `must be ${rule.expected}` };
  },
  own: () => undefined,
};

/** @param {string} name @param {unknown} value */
const isAbsent = (name, value) => value === undefined || (value === null && name !== 'consent');

/** About a name that is not a setting. @param {string} name @param {Product} product @param {string[]} known @returns {Hint} */
const aboutUnknown = (name, { unknown, means }, known) => {
  // A tag's attribute that was taken for a setting's name, or the other way round.
  const bare = name.replace(/^data-?(?=.)/i, '');
  const likely = means?.(plain(bare)) ?? nearest(bare, known);
  const code = 'unknown_setting';
  const own = unknown?.(name);
  if (own) return { code, ...own };
  if (!likely) return { code, gravity: 'note', hint: 'is not a setting and is ignored' };
  const hint = `is not a setting: did you mean ${likely}? In a script tag it is ${attributeOf(likely)}`;
  return { code, name: likely, hint };
};

/**
 * Looks settings over and lists what is a mistake, or likely one. The first rule is the required one.
 *
 * @param {Product} product
 * @param {any} settings
 * @param {{ isPart?: boolean }} [options] `isPart`: the required setting may come from elsewhere
 * @returns {Problem[]}
 */
export const explainSettings = (product, settings, { isPart = false } = {}) => {
  /** @type {Problem[]} */
  const found = [];
  if (settings === null || typeof settings !== 'object' || Array.isArray(settings)) {
    return [{ code: 'no_settings', gravity: 'error', setting: 'settings', hint: 'must be an object' }];
  }
  const { border, missing, aliases = {}, others = [], hints = {}, together } = product;
  /** @type {readonly Rule[]} */
  const rules = border.SETTINGS;
  const required = rules[0].name;
  const ignored = border.NAMES[border.IGNORED - border.INVALID];
  /** @param {string} setting @param {Hint | undefined} hint @param {string} [code] @param {Gravity} [gravity] */
  const add = (setting, hint, code = `unlikely_${snakeCase(setting)}`, gravity = 'warning') => {
    if (hint) found.push({ code, gravity, setting, ...hint });
  };

  const known = [...rules.map(({ name }) => name), ...Object.keys(aliases)];
  for (const name of Object.keys(settings)) {
    if (known.includes(name) || others.includes(name)) continue;
    add(name, aboutUnknown(name, product, [...known, ...others]));
  }

  /** @type {Settings} */
  const values = Object.create(null);
  for (const name of known) {
    try {
      if (Object.hasOwn(settings, name)) values[name] = settings[name];
    } catch {
      add(name, { hint: 'threw an error when it was read', code: 'unreadable_setting' });
    }
  }
  for (const name of known) {
    const value = values[name];
    if (isAbsent(name, value) || value === UNKNOWN) continue;
    const rule = rules.find((rule) => rule.name === (aliases[name] ?? name));
    if (!rule) continue;
    if (typeof value === 'string' && isSecret(value)) {
      add(
        name,
        { hint: 'looks like a secret, which must never be in a page', isToGo: true },
        'secret_in_page',
        'error',
      );
      continue;
    }
    const isRequired = rule === rules[0];
    const unset = typeof value === 'string' ? unsetHint(value.trim(), isRequired && border.UNSET) : undefined;
    const refused = BY_KIND[rule.accepts](value, rule);
    const isUnset = unset || (typeof value === 'string' && !value.trim());
    const code = `${isRequired && isUnset ? 'missing' : 'invalid'}_${snakeCase(rule.name)}`;
    const isError = (refused || isRequired) && rule.name !== ignored;
    if (unset ?? refused) add(name, unset ?? refused, code, isError ? 'error' : 'warning');
    else add(name, hints[rule.name]?.(value), `unlikely_${snakeCase(rule.name)}`);
  }

  const names = [required, ...Object.keys(aliases).filter((name) => aliases[name] === required)];
  if (!isPart && names.every((name) => isAbsent(name, values[name]))) {
    // One cause, one finding.
    const meant = found.findIndex(({ name }) => name === required);
    if (meant >= 0) found[meant] = { ...found[meant], gravity: 'error' };
    else add(required, { hint: `is missing: ${missing}` }, `missing_${snakeCase(required)}`, 'error');
  }
  together?.(values, add);
  return found;
};
