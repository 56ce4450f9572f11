// For the script tag: the fallback beside it knows where the explanations are.

import { fallback } from '#fallback';

/** @returns {Promise<import('../console.js').Explanation>} */
export const load = async () => await (await fallback()).load();
