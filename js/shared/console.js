// The lines in the console: errors and warnings, each of them once; and decisions, for whoever sets `debug`.

import { Code, EXPECTED, FIRST_REPORT, IGNORED, INVALID, LAST_ERROR, NAME, NAMES, REPORTS } from '#border';
import { sentences } from '#sentences';
import { attempt } from '../../src/page/attempt.js';

/** The place of the setting that a code is about; none of the list's for other codes. @param {number} code */
export const settingOf = (code) => (code === Code.Missing ? 0 : code - INVALID);

/** What a refused setting is, without repeating it. @param {any} value @param {number} code */
export const describe = (value, code) => {
  if (code === Code.Missing && value) return 'a placeholder or quotes';
  if (typeof value === 'string') return `${value.length} characters`;
  return value === null ? 'null' : typeof value;
};

/** @type {Record<string, unknown>} */
const printed = { __proto__: null };

/** Prints a line once. @param {string} line @param {'error' | 'warn'} [method] */
export const once = (line, method = 'warn') => {
  if (line in printed) return;
  printed[line] = true;
  attempt(() => console[method](`[${NAME}] ${line}`));
};

/** `publicApiToken` as `public_api_token`. @param {string} name */
const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());

/** @param {number} code @returns {readonly string[]} its name, and its text unless it is a decision's */
const lookUp = (code) => {
  const setting = settingOf(code);
  const name = NAMES[setting];
  if (!name) return REPORTS[code - FIRST_REPORT];
  return [(code === Code.Missing ? 'missing_' : 'invalid_') + snakeCase(name), `${name}: ${EXPECTED[setting]}`];
};

/** Prints an error or a warning. @param {number} code @param {string} detail */
export const print = (code, detail) => {
  const { 0: name, 1: text } = lookUp(code);
  once(`${text}${detail} (${name})`, code > LAST_ERROR || code === IGNORED ? 'warn' : 'error');
};

/** The stable name of a code. @param {number} code */
export const nameOf = (code) => lookUp(code)[0];

/** What is printed after a decision's name; nothing where the file with the sentences is missing. */
const load = async () => {
  try {
    return await sentences();
  } catch {
    return () => '';
  }
};

/** @type {ReturnType<typeof load>} */
let sentence;

/**
 * Prints a decision.
 *
 * @param {number} code
 * @param {string | undefined} detail the name of a trait, or what is wrong with a value
 * @param {string} source where the settings came from
 */
export const explain = async (code, detail, source) => {
  const name = nameOf(code);
  sentence ??= load();
  const text = (await sentence)(name, detail);
  attempt(() => console.info(`[${NAME}] ${name}${text} (settings from ${source})`));
};
