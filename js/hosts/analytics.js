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
  /** @type {any} the user stored before any call of the page */
  let atCreation;

  return {
    name,
    config: {},

    // In the tick of `Analytics()`. By `initialize` the stored user already has the traits of an
    // `identify` right after it, which may be none of ours (`plugins: { all: false }`).
    /** @param {any} call */
    bootstrap({ instance }) {
      atCreation = user(instance);
    },

    // At once: other plugins' `initialize` waits for ours.
    /** @param {any} call */
    initialize({ instance }) {
      attempt(() =>
        registration?.load({
          integrations: () => undefined,
          stored() {
            const { userId, traits } = atCreation ?? user(instance);
            atCreation = undefined; // when consent comes later, whoever is stored then
            return { userId, traits };
          },
        }),
      );
    },

    // The host drops all events for good if this is not true within ten seconds.
    loaded: () => true,

    // The call's own traits go before the stored ones, which this host does not carry over.
    // A throw here would skip the other plugins and leave `identify()` pending.
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
