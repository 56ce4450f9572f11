// `dist/jitsu.js`.

import { jitsuFactory } from '../hosts/jitsu.js';
import { profitwell } from './analytics.js';

/** @type {any} */ (window).profitwellJitsu = jitsuFactory(profitwell);
