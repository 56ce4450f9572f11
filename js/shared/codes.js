// The stable names of codes, which are numbers on the border.

import { CODES, Code, FIRST_REPORT, INVALID, NAMES } from '#border';
import { snakeCase } from './snake-case.js';

/** The place of the setting that a code is about; none of the list's for other codes. @param {number} code */
export const settingOf = (code) => (code === Code.Missing ? 0 : code - INVALID);

/** @param {number} code @returns {string} */
export const nameOf = (code) => {
  const setting = NAMES[settingOf(code)];
  if (!setting) return CODES[code - FIRST_REPORT];
  return (code === Code.Missing ? 'missing_' : 'invalid_') + snakeCase(setting);
};
