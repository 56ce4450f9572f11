// `dist/profitwell.nowasm.js`.

import { load } from '#explanation';
import { lendOr } from '../shared/lent-engine.js';
import { registryOfPage } from '../shared/page-wide.js';
import { cancellationFlow, flowOf } from './cancellation.js';
import { run } from './script-tag.js';

lendOr(() => run(cancellationFlow), { load, cancellationFlow: flowOf(registryOfPage) });
