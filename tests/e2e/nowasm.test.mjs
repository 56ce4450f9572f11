// Where WebAssembly is refused the module's JavaScript encoding takes over; where it is not,
// nobody downloads that.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { bundleFiles, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const dist = (name) => readFileSync(join(root, 'dist', name), 'utf8');
const FALLBACK = '/profitwell.nowasm.js';
const files = { '/profitwell.min.js': dist('profitwell.min.js'), [FALLBACK]: dist('profitwell.nowasm.js') };
const tag = (attributes = '') =>
  `<script src="/profitwell.min.js" data-public-api-token="${TOKEN}" data-site-type="web app" ${attributes}></script>`;
const refuse = '<script>delete window.WebAssembly</script>';
const identify =
  "<script>profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } })</script>";
const started = [
  ['auth_token', TOKEN],
  ['start', { user_email: 'jane@example.com' }],
];
const fallbacks = (seen) => seen.requests.filter((path) => path.includes('nowasm'));

test('the tag fetches the fallback once, beside itself, and its events keep their order', async () => {
  const more =
    "<script>profitwellDestination.identify({ userId: 'u2', traits: { email: 'joe@example.com' } })</script>";
  const { calls, seen, until } = await open({ html: refuse + tag() + identify + more, files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), [...started, ['user_email', 'joe@example.com']]);
  assert.deepEqual(fallbacks(seen), [FALLBACK]);
  assert.deepEqual([seen.errors, seen.console], [[], []]);
});

test('a page that lets WebAssembly run does not download the fallback', async () => {
  const { calls, seen, until } = await open({ html: tag() + identify, files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
  assert.deepEqual(fallbacks(seen), []);
});

test('a browser that compiles modules only asynchronously gets the fallback', async () => {
  const old = "<script>WebAssembly.Module = function () { throw new RangeError('too large'); };</script>";
  const { calls, until } = await open({ html: old + tag() + identify, files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
});

test('text inlined in the page finds the fallback by data-nowasm-src', async () => {
  const inlined = (attributes) =>
    `${refuse}<script data-public-api-token="${TOKEN}" data-site-type="web app" ${attributes}>${dist('profitwell.min.js')}</script>${identify}`;
  const { calls, until } = await open({ html: inlined(`data-nowasm-src="${FALLBACK}"`), files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
  const without = await open({ html: inlined(''), files });
  await without.until(() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0);
  assert.deepEqual(
    without.seen.console.map(({ text }) => /\((\w+)\)$/.exec(text)?.[1]),
    ['webassembly_refused'],
  );
});

test('a tag with integrity and crossorigin inserts the fallback with its own', async () => {
  const integrity = (text) => `sha384-${createHash('sha384').update(text).digest('base64')}`;
  const html = refuse + tag(`integrity="${integrity(files['/profitwell.min.js'])}" crossorigin="anonymous"`) + identify;
  const { calls, page, seen, until } = await open({ html, files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
  const hash = createHash('sha256').update(files[FALLBACK]).digest('base64');
  assert.deepEqual(
    await page.evaluate((path) => {
      const { crossOrigin, integrity } = document.querySelector(`script[src$="${path}"]`);
      return { crossOrigin, integrity };
    }, FALLBACK),
    { crossOrigin: 'anonymous', integrity: `sha256-${hash}` },
  );
  assert.deepEqual(seen.errors, []);

  const changed = await open({ html, files: { ...files, [FALLBACK]: `${files[FALLBACK]};` } });
  const said = () => changed.seen.console.some(({ text }) => text.includes('(webassembly_refused)'));
  while (!said()) await changed.page.waitForEvent('console', { timeout: 5000 });
  assert.deepEqual(changed.seen.vendorRequests, []);
});

test('the fallback named directly is the tag itself', async () => {
  const html = `${refuse}<script src="${FALLBACK}" data-public-api-token="${TOKEN}" data-site-type="web app"></script>${identify}`;
  const { calls, seen, until } = await open({ html, files });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
  assert.deepEqual(seen.requests.filter((path) => path.endsWith('.js')).length, 1);
});

test('a fallback that cannot be had: one error, ready settles, nothing is thrown', async () => {
  const { page, seen } = await open({
    html: refuse + tag() + identify,
    files: { '/profitwell.min.js': files['/profitwell.min.js'], [FALLBACK]: undefined },
  });
  const said = () => seen.console.some(({ text }) => text.includes('(webassembly_refused)'));
  while (!said()) await page.waitForEvent('console', { timeout: 5000 });
  await page.evaluate(() => window.profitwellDestination.identify({ userId: 'u1' }));
  assert.equal(seen.console.filter(({ text }) => text.startsWith('[ProfitWell]')).length, 1);
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.deepEqual(seen.errors, []);
});

test('by npm it is a chunk of its own, and a refusal fetches it', async () => {
  for (const [before, expected] of [
    ['', 0],
    ['delete window.WebAssembly;', 1],
  ]) {
    const chunks = await bundleFiles(
      `import { profitwell } from ${JSON.stringify(join(root, 'dist/index.js'))};
       const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
       plugin.load();
       plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com' } } });
       window.ready = plugin.ready();`,
      { format: 'esm', splitting: true, outdir: '/', entryNames: 'page', chunkNames: 'chunk-[hash]' },
    );
    const { calls, page, seen, until } = await open({
      html: `<script>${before}</script><script type="module" src="/page.js"></script>`,
      files: chunks,
    });
    await until(() => window.__vendor?.calls.length > 1);
    await page.evaluate(() => window.ready);
    assert.deepEqual(await calls(), started);
    const engine = Object.keys(chunks).find((path) => chunks[path].includes('as instantiate'));
    assert.ok(engine);
    assert.equal(seen.requests.filter((path) => path === engine).length, expected);
    assert.deepEqual(seen.errors, []);
  }
});

test('the separate .wasm that cannot be fetched falls back, too', async () => {
  const script = dist('wasm.js');
  const page = `import { profitwell } from '/lib/wasm.js';
    const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
    plugin.load(); plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com' } } });`;
  const { calls, seen, until } = await open({
    html: '<script type="module" src="/page.js"></script>',
    script: page,
    files: { '/lib/wasm.js': script, '/lib/nowasm/engine.js': dist('nowasm/engine.js') },
  });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), started);
  assert.deepEqual(seen.errors, []);
});
