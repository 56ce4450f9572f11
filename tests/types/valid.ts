// Must compile: what a site may write.

import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { type Analytics, AnalyticsBrowser, type Plugin } from '@segment/analytics-next';
import { Analytics as Analytics2 } from 'analytics';
import { cancellationFlow, type ProfitWellSettings, profitwell, setConsent } from 'retention-destinations';
import { profitwell as forAnalytics } from 'retention-destinations/analytics';
import ProfitWell from 'retention-destinations/classic';
import {
  check,
  checkPage,
  checkPolicy,
  checkSettings,
  explain,
  type Finding,
  watch,
} from 'retention-destinations/debug';
import { profitwell as forRudderStack } from 'retention-destinations/rudderstack';
import { profitwell as fromWasm, setWasmUrl } from 'retention-destinations/wasm';

const plugin: Plugin = profitwell({ publicApiToken: 't' });
AnalyticsBrowser.load({ writeKey: 'wk', plugins: [plugin, profitwell({ publicApiKey: 't', siteType: 'web app' })] });
declare const analytics: Analytics;
void analytics.register(profitwell({ publicApiToken: 't', siteType: 'marketing' }));

new RudderAnalytics().addCustomIntegration('d', forRudderStack({ publicApiKey: 't' }));
Analytics2({ app: 'a', plugins: [forAnalytics({ publicApiToken: 't' })] });
new ProfitWell({ publicApiToken: 't', siteType: 'web app' })
  .initialize()
  .once('ready', () => {})
  .start('jane@example.com');
ProfitWell({ addIntegration() {} });
AnalyticsBrowser.load({ writeKey: 'wk', classicIntegrations: [ProfitWell] });

const settings: ProfitWellSettings[] = [
  { publicApiToken: 't', siteType: 'web app', customerIdTrait: 'stripeId', useStoredUser: false },
  { publicApiToken: 't', consent: 'required', nonce: 'n', scriptUrl: '/pw.js', timeoutMs: 100, debug: true },
  { publicApiToken: 't', consent: () => true, consentCategories: ['Advertising'] },
  { publicApiToken: 't', consent: async () => true },
  { publicApiToken: 't', consent: Promise.resolve(true) },
];
settings.forEach(profitwell);
setConsent(true);
const flow = await cancellationFlow({ subscriptionId: 'sub_1', signal: new AbortController().signal });
if (flow.status === 'error') console.log(flow.details);
else console.log(flow.cancelReason, flow.salvageOfferResult?.decision);

setWasmUrl(new URL('https://cdn.example/profitwell.wasm'));
const other: Plugin = fromWasm({ publicApiToken: 't' });
other.isLoaded();

const stop: () => void = watch(({ name, text }) => console.log(name, text));
stop();
console.log(
  explain('started_with_email'),
  checkSettings({ publicApiToken: 't' }).map(({ code, message }) => code + message),
  [...checkPage('<p>'), ...checkPolicy(["script-src 'self'"])].map(({ gravity, line, fix }: Finding) => [
    gravity,
    line,
    fix,
  ]),
  check('<p>').verdict.length,
);
