// The code in README is what runs here: each block is taken from it, in its real host.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { bundle, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```(js|html|json)\n(.*?)```/gs)].map(
  ([, language, text]) => ({ language, text }),
);
const block = (mark) => {
  const { text } = blocks.find((one) => one.text.includes(mark));
  return text
    .replaceAll('YOUR_PUBLIC_API_TOKEN', TOKEN)
    .replace('YOUR_DATA_PLANE', 'data.example')
    .replace('YOUR_JITSU', 'jitsu.example')
    .replace('YOUR_SITE', 'shop.example');
};
const started = [
  ['auth_token', TOKEN],
  ['start', { user_email: 'jane@example.com' }],
];
const identify = (host) => `\n${host}.identify('u1', { email: 'jane@example.com' });`;

const rudder = JSON.stringify({
  source: {
    id: 's',
    enabled: true,
    config: {},
    destinations: [
      {
        id: 'YOUR_DESTINATION_ID',
        enabled: true,
        config: {},
        destinationDefinition: { displayName: 'Custom Device Mode', name: 'CUSTOM_DEVICE_MODE' },
      },
    ],
  },
});

/** What the hosts' own servers answer. */
const answers = {
  'https://api.rudderstack.com/sourceConfig': rudder,
  'https://cdp.customer.io/v1/projects/': '{"integrations":{}}',
  'https://cdn.hightouch-events.com/': '{"integrations":{}}',
  'https://jitsu.example/': JSON.stringify({ ok: true, destinations: [JSON.parse(block('"packageCdn"'))] }),
};
const jitsu = { '/jitsu.js': readFileSync(join(root, 'dist/jitsu.js'), 'utf8') };
const segment = { '/settings': { integrations: { ProfitWell: { publicApiToken: TOKEN, siteType: 'web app' } } } };

for (const [name, mark, host, files] of [
  ['Segment', "from '@segment/analytics-next'", 'analytics'],
  ['Hightouch', '// hightouch', 'analytics'],
  ['Customer.io', '// customer.io', 'analytics'],
  ['June', '// june', 'analytics'],
  ['classicIntegrations', '// classicIntegrations', 'analytics', segment],
  ['classic analytics.js', '// analytics.js', 'analytics'],
  ['RudderStack', '// rudderstack', 'rudderanalytics'],
  ['analytics', '// analytics\n', 'analytics'],
  ['Jitsu', '// jitsu', 'analytics', jitsu],
]) {
  test(`the code for ${name} works as it stands`, async () => {
    const script = await bundle(block(mark) + identify(host));
    const { calls, seen, until } = await open({ script, answers, files });
    await until(() => window.__vendor?.calls.length > 1);
    assert.deepEqual(await calls(), started);
    assert.deepEqual(seen.errors, []);
  });
}

test('the script tag works as it stands', async () => {
  const { calls, until } = await open({
    html: block('data-site-type="marketing"'),
    files: { '/profitwell.min.js': readFileSync(join(root, 'dist/profitwell.min.js'), 'utf8') },
  });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [
    ['auth_token', TOKEN],
    ['start', {}],
  ]);
});

test('consent and the global of the tag work as they stand', async () => {
  const files = { '/profitwell.min.js': readFileSync(join(root, 'dist/profitwell.min.js'), 'utf8') };
  const { calls, page, until } = await open({ html: block('data-consent="required"'), files });
  await until(() => window.profitwellDestination);
  await page.evaluate(block('profitwellDestination.identify').replace('profitwellDestination.reset();', ''));
  await until(() => window.__vendor?.calls.length > 2);
  assert.deepEqual(await calls(), [...started, ['init_cancellation_flow', { subscription_id: 'sub_12345' }]]);

  const script = await bundle(block("consent: 'required' });") + '\nwindow.plugin = plugin; plugin.load();');
  const other = await open({ script });
  await other.until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await other.calls(), [
    ['auth_token', TOKEN],
    ['start', {}],
  ]);
  await other.close();
});

test('the cancellation flow works as it stands', async () => {
  const script = await bundle(`${block('cancellationFlow } from')}
    window.profitwell = Object.assign((command) => (command == 'init_cancellation_flow' ? Promise.resolve({ status: 'chose_to_cancel' }) : undefined), { isLoaded: true });
    import { profitwell } from 'retention-destinations';
    profitwell({ publicApiToken: '${TOKEN}' }).load();`);
  const { page, until } = await open({
    html: '<button id="button">Cancel</button><script>function cancelTheSubscription() { window.cancelled = true; }</script><script src="/page.js"></script>',
    script,
  });
  await page.click('button');
  await until(() => window.cancelled);
});
