// The twin as a plugin of @segment/analytics-next.

import { open } from './core.js';

/**
 * @template T
 * @param {T} ctx
 */
const pass = (ctx) => ctx;

/** @param {Record<string, any>} settings */
export function profitwell(settings) {
  const destination = open(settings);
  return {
    name: 'ProfitWell',
    type: 'destination',
    version: '0.1.0',
    isLoaded: () => destination.isLoaded(),
    /**
     * @param {unknown} _ctx
     * @param {any} host analytics-next
     */
    async load(_ctx, host) {
      host.on('reset', () => destination.reset());
      destination.load({
        integrations: () => host.options.integrations,
        stored: () => [host.user().id(), host.user().traits()],
      });
    },
    ready: async () => destination.ready(),
    /**
     * @template {{ event: Parameters<typeof destination.identify>[0] }} T
     * @param {T} ctx
     */
    identify(ctx) {
      try {
        destination.identify(ctx.event);
      } catch {
        // What a page puts into an event must not reach the host.
      }
      return ctx;
    },
    track: pass,
    page: pass,
    group: pass,
    alias: pass,
    screen: pass,
  };
}
