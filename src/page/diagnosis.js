// Hears what the diagnosis says of an identify.

import { FLAWS } from './border.js';
import { valueAt } from './values.js';

/** @type {(code: number, detail?: string) => void} */
let listener = () => {};
/** @param {typeof listener} report gets the name of a trait, or what is wrong with a value */
export const setListener = (report) => {
  listener = report;
};

/**
 * @param {number} code
 * @param {number} detail the index of a trait's name, or the complement of a flaw's number
 */
export const say = (code, detail) => listener(code, valueAt(detail) ?? FLAWS[~detail]);
