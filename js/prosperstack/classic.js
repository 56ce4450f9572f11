// `retention-destinations/prosperstack/classic`: for the classic analytics.js. Not a class:
// analytics.js calls it without `new` in `use()`.

import { attempt } from '../../src/page/page.js';
import { ProfitWell as Classic } from '../hosts/classic.js';

export function ProsperStack(options) {
  const add = attempt(() => options.addIntegration);
  if (typeof add == 'function') return add.call(options, ProsperStack);
  Classic.call(this, options);
}

// These hosts make a Date of every text that is an ISO date. What stands at midnight was one
// without a time ("2021-05-04"), and goes so again.
const text = (value) => attempt(() => /^(.*)T00:00:00\.000Z$/.exec(Date.prototype.toISOString.call(value))[1], value);
const texts = (traits, nested) =>
  attempt(() => Object.fromEntries(Object.keys(traits).map((name) => {
    const value = attempt(() => traits[name]);
    return [name, name == 'traits' && !nested ? texts(value, true) : text(value)];
  })), traits);

ProsperStack.prototype = {
  ...Classic.prototype,
  constructor: ProsperStack,
  defaults: { endpoint: '' },

  identify(facade) {
    attempt(() =>
      this.destination.identify({
        integrations: attempt(() => facade.obj.integrations),
        userId: facade.userId(),
        traits: texts(attempt(() => facade.obj.traits) ?? facade.traits()),
      }),
    );
  },

  /** There is no script of a vendor to wait for. */
  loaded() {
    return !!this.destination?.isLoaded();
  },
};

export default ProsperStack;
export { setConsent } from './core.js';
