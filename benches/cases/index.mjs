// Every case of the benchmark.

import core from './core.mjs';
import next from './next.mjs';
import rudderstack from './rudderstack.mjs';
import separate from './separate.mjs';
import snippet from './snippet.mjs';
import tag from './tag.mjs';
import vendor from './vendor.mjs';

export const CASES = [...tag, ...separate, ...snippet, ...vendor, ...next, ...core, ...rudderstack];
