// The contract of RudderStack's `addCustomIntegration`. It clones the object, so everything
// lives in closures.

import { attempt } from '../../src/page/attempt.js';

/**
 * @template Settings
 * @param {import('../shared/page-wide.js').PageWide<Settings>} registry
 * @returns {(settings: Settings) => import('../shared/types.js').RudderStackIntegration}
 */
export const rudderstackIntegration = (registry) => (settings) => {
  const registration = registry.open(settings); // none on a server

  return {
    /** @param {any} _config @param {any} analytics */
    init(_config, analytics) {
      attempt(() =>
        registration?.load({
          integrations: () => undefined, // the host does not call us where it is switched off
          stored: () => ({ userId: analytics.getUserId(), traits: analytics.getUserTraits() }),
        }),
      );
    },

    isReady: () => true, // we take events from the start

    // Its filter knows us by another name, so an entry of ours in `integrations` is ours to honour.
    // Nothing is returned: a promise that rejects would be the page's problem.
    /** @param {any} _analytics @param {any} _logger @param {any} event */
    identify(_analytics, _logger, { message }) {
      attempt(() =>
        registration?.identify({
          integrations: message.integrations,
          userId: message.userId,
          traits: message.context.traits,
        }),
      );
    },
  };
};
