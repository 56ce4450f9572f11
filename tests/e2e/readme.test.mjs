// The code in README and in the pages about the tag is what runs here: each block is taken from it, in its real host.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { sourceConfig } from '../support/rudderstack.mjs';
import { bundle, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

/** The blocks of code in a page of documentation. */
const blocksOf = (page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```(?:js|html|json)\n(.*?)```/gs)].map(([, text]) => text);
const block = (mark, page = 'README.md') => {
  const text = blocksOf(page).find((one) => one.includes(mark));
  return text
    .replaceAll('YOUR_PUBLIC_API_TOKEN', TOKEN)
    .replaceAll('YOUR_NONCE', 'r4nd0m')
    .replace('YOUR_DATA_PLANE', 'data.example')
    .replace('YOUR_JITSU', 'jitsu.example')
    .replace('YOUR_SITE', 'shop.example');
};
const started = [
  ['auth_token', TOKEN],
  ['start', { user_email: 'jane@example.com' }],
];
const identify = (host) => `\n${host}.identify('u1', { email: 'jane@example.com' });`;

/** What the hosts' own servers answer. */
const answers = {
  'https://api.rudderstack.com/sourceConfig': sourceConfig({ YOUR_DESTINATION_ID: {} }),
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

const tags = {
  '/profitwell.min.js': readFileSync(join(root, 'dist/profitwell.min.js'), 'utf8'),
  '/account/cancel': '// the owner\u2019s page',
};
const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-r4nd0m' 'wasm-unsafe-eval'">`;

for (const [name, page, mark, before = ''] of [
  ['README\u2019s', 'README.md', 'rel="preload"'],
  ['docs/script-tag.md\u2019s', 'docs/script-tag.md', '<link rel="preload"'],
  ['the one with a nonce', 'docs/script-tag.md', '<link nonce', policy],
]) {
  test(`the paste works as it stands, with one request: ${name}`, async () => {
    const { calls, seen, until } = await open({ html: before + block(mark, page), files: tags });
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), started);
    assert.equal(seen.vendorRequests.length, 1);
    assert.deepEqual([seen.errors, seen.console], [[], []]);
  });
}

test('the paste is less than 400 bytes, and the same in README and docs', () => {
  const paste = block('rel="preload"');
  assert.ok(Buffer.byteLength(paste) < 400, `${Buffer.byteLength(paste)} bytes`);
  assert.equal(block('<link rel="preload"', 'docs/script-tag.md'), paste);
  assert.equal(block('<link nonce', 'docs/script-tag.md').replaceAll(' nonce="r4nd0m"', ''), paste);
});

test('consent and the calls to the tag work as they stand, before the tag and after it', async () => {
  for (const [page, mark] of [
    ['README.md', "['setConsent', true]"],
    ['docs/script-tag.md', "userId: 'u1'"],
  ]) {
    const call = `<script>${block(mark, page)}</script>`;
    const consent = "<script>profitwellDestination.push(['setConsent', true])</script>";
    const tag = block('data-consent="required"').replace(' async', '');
    for (const html of [call + tag + consent, tag + call + consent]) {
      const { calls, until } = await open({ html, files: tags });
      await until(() => window.__vendor?.calls.length > 1);
      assert.deepEqual(await calls(), started);
    }
  }
  const script = await bundle(block("consent: 'required' });") + '\nwindow.plugin = plugin; plugin.load();');
  const other = await open({ script });
  await other.until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await other.calls(), [
    ['auth_token', TOKEN],
    ['start', {}],
  ]);
  await other.close();
});

const DIALOGUE = `window.profitwell = Object.assign((command) =>
  (command == 'init_cancellation_flow' ? Promise.resolve({ status: 'chose_to_cancel' }) : undefined), { isLoaded: true });`;

for (const [name, vendor] of [
  ['where the customer chose to cancel', DIALOGUE],
  ['where the vendor\u2019s script is blocked', 'abort'],
]) {
  test(`the cancellation flow opens the owner's page as it stands: ${name}`, async () => {
    for (const page of ['README.md', 'docs/cancellation-flow.md']) {
      const script = await bundle(`${block('cancellationFlow } from', page)}
        import { profitwell } from 'retention-destinations';
        profitwell({ publicApiToken: '${TOKEN}' }).load();`);
      const opened = await open({
        html: '<button id="button">Cancel</button><script src="/page.js"></script>',
        script,
        vendor,
        files: tags,
      });
      await opened.page.click('button');
      await opened.page.waitForURL('**/account/cancel');
    }
  });
}

test('the cancellation flow before the tag opens the owner\u2019s page as it stands', async () => {
  const call = `<script>${block("'cancellationFlow',", 'docs/cancellation-flow.md')}</script>`;
  const { page } = await open({ html: call + block('<script async src="/profitwell'), vendor: DIALOGUE, files: tags });
  await page.waitForURL('**/account/cancel');
});
