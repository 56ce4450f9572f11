// `retention-destinations/prosperstack/classic`: for the classic analytics.js. Not a class:
// analytics.js calls it without `new` in `use()`.

import { attempt } from '../../src/browser/page.js';
import { ProfitWell as Classic } from '../hosts/classic.js';

export function ProsperStack(options) {
  const add = attempt(() => options.addIntegration);
  if (typeof add == 'function') return add.call(options, ProsperStack);
  Classic.call(this, options);
}

ProsperStack.prototype = {
  ...Classic.prototype,
  constructor: ProsperStack,
  defaults: { endpoint: '' },

  /** There is no script of a vendor to wait for. */
  loaded() {
    return !!this.destination?.isLoaded();
  },
};

export default ProsperStack;
export { setConsent } from './core.js';
