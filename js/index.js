// `retention-destinations`: importing does nothing, in a page and on a server.

import { byCategories } from './hosts/categories.js';
import { profitwell as plugin } from './hosts/plugin.js';

export const profitwell = (settings) => byCategories(settings, plugin);
export { cancellationFlow } from './cancellation.js';
export { setConsent } from './core.js';
