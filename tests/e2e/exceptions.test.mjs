// A healthy page throws nothing, not even what is caught: for each exception V8 captures the stack, and for that it
// parses every function on it a second time (a sixth of the tag's script time, before it threw none).

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { close, open, RELAY, recycle, snippet, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const JANE = "{ userId: 'u1', traits: { email: 'jane@example.com', plan: 'Pro' } }";
const profitwell = (attributes = '') =>
  `<script src="/tag.js" data-public-api-token="${TOKEN}" ${attributes}></script>`;
const prosperstack = (attributes = '') =>
  `<script src="/prosperstack.js" data-endpoint="${RELAY}" ${attributes}></script>`;
const host = `<script>${snippet()};analytics.identify('u1', { email: 'jane@example.com', plan: 'Pro' })</script>`;

const PAGES = {
  'a marketing site': profitwell(),
  'a web app': `${profitwell('data-site-type="web app"')}<script>profitwellDestination.identify(${JANE})</script>`,
  'a call before the tag': `<script>window.profitwellDestination = [['identify', ${JANE}]]</script>${profitwell()}`,
  'consent that comes later': `${profitwell('data-consent="required"')}<script>
    profitwellDestination.setConsent(true);
    profitwellDestination.identify(${JANE});
    profitwellDestination.reset();
  </script>`,
  'settings of the page': `<script>window.profitwellSettings = { publicApiToken: '${TOKEN}', siteType: 'web app',
    consent: async () => true }</script><script src="/tag.js"></script>
    <script>profitwellDestination.identify(${JANE})</script>`,
  "Segment's snippet": host + profitwell('data-site-type="web app"'),
  'ProsperStack, alone': `${prosperstack()}<script>prosperstackDestination.identify(${JANE})</script>`,
  "ProsperStack and Segment's snippet": host + prosperstack(),
};

for (const [name, html] of Object.entries(PAGES)) {
  test(`${name} throws nothing`, async () => {
    const { seen, page, until } = await open({ html, watch: ['/tag.js', '/prosperstack.js'] });
    if (html.includes('/tag.js')) await until(() => window.profitwell?.isLoaded);
    else for (let waited = 0; !seen.messages.length && waited < 5000; waited += 20) await page.waitForTimeout(20);
    assert.deepEqual(seen.thrown, []);
    assert.deepEqual(seen.errors, []);
  });
}
