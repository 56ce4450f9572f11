import { promise } from '../../src/page/syntax.js';

/** @param {number} ms @returns {Promise<void>} */
export const wait = (ms) =>
  promise((resolve) => {
    setTimeout(resolve, ms);
  });
