// `retention-destinations/prosperstack`: importing does nothing, in a page and on a server.

import { attempt } from '../../src/page/page.js';
import { byCategories } from '../hosts/categories.js';
import { profitwell as plugin } from '../hosts/plugin.js';
import { alsoInSegment } from './double.js';

export const prosperstack = (settings) => byCategories(settings, (settings) => {
  const made = plugin(settings);
  const { load } = made;
  made.load = (ctx, host) => {
    attempt(() => alsoInSegment(host));
    return load(ctx, host);
  };
  return made;
});
export { setConsent } from './core.js';
