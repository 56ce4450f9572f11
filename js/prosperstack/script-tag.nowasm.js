// `dist/prosperstack.nowasm.js`.

import { load } from '#explanation';
import { lendOr } from '../shared/lent-engine.js';
import { run } from './script-tag.js';

lendOr(run, { load });
