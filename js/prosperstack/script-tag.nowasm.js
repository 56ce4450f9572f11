// `dist/prosperstack.nowasm.js`.

import { load } from '#explanation';
import { lendOr } from '../shared/lent-engine.js';
import { runTag } from '../shared/script-tag.js';

lendOr(runTag, { load });
