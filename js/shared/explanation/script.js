// For scripts: the explanations are another script beside ours (DEBUG).

import { DEBUG } from '#border';
import { DEBUG_INTEGRITY } from '#integrity';
import { borrow } from '../borrow.js';

/** @returns {Promise<import('../console.js').Explanation>} */
export const load = () => borrow(DEBUG, undefined, DEBUG_INTEGRITY);
