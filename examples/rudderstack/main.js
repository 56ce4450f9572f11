import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { profitwell } from 'retention-destinations/rudderstack';

const rudderanalytics = new RudderAnalytics();
// Before `load`. The id is that of a destination of the type Custom Device Mode.
rudderanalytics.addCustomIntegration('YOUR_DESTINATION_ID', profitwell({ publicApiToken: 'YOUR_PUBLIC_API_TOKEN' }));
rudderanalytics.load('YOUR_WRITE_KEY', 'https://data-plane.example');

document.querySelector('button').onclick = () => rudderanalytics.identify('42', { email: 'jane@example.com' });
