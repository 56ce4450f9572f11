// Must compile: what a site may write.
import { AnalyticsBrowser, type Plugin } from '@segment/analytics-next';
import { prosperstack, setConsent, type ProsperStackSettings } from 'retention-destinations/prosperstack';
import ProsperStack from 'retention-destinations/prosperstack/classic';
import { prosperstack as forRudderStack } from 'retention-destinations/prosperstack/rudderstack';
import { prosperstack as forAnalytics } from 'retention-destinations/prosperstack/analytics';
import { check, watch } from 'retention-destinations/prosperstack/debug';
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { Analytics as Analytics2 } from 'analytics';

const plugin: Plugin = prosperstack({ endpoint: '/relay' });
AnalyticsBrowser.load({ writeKey: 'wk', plugins: [plugin] });
new RudderAnalytics().addCustomIntegration('d', forRudderStack({ endpoint: '/relay' }));
Analytics2({ app: 'a', plugins: [forAnalytics({ endpoint: '/relay' })] });
new ProsperStack({ endpoint: '/relay' }).initialize().once('ready', () => {});
ProsperStack({ addIntegration() {} });

const settings: ProsperStackSettings[] = [
  { endpoint: '/relay', mapping: { plan: 'Plan', age: { property: 'Age', type: 'number' } }, allow: ['Plan', 'Age'] },
  { endpoint: '/relay', nestedTraits: false, nestedEmail: true, emailFromUserId: true, consent: async () => true, consentCategories: ['x'] },
  { endpoint: '/relay', useStoredUser: false, timeoutMs: 5000, debug: true, consent: 'required' },
];
settings.forEach(prosperstack);
setConsent(false);
watch(({ name, text, trait }) => console.log(name, text, trait))();
console.log(check(settings[0]).map(({ setting, hint }) => setting + hint));
