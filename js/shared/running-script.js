import { fromDocument } from '../../src/page/document.js';

/** The classic script that runs now. @returns {any} */
export const runningScript = () => fromDocument('currentScript');
