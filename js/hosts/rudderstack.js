// The contract of RudderStack's `addCustomIntegration`. It clones the object, so everything
// lives in closures.

import { attempt } from '../../src/page/page.js';
import { open } from '../core.js';

export { cancellationFlow } from '../cancellation.js';
export { setConsent } from '../core.js';

export function profitwell(settings) {
  // RudderStack's own ProfitWell integration is for web apps unless told otherwise.
  const destination = open(attempt(() => ({ ...settings, siteType: settings.siteType ?? 'web app' })));

  return {
    init(_config, analytics) {
      attempt(() => destination.load({
        integrations: () => undefined, // the host does not call us where it is switched off
        stored: () => [analytics.getUserId(), analytics.getUserTraits()],
      }));
    },

    isReady: () => true, // we take events from the start

    // Its filter knows us by another name, so `ProfitWell: false` is ours to honour. Nothing is
    // returned: a promise that rejects would be the page's problem.
    identify(_analytics, _logger, { message }) {
      attempt(() => destination.identify({
        integrations: message.integrations,
        userId: message.userId,
        traits: message.context.traits,
      }));
    },
  };
}
