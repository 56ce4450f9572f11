// What bundlers make of unusual imports, and the level of ECMAScript that the built files keep to.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { SCRIPTS } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';
import { close, open, recycle, TOKEN } from './e2e/support.mjs';
import { bundled } from './support/bundled.mjs';

after(close);
afterEach(recycle);

/** What a page's bundle is of this source. */
const bundle = (contents, options) => bundled(contents, { minify: true, format: 'iife', ...options });

const COPIES = `
  import { profitwell as imported } from 'retention-destinations';
  import { profitwell as withoutWebAssembly } from 'retention-destinations/nowasm';
  const { profitwell: required } = require('retention-destinations');
  const { profitwell: requiredWithoutWebAssembly } = require('retention-destinations/nowasm');
  const all = [imported, withoutWebAssembly, required, requiredWithoutWebAssembly];
  window.copies = new Set(all).size;`;

test('four copies in one bundle load ProfitWell once, start it once, and say nothing', async () => {
  const script = await bundle(`${COPIES}
    const plugins = all.map((profitwell) => profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' }));
    const event = { userId: 'u', traits: { email: 'jane@example.com' } };
    (async () => {
      for (const plugin of plugins) await plugin.load({}, {});
      for (const plugin of plugins) plugin.identify({ event });
      await Promise.all(plugins.map((plugin) => plugin.ready()));
      window.all = true;
    })();`);
  const { calls, seen, until, page } = await open({ script });
  await until(() => window.all);
  assert.equal(await page.evaluate(() => window.copies), 4);
  assert.deepEqual(await calls(), [
    ['auth_token', TOKEN],
    ['start', { user_email: 'jane@example.com' }],
  ]);
  assert.equal(seen.vendorRequests.length, 1);
  assert.deepEqual([seen.errors, seen.console], [[], []]);
});

test('two copies with two tokens load the first, and one warning names the other', async () => {
  const script = await bundle(`${COPIES}
    (async () => {
      await imported({ publicApiToken: 'first' }).load({}, {});
      await required({ publicApiToken: 'second' }).load({}, {});
      await withoutWebAssembly({ publicApiToken: 'second' }).load({}, {});
      window.all = true;
    })();`);
  const { calls, seen, until } = await open({ script });
  await until(() => window.all && window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [
    ['auth_token', 'first'],
    ['start', {}],
  ]);
  assert.equal(seen.vendorRequests.length, 1);
  assert.equal(seen.console.length, 1, JSON.stringify(seen.console));
  assert.match(seen.console[0].text, /\(another_token\)/);
});

const KILOBYTE = 1024;
for (const [path, use, code] of [
  ['api', "new entry.ProfitWellApi({ privateToken: 'secret' })", 'in_a_page'],
  ['relay', 'entry.createRelay({})', 'in_a_page'],
]) {
  test(`a page that imports ${path} gets a refusal of at most ${KILOBYTE} bytes, gzip-9, and no secret`, async () => {
    const script = await bundle(
      `import * as entry from 'retention-destinations/${path}';
      try { ${use}; } catch (error) { window.thrown = error.code; }`,
    );
    const size = gzipSync(script, { level: 9 }).length;
    assert.ok(size <= KILOBYTE, `${size} bytes`);
    const { page, seen } = await open({ script });
    assert.equal(await page.evaluate(() => window.thrown), code);
    assert.deepEqual([seen.errors, seen.vendorRequests], [[], []]);
  });
}

/** The levels that docs/engines.md states. */
const PAGE_LEVEL = 2021;
const SERVER_LEVEL = 2022;

test(`what a page takes is ES${PAGE_LEVEL}, what a server takes ES${SERVER_LEVEL}`, () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.c?js$/.test(name),
  );
  assert.ok(files.length > 50);
  const scripts = new Set(SCRIPTS.map(({ output }) => `${output}.js`));
  for (const name of files) {
    const server = /^(api|relay)/.test(name) && !name.includes('-page');
    const text = readFileSync(join(root, 'dist', name), 'utf8');
    const ecmaVersion = server ? SERVER_LEVEL : PAGE_LEVEL;
    const sourceType = scripts.has(name) || /\.cjs$|\bcjs\//.test(name) ? 'script' : 'module';
    assert.doesNotThrow(() => parse(text, { ecmaVersion, sourceType }), name);
  }
});
