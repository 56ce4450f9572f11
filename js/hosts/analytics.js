// The plugin contract of DavidWells' `analytics`.

import { attempt } from '../../src/page/page.js';
import { open } from '../core.js';

export { cancellationFlow } from '../cancellation.js';
export { setConsent } from '../core.js';

export function profitwell(settings) {
  const destination = open(settings); // none on a server
  const user = (instance) => attempt(() => instance.user()) || {};

  return {
    name: 'profitwell',
    config: {},

    // At once: other plugins' `initialize` waits for ours.
    initialize({ instance }) {
      attempt(() => destination.load({
        integrations: () => undefined,
        stored: () => [user(instance).userId, user(instance).traits],
      }));
    },

    // The host drops all events for good if this is not true within ten seconds.
    loaded: () => true,

    // The call's own traits go before the stored ones, which this host does not carry over.
    // A throw here would skip the other plugins and leave `identify()` pending for ever.
    identify({ payload, instance }) {
      attempt(() => destination.identify({
        integrations: attempt(() => payload.options.integrations),
        userId: payload.userId,
        traits: { ...user(instance).traits, ...payload.traits },
      }));
    },

    reset() {
      attempt(() => destination.reset());
    },
  };
}
