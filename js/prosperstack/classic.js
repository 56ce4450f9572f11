// `retention-destinations/prosperstack/classic`: for the classic analytics.js.

import { attempt } from '../../src/page/attempt.js';
import { classicIntegration } from '../hosts/classic.js';
import { registry } from './registry.js';

const MIDNIGHT = 'T00:00:00.000Z';

// These hosts make a Date of every string that is an ISO date. What stands at midnight was one
// without a time ("2021-05-04"), and goes so again.
/** @param {any} value */
const withoutMidnight = (value) => {
  const text = attempt(() => Date.prototype.toISOString.call(value));
  return text?.endsWith(MIDNIGHT) ? text.slice(0, -MIDNIGHT.length) : value;
};

/** @param {any} traits @param {(value: any) => unknown} nested what becomes of `traits.traits` @returns {unknown} */
const restored = (traits, nested) =>
  attempt(() => {
    const names = Object.keys(traits);
    return Object.fromEntries(
      names.map((name) => {
        const value = attempt(() => traits[name]);
        return [name, name === 'traits' ? nested(value) : withoutMidnight(value)];
      }),
    );
  }, traits);

/** @type {typeof import('./classic.js').ProsperStack} */
export const ProsperStack = /* @__PURE__ */ classicIntegration(registry, {
  defaults: { endpoint: '' },
  traits: (traits) => restored(traits, (nested) => restored(nested, withoutMidnight)),
  // There is no script of a vendor to wait for.
  isLoaded: (integration) => Boolean(integration.registration?.isLoaded()),
});

export default ProsperStack;
export { setConsent } from './registry.js';
