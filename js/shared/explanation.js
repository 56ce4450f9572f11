// What the console says besides the names of codes. A page downloads it only where something turns the destination off,
// or where its owner sets `debug`.

import { Code, EXPECTED, LAST_WARNING, NAME, NAMES, SENTENCES } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { askDocument } from '../../src/page/document.js';
import { ownNames } from '../../src/page/syntax.js';
import { settingOf } from './codes.js';

/** What a refused setting is, without repeating it. @param {any} value @param {number} code */
const describe = (value, code) => {
  if (code === Code.Missing && value) return 'a placeholder or quotes';
  if (typeof value === 'string') return `${value.length} characters`;
  return value === null ? 'null' : typeof value;
};

/** Where a script tag looked for its settings. @param {any} settings @param {string} selector */
const looked = (settings, selector) => {
  const { length } = attempt(() => askDocument('querySelectorAll', selector), []);
  const names = ownNames(settings);
  let found = '';
  for (let at = 0; at < names.length; at += 1) found += ` ${names[at]}`;
  const elements = length === 1 ? '' : `; ${length} elements ${selector}`;
  const global = `${NAME.toLowerCase()}Settings`;
  return `${elements}; looked at attributes (tag managers drop them), ${global}, URL${found && `; found:${found}`}`;
};

/**
 * @param {object} product
 * @param {string} product.selector of elements that bear the required setting
 * @param {(code: number, values: any[]) => string} [product.obstacle] what stands in the way
 * @returns {import('./console.js').Explanation['explain']}
 */
export const explainer =
  ({ selector, obstacle }) =>
  (code, decision, { values, settings, source, hint = '' }) => {
    const { name } = decision;
    const place = settingOf(code);
    const setting = NAMES[place];
    if (setting) {
      const found = describe(values[place] ?? attempt(() => settings[setting]), code);
      decision.detail = `found ${found}${source ? hint : looked(settings, selector)}`;
      return `${setting}: ${EXPECTED[place]}; ${decision.detail} (${name})`;
    }
    if (!decision.detail) decision.detail = attempt(() => obstacle?.(code, values)) || undefined;
    const { detail = '' } = decision;
    const sentence = /** @type {Record<string, string>} */ (SENTENCES)[name].replace(/%/g, () => detail);
    if (code > LAST_WARNING) return `${name}: ${sentence} (settings from ${source})`;
    return `${sentence}${detail && `; ${detail}`} (${name})`;
  };
