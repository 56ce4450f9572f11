// `dist/jitsu.js`: the contract of Jitsu's device destinations of type `analytics-plugin`. The
// host loads this script once, and for every event calls the global anew with the credentials
// that its server keeps for the destination; so each set of settings is one registration.

import { attempt } from '../../src/page/page.js';
import { profitwell } from './analytics.js';

const plugins = new Map();

window.profitwellJitsu = (credentials) => {
  const key = attempt(() => JSON.stringify(credentials));
  if (!plugins.has(key)) plugins.set(key, once(profitwell(credentials)));
  return plugins.get(key);
};

/** Its `initialize` comes with every event; only the first is one. */
function once(plugin) {
  let first = true;
  return {
    ...plugin,
    initialize(call) {
      if (first) plugin.initialize(call);
      first = false;
    },
  };
}
