// `dist/prosperstack-jitsu.js`.

import { jitsuFactory } from '../hosts/jitsu.js';
import { prosperstack } from './analytics.js';

/** @type {any} */ (window).prosperstackJitsu = jitsuFactory(prosperstack);
