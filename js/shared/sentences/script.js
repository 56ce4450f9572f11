// For scripts: the sentences of `debug` are another script beside ours (DEBUG).

import { DEBUG } from '#border';
import { borrow } from '../borrow.js';

/** @returns {Promise<typeof import('../sentences.js').sentence>} */
export const sentences = () => borrow(DEBUG);
