// What is of ProsperStack only in its script tag: `Tag` in ../shared/script-tag.js.

import { attempt } from '../../src/page/attempt.js';
import { get } from '../shared/page-wide.js';

/** @typedef {import('../shared/script-tag.js').Tag} Tag */

export { prosperstackPlugin as plugin } from './plugin.js';

export const SELECTOR = 'script[data-endpoint]'; // other elements have such an attribute, too

/** @type {Tag['calls']} */
export const calls = {};

/** Reads JSON; what is none stays a string, and is refused by name. @type {Tag['complete']} */
export const complete = (settings) => {
  /** @param {any} value */
  const read = (value) => (typeof value === 'string' ? attempt(() => JSON.parse(value), value) : value);
  settings.allow = read(settings.allow);
  settings.mapping = read(settings.mapping);
};

/** @type {Tag['offer']} */
export const offer = (destination) => {
  destination.flow = () => get()?.flow?.() ?? null;
};
