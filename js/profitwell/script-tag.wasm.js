// `dist/profitwell.min.js`.

import { run } from './script-tag.js';

run();
