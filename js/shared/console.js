// The lines in the console: errors and warnings, each of them once; and decisions, for whoever sets `debug`. What they
// mean is in a file of its own, which is loaded where something turns the destination off, or with `debug`.

import { IGNORED, LAST_ERROR, LAST_OFF, LAST_WARNING, NAME } from '#border';
import { load } from '#explanation';
import { attempt } from '../../src/page/attempt.js';

/**
 * @typedef {import('./types.js').Decision} Decision
 *
 * @typedef {object} Acting a registration, as far as an explanation needs it
 * @property {any[]} values
 * @property {any} settings as they were given
 * @property {string} source of the settings; empty where a script tag found none
 *
 * @typedef {object} Explanation
 * @property {(code: number, decision: { name: string, detail?: string }, acting: Acting) => string} explain a whole
 *   line; gives the decision its detail, where that has none yet
 * @property {(values: any[], event: import('./registry.js').Event, code: number, report: (code: number, detail?: string, name?: string) => void) => void} [diagnose]
 *   reports what an identify lacks that ended with a code
 */

/** @type {Record<string, unknown>} */
const printed = { __proto__: null };

/**
 * Prints a line, of errors and warnings one for each name.
 *
 * @param {string} name
 * @param {string} line
 * @param {'error' | 'warn' | 'info'} [method]
 */
export const once = (name, line, method = 'warn') => {
  if (name in printed) return;
  if (method !== 'info') printed[name] = true;
  attempt(() => console[method](`[${NAME}] ${line}`));
};

/** @type {Partial<Explanation> | undefined} */
let explanation;
/** @type {Promise<void>} */
let loaded;

/** Loads the explanations; where their file is missing there are none. */
const loadOnce = () =>
  (loaded ??= (async () => {
    try {
      explanation = await load();
    } catch {
      explanation = {};
    }
  })());

/**
 * Prints what is reported: its name, or with an explanation what that says.
 *
 * @param {number} code
 * @param {Decision} decision
 * @param {boolean} isDebugging
 * @param {Acting} acting
 */
export const print = async (code, decision, isDebugging, acting) => {
  const { name, detail } = decision;
  const isDecision = code > LAST_WARNING;
  let line = name;
  if (!isDecision) line = `${name.replace(/_/g, ' ')}${detail ? `; ${detail}` : ''} (${name})`;
  if (isDebugging || code <= LAST_OFF) {
    // What is there already explains at once, so that lines come in their order.
    if (!explanation) await loadOnce();
    line = attempt(() => explanation?.explain?.(code, decision, acting)) ?? line;
  }
  if (isDecision) once(name, line, 'info');
  else once(name, line, code > LAST_ERROR || code === IGNORED ? 'warn' : 'error');
};

/** Reports what an identify lacks. @type {NonNullable<Explanation['diagnose']>} */
export const diagnose = async (values, event, code, report) => {
  if (!explanation) await loadOnce();
  attempt(() => explanation?.diagnose?.(values, event, code, report));
};
