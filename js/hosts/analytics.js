// The plugin contract of DavidWells' `analytics`.

import { attempt } from '../../src/page/attempt.js';

/**
 * @template Settings
 * @template {string} Name
 * @param {import('../shared/page-wide.js').PageWide<Settings>} registry
 * @param {Name} name by which the host knows the plugin
 * @returns {(settings: Settings) => import('../shared/types.js').NamedAnalyticsPlugin<Name>}
 */
export const analyticsPlugin = (registry, name) => (settings) => {
  const registration = registry.open(settings); // none on a server
  /** @param {any} instance */
  const user = (instance) => attempt(() => instance.user()) || {};

  return {
    name,
    config: {},

    // At once: other plugins' `initialize` waits for ours.
    /** @param {any} call */
    initialize({ instance }) {
      attempt(() =>
        registration?.load({
          integrations: () => undefined,
          stored: () => ({ userId: user(instance).userId, traits: user(instance).traits }),
        }),
      );
    },

    // The host drops all events for good if this is not true within ten seconds.
    loaded: () => true,

    // The call's own traits go before the stored ones, which this host does not carry over.
    // A throw here would skip the other plugins and leave `identify()` pending for ever.
    /** @param {any} call */
    identify({ payload, instance }) {
      attempt(() =>
        registration?.identify({
          integrations: attempt(() => payload.options.integrations),
          userId: payload.userId,
          traits: { ...user(instance).traits, ...payload.traits },
        }),
      );
    },

    reset() {
      attempt(() => registration?.reset());
    },
  };
};
