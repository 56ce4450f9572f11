// DavidWells' `analytics`: what a page does in the tick in which it creates the host.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];

/** The vendor's calls once the host is ready and its queue is worked off; `then` runs right after creation. */
async function run(siteType, then, before = '') {
  const script = await bundle(`
    import { Analytics } from 'analytics';
    import { profitwell } from 'retention-destinations/analytics';
    ${before}
    const analytics = Analytics({ app: 'a', plugins: [profitwell({ publicApiToken: '${TOKEN}', siteType: '${siteType}' })] });
    const told = (async () => { ${then} })();
    window.done = new Promise((resolve) => analytics.ready(resolve)).then(() => told);`);
  const { calls, page, seen, until } = await open({ script });
  await page.evaluate(() => window.done);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(seen.errors, []);
  return calls();
}

const identify = (options) => `await analytics.identify('u1', { email: 'jane@example.com' }, ${options});`;
const isOff = '{ plugins: { all: false } }';

test('an identify right after creation that is not for us starts nobody by its traits', async () => {
  assert.deepEqual(await run('web app', identify(isOff)), [auth]);
  assert.deepEqual(await run('marketing', identify(isOff)), [auth, ['start', {}]]);
});

test('an identify right after creation that is for us starts by its email', async () => {
  assert.deepEqual(await run('web app', identify('{}')), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('the user stored before this page seeds, whatever the call right after creation', async () => {
  const stored = `localStorage.setItem('__user_traits', JSON.stringify({ email: 'joe@example.com' }));`;
  assert.deepEqual(await run('web app', identify(isOff), stored), [auth, ['start', { user_email: 'joe@example.com' }]]);
});
