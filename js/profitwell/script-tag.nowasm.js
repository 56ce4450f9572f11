// `dist/profitwell.nowasm.js`.

import { lendOr } from '../shared/lent-engine.js';
import { run } from './script-tag.js';

lendOr(run);
