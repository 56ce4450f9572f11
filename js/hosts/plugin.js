// The Plugin contract of @segment/analytics-next and its forks.

import { attempt } from '../../src/page/page.js';
import { open } from '../core.js';
import { DEFAULT_TIMEOUT_MS, NAME, VERSION } from '#tables';

/** Sends an event through destination middleware as the host does; nothing where that drops it. */
async function filter(event, middleware) {
  for (const fn of middleware) {
    let next = null;
    await fn({
      // A trait that cannot be cloned (a function, say) still reaches the middleware.
      payload: { obj: attempt(() => structuredClone(event), { ...event, traits: { ...event.traits } }) },
      integration: NAME,
      next: (payload) => (next = payload && payload.obj),
    });
    if (!next) return [];
    event = next;
  }
  return [event]; // in a list: bare, an event with a `then` would be waited for
}

const pass = (ctx) => ctx;

/** The plugin over a registration, which on a server is none. */
export function plugin(destination) {
  const middleware = [];

  return {
    name: NAME,
    type: 'destination',
    version: VERSION,
    isLoaded: () => !!destination?.isLoaded(),

    // The host awaits neither this nor `isLoaded`, and fails as a whole if it throws.
    async load(_ctx, host) {
      attempt(() => host.on('reset', () => attempt(() => destination.reset())));
      attempt(() =>
        destination.load({
          // Hosts call `load` even where their load options switch us off.
          integrations: () => host.options.integrations,
          stored: () => {
            const user = host.user();
            const theirs = attempt(() => host.settings.cdnSettings.integrations[NAME]);
            return [user.id(), user.traits(), typeof theirs == 'object' && theirs];
          },
        }),
      );
    },

    ready: async () => attempt(() => destination.ready()),

    addMiddleware(...fns) {
      middleware.push(...fns);
    },

    // With middleware a promise, else in the same tick; either way the same ctx.
    identify(ctx) {
      if (!middleware.length) {
        attempt(() => destination.identify(ctx.event));
        return ctx;
      }
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          resolve(ctx);
        };
        const timer = setTimeout(done, DEFAULT_TIMEOUT_MS); // of middleware that never comes back
        // Where there is no event, because middleware dropped it, this throws, and is caught.
        filter(ctx.event, middleware).then(([event]) => destination.identify(event)).then(done, done);
      });
    },

    track: pass,
    page: pass,
    group: pass,
    alias: pass,
    screen: pass,
  };
}

export const profitwell = (settings) => plugin(open(settings));
