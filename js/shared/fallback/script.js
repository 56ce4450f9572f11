// For scripts: the JavaScript encoding is another script beside ours (NOWASM), inserted only
// where WebAssembly is refused.

import { NOWASM } from '#border';
import { INTEGRITY } from '#integrity';
import { borrow } from '../borrow.js';
import { nowasmSrc } from '../settings-sources.js';

export const fallback = () => borrow(NOWASM, nowasmSrc, INTEGRITY);
