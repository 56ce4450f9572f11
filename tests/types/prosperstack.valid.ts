// Must compile: what a site may write.

import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { AnalyticsBrowser, type Plugin } from '@segment/analytics-next';
import { Analytics as Analytics2 } from 'analytics';
import { type ProsperStackSettings, prosperstack, setConsent } from 'retention-destinations/prosperstack';
import { prosperstack as forAnalytics } from 'retention-destinations/prosperstack/analytics';
import ProsperStack from 'retention-destinations/prosperstack/classic';
import { check, checkSettings, watch } from 'retention-destinations/prosperstack/debug';
import { prosperstack as forRudderStack } from 'retention-destinations/prosperstack/rudderstack';

const plugin: Plugin = prosperstack({ endpoint: '/relay' });
AnalyticsBrowser.load({ writeKey: 'wk', plugins: [plugin] });
new RudderAnalytics().addCustomIntegration('d', forRudderStack({ endpoint: '/relay' }));
Analytics2({ app: 'a', plugins: [forAnalytics({ endpoint: '/relay' })] });
new ProsperStack({ endpoint: '/relay' }).initialize().once('ready', () => {});
ProsperStack({ addIntegration() {} });

const settings: ProsperStackSettings[] = [
  { endpoint: '/relay', mapping: { plan: 'Plan', age: { property: 'Age', type: 'number' } }, allow: ['Plan', 'Age'] },
  {
    endpoint: '/relay',
    nestedTraits: false,
    nestedEmail: true,
    emailFromUserId: true,
    consent: async () => true,
    consentCategories: ['x'],
  },
  { endpoint: '/relay', useStoredUser: false, timeoutMs: 5000, debug: true, consent: 'required' },
];
settings.forEach(prosperstack);
setConsent(false);
watch(({ name, text, trait }) => console.log(name, text, trait))();
console.log(
  checkSettings(settings[0]).map(({ code, message }) => code + message),
  check('').parts,
);
