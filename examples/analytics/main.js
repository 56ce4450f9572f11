import { Analytics } from 'analytics';
import { profitwell } from 'retention-destinations/analytics';

const analytics = Analytics({
  app: 'shop',
  plugins: [profitwell({ publicApiToken: 'YOUR_PUBLIC_API_TOKEN', siteType: 'web app' })],
});

document.querySelector('button').onclick = () => analytics.identify('42', { email: 'jane@example.com' });
