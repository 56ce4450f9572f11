// `dist/profitwell.min.js`.

import { cancellationFlow } from './borrowed-cancellation.js';
import { run } from './script-tag.js';

run(cancellationFlow);
