// `dist/profitwell.debug.js`, `dist/prosperstack.debug.js`: lends its sentences to the script tag that has inserted it.

import { attempt } from '../../../src/page/attempt.js';
import { runningScript } from '../running-script.js';
import { sentence } from '../sentences.js';

attempt(() => runningScript().lend(sentence));
