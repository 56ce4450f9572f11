// The code in README and docs/ is what runs here: each block is taken from its page, in its real host. Every block of
// HTML and every policy is opened in a page.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { BLOCKS, blocksOf } from '../support/documents.mjs';
import { sourceConfig } from '../support/rudderstack.mjs';
import { bundle, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

/** Code with everything that a reader puts in. @param {string} text */
const filled = (text) =>
  text
    .replaceAll('YOUR_PUBLIC_API_TOKEN', TOKEN)
    .replaceAll('YOUR_NONCE', 'r4nd0m')
    .replaceAll('YOUR_DATA_PLANE', 'data.example')
    .replaceAll('YOUR_JITSU', 'jitsu.example')
    .replaceAll('YOUR_SITE', 'shop.example');
/** The first block of a page that holds `mark`. */
const block = (mark, page) => filled(blocksOf(page).find(({ text }) => text.includes(mark)).text);
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
  'https://jitsu.example/': JSON.stringify({
    ok: true,
    destinations: [JSON.parse(block('"packageCdn"', 'docs/jitsu.md'))],
  }),
};
const jitsu = { '/jitsu.js': readFileSync(join(root, 'dist/jitsu.js'), 'utf8') };
const segment = { '/settings': { integrations: { ProfitWell: { publicApiToken: TOKEN, siteType: 'web app' } } } };

for (const [name, page, mark, host, files] of [
  ['Segment, in README', 'README.md', "from '@segment/analytics-next'", 'analytics'],
  ['Segment', 'docs/segment.md', "from '@segment/analytics-next'", 'analytics'],
  ['Hightouch', 'docs/segment.md', '// hightouch', 'analytics'],
  ['Customer.io', 'docs/segment.md', '// customer.io', 'analytics'],
  ['June', 'docs/segment.md', '// june', 'analytics'],
  ['classicIntegrations', 'docs/classic.md', '// classicIntegrations', 'analytics', segment],
  ['classic analytics.js', 'docs/classic.md', '// analytics.js', 'analytics'],
  ['RudderStack', 'docs/rudderstack.md', '// rudderstack', 'rudderanalytics'],
  ['analytics', 'docs/analytics-library.md', '// analytics\n', 'analytics'],
  ['Jitsu', 'docs/jitsu.md', '// jitsu', 'analytics', jitsu],
]) {
  test(`the code for ${name} works as it stands`, async () => {
    const script = await bundle(block(mark, page) + identify(host));
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
  ['docs/install-tag.md\u2019s', 'docs/install-tag.md', '<link rel="preload"'],
  ['the one with a nonce', 'docs/csp.md', '<link nonce', policy],
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
  const paste = block('rel="preload"', 'README.md');
  assert.ok(Buffer.byteLength(paste) < 400, `${Buffer.byteLength(paste)} bytes`);
  assert.equal(block('<link rel="preload"', 'docs/install-tag.md'), paste);
  assert.equal(block('<link nonce', 'docs/csp.md').replaceAll(' nonce="r4nd0m"', ''), paste);
});

test('consent and the calls to the tag work as they stand, before the tag and after it', async () => {
  for (const [page, mark] of [
    ['docs/consent.md', "['setConsent', true]"],
    ['docs/install-tag.md', "userId: 'u1'"],
  ]) {
    const call = `<script>${block(mark, page)}</script>`;
    const consent = "<script>profitwellDestination.push(['setConsent', true])</script>";
    const tag = block('data-consent="required"', 'docs/consent.md').replace(' async', '');
    for (const html of [call + tag + consent, tag + call + consent]) {
      const { calls, until } = await open({ html, files: tags });
      await until(() => window.__vendor?.calls.length > 1);
      assert.deepEqual(await calls(), started);
    }
  }
  for (const page of ['README.md', 'docs/consent.md']) {
    const script = await bundle(block("consent: 'required' });", page) + '\nwindow.plugin = plugin; plugin.load();');
    const other = await open({ script });
    await other.until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await other.calls(), [
      ['auth_token', TOKEN],
      ['start', {}],
    ]);
    await other.close();
  }
});

const DIALOGUE = `window.profitwell = Object.assign((command) =>
  (command == 'init_cancellation_flow' ? Promise.resolve({ status: 'chose_to_cancel' }) : undefined), { isLoaded: true });`;

for (const [name, vendor] of [
  ['where the customer chose to cancel', DIALOGUE],
  ['where the vendor\u2019s script is blocked', 'abort'],
]) {
  test(`the cancellation flow opens the owner's page as it stands: ${name}`, async () => {
    for (const page of ['README.md', 'docs/cancellation.md']) {
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
  const call = `<script>${block("'cancellationFlow',", 'docs/cancellation.md')}</script>`;
  const { page } = await open({
    html: call + block('<script async src="/profitwell', 'docs/settings.md'),
    vendor: DIALOGUE,
    files: tags,
  });
  await page.waitForURL('**/account/cancel');
});

/** What a shop's template engine makes of a theme, for a customer who is logged in. */
const rendered = (text) =>
  text
    .replaceAll(/\{%.*?%\}/g, '')
    .replaceAll('{{ customer.email | json }}', '"jane@example.com"')
    .replaceAll(/\{\{ '([\w.]+)' \| asset_url \}\}/g, '/$1')
    .replaceAll('{{Email}}', 'jane@example.com'); // a variable of Tag Manager

/** The files that a page may name, wherever they are served from. */
const built = Object.fromEntries(
  ['profitwell.min.js', 'prosperstack.min.js'].flatMap((name) => {
    const text = readFileSync(join(root, 'dist', name), 'utf8');
    return [`/${name}`, `/wp-content/uploads/profitwell/${name}`].map((path) => [path, text]);
  }),
);
const TAGS = /(profitwell|prosperstack)\.min\.js/;
/** A tag that a consent manager holds back, as it inserts it after the visitor has accepted. */
const released = (text) => text.replace(' type="text/plain"', '');

for (const { page, line, language, text } of BLOCKS.filter(({ language }) => ['html', 'liquid'].includes(language))) {
  test(`a page runs the ${language} as it stands: ${page}:${line}`, async () => {
    const integrity = `sha256-${createHash('sha256').update(built['/profitwell.min.js']).digest('base64')}`;
    const html = released(rendered(filled(text)))
      .replace('YOUR_INTEGRITY', integrity)
      .replace(/https:\/\/cdn\.jsdelivr\.net\/npm\/retention-destinations@VERSION\/dist/, 'https://shop.example');
    const { page: opened, seen, until } = await open({ html, files: built });
    const [, product] = html.match(TAGS) ?? [];
    if (product) {
      await until((name) => typeof window[`${name}Destination`]?.state === 'function', product);
      const state = await opened.evaluate((name) => window[`${name}Destination`].state(), product);
      assert.ok(['attributes', 'window'].includes(state.source), state.source);
      if (product === 'profitwell' && state.consent === 'yes' && !html.includes('web app'))
        await until(() => window.profitwell?.isLoaded);
    } else assert.ok(await opened.evaluate(() => window.profitwellDestination.length > 0));
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(
      seen.console.filter(({ type }) => ['error', 'warning'].includes(type)),
      [],
    );
  });
}

for (const { page, line, text } of BLOCKS.filter(({ text }) => /^script-src|^require-trusted-types/m.test(text))) {
  test(`under the policy ProfitWell is started, and nothing of ours is reported: ${page}:${line}`, async () => {
    const policy = filled(text).trim().split('\n').join('; ').replaceAll(/ +/g, ' ');
    const withoutWasm = policy.startsWith('script-src') && !policy.includes('wasm-unsafe-eval');
    const file = withoutWasm ? 'profitwell.nowasm.js' : 'profitwell.min.js';
    const html = `<meta http-equiv="Content-Security-Policy" content="${policy.replaceAll('"', '&quot;')}">
      <script nonce="r4nd0m" src="/${file}" data-public-api-token="${TOKEN}"></script>`;
    const files = { [`/${file}`]: readFileSync(join(root, 'dist', file), 'utf8') };
    const { calls, seen, until } = await open({ html, files });
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), [
      ['auth_token', TOKEN],
      ['start', {}],
    ]);
    assert.deepEqual([seen.errors, seen.console], [[], []]);
  });
}

test('the test for Playwright in docs/testing.md passes as it stands', async () => {
  const host = `<button onclick="profitwellDestination.push(['identify', { traits: { email: 'jane@example.com' } }])">Sign in</button>
    <script src="/profitwell.min.js" data-public-api-token="${TOKEN}"></script>`;
  const { page, seen } = await open({ html: host, files: built });
  const named = [];
  const includes = (list, item) => list.some((one) => JSON.stringify(one) === JSON.stringify(item));
  const expect = {
    poll: (read) => ({
      async toContainEqual(item) {
        for (const end = Date.now() + 10_000; !includes(await read(), item); ) assert.ok(Date.now() < end);
      },
    }),
  };
  const text = block("from '@playwright/test'", 'docs/testing.md').replace(/^import .*$/m, '');
  new Function('test', 'expect', text)((_name, run) => named.push(run), expect);
  const goto = page.goto.bind(page);
  page.goto = (path) => goto(new URL(path, 'https://shop.example').href);
  await named[0]({ page });
  await page.waitForFunction(
    () => profitwellDestination.decisions.some(({ name }) => name === 'vendor_global_missing'),
    undefined,
    { timeout: 10_000 },
  );
  delete page.goto;
  const decisions = `(async () => { ${block('const decisions', 'docs/testing.md').replace('page.evaluate(() => ', '(').replace('decisions);', 'decisions); return decisions;')} })()`;
  assert.ok((await page.evaluate(decisions)).length > 1);
  assert.deepEqual(seen.errors, []);
});
