// The Plugin contract of @segment/analytics-next and its forks.

import { DEFAULT_TIMEOUT_MS, NAME, VERSION } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { includes, promise } from '../../src/page/syntax.js';

/** @typedef {import('../shared/types.js').DestinationMiddleware} Middleware */

/**
 * Sends an event through destination middleware as the host does.
 *
 * @param {any} event
 * @param {Middleware[]} middleware
 * @returns {Promise<{ event?: any }>} the event, or none where that drops it; in an object, because bare an
 *   event with a `then` would be waited for
 */
async function filter(event, middleware) {
  let filtered = event;
  for (let at = 0; at < middleware.length; at += 1) {
    /** @type {any} */
    let next = null;
    await middleware[at]({
      // A trait that cannot be cloned (a function, say) still reaches the middleware.
      payload: { obj: attempt(() => structuredClone(filtered), { ...filtered, traits: { ...filtered.traits } }) },
      integration: NAME,
      next(payload) {
        next = payload?.obj;
      },
    });
    if (!next) return {};
    filtered = next;
  }
  return { event: filtered };
}

/** @template C @param {C} ctx */
const pass = (ctx) => ctx;

/** Whether the host loads the same destination itself: `isInstallableIntegration` of analytics-next. @param {any} host */
export const isInSegment = (host) =>
  attempt(() => {
    const entry = host.settings.cdnSettings.integrations[NAME];
    if (typeof entry !== 'object') return false;
    const types = entry.versionSettings?.componentTypes ?? entry.componentTypes;
    return entry.bundlingStatus !== 'unbundled' && (!types || includes(types, 'browser'));
  }, false);

/**
 * A plugin over a registration, which on a server is none.
 *
 * @param {import('../shared/registry.js').Registration} [registration]
 */
export function pluginOf(registration) {
  /** @type {Middleware[]} */
  const middleware = [];

  return {
    name: /** @type {typeof NAME} */ (NAME),
    type: /** @type {const} */ ('destination'),
    version: VERSION,
    isLoaded: () => Boolean(registration?.isLoaded()),

    // The host awaits neither this nor `isLoaded`, and fails as a whole if it throws.
    /** @param {unknown} [_ctx] @param {any} [host] */
    async load(_ctx, host) {
      attempt(() => host.on('reset', () => attempt(() => registration?.reset())));
      attempt(() =>
        registration?.load({
          // Hosts call `load` even where their load options switch us off.
          integrations: () => host.options.integrations,
          stored() {
            const user = host.user();
            return { userId: user.id(), traits: user.traits(), alsoInSegment: isInSegment(host) };
          },
        }),
      );
    },

    ready: async () => await attempt(() => registration?.ready()),

    /** @param {Middleware[]} fns */
    addMiddleware(...fns) {
      for (let at = 0; at < fns.length; at += 1) middleware[middleware.length] = fns[at];
    },

    // With middleware a promise, else in the same tick; either way the same ctx.
    /** @param {any} ctx @returns {any} */
    identify(ctx) {
      if (middleware.length === 0) {
        attempt(() => registration?.identify(ctx.event));
        return ctx;
      }
      return promise(async (resolve) => {
        const done = () => {
          clearTimeout(timer);
          resolve(ctx);
        };
        const timer = setTimeout(done, DEFAULT_TIMEOUT_MS); // of middleware that never comes back
        try {
          const { event } = await filter(ctx.event, middleware);
          if (event) registration?.identify(event);
        } catch {
          // What it throws drops the event.
        }
        done();
      });
    },

    track: pass,
    page: pass,
    group: pass,
    alias: pass,
    screen: pass,
  };
}

/**
 * @template Settings
 * @param {import('../shared/page-wide.js').PageWide<Settings>} registry
 * @param {typeof pluginOf} [plugin] makes a destination's plugin of `pluginOf`
 */
export const segmentPlugin =
  (registry, plugin = pluginOf) =>
  (/** @type {Settings} */ settings) =>
    plugin(registry.open(settings));
