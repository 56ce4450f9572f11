// `retention-destinations`: importing does nothing, in a page and on a server.

import { byCategories } from '../hosts/categories.js';
import { segmentPlugin } from '../hosts/segment.js';
import { registry } from './registry.js';

/** @type {typeof import('./index.js').profitwell} */
export const profitwell = /* @__PURE__ */ byCategories(/* @__PURE__ */ segmentPlugin(registry));

export { cancellationFlow } from './cancellation.js';
export { setConsent } from './registry.js';
