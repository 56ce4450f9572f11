// `dist/profitwell.debug.js`: lent to the script tag that has inserted it.

import { attempt } from '../../src/page/attempt.js';
import { runningScript } from '../shared/running-script.js';
import { diagnose, explain } from './explanations.js';

attempt(() => runningScript().lend({ explain, diagnose }));
