// The contract of Jitsu's device destinations of type `analytics-plugin`. The host loads a script
// once, and for every event calls its global anew with the credentials that its server keeps for
// the destination; so each set of settings is one registration.

import { attempt } from '../../src/page/attempt.js';

/** @template {{ initialize(call: any): void }} P @param {P} plugin whose host passes every event as the first one */
const once = (plugin) => {
  let isFirst = true;
  return {
    ...plugin,
    /** @param {any} call */
    initialize(call) {
      if (isFirst) plugin.initialize(call);
      isFirst = false;
    },
  };
};

/** @template {{ initialize(call: any): void }} P @param {(settings: any) => P} make an `analyticsPlugin` */
export const jitsuFactory = (make) => {
  /** @type {Record<string, P>} */
  const plugins = /** @type {any} */ ({ __proto__: null });
  return (/** @type {any} */ credentials) => {
    const key = attempt(() => JSON.stringify(credentials), '');
    plugins[key] ??= once(make(credentials));
    return plugins[key];
  };
};
