// The other entries in a real page: the separate .wasm, ESM and CommonJS bundles side by side.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { bundle, close, open, printed, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];
const file = (name) => readFileSync(join(root, 'dist', name));
const files = {
  '/pkg/wasm.js': file('wasm.js'),
  '/pkg/profitwell.wasm': file('profitwell.wasm'),
  '/pkg/index.js': file('index.js'),
  '/pkg/core.js': file('core.js'),
};
const module = (body) => `<script type="module">${body}</script>`;

test('the separate .wasm without a bundler: events that come before the module are kept in order', async () => {
  const { calls, seen, until } = await open({
    files,
    html: module(`
      import { profitwell } from '/pkg/wasm.js';
      const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
      plugin.load();
      plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com' } } });
      plugin.identify({ event: { userId: 'u2', traits: { email: 'joe@example.com' } } });`),
  });
  await until(() => window.__vendor?.calls.length > 2);
  assert.deepEqual(await calls(), [
    auth,
    ['start', { user_email: 'jane@example.com' }],
    ['user_email', 'joe@example.com'],
  ]);
  assert.deepEqual([seen.errors, seen.console], [[], []]);
});

test('the separate .wasm that cannot be fetched: one error, ready settles', async () => {
  const { page, seen, until } = await open({
    files: { '/pkg/wasm.js': file('wasm.js') },
    html: module(`
      import { profitwell, setWasmUrl } from '/pkg/wasm.js';
      setWasmUrl('/nowhere.wasm');
      window.plugin = profitwell({ publicApiToken: '${TOKEN}' });
      plugin.load();
      plugin.ready().then(() => { window.settled = true; });`),
  });
  await until(() => window.settled);
  assert.deepEqual(seen.errors, []);
  const refusals = (await printed(seen, 1)).filter(({ text }) => text.includes('(webassembly_refused)'));
  assert.equal(refusals.length, 1);
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
});

test('several copies of the package on one page start once', async () => {
  const cjs = await bundle(
    `const { profitwell } = require(${JSON.stringify(join(root, 'dist/cjs/index.js'))}); profitwell({ publicApiToken: '${TOKEN}' }).load();`,
  );
  const { calls, seen, until } = await open({
    files: { ...files, '/cjs.js': cjs },
    html: `<script src="/cjs.js"></script><script src="/tag.js" data-public-api-token="${TOKEN}"></script>${module(`
      import { profitwell } from '/pkg/index.js';
      profitwell({ publicApiToken: '${TOKEN}' }).load();
      window.all = true;`)}`,
  });
  await until(() => window.all && window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
  assert.equal(seen.vendorRequests.length, 1);
});

test('two versions on one page: the first serves both, and the second says so once', async () => {
  const copy = await bundle(`export { profitwell } from ${JSON.stringify(join(root, 'dist/index.js'))};`, {
    globalName: 'newer',
  });
  const { calls, seen, until } = await open({
    files: { '/newer.js': copy.replace(/(['"])0\.1\.0\1/g, '"9.9.9"') },
    html: `<script src="/tag.js" data-public-api-token="${TOKEN}"></script><script src="/newer.js"></script><script>
      newer.profitwell({ publicApiToken: '${TOKEN}' }).load();
      newer.profitwell({ publicApiToken: '${TOKEN}' }).load();</script>`,
  });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
  const said = seen.console.map(({ type, text }) => [type, text]);
  assert.equal(said.length, 1);
  assert.equal(said[0][0], 'warning');
  assert.match(said[0][1], /0\.1\.0.*9\.9\.9.*\(another_version\)/);
});
