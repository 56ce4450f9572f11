// `dist/prosperstack-jitsu.js`: the contract of Jitsu's device destinations of type
// `analytics-plugin`. The host calls the global anew for every event, and `initialize` with it.

import { attempt } from '../../src/page/page.js';
import { prosperstack } from './analytics.js';

const plugins = new Map();

window.prosperstackJitsu = (credentials) => {
  const key = attempt(() => JSON.stringify(credentials));
  if (!plugins.has(key)) {
    const plugin = prosperstack(credentials);
    let first = true;
    plugins.set(key, {
      ...plugin,
      initialize(call) {
        if (first) plugin.initialize(call);
        first = false;
      },
    });
  }
  return plugins.get(key);
};
