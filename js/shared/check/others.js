// Scripts of somebody else that are taken for ours, or stand beside it.

/** By what each is known. @type {[string, RegExp][]} */
const OTHERS = [
  ['Segment\u2019s snippet', /cdn\.segment\.com\/analytics\.js|SNIPPET_VERSION|analytics\._writeKey/],
  ['RudderStack\u2019s snippet', /cdn\.rudderlabs\.com|rudderanalytics\s{0,9}[=.]/],
  ['Hightouch\u2019s snippet', /cdn\.hightouch-events\.com|htevents\s{0,9}[=.]/],
  ['Customer.io\u2019s snippet', /cdp\.customer\.io|assets\.customer\.io/],
  ['Google Tag Manager\u2019s snippet', /googletagmanager\.com\/(gtm|ns)|gtm\.start/],
  ['Google\u2019s tag (gtag.js)', /googletagmanager\.com\/gtag|google-analytics\.com/],
  ['ProfitWell\u2019s own snippet', /public\.profitwell\.com|data-pw-auth|dna8twue3dlxq/],
  ['Paddle.js', /cdn\.paddle\.com|Paddle\.(Setup|Initialize)/],
  ['ProsperStack\u2019s own cancellation flow', /cdn\.prosperstack\.com/],
  ['Stripe.js', /js\.stripe\.com/],
  ['Intercom\u2019s snippet', /widget\.intercom\.io/],
  ['HubSpot\u2019s tag', /js\.hs-scripts\.com/],
  ['PostHog\u2019s snippet', /posthog\.init|i\.posthog\.com/],
  ['Mixpanel\u2019s snippet', /cdn\.mxpnl\.com|mixpanel\.init/],
  ['Amplitude\u2019s snippet', /cdn\.amplitude\.com|amplitude\.init/],
  ['Hotjar\u2019s snippet', /static\.hotjar\.com/],
  ['Meta\u2019s pixel', /connect\.facebook\.net|fbq\(/],
  ['Churnkey\u2019s snippet', /assets\.churnkey\.co|churnkey\.init/],
  ['Chargebee Retention\u2019s snippet', /app\.brightback\.com|Brightback\./],
  ['Jitsu\u2019s snippet', /data-write-key|jitsuAnalytics/],
  ['Plausible\u2019s tag', /plausible\.io\/js/],
  ['Matomo\u2019s snippet', /matomo\.js|_paq\.push/],
];

/** Whose script this is, as far as it is known. @param {string} text @returns {string[]} */
export const othersIn = (text) => OTHERS.filter(([, sign]) => sign.test(text)).map(([name]) => name);
