// `dist/prosperstack.min.js`.

import { run } from './script-tag.js';

run();
