// A custom integration in plain JavaScript, in the shape that RudderStack documents for
// `addCustomIntegration`: `init` loads the vendor, `isReady` says when, `identify` tells it.

/** The object for `addCustomIntegration`; `vendorUrl` is where the vendor's script stands. */
export const customIntegration = (vendorUrl) => ({
  init(config) {
    const { publicApiKey, siteType } = config;
    window.profitwell = window.profitwell || function () {
      (window.profitwell.q = window.profitwell.q || []).push(arguments);
    };
    const script = document.createElement('script');
    script.id = 'profitwell-js';
    script.dataset.pwAuth = publicApiKey;
    script.async = true;
    script.src = `${vendorUrl}?auth=${publicApiKey}`;
    document.head.appendChild(script);
    if (siteType == 'marketing') window.profitwell('start', {});
  },

  isReady: () => !!window.profitwell && window.profitwell.length > 0,

  identify(_analytics, _logger, { message }) {
    const { email } = message.context.traits || {};
    if (email) window.profitwell('start', { user_email: email });
    else if (message.userId) window.profitwell('start', { user_id: message.userId });
  },
});
