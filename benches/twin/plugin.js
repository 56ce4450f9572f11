// The twin as a plugin of @segment/analytics-next.

import { open } from './core.js';

const pass = (ctx) => ctx;

export function profitwell(settings) {
  const destination = open(settings);
  return {
    name: 'ProfitWell',
    type: 'destination',
    version: '0.1.0',
    isLoaded: () => destination.isLoaded(),
    async load(_ctx, host) {
      host.on('reset', () => destination.reset());
      destination.load({
        integrations: () => host.options.integrations,
        stored: () => [host.user().id(), host.user().traits()],
      });
    },
    ready: async () => destination.ready(),
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
