// `dist/profitwell.nowasm.js`.

import { load } from '#explanation';
import { lendOr } from '../shared/lent-engine.js';
import { registryOfPage } from '../shared/page-wide.js';
import { runTag } from '../shared/script-tag.js';
import { flowOf } from './cancellation.js';

lendOr(runTag, { load, cancellationFlow: flowOf(registryOfPage) });
