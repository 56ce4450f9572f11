import { AnalyticsBrowser } from '@segment/analytics-next';
import { profitwell } from 'retention-destinations';

// Outside of every component: it is made once per page, however often React renders.
export const analytics = AnalyticsBrowser.load({
  writeKey: 'YOUR_WRITE_KEY',
  plugins: [profitwell({ publicApiToken: 'YOUR_PUBLIC_API_TOKEN', siteType: 'web app' })],
});
