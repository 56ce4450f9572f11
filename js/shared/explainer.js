// What the console says besides the names of codes. A page downloads it only where something turns the destination off,
// or where its owner sets `debug`.

import { Code, EXPECTED, LAST_WARNING, NAME, NAMES } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { ownNames } from '../../src/page/syntax.js';
import { settingOf } from './codes.js';
import { sentence } from './sentences.js';

/** What a refused setting is, without repeating it. @param {any} value @param {number} code */
const describe = (value, code) => {
  if (code === Code.Missing && value) return 'a placeholder or quotes';
  if (typeof value === 'string') return `${value.length} characters`;
  return value === null ? 'null' : typeof value;
};

/** Where a script tag has looked, and the names of settings that it found where none was the required one. */
const LOOKED_AT = `; looked at attributes (tag managers drop them), ${NAME.toLowerCase()}Settings, URL`;
/** @param {any} settings */
const searched = (settings) => {
  const names = ownNames(settings);
  let found = '';
  for (let at = 0; at < names.length; at += 1) found += ` ${names[at]}`;
  return LOOKED_AT + (found && `; found:${found}`);
};

/**
 * @param {(code: number, values: any[]) => string} [obstacle] names it, where there is one
 * @returns {import('./console.js').Explanation['explain']}
 */
export const explainer =
  (obstacle) =>
  (code, decision, { values, settings, source }) => {
    const { name } = decision;
    const place = settingOf(code);
    const setting = NAMES[place];
    if (setting) {
      const found = describe(values[place] ?? attempt(() => settings[setting]), code);
      const hint = decision.detail ? `; ${decision.detail}` : '';
      decision.detail = `found ${found}${hint}${source ? '' : searched(settings)}`;
      return `${setting}: ${EXPECTED[place]}; ${decision.detail} (${name})`;
    }
    if (!decision.detail) decision.detail = attempt(() => obstacle?.(code, values)) || undefined;
    const { detail = '' } = decision;
    const text = sentence(name, detail);
    if (code > LAST_WARNING) return `${name}: ${text} (settings from ${source})`;
    return `${text}${detail && `; ${detail}`} (${name})`;
  };
