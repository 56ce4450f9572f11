// `dist/prosperstack.nowasm.js`: the script tag without WebAssembly. A page that knows that its
// policy refuses WebAssembly names it directly; else `prosperstack.min.js` fetches it and is lent
// its engine.

import { attempt, runningScript } from '../../src/page/page.js';
import { instantiate } from '#nowasm';
import { run } from './script-tag.js';

const lend = attempt(() => runningScript().lend);
if (lend) lend({ instantiate });
else run();
