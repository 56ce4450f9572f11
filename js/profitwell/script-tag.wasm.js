// `dist/profitwell.min.js`.

import { runTag } from '../shared/script-tag.js';

runTag();
