// `retention-destinations/prosperstack/classic`: for the classic analytics.js.

import { attempt } from '../../src/page/attempt.js';
import { ownNames } from '../../src/page/syntax.js';
import { classicIntegration } from '../hosts/classic.js';
import { registry } from './registry.js';

const MIDNIGHT = /T00:00:00\.000Z$/;

// These hosts make a Date of every string that is an ISO date. A date at midnight was one
// without a time ("2021-05-04"), and goes so again.
/** @param {any} value */
const withoutMidnight = (value) => {
  const text = attempt(() => Date.prototype.toISOString.call(value));
  return text && MIDNIGHT.test(text) ? text.replace(MIDNIGHT, '') : value;
};

/** @param {any} traits @param {(value: any) => unknown} nested what becomes of `traits.traits` @returns {unknown} */
const restored = (traits, nested) =>
  attempt(() => {
    const names = ownNames(traits);
    /** @type {Record<string, unknown>} */
    const all = { __proto__: null }; // so that `__proto__` is a name as any other
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at];
      const value = attempt(() => traits[name]);
      all[name] = name === 'traits' ? nested(value) : withoutMidnight(value);
    }
    return { ...all };
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
