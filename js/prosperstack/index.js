// `retention-destinations/prosperstack`: importing does nothing, in a page and on a server.

import { byCategories } from '../hosts/categories.js';
import { segmentPlugin } from '../hosts/segment.js';
import { prosperstackPlugin } from './plugin.js';
import { registry } from './registry.js';

/** @type {typeof import('./index.js').prosperstack} */
export const prosperstack = /* @__PURE__ */ byCategories(/* @__PURE__ */ segmentPlugin(registry, prosperstackPlugin));

export { setConsent } from './registry.js';
