// Hostile data in a real page, by the hundred thousand, against the built package in both encodings.
// `SEED` repeats a run, `EVENTS` is how many; `npm run robustness` takes a million.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ENTRIES, isHosts } from '../../scripts/entries.mjs';
import { root } from '../../scripts/tools.mjs';
import { NAMES } from '../../src/page/profitwell/border.js';
import { bundle, close, open } from './support.mjs';

const EVENTS = Number(process.env.EVENTS ?? 200_000);
const SETTINGS = EVENTS / 10;
/** What may remain on the JavaScript heap after all events: the engine's own caches. */
const HEAP_GROWTH = 512 * 1024;
/** The values that outlive a call (`Place` in value.rs); between calls nothing else is kept. */
const KEPT = 4;

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const hosts = ENTRIES.filter((entry) => isHosts(entry) && entry.product === 'profitwell');
const entries = hosts.map(({ name }) => name);
const results = {};

after(async () => {
  mkdirSync(join(root, 'target/robustness'), { recursive: true });
  writeFileSync(join(root, 'target/robustness/fuzz.json'), JSON.stringify({ seed: SEED, ...results }, null, 2));
  await close();
});

describe('hostile data', { concurrency: 2 }, () => {
  for (const [encoding, folder] of [
    ['WebAssembly', 'dist'],
    ['JavaScript', 'dist/nowasm'],
  ]) {
    test(`${encoding}: ${EVENTS} hostile events and ${SETTINGS} hostile settings, and nothing thrown, trapped, leaked or left hanging`, async (t) => {
      t.diagnostic(`SEED=${SEED}`);
      const library = await bundle(
        entries
          .map((name) => `export * as ${name} from ${JSON.stringify(join(root, folder, `${name}.js`))};`)
          .join('\n'),
        // The explanations keep values of their own.
        { globalName: 'lib', external: ['./explanation.js'] },
      );
      const values = /(?<=\b[\w$]+\s*=\s*)\[\](?=[;,]\s*(?:var |let )?[\w$]+\s*=\s*4\b)/;
      assert.equal(
        library.match(new RegExp(values, 'g'))?.length,
        1,
        'values.js keeps its values otherwise than this test knows',
      );
      const script = `window.SEED = ${SEED}; window.SETTINGS = ${JSON.stringify(NAMES)}; window.fresh = () => { ${library.replace(values, (list) => `window.__values(${list})`)}; return lib; };
        ${await bundle(readFileSync(join(root, 'tests/e2e/fuzz/page.js'), 'utf8').replace("'./values.js'", "'./fuzz/values.js'"))}`;
      const { page, seen } = await open({ script, vendor: 'abort' });
      const cdp = await page.context().newCDPSession(page);
      const heap = async () => {
        await cdp.send('HeapProfiler.collectGarbage');
        return (await cdp.send('Runtime.getHeapUsage')).usedSize;
      };
      const step = (name, wanted) => page.evaluate(([name, wanted]) => window[name](wanted), [name, wanted]);

      await page.evaluate(() => window.begin());
      await step('identify', EVENTS / 10); // until the engine has compiled what it will
      const before = { ...(await page.evaluate(() => window.report())), heap: await heap() };
      await step('identify', EVENTS - EVENTS / 10);
      const after = { ...(await page.evaluate(() => window.report())), heap: await heap() };
      await step('register', SETTINGS);
      const { faults, memory, registered, ...counts } = await page.evaluate(() => window.report());

      const growth = after.heap - before.heap;
      results[encoding] = {
        ...counts,
        values: after.values,
        memoryBytes: after.memory,
        heapGrowthBytes: growth,
        errors: seen.errors.length,
      };
      t.diagnostic(JSON.stringify(results[encoding]));
      assert.deepEqual(faults, []);
      assert.deepEqual(
        registered.sort(),
        [...entries].sort(),
        'tests/e2e/fuzz/page.js registers with every host\u2019s entry',
      );
      assert.deepEqual(seen.errors, []);
      assert.deepEqual([counts.events, counts.settings], [EVENTS, SETTINGS]);
      assert.deepEqual([after.memory, memory], [[65536], [65536]]);
      for (const { values } of [before, after]) assert.ok(values <= KEPT, `${values} values are kept`);
      assert.ok(growth < HEAP_GROWTH, `${growth} bytes`);
      assert.ok(counts.calls > EVENTS / 100, 'the vendor heard next to nothing: the values are too far from valid');
    });
  }
});

// What earlier runs found.

test('consentCategories that cannot be read are refused, not thrown back', async () => {
  const script = await bundle(`
    import { profitwell } from ${JSON.stringify(join(root, 'dist/index.js'))};
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const lying = new Proxy(['ads'], { get: (list, name) => (name == 'every' ? 5 : list[name]) });
    window.names = [proxy, lying].map((consentCategories) => profitwell({ publicApiToken: 't', consentCategories }).name);`);
  const { page, seen } = await open({ script });
  assert.deepEqual(await page.evaluate(() => window.names), ['ProfitWell', 'ProfitWell']);
  assert.deepEqual(
    seen.console.map(({ text }) => /\((\w+)\)$/.exec(text)[1]),
    ['invalid_consent'],
  );
  assert.deepEqual(seen.errors, []);
});

test('options that throw when they are read turn the classic integration off, and its host goes on', async () => {
  const script = await bundle(`
    import { ProfitWell } from ${JSON.stringify(join(root, 'dist/classic.js'))};
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    window.ready = Promise.all([proxy, { get publicApiToken() { throw new Error('hostile'); } }, { addIntegration: 5 }].map(async (options) => {
      let ready = false;
      new ProfitWell(options).on('ready', () => (ready = true)).initialize();
      await new Promise((resolve) => setTimeout(resolve));
      return ready;
    }));`);
  const { page, seen } = await open({ script });
  assert.deepEqual(await page.evaluate(() => window.ready), [true, true, true]);
  assert.deepEqual(
    [...new Set(seen.console.map(({ text }) => /\((\w+)\)$/.exec(text)[1]))],
    ['missing_public_api_token'],
  );
  assert.deepEqual(seen.errors, []);
});

test('consent that rejects, or throws when it is waited for, is a no and no error in the page', async () => {
  const script = await bundle(`
    import { profitwell } from ${JSON.stringify(join(root, 'dist/index.js'))};
    const event = { userId: 'u1', traits: { email: 'jane@example.com' }, context: { consent: { categoryPreferences: { ads: true } } } };
    const reject = () => Promise.reject(new Error('hostile'));
    const open = (settings, load = true) => {
      const plugin = profitwell({ publicApiToken: 't', ...settings });
      if (load) plugin.load();
      plugin.identify({ event });
    };
    open({ consent: Object.assign(Promise.resolve(true), { then() { throw new Error('hostile'); } }) });
    open({ consentCategories: ['ads'], consent: reject }, false);
    open({ consent: () => false });
    open({ consent: reject });`);
  const { page, seen } = await open({ script });
  // Unhandled rejections are told of after the microtasks of the script.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.deepEqual([seen.errors, seen.vendorRequests], [[], []]);
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
});
