// What is said about a code in the console.

import { LAST_ERROR, NAME, RULES, SAID } from '#tables';

// The first code says that the first setting is missing; the next, which setting is refused.
export const ruleAt = (code) => code - 2 + (code == 1);
export const nameIn = (rule) => rule.split(':')[0];

/** What a refused setting is, without repeating it. */
export const describe = (value) =>
  typeof value == 'string' ? `${value.length} characters` : value === null ? value : typeof value;

const said = new Set();

/** Says a line once. */
export const once = (line, method = 'warn') => {
  if (!said.has(line)) console[method](`[${NAME}] ` + line);
  said.add(line);
};

/** Says an error or a warning: a text, and its name. */
export const print = (code, detail) => {
  const rule = RULES[ruleAt(code)];
  const [name, text] = rule
    ? [(code > 1 ? 'invalid_' : 'missing_') + nameIn(rule).replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase()), rule]
    : SAID[code - RULES.length - 2].split('|');
  once(`${text}${detail} (${name})`, code > LAST_ERROR ? 'warn' : 'error');
};
