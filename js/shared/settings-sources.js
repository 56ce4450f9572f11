// Where a script tag's settings come from: owners put it on pages by hand, by tag managers that
// drop attributes, and by plug-ins that rewrite, delay or evaluate scripts.

import { Code, FLAGS, NAME, NAMES, NOWASM } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { askDocument, fromDocument } from '../../src/page/document.js';
import { includes, ownNames } from '../../src/page/syntax.js';
import { urlOf } from '../../src/page/url.js';
import { report } from './registry.js';
import { runningScript } from './running-script.js';

/** Our element: the running script (only now is it ours), or where none is, the one that is found. @type {any} */
export let script = attempt(runningScript);
/** Where the fallback is, if not beside our file. @type {string | undefined} */
export let nowasmSrc;

/**
 * The URL of a file beside ours, as our own was resolved when it was fetched: a `<base>` that came later must not lead
 * us elsewhere. Throws where our element is not in the document, so that nobody knows which came first.
 *
 * @param {string} file
 * @param {string} [url] where it is instead
 */
export const resolved = (file, url) => {
  let base = location.href;
  const first = askDocument('querySelector', 'base[href]');
  if (first) {
    // With Node.DOCUMENT_POSITION_DISCONNECTED, one of the others is set at random.
    const position = script ? first.compareDocumentPosition(script) : 1;
    if (position & 1) throw first;
    if (position & 4) base = fromDocument('baseURI');
  }
  if (url) return urlOf(url, base).href;
  const src = script.getAttribute('src');
  if (!src) throw script; // inlined
  return urlOf(file, urlOf(src, base).href).href;
};

/** @typedef {'attributes' | 'window' | 'query' | 'element'} Source */

/** What the page calls things of ours by. */
export const PREFIX = NAME.toLowerCase();
const GLOBAL = `${PREFIX}Settings`;
const FILES = `script[src*="${PREFIX}.min.js"],script[src*="${NOWASM}"]`;

/**
 * A setting as text says it: an attribute without a value is true for what is true or false, and
 * else no setting.
 *
 * @param {string} name
 * @param {string} text
 */
export const parsed = (name, text) => {
  const value = text.trim();
  const isFlag = includes(FLAGS, name);
  if (!value) return (isFlag && !text) || undefined;
  if (!isFlag && name !== 'consent' && name !== 'timeoutMs') return value;
  const word = value.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return name === 'timeoutMs' ? +word || word : word;
};

/** The `data-` attributes of our element. `data-consent` is a mark of consent managers, too. */
const attributes = () => {
  /** @type {Record<string, any>} */
  const values = { __proto__: null, ...script.dataset };
  const consent = values[`${PREFIX}Consent`];
  if (consent?.trim()) {
    values.consent = consent;
  } else if (!/^\s*(true|false|required|)\s*$/i.test(values.consent ?? '')) {
    values.consent = '';
    report(Code.ConsentIgnored);
  }
  return values;
};

/** The query of our file's URL, of each name the first value. */
const query = () => {
  /** @type {Record<string, any>} */
  const values = { __proto__: null };
  urlOf(script.src).searchParams.forEach((value, name) => {
    values[name] ??= value;
  });
  return values;
};

/**
 * The settings, merged by name: the first source counts, and none is asked once the required
 * setting is known.
 *
 * @param {string} selector of the elements that have the required setting
 * @returns {{ settings: Record<string, any>, source: Source | '', hint: string }} the source of the required setting, or
 *   what may be our element
 */
export const findSettings = (selector) => {
  // Nothing is inherited: what a page has put on Object.prototype is not a setting.
  /** @type {Record<string, any>} */
  const settings = { __proto__: null };
  /** @type {Source | ''} */
  let source = '';
  let disagreeing = '';

  /**
   * @param {Source} name
   * @param {() => any} read throws where there is no such source
   * @param {(name: string, value: any) => any} [parse]
   */
  const consult = (name, read, parse = (_, value) => value) => {
    if (source) return;
    const values = attempt(read);
    const names = attempt(() => ownNames(values), /** @type {string[]} */ ([]));
    for (let at = 0; at < names.length; at += 1) {
      const key = names[at];
      attempt(() => {
        const value = parse(key, values[key]);
        const known = settings[key] ?? '';
        if (known === '') settings[key] = value;
        else if (value !== undefined && includes(NAMES, key) && `${known}` !== `${value}`)
          disagreeing += (disagreeing && ' ') + key;
      });
    }
    if (settings[NAMES[0]] || settings.publicApiKey) source = name;
  };

  consult('attributes', attributes, parsed);
  consult('window', () => /** @type {any} */ (window)[GLOBAL]);
  let candidates = '';
  if (!source && !script) {
    // No script is running: it is a module, or evaluated text. Our element has the required
    // setting, or has our file.
    let elements = askDocument('querySelectorAll', selector);
    if (!elements.length) elements = askDocument('querySelectorAll', FILES);
    candidates = `${elements.length} elements ${selector}`;
    if (elements.length === 1) script = elements[0];
    consult('element', attributes, parsed);
  }
  consult('query', query, parsed);

  if (disagreeing) report(Code.SettingsDisagree, disagreeing);
  nowasmSrc = settings.nowasmSrc;
  return { settings, source, hint: source ? '' : candidates };
};
